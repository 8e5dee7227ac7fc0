package demo

// What a hospital wheels in.

func (c *canvas) patientCarrier() {
	k, acc := c.tint(white, mist), c.tint(teal, violet)
	c.floor(590, 800, 360)
	c.line(slate, 16, 330, 330, 250, 300)
	c.line(slate, 16, 380, 250, 390, 680, 720, 690, 830, 780)
	c.fill(rounded(372, 560, 300, 50, 22), down(acc.lit(0.2), acc.dim(0.2)))
	c.around(400, 560, -8, 1, func() {
		c.fill(rounded(350, 270, 60, 320, 26), across(acc.lit(0.2), acc.dim(0.2)))
	})
	c.sitter(470, 440, c.tint(sky, mint))
	c.line(steel, 14, 660, 600, 740, 740)
	c.fill(rounded(720, 744, 120, 18, 8), plain(slate))
	hood := blob(340, 420, 350, 220, 470, 120, 620, 130, 740, 250, 800, 430, 800, 610, 700, 640, 520, 640, 370, 620)
	c.fill(hood, diag(white.thin(0.6), sky.thin(0.22), sky.thin(0.4)))
	c.fill(hood.less(blob(347, 420, 357, 224, 472, 128, 617, 138, 734, 254, 793, 432, 793, 604, 698, 633, 520, 633, 376, 613)), plain(acc.lit(0.25).thin(0.9)))
	c.fill(band(curve(400, 330, 440, 220, 530, 170), 18), plain(white.thin(0.85)))
	c.wire(white.thin(0.9), 4, 560, 124, 610, 300, 620, 640)
	c.line(acc, 8, 350, 632, 800, 628)
	for _, y := range []float64{420, 520} {
		c.fill(ring(716, y, 30, 20), plain(acc.lit(0.1)))
		c.fill(circle(716, y, 20), plain(white.thin(0.8)))
	}
	c.fill(ring(430, 680, 122, 104), diag(slate, night))
	c.fill(ring(430, 680, 92, 85), plain(silver))
	c.burst(430, 680, 16, 100, 4, 14, silver)
	c.fill(circle(430, 680, 22), orb(mist, steel, slate))
	c.wheel(800, 768, 36, silver)
	c.box(190, 440, 140, 200, 26, 14, 16, k)
	c.fill(rounded(206, 458, 108, 64, 8), plain(night))
	c.chart(214, 470, 92, 40, 5, mint, 0.4, 0.4, 0.9, 0.1, 0.5, 0.5)
	c.fill(circle(260, 580, 42), plain(k.dim(0.2)))
	c.burst(260, 580, 10, 36, 6, 12, k.dim(0.5))
	c.fill(band(curve(300, 440, 310, 370, 330, 340, 370, 330), 28), across(silver, mist, steel))
	c.arrows(150, 540, acc)
}

// sitter paints a seated person from the side, head at x, y.
func (c *canvas) sitter(x, y float64, k ink) {
	c.fill(band(spots([]float64{x + 2, y + 110, x + 150, y + 122, x + 210, y + 270}), 54), across(slate.lit(0.1), slate))
	c.fill(soft(40, x-48, y-26, x+48, y-30, x+58, y+130, x-50, y+136), across(k.lit(0.2), k.dim(0.12)))
	c.fill(band(spots([]float64{x + 10, y + 10, x + 60, y + 76, x + 130, y + 80}), 30), plain(k.dim(0.16)))
	c.fill(circle(x+134, y+80, 17), plain(rgb(0xf0c7a4)))
	c.fill(circle(x+10, y-82, 50), orb(rgb(0xf9dcc2), rgb(0xf0c7a4), rgb(0xdcaa84)))
	c.fill(outline{wound(arc(x+4, y-88, 53, 150, 330))}, plain(coal))
	c.fill(soft(12, x+22, y-76, x+62, y-80, x+56, y-44, x+26, y-42), plain(white))
}

// arrows paints filtered air leaving to the left.
func (c *canvas) arrows(x, y float64, k ink) {
	for i := range 2 {
		h := y + float64(i)*56
		c.line(k.thin(0.7), 9, x+20, h, x-50, h)
		c.line(k.thin(0.7), 9, x-28, h-20, x-50, h, x-28, h+20)
	}
}

func (c *canvas) isolationRoom() {
	k, acc := c.tint(white, mist), c.tint(blue, teal)
	c.floor(610, 770, 510)
	c.fill(poly(140, 750, 260, 640, 1040, 640, 940, 750), down(mist, white))
	c.fill(rect(260, 200, 780, 440), down(rgb(0xe2eef6), rgb(0xf3f8fb)))
	c.fill(poly(940, 250, 1040, 200, 1040, 640, 940, 750), across(sky.thin(0.35), sky.thin(0.5)))
	c.bed(420, 560, acc)
	c.fill(rect(318, 400, 10, 220), tube(steel))
	c.fill(rounded(300, 380, 46, 70, 10), plain(sky.thin(0.8)))
	c.slab(790, 360, 130, 250, 12, k)
	c.slots(806, 380, 98, 90, 6, steel, false)
	c.fill(circle(855, 545, 44), plain(k.dim(0.15)))
	c.burst(855, 545, 10, 38, 7, 12, steel)
	c.fill(band(curve(855, 362, 856, 290, 900, 250, 990, 220, 1040, 130), 40), across(silver, mist, steel))
	c.fill(rect(140, 230, 800, 520), diag(sky.thin(0.20), white.thin(0.10), sky.thin(0.22)))
	c.shine(150, 240, 380, 500, 0.35)
	for _, x := range []float64{140, 420, 660, 920} {
		c.fill(rect(x, 222, 20, 540), across(white, silver))
	}
	c.fill(rounded(120, 190, 840, 52, 10), down(k, k.dim(0.15)))
	c.fill(poly(126, 196, 240, 150, 1060, 150, 956, 196), plain(k.lit(0.4)))
	c.fill(poly(950, 196, 1060, 150, 1060, 184, 956, 240), plain(k.dim(0.2)))
	c.fill(rounded(130, 740, 820, 30, 6), down(silver, steel))
	c.fill(rounded(160, 206, 180, 20, 10), plain(acc))
	c.fill(rounded(440, 300, 220, 450, 6), plain(acc.thin(0.12)))
	c.fill(rect(440, 300, 220, 450).less(rect(448, 308, 204, 434)), plain(acc))
	c.line(steel, 10, 632, 500, 632, 570)
	c.glass(700, 262, 170, 70, 8, 5, night, navy)
	c.mark([]string{"2.5", "3.0"}[c.v], 770, 297, 32, mint)
	c.fill(circle(848, 297, 9), plain(green))
}

// bed paints a hospital bed from the side, its left end at x.
func (c *canvas) bed(x, y float64, k ink) {
	c.line(steel, 12, x, y, x+330, y)
	for _, d := range []float64{20, 310} {
		c.line(steel, 10, x+d, y, x+d, y+56)
		c.wheel(x+d, y+66, 15, silver)
	}
	c.fill(rounded(x-4, y-46, 340, 44, 16), down(white, silver))
	c.fill(rounded(x+90, y-66, 250, 54, 18), down(k.lit(0.45), k.lit(0.2)))
	c.around(x+40, y-50, -24, 1, func() { c.fill(rounded(x, y-84, 96, 40, 18), down(white, mist)) })
	c.fill(circle(x+66, y-88, 27), orb(rgb(0xf9dcc2), rgb(0xf0c7a4)))
	c.fill(rounded(x-16, y-120, 14, 160, 6), plain(steel))
	c.fill(rounded(x+336, y-80, 14, 120, 6), plain(steel))
}

func (c *canvas) patientMonitor() {
	k, acc := c.tint(white, slate), c.tint(teal, blue)
	c.floor(600, 790, 280)
	c.fill(rect(584, 600, 32, 150), tube(steel))
	c.fill(rounded(450, 742, 300, 24, 12), down(silver, steel))
	c.castor(480, 794, 14)
	c.castor(720, 794, 14)
	c.fill(band(arc(600, 150, 100, 180, 360), 30), plain(k.dim(0.2)))
	c.box(220, 130, 720, 490, 56, 24, 34, k)
	c.fill(rounded(246, 156, 668, 384, 14), plain(night))
	traces := []struct {
		k ink
		v []float64
	}{
		{rgb(0x4be08a), []float64{0.3, 0.3, 0.4, 0.3, 0.3, 0.1, 1, 0, 0.3, 0.3, 0.46, 0.3, 0.3}},
		{rgb(0x4fc3f7), []float64{0.1, 0.8, 0.9, 0.5, 0.6, 0.3, 0.1}},
		{rgb(0xffd54f), []float64{0.1, 0.3, 0.7, 0.9, 0.7, 0.3, 0.1}},
	}
	for i, t := range traces {
		y := 180 + float64(i)*118
		var v []float64
		for range 3 {
			v = append(v, t.v...)
		}
		c.chart(266, y, 430, 84, 5, t.k, v...)
		c.fill(rounded(716, y-8, 180, 104, 8), plain(white.thin(0.06)))
		c.mark([]string{"72", "98", "16"}[i], 806, y+44, 62, t.k)
		c.line(white.thin(0.12), 2, 266, y+100, 896, y+100)
	}
	c.shine(246, 156, 668, 384, 0.06)
	c.fill(circle(850, 580, 26), orb(silver, steel, slate))
	for i := range 5 {
		c.fill(rounded(270+float64(i)*84, 562, 64, 34, 10), plain([]ink{red, acc, silver.dim(0.1), silver.dim(0.1), silver.dim(0.1)}[i]))
	}
	c.fill(rounded(190, 300, 36, 200, 10), plain(k.dim(0.25)))
	for i := range 3 {
		y := 330 + float64(i)*66
		t := []ink{green, blue, amber}[i]
		c.fill(circle(204, y, 13), plain(t))
		c.wire(t.dim(0.1), 8, 204, y, 140, y+30, 150, 600, 210-float64(i)*40, 690+float64(i)*28)
	}
}

func (c *canvas) autoclave() {
	k, acc := c.tint(silver, mist), c.tint(blue, teal)
	c.floor(610, 770, 390)
	if c.v == 1 {
		c.uprightAutoclave(k, acc)
		return
	}
	c.box(220, 230, 700, 510, 90, 50, 26, k)
	for _, x := range []float64{280, 860} {
		c.fill(rounded(x-34, 738, 68, 24, 6), plain(slate))
	}
	c.fill(circle(480, 485, 214), plain(slate))
	c.fill(circle(480, 485, 204), diag(white, silver, steel))
	c.fill(ring(480, 485, 176, 168), plain(steel))
	c.fill(circle(480, 485, 120), orb(white, silver, steel))
	c.handwheel(480, 485, 92, coal)
	c.fill(rounded(256, 440, 40, 90, 8), plain(slate))
	c.controls(730, 290, acc)
	for i := range 3 {
		c.wire(steel.thin(0.5), 10, 620+float64(i)*50, 190, 600+float64(i)*50, 160, 640+float64(i)*50, 130, 620+float64(i)*50, 96)
	}
}

func (c *canvas) handwheel(x, y, r float64, k ink) {
	c.burst(x, y, 6, r, 18, 5, k)
	c.fill(ring(x, y, r+13, r-13), diag(k.lit(0.4), k.dim(0.2)))
	c.fill(circle(x, y, 28), orb(silver, slate))
}

// controls paints a panel with a gauge, a reading and buttons.
func (c *canvas) controls(x, y float64, acc ink) {
	c.fill(rounded(x, y, 160, 390, 14), diag(slate, night))
	c.fill(circle(x+80, y+84, 56), plain(white))
	c.fill(band(arc(x+80, y+84, 42, 140, 320), 8), plain(green))
	c.fill(band(arc(x+80, y+84, 42, 320, 400), 8), plain(red))
	c.line(coal, 6, x+80, y+84, x+104, y+58)
	c.fill(rounded(x+20, y+170, 120, 66, 8), plain(rgb(0x0f2b33)))
	c.mark("121", x+80, y+203, 36, mint)
	for i := range 4 {
		c.fill(circle(x+52+float64(i%2)*56, y+280+float64(i/2)*56, 20), plain([]ink{green, acc, steel, red}[i]))
	}
}

// uprightAutoclave paints the kind that is loaded from above.
func (c *canvas) uprightAutoclave(k, acc ink) {
	c.box(330, 330, 480, 420, 70, 34, 30, k)
	c.fill(ellipse(590, 322, 236, 52), plain(slate))
	c.fill(ellipse(590, 306, 236, 52), diag(white, silver, steel))
	c.fill(blob(392, 296, 440, 222, 590, 186, 740, 222, 788, 296, 590, 334), orb(white, silver, steel))
	c.fill(rounded(574, 130, 32, 70, 8), tube(steel))
	c.fill(ellipse(590, 130, 110, 24), diag(slate, night))
	c.fill(ellipse(590, 124, 110, 24).less(ellipse(590, 126, 80, 14)), diag(steel, coal))
	c.around(590, 560, 0, 0.9, func() { c.controls(630, 350, acc) })
	c.slots(370, 420, 180, 200, 9, k.dim(0.25), false)
	c.fill(rounded(370, 660, 180, 14, 7), plain(acc))
	for _, x := range []float64{390, 760} {
		c.castor(x, 786, 16)
	}
}
