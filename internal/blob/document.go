package blob

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/gabriel-vasile/mimetype"
)

// DocumentLimit is the most that a document may weigh, in bytes.
const DocumentLimit = 20 << 20

// The documents that public bodies exchange. Anything else, scripts and archives
// included, is refused by content, whatever its name says.
const (
	PDF  = "application/pdf"
	HWP  = "application/x-hwp"
	HWPX = "application/hwp+zip"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// PutDocument stores a PDF, HWP, HWPX, DOCX or XLSX file and says which it is.
func (s *Store) PutDocument(ctx context.Context, r io.Reader) (Ref, error) {
	t, err := s.receive(ctx, r, DocumentLimit)
	if err != nil {
		return Ref{}, err
	}
	defer t.discard()
	kind, err := documentType(t.f, t.size)
	if err != nil {
		return Ref{}, err
	}
	return Ref{Hash: t.hash, Size: t.size, MIME: kind}, s.keep(t, t.hash)
}

func documentType(f io.ReaderAt, size int64) (string, error) {
	m, err := mimetype.DetectReader(io.NewSectionReader(f, 0, size))
	if err != nil {
		return "", fmt.Errorf("blob: %w", err)
	}
	switch {
	case m.Is(PDF), m.Is(DOCX), m.Is(XLSX):
		return m.String(), nil
	case m.Is("application/x-ole-storage") || m.Is("application/x-hwp"):
		return ifHWP(f, size)
	case m.Is("application/zip") || m.Is(HWPX):
		return ifHWPX(f, size)
	}
	return "", ErrDocumentType
}

// ifHWP looks for the signature that an HWP 5 file holds in its FileHeader stream;
// other OLE files, old office formats with macros among them, have none.
func ifHWP(f io.ReaderAt, size int64) (string, error) {
	signature := []byte("HWP Document File")
	buf := make([]byte, 64<<10)
	for at := int64(0); at < size; at += int64(len(buf) - len(signature)) {
		n, err := f.ReadAt(buf, at)
		if bytes.Contains(buf[:n], signature) {
			return HWP, nil
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", fmt.Errorf("blob: %w", err)
		}
	}
	return "", ErrDocumentType
}

// ifHWPX reads the first entry of the archive, which names the format.
func ifHWPX(f io.ReaderAt, size int64) (string, error) {
	z, err := zip.NewReader(f, size)
	if err != nil || len(z.File) == 0 || z.File[0].Name != "mimetype" || z.File[0].UncompressedSize64 > 64 {
		return "", ErrDocumentType
	}
	r, err := z.File[0].Open()
	if err != nil {
		return "", ErrDocumentType
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 64))
	if err != nil || string(bytes.TrimSpace(b)) != HWPX {
		return "", ErrDocumentType
	}
	return HWPX, nil
}
