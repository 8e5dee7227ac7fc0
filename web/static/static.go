// Package static serves the bundled styles, scripts, fonts and pictures: files whose
// names carry a hash of their content, written by cmd/assets, embedded, and cached by
// browsers for ever. It makes nothing itself, and only the bundler names files.
package static

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where the files are mounted.
const Prefix = "/static/dist/"

// manifest maps a source's name, such as "app.css" or "fonts/ko-1.woff2", to its file.
var manifest = func() map[string]string {
	b, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		panic("static: run go run ./cmd/assets: " + err.Error())
	}
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		panic("static: manifest: " + err.Error())
	}
	return m
}()

// URL is the address of a source by its name. A name that was not bundled is a defect
// and panics: the test of whoever renders it fails.
func URL(name string) string {
	file, ok := manifest[name]
	if !ok {
		panic(fmt.Sprintf("static: %q is not bundled", name))
	}
	return Prefix + file
}

type file struct {
	mime string
	body map[string][]byte // by encoding: "", "br", "gzip"
}

// Handler serves the files below Prefix.
func Handler() http.Handler {
	files := map[string]file{}
	for _, name := range manifest {
		f := file{mime: mimeOf(name), body: map[string][]byte{}}
		for encoding, suffix := range map[string]string{"": "", "br": ".br", "gzip": ".gz"} {
			if b, err := fs.ReadFile(dist, "dist/"+name+suffix); err == nil {
				f.body[encoding] = b
			}
		}
		files[name] = f
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		f, ok := files[strings.TrimPrefix(path.Clean(r.URL.Path), Prefix)]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		f.serve(w, r)
	})
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	encoding := accepted(r.Header.Get("Accept-Encoding"), f.body)
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if len(f.body) > 1 {
		h.Set("Vary", "Accept-Encoding")
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	body := f.body[encoding]
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the browser went away: nobody left to tell
	}
}

// accepted picks the smallest form that the browser takes.
func accepted(header string, have map[string][]byte) string {
	takes := map[string]bool{}
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		q = strings.ReplaceAll(q, " ", "")
		if v, err := strconv.ParseFloat(strings.TrimPrefix(q, "q="), 32); q == "" || (err == nil && v > 0) {
			takes[strings.ToLower(strings.TrimSpace(name))] = true
		}
	}
	for _, encoding := range []string{"br", "gzip"} {
		if _, ok := have[encoding]; ok && takes[encoding] {
			return encoding
		}
	}
	return ""
}

func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Preload is the font that a page in this language needs at once; the others load
// when a character asks for them.
func Preload(lang string) string {
	if lang == "ko" {
		return URL("fonts/ko-1.woff2")
	}
	return URL("fonts/latin.woff2")
}
