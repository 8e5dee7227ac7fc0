package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/config"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/mail"
)

func TestRun_wrongSettingsAreOneLineEachAndExitTwo(t *testing.T) {
	var out, errOut bytes.Buffer
	code := run([]string{"serve"}, []string{"JANGTEO_MODE=prod", "JANGTEO_ADDR=8080"}, &out, &errOut)
	lines := strings.Split(strings.TrimSpace(errOut.String()), "\n")
	if code != exitUsage || len(lines) != 2 {
		t.Errorf("exit %d: %q", code, lines)
	}
}

func TestRun_versionNeedsNoSettings(t *testing.T) {
	var out bytes.Buffer
	if code := run([]string{"version"}, []string{"JANGTEO_MODE=prod"}, &out, io.Discard); code != 0 || out.String() != "jangteo development\n" {
		t.Errorf("exit %d: %q", code, out.String())
	}
}

func TestRun_demoRefusesProduction(t *testing.T) {
	var errOut bytes.Buffer
	code := run([]string{"demo"}, []string{
		"JANGTEO_MODE=production", "JANGTEO_BASE_URL=https://x.example", "JANGTEO_SMTP_URL=smtp://x", "JANGTEO_MAIL_FROM=a@x.example",
		"JANGTEO_DATA_DIR=" + t.TempDir(),
	}, io.Discard, &errOut)
	if code != exitFailed || !strings.Contains(errOut.String(), "production") {
		t.Errorf("exit %d: %q", code, errOut.String())
	}
}

func testProgram(t *testing.T, out io.Writer, environ ...string) *program {
	t.Helper()
	cfg, err := config.Load(environ)
	if err != nil {
		t.Fatal(err)
	}
	return &program{cfg: cfg, log: slog.New(slog.DiscardHandler), out: out}
}

func TestServe_refusesATakenPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := testProgram(t, io.Discard, "JANGTEO_ADDR="+l.Addr().String(), "JANGTEO_DATA_DIR="+t.TempDir())
	if err := (serveCmd{}).Run(t.Context(), p); err == nil || !strings.Contains(err.Error(), "JANGTEO_ADDR") {
		t.Fatalf("got %v", err)
	}
}

// slowSite answers when it is told to, so that a request is in progress at the end.
func TestServeHTTP_finishesRequestsInProgress(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inside, finish := make(chan struct{}), make(chan struct{})
	site := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(inside)
		<-finish
		_, _ = io.WriteString(w, "done")
	})
	ctx, cancel := context.WithCancel(t.Context())
	p := testProgram(t, io.Discard)
	served := make(chan error, 1)
	go func() { served <- p.serveHTTP(ctx, l, site, nil) }()
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		answer <- string(b)
	}()
	<-inside
	cancel()
	close(finish)
	if got := <-answer; got != "done" {
		t.Errorf("the request in progress got %q", got)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestServeHTTP_endsWhenTheDatabaseDoes(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	close(gone)
	p := testProgram(t, io.Discard)
	if err := p.serveHTTP(t.Context(), l, http.NotFoundHandler(), gone); err == nil {
		t.Error("went on without a database")
	}
}

func TestReady_saysWhatFails(t *testing.T) {
	dsn := dbtest.DSN(t)
	d := dbtest.Open(t, dsn)
	runner := job.New(d, job.Options{})
	job.Handle(runner, func(context.Context, mail.Send) error { return nil })
	h := health{db: d, dataDir: t.TempDir(), jobs: runner, log: slog.New(slog.DiscardHandler)}

	w := ask(h)
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || state(t, w)["workers"] != "failed" {
		t.Errorf("without workers: %d %s", w.Code, w.Body)
	}
	if err := runner.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if w := ask(h); w.Code != http.StatusOK {
		t.Errorf("all well: %d %s", w.Code, w.Body)
	}
	stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := runner.Stop(stop); err != nil {
		t.Fatal(err)
	}
	if err := db.MigrateDown(t.Context(), dsn, 1); err != nil {
		t.Fatal(err)
	}
	if got := state(t, ask(h)); got["migrations"] != "failed" || got["database"] != "ok" {
		t.Errorf("an old schema: %v", got)
	}
	d.Close()
	if got := state(t, ask(h)); got["database"] != "failed" {
		t.Errorf("no database: %v", got)
	}
}

func ask(h health) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ready(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	return w
}

func state(t *testing.T, w *httptest.ResponseRecorder) map[string]string {
	t.Helper()
	m := map[string]string{}
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWipe_onlyInDemoMode(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "blob", "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := testProgram(t, io.Discard, "JANGTEO_DATA_DIR="+dir)
	p.cfg.Mode = config.Production
	if err := p.wipe(t.Context()); err == nil {
		t.Fatal("wiped a production copy")
	}
	p.cfg.Mode = config.Demo
	if err := p.wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "blob")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("files are still there: %v", err)
	}
}
