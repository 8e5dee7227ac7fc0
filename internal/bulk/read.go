package bulk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// Line is a batch in its supplier's list.
type Line struct {
	Batch
	ClassKo string `db:"class_ko"`
	ClassEn string `db:"class_en"`
	Person  string `db:"person"`
}

const selectLines = `
SELECT ` + batchColumns + `, c.name_ko AS class_ko, c.name_en AS class_en, p.name AS person
  FROM bulk.batch b JOIN catalog.class c ON c.code = b.class_code JOIN org.person p ON p.id = b.person_id`

const selectBatches = selectLines + ` WHERE b.supplier_id = @supplier ORDER BY b.id DESC LIMIT @limit OFFSET @offset`

const countBatches = `SELECT count(*)::int FROM bulk.batch b WHERE b.supplier_id = @supplier`

// mayRead is nil for the people of a supplier, admitted or not.
func mayRead(by auth.Actor) error {
	switch {
	case !by.SignedIn():
		return fault.ErrUnauthenticated
	case by.Holds(org.SupplierMember, org.SupplierAdmin):
		return nil
	}
	return fault.ErrForbidden
}

// Batches lists the batches of the actor's supplier, the newest first, with how many
// there are.
func (s *Service) Batches(ctx context.Context, by auth.Actor, limit, offset int) ([]Line, int, error) {
	if err := mayRead(by); err != nil {
		return nil, 0, err
	}
	args := pgx.NamedArgs{"supplier": by.BodyID, "limit": limit, "offset": offset}
	lines, err := db.All[Line](s.db.Query(ctx, selectBatches, args))
	if err != nil {
		return nil, 0, err
	}
	n, err := db.Value[int](s.db.Query(ctx, countBatches, args))
	return lines, n, err
}

// Count is how many rows do one thing and stand in one state.
type Count struct {
	Act   string `db:"act"`
	State string `db:"state"`
	N     int    `db:"n"`
}

// Wrong is one thing that is wrong in rows of one column.
type Wrong struct {
	Field string  `db:"field"`
	Code  string  `db:"code"`
	N     int     `db:"n"`
	First int     `db:"first"` // the first row of them
	Why   Problem `db:"why"`   // in that row
}

// View is everything about a batch that its page shows.
type View struct {
	Line
	Columns []Column // of the class
	Skipped []string // headings that mean nothing here
	Counts  []Count
	Wrongs  []Wrong
	History []audit.Entry
	layout  layout
}

// Title says which item a row is about, as far as the row does.
func (v View) Title(r Row) string {
	if s := strings.TrimSpace(v.layout.value(r.Cells, maker) + " " + v.layout.value(r.Cells, model)); s != "" {
		return s
	}
	return v.layout.value(r.Cells, itemNumber)
}

// N is how many rows do act ("": anything) and stand in state.
func (v View) N(act, state string) int {
	n := 0
	for _, c := range v.Counts {
		if (act == "" || c.Act == act) && c.State == state {
			n += c.N
		}
	}
	return n
}

const selectCounts = `SELECT r.act, r.state, count(*)::int AS n FROM bulk.row r WHERE r.batch_id = @id GROUP BY r.act, r.state`

const selectWrongs = `
SELECT e->>'field' AS field, e->'why'->>'code' AS code, count(*)::int AS n, min(r.no) AS first,
       (array_agg(e->'why' ORDER BY r.no))[1] AS why
  FROM bulk.row r, jsonb_array_elements(r.errors) e
 WHERE r.batch_id = @id AND r.state IN ('faulty', 'refused')
 GROUP BY 1, 2 ORDER BY count(*) DESC, min(r.no), 1`

// View reads a batch for its supplier; another's is not found.
func (s *Service) View(ctx context.Context, by auth.Actor, id int64) (View, error) {
	var v View
	err := s.own(ctx, by, id, &v.Line)
	if err != nil {
		return v, err
	}
	bench, _, err := s.bench(ctx, s.db, v.Batch)
	if err != nil {
		return v, err
	}
	v.Columns, v.layout = bench.cols, bench.layout
	for _, at := range bench.skip {
		if h := v.Batch.Columns[at]; h != "" && !isErrorsHeading(h) {
			v.Skipped = append(v.Skipped, h)
		}
	}
	args := pgx.NamedArgs{"id": id}
	if v.Counts, err = db.All[Count](s.db.Query(ctx, selectCounts, args)); err != nil {
		return v, err
	}
	if v.Wrongs, err = db.All[Wrong](s.db.Query(ctx, selectWrongs, args)); err != nil {
		return v, err
	}
	v.History, err = audit.History(ctx, s.db, audit.Ref("batch", id))
	return v, err
}

// own reads a batch of the actor's supplier.
func (s *Service) own(ctx context.Context, by auth.Actor, id int64, to *Line) error {
	if err := mayRead(by); err != nil {
		return err
	}
	line, err := db.One[Line](s.db.Query(ctx, selectLines+` WHERE b.id = @id`, pgx.NamedArgs{"id": id}))
	if err == nil && line.SupplierID != by.BodyID {
		err = fault.ErrNotFound
	}
	if err == nil {
		*to = line
	}
	return err
}

// Row is a row as its batch's page shows it.
type Row struct {
	No      int             `db:"no"`
	Cells   []string        `db:"cells"`
	Raw     json.RawMessage `db:"errors"`
	Faults  []Fault         `db:"-"`
	State   string          `db:"state"`
	Act     string          `db:"act"`
	OfferID *int64          `db:"offer_id"`
}

// Filter chooses rows of a batch.
type Filter struct {
	States []string
	Field  string // with something wrong at it; "": any
	Code   string // of what is wrong; "": any
}

const rowsWhere = `
 WHERE r.batch_id = @id AND (@all OR r.state = ANY(@states))
   AND (@field = '' OR r.errors @> jsonb_build_array(jsonb_build_object('field', @field::text)))
   AND (@code = '' OR r.errors @> jsonb_build_array(jsonb_build_object('field', @field::text, 'why', jsonb_build_object('code', @code::text))))`

const selectRows = `SELECT r.no, r.cells, r.errors, r.state, r.act, r.offer_id FROM bulk.row r` + rowsWhere + ` AND r.no > @after ORDER BY r.no LIMIT @limit OFFSET @offset`

const countRows = `SELECT count(*)::int FROM bulk.row r` + rowsWhere

// Rows lists rows of a batch in the order of the file, with how many there are.
func (s *Service) Rows(ctx context.Context, by auth.Actor, id int64, f Filter, limit, offset int) ([]Row, int, error) {
	var line Line
	if err := s.own(ctx, by, id, &line); err != nil {
		return nil, 0, err
	}
	args := pgx.NamedArgs{
		"id": id, "all": len(f.States) == 0, "states": f.States, "field": f.Field, "code": f.Code, "after": 0, "limit": limit, "offset": offset,
	}
	rows, err := s.rows(ctx, args)
	if err != nil {
		return nil, 0, err
	}
	n, err := db.Value[int](s.db.Query(ctx, countRows, args))
	return rows, n, err
}

func (s *Service) rows(ctx context.Context, args pgx.NamedArgs) ([]Row, error) {
	rows, err := db.All[Row](s.db.Query(ctx, selectRows, args))
	for i := range rows {
		if err == nil {
			err = json.Unmarshal(rows[i].Raw, &rows[i].Faults)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: rows: %w", err)
	}
	return rows, nil
}

// Classes lists the detail classes that files can be for.
func (s *Service) Classes(ctx context.Context) ([]catalog.Class, error) {
	return catalog.DetailClasses(ctx, s.db)
}

// Progress reads how far the work on a batch has come.
func (s *Service) Progress(ctx context.Context, by auth.Actor, id int64) (Batch, error) {
	var line Line
	err := s.own(ctx, by, id, &line)
	return line.Batch, err
}
