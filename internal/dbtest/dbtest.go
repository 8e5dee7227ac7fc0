// Package dbtest gives a test its own PostgreSQL database in some tens of
// milliseconds: a clone of a template that was migrated once. Tests talk to a real
// server, never to a stand-in. It is imported by tests only.
//
// The server is private: the first test process of a machine and user starts it
// without fsync in the temporary directory, all test processes share it, and it stops
// and deletes itself when none has used it for a while. JANGTEO_TEST_DATABASE_URL
// names another server to use, whose user may create roles and databases.
package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"jangteo.kr/internal/db"
	"jangteo.kr/migrations"
)

// New gives the test a database of its own, migrated and empty, as the application's
// role sees it. It is dropped when the test ends.
func New(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, DSN(t))
}

// DSN makes a database for the test and gives its owner's address, for tests that
// start the program itself or look at what the application may not.
func DSN(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	name, err := s.clone(t.Context(), "t")
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(context.Background(), name); err != nil {
			t.Errorf("dbtest: drop %s: %v", name, err)
		}
	})
	return withDatabase(s.owner, name)
}

// Open opens a pool on dsn as the application's role and closes it when the test ends.
func Open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, db.Options{Name: "test", MaxConns: 20})
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(d.Close)
	return d
}

// Tx begins a transaction that is rolled back when the test ends, on a database that
// the test's process shares. It is the cheapest way, for whatever needs no second
// connection.
func Tx(t testing.TB) *db.Tx {
	t.Helper()
	d, err := sharedDB()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	tx, err := d.Begin(t.Context())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}

// server is where databases are cloned: admin may create them, owner owns them.
type server struct {
	admin, owner string
	ownedBy      string // the clause that names the owner; none where whoever connects is to own
	template     string
	private      bool
}

var shared = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	s, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.buildTemplate(ctx); err != nil {
		return nil, err
	}
	if s.private {
		err = s.sweep(ctx)
	}
	return s, err
})

var sharedDB = sync.OnceValues(func() (*db.DB, error) {
	s, err := shared()
	if err != nil {
		return nil, err
	}
	// Not a test's context: the database outlives the test that asked first. The next
	// test process sweeps it away.
	name, err := s.clone(context.Background(), "p")
	if err != nil {
		return nil, err
	}
	return db.Open(context.Background(), withDatabase(s.owner, name), db.Options{Name: "test", MaxConns: 20})
})

func connect(ctx context.Context) (*server, error) {
	if dsn := os.Getenv("JANGTEO_TEST_DATABASE_URL"); dsn != "" {
		if err := db.Setup(ctx, dsn); err != nil {
			return nil, err
		}
		return &server{admin: dsn, owner: dsn, ownedBy: ""}, nil
	}
	admin, owner, err := privateServer(ctx)
	if err != nil {
		return nil, err
	}
	return &server{admin: admin, owner: owner, ownedBy: " owner " + db.OwnerRole, private: true}, nil
}

// buildTemplate migrates the template once per set of migrations; the other processes
// wait for the one that does.
func (s *server) buildTemplate(ctx context.Context) error {
	sum, err := migrationsHash()
	if err != nil {
		return err
	}
	s.template = "tmpl_" + sum
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	const lock = 7_267_801 // any number that nothing else locks
	if _, err := conn.Exec(ctx, `select pg_advisory_lock($1)`, lock); err != nil {
		return err
	}
	var exists bool
	if err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, s.template).Scan(&exists); err != nil || exists {
		return err
	}
	building := s.template + "_building"
	for _, sql := range []string{
		`drop database if exists ` + building + ` with (force)`,
		`create database ` + building + s.ownedBy + ` template template0 encoding 'UTF8'`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := db.MigrateUp(ctx, withDatabase(s.owner, building)); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `alter database `+building+` rename to `+s.template)
	return err
}

func migrationsHash() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(h, "%s %d\n", path, len(b))
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}

func (s *server) clone(ctx context.Context, prefix string) (string, error) {
	name := fmt.Sprintf("%s%d_%s", prefix, os.Getpid(), strings.ToLower(rand.Text()[:10]))
	sql := `create database ` + name + s.ownedBy + ` template ` + s.template + ` strategy file_copy`
	for attempt := 0; ; attempt++ {
		err := s.exec(ctx, sql)
		var pg *pgconn.PgError
		// 55006: somebody, such as autovacuum, is connected to the template just now.
		if !errors.As(err, &pg) || pg.Code != "55006" || attempt == 20 {
			return name, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *server) drop(ctx context.Context, name string) error {
	return s.exec(ctx, `drop database if exists `+name+` with (force)`)
}

func (s *server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, sql)
	return err
}

// sweep drops the databases of test processes that are gone.
func (s *server) sweep(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.admin)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `select datname from pg_database where datname ~ '^[pt][0-9]+_'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		digits, _, _ := strings.Cut(name[1:], "_")
		pid, err := strconv.Atoi(digits)
		if err != nil || syscall.Kill(pid, 0) == nil {
			continue
		}
		// Another process may sweep the same name at this moment.
		if _, err := conn.Exec(ctx, `drop database if exists `+name+` with (force)`); err != nil {
			continue
		}
	}
	return nil
}

func withDatabase(dsn, name string) string {
	if u, err := url.Parse(dsn); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		u.Path = "/" + name
		return u.String()
	}
	return dsn + " dbname=" + name
}
