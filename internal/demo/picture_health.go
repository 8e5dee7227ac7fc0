package demo

// Masks, tests and what is worn or carried against infection.

// pouch paints the sealed bag that a mask comes in.
func (c *canvas) pouch(x, y, w, h float64, k ink, word string) {
	c.fill(rounded(x+8, y+12, w, h, 14), plain(rgb(0x35465c).thin(0.18)))
	c.fill(rounded(x, y, w, h, 14), diag(white, mist))
	c.fill(rounded(x, y, w, h*0.42, 14), diag(k.lit(0.2), k))
	c.fill(rect(x, y+h*0.3, w, h*0.14), diag(k.lit(0.06), k))
	for i := range int(w / 12) {
		c.line(white.thin(0.35), 2, x+6+float64(i)*12, y+4, x+6+float64(i)*12, y+18)
		c.line(steel.thin(0.35), 2, x+6+float64(i)*12, y+h-18, x+6+float64(i)*12, y+h-4)
	}
	c.mark(word, x+w/2, y+h*0.26, w*0.17, white)
	c.rows(x+w*0.14, y+h*0.54, w*0.5, 3, 11, 26, silver)
	c.fill(circle(x+w*0.78, y+h*0.8, w*0.1), plain(k.thin(0.85)))
	c.line(white, 6, x+w*0.73, y+h*0.8, x+w*0.77, y+h*0.825, x+w*0.835, y+h*0.77)
}

func (c *canvas) maskKF94() {
	k := c.tint(rgb(0xeef2f6), rgb(0x39424f))
	acc := c.tint(blue, violet)
	c.floor(600, 770, 430)
	c.pouch(800, 170, 260, 500, acc, "KF94")
	for _, d := range []float64{-1, 1} {
		x := 440 + d*250
		c.fill(band(curve(x-d*14, 414, x+d*60, 330, x+d*124, 380, x+d*112, 540, x+d*50, 560, x-d*14, 486), 14), plain(k.dim(0.16).mix(white, c.of(0, 0.2))))
	}
	c.fill(blob(190, 450, 270, 330, 440, 265, 610, 330, 690, 450, 610, 570, 440, 640, 270, 570), down(k.dim(0.02), k.dim(0.08), k.dim(0.2)))
	c.fill(outline{wound(append(curve(196, 440, 300, 380, 440, 350, 580, 380, 684, 440), curve(684, 480, 580, 530, 440, 556, 300, 530, 196, 480)...))}, down(k.dim(0.02), k.lit(0.4), k.dim(0.08)))
	for _, y := range []float64{0, 1} {
		c.wire(k.dim(0.22), 4, 196, 440+y*40, 300, 380+y*150, 440, 350+y*206, 580, 380+y*150, 684, 440+y*40)
	}
	c.wire(silver.dim(0.1), 12, 370, 296, 440, 280, 510, 296)
	c.wire(k.dim(0.18), 3, 280, 350, 440, 296, 600, 350)
	c.wire(k.dim(0.18), 3, 280, 556, 440, 612, 600, 556)
	c.mark("KF94", 560, 470, 28, k.dim(0.2))
	for _, d := range []float64{-1, 1} {
		c.fill(rounded(440+d*236-16, 400, 32, 100, 10), plain(k.dim(0.08)))
	}
}

func (c *canvas) maskKF80() {
	k := c.tint(rgb(0xdff0f8), rgb(0xf8e3e0))
	acc := c.tint(teal, orange)
	c.floor(600, 770, 420)
	c.pouch(140, 200, 230, 440, acc, "KF80")
	c.fill(band(curve(620, 380, 520, 330, 440, 420, 500, 560, 640, 560), 14), plain(k.dim(0.22)))
	c.fill(band(curve(620, 380, 520, 330, 440, 420, 500, 560, 640, 560), 8), plain(white))
	c.fill(blob(600, 360, 760, 250, 900, 270, 1040, 440, 1010, 520, 860, 640, 700, 660, 610, 590, 580, 470), diag(k.lit(0.6), k, k.dim(0.2)))
	c.wire(k.dim(0.28), 4, 590, 470, 760, 450, 920, 460, 1044, 470)
	c.wire(white.thin(0.8), 5, 590, 478, 760, 458, 920, 468, 1040, 478)
	c.wire(steel, 10, 790, 264, 860, 262, 920, 296)
	c.wire(k.dim(0.2), 3, 612, 380, 760, 290, 880, 296, 1000, 410)
	c.wire(k.dim(0.2), 3, 606, 560, 700, 630, 850, 610, 990, 520)
	for j := range 2 {
		c.mesh(700, 360+float64(j)*150, 200, 40, 12, 3, 2.2, k.dim(0.16))
	}
	c.fill(rounded(586, 410, 40, 130, 12), plain(k.dim(0.1)))
}

// swab paints a cotton swab from its tip.
func (c *canvas) swab(x, y, l, degrees float64) {
	c.around(x, y, degrees, 1, func() {
		c.fill(rounded(x, y-5, l, 10, 5), down(white, steel))
		c.fill(ellipse(x, y, 42, 14), down(white, silver))
	})
}

// cassette paints a test with its window; lines counts what shows.
func (c *canvas) cassette(x, y, degrees float64, k ink, lines int) {
	c.around(x+75, y+190, degrees, 1, func() {
		c.fill(rounded(x+6, y+14, 150, 380, 34), plain(rgb(0x35465c).thin(0.22)))
		c.slab(x, y, 150, 380, 34, white)
		c.fill(rounded(x+46, y+70, 58, 150, 26), plain(silver))
		c.fill(rounded(x+52, y+76, 46, 138, 20), plain(rgb(0xfdfaf6)))
		for i := range lines {
			c.fill(rounded(x+54, y+106+float64(i)*52, 42, 11, 4), plain(red.lit(0.1*float64(i))))
		}
		c.fill(ellipse(x+75, y+288, 27, 38), plain(silver))
		c.fill(ellipse(x+75, y+292, 20, 29), plain(steel.lit(0.3)))
		c.mark("C", x+28, y+112, 20, steel)
		c.mark("T", x+28, y+164, 20, steel)
		c.fill(rounded(x+40, y+26, 70, 16, 8), plain(k))
	})
}

func (c *canvas) antigenKit() {
	acc := c.tint(violet, green)
	c.floor(600, 770, 450)
	c.box(150, 250, 440, 480, 80, 46, 8, white)
	c.fill(rect(150, 262, 440, 170), diag(acc.lit(0.2), acc))
	c.rows(186, 310, 210, 1, 30, 0, white)
	c.rows(186, 362, 150, 1, 18, 0, white.thin(0.75))
	c.mark("25", 510, 344, 60, white)
	c.rows(186, 480, 240, 4, 14, 32, silver)
	c.fill(ring(500, 640, 50, 38), plain(acc.lit(0.4)))
	c.fill(append(rounded(493, 612, 14, 56, 4), rounded(472, 633, 56, 14, 4)...), plain(acc))
	c.cassette(680, 360, c.of(10, -8), acc, 1)
	c.cassette(860, 330, c.of(16, 6), acc, 2)
	c.fill(soft(20, 610, 570, 656, 570, 652, 740, 614, 740), plain(sky.thin(0.7)))
	c.fill(soft(14, 612, 640, 654, 640, 651, 736, 615, 736), down(acc.lit(0.6), acc.lit(0.2)))
	c.fill(soft(8, 604, 540, 662, 540, 656, 584, 610, 584), tube(acc))
	c.swab(700, 180, 360, 12)
}

func (c *canvas) pcrKit() {
	acc := c.tint(blue, orange)
	c.floor(600, 770, 450)
	c.box(620, 200, 370, 500, 90, 50, 8, white)
	c.fill(rect(620, 212, 370, 190), diag(acc.lit(0.15), acc.dim(0.1)))
	c.mark("PCR", 770, 290, 70, white)
	c.rows(656, 350, 190, 1, 18, 0, white.thin(0.75))
	c.helix(930, 440, acc)
	c.rows(656, 450, 170, 5, 14, 32, silver)
	c.box(160, 560, 560, 160, 70, 60, 14, c.tint(sky, amber).lit(0.2))
	for j := range 2 {
		for i := range 8 {
			x, y := 236+float64(i)*62-float64(j)*40, 500+float64(j)*36
			k := []ink{red, amber, green, violet, blue, teal, orange, rose}[(i+3*j)%8]
			c.fill(soft(10, x-19, y+4, x+19, y+4, x+12, y+74, x-12, y+74), plain(white.thin(0.75)))
			c.fill(soft(8, x-16, y+30, x+16, y+30, x+11, y+72, x-11, y+72), down(k.lit(0.5), k.lit(0.2)))
			c.fill(rounded(x-22, y-16, 44, 24, 9), tube(k))
		}
	}
	c.slab(160, 574, 560, 146, 14, c.tint(sky, amber).lit(0.2))
	c.rows(200, 620, 200, 2, 16, 36, white)
	c.bottle(270, 300, 1, acc)
	c.bottle(390, 310, 0.9, c.tint(teal, red))
	c.bottle(496, 322, 0.8, c.tint(amber, violet))
}

// bottle paints a small reagent bottle standing with its foot near y+170.
func (c *canvas) bottle(x, y, s float64, k ink) {
	c.fill(rounded(x-44*s, y, 88*s, 160*s, 16), across(white.dim(0.12), white, white.dim(0.06), white.dim(0.24)))
	c.fill(rect(x-44*s, y+50*s, 88*s, 76*s), across(k.dim(0.1), k.lit(0.3), k.dim(0.2)))
	c.fill(rounded(x-34*s, y-46*s, 68*s, 52*s, 8), tube(k))
}

// helix paints two strands winding round each other, downwards.
func (c *canvas) helix(x, y float64, k ink) {
	var a, b []float64
	for i := range 9 {
		d := []float64{0, 26, 34, 26, 0, -26, -34, -26, 0}[i]
		a = append(a, x+d, y+float64(i)*26)
		b = append(b, x-d, y+float64(i)*26)
		c.line(silver, 5, x+d, y+float64(i)*26, x-d, y+float64(i)*26)
	}
	c.wire(k, 9, a...)
	c.wire(k.lit(0.45), 9, b...)
}

func (c *canvas) thermometer() {
	k, acc := c.tint(white, mist), c.tint(teal, rose.dim(0.1))
	c.floor(600, 780, 280)
	c.around(600, 450, -8, 1, func() {
		c.fill(soft(46, 560, 400, 740, 400, 760, 760, 590, 780), across(acc.lit(0.25), acc, acc.dim(0.25)))
		for i := range 5 {
			c.line(acc.dim(0.3), 7, 640, 560+float64(i)*36, 720, 554+float64(i)*36)
		}
		c.fill(blob(330, 230, 480, 180, 700, 180, 850, 250, 870, 350, 800, 430, 640, 450, 430, 420, 330, 350), down(k.lit(0.5), k, k.dim(0.22)))
		c.fill(soft(20, 260, 230, 360, 220, 360, 370, 260, 350), across(slate, coal, slate))
		c.fill(ellipse(266, 290, 22, 60), diag(slate, night))
		c.fill(ellipse(264, 290, 11, 32), orb(rose, red, night))
		c.fill(soft(22, 530, 430, 570, 430, 566, 520, 536, 520), across(orange.lit(0.2), orange.dim(0.2)))
		c.glass(480, 222, 300, 160, 22, 10, c.tint(rgb(0xbdf3d2), rgb(0xd6ecff)), c.tint(rgb(0x7fd8a4), rgb(0x9cccf5)))
		c.mark([]string{"36.5", "36.7"}[c.v], 630, 302, 68, night)
		c.fill(circle(826, 320, 18), plain(acc))
	})
	for i := range 4 {
		x := 250 - float64(i)*46
		c.fill(band(arc(x+80, 345, 90, 160, 200), 9), plain(red.thin(0.65-float64(i)*0.14)))
	}
}

func (c *canvas) coverall() {
	k, acc := c.tint(white, amber.lit(0.25)), c.tint(blue, slate)
	c.floor(600, 812, 210)
	for _, d := range []float64{-1, 1} {
		c.fill(soft(26, 600+d*120, 232, 600+d*180, 262, 600+d*250, 520, 600+d*190, 540, 600+d*112, 380), across(k.dim(0.10+0.06*d), k.dim(0.02+0.06*d)))
		c.fill(soft(10, 600+d*184, 516, 600+d*256, 498, 600+d*264, 536, 600+d*194, 556), plain(k.dim(0.25)))
		c.fill(blob(600+d*196, 548, 600+d*252, 536, 600+d*268, 590, 600+d*230, 620, 600+d*200, 590), plain(acc))
		c.fill(soft(22, 600+d*4, 530, 600+d*124, 530, 600+d*112, 760, 600+d*24, 760), across(k.dim(0.1+0.06*d), k.dim(0.02+0.06*d)))
		c.fill(rounded(600+d*70-46, 742, 92, 22, 8), plain(k.dim(0.25)))
		c.fill(blob(600+d*30, 768, 600+d*110, 766, 600+d*136, 800, 600+d*70, 812, 600+d*24, 804), plain(acc))
	}
	c.fill(soft(34, 476, 226, 724, 226, 730, 400, 724, 570, 476, 570, 470, 400), across(k.lit(0.2), k, k.dim(0.16)))
	c.fill(rounded(474, 420, 252, 16, 6), plain(k.dim(0.18)))
	c.fill(blob(508, 180, 530, 90, 600, 56, 670, 90, 692, 180, 660, 246, 600, 262, 540, 246), orb(k.lit(0.5), k, k.dim(0.2)))
	c.fill(ellipse(600, 160, 62, 78), plain(k.dim(0.22)))
	c.fill(ellipse(600, 160, 54, 70), orb(rgb(0xf9dcc2), rgb(0xf0c7a4), rgb(0xdcaa84)))
	c.fill(rounded(538, 122, 124, 50, 22), diag(acc.lit(0.5).thin(0.95), acc.thin(0.9)))
	c.fill(rounded(546, 128, 70, 16, 8), plain(white.thin(0.5)))
	c.fill(blob(552, 190, 600, 172, 648, 190, 640, 226, 600, 240, 560, 226), down(white, mist))
	c.line(k.dim(0.4), 7, 600, 258, 600, 560)
	c.fill(rounded(592, 270, 16, 30, 5), plain(steel))
	c.fill(rounded(636, 300, 62, 44, 6), plain(acc))
	c.fill(append(rounded(661, 308, 12, 28, 3), rounded(653, 316, 28, 12, 3)...), plain(white))
	for _, d := range []float64{-1, 1} {
		c.wire(k.dim(0.2), 4, 600+d*90, 470, 600+d*60, 510, 600+d*20, 540)
	}
}

func (c *canvas) sprayer() {
	k, acc := c.tint(orange, teal), c.tint(coal, navy)
	c.floor(560, 775, 360)
	c.fill(rounded(230, 734, 420, 34, 12), down(slate, night))
	c.fill(soft(40, 250, 420, 640, 420, 650, 740, 240, 740), across(white.dim(0.14), white, white.dim(0.05), white.dim(0.22)))
	c.fill(soft(34, 262, c.of(540, 500), 630, c.of(540, 500), 638, 728, 252, 728), across(sky.dim(0.08), sky.lit(0.3), sky.dim(0.12)))
	for i := range 5 {
		c.line(steel, 4, 600, 500+float64(i)*46, 630, 500+float64(i)*46)
	}
	c.fill(rounded(300, 386, 110, 44, 10), tube(slate))
	c.fill(soft(44, 230, 210, 560, 190, 640, 240, 640, 400, 240, 400), down(k.lit(0.35), k, k.dim(0.25)))
	c.fill(band(curve(290, 220, 310, 130, 440, 110, 540, 130, 570, 210), 34), plain(acc))
	c.slots(280, 270, 150, 80, 6, k.dim(0.4), false)
	c.fill(circle(540, 300, 46), plain(acc))
	c.burst(540, 300, 8, 36, 8, 10, steel)
	c.fill(band(curve(620, 330, 720, 330, 770, 280, 820, 230), 46), down(slate, coal))
	for i := range 5 {
		x, y := 660+float64(i)*32, 330-float64(i*i)*4
		c.line(steel, 5, x, y-20, x+6, y+20)
	}
	c.around(830, 220, -34, 1, func() {
		c.fill(soft(12, 800, 180, 880, 166, 880, 274, 800, 260), down(slate, night))
		c.fill(rounded(876, 160, 24, 120, 10), plain(k))
	})
	for i, d := range [][3]float64{{960, 170, 60}, {1030, 130, 70}, {1040, 220, 60}, {990, 90, 44}, {1100, 170, 70}, {940, 120, 30}} {
		c.gleam(d[0], d[1], d[2]*1.5, sky.lit(0.2), 0.55-float64(i)*0.02)
	}
	for i := range 14 {
		x, y := 950+float64(i*47%190), 70+float64(i*71%210)
		c.fill(circle(x, y, 4+float64(i%3)*2), plain(blue.lit(0.4).thin(0.7)))
	}
}
