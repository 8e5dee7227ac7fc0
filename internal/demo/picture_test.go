package demo

import (
	"bytes"
	"encoding/csv"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// detailClasses reads the classification that the catalogue carries.
func detailClasses(t *testing.T) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "catalog", "data", "classes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, r := range rows[1:] {
		if len(r[0]) == 10 {
			codes = append(codes, r[0])
		}
	}
	slices.Sort(codes)
	return codes
}

func pixels(t *testing.T, code string, variant int) []byte {
	t.Helper()
	img, ok := Draw(code, variant).(*image.RGBA)
	if !ok || img.Rect != image.Rect(0, 0, pictureWidth, pictureHeight) {
		t.Fatalf("%s/%d: not a picture of %d by %d", code, variant, pictureWidth, pictureHeight)
	}
	return img.Pix
}

// differing counts the pixels that are not alike.
func differing(a, b []byte) int {
	n := 0
	for i := 0; i < len(a); i += 4 {
		if !bytes.Equal(a[i:i+4], b[i:i+4]) {
			n++
		}
	}
	return n
}

func TestDrawable_areDetailClasses(t *testing.T) {
	classes := detailClasses(t)
	for _, code := range Drawable() {
		if !slices.Contains(classes, code) {
			t.Errorf("%s can be drawn and is no detail class", code)
		}
	}
}

func TestDraw_everyClassInBothVariants(t *testing.T) {
	blank := [Variants][]byte{newCanvas(0).img.Pix, newCanvas(1).img.Pix}
	for _, code := range Drawable() {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			var drawn [Variants][]byte
			for v := range Variants {
				drawn[v] = pixels(t, code, v)
				if n := differing(drawn[v], blank[v]); n < 60_000 {
					t.Errorf("variant %d paints only %d pixels", v, n)
				}
				for i := 3; i < len(drawn[v]); i += 4 {
					if drawn[v][i] != 255 {
						t.Fatalf("variant %d is transparent at pixel %d", v, i/4)
					}
				}
			}
			if n := differing(drawn[0], drawn[1]); n < 60_000 {
				t.Errorf("the variants differ in %d pixels only", n)
			}
			if !bytes.Equal(drawn[1], pixels(t, code, 1+Variants)) {
				t.Error("drawn twice, the picture is not the same")
			}
		})
	}
}

func TestDraw_unknownClassIsACarton(t *testing.T) {
	carton := pixels(t, "0000000000", 0)
	if differing(carton, newCanvas(0).img.Pix) < 60_000 {
		t.Error("the carton is blank")
	}
	if !bytes.Equal(carton, pixels(t, "", -Variants)) {
		t.Error("classes without a scene are shown alike")
	}
}

func BenchmarkDraw(b *testing.B) {
	codes := Drawable()
	for i := range b.N {
		Draw(codes[i%len(codes)], i)
	}
}
