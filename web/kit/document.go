package kit

import (
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"

	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/fault"
)

// DocumentForm bounds a posted form with one document, in bytes.
const DocumentForm = blob.DocumentLimit + 1<<20

// Upload is a document that was posted and kept.
type Upload struct {
	blob.Ref
	Name string // as the sender named it
}

// KeepDocument keeps the document posted as a field of a form that ParseUpload read.
// What kind of file it is the content decides, never the name; a refusal stands at
// the field.
func KeepDocument(r *http.Request, store *blob.Store, field string) (Upload, error) {
	file, head, err := r.FormFile(field)
	if err != nil {
		return Upload{}, fault.Bad("form_invalid", fault.F(field, "file_required")).Because(err)
	}
	defer file.Close()
	ref, err := store.PutDocument(r.Context(), file)
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid && len(f.Fields) == 0 {
		return Upload{}, fault.Bad("form_invalid", fault.F(field, f.Code, f.Params...)).Because(err)
	}
	return Upload{Ref: ref, Name: FileName(head.Filename)}, err
}

// FileName keeps the last part of what the browser sent, without control characters and
// without the marks that turn the reading direction: a file shows as another name.
func FileName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	if rs := []rune(s); len(rs) > 150 {
		s = string(rs[len(rs)-150:])
	}
	return s
}

// SendDocument sends a kept document as an attachment: a browser never shows it as a
// page of this site.
func SendDocument(w http.ResponseWriter, r *http.Request, store *blob.Store, u Upload, at time.Time) error {
	file, err := store.Open(u.Hash)
	if err != nil {
		return err
	}
	defer file.Close()
	w.Header().Set("Content-Type", u.MIME)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": u.Name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if w.Header().Get("Cache-Control") == "" { // a signed-in person's answers are not kept at all
		w.Header().Set("Cache-Control", "private, no-cache")
	}
	http.ServeContent(w, r, "", at, file)
	return nil
}
