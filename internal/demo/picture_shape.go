package demo

import "math"

// Shapes. All run the same way round, so that several in one outline add up.

func rect(x, y, w, h float64) outline { return poly(x, y, x+w, y, x+w, y+h, x, y+h) }

func rounded(x, y, w, h, r float64) outline { return soft(r, x, y, x+w, y, x+w, y+h, x, y+h) }

func circle(x, y, r float64) outline { return ellipse(x, y, r, r) }

func ellipse(x, y, rx, ry float64) outline {
	n := 24 + int(max(rx, ry)/4)
	line := make([]spot, n)
	for i := range line {
		s, k := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		line[i] = spot{x + rx*k, y + ry*s}
	}
	return outline{line}
}

func ring(x, y, outer, inner float64) outline { return circle(x, y, outer).less(circle(x, y, inner)) }

// poly takes x and y of each corner in turn.
func poly(xy ...float64) outline { return outline{wound(spots(xy))} }

// soft is poly with its corners rounded to the radius, less where a side is short.
func soft(r float64, xy ...float64) outline {
	p := wound(spots(xy))
	n := len(p)
	var line []spot
	for i, b := range p {
		a, d := p[(i+n-1)%n], p[(i+1)%n]
		la, ld := math.Hypot(a.x-b.x, a.y-b.y), math.Hypot(d.x-b.x, d.y-b.y)
		cut := min(r, la/2, ld/2)
		if cut <= 0 {
			line = append(line, b)
			continue
		}
		from, to := b.toward(a, cut/la), b.toward(d, cut/ld)
		line = append(line, bend(from, from.toward(b, 0.552), to.toward(b, 0.552), to, 8)...)
	}
	return outline{line}
}

// blob is a smooth closed outline through the points.
func blob(xy ...float64) outline { return outline{wound(smooth(spots(xy), true))} }

// curve is a smooth open line through the points.
func curve(xy ...float64) []spot { return smooth(spots(xy), false) }

// arc is the open line along a circle, in degrees clockwise from three o'clock.
func arc(x, y, r, from, to float64) []spot {
	n := 8 + int(math.Abs(to-from)/5)
	line := make([]spot, n+1)
	for i := range line {
		s, k := math.Sincos((from + (to-from)*float64(i)/float64(n)) * math.Pi / 180)
		line[i] = spot{x + r*k, y + r*s}
	}
	return line
}

// trace is the band of the given width along an open line, round at joints and ends.
func band(line []spot, width float64) outline {
	var p outline
	r := width / 2
	for i, b := range line {
		p = append(p, circle(b.x, b.y, r)...)
		if i == 0 {
			continue
		}
		a := line[i-1]
		l := math.Hypot(b.x-a.x, b.y-a.y)
		if l == 0 {
			continue
		}
		nx, ny := -(b.y-a.y)/l*r, (b.x-a.x)/l*r
		p = append(p, wound([]spot{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}}))
	}
	return p
}

// A quad is a face seen in perspective: corners clockwise from the far left.
type quad [4]spot

// at gives the point at u along and v down the face, both from 0 to 1.
func (q quad) at(u, v float64) spot {
	return q[0].toward(q[1], u).toward(q[3].toward(q[2], u), v)
}

// cell is the part of the face between two points.
func (q quad) cell(u0, v0, u1, v1, r float64) outline {
	a, b, c, d := q.at(u0, v0), q.at(u1, v0), q.at(u1, v1), q.at(u0, v1)
	return soft(r, a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y)
}

func (s spot) toward(o spot, t float64) spot { return spot{s.x + (o.x-s.x)*t, s.y + (o.y-s.y)*t} }

func spots(xy []float64) []spot {
	p := make([]spot, len(xy)/2)
	for i := range p {
		p[i] = spot{xy[2*i], xy[2*i+1]}
	}
	return p
}

// wound turns the outline the way all outlines run.
func wound(p []spot) []spot {
	var area float64
	for i, a := range p {
		b := p[(i+1)%len(p)]
		area += a.x*b.y - b.x*a.y
	}
	if area >= 0 {
		return p
	}
	out := make([]spot, len(p))
	for i, s := range p {
		out[len(p)-1-i] = s
	}
	return out
}

// bend samples a cubic curve, both ends included.
func bend(a, b, c, d spot, n int) []spot {
	out := make([]spot, n+1)
	for i := range out {
		t := float64(i) / float64(n)
		ab, bc, cd := a.toward(b, t), b.toward(c, t), c.toward(d, t)
		out[i] = ab.toward(bc, t).toward(bc.toward(cd, t), t)
	}
	return out
}

// smooth runs a Catmull-Rom line through the points.
func smooth(p []spot, closed bool) []spot {
	n := len(p)
	get := func(i int) spot {
		if closed {
			return p[(i+n)%n]
		}
		return p[min(max(i, 0), n-1)]
	}
	last := n - 1
	if closed {
		last = n
	}
	var out []spot
	for i := range last {
		a, b, c, d := get(i-1), get(i), get(i+1), get(i+2)
		h := spot{b.x + (c.x-a.x)/6, b.y + (c.y-a.y)/6}
		k := spot{c.x - (d.x-b.x)/6, c.y - (d.y-b.y)/6}
		out = append(out, bend(b, h, k, c, 12)[:12]...)
	}
	if !closed {
		out = append(out, p[n-1])
	}
	return out
}
