// Package ui_test guards what no single component can: that colours live in one
// place, that contrast holds in both modes, and that no template writes styles or
// words of its own.
package ui_test

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const (
	tokensFile = "../src/css/krds/tokens.css"
	aliasFile  = "../src/css/alias.css"
)

var (
	rawColour   = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(`)
	declaration = regexp.MustCompile(`(--[a-z0-9-]+):\s*([^;]+);`)
	usage       = regexp.MustCompile(`var\((--[a-z0-9-]+)`)
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	lineComment = regexp.MustCompile(`(^|\s)//.*$`)
	hangul      = regexp.MustCompile(`[가-힣]`)
	styleAttr   = regexp.MustCompile(`\sstyle\s*=|<style|\son[a-z]+=`)
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return comment.ReplaceAllString(string(b), "")
}

func sheets(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../src/css/*.css")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no style sheets: %v", err)
	}
	return paths
}

func TestStyles_nameColoursInOnePlace(t *testing.T) {
	for _, path := range sheets(t) {
		if path == aliasFile {
			continue
		}
		css := read(t, path)
		if m := rawColour.FindString(css); m != "" {
			t.Errorf("%s: raw colour %s; use an alias of alias.css", path, m)
		}
		if strings.Contains(css, "--krds-") || strings.Contains(css, "--jt-") {
			t.Errorf("%s: uses a token directly; it would break in the other mode", path)
		}
	}
}

func TestStyles_useOnlyDeclaredNames(t *testing.T) {
	declared := map[string]bool{}
	for _, path := range append(sheets(t), tokensFile) {
		for _, m := range declaration.FindAllStringSubmatch(read(t, path), -1) {
			declared[m[1]] = true
		}
	}
	for _, path := range sheets(t) {
		for _, m := range usage.FindAllStringSubmatch(read(t, path), -1) {
			if !declared[m[1]] && m[1] != "--col" {
				t.Errorf("%s: %s is declared nowhere", path, m[1])
			}
		}
	}
}

// modes reads alias.css into the names of each mode, resolved to hex colours.
func modes(t *testing.T) map[string]map[string]string {
	t.Helper()
	tokens := map[string]string{}
	for _, path := range []string{tokensFile, aliasFile} {
		for _, m := range declaration.FindAllStringSubmatch(read(t, path), -1) {
			if strings.HasPrefix(m[2], "#") {
				tokens[m[1]] = m[2]
			}
		}
	}
	light, contrast, ok := strings.Cut(read(t, aliasFile), `[data-krds-mode="high-contrast"]`)
	if !ok {
		t.Fatal("alias.css has no high-contrast block")
	}
	out := map[string]map[string]string{"light": {}, "high-contrast": {}}
	for mode, block := range map[string]string{"light": light, "high-contrast": contrast} {
		for _, m := range declaration.FindAllStringSubmatch(block, -1) {
			if u := usage.FindStringSubmatch(m[2]); u != nil && strings.HasPrefix(m[1], "--c-") {
				out[mode][m[1]] = tokens[u[1]]
			}
		}
	}
	return out
}

func TestAliases_areCompleteInBothModes(t *testing.T) {
	m := modes(t)
	for name := range m["light"] {
		if m["high-contrast"][name] == "" {
			t.Errorf("%s has no high-contrast value", name)
		}
	}
}

// luminance of WCAG 2.2 for a #rrggbb colour.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) != 7 {
		t.Fatalf("not a #rrggbb colour: %q", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		sum += weight * linear(float64(n)/255)
	}
	return sum
}

func linear(c float64) float64 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func TestContrast_holdsInBothModes(t *testing.T) {
	grounds := []string{"--c-bg", "--c-bg-soft", "--c-surface"}
	pairs := [][2]string{{"--c-on-primary", "--c-primary"}, {"--c-on-primary", "--c-danger"}, {"--c-on-inverse", "--c-inverse"}, {"--c-surface", "--c-danger-text"}}
	for _, ground := range grounds {
		for _, ink := range []string{"--c-text", "--c-text-subtle", "--c-link", "--c-primary-text", "--c-danger-text"} {
			pairs = append(pairs, [2]string{ink, ground})
		}
	}
	for _, tone := range []string{"primary", "neutral", "info", "success", "warning", "danger", "home", "nara", "hyeokshin", "venture"} {
		pairs = append(pairs, [2]string{"--c-" + tone + "-text", "--c-" + tone + "-bg"}, [2]string{"--c-surface", "--c-" + tone + "-text"}, [2]string{"--c-text", "--c-" + tone + "-bg"})
	}
	edges := [][2]string{{"--c-border-input", "--c-surface"}, {"--c-focus", "--c-bg"}, {"--c-primary", "--c-bg"}, {"--c-nara", "--c-bg"}, {"--c-hyeokshin", "--c-bg"}, {"--c-venture", "--c-bg"}}
	for mode, colours := range modes(t) {
		check := func(ink, ground string, least float64) {
			a, b := luminance(t, colours[ink]), luminance(t, colours[ground])
			ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05)
			if ratio < least {
				t.Errorf("%s: %s on %s is %.2f:1, wants %.1f:1", mode, ink, ground, ratio, least)
			}
		}
		for _, p := range pairs {
			check(p[0], p[1], 4.5)
		}
		for _, p := range edges {
			check(p[0], p[1], 3)
		}
	}
}

func TestTemplates_holdNoStylesAndNoWords(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".templ") {
			return err
		}
		seen++
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for n, line := range strings.Split(string(b), "\n") {
			line = lineComment.ReplaceAllString(line, "")
			where := fmt.Sprintf("%s:%d", path, n+1)
			if styleAttr.MatchString(line) {
				t.Errorf("%s: inline style or handler; the content policy refuses it", where)
			}
			if hangul.MatchString(line) {
				t.Errorf("%s: words belong into internal/text", where)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Fatal("no templates found")
	}
}
