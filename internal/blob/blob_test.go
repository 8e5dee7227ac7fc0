package blob_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/fault"
)

func store(t *testing.T) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blob")
	s, err := blob.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestPut_isAddressedByContent(t *testing.T) {
	s, dir := store(t)
	a, err := s.Put(t.Context(), strings.NewReader("장터"), 10)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Put(t.Context(), strings.NewReader("장터"), 10)
	if err != nil || a != b || a.Size != 6 {
		t.Fatalf("%+v %+v %v", a, b, err)
	}
	f, err := s.Open(a.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != "장터" {
		t.Errorf("%q, %v", got, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}
}

func TestPut_refusesTooLargeAndEmpty(t *testing.T) {
	s, dir := store(t)
	if _, err := s.Put(t.Context(), strings.NewReader("12345"), 4); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Put(t.Context(), strings.NewReader(""), 4); !errors.Is(err, blob.ErrEmpty) {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}
}

func TestOpen_takesOnlyHashes(t *testing.T) {
	s, _ := store(t)
	for _, hash := range []string{"", "..", "../../etc/passwd", strings.Repeat("a", 64), strings.Repeat("A", 64), strings.Repeat("a", 62) + "/."} {
		if _, err := s.Open(hash); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%q: %v", hash, err)
		}
		if _, err := s.OpenPicture(hash, 160); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%q: %v", hash, err)
		}
	}
}

// halves is a picture whose left half is red and whose right half is blue.
func halves(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			if x >= w/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif block behind the first marker: an orientation and a secret.
func withExif(raw []byte, orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	tiff := []byte(mark)
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, orientation)
	tiff = order.AppendUint16(tiff, 0)
	tiff = append(tiff, "GPS 37.5665"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(segment)+2)>>8), byte(len(segment)+2))
	return append(append(out, segment...), raw[2:]...)
}

func load(t *testing.T, s *blob.Store, hash string, width int) ([]byte, image.Image) {
	t.Helper()
	f, err := s.OpenPicture(hash, width)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return raw, img
}

func isRed(c color.Color) bool { r, _, b, _ := c.RGBA(); return r > 0xc000 && b < 0x4000 }

func TestPutPicture_turnsItUprightAndForgetsTheRest(t *testing.T) {
	s, _ := store(t)
	raw := jpegOf(t, halves(400, 200))
	// Where the red half is once the picture is upright: left, right, top or bottom.
	for orientation, want := range map[uint16]string{1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom", 9: "left"} {
		for _, order := range []struct {
			binary.AppendByteOrder
			mark string
		}{{binary.LittleEndian, "II"}, {binary.BigEndian, "MM"}} {
			p, err := s.PutPicture(t.Context(), bytes.NewReader(withExif(raw, orientation, order.AppendByteOrder, order.mark)))
			if err != nil {
				t.Fatal(err)
			}
			got, img := load(t, s, p.Hash, 1200)
			w, h := img.Bounds().Dx(), img.Bounds().Dy()
			if (orientation >= 5 && orientation <= 8) != (h > w) || w != p.Width || h != p.Height {
				t.Errorf("%d: %d×%d", orientation, w, h)
			}
			at := map[string]image.Point{"left": {w / 8, h / 2}, "right": {w * 7 / 8, h / 2}, "top": {w / 2, h / 8}, "bottom": {w / 2, h * 7 / 8}}
			for side, point := range at {
				if side == want && !isRed(img.At(point.X, point.Y)) {
					t.Errorf("%d %s: red is not at the %s", orientation, order.mark, want)
				}
			}
			if bytes.Contains(got, []byte("GPS")) || bytes.Contains(got, []byte("Exif")) {
				t.Errorf("%d: the camera's notes are still in it", orientation)
			}
		}
	}
}

func TestPutPicture_keepsThreeSizesAndEnlargesNone(t *testing.T) {
	s, _ := store(t)
	var b bytes.Buffer
	if err := png.Encode(&b, halves(2400, 1000)); err != nil {
		t.Fatal(err)
	}
	p, err := s.PutPicture(t.Context(), &b)
	if err != nil || p.Width != 1200 || p.Height != 500 || p.MIME != "image/jpeg" {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, width := range blob.Widths {
		if _, img := load(t, s, p.Hash, width); img.Bounds().Dx() != width {
			t.Errorf("%d: %v", width, img.Bounds())
		}
	}
	small, err := s.PutPicture(t.Context(), bytes.NewReader(jpegOf(t, halves(100, 50))))
	if err != nil {
		t.Fatal(err)
	}
	if _, img := load(t, s, small.Hash, 480); img.Bounds().Dx() != 100 {
		t.Errorf("enlarged to %v", img.Bounds())
	}
	if _, err := s.OpenPicture(p.Hash, 333); !errors.Is(err, fault.ErrNotFound) {
		t.Errorf("an unknown width: %v", err)
	}
}

func TestPutPicture_transparencyBecomesWhite(t *testing.T) {
	s, _ := store(t)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	p, err := s.PutPicture(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	if _, img := load(t, s, p.Hash, 1200); color.GrayModel.Convert(img.At(32, 32)).(color.Gray).Y < 250 {
		t.Errorf("%v", img.At(32, 32))
	}
}

// pngClaiming is a few bytes that claim to be a picture of that size.
func pngClaiming(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	head := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(head[4:], w)
	binary.BigEndian.PutUint32(head[8:], h)
	head[12], head[13] = 8, 6
	b = binary.BigEndian.AppendUint32(b, 13)
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestPutPicture_refuses(t *testing.T) {
	s, _ := store(t)
	var animation bytes.Buffer
	if err := gif.Encode(&animation, halves(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body []byte
		want error
	}{
		"a bomb":                  {pngClaiming(50_000, 50_000), blob.ErrPicturePixels},
		"just too many pixels":    {pngClaiming(5_001, 5_000), blob.ErrPicturePixels},
		"a head without a body":   {pngClaiming(10, 10), blob.ErrPictureBroken},
		"a cut-off JPEG":          {jpegOf(t, halves(64, 64))[:300], blob.ErrPictureBroken},
		"an SVG":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), blob.ErrPictureType},
		"a GIF":                   {animation.Bytes(), blob.ErrPictureType},
		"a page with a JPEG name": {[]byte("<html>photo.jpg"), blob.ErrPictureType},
		"RIFF that is no WebP":    {[]byte("RIFF\x10\x00\x00\x00WAVEfmt "), blob.ErrPictureType},
		"a broken WebP":           {[]byte("RIFF\x10\x00\x00\x00WEBPVP8 xxxx"), blob.ErrPictureBroken},
		"too many bytes":          {bytes.Repeat([]byte("x"), blob.PictureLimit+1), blob.ErrTooLarge},
		"nothing":                 {nil, blob.ErrEmpty},
	} {
		if _, err := s.PutPicture(t.Context(), bytes.NewReader(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func zipOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPutDocument_acceptsByContent(t *testing.T) {
	s, _ := store(t)
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 70_000)...)
	hwp := append(bytes.Clone(ole), "HWP Document File"...)
	for name, c := range map[string]struct {
		body []byte
		mime string
	}{
		"pdf":  {[]byte("%PDF-1.7\n%âãÏÓ\n1 0 obj\n"), blob.PDF},
		"hwp":  {hwp, blob.HWP},
		"hwpx": {zipOf(t, "mimetype", "application/hwp+zip", "Contents/section0.xml", "<x/>"), blob.HWPX},
		"docx": {zipOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>"), blob.DOCX},
		"xlsx": {zipOf(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<w/>"), blob.XLSX},
	} {
		ref, err := s.PutDocument(t.Context(), bytes.NewReader(c.body))
		if err != nil || ref.MIME != c.mime || ref.Size != int64(len(c.body)) {
			t.Errorf("%s: %+v, %v", name, ref, err)
		}
	}
	for name, body := range map[string][]byte{
		"old office": ole,
		"an archive": zipOf(t, "a.exe", "MZ"),
		"a program":  []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"),
		"a page":     []byte("<!doctype html><script>alert(1)</script>"),
		"a script":   []byte("#!/bin/sh\n"),
		"a picture":  jpegOf(t, halves(8, 8)),
		"plain text": []byte("%PDX"),
	} {
		if _, err := s.PutDocument(t.Context(), bytes.NewReader(body)); !errors.Is(err, blob.ErrDocumentType) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The address of pictures opens pictures, and no document that bears the hash.
func TestOpenPicture_opensNoDocument(t *testing.T) {
	s, _ := store(t)
	ref, err := s.PutDocument(t.Context(), strings.NewReader("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range blob.Widths {
		if f, err := s.OpenPicture(ref.Hash, width); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%d: %v, %v", width, f, err)
		}
	}
}
