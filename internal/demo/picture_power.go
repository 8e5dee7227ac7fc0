package demo

// Electricity kept, made and handed out, and the machines that fly and print.

func (c *canvas) ups() {
	k, acc := c.tint(coal, mist), c.tint(lime, blue)
	c.floor(600, 785, 310)
	tower := func(x, w, h float64) {
		y := 770 - h
		c.box(x, y, w, h, 80, 36, 12, k)
		c.fill(rounded(x+18, y+20, w-36, 150, 10), diag(k.dim(0.2), k.dim(0.45)))
		c.glass(x+w/2-70, y+40, 140, 90, 8, 6, acc.lit(0.45), acc)
		c.fill(rounded(x+w/2-44, y+62, 78, 44, 6), plain(night.thin(0.65)))
		c.fill(rounded(x+w/2+36, y+76, 8, 16, 3), plain(night.thin(0.65)))
		for i := range 3 {
			c.fill(rounded(x+w/2-38+float64(i)*24, y+68, 18, 32, 3), plain(white))
		}
		for i := range 3 {
			c.lamp(x+w/2-30+float64(i)*30, y+150, 6, []ink{green, amber, sky}[i])
		}
		c.slots(x+28, y+200, w-56, h-250, int(h/26), k.dim(0.4), false)
		c.castor(x+34, 790, 12)
		c.castor(x+w-34, 790, 12)
	}
	if c.v == 0 {
		tower(400, 340, 660)
		c.mark("UPS", 570, 700, 40, white)
		return
	}
	tower(660, 250, 560)
	tower(300, 270, 640)
	c.mark("UPS", 435, 712, 34, slate)
}

func (c *canvas) batteryStore() {
	k, acc := c.tint(white, mist), c.tint(green, blue)
	c.floor(620, 730, 520)
	c.fill(rounded(80, 706, 1060, 34, 6), down(silver, steel))
	c.box(110, 270, 900, 440, 90, 60, 8, k)
	c.fill(rect(110, 290, 900, 26), plain(acc))
	for i := range 5 {
		x := 126 + float64(i)*140
		c.fill(rounded(x, 334, 130, 356, 5), plain(k.dim(0.16)))
		c.fill(rounded(x+3, 337, 124, 350, 4), diag(k.lit(0.2), k.dim(0.05)))
		c.slots(x+22, 356, 86, 66, 6, k.dim(0.3), false)
		c.slots(x+22, 610, 86, 56, 5, k.dim(0.3), false)
		c.line(steel, 6, x+112, 490, x+112, 550)
	}
	c.slab(838, 350, 150, 320, 8, k.dim(0.1))
	for _, y := range []float64{430, 580} {
		c.fill(circle(913, y, 60), diag(slate, night))
		c.burst(913, y, 8, 50, 13, 6, steel)
		c.fill(ring(913, y, 62, 54), plain(silver))
		c.fill(circle(913, y, 13), plain(silver))
	}
	c.fill(rounded(356, 440, 200, 120, 16), plain(acc))
	c.fill(rounded(556, 476, 16, 48, 5), plain(acc))
	c.bolt(456, 500, 92, white)
	for i := range 4 {
		c.fill(rounded(150+float64(i)*200, 244-float64(i%2)*4, 120, 22, 5), down(silver, steel))
	}
}

func (c *canvas) solar() {
	k := c.tint(navy.mix(blue, 0.3), rgb(0x222c46))
	c.floor(600, 770, 470)
	c.gleam(960, 190, 230, amber, 0.5)
	c.fill(circle(960, 190, 62), orb(glow, amber, orange.lit(0.1)))
	c.burst(960, 190, 84, 116, 12, 12, amber)
	for _, x := range []float64{260, 580, 880} {
		c.line(steel, 18, x, 420, x, 772)
		c.line(steel.lit(0.2), 12, x, 770, x+90, 590)
		c.fill(rounded(x-46, 760, 120, 20, 5), down(silver, steel))
	}
	q := quad{{250, 250}, {930, 290}, {1090, 640}, {90, 640}}
	if c.v == 1 {
		q = quad{{230, 210}, {900, 250}, {1060, 660}, {120, 660}}
	}
	c.fill(soft(4, q[3].x, q[3].y-4, q[2].x, q[2].y-4, q[2].x, q[2].y+20, q[3].x, q[3].y+20), down(silver, slate))
	c.fill(q.cell(0, 0, 1, 1, 4), plain(silver))
	cols, lines := 4, 2
	if c.v == 1 {
		cols = 3
	}
	for j := range lines {
		for i := range cols {
			u0, v0 := float64(i)/float64(cols)+0.008, float64(j)/float64(lines)+0.014
			u1, v1 := float64(i+1)/float64(cols)-0.008, float64(j+1)/float64(lines)-0.014
			c.fill(q.cell(u0, v0, u1, v1, 2), diag(k.lit(0.28), k, k.dim(0.25)))
			for n := 1; n < 6; n++ {
				u := u0 + (u1-u0)*float64(n)/6
				a, b := q.at(u, v0), q.at(u, v1)
				c.line(sky.thin(0.45), 2.5, a.x, a.y, b.x, b.y)
			}
			for n := 1; n < 5; n++ {
				v := v0 + (v1-v0)*float64(n)/5
				a, b := q.at(u0, v), q.at(u1, v)
				c.line(sky.thin(0.45), 2.5, a.x, a.y, b.x, b.y)
			}
		}
	}
	c.within(q.cell(0, 0, 1, 1, 4), func() {
		c.fill(poly(330, 200, 520, 200, 330, 680, 80, 680), down(white.thin(0.28), white.thin(0.04)))
		c.fill(poly(570, 200, 620, 200, 440, 680, 380, 680), down(white.thin(0.22), white.thin(0.03)))
	})
}

func (c *canvas) evCharger() {
	k, acc := c.tint(white, coal), c.tint(teal, lime)
	c.floor(620, 800, 280)
	c.fill(rounded(370, 776, 440, 30, 8), down(silver, steel))
	c.box(430, 110, 300, 668, 70, 30, 26, k)
	c.fill(rounded(452, 132, 256, 330, 16), diag(slate, night))
	c.glass(474, 158, 212, 170, 10, 6, acc.dim(0.55), acc.dim(0.25))
	c.fill(ring(580, 243, 58, 46), plain(white.thin(0.25)))
	c.fill(band(arc(580, 243, 52, -90, c.of(150, 60)), 12), plain(acc.lit(0.3)))
	c.bolt(580, 243, 62, white)
	c.mark("EV", 580, 396, 64, acc.lit(0.25))
	c.fill(rounded(430, 480, 300, 14, 2), plain(acc))
	c.fill(rounded(500, 520, 160, 90, 12), plain(k.dim(0.12)))
	c.waves(580, 590, 50, 8, 2, -140, -40, acc)
	c.slots(480, 650, 200, 90, 6, k.dim(0.22), false)
	c.fill(band(curve(716, 380, 850, 420, 900, 560, 880, 690, 800, 740, 770, 650, 815, 480, 850, 350), 22), plain(night))
	c.fill(band(curve(716, 377, 850, 417, 897, 560, 877, 687), 7), plain(slate))
	c.around(850, 300, 20, 1, func() {
		c.fill(soft(18, 826, 260, 880, 260, 884, 360, 836, 364), across(slate, coal, night))
		c.fill(rounded(816, 200, 74, 72, 22), across(slate, coal, night))
		c.fill(rounded(824, 180, 58, 26, 8), plain(acc))
	})
	c.fill(rounded(716, 350, 46, 60, 12), plain(slate))
}

func (c *canvas) drone() {
	k, acc := c.tint(white, coal), c.tint(orange, lime)
	c.floor(600, 790, 300)
	rotor := func(x, y, s float64) {
		c.fill(ellipse(x, y-34*s, 165*s, 20*s), halo(steel.thin(0.1), steel.thin(0.22), steel.thin(0.4)))
		c.around(x, y-34*s, -4, 1, func() {
			c.fill(ellipse(x-78*s, y-34*s, 78*s, 8*s), plain(slate.thin(0.75)))
			c.fill(ellipse(x+78*s, y-34*s, 78*s, 8*s), plain(slate.thin(0.75)))
		})
		c.fill(rounded(x-24*s, y-30*s, 48*s, 58*s, 10*s), tube(slate))
		c.fill(rounded(x-24*s, y+6*s, 48*s, 10*s, 3), plain(acc))
	}
	for _, x := range []float64{330, 870} {
		c.line(k.dim(0.3), 26, 600, 400, x, 300)
		rotor(x, 290, 0.8)
	}
	for _, d := range []float64{-1, 1} {
		c.line(slate, 16, 600+d*90, 500, 600+d*170, 690)
		c.line(slate, 18, 600+d*90, 694, 600+d*250, 694)
	}
	c.fill(blob(420, 430, 500, 350, 600, 330, 700, 350, 780, 430, 720, 510, 600, 530, 480, 510), down(k.lit(0.35), k, k.dim(0.3)))
	c.fill(blob(500, 385, 600, 352, 700, 385, 600, 420), down(acc.lit(0.3), acc))
	for _, d := range []float64{-1, 1} {
		c.line(k.dim(0.12), 36, 600+d*150, 440, 600+d*360, 430)
		rotor(600+d*370, 420, 1.1)
		c.lamp(600+d*120, 478, 7, red.mix(green, (d+1)/2))
	}
	c.fill(rounded(560, 516, 80, 40, 10), plain(slate))
	c.fill(rounded(530, 546, 140, 104, 30), diag(steel, coal, night))
	c.fill(circle(600, 600, 42), plain(night))
	c.fill(circle(600, 600, 34), orb(sky, blue.dim(0.3), night))
	c.fill(circle(588, 588, 8), plain(white.thin(0.8)))
}

func (c *canvas) printer3D() {
	k, acc := c.tint(coal, white), c.tint(orange, violet)
	c.floor(610, 780, 330)
	c.fill(soft(8, 330, 120, 410, 80, 950, 80, 870, 120), plain(k.lit(0.3)))
	c.fill(soft(8, 868, 120, 950, 80, 950, 720, 868, 770), down(k.dim(0.1), k.dim(0.35)))
	c.slab(320, 120, 550, 650, 20, k)
	c.fill(rounded(364, 190, 462, 430, 10), down(rgb(0xdfe8f0), rgb(0xf4f8fb)))
	c.fill(poly(364, 620, 430, 560, 760, 560, 826, 620), plain(silver))
	c.gleam(595, 420, 220, white, 0.9)
	for _, x := range []float64{400, 790} {
		c.fill(rect(x-7, 194, 14, 420), tube(silver))
	}
	c.fill(rounded(372, 282, 446, 20, 8), down(mist, steel))
	c.fill(soft(6, 552, 262, 640, 262, 640, 330, 612, 352, 580, 352, 552, 330), down(slate, night))
	c.fill(poly(584, 352, 608, 352, 600, 374, 592, 374), plain(amber))
	c.fill(circle(596, 300, 18), plain(steel))
	if c.v == 0 {
		for i := range 9 {
			w := []float64{96, 116, 130, 136, 132, 118, 100, 86, 92}[i]
			c.fill(rounded(596-w/2, 556-float64(i)*22, w, 24, 10), across(acc.dim(0.15), acc.lit(0.25), acc.dim(0.2)))
		}
	} else {
		c.fill(poly(500, 580, 596, 376, 692, 580, 596, 600), across(acc.lit(0.2), acc))
		c.fill(poly(596, 376, 692, 580, 596, 600), plain(acc.dim(0.25)))
		for i := range 8 {
			c.line(white.thin(0.18), 2, 500+float64(i)*11, 578-float64(i)*24, 692-float64(i)*11, 578-float64(i)*24)
		}
	}
	c.fill(soft(6, 420, 576, 772, 576, 800, 604, 392, 604), down(slate, night))
	c.shine(364, 190, 462, 430, 0.22)
	c.glass(364, 650, 170, 90, 8, 5, navy, blue)
	c.fill(rounded(382, 690, 134, 12, 6), plain(white.thin(0.3)))
	c.fill(rounded(382, 690, c.of(84, 110), 12, 6), plain(mint))
	c.fill(circle(780, 695, 32), orb(silver, steel, slate))
	c.fill(ring(930, 250, 96, 30), across(acc.lit(0.2), acc.dim(0.15)))
	c.fill(ring(930, 250, 102, 88), plain(slate))
	c.fill(ring(930, 250, 38, 24), plain(slate))
	c.wire(acc, 5, 890, 160, 800, 96, 640, 150, 596, 262)
}
