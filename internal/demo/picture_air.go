package demo

// Air and water made clean.

func (c *canvas) windowPurifier() {
	k, acc := c.tint(white, mist), c.tint(teal, blue)
	c.fill(rounded(170, 70, 860, 700, 10), diag(white, silver))
	c.fill(rect(206, 106, 788, 628), plain(slate.lit(0.5)))
	c.within(rect(214, 114, 772, 612), func() {
		c.fill(rect(214, 114, 772, 612), down(rgb(0x9fd0f2), rgb(0xe3f2fb)))
		c.fill(ellipse(860, 760, 380, 190), down(lime.lit(0.35), green.lit(0.3)))
		c.fill(ellipse(560, 790, 320, 160), down(lime.lit(0.2), green.lit(0.1)))
		c.fill(append(append(circle(740, 240, 44), circle(800, 226, 58)...), rounded(690, 232, 190, 50, 25)...), plain(white.thin(0.9)))
	})
	c.fill(rect(640, 106, 26, 628), across(white, silver))
	c.fill(rect(966, 106, 28, 628), across(mist, silver))
	c.fill(rect(640, 106, 354, 22), down(white, silver))
	c.fill(rect(640, 712, 354, 22), down(white, silver))
	c.shine(666, 128, 300, 584, 0.32)
	c.fill(rounded(656, 400, 14, 80, 6), plain(steel))
	w := c.of(250, 290)
	c.box(300, 130, w, 590, 46, 16, 22, k)
	c.slots(326, 160, w-52, 150, 9, k.dim(0.25), false)
	c.glass(300+w/2-64, 340, 128, 84, 14, 5, night, navy)
	c.mark([]string{"12", "08"}[c.v], 300+w/2, 382, 40, acc.lit(0.4))
	c.fill(rounded(300+w/2-50, 446, 100, 8, 4), plain(acc))
	c.fill(circle(300+w/2, 570, 82), plain(k.dim(0.12)))
	c.fill(circle(300+w/2, 570, 76), diag(k.dim(0.05), k.dim(0.2)))
	c.burst(300+w/2, 570, 18, 70, 9, 18, k.dim(0.38))
	c.fill(circle(300+w/2, 570, 20), diag(acc.lit(0.2), acc))
	c.fill(rounded(130, 762, 940, 40, 8), down(white, silver))
	for i := range 3 {
		y := 250 + float64(i)*60
		c.wire(acc.thin(0.55-0.1*float64(i)), 11, 262, y, 220, y-24, 180, y+20, 130, y-6)
	}
}

func (c *canvas) steriliser() {
	k, uv := c.tint(white, coal), c.tint(violet, rgb(0x4a6cf0))
	c.gleam(600, 460, 420, uv, 0.22)
	c.floor(600, 790, 210)
	w := c.of(270, 310)
	x := 600 - w/2
	c.fill(rounded(x-20, 758, w+40, 34, 16), down(k.dim(0.1), k.dim(0.35)))
	c.fill(rounded(x, 100, w, 672, 50), tube(k))
	c.fill(ellipse(600, 124, w/2-14, 24), down(k.dim(0.1), k.dim(0.3)))
	c.slots(x+50, 112, w-100, 22, 11, k.dim(0.5), true)
	c.fill(rounded(x+48, 300, w-96, 330, 26), plain(night))
	c.fill(rounded(x+56, 308, w-112, 314, 20), across(uv.dim(0.5), uv, uv.lit(0.2), uv, uv.dim(0.5)))
	for i := range 2 {
		tx := 600 - 34 + float64(i)*48
		c.gleam(tx+10, 465, 90, uv.lit(0.6), 0.8)
		c.fill(rounded(tx, 330, 20, 270, 10), across(uv.lit(0.5), white, uv.lit(0.5)))
	}
	c.slots(x+56, 308, w-112, 314, 11, night.thin(0.55), false)
	c.glass(600-60, 190, 120, 66, 14, 4, night, navy)
	c.fill(circle(600-26, 223, 13), plain(mint))
	c.rows(600-2, 212, 42, 2, 8, 18, white.thin(0.85))
	c.slots(x+60, 660, w-120, 70, 5, k.dim(0.28), false)
	for i := range 3 {
		s := float64(i)
		c.wire(teal.thin(0.6-0.13*s), 11, x+w+50+s*14, 210-s*46, x+w+100, 180-s*46, x+w+150, 220-s*46, x+w+210-s*14, 190-s*46)
		c.wire(teal.thin(0.6-0.13*s), 11, x-50-s*14, 210-s*46, x-100, 180-s*46, x-150, 220-s*46, x-210+s*14, 190-s*46)
	}
}

func (c *canvas) dehumidifier() {
	k, acc := c.tint(white, slate), c.tint(blue, teal)
	c.floor(600, 790, 300)
	w := c.of(380, 430)
	x := 580 - w/2
	c.box(x, 170, w, 590, 100, 44, 36, k)
	c.fill(soft(16, x+30, 160, x+80, 130, x+w+30, 130, x+w-10, 160), plain(k.dim(0.25)))
	c.fill(rounded(x+30, 194, w-60, 84, 20), diag(slate, night))
	c.mark([]string{"45", "50"}[c.v], x+96, 236, 42, acc.lit(0.5))
	for i := range 3 {
		c.fill(circle(x+w-60-float64(i)*46, 236, 13), plain([]ink{acc, steel, steel}[i]))
	}
	c.slots(x+40, 306, w-80, 190, 11, k.dim(0.24), false)
	c.fill(rounded(x+30, 520, w-60, 200, 20), plain(k.dim(0.22)))
	c.fill(rounded(x+36, 526, w-72, 188, 16), diag(mist.thin(0.9), silver.thin(0.9)))
	level := c.of(600, 570)
	c.within(rounded(x+42, 532, w-84, 176, 12), func() {
		c.fill(outline{wound(append(curve(x, level, x+w*0.25, level-12, x+w*0.5, level, x+w*0.75, level+12, x+w, level), spot{x + w, 740}, spot{x, 740}))}, down(acc.lit(0.5), acc))
	})
	c.drop(x+w/2, 640, 32, white)
	c.fill(rounded(x+w/2-50, 512, 100, 20, 10), plain(k.dim(0.35)))
	c.castor(x+50, 796, 16)
	c.castor(x+w-50, 796, 16)
	c.drop(250, 330, 34, sky)
	c.drop(190, 450, 24, sky.thin(0.8))
	c.drop(280, 500, 18, sky.thin(0.6))
}

func (c *canvas) waterPurifier() {
	k, acc := c.tint(white, coal), c.tint(blue, orange)
	c.floor(600, 785, 260)
	if c.v == 0 {
		c.box(420, 190, 340, 580, 90, 40, 30, k)
	} else {
		c.box(400, 110, 380, 660, 60, 26, 20, k)
	}
	x, w := c.of(420, 400), c.of(340, 380)
	y := c.of(190, 110)
	c.fill(rounded(x+24, y+24, w-48, 130, 20), diag(slate, night))
	for i := range 3 {
		bx := x + w/2 - 90 + float64(i)*90
		c.fill(circle(bx, y+88, 32), plain(white.thin(0.12)))
		c.drop(bx, y+96, 14, []ink{sky, white, rgb(0xf08a7a)}[i])
	}
	c.fill(rounded(x+40, y+180, w-80, 330, 20), plain(k.dim(0.32)))
	c.fill(rounded(x+46, y+188, w-92, 318, 18), down(k.dim(0.5), k.dim(0.25)))
	c.fill(soft(10, x+w/2-50, y+180, x+w/2+50, y+180, x+w/2+34, y+226, x+w/2-34, y+226), down(silver, steel))
	c.fill(rounded(x+w/2-9, y+222, 18, 160, 6), across(sky.thin(0.9), white.thin(0.9), sky.thin(0.9)))
	gx, gy := x+w/2, y+350.0
	c.fill(soft(10, gx-62, gy, gx+62, gy, gx+50, gy+140, gx-50, gy+140), plain(white.thin(0.45)))
	c.fill(soft(10, gx-56, gy+44, gx+56, gy+44, gx+48, gy+134, gx-48, gy+134), down(sky, blue.lit(0.3)))
	c.fill(ellipse(gx, gy+44, 56, 9), plain(sky.lit(0.4)))
	c.line(white.thin(0.8), 5, gx-46, gy+14, gx-38, gy+118)
	c.fill(rounded(x+56, y+490, w-112, 20, 6), plain(steel))
	c.slots(x+64, y+494, w-128, 12, 16, night, true)
	c.fill(rounded(x+w/2-70, y+532, 140, 12, 6), plain(acc))
	c.drop(300, 560, 40, sky)
	c.drop(240, 660, 26, sky.thin(0.8))
}
