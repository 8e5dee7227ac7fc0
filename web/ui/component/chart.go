package component

import (
	"fmt"
	"strconv"
	"strings"

	"jangteo.kr/internal/money"
)

// Bar is one row of a bar chart.
type Bar struct {
	Label string
	Value int64
	Text  string // the value as it is read; the plain number when empty
	Tone  Tone
	Href  string
}

// BarChartProps compares a few quantities. The values stand as text beside the
// bars, so the chart is its own table.
type BarChartProps struct {
	Title  string
	Desc   string
	Bars   []Bar
	TestID string
}

// Segment is one part of a stacked bar.
type Segment struct {
	Label string
	Value int64
	Text  string
	Tone  Tone
	Href  string
}

// StackedBarProps shows the parts of one whole.
type StackedBarProps struct {
	Title    string
	Segments []Segment
	Total    int64 // sum of the segments when zero
	TestID   string
}

// SparklineProps describes a small line of the last values. It is decoration
// beside a figure unless it has a title.
type SparklineProps struct {
	Values []int64
	Title  string
	Tone   Tone
}

// permyriad is part of whole in hundredths of a percent, kept within 0 and the whole.
func permyriad(part, whole int64) int64 {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return int64(money.Share(money.Won(10000), min(part, whole), whole))
}

// percent writes a permyriad for an SVG length: 1234 is "12.34%".
func percent(p int64) string { return fmt.Sprintf("%d.%02d%%", p/100, p%100) }

func barMax(bars []Bar) int64 {
	var m int64
	for _, b := range bars {
		m = max(m, b.Value)
	}
	return m
}

type placed struct {
	Segment
	X, W string
	Nth  string
}

// place lays segments end to end; the running start keeps rounding from adding up.
func (p StackedBarProps) place() []placed {
	total := p.Total
	if total == 0 {
		for _, s := range p.Segments {
			total += s.Value
		}
	}
	out := make([]placed, 0, len(p.Segments))
	var run int64
	for i, s := range p.Segments {
		from := permyriad(run, total)
		run += max(s.Value, 0)
		out = append(out, placed{Segment: s, X: percent(from), W: percent(permyriad(run, total) - from), Nth: "seg-" + itoa(i%8+1)})
	}
	return out
}

func (s placed) text() string { return orText(s.Text, count(s.Value)) }

// sparkPoints maps the values onto a 100 × 24 box.
func sparkPoints(values []int64) string {
	lo, hi := values[0], values[0]
	for _, v := range values {
		lo, hi = min(lo, v), max(hi, v)
	}
	span := max(hi-lo, 1)
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(' ')
		}
		x := int64(i) * 1000 / int64(len(values)-1)
		y := 220 - (v-lo)*200/span
		b.WriteString(tenth(x) + "," + tenth(y))
	}
	return b.String()
}

// tenth writes an integer number of tenths as a decimal.
func tenth(n int64) string { return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) }
