package demo

import "math"

// Parts that many products share: boxes, screens, lamps, wheels, slots, lettering.

// line paints a polyline through the points with round ends.
func (c *canvas) line(k ink, width float64, xy ...float64) {
	c.fill(band(spots(xy), width), plain(k))
}

// wire paints a smooth line through the points.
func (c *canvas) wire(k ink, width float64, xy ...float64) {
	c.fill(band(curve(xy...), width), plain(k))
}

// floor paints the shadow that the product throws under itself.
func (c *canvas) floor(x, y, rx float64) {
	dark := rgb(0x35465c)
	c.fill(ellipse(x, y, rx*1.25, rx*0.15+16), halo(dark.thin(0.30), dark.thin(0.22), dark.thin(0.10), dark.thin(0.03), dark.thin(0)))
	c.fill(ellipse(x, y, rx*0.95, rx*0.05+8), halo(dark.thin(0.34), dark.thin(0.16), dark.thin(0)))
}

// gleam paints light round a point.
func (c *canvas) gleam(x, y, r float64, k ink, strength float64) {
	c.fill(circle(x, y, r), halo(k.thin(strength), k.thin(strength*0.45), k.thin(strength*0.12), k.thin(0)))
}

// box paints a block seen from the front: its front at x, y and its depth going off to
// the upper right by dx and dy.
func (c *canvas) box(x, y, w, h, dx, dy, r float64, k ink) {
	edge := x + w
	whole := soft(r*0.6, x, y+r*0.3, x+dx, y-dy, edge+dx, y-dy, edge+dx, y+h-dy, edge, y+h, x, y+h)
	c.fill(whole, across(k.lit(0.38), k.lit(0.22)))
	side := soft(r*0.6, edge, y, edge+dx, y-dy, edge+dx, y+h-dy, edge, y+h)
	c.fill(append(side, rect(edge-r, y+r/2, r, h-r)...), down(k.dim(0.14), k.dim(0.34)))
	c.slab(x, y, w, h, r, k)
}

// slab paints a face with the usual light and a bright upper edge.
func (c *canvas) slab(x, y, w, h, r float64, k ink) {
	c.fill(rounded(x, y, w, h, r), plain(k.lit(0.5)))
	c.fill(rounded(x, y+2.5, w, h-2.5, r), sheen(k))
}

// glass paints a lit screen in its dark frame.
func (c *canvas) glass(x, y, w, h, r, rim float64, a, b ink) {
	c.fill(rounded(x, y, w, h, r), diag(slate, night))
	c.fill(rounded(x+rim, y+rim, w-2*rim, h-2*rim, max(r-rim, 3)), diag(a, b))
}

// shine paints the reflection that runs slantwise over a pane.
func (c *canvas) shine(x, y, w, h, strength float64) {
	c.within(rect(x, y, w, h), func() {
		p := poly(x+w*0.08, y, x+w*0.42, y, x+w*0.16, y+h, x-w*0.18, y+h)
		c.fill(p, down(white.thin(strength), white.thin(strength*0.2)))
		c.fill(poly(x+w*0.48, y, x+w*0.56, y, x+w*0.30, y+h, x+w*0.22, y+h), down(white.thin(strength*0.8), white.thin(strength*0.1)))
	})
}

// rows paints n bars as lines of writing, the last one short.
func (c *canvas) rows(x, y, w float64, n int, h, gap float64, k ink) {
	lengths := []float64{1, 0.86, 0.94, 0.78, 0.9}
	for i := range n {
		l := w * lengths[i%len(lengths)]
		if i == n-1 && n > 1 {
			l = w * 0.55
		}
		c.fill(rounded(x, y+float64(i)*gap, l, h, h/2), plain(k))
	}
}

// slots paints n openings side by side within the area; upright when it is wider.
func (c *canvas) slots(x, y, w, h float64, n int, k ink, upright bool) {
	for i := range n {
		if upright {
			s := w / float64(n)
			c.fill(rounded(x+float64(i)*s, y, s*0.5, h, s/4), plain(k))
			continue
		}
		s := h / float64(n)
		c.fill(rounded(x, y+float64(i)*s, w, s*0.5, s/4), plain(k))
	}
}

// mesh paints a field of small holes.
func (c *canvas) mesh(x, y, w, h float64, nx, ny int, r float64, k ink) {
	var p outline
	for j := range ny {
		for i := range nx {
			p = append(p, circle(x+(float64(i)+0.5)*w/float64(nx), y+(float64(j)+0.5)*h/float64(ny), r)...)
		}
	}
	c.fill(p, plain(k))
}

// lamp paints a small light that is on.
func (c *canvas) lamp(x, y, r float64, k ink) {
	c.gleam(x, y, r*2.6, k, 0.5)
	c.fill(circle(x, y, r), orb(k.lit(0.7), k, k))
}

// wheel paints a tyre with its hub, seen from the side.
func (c *canvas) wheel(x, y, r float64, hub ink) {
	c.fill(circle(x, y, r), diag(slate, night))
	c.fill(circle(x, y, r*0.62), diag(hub.lit(0.4), hub.dim(0.25)))
	c.fill(circle(x, y, r*0.22), plain(hub.dim(0.45)))
}

// castor paints a small wheel on its fork; y is the ground.
func (c *canvas) castor(x, y, r float64) {
	c.fill(rounded(x-r*0.55, y-r*2.6, r*1.1, r*1.9, r*0.3), across(steel, slate))
	c.wheel(x, y-r, r, silver)
}

// chart paints a line of light through the values, which run from 0 (low) to 1.
func (c *canvas) chart(x, y, w, h, width float64, k ink, values ...float64) {
	xy := make([]float64, 0, 2*len(values))
	for i, v := range values {
		xy = append(xy, x+w*float64(i)/float64(len(values)-1), y+h*(1-v))
	}
	c.upright(x+w/2, func() { c.line(k, width, xy...) })
}

// leaf paints a leaf from its stalk, pointing along the angle.
func (c *canvas) leaf(x, y, size, degrees float64, k ink) {
	c.around(x, y, degrees, 1, func() {
		c.fill(blob(x, y, x+size*0.35, y-size*0.26, x+size, y-size*0.05, x+size*0.4, y+size*0.24), diag(k.lit(0.25), k.dim(0.12)))
		c.line(k.lit(0.45).thin(0.7), size*0.03, x+size*0.08, y, x+size*0.8, y-size*0.03)
	})
}

// drop paints a drop of water with its tip up.
func (c *canvas) drop(x, y, r float64, k ink) {
	line := append([]spot{{x, y - r*1.7}}, arc(x, y, r, -35, 215)...)
	c.fill(outline{line}, diag(k.lit(0.45), k))
	c.fill(ellipse(x-r*0.38, y+r*0.05, r*0.14, r*0.3), plain(white.thin(0.7)))
}

// bolt paints the sign of electricity, h high, about its middle.
func (c *canvas) bolt(x, y, h float64, k ink) {
	s := h / 100
	c.fill(soft(4*s, x+8*s, y-50*s, x-30*s, y+8*s, x-4*s, y+8*s, x-10*s, y+50*s, x+30*s, y-12*s, x+3*s, y-12*s), plain(k))
}

// waves paints n arcs of a radio signal above a point.
func (c *canvas) waves(x, y, r, width float64, n int, from, to float64, k ink) {
	for i := range n {
		c.fill(band(arc(x, y, r*(0.5+float64(i)*0.5), from, to), width), plain(k.thin(1-0.22*float64(i))))
	}
}

// strokes of the few letters that products carry, on a grid 4 wide and 6 high.
var strokes = map[rune][][]float64{
	':': {{2, 1.6, 2, 1.7}, {2, 4.4, 2, 4.5}}, '1': {{0.8, 1.4, 2.4, 0, 2.4, 6}},
	'0': {{0, 1, 1, 0, 3, 0, 4, 1, 4, 5, 3, 6, 1, 6, 0, 5, 0, 1}}, '2': {{0, 1, 1, 0, 3, 0, 4, 1, 4, 2, 0, 6, 4, 6}},
	'3': {{0, 0, 4, 0, 2, 2.4, 3.2, 2.6, 4, 3.6, 4, 5, 3, 6, 1, 6, 0, 5.2}}, '4': {{3, 6, 3, 0, 0, 4, 4, 4}},
	'5': {{4, 0, 0.4, 0, 0, 2.6, 3, 2.4, 4, 3.4, 4, 5, 3, 6, 1, 6, 0, 5.2}}, '6': {{3.4, 0, 1, 2, 0, 4, 0, 5, 1, 6, 3, 6, 4, 5, 4, 4, 3, 3, 1, 3, 0, 4}},
	'7': {{0, 0, 4, 0, 1.4, 6}}, '8': {{1, 3, 0, 2, 0, 1, 1, 0, 3, 0, 4, 1, 4, 2, 3, 3, 1, 3, 0, 4, 0, 5, 1, 6, 3, 6, 4, 5, 4, 4, 3, 3}},
	'9': {{0.6, 6, 3, 4, 4, 2, 4, 1, 3, 0, 1, 0, 0, 1, 0, 2, 1, 3, 3, 3, 4, 2}}, 'A': {{0, 6, 2, 0, 4, 6}, {0.8, 4, 3.2, 4}},
	'B': {{0, 0, 3, 0, 4, 1, 4, 2, 3, 3, 0, 3, 0, 0}, {0, 3, 3, 3, 4, 4, 4, 5, 3, 6, 0, 6, 0, 3}}, 'C': {{4, 1, 3, 0, 1, 0, 0, 1, 0, 5, 1, 6, 3, 6, 4, 5}},
	'D': {{0, 0, 2.6, 0, 4, 1.4, 4, 4.6, 2.6, 6, 0, 6, 0, 0}}, 'E': {{4, 0, 0, 0, 0, 6, 4, 6}, {0, 3, 3, 3}}, 'F': {{4, 0, 0, 0, 0, 6}, {0, 3, 3, 3}},
	'I': {{2, 0, 2, 6}}, 'K': {{0, 0, 0, 6}, {4, 0, 0, 3.4}, {1.4, 2.4, 4, 6}}, 'M': {{0, 6, 0, 0, 2, 3.4, 4, 0, 4, 6}},
	'P': {{0, 6, 0, 0, 3, 0, 4, 1, 4, 2.2, 3, 3.2, 0, 3.2}}, 'R': {{0, 6, 0, 0, 3, 0, 4, 1, 4, 2.2, 3, 3.2, 0, 3.2}, {1.8, 3.2, 4, 6}},
	'S': {{4, 0.9, 3, 0, 1, 0, 0, 1, 0, 2, 1, 2.9, 3, 3.1, 4, 4, 4, 5, 3, 6, 1, 6, 0, 5.1}}, 'T': {{0, 0, 4, 0}, {2, 0, 2, 6}},
	'U': {{0, 0, 0, 5, 1, 6, 3, 6, 4, 5, 4, 0}}, 'V': {{0, 0, 2, 6, 4, 0}}, '.': {{1.6, 5.9, 1.7, 5.9}}, 'X': {{0, 0, 4, 6}, {4, 0, 0, 6}},
}

// upright paints about the vertical through x as if the scene had not been turned round:
// lettering and readings run from left to right either way.
func (c *canvas) upright(x float64, paint func()) {
	if c.m.a*c.m.d-c.m.b*c.m.c > 0 {
		paint()
		return
	}
	c.in(frame{a: -1, d: 1, e: 2 * x}, paint)
}

// mark letters a word, h high, centred on the point.
func (c *canvas) mark(word string, x, y, h float64, k ink) {
	middle := x
	s := h / 6
	pitch := 5.6 * s
	x -= (pitch*float64(len(word)-1) + 4*s) / 2
	var p outline
	for _, r := range word {
		for _, xy := range strokes[r] {
			line := spots(xy)
			for i, q := range line {
				line[i] = spot{x + q.x*s, y - h/2 + q.y*s}
			}
			p = append(p, band(line, s*1.05)...)
		}
		x += pitch
	}
	c.upright(middle, func() { c.fill(p, plain(k)) })
}

// burst paints n spokes round a point, as of the sun or a fan.
func (c *canvas) burst(x, y, inner, outer, width float64, n int, k ink) {
	var p outline
	for i := range n {
		s, q := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		p = append(p, band([]spot{{x + q*inner, y + s*inner}, {x + q*outer, y + s*outer}}, width)...)
	}
	c.fill(p, plain(k))
}

// carton paints a closed box of board with tape and a label.
func (c *canvas) carton() {
	k := c.tint(kraft, rgb(0xd7c2a2))
	c.floor(620, 730, 330)
	c.box(330, 330, 470, 390, 120, 70, 6, k)
	c.fill(poly(535, 332, 655, 262, 715, 262, 595, 332), plain(k.lit(0.55)))
	c.fill(rect(535, 331, 60, 90), plain(k.lit(0.45)))
	c.fill(rounded(380, 560, 190, 110, 8), plain(chalk))
	c.rows(400, 585, 140, 3, 12, 26, steel)
}
