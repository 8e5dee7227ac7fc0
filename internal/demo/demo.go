// Package demo owns the small country that a demonstration shows: forty suppliers,
// twenty institutions, three hundred offers, designations, budgets, orders in every
// state and notices. It makes them only through the services that people use, each
// act by the person whose turn it is, at its hour in the past; the one thing it
// writes itself is which accounts are demo personas. It refuses to run in production.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	blobstore "jangteo.kr/internal/blob"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/tender"
)

// Password opens every demo account.
const Password = "open-the-market"

// hands is how many chains of acts are lived through at once.
const hands = 4

// Config says what to load into.
type Config struct {
	DB      *db.DB
	Blobs   *blobstore.Store
	BaseURL string
	Now     time.Time // the present, to whose day everything is anchored
	Seed    uint64    // the same seed and day give the same country
}

// ErrInterrupted is a country whose loading was cut off.
var ErrInterrupted = errors.New("an earlier loading was interrupted; delete it with make demo-reset")

// Load fills an empty database; a loaded one is left as it is.
func Load(ctx context.Context, c Config) error {
	var people, done bool
	err := c.DB.QueryRow(ctx, `SELECT EXISTS (SELECT FROM org.person), EXISTS (SELECT FROM audit.event WHERE action = 'demo.loaded')`).Scan(&people, &done)
	switch {
	case err != nil:
		return err
	case done:
		return nil
	case people:
		return ErrInterrupted
	}
	w := newWorld(c)
	for _, chapter := range []struct {
		name string
		live func(context.Context) error
	}{
		{"classes", func(ctx context.Context) error { return catalog.LoadClasses(ctx, c.DB) }},
		{"people", w.people},
		{"budgets", w.budgets},
		{"goods", w.goods},
		{"designations", w.designations},
		{"orders", w.orders},
		{"notices", w.notices},
		{"waiting", w.waiting},
		{"files", w.files},
		{"questions", w.questions},
		{"prices", func(ctx context.Context) error {
			_, err := catalog.RefreshClassPrices(ctx, c.DB)
			return err
		}},
		{"words", func(ctx context.Context) error {
			_, err := catalog.RefreshWords(ctx, c.DB)
			return err
		}},
		{"figures", func(ctx context.Context) error { return insight.Refresh(ctx, c.DB) }},
	} {
		began := kst.Real()
		if err := chapter.live(ctx); err != nil {
			return fmt.Errorf("%s: %w", chapter.name, err)
		}
		slog.DebugContext(ctx, "demonstration", "chapter", chapter.name, "ms", kst.Real().Sub(began).Milliseconds())
	}
	return c.DB.Run(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{Action: "demo.loaded", Object: "demo:1", Detail: map[string]any{"day": kst.DayOf(c.Now).String(), "seed": c.Seed}})
	})
}

// world is what the chapters share.
type world struct {
	Config
	Today kst.Day
	rng   *rand.Rand
	main  *hand

	mu     sync.Mutex
	actors map[string]auth.Actor // by e-mail address

	suppliers    []*supplier
	institutions []*institution
	offers       []*offer
	pictures     map[string]catalog.Picture // by class and variant
}

func newWorld(c Config) *world {
	w := &world{Config: c, Today: kst.DayOf(c.Now), rng: rand.New(rand.NewPCG(c.Seed, 1)), actors: map[string]auth.Actor{}, pictures: map[string]catalog.Picture{}} //nolint:gosec // a story, not a secret
	w.main = w.newHand(0)
	return w
}

// hand lives through one chain of acts: the services, on a clock of its own.
type hand struct {
	*world
	now        time.Time
	pause      func() // lets earlier acts of other chains go first; nil: there are none
	rng        *rand.Rand
	auth       *auth.Service
	admission  *admission.Service
	catalog    *catalog.Service
	market     *market.Service
	ledger     *ledger.Service
	order      *order.Service
	innovation *innovation.Service
	tender     *tender.Service
}

func (w *world) newHand(n int) *hand {
	h := &hand{world: w, now: w.Now, rng: rand.New(rand.NewPCG(w.Seed, uint64(n)+100))} //nolint:gosec // a story, not a secret
	d := w.DB.WithClock(func() time.Time { return h.now })
	h.auth = auth.New(d, w.BaseURL, true).WithPublicPasswords()
	h.admission = admission.New(d, h.auth, w.BaseURL)
	h.catalog, h.market, h.ledger, h.tender = catalog.New(d, w.Blobs), market.New(d), ledger.New(d), tender.New(d)
	h.order, h.innovation = order.New(d, h.market, h.ledger), innovation.New(d, h.market)
	return h
}

// each lives through n chains, several at once. A chain's chances depend on its
// number alone, so that the country is the same however they interleave.
func (w *world) each(ctx context.Context, n int, live func(ctx context.Context, h *hand, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hands)
	for i := range n {
		g.Go(func() error {
			h := w.newHand(i)
			if err := live(ctx, h, i); err != nil {
				return fmt.Errorf("chain %d on %s: %w", i, kst.DayOf(h.now), err)
			}
			return nil
		})
	}
	return g.Wait()
}

// at moves the hand's clock to an hour of a day, or of the last day before it on which
// offices were open, but never past the present.
func (h *hand) at(d kst.Day, hour, minute int) {
	for !kst.IsBusinessDay(d) {
		d = d.Add(-1)
	}
	h.move(d.At(hour, minute))
}

func (h *hand) move(t time.Time) {
	h.now = h.past(t)
	if h.pause != nil {
		h.pause()
	}
}

func (h *hand) past(t time.Time) time.Time {
	if t.After(h.Now) {
		return h.Now
	}
	return t
}

// ago is the day n days before today.
func (w *world) ago(n int) kst.Day { return w.Today.Add(-n) }

// later moves the clock on by minutes, past the days on which offices are closed.
func (h *hand) later(minutes int) {
	t := h.now.Add(time.Duration(minutes) * time.Minute)
	for !kst.IsBusinessDay(kst.DayOf(t)) {
		t = t.AddDate(0, 0, 1)
	}
	h.move(t)
}

// key is a command's key: random enough, and the same on every loading.
func (h *hand) key() uuid.UUID {
	var b [16]byte
	for i := range b {
		b[i] = byte(h.rng.IntN(256))
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return uuid.UUID(b)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// as gives the actor behind an e-mail address.
func (w *world) as(ctx context.Context, email string) (auth.Actor, error) {
	w.mu.Lock()
	a, ok := w.actors[email]
	w.mu.Unlock()
	if ok {
		return a, nil
	}
	id, err := db.Value[int64](w.DB.Query(ctx, `SELECT id FROM org.person WHERE email = @email`, pgx.NamedArgs{"email": email}))
	if err != nil {
		return a, fmt.Errorf("%s: %w", email, err)
	}
	v, err := w.main.auth.Load(ctx, id, 0)
	if err != nil {
		return a, fmt.Errorf("%s: %w", email, err)
	}
	w.mu.Lock()
	w.actors[email] = v.Actor
	w.mu.Unlock()
	return v.Actor, nil
}

// forget makes the next as read the actor anew: roles or the body's state changed.
func (w *world) forget(email string) {
	w.mu.Lock()
	delete(w.actors, email)
	w.mu.Unlock()
}

var tokenInMail = regexp.MustCompile(`/invitations/(\S+)`)

// accept follows the link in the mail that invited somebody.
func (h *hand) accept(ctx context.Context, email, name string) error {
	body, err := db.Value[string](h.DB.Query(ctx, `SELECT body FROM mail.message WHERE to_address = @to ORDER BY id DESC LIMIT 1`, pgx.NamedArgs{"to": email}))
	if err != nil {
		return fmt.Errorf("mail to %s: %w", email, err)
	}
	m := tokenInMail.FindStringSubmatch(body)
	if m == nil {
		return fmt.Errorf("no link in the mail to %s", email)
	}
	_, _, err = h.admission.Accept(ctx, m[1], name, Password, "ko")
	return err
}
