package demo

import "math"

// An ink is a colour with its opacity, not premultiplied.
type ink struct{ r, g, b, a uint8 }

func rgb(v uint32) ink { return ink{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }

// The shelf of colours that the portraits share, so that the catalogue looks like one.
var (
	white  = rgb(0xffffff)
	chalk  = rgb(0xf4f6f9)
	mist   = rgb(0xdfe5ec)
	silver = rgb(0xc2cbd6)
	steel  = rgb(0x8c98a8)
	slate  = rgb(0x4c5868)
	coal   = rgb(0x2b3440)
	night  = rgb(0x171d26)
	navy   = rgb(0x21406e)
	blue   = rgb(0x2f6fd6)
	sky    = rgb(0x86bdf0)
	teal   = rgb(0x1a9e9a)
	mint   = rgb(0x8fd8c8)
	green  = rgb(0x2fa062)
	lime   = rgb(0x8cc63f)
	amber  = rgb(0xf4b63c)
	orange = rgb(0xec7a34)
	red    = rgb(0xd6403a)
	rose   = rgb(0xf0a3a0)
	violet = rgb(0x6d5dd3)
	wood   = rgb(0xd8b28a)
	kraft  = rgb(0xcaa477)
	glow   = rgb(0xfff3c4)
)

func (k ink) mix(o ink, t float64) ink {
	t = min(max(t, 0), 1)
	f := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*t)) }
	return ink{f(k.r, o.r), f(k.g, o.g), f(k.b, o.b), f(k.a, o.a)}
}

// lit is the colour in more light, dim in less; 0 leaves it, 1 ends it.
func (k ink) lit(t float64) ink { return k.mix(ink{255, 255, 255, k.a}, t) }
func (k ink) dim(t float64) ink { return k.mix(ink{18, 26, 40, k.a}, t) }

// thin is the colour at the given opacity.
func (k ink) thin(t float64) ink {
	k.a = uint8(math.Round(255 * min(max(t, 0), 1)))
	return k
}

type shading uint8

const (
	flat shading = iota
	downward
	rightward
	slanted
	outward
	lofted
)

// A paint is a run of colours, evenly spaced, over the bounds of what it fills.
type paint struct {
	run  shading
	inks []ink
}

func plain(k ink) paint        { return paint{flat, []ink{k}} }
func down(inks ...ink) paint   { return paint{downward, inks} }
func across(inks ...ink) paint { return paint{rightward, inks} }
func diag(inks ...ink) paint   { return paint{slanted, inks} }

// halo runs from the middle outwards; orb from a point up and to the left, as on a ball.
func halo(inks ...ink) paint { return paint{outward, inks} }
func orb(inks ...ink) paint  { return paint{lofted, inks} }

// sheen is the usual soft light on a face; tube the light on an upright cylinder.
func sheen(k ink) paint { return diag(k.lit(0.16), k, k.dim(0.10)) }

func tube(k ink) paint {
	return across(k.dim(0.22), k.lit(0.12), k.lit(0.32), k, k.dim(0.14), k.dim(0.34))
}

const rampSteps = 256

func (p paint) ramp() []ink {
	if p.run == flat || len(p.inks) == 1 {
		return p.inks[:1]
	}
	out := make([]ink, rampSteps)
	for i := range out {
		t := float64(i) / (rampSteps - 1) * float64(len(p.inks)-1)
		j := min(int(t), len(p.inks)-2)
		out[i] = p.inks[j].mix(p.inks[j+1], t-float64(j))
	}
	return out
}

// shade gives the step of the ramp that falls on the point, in units of the bounds.
func shade(run shading, at spot, steps int) int {
	var t float64
	switch run {
	case flat:
		return 0
	case downward:
		t = at.y
	case rightward:
		t = at.x
	case slanted:
		t = at.x*0.4 + at.y*0.6
	case outward:
		t = 2 * math.Hypot(at.x-0.5, at.y-0.5)
	case lofted:
		t = 1.25 * math.Hypot(at.x-0.34, at.y-0.3)
	}
	return int(min(max(t, 0), 1) * float64(steps-1))
}
