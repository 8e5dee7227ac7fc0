package blob

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strconv"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

const (
	// PictureLimit is the most that an uploaded picture may weigh, in bytes.
	PictureLimit = 10 << 20
	// MaxPixels bounds the memory that decoding takes, which has nothing to do with
	// the size of the file: a few kilobytes can claim a billion pixels.
	MaxPixels = 25_000_000

	quality = 84
)

// Widths are the longer edges in which a picture is kept, the largest first. Nothing
// is ever enlarged.
var Widths = []int{1200, 480, 160}

// Picture is a stored picture: always JPEG, drawn anew, so that nothing of the upload
// but its pixels is left: no position, no camera, no payload.
type Picture struct {
	Ref
	Width, Height int
}

// PutPicture stores a JPEG, PNG or WebP picture in all Widths. The hash is that of the
// largest.
func (s *Store) PutPicture(ctx context.Context, r io.Reader) (Picture, error) {
	t, err := s.receive(ctx, r, PictureLimit)
	if err != nil {
		return Picture{}, err
	}
	defer t.discard()
	raw := make([]byte, t.size)
	if _, err := t.f.ReadAt(raw, 0); err != nil {
		return Picture{}, fmt.Errorf("blob: %w", err)
	}
	select {
	case s.drawing <- struct{}{}:
		defer func() { <-s.drawing }()
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
	img, err := decode(raw)
	if err != nil {
		return Picture{}, err
	}
	return s.PutImage(ctx, turn(fit(img, Widths[0]), orientation(raw)))
}

// PutImage stores a picture that the program drew itself.
func (s *Store) PutImage(ctx context.Context, img image.Image) (Picture, error) {
	large := fit(img, Widths[0])
	ref, err := s.putJPEG(ctx, large, "", 0)
	if err != nil {
		return Picture{}, err
	}
	smaller := large
	for _, width := range Widths[1:] {
		smaller = fit(smaller, width) // each from the one before: a ninth of the work, no visible loss
		if _, err := s.putJPEG(ctx, smaller, ref.Hash, width); err != nil {
			return Picture{}, err
		}
	}
	b := large.Bounds()
	return Picture{Ref: ref, Width: b.Dx(), Height: b.Dy()}, nil
}

// OpenPicture opens a picture in one of Widths. A hash of anything but a picture is
// fault.ErrNotFound: documents have readers of their own.
func (s *Store) OpenPicture(hash string, width int) (*os.File, error) {
	if width != Widths[0] {
		return s.open(hash, variant(width))
	}
	small, err := s.open(hash, variant(Widths[len(Widths)-1])) // only pictures have one
	if err != nil {
		return nil, err
	}
	small.Close()
	return s.open(hash, "")
}

func variant(width int) string { return ".w" + strconv.Itoa(width) }

// putJPEG stores the picture under its own hash, or as a variant of another.
func (s *Store) putJPEG(ctx context.Context, img image.Image, of string, width int) (Ref, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return Ref{}, fmt.Errorf("blob: %w", err)
	}
	t, err := s.receive(ctx, &b, 4*PictureLimit)
	if err != nil {
		return Ref{}, err
	}
	defer t.discard()
	name := t.hash
	if of != "" {
		name = of + variant(width)
	}
	return Ref{Hash: t.hash, Size: t.size, MIME: "image/jpeg"}, s.keep(t, name)
}

type format struct {
	magic  func([]byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// The list is ours alone: what other packages register with image does not count.
var formats = []format{
	{func(b []byte) bool { return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) }, jpeg.DecodeConfig, jpeg.Decode},
	{func(b []byte) bool { return bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) }, png.DecodeConfig, png.Decode},
	{func(b []byte) bool {
		return len(b) > 12 && bytes.HasPrefix(b, []byte("RIFF")) && string(b[8:12]) == "WEBP"
	}, webp.DecodeConfig, webp.Decode},
}

// decode reads a picture of a known format whose size was looked at first.
func decode(raw []byte) (image.Image, error) {
	for _, f := range formats {
		if !f.magic(raw) {
			continue
		}
		c, err := f.config(bytes.NewReader(raw))
		if err != nil || c.Width <= 0 || c.Height <= 0 {
			return nil, ErrPictureBroken.Because(err)
		}
		if int64(c.Width)*int64(c.Height) > MaxPixels {
			return nil, ErrPicturePixels.With("megapixels", MaxPixels/1_000_000)
		}
		img, err := f.decode(bytes.NewReader(raw))
		if err != nil {
			return nil, ErrPictureBroken.Because(err)
		}
		return img, nil
	}
	return nil, ErrPictureType
}

// fit scales a picture down so that its longer edge is at most edge, on white.
func fit(img image.Image, edge int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if w >= h && w > edge {
		w, h = edge, max(1, h*edge/w)
	} else if h > w && h > edge {
		w, h = max(1, w*edge/h), edge
	}
	if same, ok := img.(*image.RGBA); ok && same.Opaque() && w == b.Dx() && h == b.Dy() {
		return same
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}
