package shop

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// recorder notes the batch that a page sends, for the bare handler to send again.
type recorder struct {
	db.Querier
	batch []*pgx.QueuedQuery
}

func (r *recorder) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	r.batch = b.QueuedQueries
	return r.Querier.SendBatch(ctx, b)
}

// bare is the least a program can do for a page: chi, pgx, the same statements with
// the same arguments, every value decoded, the same templ rendered.
func bare(d *db.DB, statements []*pgx.QueuedQuery, page func() templ.Component) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		b := &pgx.Batch{}
		for _, q := range statements {
			b.Queue(q.SQL, q.Arguments...).Query(func(rows pgx.Rows) error {
				for rows.Next() {
					if _, err := rows.Values(); err != nil {
						return err
					}
				}
				return rows.Err()
			})
		}
		if err := d.SendBatch(r.Context(), b).Close(); err != nil {
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page().Render(r.Context(), w)
	}
}

// hammer asks for a path with eight readers for a while and gives pages a second.
func hammer(b *testing.B, url string, d time.Duration) float64 {
	b.Helper()
	var served, failed atomic.Int64
	stop := time.Now().Add(d)
	done := make(chan struct{})
	for range 8 {
		go func() {
			defer func() { done <- struct{}{} }()
			for time.Now().Before(stop) {
				resp, err := http.Get(url) //nolint:noctx,gosec // a local server of this test
				if err != nil {
					failed.Add(1)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					failed.Add(1)
				}
				served.Add(1)
			}
		}()
	}
	for range 8 {
		<-done
	}
	if failed.Load() > 0 {
		b.Fatalf("%d requests failed", failed.Load())
	}
	return float64(served.Load()) / d.Seconds()
}

func benchPage(b *testing.B, path string, ask func(context.Context, *catalog.Reader) error, page func(context.Context, *Handler) templ.Component) {
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 16
	d := dbtestNew(b)
	h := newHandler(d)
	rec := &recorder{Querier: d}
	if err := ask(b.Context(), catalog.NewReader(rec, kst.Real)); err != nil {
		b.Fatal(err)
	}
	r := chi.NewRouter()
	for _, rt := range h.Routes() {
		r.Method(rt.Method, rt.Pattern, kit.Handle(plainErrors{}, rt.Do))
	}
	ours := httptest.NewServer(withKorean(r))
	defer ours.Close()
	plain := chi.NewRouter()
	made := page(b.Context(), h)
	plain.Get("/*", bare(d, rec.batch, func() templ.Component { return made }))
	theirs := httptest.NewServer(withKorean(plain))
	defer theirs.Close()

	hammer(b, ours.URL+path, 300*time.Millisecond)
	hammer(b, theirs.URL+path, 300*time.Millisecond)
	b.ResetTimer()
	var a, z float64
	for range b.N {
		// Short turns, one after the other, so that a busy neighbour hits both alike.
		for range 4 {
			a += hammer(b, ours.URL+path, 250*time.Millisecond)
			z += hammer(b, theirs.URL+path, 250*time.Millisecond)
		}
	}
	b.ReportMetric(a/float64(4*b.N), "pages/s")
	b.ReportMetric(z/float64(4*b.N), "bare/s")
	b.ReportMetric(100*a/z, "%ofBare")
}

func withKorean(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(text.With(r.Context(), text.For("ko"))))
	})
}

func dbtestNew(b *testing.B) *db.DB {
	b.Helper()
	return newStand(b).db
}

// BenchmarkListing compares the signed-out result page with a bare handler; the goal
// is at least 50 %.
func BenchmarkListing(b *testing.B) {
	st := parseState(map[string][]string{"store": {"nara"}})
	benchPage(b, "/search?store=nara",
		func(ctx context.Context, r *catalog.Reader) error {
			_, err := r.Search(ctx, st.SearchQuery)
			return err
		},
		func(ctx context.Context, h *Handler) templ.Component {
			ctx = text.With(ctx, text.For("ko"))
			tree, rules, err := h.common(ctx)
			if err != nil {
				b.Fatal(err)
			}
			res, err := h.Catalog.Search(ctx, st.SearchQuery)
			if err != nil {
				b.Fatal(err)
			}
			v := newSearchView(ctx, st, res, tree, rules)
			v.Page = kit.Page(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/search", nil).WithContext(ctx), v.title(ctx))
			return searchPage(v)
		})
}

// BenchmarkProduct compares the signed-out product page with a bare handler; the goal
// is at least 50 %.
func BenchmarkProduct(b *testing.B) {
	benchPage(b, "/products/2",
		func(ctx context.Context, r *catalog.Reader) error {
			_, err := r.Product(ctx, 2)
			return err
		},
		func(ctx context.Context, h *Handler) templ.Component {
			ctx = text.With(ctx, text.For("ko"))
			tree, rules, err := h.common(ctx)
			if err != nil {
				b.Fatal(err)
			}
			p, err := h.Catalog.Product(ctx, 2)
			if err != nil {
				b.Fatal(err)
			}
			v := newProductView(ctx, p, tree, rules, "")
			v.Page = kit.Page(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/products/2", nil).WithContext(ctx), v.Name)
			return productPage(v)
		})
}
