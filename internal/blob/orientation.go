package blob

import (
	"encoding/binary"
	"image"
)

// orientation reads how a camera was held from a JPEG's Exif block: 1 to 8, and 1 for
// anything that is absent or makes no sense.
func orientation(raw []byte) int {
	if len(raw) < 4 || raw[0] != 0xff || raw[1] != 0xd8 {
		return 1
	}
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff; {
		marker := raw[at+1]
		size := int(binary.BigEndian.Uint16(raw[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(raw) { // the picture itself begins
			return 1
		}
		if marker == 0xe1 {
			if o := exifOrientation(raw[at+4 : at+2+size]); o != 0 {
				return o
			}
		}
		at += 2 + size
	}
	return 1
}

// exifOrientation is 0 when the segment says nothing about it.
func exifOrientation(b []byte) int {
	if len(b) < 14 || string(b[:6]) != "Exif\x00\x00" {
		return 0
	}
	b = b[6:]
	var order binary.ByteOrder
	switch string(b[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return 0
	}
	first := int(order.Uint32(b[4:]))
	if first < 8 || first+2 > len(b) {
		return 0
	}
	n := int(order.Uint16(b[first:]))
	for i := range n {
		at := first + 2 + 12*i
		if at+12 > len(b) {
			return 0
		}
		if order.Uint16(b[at:]) != 0x0112 {
			continue
		}
		if o := int(order.Uint16(b[at+8:])); o >= 1 && o <= 8 {
			return o
		}
		return 0
	}
	return 0
}

// turn puts a picture upright.
func turn(src *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			var tx, ty int
			switch orientation {
			case 2: // mirrored
				tx, ty = w-1-x, y
			case 3: // upside down
				tx, ty = w-1-x, h-1-y
			case 4: // upside down, mirrored
				tx, ty = x, h-1-y
			case 5: // on its left side, mirrored
				tx, ty = y, x
			case 6: // needs a quarter turn to the right
				tx, ty = h-1-y, x
			case 7: // on its right side, mirrored
				tx, ty = h-1-y, w-1-x
			default: // 8: a quarter turn to the left
				tx, ty = y, w-1-x
			}
			out.SetRGBA(tx, ty, src.RGBAAt(src.Rect.Min.X+x, src.Rect.Min.Y+y))
		}
	}
	return out
}
