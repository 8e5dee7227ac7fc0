package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// vocabularyAge is how long what is known about words is kept in memory. Classes and
// synonyms change a few times a week, statistics a few times a day.
const vocabularyAge = time.Minute

// maxSpellings bounds how many ways of spelling one word are tried.
const maxSpellings = 4

// vocabulary is what turns a word into what it can be found by: the class tree with its
// synonyms, the spellings of loanwords, and how frequent each lexeme is.
type vocabulary struct {
	tree      ClassTree
	names     []className       // of classes, squeezed, with synonyms
	spellings []Synonym         // without a class
	moved     map[string]string // closed class → where its items are
	shares    map[string]float64
	rows      float64 // listings; 0: unknown
	read      time.Time
}

type className struct {
	code, squeezed string
	initials       bool // squeezed holds initials: only a word of initials is compared
}

type lexemeShare struct {
	Lexeme string  `db:"lexeme"`
	Share  float64 `db:"share"`
}

const selectShares = `SELECT s.lexeme, s.share::float8 AS share FROM catalog.lexeme_share s`

// words gives the vocabulary, read at most once a minute in one round trip.
func (r *Reader) words(ctx context.Context) (*vocabulary, error) {
	now := r.clock()
	if v := r.vocabulary.Load(); v != nil && now.Sub(v.read) < vocabularyAge {
		return v, nil
	}
	var (
		nodes    []ClassNode
		synonyms []Synonym
		shares   []lexemeShare
		b        = &pgx.Batch{}
		none     = pgx.NamedArgs{}
	)
	queueAll(b, selectClassTree, none, &nodes)
	queueAll(b, selectSynonyms, none, &synonyms)
	queueAll(b, selectShares, none, &shares)
	if err := r.q.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	v := newVocabulary(nodes, synonyms, shares)
	v.read = now
	if len(nodes) > 0 {
		r.vocabulary.Store(v)
	}
	return v, nil
}

// Forget drops what is kept in memory: for whoever has just changed classes or synonyms
// and looks at the result.
func (r *Reader) Forget() {
	r.vocabulary.Store(nil)
	r.often.Store(nil)
}

type kept = atomic.Pointer[vocabulary]

func newVocabulary(nodes []ClassNode, synonyms []Synonym, shares []lexemeShare) *vocabulary {
	v := &vocabulary{tree: newClassTree(nodes), moved: map[string]string{}, shares: make(map[string]float64, len(shares))}
	for _, n := range nodes {
		if n.MovedTo != nil {
			v.moved[n.Code] = *n.MovedTo
		}
		ko := Squeeze(n.NameKo)
		v.names = append(v.names, className{code: n.Code, squeezed: ko}, className{code: n.Code, squeezed: Squeeze(n.NameEn)})
		if i := Initials(ko); i != ko {
			v.names = append(v.names, className{code: n.Code, squeezed: i, initials: true})
		}
	}
	for _, s := range synonyms {
		if s.ClassCode == nil {
			v.spellings = append(v.spellings, s)
			continue
		}
		v.names = append(v.names, className{code: *s.ClassCode, squeezed: s.Squeezed})
	}
	for _, s := range shares {
		if s.Lexeme == "" {
			v.rows = s.Share
			continue
		}
		v.shares[s.Lexeme] = s.Share
	}
	return v
}

// share is how large a part of the listings holds a lexeme; what is not counted
// is rare.
func (v *vocabulary) share(lexeme string) float64 { return v.shares[lexeme] }

// term is a word with all it can be found by.
type term struct {
	word      Word
	spellings []string // of two characters or more
	first     string   // or the one character that a word begins with
	classes   []string // codes at or above the offer's class
	items     []int32  // numbers
}

func (v *vocabulary) terms(words []Word) []term {
	out := make([]term, len(words))
	for i, w := range words {
		out[i] = v.term(w)
	}
	return out
}

func (v *vocabulary) term(w Word) term {
	t := term{word: w, spellings: []string{}, classes: []string{}, items: []int32{}}
	if len([]rune(w.Squeezed)) == 1 {
		t.first = w.Squeezed
		return t
	}
	t.spellings = v.spell(w.Squeezed)
	for _, s := range t.spellings {
		t.classes = append(t.classes, v.classesNamed(s)...)
	}
	t.classes = highest(t.classes)
	if allDigits(w.Squeezed) && (len(w.Squeezed) == 8 || len(w.Squeezed) == 16) {
		if n, err := strconv.ParseInt(w.Squeezed[len(w.Squeezed)-8:], 10, 32); err == nil {
			t.items = append(t.items, int32(n))
		}
	}
	return t
}

// spell gives a word and its other spellings.
func (v *vocabulary) spell(word string) []string {
	out := []string{word}
	for _, s := range v.spellings {
		if len(out) == maxSpellings {
			break
		}
		if !strings.Contains(word, s.Squeezed) {
			continue
		}
		if other := strings.ReplaceAll(word, s.Squeezed, Squeeze(s.Meant)); len([]rune(other)) > 1 && !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	return out
}

// classesNamed lists the classes that a spelling names: by name, synonym, initials or
// code, those closed by where their items are.
func (v *vocabulary) classesNamed(s string) []string {
	var out []string
	if n := len(s); (n == 8 || n == 10) && allDigits(s) {
		if _, ok := v.tree.Node(s); ok {
			out = append(out, v.open(s))
		}
	}
	jamo := onlyInitials(s)
	for _, c := range v.names {
		if c.initials == jamo && strings.Contains(c.squeezed, s) {
			out = append(out, c.code)
		}
	}
	return out
}

// open follows a closed class to the one its items moved to.
func (v *vocabulary) open(code string) string {
	for range 10 {
		to, ok := v.moved[code]
		if !ok {
			return code
		}
		code = to
	}
	return code
}

// highest drops codes that lie below another.
func highest(codes []string) []string {
	slices.SortFunc(codes, func(a, b string) int { return len(a) - len(b) })
	out := []string{}
	for _, c := range codes {
		if !slices.ContainsFunc(out, func(o string) bool { return strings.HasPrefix(c, o) }) {
			out = append(out, c)
		}
	}
	return out
}

// asked is a term as the index is asked for it, by at most some pieces of each spelling.
// Up to PlaceName only names count, up to PlaceClass classes too.
func (v *vocabulary) asked(t term, upTo Place, pieces int) string {
	grams := func(s, mark string) string {
		g := gramsOf(s, mark, v.share)
		return allQuoted(g[:min(len(g), pieces)])
	}
	var ways []string
	if t.first != "" {
		ways = append(ways, quoted("^"+t.first))
	}
	for _, s := range t.spellings {
		ways = append(ways, grams(s, ""))
	}
	for _, n := range t.items {
		ways = append(ways, quoted("#"+strconv.Itoa(int(n))))
	}
	if upTo >= PlaceClass {
		for _, c := range t.classes {
			ways = append(ways, quoted("c:"+c))
		}
	}
	if upTo >= PlaceSpec {
		for _, s := range t.spellings {
			ways = append(ways, grams(s, specMark))
		}
	}
	return anyOf(ways)
}

// expected is about how large a part of the listings a term finds up to a place: by the
// rarest piece of the most frequent way.
func (v *vocabulary) expected(t term, upTo Place) float64 {
	n := 0.0
	if t.first != "" {
		n = v.share("^" + t.first)
	}
	for _, s := range t.spellings {
		n = max(n, rarest(s, "", v.share))
		if upTo >= PlaceSpec {
			n = max(n, rarest(s, specMark, v.share))
		}
	}
	if upTo >= PlaceClass {
		classes := 0.0
		for _, c := range t.classes {
			classes += v.share("c:" + c)
		}
		n = max(n, classes)
	}
	return min(n, 1)
}
