package demo

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// A canvas is one picture being painted: its pixels, the frame in which the brush
// stands, and the outline outside of which it leaves no mark. Every pixel is opaque
// from the start, so that painting only ever mixes colours.
type canvas struct {
	img  *image.RGBA
	v    int
	m    frame
	clip *image.Alpha
	z    vector.Rasterizer
	mask []uint8
}

func newCanvas(variant int) *canvas {
	c := &canvas{
		img: image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight)),
		v:   variant,
		m:   frame{a: 1, d: 1},
	}
	top, low := rgb(0xdfe6ed), rgb(0xfbfcfe)
	if variant == 1 {
		top, low = rgb(0xdce8e9), rgb(0xfbfdfd)
	}
	for y := range pictureHeight {
		k := top.mix(low, float64(y)/pictureHeight)
		row := c.img.Pix[y*c.img.Stride : (y+1)*c.img.Stride]
		for i := 0; i < len(row); i += 4 {
			row[i], row[i+1], row[i+2], row[i+3] = k.r, k.g, k.b, 255
		}
	}
	return c
}

// of gives a for the first variant and b for the second.
func (c *canvas) of(a, b float64) float64 {
	if c.v == 1 {
		return b
	}
	return a
}

// tint gives colour a for the first variant and b for the second.
func (c *canvas) tint(a, b ink) ink {
	if c.v == 1 {
		return b
	}
	return a
}

// in paints within the frame and puts the brush back.
func (c *canvas) in(m frame, paint func()) {
	was := c.m
	c.m = was.then(m)
	paint()
	c.m = was
}

// around paints turned by the degrees (clockwise) and scaled about the point.
func (c *canvas) around(x, y, degrees, scale float64, paint func()) {
	s, k := math.Sincos(degrees * math.Pi / 180)
	s, k = s*scale, k*scale
	c.in(frame{a: k, b: s, c: -s, d: k, e: x - k*x + s*y, f: y - s*x - k*y}, paint)
}

// within paints only inside the outline.
func (c *canvas) within(p outline, paint func()) {
	was := c.clip
	whole := image.NewAlpha(c.img.Rect)
	if box, mask := c.cover(p); mask != nil {
		draw.Draw(whole, box, mask, box.Min, draw.Src)
	}
	c.clip = whole
	paint()
	c.clip = was
}

// cover gives the pixels that the outline touches and how much of each.
func (c *canvas) cover(p outline) (image.Rectangle, *image.Alpha) {
	moved := make(outline, len(p))
	for i, line := range p {
		moved[i] = make([]spot, len(line))
		for j, s := range line {
			moved[i][j] = c.m.to(s)
		}
	}
	lo, hi := moved.bounds()
	if math.IsInf(lo.x, 0) {
		return image.Rectangle{}, nil
	}
	box := image.Rect(int(math.Floor(lo.x)), int(math.Floor(lo.y)), int(math.Ceil(hi.x))+1, int(math.Ceil(hi.y))+1)
	box = box.Intersect(c.img.Rect)
	if box.Empty() {
		return box, nil
	}
	c.z.Reset(box.Dx(), box.Dy())
	c.z.DrawOp = draw.Src
	ox, oy := float64(box.Min.X), float64(box.Min.Y)
	for _, line := range moved {
		for j, s := range line {
			x, y := float32(s.x-ox), float32(s.y-oy)
			if j == 0 {
				c.z.MoveTo(x, y)
			} else {
				c.z.LineTo(x, y)
			}
		}
		c.z.ClosePath()
	}
	n := box.Dx() * box.Dy()
	if cap(c.mask) < n {
		c.mask = make([]uint8, n)
	}
	mask := &image.Alpha{Pix: c.mask[:n], Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	c.z.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	mask.Rect = box
	return box, mask
}

// fill paints the inside of the outline. A shaded paint runs over the outline's own bounds.
func (c *canvas) fill(p outline, with paint) {
	box, mask := c.cover(p)
	if mask == nil {
		return
	}
	lo, hi := p.bounds()
	w, h := max(hi.x-lo.x, 1e-6), max(hi.y-lo.y, 1e-6)
	unit := frame{a: 1 / w, d: 1 / h, e: -lo.x / w, f: -lo.y / h}.then(c.m.back())
	ramp := with.ramp()
	for y := box.Min.Y; y < box.Max.Y; y++ {
		cov := mask.Pix[(y-box.Min.Y)*mask.Stride:]
		if c.clip != nil {
			under := c.clip.Pix[y*c.clip.Stride+box.Min.X:]
			for i := range box.Dx() {
				cov[i] = uint8(uint32(cov[i]) * uint32(under[i]) / 255)
			}
		}
		c.row(box.Min.X, y, cov[:box.Dx()], with.run, ramp, unit)
	}
}

// row mixes one line of paint into the picture.
func (c *canvas) row(x, y int, cov []uint8, run shading, ramp []ink, unit frame) {
	pix := c.img.Pix[c.img.PixOffset(x, y):]
	at := unit.to(spot{float64(x) + 0.5, float64(y) + 0.5})
	k := ramp[0]
	for i, m := range cov {
		if m != 0 {
			if run != flat {
				k = ramp[shade(run, at, len(ramp))]
			}
			o := pix[4*i : 4*i+3 : 4*i+3]
			a := uint32(m) * uint32(k.a) / 255
			o[0] = uint8((uint32(o[0])*(255-a) + uint32(k.r)*a + 127) / 255)
			o[1] = uint8((uint32(o[1])*(255-a) + uint32(k.g)*a + 127) / 255)
			o[2] = uint8((uint32(o[2])*(255-a) + uint32(k.b)*a + 127) / 255)
		}
		at.x += unit.a
		at.y += unit.b
	}
}
