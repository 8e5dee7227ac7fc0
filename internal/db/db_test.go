package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
)

var errTaken = fault.New(fault.Conflict, "name_taken")

var _ = db.Constraints(map[string]*fault.Error{"dbtest_name_key": errTaken, "dbtest_late": errTaken})

// withTable makes a table that the application's role may write.
func withTable(t *testing.T) *db.DB {
	t.Helper()
	dsn := dbtest.DSN(t)
	owner, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.Background())
	_, err = owner.Exec(t.Context(), `
		create schema x;
		create table x.thing (id int primary key, name text not null constraint dbtest_name_key unique, n int not null default 0);
		create table x.late (id int constraint dbtest_late unique deferrable initially deferred);
		insert into x.thing (id, name) values (1, 'one'), (2, 'two');
		grant usage on schema x to jangteo_app;
		grant all on all tables in schema x to jangteo_app`)
	if err != nil {
		t.Fatal(err)
	}
	return dbtest.Open(t, dsn)
}

func TestRun_commitsOrLeavesNothing(t *testing.T) {
	d := withTable(t)
	boom := errors.New("boom")
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `update x.thing set n = 7`); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = d.Run(t.Context(), func(tx *db.Tx) error {
			_, _ = tx.Exec(t.Context(), `update x.thing set n = 7`)
			panic("boom")
		})
	}()
	if n := sum(t, d); n != 0 {
		t.Fatalf("left %d behind", n)
	}
	err = d.Run(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `update x.thing set n = 1`)
		return err
	})
	if n := sum(t, d); err != nil || n != 2 {
		t.Fatalf("sum %d, %v", n, err)
	}
}

func sum(t *testing.T, q db.Querier) int {
	t.Helper()
	n, err := db.Value[int](q.Query(t.Context(), `select sum(n)::int from x.thing`))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRun_nowIsTheTransactionsTimeAndCostsNoTrip(t *testing.T) {
	d := withTable(t)
	ctx, trips := db.CountTrips(t.Context())
	err := d.Run(ctx, func(tx *db.Tx) error {
		var now time.Time
		if err := tx.QueryRow(ctx, `select now()`).Scan(&now); err != nil {
			return err
		}
		if !now.Equal(tx.Now) || tx.Now.Location() != time.UTC {
			t.Errorf("Now %v, server %v", tx.Now, now)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// begin, prepare, select, commit
	if trips.N() != 4 {
		t.Errorf("%d trips: %q", trips.N(), trips.SQL())
	}
}

func TestRun_retriesDeadlock(t *testing.T) {
	d := withTable(t)
	var tries [2]int
	var wg sync.WaitGroup
	meet := make(chan struct{}, 2)
	both := sync.OnceFunc(func() { <-meet; <-meet })
	for i, order := range [][2]int{{1, 2}, {2, 1}} {
		wg.Go(func() {
			err := d.Run(t.Context(), func(tx *db.Tx) error {
				tries[i]++
				for step, id := range order {
					if _, err := tx.Exec(t.Context(), `update x.thing set n = n + 1 where id = $1`, id); err != nil {
						return err
					}
					if step == 0 && tries[i] == 1 {
						meet <- struct{}{}
						both()
					}
				}
				return nil
			})
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if n := sum(t, d); n != 4 || tries[0]+tries[1] != 3 {
		t.Fatalf("sum %d after %v tries", n, tries)
	}
}

func TestRun_givesUpAfterFourRetries(t *testing.T) {
	d := withTable(t)
	tries := 0
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		tries++
		_, err := tx.Exec(t.Context(), `do $$ begin raise serialization_failure; end $$`)
		return err
	})
	if !fault.Of(err, fault.Unavailable) || tries != 5 {
		t.Fatalf("%d tries, %v", tries, err)
	}
}

func TestFault_mapsConstraintNames(t *testing.T) {
	d := withTable(t)
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into x.thing (id, name) values (3, 'one')`)
		return err
	})
	if !errors.Is(err, errTaken) {
		t.Errorf("unique: %v", err)
	}
	err = d.Run(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into x.late values (1), (1)`)
		return err
	})
	if !errors.Is(err, errTaken) {
		t.Errorf("deferred, at commit: %v", err)
	}
	_, err = d.Exec(t.Context(), `insert into x.thing (id, name) values (1, 'three')`)
	if got := db.Fault(err); fault.Of(got, fault.Conflict) || db.ConstraintOf(got) != "thing_pkey" {
		t.Errorf("an unregistered name became %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a second registration was accepted")
		}
	}()
	db.Constraints(map[string]*fault.Error{"dbtest_late": errTaken})
}

func TestFault_lockTimeoutIsUnavailable(t *testing.T) {
	d := withTable(t)
	holder, err := d.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback(context.Background()) }()
	if _, err := holder.Exec(t.Context(), `select from x.thing where id = 1 for update`); err != nil {
		t.Fatal(err)
	}
	err = d.Run(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `select from x.thing where id = 1 for update nowait`)
		return err
	})
	if !fault.Of(err, fault.Unavailable) {
		t.Fatalf("got %v", err)
	}
}

func TestRunReadOnly_seesOneSnapshotAndCannotWrite(t *testing.T) {
	d := withTable(t)
	err := d.RunReadOnly(t.Context(), func(tx *db.Tx) error {
		before := sum(t, tx)
		if _, err := d.Exec(t.Context(), `update x.thing set n = n + 1`); err != nil {
			return err
		}
		if after := sum(t, tx); after != before {
			t.Errorf("saw %d, then %d", before, after)
		}
		_, err := tx.Exec(t.Context(), `update x.thing set n = 0`)
		return err
	})
	if err == nil {
		t.Fatal("a read-only transaction wrote")
	}
}

func TestTx_savepointIsUndoneAlone(t *testing.T) {
	d := withTable(t)
	err := d.Run(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `update x.thing set n = 1 where id = 1`); err != nil {
			return err
		}
		sp, err := tx.Begin(t.Context())
		if err != nil {
			return err
		}
		if _, err := sp.Exec(t.Context(), `insert into x.thing (id, name) values (1, 'again')`); err == nil {
			t.Error("a duplicate key was accepted")
		}
		return sp.Rollback(t.Context())
	})
	if n := sum(t, d); err != nil || n != 1 {
		t.Fatalf("sum %d, %v", n, err)
	}
}

func TestOne_absentIsNotFound(t *testing.T) {
	type thing struct {
		ID   int
		Name string
	}
	d := withTable(t)
	got, err := db.One[thing](d.Query(t.Context(), `select id, name from x.thing where id = @id`, pgx.NamedArgs{"id": 2}))
	if err != nil || got.Name != "two" {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = db.One[thing](d.Query(t.Context(), `select id, name from x.thing where id = 9`))
	if !errors.Is(err, fault.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	all, err := db.All[thing](d.Query(t.Context(), `select id, name from x.thing order by id`))
	if err != nil || len(all) != 2 {
		t.Fatalf("%v, %v", all, err)
	}
}

func TestCountTrips_aBatchIsOneTrip(t *testing.T) {
	d := withTable(t)
	for round := range 2 {
		ctx, trips := db.CountTrips(t.Context())
		b := &pgx.Batch{}
		b.Queue(`select 1`)
		b.Queue(`select name from x.thing where id = $1`, 1)
		if err := d.SendBatch(ctx, b).Close(); err != nil {
			t.Fatal(err)
		}
		if round == 1 && trips.N() != 1 {
			t.Fatalf("%q", trips.SQL())
		}
	}
}

func TestMigrate_downAndUpAgain(t *testing.T) {
	dsn := dbtest.DSN(t)
	if err := db.MigrateDown(t.Context(), dsn, 0); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	left, err := db.Values[string](conn.Query(t.Context(), `
		select nspname::text from pg_namespace
		where nspname not like 'pg\_%' and nspname not in ('public', 'information_schema')
		union all
		select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'S') and relname <> 'schema_migrations'`))
	if err != nil || len(left) > 0 {
		t.Fatalf("down left %v, %v", left, err)
	}
	if err := db.MigrateUp(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	s, err := db.MigrateStatus(t.Context(), dbtest.Open(t, dsn))
	if err != nil || !s.Current() {
		t.Fatalf("%+v, %v", s, err)
	}
}

func TestMigrateUp_leavesADatabaseThatIsAhead(t *testing.T) {
	dsn := dbtest.DSN(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), `update public.schema_migrations set version = 999999`); err != nil {
		t.Fatal(err)
	}
	if err := db.MigrateUp(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	s, err := db.MigrateStatus(t.Context(), dbtest.Open(t, dsn))
	if err != nil || s.Version != 999999 || !s.Current() {
		t.Fatalf("%+v, %v", s, err)
	}
}
