package component

import "strings"

// Line is one line of a line chart: a value per step, NoValue where there is none.
type Line struct {
	Label  string
	Values []int64
	Dashed bool // the second line, told apart without its colour
	Tone   Tone
}

// NoValue is a step at which a line has no value.
const NoValue int64 = -1

// LineChartProps compares few lines over the same steps. A table beside it holds the
// values; Desc says in words what the lines show.
type LineChartProps struct {
	Title       string
	Desc        string
	Lines       []Line
	First, Last string // labels of the first and the last step
	Low, High   string // labels of the lowest and the highest value
	TestID      string
}

// bounds are the lowest and the highest value of all lines.
func (p LineChartProps) bounds() (low, high int64) {
	low, high = -1, -1
	for _, l := range p.Lines {
		for _, v := range l.Values {
			if v == NoValue {
				continue
			}
			if low < 0 || v < low {
				low = v
			}
			high = max(high, v)
		}
	}
	return low, high
}

// path draws a line into a box of 1000 × 200: a new stroke after every gap, and a stroke
// of no length, which round ends make a point, where a value stands alone.
func (p LineChartProps) path(l Line) string {
	low, high := p.bounds()
	span := max(high-low, 1)
	var b strings.Builder
	drawing := false
	for i, v := range l.Values {
		if v == NoValue {
			drawing = false
			continue
		}
		x := int64(i) * 10000 / int64(max(len(l.Values)-1, 1))
		y := 1900 - (v-low)*1800/span
		if low == high {
			y = 1000
		}
		at := tenth(x) + " " + tenth(y)
		if drawing {
			b.WriteString(" L" + at)
		} else {
			b.WriteString(" M" + at + " h0")
		}
		drawing = true
	}
	return strings.TrimSpace(b.String())
}
