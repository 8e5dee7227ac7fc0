package demo

// Computers and what hangs on them.

// wallpaper paints a calm desktop on a screen: hills of light and a window or two.
func (c *canvas) wallpaper(x, y, w, h float64, a, b ink) {
	c.within(rect(x, y, w, h), func() {
		c.fill(rect(x, y, w, h), diag(a, b))
		c.fill(ellipse(x+w*0.25, y+h*1.15, w*0.55, h*0.55), down(white.thin(0.28), white.thin(0.05)))
		c.fill(ellipse(x+w*0.8, y+h*1.2, w*0.6, h*0.75), down(white.thin(0.24), white.thin(0.04)))
		c.fill(circle(x+w*0.74, y+h*0.3, h*0.1), plain(white.thin(0.75)))
	})
	c.shine(x, y, w, h, 0.10)
}

// keyboard paints a keyboard lying on the table, x and y its far left.
func (c *canvas) keyboard(x, y, w, h float64, k, key ink) {
	s := h * 0.55
	q := quad{{x + s, y}, {x + w - s, y}, {x + w, y + h}, {x, y + h}}
	c.fill(soft(8, x, y+h-3, x+w, y+h-3, x+w, y+h+9, x, y+h+9), plain(k.dim(0.35)))
	c.fill(q.cell(0, 0, 1, 1, 10), down(k.dim(0.08), k.lit(0.1)))
	c.keys(q, 4, 14, key)
}

func (c *canvas) keys(q quad, lines, n int, key ink) {
	for j := range lines {
		v := 0.1 + 0.82*float64(j)/float64(lines)
		d := 0.82 / float64(lines) * 0.78
		for i := range n {
			if j == lines-1 && i > 3 && i < 9 {
				continue
			}
			u := 0.025 + 0.95*float64(i)/float64(n)
			c.fill(q.cell(u, v, u+0.95/float64(n)*0.84, v+d, 3), plain(key))
		}
		if j == lines-1 {
			c.fill(q.cell(0.025+0.95*4/float64(n), v, 0.025+0.95*8.84/float64(n), v+d, 3), plain(key))
		}
	}
}

func (c *canvas) mouse(x, y, r float64, k ink) {
	c.fill(ellipse(x, y+r*0.2, r*1.08, r*0.62), plain(rgb(0x35465c).thin(0.25)))
	c.fill(ellipse(x, y, r, r*0.56), orb(k.lit(0.5), k, k.dim(0.25)))
	c.line(k.dim(0.45), 3, x, y-r*0.5, x, y-r*0.12)
}

func (c *canvas) desktop() {
	k, screen := c.tint(coal, mist), c.tint(blue, teal)
	c.floor(610, 735, 430)
	c.fill(soft(8, 395, 560, 475, 560, 490, 690, 380, 690), across(steel, silver, steel))
	c.fill(ellipse(435, 696, 120, 20), plain(slate))
	c.fill(ellipse(435, 691, 120, 20), across(silver, mist, steel))
	c.glass(170, 210, 530, 360, 16, 14, screen.lit(0.25), screen)
	c.wallpaper(184, 224, 502, 322, screen.lit(0.3), screen.dim(0.2))
	c.lamp(435, 558, 4, mint)
	c.box(760, 260, 190, 460, 90, 34, 12, k)
	c.fill(rounded(785, 290, 140, 22, 6), plain(k.dim(0.35)))
	c.fill(rounded(785, 322, 140, 10, 4), plain(k.dim(0.25)))
	c.fill(ring(855, 372, 15, 11), plain(screen.lit(0.3)))
	c.line(screen.lit(0.3), 4, 855, 361, 855, 372)
	c.fill(rounded(800, 405, 34, 9, 3), plain(k.dim(0.5)))
	c.fill(rounded(876, 405, 34, 9, 3), plain(k.dim(0.5)))
	c.slots(785, 450, 140, 240, 14, k.dim(0.38), false)
	c.keyboard(210, 712, 400, 62, k.lit(0.1), k.dim(0.3).mix(chalk, c.of(0, 0.75)))
	c.mouse(672, 750, 36, k)
}

func (c *canvas) laptop() {
	k, screen := c.tint(silver, slate), c.tint(violet, blue)
	c.floor(600, 720, 440)
	c.fill(soft(20, 268, 180, 932, 180, 946, 590, 254, 590), down(k.lit(0.3), k.dim(0.2)))
	c.fill(soft(16, 276, 187, 924, 187, 937, 588, 263, 588), plain(night))
	c.within(soft(6, 290, 206, 910, 206, 921, 565, 279, 565), func() {
		c.wallpaper(270, 200, 660, 370, screen.lit(0.35), screen.dim(0.15))
		c.fill(rounded(330, 262, 300, 210, 10), plain(white.thin(0.93)))
		c.fill(rounded(352, 286, 120, 16, 8), plain(screen))
		c.rows(352, 322, 250, 5, 11, 28, silver)
		c.fill(rounded(660, 262, 200, 210, 10), plain(white.thin(0.97)))
		for i, v := range []float64{50, 88, 66, 112} {
			c.fill(rounded(684+float64(i)*42, 452-v, 26, v, 5), plain(screen.mix(amber, float64(i%2))))
		}
		c.shine(279, 206, 642, 360, 0.10)
	})
	c.fill(circle(600, 196, 3.5), plain(slate))
	q := quad{{254, 592}, {946, 592}, {1066, 704}, {134, 704}}
	c.fill(soft(12, 134, 700, 1066, 700, 1050, 730, 150, 730), down(k.dim(0.2), k.dim(0.45)))
	c.fill(q.cell(0, 0, 1, 1, 12), down(k.dim(0.06), k.lit(0.28)))
	c.fill(q.cell(0.08, 0.06, 0.92, 0.62, 6), plain(k.dim(0.22)))
	p := quad{q.at(0.08, 0.02), q.at(0.92, 0.02), q.at(0.92, 0.66), q.at(0.08, 0.66)}
	c.keys(p, 4, 14, night.mix(slate, 0.3))
	c.fill(q.cell(0.37, 0.68, 0.63, 0.95, 6), plain(k.dim(0.10)))
	c.fill(rounded(540, 704, 120, 9, 4), plain(k.dim(0.3)))
	c.fill(rect(254, 586, 692, 8), across(k.dim(0.4), night, night, k.dim(0.4)))
}

func (c *canvas) allInOne() {
	k, screen := c.tint(white, silver), c.tint(teal, orange)
	c.floor(600, 735, 400)
	c.fill(soft(6, 520, 620, 680, 620, 700, 690, 500, 690), down(steel, silver))
	c.fill(soft(12, 470, 690, 730, 690, 760, 716, 440, 716), down(k.dim(0.05), k.dim(0.2)))
	c.slab(215, 140, 770, 500, 22, k)
	c.fill(rounded(228, 153, 744, 410, 12), plain(night))
	c.wallpaper(240, 165, 720, 386, screen.lit(0.35), screen.dim(0.2))
	c.fill(rounded(300, 225, 250, 180, 10), plain(white.thin(0.9)))
	c.rows(322, 250, 205, 5, 11, 28, silver)
	c.fill(rounded(470, 510, 260, 30, 15), plain(white.thin(0.55)))
	for i, d := range []ink{blue, green, amber, red, violet} {
		c.fill(rounded(492+float64(i)*45, 514, 22, 22, 6), plain(d))
	}
	c.fill(circle(600, 601, 13), plain(k.dim(0.25)))
	c.fill(circle(600, 159, 3), plain(steel))
	c.keyboard(330, 740, 450, 58, k.dim(0.06), white.mix(coal, c.of(0, 0.8)))
	c.mouse(850, 780, 36, k.dim(0.03))
}

// bays paints a row of drive carriers.
func (c *canvas) bays(x, y, w, h float64, nx, ny int, k, on ink) {
	sx, sy := w/float64(nx), h/float64(ny)
	for j := range ny {
		for i := range nx {
			bx, by := x+float64(i)*sx, y+float64(j)*sy
			c.fill(rounded(bx+2, by+2, sx-4, sy-4, 4), down(k.lit(0.18), k.dim(0.15)))
			if sx > sy {
				c.mesh(bx+sx*0.12, by+4, sx*0.6, sy-8, int(sx/11), max(int(sy/11), 1), 2.2, k.dim(0.6))
				c.fill(circle(bx+sx*0.86, by+sy*0.5, 3.5), plain(on))
				continue
			}
			c.mesh(bx+5, by+sy*0.3, sx-10, sy*0.62, max(int(sx/10), 1), int(sy/14), 2.2, k.dim(0.6))
			c.fill(rounded(bx+sx*0.22, by+8, sx*0.56, sy*0.12, 3), plain(k.dim(0.5)))
			c.fill(circle(bx+sx*0.5, by+sy*0.25, 3.2), plain(on))
		}
	}
}

func (c *canvas) server() {
	k := c.tint(coal, slate)
	on := c.tint(mint, sky)
	c.floor(610, 660, 480)
	unit := func(y, h float64, top float64) {
		c.box(150, y, 830, h, 90, top, 8, k)
		c.fill(rounded(128, y-4, 36, h+8, 5), across(silver, steel))
		c.fill(rounded(966, y-4, 36, h+8, 5), across(silver, steel))
	}
	if c.v == 0 {
		unit(410, 220, 120)
		c.fill(poly(330, 300, 420, 300, 346, 400, 256, 400), plain(silver.thin(0.35)))
		for i := range 7 {
			x := 470 + float64(i)*66
			c.fill(poly(x+70, 310, x+100, 310, x+34, 390, x+4, 390), plain(k.dim(0.1)))
		}
		c.bays(180, 432, 560, 176, 4, 3, k.lit(0.12), on)
		c.mesh(762, 436, 190, 120, 15, 9, 4.2, k.dim(0.55))
		c.lamp(790, 588, 8, green)
		c.lamp(826, 588, 6, amber)
		c.fill(rounded(858, 578, 80, 20, 5), plain(blue))
		return
	}
	for i := range 3 {
		y := 530 - float64(i)*118
		unit(y, 104, map[bool]float64{true: 90, false: 0}[i == 2])
		c.bays(180, y+14, 460, 76, 10, 1, k.lit(0.1), on)
		c.mesh(660, y+16, 190, 72, 17, 6, 3.6, k.dim(0.55))
		c.lamp(886, y+36, 7, green)
		c.fill(rounded(872, y+60, 70, 16, 5), plain(teal))
	}
}

func (c *canvas) diskArray() {
	k := c.tint(night.lit(0.08), slate)
	on := c.tint(sky, amber)
	c.floor(610, 762, 340)
	c.box(300, 130, 540, 620, 100, 44, 10, k)
	c.fill(rounded(322, 152, 496, 580, 6), plain(night))
	c.slab(330, 160, 480, 58, 6, c.tint(blue, teal))
	c.rows(352, 182, 120, 1, 12, 0, white.thin(0.9))
	c.lamp(770, 189, 8, mint)
	c.lamp(742, 189, 6, white)
	for i := range 3 {
		y := 226 + float64(i)*134
		c.slab(330, y, 480, 126, 5, k.lit(0.14))
		c.bays(342, y+8, 456, 110, 12, 1, k.lit(0.22), on)
	}
	c.slab(330, 628, 480, 96, 5, k.lit(0.14))
	c.mesh(346, 640, 330, 72, 26, 6, 4, night)
	c.fill(rounded(694, 644, 96, 64, 6), plain(night))
	c.chart(702, 656, 80, 40, 4, on, 0.2, 0.6, 0.4, 0.9, 0.5, 0.8)
}

func (c *canvas) ssd() {
	k := c.tint(coal, silver)
	acc := c.tint(red, blue)
	c.floor(600, 690, 360)
	c.around(600, 450, c.of(-10, 8), 1, func() {
		c.fill(rounded(318, 200, 420, 500, 26), plain(rgb(0x35465c).thin(0.18)))
		c.fill(rounded(310, 190, 420, 496, 24), plain(k.dim(0.4)))
		c.slab(310, 180, 420, 492, 24, k)
		c.fill(rounded(334, 204, 372, 444, 14), diag(k.lit(0.12), k.dim(0.12)))
		c.fill(rounded(334, 204, 372, 150, 14), diag(acc.lit(0.2), acc))
		c.mark("SSD", 520, 279, 72, white)
		c.mark([]string{"2 TB", "4 TB"}[c.v], 520, 430, 44, k.mix(white, c.of(0.85, 0)).mix(night, c.of(0, 0.7)))
		c.rows(370, 500, 300, 3, 12, 30, k.mix(steel, 0.6))
		for i := range 4 {
			c.fill(circle(334+float64(i%2)*372, 196+float64(i/2)*460, 7), plain(k.dim(0.5)))
		}
		c.fill(rounded(420, 668, 200, 18, 3), plain(night))
		c.slots(430, 672, 180, 14, 18, amber, true)
		c.fill(rounded(790, 222, 130, 440, 8), plain(rgb(0x35465c).thin(0.2)))
		c.slab(782, 212, 130, 440, 8, c.tint(green.dim(0.35), navy))
		c.fill(rounded(800, 258, 94, 120, 6), diag(slate, night))
		c.fill(rounded(800, 396, 94, 120, 6), diag(slate, night))
		c.fill(rounded(812, 534, 70, 60, 6), diag(silver, steel))
		c.rows(814, 290, 64, 3, 8, 18, steel)
		c.rows(814, 428, 64, 3, 8, 18, steel)
		c.slots(792, 622, 110, 30, 12, amber, true)
		c.fill(circle(847, 214, 14), plain(mist))
	})
}
