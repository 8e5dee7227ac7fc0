package demo

// Screens that the public meets, sound, and the watch on the door.

func (c *canvas) kiosk() {
	k, acc := c.tint(white, coal), c.tint(blue, orange)
	c.floor(600, 790, 210)
	c.fill(soft(14, 440, 772, 760, 772, 790, 800, 410, 800), down(steel, slate))
	c.box(500, 470, 200, 308, 40, 12, 12, k.dim(0.06))
	c.fill(rounded(500, 470, 22, 308, 10), plain(acc))
	w := c.of(360, 320)
	x := 600 - w/2
	c.fill(rounded(x+18, 96, w, 480, 26), plain(k.dim(0.4)))
	c.slab(x, 90, w, 480, 26, k)
	c.glass(x+16, 106, w-32, 430, 14, 8, chalk, mist)
	c.fill(rounded(x+34, 124, w-68, 62, 8), diag(acc.lit(0.15), acc))
	c.rows(x+54, 148, 120, 1, 14, 0, white)
	for i := range 6 {
		bx, by := x+34+float64(i%2)*(w-60)/2, 204+float64(i/2)*92
		c.fill(rounded(bx, by, (w-76)/2, 78, 10), plain(white))
		c.fill(circle(bx+34, by+39, 20), plain([]ink{sky, mint, amber, rose, violet.lit(0.4), lime}[i]))
		c.rows(bx+66, by+28, 62, 2, 9, 20, silver)
	}
	c.fill(rounded(x+34, 482, w-68, 34, 10), plain(acc))
	c.shine(x+24, 114, w-48, 414, 0.08)
	c.slab(540, 560, 160, 60, 10, k.dim(0.1))
	c.fill(rounded(556, 580, 90, 8, 4), plain(night))
	c.lamp(674, 584, 6, green)
	c.fill(poly(566, 586, 636, 586, 640, 650, 632, 644, 624, 651, 616, 644, 606, 651, 596, 644, 586, 651, 578, 645, 570, 650), down(mist, white))
	c.slab(c.of(716, 706), 470, 78, 110, 10, slate)
	c.fill(rounded(c.of(728, 718), 484, 54, 36, 4), plain(mint))
	c.mesh(c.of(726, 716), 528, 58, 42, 3, 3, 5, silver)
}

func (c *canvas) whiteboard() {
	k, acc := c.tint(coal, silver), c.tint(red, violet)
	c.floor(600, 800, 360)
	for _, x := range []float64{380, 820} {
		c.fill(rect(x-13, 560, 26, 200), tube(steel))
		c.fill(rounded(x-90, 752, 180, 20, 10), down(steel, slate))
		c.castor(x-72, 802, 15)
		c.castor(x+72, 802, 15)
	}
	c.fill(rounded(380, 650, 440, 18, 6), down(silver, steel))
	c.slab(130, 110, 940, 530, 18, k)
	c.fill(rounded(150, 130, 900, 478, 6), diag(white, rgb(0xf1f6fa)))
	c.rows(196, 172, 240, 1, 20, 0, navy)
	c.rows(196, 220, 330, 4, 12, 34, silver)
	c.wire(blue, 9, 200, 530, 290, 400, 380, 500, 470, 390, 560, 440)
	c.line(steel, 5, 196, 370, 196, 552, 580, 552)
	c.fill(ring(800, 320, 128, 119), plain(acc))
	c.line(acc, 9, 800, 320, 800, 192)
	c.line(acc, 9, 800, 320, 905, 392)
	c.fill(outline{append([]spot{{800, 320}}, arc(800, 320, 116, -88, 33)...)}, plain(acc.thin(0.25)))
	c.wire(green, 8, 680, 520, 730, 490, 770, 545, 830, 500, 900, 530)
	c.around(930, 470, -38, 1, func() {
		c.fill(rounded(930, 458, 190, 26, 13), down(k.lit(0.3), k.dim(0.3)))
		c.fill(poly(931, 462, 905, 471, 931, 480), plain(acc))
		c.fill(rounded(1075, 458, 20, 26, 4), plain(acc))
	})
	c.fill(rounded(130, 616, 940, 24, 10), down(k.dim(0.1), k.dim(0.3)))
	c.lamp(1030, 628, 5, mint)
	c.fill(rounded(470, 634, 260, 14, 6), down(silver, steel))
	for i, d := range []ink{blue, red, green} {
		c.fill(rounded(490+float64(i)*72, 628, 58, 10, 5), plain(d))
	}
	c.shine(150, 130, 900, 478, 0.18)
}

func (c *canvas) infoDisplay() {
	if c.v == 1 {
		c.wallDisplay()
		return
	}
	c.floor(600, 790, 220)
	c.fill(soft(10, 420, 770, 780, 770, 800, 800, 400, 800), down(steel, slate))
	c.box(410, 90, 380, 690, 44, 16, 16, coal)
	c.fill(rounded(430, 112, 340, 570, 8), down(navy, blue, sky))
	c.within(rounded(430, 112, 340, 570, 8), func() {
		c.gleam(600, 420, 260, glow, 0.5)
		c.fill(circle(600, 420, 62), orb(glow, amber, orange))
		c.fill(ellipse(500, 690, 220, 150), down(teal, green.dim(0.2)))
		c.fill(ellipse(720, 720, 240, 150), down(green, green.dim(0.4)))
	})
	c.rows(460, 150, 190, 1, 26, 0, white)
	c.rows(460, 200, 260, 3, 14, 32, white.thin(0.75))
	c.fill(rounded(460, 610, 280, 50, 25), plain(white.thin(0.92)))
	c.rows(484, 628, 150, 1, 14, 0, blue)
	c.shine(430, 112, 340, 570, 0.10)
	c.mesh(520, 712, 160, 30, 20, 4, 3, steel)
}

func (c *canvas) wallDisplay() {
	c.floor(600, 770, 400)
	for _, x := range []float64{330, 870} {
		c.fill(rect(x-16, 600, 32, 150), tube(steel))
		c.fill(rounded(x-80, 742, 160, 22, 10), down(silver, slate))
	}
	c.box(120, 150, 930, 480, 40, 20, 14, night)
	c.fill(rounded(138, 168, 894, 440, 6), diag(rgb(0x0e2a47), rgb(0x153e63)))
	c.fill(rounded(162, 192, 846, 60, 8), plain(teal))
	c.rows(186, 214, 220, 1, 18, 0, white)
	c.mark("8:30", 930, 222, 30, white)
	for i := range 4 {
		y := 272 + float64(i)*80
		c.fill(rounded(162, y, 530, 66, 8), plain(white.thin(0.10)))
		c.fill(circle(202, y+33, 20), plain([]ink{amber, mint, sky, rose}[i]))
		c.rows(244, y+26, []float64{230, 190, 260, 160}[i], 1, 15, 0, white.thin(0.9))
		c.fill(rounded(580, y+18, 90, 30, 15), plain([]ink{green, green, orange, blue}[i]))
	}
	c.fill(rounded(716, 272, 292, 306, 8), down(sky, blue))
	c.gleam(860, 380, 130, glow, 0.7)
	c.fill(circle(830, 370, 50), orb(glow, amber, orange))
	c.fill(append(append(circle(850, 430, 46), circle(910, 410, 58)...), rounded(810, 420, 168, 56, 28)...), plain(white))
	c.shine(138, 168, 894, 440, 0.06)
}

func (c *canvas) cone(x, y, r float64, k ink) {
	c.fill(circle(x, y, r), diag(slate, night))
	c.fill(circle(x, y, r*0.86), orb(k.lit(0.3), k, k.dim(0.5)))
	c.fill(ring(x, y, r*0.66, r*0.6), plain(k.dim(0.5)))
	c.fill(circle(x, y, r*0.3), orb(steel, slate, night))
}

func (c *canvas) speaker(x, y, w, h float64, k ink) {
	c.box(x, y, w, h, w*0.22, w*0.1, 14, k)
	c.fill(rounded(x+w*0.08, y+w*0.08, w*0.84, h-w*0.16, 10), plain(k.dim(0.25)))
	c.mesh(x+w*0.12, y+w*0.12, w*0.76, h-w*0.24, int(w/14), int(h/14), 3, k.dim(0.5))
	c.cone(x+w/2, y+h*0.66, w*0.36, slate)
	c.cone(x+w/2, y+h*0.24, w*0.22, slate)
}

func (c *canvas) publicAddress() {
	k, acc := c.tint(coal, mist), c.tint(amber, teal)
	c.floor(600, 745, 450)
	h := c.of(470, 420)
	c.speaker(150, 735-h, 220, h, k)
	c.speaker(800, 735-h, 220, h, k)
	c.box(420, 600, 330, 130, 30, 14, 8, slate)
	c.fill(rounded(442, 620, 130, 50, 6), plain(night))
	for i := range 8 {
		v := []float64{14, 26, 20, 34, 30, 18, 26, 12}[i]
		c.fill(rect(452+float64(i)*14, 662-v, 9, v), plain(acc))
	}
	for i := range 4 {
		x := 604 + float64(i%2)*78
		y := 646 + float64(i/2)*54
		c.fill(circle(x+20, y, 20), orb(silver, steel, slate))
		c.line(white, 4, x+20, y, x+30, y-12)
	}
	c.slots(446, 690, 120, 26, 10, night, true)
	c.fill(ellipse(585, 594, 72, 12), plain(night))
	c.wire(slate, 11, 585, 590, 586, 500, 578, 420, 540, 360)
	c.around(530, 340, -32, 1, func() {
		c.fill(rounded(508, 290, 46, 90, 20), across(slate, steel, coal))
		c.fill(rounded(504, 262, 54, 66, 27), across(silver, mist, steel))
		c.mesh(508, 268, 46, 54, 6, 7, 2.4, slate)
	})
	c.waves(585, 300, 110, 12, 3, -48, 12, acc)
}

// dome paints a ceiling camera, its mount at y.
func (c *canvas) dome(x, y, r float64, k ink) {
	c.fill(ellipse(x, y+r*0.42, r*0.8, r*0.9), orb(steel, coal, night))
	c.fill(circle(x+r*0.12, y+r*0.72, r*0.3), orb(slate, night))
	c.fill(circle(x+r*0.12, y+r*0.74, r*0.14), orb(sky, navy))
	c.fill(ellipse(x-r*0.34, y+r*0.6, r*0.12, r*0.32), plain(white.thin(0.4)))
	c.fill(soft(r*0.18, x-r*0.8, y-r*0.3, x+r*0.8, y-r*0.3, x+r*1.02, y+r*0.42, x-r*1.02, y+r*0.42), down(k.lit(0.3), k, k.dim(0.22)))
}

// bullet paints a camera on its arm looking to the left; x, y is its middle.
func (c *canvas) bullet(x, y, s float64, k ink) {
	c.around(x, y, -12, s, func() {
		c.fill(rounded(x-150, y-62, 330, 130, 40), down(k.lit(0.3), k, k.dim(0.3)))
		c.fill(soft(20, x-200, y-92, x+170, y-92, x+190, y-40, x-205, y-50), down(k.lit(0.5), k.dim(0.08)))
		c.fill(ellipse(x-150, y+4, 34, 64), plain(k.dim(0.3)))
		c.fill(ellipse(x-154, y+4, 28, 55), diag(slate, night))
		for i := range 8 {
			p := arc(0, 0, 1, float64(i)*45, float64(i)*45)[0]
			c.fill(ellipse(x-155+p.x*19, y+4+p.y*40, 5, 7), plain(rgb(0xa43a48)))
		}
		c.fill(ellipse(x-157, y+4, 13, 25), orb(sky, navy, night))
	})
}

func (c *canvas) camera() {
	k := c.tint(mist.lit(0.2), silver)
	if c.v == 1 {
		c.floor(600, 760, 240)
		c.fill(rounded(300, 140, 600, 40, 8), down(silver, mist))
		c.fill(rect(540, 178, 120, 70), tube(k))
		c.dome(600, 330, 265, k)
		c.lamp(760, 396, 7, red)
		return
	}
	c.floor(560, 760, 260)
	c.slab(900, 220, 90, 330, 16, k.dim(0.05))
	for _, y := range []float64{250, 520} {
		c.fill(circle(945, y, 12), orb(mist, steel))
	}
	c.fill(band(curve(900, 400, 820, 440, 740, 470, 660, 430), 54), down(k.dim(0.1), k.dim(0.3)))
	c.fill(circle(660, 440, 58), orb(k, k.dim(0.1), k.dim(0.3)))
	c.bullet(540, 370, 1.55, k)
	c.fill(rounded(560, 330, 110, 20, 8), plain(blue))
}

func (c *canvas) surveillance() {
	k, acc := c.tint(coal, slate), c.tint(blue, teal)
	c.floor(600, 770, 440)
	c.box(170, 190, 320, 570, 60, 30, 8, k)
	c.fill(rounded(192, 214, 276, 520, 4), plain(night))
	for i := range 4 {
		y := 226 + float64(i)*88
		c.slab(202, y, 256, 78, 4, k.lit(0.16))
		c.bays(212, y+12, 150, 54, 4, 1, k.lit(0.25), mint)
		c.lamp(392, y+40, 6, []ink{green, amber, green, green}[i])
		c.fill(rounded(410, y+30, 36, 18, 4), plain(acc))
	}
	c.slots(204, 590, 252, 130, 8, k.lit(0.1), false)
	c.glass(560, 300, 480, 300, 12, 12, night, night)
	for i := range 4 {
		x, y := 576+float64(i%2)*226, 316+float64(i/2)*136
		c.within(rect(x, y, 220, 130), func() {
			c.fill(rect(x, y, 220, 130), down([]ink{sky, rgb(0x9fb4c8), mint, rgb(0xbcc7d4)}[i], mist))
			c.fill(poly(x+70, y+130, x+100, y+60, x+125, y+60, x+200, y+130), plain(steel))
			c.fill(rounded(x+20, y+36, 46, 70, 4), plain(slate))
			c.fill(rounded(x+150, y+20+float64(i)*8, 60, 60, 4), plain(acc.dim(0.2)))
			c.fill(circle(x+112, y+78, 9), plain(orange))
			c.fill(rounded(x+102, y+88, 20, 34, 8), plain(orange))
		})
		c.fill(circle(x+14, y+14, 5), plain(red))
	}
	c.fill(rect(770, 600, 60, 110), tube(steel))
	c.fill(ellipse(800, 722, 130, 22), down(silver, slate))
	c.fill(rounded(640, 120, 140, 22, 6), plain(silver))
	c.dome(710, 160, 70, white)
	c.fill(band(spots([]float64{1030, 120, 1030, 190, 960, 210}), 20), across(silver, steel))
	c.bullet(920, 200, 0.62, white)
}

func (c *canvas) gate() {
	k, acc := c.tint(silver, coal), c.tint(green, blue)
	c.floor(600, 775, 430)
	pane := func(x, w float64) {
		c.fill(soft(30, x, 430, x+w, 430, x+w, 690, x, 690), diag(sky.lit(0.5).thin(0.75), acc.lit(0.4).thin(0.55)))
		c.line(white.thin(0.9), 4, x+8, 440, x+w-8, 440)
	}
	pane(395, 190)
	pane(615, 190)
	post := func(x float64) {
		c.box(x, 380, 150, 390, 50, 30, 22, k)
		c.fill(rounded(x+14, 404, 122, 12, 6), plain(acc))
		c.fill(rounded(x+26, 620, 98, 120, 8), plain(k.dim(0.12)))
		c.fill(rounded(x+36, 440, 78, 100, 12), diag(slate, night))
		c.fill(rounded(x+52, 462, 46, 34, 6), plain(acc.lit(0.4)))
		c.waves(x+75, 530, 22, 4, 2, -140, -40, white)
	}
	post(240)
	post(810)
	c.fill(rect(872, 270, 22, 130), tube(steel))
	c.in(frame{a: 1, d: 1}, func() {
		c.slab(815, 90, 136, 210, 18, night.lit(0.1))
		c.fill(rounded(826, 104, 114, 160, 8), down(navy, acc.dim(0.1)))
		c.fill(circle(883, 165, 26), plain(white.thin(0.92)))
		c.fill(soft(26, 843, 242, 843, 200, 923, 200, 923, 242), plain(white.thin(0.92)))
		for i := range 4 {
			x, y := 836+float64(i%2)*94, 120+float64(i/2)*118
			dx, dy := 18-36*float64(i%2), 18-36*float64(i/2)
			c.line(mint, 4, x+dx, y, x, y, x, y+dy)
		}
		c.lamp(883, 283, 6, green)
	})
}
