// Package blob owns the files that people upload: stored under the hash of their
// content in the data directory, so that equal files are one, a name never changes its
// meaning and nothing an uploader chose ever becomes a path. Pictures are decoded and
// drawn anew; documents are kept as they came, if they are what they may be. It knows
// neither who may read a file nor what it belongs to: its users keep the hash.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"jangteo.kr/internal/fault"
)

// The refusals of this package, with what the sentence needs to say.
var (
	ErrTooLarge      = fault.New(fault.Invalid, "file_too_large")     // "mb"
	ErrEmpty         = fault.New(fault.Invalid, "file_empty")         //
	ErrDocumentType  = fault.New(fault.Invalid, "document_type")      //
	ErrPictureType   = fault.New(fault.Invalid, "picture_type")       //
	ErrPicturePixels = fault.New(fault.Invalid, "picture_pixels")     // "megapixels"
	ErrPictureBroken = fault.New(fault.Invalid, "picture_unreadable") //
)

// Ref is a stored file. Hash is the SHA-256 of its content in hexadecimal.
type Ref struct {
	Hash string
	Size int64
	MIME string
}

// Store keeps files below one directory.
type Store struct {
	dir     string
	drawing chan struct{} // bounds how many pictures are in memory at once
}

// New makes the directory, which only the program's user may read.
func New(dir string) (*Store, error) {
	for _, d := range []string{dir, filepath.Join(dir, "tmp")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("blob: %w", err)
		}
	}
	return &Store{dir: dir, drawing: make(chan struct{}, 2)}, nil
}

// Put stores what r gives, at most limit bytes. MIME of the result is empty: Put does
// not look at the content.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	t, err := s.receive(ctx, r, limit)
	if err != nil {
		return Ref{}, err
	}
	defer t.discard()
	return Ref{Hash: t.hash, Size: t.size}, s.keep(t, t.hash)
}

// Open opens a file by its hash; a hash that is not stored is fault.ErrNotFound.
func (s *Store) Open(hash string) (*os.File, error) { return s.open(hash, "") }

func (s *Store) open(hash, variant string) (*os.File, error) {
	if !wellFormed(hash) {
		return nil, fault.ErrNotFound
	}
	f, err := os.Open(s.path(hash) + variant)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.ErrNotFound.Because(err)
	}
	return f, err
}

// wellFormed keeps anything but a hash from becoming a path.
func wellFormed(hash string) bool {
	b, err := hex.DecodeString(hash)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == hash
}

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash) }

// temp is a file on its way in.
type temp struct {
	f    *os.File
	hash string
	size int64
}

func (t *temp) discard() {
	t.f.Close()
	_ = os.Remove(t.f.Name()) // gone already if it was kept
}

// receive writes r to a temporary file and hashes it on the way.
func (s *Store) receive(ctx context.Context, r io.Reader, limit int64) (*temp, error) {
	f, err := os.OpenFile(filepath.Join(s.dir, "tmp", rand.Text()), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	t := &temp{f: f}
	h := sha256.New()
	t.size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(&obedient{ctx, r}, limit+1))
	switch {
	case err != nil:
		err = fmt.Errorf("blob: receive: %w", err)
	case t.size > limit:
		err = ErrTooLarge.With("mb", limit>>20)
	case t.size == 0:
		err = ErrEmpty
	}
	if err != nil {
		t.discard()
		return nil, err
	}
	t.hash = hex.EncodeToString(h.Sum(nil))
	return t, nil
}

// obedient stops reading when its context ends.
type obedient struct {
	ctx context.Context
	r   io.Reader
}

func (o *obedient) Read(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	return o.r.Read(p)
}

// keep gives a temporary file its name. Content and directory are on disk before it
// returns, because the row that names the file is committed next.
func (s *Store) keep(t *temp, name string) error {
	dir := filepath.Join(s.dir, name[:2])
	final := filepath.Join(dir, name)
	if _, err := os.Stat(final); err == nil {
		return nil // the same content is there
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if err := t.f.Sync(); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if err := os.Rename(t.f.Name(), final); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return errors.Join(syncDir(dir), syncDir(s.dir))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
