package demo

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/insight"
)

// ManyConfig says how many offers to add and where.
type ManyConfig struct {
	Owner    *db.DB // as the owner of the tables: indexes are taken off and put back; statements may take long
	Now      time.Time
	Seed     uint64
	Offers   int
	Progress func(step string, done, of int) // told after each part of a step; nil: nobody asks
}

// Steps that Progress is told of.
const (
	StepOffers  = "offers"
	StepIndexes = "indexes"
	StepFigures = "figures"
)

const (
	offersPerFirm = 73     // as many as there are for each company on the real shelves
	batchOffers   = 4800   // in one transaction; a multiple of shared
	bareFrom      = 20_000 // from so many on it is quicker to build the indexes afterwards
	makers        = 600    // known ones, whose goods dealers sell
)

// ErrManyOther is a market that holds another number of offers already.
var ErrManyOther = errors.New("another number of offers was loaded before; begin anew with make demo-reset")

// many is the loading of a shelf of national size.
type many struct {
	ManyConfig
	firstBody, firstPerson, firstOffer, firstVersion, firstGround int64
	firstItem                                                     int
	reviewer, reviewerBody                                        *int64 // who approved them all; nil: nobody is there
	kinds                                                         []*kind
	firms                                                         []*firm
	kindOf, makerOf, modifierOf                                   zipf
}

// Many adds offers by the hundred thousand, with their suppliers, items, versions,
// grounds, purchases and search rows, by COPY in several streams. What it writes has
// the shape that services write, and it writes only what no money hangs on: no budget,
// no order. The same seed, day and number give the same shelf. A loaded one is left as
// it is.
func Many(ctx context.Context, c ManyConfig) error {
	if c.Progress == nil {
		c.Progress = func(string, int, int) {}
	}
	m := &many{ManyConfig: c}
	loaded, err := m.begin(ctx)
	if err != nil || loaded {
		return err
	}
	if m.kinds, err = kinds(ctx, c.Owner); err != nil {
		return err
	}
	m.kindOf, m.makerOf, m.modifierOf = newZipf(len(m.kinds), 6), newZipf(makers, 4), newZipf(len(modifiers), 3)
	m.firms = make([]*firm, max(c.Offers/offersPerFirm, 4))
	for i := range m.firms {
		m.firms[i] = m.firm(i)
	}
	if err := m.loadFirms(ctx, m.firms); err != nil {
		return err
	}
	var bare []index
	if c.Offers >= bareFrom {
		if bare, err = m.takeIndexes(ctx); err != nil {
			return err
		}
	}
	if _, err := c.Owner.Exec(ctx, `ALTER TABLE catalog.listing DISABLE TRIGGER USER`); err != nil {
		return err
	}
	err = m.loadAll(ctx)
	if _, back := c.Owner.Exec(context.WithoutCancel(ctx), `ALTER TABLE catalog.listing ENABLE TRIGGER USER`); err == nil {
		err = back
	}
	if err != nil {
		return err
	}
	if err := m.putIndexes(ctx, bare); err != nil {
		return err
	}
	return m.finish(ctx)
}

const selectMany = `
SELECT coalesce((SELECT (e.detail->>'offers')::int FROM audit.event e WHERE e.action = 'demo.many'), 0) AS done,
       EXISTS (SELECT FROM audit.event WHERE action = 'demo.many_begun') AS begun`

// reserve takes numbers off the sequences for all that is to come, so that whoever
// uses the site meanwhile gets later ones.
const reserve = `
SELECT nextval('org.body_id_seq'), nextval('org.person_id_seq'), nextval('catalog.offer_id_seq'), nextval('catalog.offer_version_id_seq'), nextval('catalog.item_number_seq')::int, nextval('market.ground_id_seq'),
       setval('org.body_id_seq', currval('org.body_id_seq') + @firms), setval('org.person_id_seq', currval('org.person_id_seq') + @firms),
       setval('catalog.offer_id_seq', currval('catalog.offer_id_seq') + @offers), setval('catalog.offer_version_id_seq', currval('catalog.offer_version_id_seq') + 2 * @offers + 1),
       setval('catalog.item_number_seq', currval('catalog.item_number_seq') + @offers), setval('market.ground_id_seq', currval('market.ground_id_seq') + @offers)`

const selectReviewer = `
SELECT p.id, m.body_id FROM org.membership m JOIN org.person p ON p.id = m.person_id WHERE 'product_reviewer' = ANY (m.roles) AND m.left_at IS NULL ORDER BY p.id LIMIT 1`

// begin claims the loading and its numbers. It reports whether nothing is left to do.
func (m *many) begin(ctx context.Context) (loaded bool, err error) {
	return loaded, m.Owner.Run(ctx, func(tx *db.Tx) error {
		var done int
		var begun bool
		if err := tx.QueryRow(ctx, selectMany).Scan(&done, &begun); err != nil {
			return err
		}
		switch {
		case done == m.Offers:
			loaded = true
			return nil
		case done > 0:
			return ErrManyOther
		case begun:
			return ErrInterrupted
		}
		none := new(int64)
		firms := max(m.Offers/offersPerFirm, 4)
		if err := tx.QueryRow(ctx, reserve, pgx.NamedArgs{"firms": firms, "offers": m.Offers}).
			Scan(&m.firstBody, &m.firstPerson, &m.firstOffer, &m.firstVersion, &m.firstItem, &m.firstGround, none, none, none, none, none, none); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, selectReviewer).Scan(&m.reviewer, &m.reviewerBody)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{Action: "demo.many_begun", Object: "demo:1", Detail: map[string]any{"offers": m.Offers, "seed": m.Seed}})
	})
}

// loadAll copies the offers in several streams.
func (m *many) loadAll(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(runtime.NumCPU(), 2))
	var mu sync.Mutex
	done := 0
	for lo := 0; lo < m.Offers; lo += batchOffers {
		hi := min(lo+batchOffers, m.Offers)
		g.Go(func() error {
			if err := m.loadGoods(ctx, lo, hi); err != nil {
				return fmt.Errorf("offers from %d: %w", lo, err)
			}
			mu.Lock()
			defer mu.Unlock()
			done += hi - lo
			m.Progress(StepOffers, done, m.Offers)
			return nil
		})
	}
	return g.Wait()
}

// index is one that is built again when the rows are in.
type index struct {
	Name string `db:"name"`
	Def  string `db:"def"`
}

// loaded are the tables that get a row for each offer.
const loadedTables = `'catalog.item','catalog.offer','catalog.offer_version','catalog.listing','catalog.listing_rank','market.ground','audit.event'`

// selectIndexes names the indexes that no constraint rests on.
const selectIndexes = `
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS def FROM pg_index i
 WHERE i.indrelid::regclass::text IN (` + loadedTables + `) AND NOT i.indisunique AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
 ORDER BY i.indrelid, i.indexrelid`

func (m *many) takeIndexes(ctx context.Context) ([]index, error) {
	found, err := db.All[index](m.Owner.Query(ctx, selectIndexes))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(found))
	for i, x := range found {
		names[i] = x.Name
	}
	_, err = m.Owner.Exec(ctx, `DROP INDEX `+strings.Join(names, ", "))
	return found, err
}

// putIndexes builds the indexes again, two at once.
func (m *many) putIndexes(ctx context.Context, bare []index) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	var mu sync.Mutex
	done := 0
	for _, x := range bare {
		g.Go(func() error {
			err := m.Owner.Run(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `SET LOCAL maintenance_work_mem = '1GB'; `+x.Def)
				return err
			})
			mu.Lock()
			defer mu.Unlock()
			done++
			m.Progress(StepIndexes, done, len(bare))
			return err
		})
	}
	return g.Wait()
}

// finish brings what is counted and known about the rows up to date.
func (m *many) finish(ctx context.Context) error {
	exec := func(sql string) func() error {
		return func() error { _, err := m.Owner.Exec(ctx, sql); return err }
	}
	refresh := func(what func(context.Context, *db.DB) (int, error)) func() error {
		return func() error { _, err := what(ctx, m.Owner); return err }
	}
	steps := []func() error{
		exec(`VACUUM (ANALYZE) ` + strings.ReplaceAll(loadedTables, "'", "") + `, catalog.offer_purchase, org.body`),
		refresh(catalog.RefreshShares), refresh(catalog.RefreshWords), refresh(catalog.RefreshClassPrices),
		func() error { return insight.Refresh(ctx, m.Owner) },
		exec(`ANALYZE catalog.lexeme_share, catalog.word, catalog.class_price`),
	}
	for i, do := range steps {
		if err := do(); err != nil {
			return err
		}
		m.Progress(StepFigures, i+1, len(steps))
	}
	return m.Owner.Run(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{Action: "demo.many", Object: "demo:1", Detail: map[string]any{"offers": m.Offers, "seed": m.Seed}})
	})
}
