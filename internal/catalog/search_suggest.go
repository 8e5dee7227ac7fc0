package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/db"
)

// Kinds of Suggestion.
const (
	SuggestClass   = "class"
	SuggestCompany = "company"
	SuggestWord    = "word"
	SuggestPopular = "popular"
)

// Suggestion is something that may be meant by what is being typed.
type Suggestion struct {
	Kind   string
	Text   string
	TextEn string // of a class
	Value  string // code of a class, id of a company, else the words to search for
}

// suggestion of the database.
type suggested struct {
	Kind  string `db:"kind"`
	Shown string `db:"shown"`
	Ref   int64  `db:"ref"`
}

const selectSuggested = `
(SELECT w.kind, w.shown, coalesce(w.ref, 0) AS ref FROM unnest(@starts::text[], @ends::text[]) AS x (low, high)
   JOIN catalog.word w ON w.letters ~>=~ x.low AND w.letters ~<~ x.high AND w.kind = 'word' ORDER BY w.offers DESC, w.shown LIMIT 8)
UNION ALL
(SELECT w.kind, w.shown, coalesce(w.ref, 0) FROM unnest(@starts::text[], @ends::text[]) AS x (low, high)
   JOIN catalog.word w ON w.letters ~>=~ x.low AND w.letters ~<~ x.high AND w.kind = 'company' ORDER BY w.offers DESC, w.shown LIMIT 3)`

// Suggest offers at most limit things that begin with what is being typed, a syllable
// half typed included, in one round trip: classes first, then words, companies and what
// others search for. While nothing is typed it offers what others search for most.
func (r *Reader) Suggest(ctx context.Context, typed string, limit int) ([]Suggestion, error) {
	popular, err := r.popular(ctx)
	if err != nil {
		return nil, err
	}
	typed = CutSearch(typed)
	if typed == "" {
		return popular.first(limit), nil
	}
	v, err := r.words(ctx)
	if err != nil {
		return nil, err
	}
	starts := beginnings(typed)
	ends := make([]string, len(starts))
	for i, s := range starts {
		ends[i] = s + string(utf8.MaxRune)
	}
	rows, err := db.All[suggested](r.q.Query(ctx, selectSuggested, pgx.NamedArgs{"starts": starts, "ends": ends}))
	if err != nil {
		return nil, err
	}
	all := v.suggestClasses(typed, limit/2)
	for _, row := range rows {
		s := Suggestion{Kind: row.Kind, Text: row.Shown, Value: row.Shown}
		if row.Kind == SuggestCompany {
			s.Value = strconv.FormatInt(row.Ref, 10)
		}
		all = append(all, s)
	}
	return unlike(append(all, popular.beginning(starts, 3)...), limit), nil
}

// unlike keeps the first of those that read the same.
func unlike(all []Suggestion, limit int) []Suggestion {
	out := make([]Suggestion, 0, limit)
	for _, s := range all {
		if len(out) < limit && !slices.ContainsFunc(out, func(o Suggestion) bool { return o.Text == s.Text }) {
			out = append(out, s)
		}
	}
	return out
}

// suggestClasses offers detail classes whose name, synonym or initials hold what is
// typed, those that begin with it first.
func (v *vocabulary) suggestClasses(typed string, limit int) []Suggestion {
	s := Squeeze(typed)
	if utf8.RuneCountInString(s) == 0 {
		return nil
	}
	jamo := onlyInitials(s)
	ways := []string{s}
	if !jamo {
		for _, b := range beginnings(typed) {
			if c := Squeeze(norm.NFC.String(b)); c != "" && !slices.Contains(ways, c) {
				ways = append(ways, c)
			}
		}
	}
	var begin, hold []string
	for _, c := range v.names {
		if len(c.code) != 10 || c.initials != jamo {
			continue
		}
		for _, w := range ways {
			switch at := strings.Index(c.squeezed, w); {
			case at == 0:
				begin = append(begin, c.code)
			case at > 0 && utf8.RuneCountInString(w) > 1:
				hold = append(hold, c.code)
			}
		}
	}
	var out []Suggestion
	seen := map[string]bool{}
	for _, code := range append(begin, hold...) {
		n, ok := v.tree.Node(code)
		if !ok || seen[code] || n.MovedTo != nil {
			continue
		}
		seen[code] = true
		if out = append(out, Suggestion{Kind: SuggestClass, Text: n.NameKo, TextEn: n.NameEn, Value: code}); len(out) == limit {
			break
		}
	}
	return out
}

// beginnings are the letters (NFD) that words may begin with of which typed is being
// typed. While a syllable is being typed, its last consonant may belong to the next one
// (놑 on the way to 노트), and a consonant alone begins one (노트ㅂ).
func beginnings(typed string) []string {
	var squeezed []rune
	for _, r := range norm.NFC.String(strings.ToLower(typed)) {
		if syllable(r) || initial(r) || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			squeezed = append(squeezed, r)
		}
	}
	if len(squeezed) == 0 {
		return []string{}
	}
	head, last := string(squeezed[:len(squeezed)-1]), squeezed[len(squeezed)-1]
	if initial(last) {
		if i := slices.Index([]rune(choseong), last); i >= 0 {
			return []string{norm.NFD.String(head) + string(rune(0x1100+i))}
		}
		return []string{}
	}
	out := []string{norm.NFD.String(string(squeezed))}
	if syllable(last) {
		if final := (last - '가') % 28; final > 0 {
			if i := slices.Index([]rune(choseong), finals[final]); i >= 0 {
				out = append(out, norm.NFD.String(head+string(last-final))+string(rune(0x1100+i)))
			}
		}
	}
	return out
}

// finals are the final consonants by their number, the first none.
var finals = []rune(" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

// near is how alike two words must be, letter by letter, to be taken for each other.
const near = 0.4

const selectNearest = `
SELECT coalesce((SELECT w.shown FROM catalog.word w WHERE w.letters % x.letters AND similarity(w.letters, x.letters) >= @near AND w.squeezed <> x.word
                  ORDER BY similarity(w.letters, x.letters) DESC, w.offers DESC, w.shown LIMIT 1), '') AS shown
  FROM unnest(@words::text[], @letters::text[]) WITH ORDINALITY AS x (word, letters, at) ORDER BY x.at`

// meant guesses what may have been meant by a text that finds nothing: each word that
// finds nothing alone is replaced by the nearest word that names are made of, also as if
// the keyboard had stood at Latin. It is "" if the guess finds nothing either.
func (r *Reader) meant(ctx context.Context, k *question, alone map[string]int) (string, error) {
	var wrong []int
	var words, letters []string
	for i, w := range k.words.All {
		if alone[w.Squeezed] == 0 {
			wrong, words, letters = append(wrong, i), append(words, w.Squeezed), append(letters, norm.NFD.String(w.Squeezed))
		}
	}
	if len(wrong) == 0 {
		return "", nil
	}
	nearest, err := db.Values[string](r.q.Query(ctx, selectNearest, pgx.NamedArgs{"words": words, "letters": letters, "near": near}))
	if err != nil {
		return "", err
	}
	guess := slices.Clone(k.words.All)
	for i, at := range wrong {
		typed, ok := hangulTyped(guess[at].Text)
		switch {
		case ok:
			guess[at].Text = typed
		case nearest[i] != "":
			guess[at].Text = nearest[i]
		default:
			return "", nil
		}
	}
	text := typedAs(guess, k.words.Not)
	again := newQuestion(SearchQuery{Text: text, Sort: SortNewest, Size: 1}, ParseWords(text), k.v)
	c, err := again.count(ctx, r.q, 1)
	if err != nil || c.total == 0 {
		return "", err
	}
	return text, nil
}

// typedAs writes words as they would be typed.
func typedAs(all, not []Word) string {
	var out []string
	for _, w := range all {
		out = append(out, w.Typed())
	}
	for _, w := range not {
		out = append(out, "-"+w.Typed())
	}
	return strings.Join(out, " ")
}

const refreshWords = `
WITH raw AS (
  SELECT w, count(*) AS n FROM catalog.listing l, regexp_split_to_table(l.name_ko || ' ' || l.maker, '[\s()\[\]/,·]+') w GROUP BY w
  UNION ALL SELECT w, 1 FROM catalog.class c, regexp_split_to_table(c.name_ko, '[\s()\[\]/,·]+') w
  UNION ALL SELECT s.word, 1 FROM catalog.synonym s WHERE s.removed_at IS NULL AND s.class_code IS NOT NULL
), word AS (
  SELECT catalog.squeeze(w) AS squeezed, min(w) AS shown, sum(n)::int AS offers FROM raw GROUP BY 1
), company AS (
  SELECT regexp_replace(catalog.squeeze(l.supplier_name), '^(주식회사|주)|(주식회사|주)$', '') AS squeezed, min(l.supplier_name) AS shown,
         count(*)::int AS offers, min(l.supplier_id) AS ref FROM catalog.listing l GROUP BY 1
), fresh AS (
  SELECT 'word' AS kind, squeezed, shown, offers, NULL::bigint AS ref FROM word WHERE length(squeezed) BETWEEN 2 AND 20 AND squeezed !~ '^[0-9]+$'
  UNION ALL SELECT 'company', squeezed, shown, offers, ref FROM company WHERE length(squeezed) BETWEEN 2 AND 40
), gone AS (
  DELETE FROM catalog.word w WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.kind = w.kind AND f.squeezed = w.squeezed)
)
INSERT INTO catalog.word AS w (kind, squeezed, shown, letters, offers, ref)
SELECT f.kind, f.squeezed, f.shown, normalize(f.squeezed, NFD), f.offers, f.ref FROM fresh f
ON CONFLICT (kind, squeezed) DO UPDATE SET shown = excluded.shown, offers = excluded.offers, ref = excluded.ref
 WHERE (w.shown, w.offers, w.ref) IS DISTINCT FROM (excluded.shown, excluded.offers, excluded.ref)`

// RefreshWords collects anew the words that names are made of and the companies, and
// gives how many changed. It reads every listing: once a night.
func RefreshWords(ctx context.Context, d *db.DB) (int, error) {
	return refresh(ctx, d, refreshWords, nil)
}

// wholeShelf is how long a statement over every listing may take.
const wholeShelf = 10 * time.Minute

// refresh runs a statement over every listing.
func refresh(ctx context.Context, d *db.DB, sql string, args pgx.NamedArgs) (int, error) {
	n := 0
	err := d.Run(ctx, func(tx *db.Tx) error {
		if err := tx.Allow(ctx, wholeShelf); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, sql, args)
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}
