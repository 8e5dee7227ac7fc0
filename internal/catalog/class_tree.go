package catalog

import (
	"context"
	"slices"
	"strings"
)

// Segments lists the classes at the top, by code.
func (t ClassTree) Segments() []ClassNode {
	out := make([]ClassNode, 0, len(t.children[""]))
	for _, c := range t.children[""] {
		out = append(out, t.nodes[c])
	}
	return out
}

// OpenDetails lists the open detail classes at or below a class, by code.
func (t ClassTree) OpenDetails(code string) []ClassNode {
	n, ok := t.nodes[code]
	if ok && len(code) == 10 && n.MovedTo == nil {
		return []ClassNode{n}
	}
	var out []ClassNode
	for _, c := range t.children[code] {
		out = append(out, t.OpenDetails(c)...)
	}
	return out
}

// foundClasses is how many classes a search for classes names.
const foundClasses = 100

// FindClasses finds detail classes by name, initials, synonym or the beginning of a
// code, their own or that of a class above them: each word must fit. A closed class is
// found by its code alone, so that whoever holds an old paper learns where it went.
func (r *Reader) FindClasses(ctx context.Context, text string) ([]ClassNode, error) {
	words := ParseWords(text).All
	v, err := r.words(ctx)
	if err != nil || len(words) == 0 {
		return nil, err
	}
	terms := v.terms(words)
	var out []ClassNode
	for code, n := range v.tree.nodes {
		closed := n.MovedTo != nil && len(words) == 1 && words[0].Squeezed == code
		if closed || len(code) == 10 && n.MovedTo == nil && fits(code, terms) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b ClassNode) int { return strings.Compare(a.Code, b.Code) })
	return out[:min(len(out), foundClasses)], nil
}

// fits reports whether every word names a class or one above it.
func fits(code string, words []term) bool {
	for _, t := range words {
		if allDigits(t.word.Squeezed) && strings.HasPrefix(code, t.word.Squeezed) {
			continue
		}
		if !slices.ContainsFunc(t.classes, func(c string) bool { return strings.HasPrefix(code, c) }) {
			return false
		}
	}
	return true
}
