package catalog

import (
	"context"
	"sort"
	"time"

	"jangteo.kr/internal/db"
)

// treeAge is how long a read class tree is kept. Classes come by migration or data
// file, a few times a year.
const treeAge = time.Minute

// ClassNode is one class in the tree.
type ClassNode struct {
	Code     string `db:"code"`
	Parent   string `db:"parent"`
	NameKo   string `db:"name_ko"`
	NameEn   string `db:"name_en"`
	Official bool   `db:"official"` // false: a plausible extension, for illustration
}

// ClassTree is the whole classification, by code.
type ClassTree struct {
	nodes    map[string]ClassNode
	children map[string][]string
}

type cachedTree struct {
	tree ClassTree
	read time.Time
}

const selectClassTree = `
SELECT code, coalesce(parent, '') AS parent, name_ko, name_en, official FROM catalog.class ORDER BY code`

// Classes gives the class tree, read at most once a minute. Several requests may read
// it at the same time; the last one keeps it.
func (r *Reader) Classes(ctx context.Context) (ClassTree, error) {
	now := r.clock()
	if c := r.tree.Load(); c != nil && now.Sub(c.read) < treeAge {
		return c.tree, nil
	}
	nodes, err := db.All[ClassNode](r.q.Query(ctx, selectClassTree))
	if err != nil {
		return ClassTree{}, err
	}
	t := newClassTree(nodes)
	if len(nodes) > 0 {
		r.tree.Store(&cachedTree{t, now})
	}
	return t, nil
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
