package catalog

import (
	"context"
	"sort"
)

// ClassNode is one class in the tree.
type ClassNode struct {
	Code     string  `db:"code"`
	Parent   string  `db:"parent"`
	NameKo   string  `db:"name_ko"`
	NameEn   string  `db:"name_en"`
	Official bool    `db:"official"` // false: a plausible extension, for illustration
	MovedTo  *string `db:"moved_to"` // closed: where its items are
}

// ClassTree is the whole classification, by code.
type ClassTree struct {
	nodes    map[string]ClassNode
	children map[string][]string
}

const selectClassTree = `
SELECT code, coalesce(parent, '') AS parent, name_ko, name_en, official, moved_to FROM catalog.class ORDER BY code`

// Classes gives the class tree, kept in memory for a minute.
func (r *Reader) Classes(ctx context.Context) (ClassTree, error) {
	v, err := r.words(ctx)
	if err != nil {
		return ClassTree{}, err
	}
	return v.tree, nil
}

func newClassTree(nodes []ClassNode) ClassTree {
	t := ClassTree{nodes: make(map[string]ClassNode, len(nodes)), children: map[string][]string{}}
	for _, n := range nodes {
		t.nodes[n.Code] = n
		t.children[n.Parent] = append(t.children[n.Parent], n.Code)
	}
	return t
}

// Node finds a class; ok is false for an unknown code.
func (t ClassTree) Node(code string) (ClassNode, bool) {
	n, ok := t.nodes[code]
	return n, ok
}

// Path lists a class's ancestors from the top, itself last.
func (t ClassTree) Path(code string) []ClassNode {
	var out []ClassNode
	for n, ok := t.nodes[code]; ok && len(out) < 6; n, ok = t.nodes[n.Parent] {
		out = append([]ClassNode{n}, out...)
	}
	return out
}

// ClassCount is a class with the number of offers in it and below.
type ClassCount struct {
	ClassNode
	N int
}

// Below groups counts by offers' own class under the next level at which they part:
// a level with one child in use is passed over, so that no step of the way is idle.
// The most used come first.
func (t ClassTree) Below(code string, counts map[string]int) []ClassCount {
	for {
		var out []ClassCount
		for _, c := range t.children[code] {
			if n := under(c, counts); n > 0 {
				out = append(out, ClassCount{t.nodes[c], n})
			}
		}
		if len(out) == 1 && len(t.children[out[0].Code]) > 0 && out[0].N == under(code, counts) {
			code = out[0].Code
			continue
		}
		sort.SliceStable(out, func(i, j int) bool { return out[i].N > out[j].N })
		return out
	}
}

// Next counts like Below, but under each class one level down, passing over none and
// leaving none out: for counts that may be incomplete.
func (t ClassTree) Next(code string, counts map[string]int) []ClassCount {
	out := make([]ClassCount, 0, len(t.children[code]))
	for _, c := range t.children[code] {
		out = append(out, ClassCount{t.nodes[c], under(c, counts)})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].N > out[j].N })
	return out
}

// Leaves counts by the offers' own classes, the most used first, at most limit.
func (t ClassTree) Leaves(counts map[string]int, limit int) []ClassCount {
	var out []ClassCount
	for code, n := range counts {
		if node, ok := t.nodes[code]; ok {
			out = append(out, ClassCount{node, n})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].N != out[j].N {
			return out[i].N > out[j].N
		}
		return out[i].Code < out[j].Code
	})
	return out[:min(limit, len(out))]
}

// under sums the counts of a code and everything below it.
func under(code string, counts map[string]int) int {
	n := 0
	for c, k := range counts {
		if len(c) >= len(code) && c[:len(code)] == code {
			n += k
		}
	}
	return n
}
