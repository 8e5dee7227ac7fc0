package demo

// An office, its kitchen, and the plans made there.

func (c *canvas) desk() {
	top, leg := c.tint(wood, mist), c.tint(white, coal)
	c.floor(600, 780, 460)
	c.fill(soft(6, 200, 420, 950, 420, 950, 640, 200, 640), down(leg.dim(0.14), leg.dim(0.22)))
	for _, x := range []float64{160, 1000} {
		c.fill(rect(x, 440, 30, 330), tube(leg.dim(0.05)))
		c.fill(rounded(x-26, 760, 82, 20, 6), plain(leg.dim(0.3)))
	}
	c.box(700, 440, 270, 320, 30, 20, 8, leg)
	for i := range 3 {
		y := 456 + float64(i)*100
		c.fill(rounded(716, y, 238, 88, 6), plain(leg.dim(0.16)))
		c.fill(rounded(718, y+2, 234, 84, 5), sheen(leg.lit(0.06)))
		c.fill(rounded(790, y+24, 90, 12, 6), plain(steel))
	}
	c.fill(soft(6, 220, 320, 1010, 320, 1090, 410, 110, 410), diag(top.lit(0.35), top))
	c.within(soft(6, 220, 320, 1010, 320, 1090, 410, 110, 410), func() {
		for i := range 7 {
			y := 326 + float64(i)*13
			c.wire(top.dim(0.14).thin(0.5), 2.5, 100, y, 420, y+5, 760, y-3, 1100, y+4)
		}
	})
	c.fill(rounded(108, 406, 984, 34, 8), down(top.dim(0.06), top.dim(0.28)))
	c.fill(rounded(380, 354, 120, 14, 6), plain(blue))
	c.fill(rounded(386, 342, 112, 14, 6), plain(chalk))
	c.fill(rounded(376, 330, 116, 14, 6), plain(teal))
	c.fill(soft(8, 842, 320, 892, 320, 886, 374, 848, 374), across(white, silver))
	c.leaf(866, 322, 90, -110, green)
	c.leaf(866, 322, 84, -60, lime)
	c.leaf(866, 322, 70, -150, green)
	if c.v == 0 {
		c.line(slate, 9, 610, 366, 600, 250, 690, 170)
		c.fill(ellipse(612, 368, 52, 12), plain(slate))
		c.around(700, 170, 34, 1, func() { c.fill(soft(20, 660, 150, 730, 150, 756, 210, 634, 210), down(blue.lit(0.2), blue.dim(0.1))) })
		return
	}
	c.glass(550, 150, 230, 150, 10, 8, sky, blue)
	c.fill(rect(655, 300, 20, 56), tube(steel))
	c.fill(ellipse(665, 360, 60, 10), plain(slate))
}

func (c *canvas) taskChair() {
	k, frameInk := c.tint(slate, blue), c.tint(night, silver)
	c.floor(600, 800, 250)
	for _, d := range []float64{-190, -100, 20, 130, 196} {
		c.fill(band(spots([]float64{600, 690, 600 + d, 752 + 20*(1-d*d/40000)}), 22), down(frameInk.lit(0.3), frameInk))
		c.castor(600+d, 800+8*(1-d*d/40000), 17)
	}
	c.fill(rect(578, 560, 44, 90), tube(slate))
	c.fill(rect(588, 620, 24, 80), tube(silver))
	c.fill(band(curve(500, 560, 430, 540, 420, 450, 450, 380), 26), plain(frameInk.lit(0.1)))
	back := soft(60, 410, 110, 650, 90, 680, 420, 470, 450)
	c.fill(back, diag(k.lit(0.3), k, k.dim(0.25)))
	c.within(soft(44, 430, 132, 636, 112, 660, 400, 484, 430), func() {
		c.mesh(420, 100, 260, 340, 26, 32, 2.6, k.dim(0.4))
		c.fill(rounded(420, 320, 270, 50, 20), plain(k.dim(0.2).thin(0.8)))
	})
	if c.v == 1 {
		c.fill(rounded(430, 40, 190, 74, 30), diag(k.lit(0.2), k.dim(0.15)))
		c.fill(rounded(510, 100, 26, 40, 8), plain(frameInk.dim(0.2)))
	}
	c.fill(blob(420, 500, 560, 470, 760, 480, 820, 520, 780, 570, 600, 590, 440, 570), down(k.lit(0.25), k, k.dim(0.35)))
	c.fill(rounded(500, 570, 200, 24, 10), plain(frameInk.dim(0.1)))
	c.line(frameInk.lit(0.12), 20, 470, 530, 470, 410)
	c.fill(rounded(430, 384, 180, 30, 15), down(frameInk.lit(0.35), frameInk))
	c.line(frameInk.lit(0.12), 20, 740, 540, 744, 420)
	c.fill(rounded(650, 396, 180, 30, 15), down(frameInk.lit(0.35), frameInk))
}

func (c *canvas) ream(x, y, w, h float64, acc ink) {
	c.box(x, y, w, h, 150, 70, 5, white)
	c.fill(poly(x+w*0.22, y, x+w*0.22+150, y-70, x+w*0.72+150, y-70, x+w*0.72, y), plain(acc.lit(0.12)))
	c.fill(rect(x+w*0.22, y, w*0.5, h), diag(acc.lit(0.1), acc.dim(0.1)))
}

func (c *canvas) copyPaper() {
	acc := c.tint(blue, green)
	c.floor(600, 770, 440)
	c.box(140, 370, 480, 370, 170, 90, 4, kraft.lit(0.25))
	c.fill(rect(140, 382, 480, 120), diag(acc.lit(0.1), acc.dim(0.1)))
	c.mark("A4", 290, 444, 74, white)
	c.rows(400, 424, 170, 2, 18, 36, white.thin(0.85))
	c.fill(rounded(320, 560, 120, 40, 20), plain(kraft.dim(0.45)))
	c.leaf(190, 690, 80, -30, green)
	c.rows(300, 668, 220, 2, 14, 30, kraft.dim(0.25))
	c.fill(poly(140, 370, 310, 280, 790, 280, 620, 370), plain(kraft.dim(0.28)))
	c.fill(poly(170, 362, 320, 284, 770, 284, 606, 362), down(white, mist))
	c.fill(poly(140, 371, 620, 371, 650, 330, 120, 330), down(kraft.lit(0.45), kraft.lit(0.2)))
	n := int(c.of(3, 2))
	for i := range n {
		c.ream(680+float64(i%2)*14, 670-float64(i)*84, 260, 80, acc)
	}
	y := 670 - float64(n-1)*84
	c.around(960, y-80, c.of(-6, 4), 1, func() {
		c.fill(poly(740, y-20, 880, y-92, 1110, y-92, 980, y-20), down(white, chalk))
		for i := range 4 {
			d := float64(i) * 14
			c.line(silver, 4, 800+130-d*1.8, y-80+d, 1040-d*1.8, y-80+d)
		}
	})
}

func (c *canvas) kimchi() {
	box, acc := c.tint(white, kraft.lit(0.2)), c.tint(red, green)
	c.floor(600, 775, 440)
	c.box(150, 350, 520, 390, 110, 60, 8, box)
	c.fill(rect(150, 420, 520, 190), diag(acc.lit(0.1), acc.dim(0.12)))
	c.cabbage(410, 520, 0.62)
	c.rows(190, 640, 240, 2, 16, 38, steel)
	c.mark("10", 590, 666, 48, coal)
	c.fill(poly(330, 352, 440, 292, 520, 292, 410, 352), plain(white.thin(0.6)))
	c.fill(rounded(600, 380, 50, 26, 13), plain(box.dim(0.25)))
	c.fill(ellipse(890, 742, 180, 34), plain(rgb(0x35465c).thin(0.3)))
	c.fill(outline{wound(append(arc(890, 600, 172, 0, 180), spot{718, 600}))}, across(white.dim(0.12), white, white.dim(0.08), white.dim(0.25)))
	c.fill(rounded(830, 748, 120, 20, 6), plain(white.dim(0.2)))
	c.wire(blue.lit(0.2), 8, 742, 652, 820, 690, 890, 700, 960, 690, 1038, 652)
	c.fill(ellipse(890, 600, 172, 50), plain(silver))
	for i, d := range [][4]float64{{800, 590, 76, -10}, {960, 590, 80, 12}, {880, 566, 96, -4}, {850, 610, 80, 8}, {940, 612, 76, -12}, {890, 540, 64, 6}} {
		c.around(d[0], d[1], d[3], 1, func() {
			k := []ink{red, orange, red.lit(0.1), red.dim(0.1), orange.lit(0.15), red}[i]
			c.fill(blob(d[0]-d[2], d[1], d[0]-d[2]*0.4, d[1]-38, d[0]+d[2]*0.5, d[1]-34, d[0]+d[2], d[1]+4, d[0], d[1]+34), diag(k.lit(0.25), k, k.dim(0.2)))
			c.wire(rgb(0xfbe9c8), 9, d[0]-d[2]*0.7, d[1]+2, d[0], d[1]-10, d[0]+d[2]*0.6, d[1]+4)
		})
	}
	for i := range 9 {
		c.around(890, 560, float64(i*41), 1, func() { c.fill(rounded(830+float64(i*13%50), 556, 30, 8, 4), plain(lime)) })
	}
}

// cabbage paints a head of napa cabbage about its middle.
func (c *canvas) cabbage(x, y, s float64) {
	c.around(x, y, 0, s, func() {
		for _, d := range []float64{-1, 1, -0.5, 0.5, 0} {
			c.fill(blob(x+d*30, y+110, x+d*110-40, y+20, x+d*120-36, y-90, x+d*100, y-130, x+d*120+36, y-90, x+d*110+40, y+20), down(lime.dim(0.1*d*d), lime.lit(0.35), white))
			c.wire(white.thin(0.9), 14, x+d*24, y+96, x+d*70, y, x+d*92, y-80)
		}
	})
}

func (c *canvas) strategy() {
	acc, second := c.tint(blue, teal), c.tint(amber, orange)
	c.floor(600, 790, 420)
	c.around(380, 450, -9, 1, func() {
		c.fill(rounded(218, 160, 400, 560, 14), plain(rgb(0x35465c).thin(0.2)))
		c.slab(210, 150, 400, 560, 14, chalk)
		c.rows(250, 200, 300, 8, 14, 34, silver)
	})
	c.fill(rounded(396, 118, 560, 650, 18), plain(rgb(0x35465c).thin(0.25)))
	c.fill(rounded(384, 106, 560, 650, 18), down(white, chalk))
	c.fill(rounded(424, 146, 250, 26, 13), plain(acc))
	c.rows(424, 192, 400, 2, 13, 28, silver)
	node := func(x, y, w float64, k ink) {
		c.fill(rounded(x-w/2, y-30, w, 60, 14), diag(k.lit(0.2), k))
		c.rows(x-w/2+20, y-7, w-40, 1, 14, 0, white)
	}
	for _, x := range []float64{490, 664, 838} {
		c.line(steel, 6, 664, 310, 664, 350, x, 350, x, 390)
	}
	node(664, 290, 220, acc)
	node(490, 410, 140, acc.lit(0.2))
	node(664, 410, 140, second)
	node(838, 410, 140, acc.lit(0.2))
	if c.v == 0 {
		for i, v := range []float64{60, 96, 84, 130, 176} {
			c.fill(rounded(430+float64(i)*50, 700-v, 34, v, 6), down(acc.lit(0.3), acc))
		}
		c.chart(440, 500, 220, 160, 8, second, 0.1, 0.35, 0.3, 0.6, 0.95)
	} else {
		for i := range 4 {
			y := 500 + float64(i)*52
			c.fill(rounded(430+float64(i)*40, y, 110+float64(i%2)*50, 28, 14), plain([]ink{acc, second, acc.lit(0.3), violet}[i]))
		}
	}
	c.fill(ring(816, 600, 92, 52), plain(acc.lit(0.55)))
	c.fill(band(arc(816, 600, 72, -90, c.of(120, 200)), 40), plain(acc))
	c.fill(band(arc(816, 600, 72, 150, 200), 40), plain(second))
	c.around(1000, 640, 32, 1, func() {
		c.fill(rounded(980, 430, 40, 300, 12), across(second.lit(0.3), second, second.dim(0.2)))
		c.fill(poly(980, 726, 1020, 726, 1000, 776), plain(coal))
		c.fill(rounded(980, 430, 40, 40, 12), plain(slate))
	})
}
