package demo

// Lamps and lit signs.

// beam paints light falling from a lamp between two points at the top to a wide foot.
func (c *canvas) beam(x0, x1, y, spread, h float64, k ink) {
	c.fill(poly(x0, y, x1, y, x1+spread, y+h, x0-spread, y+h), down(k.thin(0.75), k.thin(0.25), k.thin(0)))
}

func (c *canvas) panelLight() {
	k := c.tint(white, silver)
	warm := c.tint(rgb(0xfffbe8), rgb(0xeaf4ff))
	if c.v == 1 {
		c.linearLight(k, warm)
		return
	}
	c.fill(ellipse(600, 620, 520, 260), halo(glow.thin(0.9), glow.thin(0.35), glow.thin(0)))
	for _, x := range []float64{330, 870} {
		c.line(steel, 4, x, 60, x, 330)
		c.fill(rounded(x-18, 50, 36, 16, 5), plain(steel))
	}
	q := quad{{270, 330}, {930, 330}, {1080, 560}, {120, 560}}
	c.beam(150, 1050, 570, 60, 240, glow)
	c.fill(soft(8, 120, 556, 1080, 556, 1080, 592, 120, 592), down(k.dim(0.1), k.dim(0.28)))
	c.fill(q.cell(0, 0, 1, 1, 8), down(k.dim(0.02), k.dim(0.12)))
	c.fill(q.cell(0.035, 0.05, 0.965, 0.94, 6), plain(k.dim(0.2)))
	c.fill(q.cell(0.045, 0.065, 0.955, 0.925, 6), halo(white, white, warm))
	for i := 1; i < 4; i++ {
		u := 0.045 + 0.91*float64(i)/4
		c.fill(q.cell(u-0.003, 0.07, u+0.003, 0.92, 0), plain(amber.thin(0.25)))
	}
	c.fill(q.cell(0.49, 0.49, 0.51, 0.51, 0), plain(white))
	c.slab(520, 262, 160, 54, 10, steel)
	c.wire(slate, 5, 600, 264, 604, 180, 596, 60)
}

// linearLight paints two slim luminaires that hang in a row.
func (c *canvas) linearLight(k, warm ink) {
	for i, y := range []float64{500, 270} {
		x, w := 240-float64(i)*60, 720.0
		c.fill(ellipse(x+w/2, y+130, 460, 190), halo(glow.thin(0.8), glow.thin(0.3), glow.thin(0)))
		for _, d := range []float64{90, w - 90} {
			c.line(steel, 3.5, x+d, 70, x+d, y)
		}
		c.beam(x+20, x+w-20, y+66, 40, 170, glow)
		c.box(x, y, w, 46, 60, 20, 12, k)
		c.fill(rounded(x+4, y+44, w-8, 30, 14), down(white, warm, amber.lit(0.6)))
		c.fill(rounded(x+30, y+18, 70, 10, 5), plain(teal))
	}
	c.fill(rounded(150, 56, 900, 20, 8), down(mist, silver))
}

// pole paints a tapering post standing on its plate.
func (c *canvas) pole(x, top, foot, w float64, k ink) {
	c.fill(poly(x-w*0.36, top, x+w*0.36, top, x+w*0.6, foot, x-w*0.6, foot), tube(k))
	c.fill(rounded(x-w*0.95, foot-110, w*1.9, 96, 8), tube(k.dim(0.08)))
	c.fill(rounded(x-w*1.9, foot-16, w*3.8, 22, 6), tube(k.dim(0.2)))
}

// head paints the lamp of a street light reaching to the right from x, y.
func (c *canvas) head(x, y, s float64, k ink) {
	c.fill(soft(26, x-30*s, y-10*s, x+70*s, y-40*s, x+330*s, y-26*s, x+350*s, y+16*s, x+10*s, y+26*s), down(k.lit(0.4), k, k.dim(0.3)))
	for i := range 6 {
		d := x + (90+float64(i)*24)*s
		c.fill(rounded(d, y-44*s, 10*s, 26*s, 4), plain(k.dim(0.25)))
	}
	c.fill(soft(8, x+70*s, y+16*s, x+340*s, y+12*s, x+330*s, y+34*s, x+84*s, y+38*s), down(white, glow, amber.lit(0.5)))
}

func (c *canvas) streetLight() {
	k := c.tint(steel, coal)
	c.floor(400, 800, 190)
	c.beam(560, 800, 190, 150, 600, glow)
	c.fill(ellipse(690, 790, 340, 46), halo(glow, glow.thin(0.4), glow.thin(0)))
	c.pole(380, 230, 800, 34, k)
	c.fill(band(curve(380, 240, 384, 180, 430, 140, 520, 132), 20), down(k.lit(0.3), k))
	c.head(510, 136, 1.05, k)
	c.fill(rounded(372, 690, 16, 60, 5), plain(k.dim(0.4)))
	c.shrub(900, 800, 1)
	c.shrub(250, 800, 0.7)
}

func (c *canvas) shrub(x, y, s float64) {
	for _, d := range [][3]float64{{-48, -34, 44}, {40, -38, 48}, {0, -66, 52}} {
		c.fill(circle(x+d[0]*s, y+d[1]*s, d[2]*s), orb(lime.lit(0.3), green.lit(0.15), green.dim(0.25)))
	}
}

func (c *canvas) smartLight() {
	c.around(600, 800, 0, 0.9, c.smartPole)
}

func (c *canvas) smartPole() {
	k, acc := c.tint(coal, silver), c.tint(teal, violet)
	c.floor(430, 800, 190)
	c.beam(570, 790, 210, 130, 580, glow)
	c.fill(ellipse(690, 790, 310, 44), halo(glow, glow.thin(0.4), glow.thin(0)))
	c.fill(soft(16, 392, 110, 448, 110, 452, 800, 388, 800), tube(k))
	c.fill(rounded(360, 790, 120, 20, 6), tube(k.dim(0.2)))
	c.fill(rounded(392, 240, 56, 16, 4), plain(acc))
	c.fill(rect(440, 150, 100, 26), down(k.lit(0.3), k.dim(0.2)))
	c.head(520, 156, 1, k)
	c.fill(ellipse(640, 190, 26, 22), orb(sky, navy, night))
	c.fill(rounded(388, 74, 64, 44, 18), tube(acc))
	c.waves(420, 66, 84, 12, 2, -150, -30, acc)
	c.fill(rounded(330, 300, 70, 18, 6), tube(steel))
	c.dome(330, 316, 40, white)
	c.slab(400, 380, 150, 190, 14, mist)
	c.glass(414, 394, 122, 120, 8, 5, navy, acc)
	c.chart(426, 420, 98, 66, 6, white, 0.2, 0.5, 0.35, 0.8, 0.6, 0.9)
	c.lamp(440, 544, 7, green)
	c.rows(464, 538, 60, 1, 10, 0, steel)
	c.fill(rounded(404, 640, 32, 90, 8), plain(k.dim(0.35)))
	c.bolt(420, 685, 46, amber)
	c.cloudNode(900, 330, acc)
}

// cloudNode paints what a connected device reports to.
func (c *canvas) cloudNode(x, y float64, k ink) {
	p := append(append(circle(x-46, y, 44), circle(x+18, y-26, 58)...), circle(x+70, y+6, 38)...)
	c.fill(append(p, rounded(x-88, y-2, 196, 46, 22)...), down(white, mist))
	for i := range 3 {
		h := 18 + float64(i)*14
		c.fill(rounded(x-26+float64(i)*28, y+28-h, 18, h, 4), plain(k))
	}
}

func (c *canvas) securityLight() {
	k := c.tint(slate, silver)
	c.fill(rounded(150, 90, 330, 700, 16), across(rgb(0xd9cfc4), rgb(0xe7dfd5)))
	for j := range 9 {
		y := 96 + float64(j)*78
		c.line(white.thin(0.8), 4, 154, y+74, 476, y+74)
		c.line(white.thin(0.8), 4, 240+float64(j%2)*110, y, 240+float64(j%2)*110, y+74)
	}
	c.floor(650, 800, 380)
	c.beam(620, 900, 400, 170, 400, glow)
	c.fill(ellipse(760, 792, 380, 46), halo(glow, glow.thin(0.4), glow.thin(0)))
	c.slab(452, 190, 60, 230, 12, k.dim(0.1))
	c.fill(band(curve(490, 300, 580, 250, 650, 250, 720, 262), 34), down(k.lit(0.4), k.dim(0.2)))
	if c.v == 0 {
		c.fill(soft(40, 590, 270, 660, 220, 880, 220, 940, 290, 930, 372, 600, 372), down(k.lit(0.4), k, k.dim(0.25)))
		c.fill(soft(16, 604, 368, 926, 368, 900, 412, 630, 412), down(white, glow, amber.lit(0.4)))
	} else {
		c.fill(soft(24, 600, 230, 930, 230, 960, 360, 570, 360), down(k.lit(0.4), k.dim(0.2)))
		c.fill(soft(20, 590, 352, 940, 352, 890, 440, 640, 440), down(white, glow, amber.lit(0.4)))
	}
	c.slots(680, 240, 170, 40, 8, k.dim(0.35), true)
	c.fill(rounded(730, 196, 60, 34, 14), plain(k.dim(0.3)))
	c.fill(ellipse(760, 198, 26, 14), orb(sky, navy))
}

func (c *canvas) exitSign() {
	k := c.tint(green, rgb(0x159a72))
	c.gleam(600, 420, 470, rgb(0xbff0d2), 0.8)
	if c.v == 0 {
		for _, x := range []float64{400, 800} {
			c.line(steel, 7, x, 60, x, 200)
			c.fill(rounded(x-26, 50, 52, 18, 6), plain(steel))
		}
	} else {
		c.slab(520, 100, 160, 120, 12, silver)
	}
	c.box(190, 200, 800, 430, 24, 14, 26, mist)
	c.fill(rounded(214, 224, 752, 382, 14), diag(k.lit(0.14), k, k.dim(0.12)))
	c.fill(rounded(650, 262, 200, 344, 4), plain(white))
	c.fill(rounded(672, 284, 156, 322, 2), plain(k.dim(0.28)))
	c.runner(540, 420, 1)
	c.fill(soft(6, 410, 380, 330, 310, 330, 355, 246, 355, 246, 405, 330, 405, 330, 450), plain(white))
	c.fill(rounded(214, 224, 752, 120, 14), down(white.thin(0.2), white.thin(0)))
	c.floor(600, 780, 330)
}

// runner paints the running man of the sign, making for the right.
func (c *canvas) runner(x, y, s float64) {
	c.around(x, y, 0, s, func() {
		c.fill(circle(x+66, y-112, 32), plain(white))
		c.line(white, 50, x+36, y-52, x-4, y+22)
		c.line(white, 25, x+44, y-62, x+96, y-30, x+140, y-56)
		c.line(white, 25, x+30, y-66, x-32, y-66, x-66, y-18)
		c.line(white, 32, x+4, y+26, x+70, y+58, x+62, y+140)
		c.line(white, 32, x-6, y+20, x-34, y+88, x-112, y+92)
	})
}
