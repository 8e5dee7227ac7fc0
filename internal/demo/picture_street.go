package demo

// What stands and drives outside, and the red bottle by the door.

func (c *canvas) extinguisher() {
	k := c.tint(red, rgb(0xc2302f))
	c.floor(600, 800, 200)
	w := c.of(250, 290)
	x, top := 600-w/2, c.of(270, 320)
	c.fill(rounded(x+14, 760, w-28, 40, 10), tube(coal))
	c.fill(append(rounded(x, top, w, 770-top, 70), rect(x, top+200, w, 570-top)...), tube(k))
	c.fill(rounded(572, top-50, 56, 70, 8), tube(amber.mix(silver, 0.4)))
	c.fill(soft(10, 560, top-60, 650, top-86, 720, top-150, 740, top-136, 670, top-40, 560, top-30), down(slate, night))
	c.fill(soft(10, 556, top-84, 640, top-112, 720, top-206, 742, top-190, 664, top-78, 560, top-62), down(steel, coal))
	c.fill(ring(548, top-74, 20, 12), plain(amber))
	c.line(amber, 6, 566, top-66, 620, top-66)
	c.fill(circle(600, top-20, 32), plain(silver))
	c.fill(circle(600, top-20, 26), plain(white))
	c.fill(band(arc(600, top-20, 18, -150, -30), 7), plain(green))
	c.fill(band(arc(600, top-20, 18, -210, -150), 7), plain(red))
	c.line(coal, 4, 600, top-20, 606, top-36)
	c.fill(band(curve(566, top-20, 460, top-10, 400, top+120, 396, top+300, 430, top+400), 26), plain(coal))
	c.fill(band(curve(562, top-24, 458, top-12, 396, top+110), 7), plain(steel))
	c.fill(soft(8, 412, top+380, 446, top+374, 462, top+470, 410, top+478), across(slate, night))
	c.fill(rect(x, top+150, w, 190), across(white.dim(0.2), white, white.dim(0.04), white.dim(0.26)))
	c.flame(x+76, top+250, 0.9)
	c.rows(x+134, top+196, w-170, 4, 12, 28, steel)
	c.fill(rect(x, top+362, w, 12), tube(amber))
}

func (c *canvas) flame(x, y, s float64) {
	c.around(x, y, 0, s, func() {
		c.fill(blob(x, y-70, x+30, y-20, x+44, y+24, x+20, y+58, x-20, y+58, x-44, y+20, x-24, y-10), down(orange, red))
		c.fill(blob(x+2, y-10, x+20, y+24, x+8, y+52, x-12, y+52, x-20, y+24), down(amber.lit(0.3), amber))
	})
}

func (c *canvas) outdoorGym() {
	k, acc := c.tint(green, blue), c.tint(amber, orange)
	c.floor(600, 790, 420)
	c.fill(ellipse(600, 790, 470, 44), down(rgb(0xcfe3c4), rgb(0xb9d5ad)))
	c.fill(rect(575, 220, 50, 570), tube(k))
	c.fill(circle(600, 206, 44), orb(acc.lit(0.4), acc, acc.dim(0.2)))
	c.fill(rounded(530, 776, 140, 22, 8), plain(slate))
	c.fill(band(spots([]float64{330, 340, 870, 340}), 34), down(k.lit(0.3), k.dim(0.2)))
	leg := func(x, lean float64) {
		c.fill(band(spots([]float64{x, 350, x + lean, 690}), 22), across(silver, steel))
		c.fill(rounded(x+lean-90, 684, 170, 30, 12), down(slate, night))
		c.line(acc, 8, x+lean-76, 692, x+lean+66, 692)
		c.fill(circle(x, 345, 28), orb(mist, steel, slate))
	}
	leg(390, -70)
	leg(480, 50)
	leg(760, c.of(-30, -60))
	leg(830, c.of(70, 40))
	for _, x := range []float64{340, 700} {
		c.fill(band(curve(x, 330, x-10, 260, x+10, 190, x+70, 180, x+140, 190, x+160, 260, x+150, 330), 20), down(acc.lit(0.3), acc))
		c.line(coal, 26, x+40, 181, x+100, 182)
	}
	c.slab(540, 420, 120, 150, 12, white)
	c.fill(rounded(540, 420, 120, 38, 12), plain(k))
	c.fill(circle(600, 492, 14), plain(k))
	c.line(k, 11, 600, 506, 600, 530, 580, 554)
	c.line(k, 11, 600, 530, 622, 552)
	c.shrub(130, 790, 0.9)
	c.shrub(1070, 790, 1.1)
}

func (c *canvas) busShelter() {
	k, acc := c.tint(slate, coal), c.tint(blue, green)
	c.floor(610, 800, 510)
	c.fill(poly(70, 800, 170, 730, 1130, 730, 1110, 800), down(silver, mist))
	c.fill(rect(190, 250, 720, 480), diag(sky.thin(0.42), white.thin(0.25), sky.thin(0.42)))
	c.shine(200, 250, 500, 480, 0.4)
	for _, x := range []float64{176, 420, 660, 900} {
		c.fill(rect(x, 220, 20, 520), tube(k))
	}
	c.fill(rounded(200, 430, 690, 10, 4), plain(white.thin(0.7)))
	c.fill(rounded(240, 590, 420, 26, 10), down(wood.lit(0.2), wood.dim(0.2)))
	c.fill(rounded(240, 500, 420, 60, 10), down(wood.lit(0.2), wood.dim(0.1)))
	for _, x := range []float64{290, 600} {
		c.fill(rect(x, 610, 18, 124), tube(k))
	}
	c.box(930, 300, 130, 440, 24, 12, 10, k)
	c.fill(rounded(942, 314, 106, 330, 6), down(acc.lit(0.4), acc))
	c.fill(circle(995, 420, 34), plain(amber))
	c.rows(956, 500, 78, 3, 11, 26, white.thin(0.85))
	c.glass(690, 300, 190, 110, 8, 6, night, navy)
	for i := range 3 {
		c.mark([]string{"143", "472", "6"}[i], 736, 326+float64(i)*28, 15, amber)
		c.rows(790, 320+float64(i)*28, 70, 1, 10, 0, mint)
	}
	if c.v == 0 {
		c.fill(soft(16, 110, 180, 1090, 180, 1110, 236, 90, 236), down(k.lit(0.3), k.dim(0.15)))
		c.fill(soft(10, 150, 140, 1040, 140, 1090, 186, 110, 186), diag(k.lit(0.5), k.lit(0.2)))
	} else {
		c.fill(outline{wound(append(curve(90, 232, 300, 130, 600, 110, 900, 130, 1110, 232), spot{1090, 246}, spot{110, 246}))}, down(acc.lit(0.4), acc.dim(0.1)))
	}
	c.fill(rounded(90, 228, 1020, 16, 8), plain(acc))
	c.fill(rounded(230, 192, 200, 28, 14), plain(white.thin(0.9)))
	c.busSign(1120, acc)
}

func (c *canvas) busSign(x float64, acc ink) {
	c.fill(rect(x-8, 330, 16, 470), tube(steel))
	c.fill(circle(x, 300, 58), diag(acc.lit(0.2), acc.dim(0.1)))
	c.fill(rounded(x-32, 268, 64, 54, 10), plain(white))
	c.fill(rounded(x-26, 276, 52, 22, 4), plain(acc))
	c.fill(append(circle(x-17, 326, 8), circle(x+17, 326, 8)...), plain(white))
}

func (c *canvas) mixerTruck() {
	k, drum := c.tint(blue, orange), c.tint(white, mist)
	c.floor(600, 775, 480)
	c.fill(rounded(150, 630, 900, 44, 8), down(slate, night))
	c.fill(soft(10, 690, 580, 740, 580, 760, 640, 670, 640), plain(slate))
	c.fill(soft(8, 250, 540, 300, 520, 350, 640, 220, 640), plain(slate))
	c.around(480, 430, -13, 1, func() {
		shell := soft(50, 180, 350, 300, 250, 600, 250, 760, 370, 760, 470, 600, 590, 300, 590, 180, 460)
		c.fill(shell, down(drum.lit(0.4), drum, drum.dim(0.1), drum.dim(0.34)))
		c.within(shell, func() {
			for i := range 4 {
				x := 200 + float64(i)*160
				c.fill(poly(x, 230, x+62, 230, x+150, 610, x+88, 610), down(k.lit(0.25), k, k.dim(0.3)))
			}
			c.fill(rect(150, 270, 640, 60), down(white.thin(0.05), white.thin(0.4), white.thin(0.05)))
		})
		c.fill(soft(10, 140, 350, 196, 340, 196, 470, 140, 460), across(steel, slate))
	})
	c.line(slate, 16, 230, 620, 180, 420)
	c.fill(soft(8, 110, 350, 200, 400, 190, 430, 100, 400), plain(k.dim(0.2)))
	c.fill(soft(8, 110, 480, 170, 470, 130, 640, 80, 640), across(silver, steel))
	cab := soft(34, 800, 320, 990, 320, 1060, 470, 1072, 680, 800, 680)
	c.fill(cab, diag(k.lit(0.3), k, k.dim(0.2)))
	c.fill(soft(14, 880, 352, 980, 352, 1030, 474, 880, 474), diag(sky.lit(0.5), sky.dim(0.15)))
	c.fill(poly(896, 352, 930, 352, 900, 440, 880, 470, 880, 400), plain(white.thin(0.5)))
	c.line(k.dim(0.3), 5, 862, 350, 862, 660)
	c.line(k.dim(0.3), 5, 862, 500, 1050, 500)
	c.fill(rounded(884, 522, 50, 13, 6), plain(k.dim(0.4)))
	c.fill(rounded(1036, 560, 34, 40, 10), plain(glow))
	c.fill(rounded(1000, 640, 84, 44, 10), down(silver, steel))
	c.fill(rounded(820, 290, 90, 32, 10), down(k.lit(0.2), k.dim(0.1)))
	c.lamp(866, 282, 10, amber)
	for _, x := range []float64{270, 430, 930} {
		c.fill(outline{wound(arc(x, 690, 92, 180, 360))}, plain(night))
		c.wheel(x, 700, 76, silver)
		c.burst(x, 700, 22, 36, 7, 8, slate)
	}
	c.fill(rounded(560, 640, 150, 70, 12), tube(silver))
}
