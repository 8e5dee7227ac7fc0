package dbtest_test

import (
	"testing"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
)

func TestNew_isMigratedAndRestricted(t *testing.T) {
	d := dbtest.New(t)
	s, err := db.MigrateStatus(t.Context(), d)
	if err != nil || !s.Current() {
		t.Fatalf("state %+v, %v", s, err)
	}
	role, err := db.Value[string](d.Query(t.Context(), `select current_user::text`))
	if err != nil || role != db.AppRole {
		t.Fatalf("acts as %q, %v", role, err)
	}
	if _, err := d.Exec(t.Context(), `create table public.x ()`); err == nil {
		t.Fatal("the application's role may create tables")
	}
}

func TestTx_leavesNothing(t *testing.T) {
	const insert = `insert into job.river_queue (name, updated_at) values ('left over', now())`
	t.Run("write", func(t *testing.T) {
		if _, err := dbtest.Tx(t).Exec(t.Context(), insert); err != nil {
			t.Fatal(err)
		}
	})
	n, err := db.Value[int](dbtest.Tx(t).Query(t.Context(), `select count(*)::int from job.river_queue`))
	if err != nil || n != 0 {
		t.Fatalf("%d rows left, %v", n, err)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		dbtest.New(b)
	}
}
