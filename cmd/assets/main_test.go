package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sources is a small site in a directory of its own, which becomes the current one.
func sources(t *testing.T) map[string]string {
	t.Helper()
	t.Chdir(t.TempDir())
	rule := strings.Repeat(".a { color: #123456; background: url(./img/small.svg); }\n", 40)
	put(t, "src/app.css", `@import "./fonts.css"; .big { background: url(./img/big.svg) } `+rule)
	put(t, "src/fonts.css", `@font-face { font-family: x; src: url("./fonts/x.woff2"); }`)
	put(t, "src/app.js", `(function () { const name = "장터"; document.title = name; })();`)
	put(t, "src/img/small.svg", `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	put(t, "src/img/big.svg", `<svg xmlns="http://www.w3.org/2000/svg">`+strings.Repeat("<g/>", 200)+`</svg>`)
	put(t, "src/fonts/x.woff2", "wOF2 not really a font")
	if err := build("src", "dist"); err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(read(t, "dist/manifest.json"), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBuild_namesFilesByContent(t *testing.T) {
	m := sources(t)
	for _, name := range []string{"app.css", "app.js", "fonts/x.woff2", "img/big.svg"} {
		if m[name] == "" {
			t.Fatalf("%s is not in the manifest %v", name, m)
		}
		read(t, filepath.Join("dist", m[name]))
	}
	css := string(read(t, filepath.Join("dist", m["app.css"])))
	if !strings.Contains(css, "/static/dist/"+m["fonts/x.woff2"]) || !strings.Contains(css, "/static/dist/"+m["img/big.svg"]) {
		t.Errorf("the style sheet uses other names: %s", css[:200])
	}
	put(t, "src/app.js", `document.title = "다른 장터";`)
	if err := build("src", "dist"); err != nil {
		t.Fatal(err)
	}
	again := map[string]string{}
	if err := json.Unmarshal(read(t, "dist/manifest.json"), &again); err != nil {
		t.Fatal(err)
	}
	if again["app.js"] == m["app.js"] || again["app.css"] != m["app.css"] {
		t.Errorf("%v, then %v", m, again)
	}
	if _, err := os.Stat(filepath.Join("dist", m["app.js"])); err == nil {
		t.Error("the old script is still there")
	}
}

func TestBuild_smallPicturesTravelInTheStyleSheet(t *testing.T) {
	m := sources(t)
	if m["img/small.svg"] != "" {
		t.Errorf("a file of its own: %s", m["img/small.svg"])
	}
	if css := string(read(t, filepath.Join("dist", m["app.css"]))); !strings.Contains(css, "data:image/svg+xml") {
		t.Error("not in the style sheet")
	}
}

func TestBuild_compressesWhatShrinks(t *testing.T) {
	m := sources(t)
	name := filepath.Join("dist", m["img/big.svg"])
	want := read(t, name)
	got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(read(t, name+".br"))))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("brotli: %v", err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(read(t, name+".gz")))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(zr); err != nil || !bytes.Equal(got, want) {
		t.Errorf("gzip: %v", err)
	}
	if _, err := os.Stat(filepath.Join("dist", m["fonts/x.woff2"]+".br")); err == nil {
		t.Error("what does not shrink was compressed")
	}
}

func TestBuild_failsOnBrokenSources(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := build("src", "dist"); err == nil {
		t.Error("nothing to bundle was no error")
	}
	put(t, "src/app.css", `@import "./missing.css";`)
	if err := build("src", "dist"); err == nil {
		t.Error("a missing import was no error")
	}
}
