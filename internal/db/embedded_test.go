package db_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

func start(t *testing.T, dir string) *db.Server {
	t.Helper()
	s, err := db.StartEmbedded(t.Context(), dir, db.EmbeddedOptions{Throwaway: true})
	if err != nil {
		if log, _ := os.ReadFile(filepath.Join(dir, "postgres.log")); len(log) > 0 {
			t.Logf("%s", log)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// openDir is a directory that the server's user can reach, which t.TempDir is not.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "jangteo-embedded-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(db.RemoveEmbedded(dir), os.RemoveAll(dir)); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestStartEmbedded_keepsDataAndRefusesASecond(t *testing.T) {
	dir := openDir(t)
	s := start(t, dir)
	if err := db.Setup(t.Context(), s.DSN()); err != nil {
		t.Fatal(err)
	}
	if err := db.MigrateUp(t.Context(), s.DSN()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.StartEmbedded(t.Context(), dir, db.EmbeddedOptions{}); !errors.Is(err, db.ErrEmbeddedRunning) {
		t.Fatalf("a second start: %v", err)
	}
	if dsn, running := db.AttachEmbedded(dir); !running || dsn != s.DSN() {
		t.Fatalf("attach: %q %v", dsn, running)
	}
	exec(t, s.DSN(), `create table public.kept (); insert into public.kept default values`)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, running := db.AttachEmbedded(dir); running {
		t.Fatal("still said to run")
	}
	again := start(t, dir)
	exec(t, again.DSN(), `select 1 / count(*) from public.kept`)
}

func TestStartEmbedded_isPrivate(t *testing.T) {
	s := start(t, openDir(t))
	exec(t, s.AdminDSN(), `do $$ begin
		if current_setting('listen_addresses') <> '' then raise 'listens on %', current_setting('listen_addresses'); end if;
		if current_setting('data_checksums') <> 'on' then raise 'no checksums'; end if;
		if current_setting('server_encoding') <> 'UTF8' then raise 'not UTF-8'; end if;
	end $$`)
	cfg, err := pgx.ParseConfig(s.DSN())
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(cfg.Host)
	if err != nil || st.Mode().Perm() != 0o700 {
		t.Fatalf("socket directory %v, %v", st.Mode(), err)
	}
	if os.Geteuid() == 0 && st.Sys().(*syscall.Stat_t).Uid == 0 {
		t.Error("the server runs as root")
	}
}

func TestStartEmbedded_survivesAStalePidFile(t *testing.T) {
	dir := openDir(t)
	s := start(t, dir)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	// The number of a living process that is no PostgreSQL: our own.
	pid := filepath.Join(dir, "postgres", "data", "postmaster.pid")
	if err := os.WriteFile(pid, []byte("1\n"+dir+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
}

func TestStartEmbedded_whereTheServersUserCannotGo(t *testing.T) {
	if os.Geteuid() != 0 {
		return // an ordinary user's server runs as that user and goes wherever they go
	}
	dir := openDir(t)
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(closed, "data")
	s := start(t, data)
	if !strings.Contains(s.DSN(), "/var/lib/jangteo/") {
		t.Errorf("lives at %s", s.DSN())
	}
	if err := db.RemoveEmbedded(data); !errors.Is(err, db.ErrEmbeddedRunning) {
		t.Errorf("removed while running: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := db.RemoveEmbedded(data); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(data, "postgres.location")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the pointer is still there: %v", err)
	}
}

func TestSetup_saysWhatAnAdministratorMustRun(t *testing.T) {
	s := start(t, openDir(t))
	exec(t, s.AdminDSN(), `create role weak login`)
	exec(t, s.AdminDSN(), `create database site owner weak`)
	err := db.Setup(t.Context(), strings.Replace(s.DSN(), "user=jangteo_owner dbname=jangteo", "user=weak dbname=site", 1))
	if err == nil || !strings.Contains(err.Error(), `GRANT jangteo_app TO "weak";`) {
		t.Fatalf("got %v", err)
	}
	err = db.Setup(t.Context(), strings.Replace(s.DSN(), "user=jangteo_owner", "user=weak", 1))
	if err == nil || !strings.Contains(err.Error(), `ALTER DATABASE "jangteo" OWNER TO "weak";`) {
		t.Fatalf("got %v", err)
	}
	exec(t, s.AdminDSN(), `grant jangteo_app to weak`)
	if err := db.Setup(t.Context(), strings.Replace(s.DSN(), "user=jangteo_owner dbname=jangteo", "user=weak dbname=site", 1)); err != nil {
		t.Fatal(err)
	}
}

func exec(t *testing.T, dsn, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
