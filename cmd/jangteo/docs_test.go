package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repository is the way from this package to the top.
const repository = "../.."

var (
	fence  = regexp.MustCompile("(?ms)^```.*?^```$")
	quoted = regexp.MustCompile("`([^`\n]+)`")
	link   = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	target = regexp.MustCompile(`(?m)^([a-z][a-z-]*):.*## `)
)

// written lists README.md and everything below docs that people read.
func written(t *testing.T) []string {
	t.Helper()
	paths := []string{"README.md"}
	err := filepath.WalkDir(filepath.Join(repository, "docs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			rel, relErr := filepath.Rel(repository, path)
			paths, err = append(paths, rel), relErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// citedPath gives the path in the repository that a quoted word names, or "" when it
// names something else: an address of the site, a package of others, a value.
func citedPath(word string) string {
	if strings.ContainsAny(word, " \"'()<>$=:…") {
		return ""
	}
	first, _, nested := strings.Cut(word, "/")
	switch first {
	case "cmd", "internal", "web", "migrations", "docs", ".ci", "journeys":
		if nested {
			return strings.TrimSuffix(word, "/")
		}
	case "README.md", "Makefile", "go.mod", "go.sum", ".golangci.yml", ".gitignore":
		return word
	}
	return ""
}

func exists(t *testing.T, path string) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(repository, path))
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return len(found) > 0
}

func TestDocs_citeOnlyWhatIsThere(t *testing.T) {
	cited := 0
	for _, page := range written(t) {
		body := fence.ReplaceAllString(readText(t, page), "")
		for _, m := range quoted.FindAllStringSubmatch(body, -1) {
			path := citedPath(m[1])
			if path == "" {
				continue
			}
			cited++
			if !exists(t, path) {
				t.Errorf("%s cites %s, which is not there", page, m[1])
			}
		}
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			if strings.Contains(m[1], "://") || strings.HasSuffix(m[1], ".png") {
				continue
			}
			if !exists(t, filepath.Join(filepath.Dir(page), m[1])) {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
	if cited < 50 {
		t.Errorf("only %d paths were recognised in the documents", cited)
	}
}

func TestDocs_readmeNamesEveryTarget(t *testing.T) {
	readme := readText(t, "README.md")
	targets := target.FindAllStringSubmatch(readText(t, "Makefile"), -1)
	if len(targets) == 0 {
		t.Fatal("no targets in the Makefile")
	}
	for _, m := range targets {
		if !strings.Contains(readme, "`make "+m[1]+"`") {
			t.Errorf("README.md does not name make %s", m[1])
		}
	}
}

var (
	faultCode = regexp.MustCompile(`(?:fault\.|\b)New\((?:fault\.)?[A-Z]\w+, "([a-z_]+)"|fault\.Bad\("([a-z_]+)"|Code: "([a-z_]+)"`)
	generated = regexp.MustCompile(`^// Code generated`)
)

// TestDocs_contractNamesEveryRefusal keeps the list of codes whole: others hold on to it.
func TestDocs_contractNamesEveryRefusal(t *testing.T) {
	contract := readText(t, "docs/contract.md")
	for _, tree := range []string{"internal", "web"} {
		err := filepath.WalkDir(filepath.Join(repository, tree), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil || generated.Match(b) || strings.Contains(path, "web/ui") || strings.Contains(path, "web/dev") {
				return err
			}
			for _, m := range faultCode.FindAllStringSubmatch(string(b), -1) {
				if code := m[1] + m[2] + m[3]; !strings.Contains(contract, "`"+code+"`") {
					t.Errorf("docs/contract.md does not name the refusal %s (%s)", code, path)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
