package bulk

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/sheet"
)

// written are the tables that a run writes to, in the order in which they refer to
// each other.
var written = []string{"catalog.item", "catalog.offer", "catalog.offer_version", "bulk.batch", "bulk.row", "audit.event"}

// ready is a database with classes and one supplier.
func ready(b *testing.B) (*db.DB, int64, int64) {
	b.Helper()
	d := dbtest.New(b)
	var body, person int64
	for _, err := range []error{
		catalog.LoadClasses(b.Context(), d),
		d.QueryRow(b.Context(), `INSERT INTO org.body (kind, state, name_ko, bizno) VALUES ('supplier', 'admitted', '한빛전자', '1018200008') RETURNING id`).Scan(&body),
		d.QueryRow(b.Context(), `INSERT INTO org.person (email, name) VALUES ('p@example.kr', '사람') RETURNING id`).Scan(&person),
	} {
		if err != nil {
			b.Fatal(err)
		}
	}
	if _, err := d.Exec(b.Context(), `INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, '{supplier_admin}')`, person, body); err != nil {
		b.Fatal(err)
	}
	return d, body, person
}

// BenchmarkBulk takes a file of as many rows as one may have from the upload to its
// drafts, and then copies what was written into the same tables of another database:
// the rows a second of both, and how many times as long a row takes that is read,
// judged twice, recorded and can be taken back.
func BenchmarkBulk(b *testing.B) {
	file := heading + rows("A", sheet.MaxRows)
	for b.Loop() {
		d, body, person := ready(b)
		files, err := blob.New(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		people := auth.New(d, "http://localhost", true)
		s := New(d, files, market.New(d), people)
		by, err := people.Load(b.Context(), person, body)
		if err != nil {
			b.Fatal(err)
		}
		batch, err := s.Upload(b.Context(), by.Actor, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, Content: strings.NewReader(file)})
		if err != nil {
			b.Fatal(err)
		}
		check := timed(b, func(ctx context.Context) error { return s.Check(ctx, CheckJob(jobOf(by.Actor, batch))) })
		if batch, err = s.Start(b.Context(), by.Actor, batch.ID, 2, false); err != nil {
			b.Fatal(err)
		}
		run := timed(b, func(ctx context.Context) error {
			for {
				if err := s.Run(ctx, RunJob(jobOf(by.Actor, batch))); err != nil {
					return err
				}
				state, err := db.Value[State](d.Query(ctx, `SELECT state FROM bulk.batch`))
				if err != nil || state == Done {
					return err
				}
			}
		})
		raw := copied(b, d)
		b.ReportMetric(sheet.MaxRows/check.Seconds(), "checked/s")
		b.ReportMetric(sheet.MaxRows/run.Seconds(), "made/s")
		b.ReportMetric(sheet.MaxRows/(check+run).Seconds(), "rows/s")
		b.ReportMetric(sheet.MaxRows/raw.Seconds(), "COPY-rows/s")
		b.ReportMetric((check+run).Seconds()/raw.Seconds(), "×COPY")
	}
}

func timed(b *testing.B, do func(ctx context.Context) error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := do(b.Context()); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// copied copies what was written into the same tables of another database.
func copied(b *testing.B, from *db.DB) time.Duration {
	b.Helper()
	to, _, _ := ready(b)
	source, err := from.Pool().Acquire(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer source.Release()
	target, err := to.Pool().Acquire(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer target.Release()
	content := make([]bytes.Buffer, len(written))
	for i, table := range written {
		if _, err := source.Conn().PgConn().CopyTo(b.Context(), &content[i], `COPY `+table+` TO STDOUT (FORMAT binary)`); err != nil {
			b.Fatal(err)
		}
	}
	return timed(b, func(ctx context.Context) error {
		if _, err := target.Exec(ctx, `BEGIN`); err != nil {
			return err
		}
		for i, table := range written {
			if _, err := target.Conn().PgConn().CopyFrom(ctx, &content[i], `COPY `+table+` FROM STDIN (FORMAT binary)`); err != nil {
				return err
			}
		}
		_, err := target.Exec(ctx, `COMMIT`)
		return err
	})
}
