package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"jangteo.kr/web/static"
)

func get(t *testing.T, url, accept string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHandler_negotiatesAndCachesForEver(t *testing.T) {
	url := static.URL("app.css")
	plain := get(t, url, "")
	want := body(t, plain.Body)
	if plain.Header.Get("Content-Encoding") != "" || len(want) == 0 {
		t.Fatalf("plain: %v", plain.Header)
	}
	br := get(t, url, "gzip, deflate, br")
	if got := body(t, brotli.NewReader(br.Body)); br.Header.Get("Content-Encoding") != "br" || !bytes.Equal(got, want) {
		t.Errorf("br: %v", br.Header)
	}
	gz := get(t, url, "gzip, br;q=0")
	zr, err := gzip.NewReader(gz.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := body(t, zr); !bytes.Equal(got, want) {
		t.Errorf("gzip: %v", gz.Header)
	}
	for name, want := range map[string]string{
		"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
		"Vary": "Accept-Encoding", "Content-Type": "text/css; charset=utf-8",
	} {
		if got := br.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestHandler_refusesWhatIsNotBundled(t *testing.T) {
	for _, url := range []string{"/static/dist/manifest.json", "/static/dist/", "/static/dist/../static.go", "/static/dist/app.css"} {
		if got := get(t, url, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", url, got)
		}
	}
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, static.URL("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// A font that is preloaded under one address and used under another is fetched twice,
// so whatever the style sheet names must be what URL gives.
func TestURL_isWhatTheStyleSheetNames(t *testing.T) {
	css := string(body(t, get(t, static.URL("app.css"), "").Body))
	for _, name := range []string{"fonts/ko-1.woff2", "fonts/ko-2.woff2", "fonts/ko-3.woff2", "fonts/latin.woff2"} {
		if !strings.Contains(css, "("+static.URL(name)+")") && !strings.Contains(css, `"`+static.URL(name)+`"`) {
			t.Errorf("the style sheet does not use %s", static.URL(name))
		}
		if got := get(t, static.URL(name), "br").Header.Get("Content-Type"); got != "font/woff2" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if strings.Contains(css, "http://") && !strings.Contains(css, "http://www.w3.org") || strings.Contains(css, "https://") {
		t.Error("the style sheet asks a third party")
	}
}

func TestPreloadedFontsStayLight(t *testing.T) {
	for name, limit := range map[string]int64{"ko-1.woff2": 100 << 10, "latin.woff2": 25 << 10} {
		st, err := os.Stat(filepath.Join("..", "src", "fonts", name))
		if err != nil {
			t.Fatal(err)
		}
		if st.Size() > limit {
			t.Errorf("%s: %d bytes, more than %d", name, st.Size(), limit)
		}
	}
}

var hangul = regexp.MustCompile(`[가-힣]`)

// Our own sentences must not mix two faces, nor make a first visit load everything:
// each of their syllables is in one of the first two slices, and nearly all of the
// running text in the first.
func TestFonts_holdTheCataloguesSyllables(t *testing.T) {
	first, second := slice(t, "ko-1.txt"), slice(t, "ko-2.txt")
	names, err := filepath.Glob("../../internal/text/ko/*.toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v %v", names, err)
	}
	var all, inFirst int
	missing := map[string]bool{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range hangul.FindAllString(string(text), -1) {
			all++
			switch {
			case first[s]:
				inFirst++
			case !second[s]:
				missing[s] = true
			}
		}
	}
	const again = "run web/src/fonts/subset.sh"
	if len(missing) > 0 {
		t.Errorf("not in the first two slices: %v; %s", missing, again)
	}
	if inFirst*1000 < all*995 {
		t.Errorf("only %d of %d syllables are in the first slice; %s", inFirst, all, again)
	}
}

func TestFonts_holdAllOfKSX1001(t *testing.T) {
	n := len(slice(t, "ko-1.txt")) + len(slice(t, "ko-2.txt")) + len(slice(t, "ko-3.txt"))
	if n != 2350 {
		t.Errorf("%d syllables", n)
	}
}

func slice(t *testing.T, name string) map[string]bool {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "src", "fonts", name))
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	for _, s := range hangul.FindAllString(string(b), -1) {
		set[s] = true
	}
	return set
}
