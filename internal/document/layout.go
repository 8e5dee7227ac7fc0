package document

import (
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// wrap breaks text at spaces to fit a cell of width w in the current font; a word
// wider than the cell is broken between characters, so that nothing is cut off.
func (p *PDF) wrap(s string, w float64) []string {
	room := w - 2*cellPad
	var out []string
	for _, paragraph := range strings.Split(printable(strings.ReplaceAll(s, "\r", "")), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if p.f.GetStringWidth(next) <= room {
				line = next
				continue
			}
			if line != "" {
				out = append(out, line)
			}
			line = word
			for p.f.GetStringWidth(line) > room {
				cut := p.fit(line, room)
				out = append(out, line[:cut])
				line = line[cut:]
			}
		}
		out = append(out, line)
	}
	return out
}

// fit gives how many bytes of s, at least one character, fit into room.
func (p *PDF) fit(s string, room float64) int {
	last := 0
	for i := range s {
		if i > 0 && p.f.GetStringWidth(s[:i]) > room {
			break
		}
		last = i
	}
	if last == 0 {
		for i := range s {
			if i > 0 {
				return i
			}
		}
		return len(s)
	}
	return last
}

// qr draws a QR code as filled squares: sharp at any size, a few kilobytes.
func (p *PDF) qr(content string, x, y, size float64) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		p.f.SetError(err)
		return
	}
	n := code.Bounds().Dx()
	unit := size / float64(n)
	p.f.SetFillColor(20, 20, 20)
	dark := func(col, row int) bool {
		g, _, _, _ := code.At(col, row).RGBA()
		white, _, _, _ := color.White.RGBA()
		return g < white/2
	}
	for row := range n {
		for col := 0; col < n; {
			if !dark(col, row) {
				col++
				continue
			}
			end := col
			for end < n && dark(end, row) {
				end++
			}
			p.f.Rect(x+float64(col)*unit, y+float64(row)*unit, float64(end-col)*unit, unit, "F")
			col = end
		}
	}
}
