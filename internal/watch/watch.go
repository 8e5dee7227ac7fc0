// Package watch owns saved searches: what somebody looks for again and again, and of
// which changes they want to be told. A search belongs to one person; to everybody else
// it does not exist. The package refuses to search by itself (catalog) and to know how a
// notice is shown (notify).
package watch

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Alert says when somebody is told of new and changed offers.
type Alert string

// The alerts. Those by the clock come at 08:00 in Korea.
const (
	None   Alert = "none"
	AtOnce Alert = "at_once" // within minutes
	Daily  Alert = "daily"
	Weekly Alert = "weekly" // on Mondays
)

// Alerts lists the alerts, in the order in which they are offered.
var Alerts = []Alert{AtOnce, Daily, Weekly, None}

// Bounds.
const (
	MaxSearches = 50 // of one person
	MaxName     = 100
	maxQuery    = 2000
)

// Refusals.
var (
	ErrSaved   = fault.New(fault.Conflict, "search_saved")
	ErrTooMany = fault.New(fault.Conflict, "too_many_searches", "max", MaxSearches)
	ErrEmpty   = fault.Bad("search_empty")
	ErrTooLong = fault.Bad("search_too_long")
)

var _ = db.Constraints(map[string]*fault.Error{"search_query_key": ErrSaved})

// Search is a saved search.
type Search struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Name      string    `db:"name"`
	Query     string    `db:"query"` // the address of the search, without its path
	Alert     Alert     `db:"alert"`
	SavedAt   time.Time `db:"saved_at"`
	ToldUntil time.Time `db:"told_until"` // of changes up to here their person was told, if they asked to be
	Version   int       `db:"version"`
}

// Asks is the search that was saved.
func (s Search) Asks() catalog.SearchQuery {
	v, err := url.ParseQuery(s.Query)
	if err != nil {
		return catalog.SearchQuery{} // the database holds what this package wrote
	}
	return catalog.ParseSearch(v)
}

// Service keeps saved searches and tells of what they find.
type Service struct {
	db     *db.DB
	finder Finder
}

// Finder tells which of some offers a search finds; catalog.Reader is one.
type Finder interface {
	Matching(ctx context.Context, q catalog.SearchQuery, among []int64) ([]int64, error)
}

// New makes a Service.
func New(d *db.DB, f Finder) *Service { return &Service{db: d, finder: f} }

// SaveCommand saves a search.
type SaveCommand struct {
	Name  string
	Query catalog.SearchQuery
	Alert Alert
}

// lockPerson lets one save of a person wait for another, so that the limit holds.
const lockPerson = `SELECT pg_advisory_xact_lock(hashtextextended('watch.search', @person))`

const insertSearch = `
INSERT INTO watch.search (person_id, name, query, alert, saved_at, told_until)
SELECT @person, @name, @query, @alert, @at, watch.horizon()
 WHERE (SELECT count(*) FROM watch.search s WHERE s.person_id = @person) < @most
RETURNING ` + columns

const columns = `id, person_id, name, query, alert, saved_at, told_until, version`

// Save keeps a search for its person. It refuses one that asks nothing (ErrEmpty), that
// is saved already (ErrSaved) and more than MaxSearches (ErrTooMany).
func (s *Service) Save(ctx context.Context, by auth.Actor, c SaveCommand) (Search, error) {
	if !by.SignedIn() {
		return Search{}, fault.ErrUnauthenticated
	}
	if err := valid(&c.Name, c.Alert); err != nil {
		return Search{}, err
	}
	if c.Query.Text == "" && !c.Query.Filtered() {
		return Search{}, ErrEmpty
	}
	query := c.Query.Lasting().Address().Encode()
	if len(query) > maxQuery {
		return Search{}, ErrTooLong
	}
	var out Search
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		args := pgx.NamedArgs{"person": by.PersonID, "name": c.Name, "query": query, "alert": c.Alert, "at": tx.Now, "most": MaxSearches}
		if _, err := tx.Exec(ctx, lockPerson, args); err != nil {
			return err
		}
		var err error
		out, err = db.One[Search](tx.Query(ctx, insertSearch, args))
		if fault.Of(err, fault.NotFound) {
			return ErrTooMany
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, by, "saved_search.save", out)
	})
	return out, err
}

// record writes the act without the words: what somebody looks for is not kept for ever.
func record(ctx context.Context, tx *db.Tx, by auth.Actor, action string, s Search) error {
	return audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: action, Object: audit.Ref("saved_search", s.ID), Detail: map[string]any{"alert": s.Alert},
	})
}

func valid(name *string, alert Alert) error {
	*name = strings.TrimSpace(*name)
	var fields []fault.Field
	switch n := len([]rune(*name)); {
	case n == 0:
		fields = append(fields, fault.F("name", "required"))
	case n > MaxName:
		fields = append(fields, fault.F("name", "too_long", "max", MaxName))
	}
	switch alert {
	case None, AtOnce, Daily, Weekly:
	default:
		fields = append(fields, fault.F("alert", "not_a_choice"))
	}
	if len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

const selectMine = `SELECT ` + columns + ` FROM watch.search WHERE person_id = @person ORDER BY saved_at DESC, id DESC`

// Mine lists the person's searches, the latest first.
func (s *Service) Mine(ctx context.Context, by auth.Actor) ([]Search, error) {
	if !by.SignedIn() {
		return nil, fault.ErrUnauthenticated
	}
	return db.All[Search](s.db.Query(ctx, selectMine, pgx.NamedArgs{"person": by.PersonID}))
}

const selectOne = `SELECT ` + columns + ` FROM watch.search WHERE id = @id AND person_id = @person`

// ByID reads one of the person's searches; another person's is not found.
func (s *Service) ByID(ctx context.Context, by auth.Actor, id int64) (Search, error) {
	if !by.SignedIn() {
		return Search{}, fault.ErrUnauthenticated
	}
	return db.One[Search](s.db.Query(ctx, selectOne, pgx.NamedArgs{"id": id, "person": by.PersonID}))
}

// ChangeCommand gives a search another name or alert.
type ChangeCommand struct {
	ID      int64
	Name    string
	Alert   Alert
	Version int
}

// A search that told nothing so far begins to tell now, not of the past.
const updateSearch = `
UPDATE watch.search SET name = @name, alert = @alert, version = version + 1,
       told_until = CASE WHEN alert = 'none' AND @alert <> 'none' THEN greatest(told_until, watch.horizon()) ELSE told_until END
 WHERE id = @id RETURNING ` + columns

// Change carries a ChangeCommand out.
func (s *Service) Change(ctx context.Context, by auth.Actor, c ChangeCommand) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		if err := lock(ctx, tx, by, c.ID, c.Version); err != nil {
			return err
		}
		if err := valid(&c.Name, c.Alert); err != nil {
			return err
		}
		out, err := db.One[Search](tx.Query(ctx, updateSearch, pgx.NamedArgs{"id": c.ID, "name": c.Name, "alert": c.Alert}))
		if err != nil {
			return err
		}
		return record(ctx, tx, by, "saved_search.change", out)
	})
}

// Delete forgets a search.
func (s *Service) Delete(ctx context.Context, by auth.Actor, id int64) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		out, err := db.One[Search](tx.Query(ctx, `DELETE FROM watch.search WHERE id = @id AND person_id = @person RETURNING `+columns,
			pgx.NamedArgs{"id": id, "person": by.PersonID}))
		if err != nil {
			return err
		}
		return record(ctx, tx, by, "saved_search.delete", out)
	})
}

// lock takes a search of the person's own, as it was when its form was shown.
func lock(ctx context.Context, tx *db.Tx, by auth.Actor, id int64, version int) error {
	now, err := db.Value[int](tx.Query(ctx, `SELECT version FROM watch.search WHERE id = @id AND person_id = @person FOR UPDATE`,
		pgx.NamedArgs{"id": id, "person": by.PersonID}))
	if err == nil && now != version {
		return fault.ErrStale
	}
	return err
}
