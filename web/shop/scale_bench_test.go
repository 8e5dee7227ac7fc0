package shop

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/demo"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/web/kit"
)

// Settings of BenchmarkScale: how many offers, and a directory in which the two markets
// stay for the next time. docs/testing.md tells of them.
const (
	offersVar  = "JANGTEO_BENCH_OFFERS"
	dirVar     = "JANGTEO_BENCH_DIR"
	fewOffers  = 10_000 // the market that the big one is compared with
	someOffers = 20_000 // without a setting
)

// place is a market of some size, served.
type place struct {
	offers     int
	dsn        string
	app, owner *db.DB
	reader     *catalog.Reader
	names      []nameRow        // of offers from all over it
	site       *httptest.Server // the real pages, and the floor below /floor
	ask        *rand.Rand
}

type nameRow struct {
	ID    int64  `db:"offer_id"`
	Name  string `db:"name_ko"`
	Model string `db:"model"`
	Class string `db:"class_code"`
}

// openPlace opens the market of a directory, and makes it first where it is not there.
func openPlace(b *testing.B, dir string, offers int) *place {
	b.Helper()
	ctx := b.Context()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	dir = filepath.Join(dir, strconv.Itoa(offers))
	dsn, running := db.AttachEmbedded(dir)
	if !running {
		server, err := db.StartEmbedded(ctx, dir, db.EmbeddedOptions{})
		must(err)
		b.Cleanup(func() { _ = server.Stop() })
		dsn = server.DSN()
	}
	must(db.Setup(ctx, dsn))
	must(db.MigrateUp(ctx, dsn))
	p := &place{offers: offers, dsn: dsn, ask: rand.New(rand.NewPCG(1, 2))} //nolint:gosec // the same questions every time
	var err error
	p.app, err = db.Open(ctx, dsn, db.Options{Name: "bench", Slow: time.Hour})
	must(err)
	b.Cleanup(p.app.Close)
	p.owner, err = db.Open(ctx, dsn, db.Options{Name: "bench owner", Role: "none", StatementTimeout: time.Hour, Slow: time.Hour})
	must(err)
	b.Cleanup(p.owner.Close)
	must(catalog.LoadClasses(ctx, p.app))
	must(demo.Many(ctx, demo.ManyConfig{Owner: p.owner, Now: kst.Real(), Seed: 1, Offers: offers}))
	p.names, err = db.All[nameRow](p.owner.Query(ctx, `SELECT offer_id, name_ko, model, class_code FROM catalog.listing WHERE offer_id % $1 = 0 ORDER BY offer_id`, max(offers/4000, 1)))
	must(err)
	searches, err := p.app.Planned()
	must(err)
	p.reader = catalog.NewReader(searches, kst.Real)
	p.serve()
	b.Cleanup(p.site.Close)
	return p
}

// serve puts the real pages on a local address, and beside them the floor: a page with
// the same list that fetches twenty rows by their key and counts nothing.
func (p *place) serve() {
	h := New(Deps{
		Catalog: p.reader, Insight: insight.New(p.app), Rules: market.NewToday(p.app, kst.Real), Popular: catalog.NewPopular(p.app, kst.Real), Market: market.New(p.app),
	})
	r := chi.NewRouter()
	for _, rt := range h.Routes() {
		r.Method(rt.Method, rt.Pattern, kit.Handle(plainErrors{}, rt.Do))
	}
	r.Method(http.MethodGet, "/floor", kit.Handle(plainErrors{}, func(w http.ResponseWriter, r *http.Request) error {
		ids := make([]int64, 20)
		for i := range ids {
			ids[i] = p.names[p.ask.IntN(len(p.names))].ID
		}
		return p.list(w, r, h, ids)
	}))
	r.Method(http.MethodGet, "/plain", kit.Handle(plainErrors{}, func(w http.ResponseWriter, r *http.Request) error {
		ids, err := p.plain(r.Context(), r.URL.Query().Get("q"))
		if err != nil {
			return err
		}
		return p.list(w, r, h, ids)
	}))
	p.site = httptest.NewServer(withKorean(r))
}

// list renders the result page for some offers.
func (p *place) list(w http.ResponseWriter, r *http.Request, h *Handler, ids []int64) error {
	ctx := r.Context()
	st := parseState(r.URL.Query())
	tree, rules, err := h.common(ctx)
	if err != nil {
		return err
	}
	hits, err := p.reader.HitsByID(ctx, ids)
	if err != nil {
		return err
	}
	v := newSearchView(ctx, st, catalog.Results{Query: st.SearchQuery, Words: catalog.ParseWords(st.Text), Hits: hits, Total: 1000, Capped: true}, tree, rules)
	v.Page = kit.Page(w, r, v.title(ctx))
	v.Page.Breadcrumb = v.crumbs(ctx)
	return kit.Render(w, r, http.StatusOK, searchPage(v))
}

// plainTables are the ordinary design: words of a text search beside trigrams for what
// stands inside a word.
const plainTables = `
CREATE SCHEMA bench;
CREATE TABLE bench.offer AS SELECT offer_id, class_code, price_band, lead_band, listed_at, price,
       lower(concat_ws(' ', name_ko, name_en, model, maker, supplier_name, spec)) AS txt FROM catalog.listing;
ALTER TABLE bench.offer ADD PRIMARY KEY (offer_id);
CREATE INDEX ON bench.offer USING gin (to_tsvector('simple', txt));
CREATE INDEX ON bench.offer USING gin (txt gin_trgm_ops);
ANALYZE bench.offer;`

const plainSearch = `
WITH m AS MATERIALIZED (
  SELECT * FROM bench.offer o WHERE to_tsvector('simple', o.txt) @@ plainto_tsquery('simple', @q)
  UNION SELECT * FROM bench.offer o WHERE o.txt LIKE ALL (@like::text[]))
SELECT 'hit' AS facet, h.offer_id::text AS value, 0::bigint AS n FROM (SELECT offer_id FROM m ORDER BY listed_at DESC, offer_id DESC LIMIT 20) h
UNION ALL SELECT 'total', '', count(*) FROM m
UNION ALL SELECT 'class', class_code, count(*) FROM m GROUP BY class_code
UNION ALL SELECT 'price', price_band::text, count(*) FROM m GROUP BY price_band
UNION ALL SELECT 'lead', lead_band::text, count(*) FROM m GROUP BY lead_band`

func (p *place) plain(ctx context.Context, q string) ([]int64, error) {
	like := []string{}
	for _, w := range strings.Fields(strings.ToLower(q)) {
		like = append(like, "%"+w+"%")
	}
	rows, err := p.owner.Query(ctx, plainSearch, pgx.NamedArgs{"q": q, "like": like})
	if err != nil {
		return nil, err
	}
	var ids []int64
	var facet, value string
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&facet, &value, &n}, func() error {
		if facet == "hit" {
			id, err := strconv.ParseInt(value, 10, 64)
			ids = append(ids, id)
			return err
		}
		return nil
	})
	return ids, err
}

// warm reads what searches read into the database's memory, as a day's use would. Only
// the private server's own administrator may.
func warm(b *testing.B, dsn string) {
	b.Helper()
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		b.Fatal(err)
	}
	cfg.User = "postgres"
	conn, err := pgx.ConnectConfig(b.Context(), cfg)
	if err == nil {
		_, err = conn.Exec(b.Context(), `CREATE EXTENSION IF NOT EXISTS pg_prewarm;
SELECT pg_prewarm(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'i') AND n.nspname IN ('bench', 'catalog', 'market', 'org')`)
	}
	if err != nil {
		b.Fatal(err)
	}
	_ = conn.Close(b.Context())
}

// fetch gets a page whole and tells how long it took.
func (p *place) fetch(b *testing.B, path string) time.Duration {
	b.Helper()
	took, err := p.get(path)
	if err != nil {
		b.Fatal(err)
	}
	return took
}

func (p *place) get(path string) (time.Duration, error) {
	began := time.Now()
	resp, err := http.Get(p.site.URL + path) //nolint:noctx // a local server of this test
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d", path, resp.StatusCode)
	}
	return time.Since(began), err
}

// times are how long pages took.
type times []time.Duration

func (t times) at(percent int) float64 {
	slices.Sort(t)
	return float64(t[min(len(t)*percent/100, len(t)-1)].Microseconds()) / 1000
}

// perKind is how many pages of each kind of question are timed, and how many of the
// plain design, which takes long.
const (
	perKind  = 300
	perPlain = 40
)

// BenchmarkScale asks a market of national size every kind of question, one client at a
// time, beside the floor and the plain design, then eight clients at once, and changes
// offers beside plain rows. The goals: a page at most four times the floor and four
// times what it takes with 10,000 offers, a change at most three times a plain row's.
func BenchmarkScale(b *testing.B) {
	offers := someOffers
	if s := os.Getenv(offersVar); s != "" {
		var err error
		if offers, err = strconv.Atoi(s); err != nil {
			b.Fatalf("%s: %v", offersVar, err)
		}
	}
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 16
	dir := os.Getenv(dirVar)
	if dir == "" {
		dir = b.TempDir()
	}
	big, small := openPlace(b, dir, offers), openPlace(b, dir, fewOffers)
	made, err := db.Value[bool](big.owner.Query(b.Context(), `SELECT to_regclass('bench.offer') IS NOT NULL`))
	if err == nil && !made {
		_, err = big.owner.Exec(b.Context(), plainTables)
	}
	if err != nil {
		b.Fatal(err)
	}
	warm(b, big.dsn)
	warm(b, small.dsn)
	for _, k := range questions {
		b.Run(k.name, func(b *testing.B) {
			for range b.N {
				compareKinds(b, k, big, small)
			}
		})
	}
	b.Run("mixed", func(b *testing.B) {
		for range b.N {
			b.ReportMetric(big.mixed(b, 6*time.Second), "pages/s")
		}
	})
	for _, c := range changes {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				big.change(b, c)
			}
		})
	}
}

// compareKinds times one kind of question, turn by turn with the floor, so that a busy
// neighbour hits both alike.
func compareKinds(b *testing.B, k question, big, small *place) {
	for range 15 {
		big.fetch(b, k.path(b, big))
		small.fetch(b, k.path(b, small))
		big.fetch(b, "/floor")
	}
	var ours, floor, little, plain times
	for range perKind {
		ours = append(ours, big.fetch(b, k.path(b, big)))
		floor = append(floor, big.fetch(b, "/floor"))
		little = append(little, small.fetch(b, k.path(b, small)))
	}
	for range perPlain { // after the others, which would find their pages gone from memory
		if k.words {
			plain = append(plain, big.fetch(b, "/plain?"+strings.TrimPrefix(k.path(b, big), "/search?")))
		}
	}
	b.ReportMetric(ours.at(50), "p50-ms")
	b.ReportMetric(ours.at(90), "p90-ms")
	b.ReportMetric(ours.at(99), "p99-ms")
	b.ReportMetric(floor.at(50), "floor-ms")
	b.ReportMetric(ours.at(50)/floor.at(50), "xFloor")
	b.ReportMetric(ours.at(50)/little.at(50), "x10k")
	if k.words {
		b.ReportMetric(plain.at(50), "plain-p50-ms")
		b.ReportMetric(plain.at(90), "plain-p90-ms")
	}
}

// mixed asks questions of every kind with eight clients for a while and gives pages a
// second.
func (p *place) mixed(b *testing.B, d time.Duration) float64 {
	var paths []string
	for range 50 {
		for _, k := range questions {
			paths = append(paths, k.path(b, p))
		}
	}
	p.ask.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	done := make(chan int)
	stop := time.Now().Add(d)
	for c := range 8 {
		go func() {
			n := 0
			for i := c * len(paths) / 8; time.Now().Before(stop); i++ {
				if _, err := p.get(paths[i%len(paths)]); err != nil {
					b.Error(err)
					break
				}
				n++
			}
			done <- n
		}()
	}
	served := 0
	for range 8 {
		served += <-done
	}
	return float64(served) / d.Seconds()
}

// question is one kind of search.
type question struct {
	name  string
	words bool // the plain design can be asked it too
	ask   func(b *testing.B, p *place) url.Values
}

func (k question) path(b *testing.B, p *place) string { return "/search?" + k.ask(b, p).Encode() }

func find(text string) url.Values { return url.Values{"q": {text}} }

func (p *place) name() nameRow { return p.names[p.ask.IntN(len(p.names))] }

// word picks one of the sample's words that stands in so many of its names and passes.
func (p *place) word(least, most int, passes func(r []rune) bool) []rune {
	count := map[string]int{}
	for _, n := range p.names {
		for _, w := range strings.Fields(n.Name) {
			count[w]++
		}
	}
	for {
		words := strings.Fields(p.name().Name)
		w := words[p.ask.IntN(len(words))]
		if r := []rune(w); count[w] >= least && count[w] <= most && passes(r) {
			return r
		}
	}
}

func korean(r []rune) bool {
	return len(r) >= 2 && !slices.ContainsFunc(r, func(c rune) bool { return c < '가' || c > '힣' })
}

func long(r []rune) bool { return korean(r) && len(r) >= 5 }

var questions = []question{
	{"frequent-word", true, func(_ *testing.B, p *place) url.Values {
		return find(string(p.word(len(p.names)/60, len(p.names), korean)))
	}},
	{"rare-word", true, func(_ *testing.B, p *place) url.Values { return find(string(p.word(1, 1, long))) }},
	{"two-words", true, func(_ *testing.B, p *place) url.Values {
		for {
			if w := strings.Fields(p.name().Name); len(w) > 1 && korean([]rune(w[0])) && korean([]rune(w[1])) {
				return find(w[0] + " " + w[1])
			}
		}
	}},
	{"inner-substring", true, func(_ *testing.B, p *place) url.Values {
		r := p.word(1, len(p.names), long)
		return find(string(r[1 : 3+p.ask.IntN(2)]))
	}},
	{"two-syllable-prefix", true, func(_ *testing.B, p *place) url.Values {
		return find(string(p.word(len(p.names)/60, len(p.names), korean)[:2]))
	}},
	{"one-syllable", false, func(_ *testing.B, p *place) url.Values { return find(string(p.word(1, len(p.names), korean)[:1])) }},
	{"model-code", true, func(_ *testing.B, p *place) url.Values { return find(p.name().Model) }},
	{"none", true, func(_ *testing.B, p *place) url.Values {
		return find(fmt.Sprintf("뷁쒝%c%d", '가'+p.ask.IntN(11172), p.ask.IntN(1000)))
	}},
	{"no-words", false, func(*testing.B, *place) url.Values { return url.Values{} }},
	{"class", false, func(_ *testing.B, p *place) url.Values {
		return catalog.SearchQuery{Class: p.name().Class[:4+2*p.ask.IntN(4)]}.Address()
	}},
	{"frequent-word-by-price", false, func(_ *testing.B, p *place) url.Values {
		q := catalog.SearchQuery{Text: string(p.word(len(p.names)/60, len(p.names), korean)), Sort: catalog.SortPrice}
		return q.Address()
	}},
	{"frequent-word-filtered", false, func(_ *testing.B, p *place) url.Values {
		return catalog.SearchQuery{
			Text: string(p.word(len(p.names)/60, len(p.names), korean)), Stores: []string{catalog.ShelfNara}, Regions: []string{"41"}, Traits: []string{"woman", "social"},
		}.Address()
	}},
	{"deep-page", false, (&deep{}).address},
}

// deep remembers how far into a market one has read, for pages from there on.
type deep struct{ cursors map[*place][]string }

// deepPages of the largest size lie before the deepest page asked for.
const (
	deepPages = 100
	deepSize  = 200
)

func (d *deep) address(b *testing.B, p *place) url.Values {
	if d.cursors == nil {
		d.cursors = map[*place][]string{}
	}
	q := catalog.SearchQuery{Sort: catalog.SortPrice, Size: deepSize}
	if len(d.cursors[p]) == 0 {
		for range min(deepPages, p.offers/deepSize-2) {
			res, err := p.reader.Search(b.Context(), q)
			if err != nil {
				b.Fatal(err)
			}
			q.After = res.Next
			d.cursors[p] = append(d.cursors[p], q.After)
		}
		d.cursors[p] = d.cursors[p][len(d.cursors[p])/2:]
	}
	q.After, q.Size = d.cursors[p][p.ask.IntN(len(d.cursors[p]))], 0
	return q.Address()
}
