package demo

import (
	"image"
	"math"
	"slices"
)

// Variants is how many pictures of one class differ from each other.
const Variants = 2

const (
	pictureWidth  = 1200
	pictureHeight = 900
)

// A scene paints one kind of product. Scenes whose subject has a side to it are turned
// round for the second variant, so that two products of a class stand differently.
type portrait struct {
	paint func(*canvas)
	turns bool
}

// Draw paints a product of the detail class, 1200 by 900 pixels. The same class and
// variant give the same pixels; variants are counted modulo Variants. A class without a
// scene of its own is shown as the carton it comes in.
func Draw(detailClass string, variant int) image.Image {
	s, ok := portraits[detailClass]
	if !ok {
		s = portrait{paint: (*canvas).carton, turns: true}
	}
	v := ((variant % Variants) + Variants) % Variants
	c := newCanvas(v)
	if s.turns && v == 1 {
		c.m = frame{a: -1, d: 1, e: pictureWidth}
	}
	s.paint(c)
	return c.img
}

// Drawable lists the detail classes that have a scene of their own, in order.
func Drawable() []string {
	codes := make([]string, 0, len(portraits))
	for code := range portraits {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

var portraits = map[string]portrait{
	"4321150701": {(*canvas).desktop, true},
	"4321150301": {(*canvas).laptop, false},
	"4321159301": {(*canvas).allInOne, false},
	"4321150102": {(*canvas).server, false},
	"4320180201": {(*canvas).diskArray, false},
	"4320183001": {(*canvas).ssd, false},
	"4321151402": {(*canvas).kiosk, false},
	"4411191101": {(*canvas).whiteboard, false},
	"4511189301": {(*canvas).infoDisplay, false},
	"4511170501": {(*canvas).publicAddress, false},
	"4617162201": {(*canvas).surveillance, true},
	"4617161002": {(*canvas).camera, false},
	"4617161901": {(*canvas).gate, false},
	"3911210201": {(*canvas).panelLight, false},
	"3911160302": {(*canvas).streetLight, true},
	"3911980301": {(*canvas).smartLight, true},
	"3911160802": {(*canvas).securityLight, true},
	"3911170801": {(*canvas).exitSign, true},
	"3912101101": {(*canvas).ups, false},
	"3912106001": {(*canvas).batteryStore, false},
	"2611160701": {(*canvas).solar, true},
	"2611170403": {(*canvas).evCharger, false},
	"2513189901": {(*canvas).drone, false},
	"2326150701": {(*canvas).printer3D, false},
	"4016160201": {(*canvas).windowPurifier, false},
	"4016169901": {(*canvas).steriliser, false},
	"4010190201": {(*canvas).dehumidifier, false},
	"4219220701": {(*canvas).patientCarrier, true},
	"3020170401": {(*canvas).isolationRoom, false},
	"4218190401": {(*canvas).patientMonitor, false},
	"4228159601": {(*canvas).autoclave, false},
	"4618200102": {(*canvas).maskKF80, true},
	"4618200101": {(*canvas).maskKF94, false},
	"4111620501": {(*canvas).antigenKit, false},
	"4111620502": {(*canvas).pcrKit, false},
	"4111221301": {(*canvas).thermometer, true},
	"4618150903": {(*canvas).coverall, false},
	"4618240101": {(*canvas).sprayer, true},
	"5610170301": {(*canvas).desk, true},
	"5611210201": {(*canvas).taskChair, true},
	"1411150701": {(*canvas).copyPaper, false},
	"4810179901": {(*canvas).waterPurifier, false},
	"4619160101": {(*canvas).extinguisher, true},
	"4920169701": {(*canvas).outdoorGym, true},
	"3022200301": {(*canvas).busShelter, true},
	"3011150501": {(*canvas).mixerTruck, true},
	"5046700101": {(*canvas).kimchi, false},
	"8010150701": {(*canvas).strategy, false},
}

// A spot is a point of the plane, in pixels of the finished picture, y downwards.
type spot struct{ x, y float64 }

// An outline is a set of closed outlines, flattened. Lines running the same way add up;
// one running the other way cuts a hole.
type outline [][]spot

// A frame carries local coordinates to the picture: x' = a·x + c·y + e, y' = b·x + d·y + f.
type frame struct{ a, b, c, d, e, f float64 }

func (m frame) to(p spot) spot {
	return spot{m.a*p.x + m.c*p.y + m.e, m.b*p.x + m.d*p.y + m.f}
}

// then gives the frame that applies n first and m after it.
func (m frame) then(n frame) frame {
	o := m.to(spot{n.e, n.f})
	return frame{
		a: m.a*n.a + m.c*n.b, b: m.b*n.a + m.d*n.b,
		c: m.a*n.c + m.c*n.d, d: m.b*n.c + m.d*n.d, e: o.x, f: o.y,
	}
}

// back is the frame that undoes m.
func (m frame) back() frame {
	k := 1 / (m.a*m.d - m.b*m.c)
	r := frame{a: m.d * k, b: -m.b * k, c: -m.c * k, d: m.a * k}
	r.e, r.f = -(r.a*m.e + r.c*m.f), -(r.b*m.e + r.d*m.f)
	return r
}

// bounds gives the corners of the smallest upright rectangle round the outline.
func (p outline) bounds() (lo, hi spot) {
	lo, hi = spot{math.Inf(1), math.Inf(1)}, spot{math.Inf(-1), math.Inf(-1)}
	for _, line := range p {
		for _, s := range line {
			lo = spot{min(lo.x, s.x), min(lo.y, s.y)}
			hi = spot{max(hi.x, s.x), max(hi.y, s.y)}
		}
	}
	return lo, hi
}

// less cuts q out of p.
func (p outline) less(q outline) outline {
	out := slices.Clone(p)
	for _, line := range q {
		hole := slices.Clone(line)
		slices.Reverse(hole)
		out = append(out, hole)
	}
	return out
}
