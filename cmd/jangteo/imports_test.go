package main

import (
	"os/exec"
	"strings"
	"testing"
)

// knowing is the order in which the packages below internal know each other: a
// package imports only what stands on an earlier line, or earlier on its own line
// when the line is a list and not a row of siblings, which never meet.
var knowing = []struct {
	siblings bool
	names    string
}{
	{true, "fault money page bizno sheet"},
	{false, "kst"},
	{false, "config db text blob job audit mail"},
	{false, "org auth todo notify admission"},
	{false, "law"},
	{false, "document"},
	{true, "catalog ledger"},
	{false, "market"},
	{false, "bulk"},
	{false, "watch"},
	{false, "order"},
	{true, "tender innovation"},
	{false, "insight"},
	{false, "demo"},
}

// besides are helpers of tests, which may know everything.
var besides = map[string]bool{"dbtest": true, "journeys": true}

func TestImports_followTheOrderOfKnowing(t *testing.T) {
	type place struct{ step, at int }
	places := map[string]place{}
	for step, line := range knowing {
		for at, name := range strings.Fields(line.names) {
			places[name] = place{step, at}
		}
	}
	for pkg, imports := range imported(t, "jangteo.kr/internal/...") {
		name := below(pkg, "internal")
		if besides[name] || strings.Contains(name, "/") {
			continue
		}
		from, ok := places[name]
		if !ok {
			t.Errorf("internal/%s has no place in the order of knowing", name)
			continue
		}
		for _, other := range imports {
			known := below(other, "internal")
			to, ok := places[known]
			if !ok || known == name {
				continue
			}
			if to.step > from.step || to.step == from.step && (knowing[from.step].siblings || to.at > from.at) {
				t.Errorf("internal/%s must not know internal/%s", name, known)
			}
		}
	}
}

// foundations are the parts of web that every area may use.
var foundations = map[string]bool{"kit": true, "static": true, "offerview": true}

func TestImports_areasNeverMeet(t *testing.T) {
	for pkg, imports := range imported(t, "jangteo.kr/web/...") {
		area := below(pkg, "web")
		for _, other := range imports {
			known := below(other, "web")
			if area == "" || known == "" || area == known || foundations[known] || strings.HasPrefix(known, "ui/") {
				continue
			}
			t.Errorf("web/%s must not know web/%s", area, known)
		}
	}
}

// below is the path of a package inside one of our trees, "" if it is not there.
func below(pkg, tree string) string {
	rest, ok := strings.CutPrefix(pkg, "jangteo.kr/"+tree+"/")
	if !ok {
		return ""
	}
	return rest
}

// imported asks the go command which packages each package of a pattern imports,
// tests left out.
func imported(t *testing.T, pattern string) map[string][]string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, pattern).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	m := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		m[f[0]] = f[1:]
	}
	if len(m) == 0 {
		t.Fatalf("no packages match %s", pattern)
	}
	return m
}
