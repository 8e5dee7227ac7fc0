package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"jangteo.kr/internal/db"
)

const (
	finishRequests = 20 * time.Second // how long requests in progress may take at the end
	finishJobs     = 20 * time.Second
)

type serveCmd struct{}

// Run serves until a signal comes, then ends in the order of dependence: requests,
// jobs, connections, database.
func (serveCmd) Run(ctx context.Context, p *program) (err error) {
	// The address first: a taken port is the commonest mistake and costs nothing to find.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", p.cfg.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another with JANGTEO_ADDR", p.cfg.Addr, err)
	}
	defer listener.Close()

	base, err := p.openDatabase(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, base.close()) }()
	if err := prepare(ctx, base.dsn); err != nil {
		return err
	}
	d, err := db.Open(ctx, base.dsn, db.Options{Log: p.log})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := p.refuseDemoAccounts(ctx, d); err != nil {
		return err
	}
	a, err := wire(p, d)
	if err != nil {
		return err
	}
	if err := a.loadClasses(ctx); err != nil {
		return err
	}
	if err := p.loadDemoOnce(ctx, a); err != nil {
		return err
	}
	// Jobs outlive the signal: they are stopped after the requests that enqueue them.
	if err := a.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopJobs(ctx, a)) }()
	defer a.countSearches(ctx)()
	return p.serveHTTP(ctx, listener, p.handler(a, d), base.exited())
}

// handler puts the health checks beside the site.
func (p *program) handler(a *app, d *db.DB) http.Handler {
	mux := http.NewServeMux()
	h := health{db: d, dataDir: p.cfg.DataDir, jobs: a.jobs, log: p.log}
	mux.HandleFunc("GET /healthz", h.alive)
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("/", a.site.Handler())
	return mux
}

func (p *program) serveHTTP(ctx context.Context, l net.Listener, h http.Handler, databaseGone <-chan struct{}) error {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second, // an upload over a slow line
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	p.welcome()
	var cause error
	select {
	case err := <-failed:
		return err
	case <-databaseGone:
		cause = errors.New("the database ended by itself; see postgres.log in the data directory")
	case <-ctx.Done():
		p.log.Info("stopping")
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishRequests)
	defer cancel()
	if err := s.Shutdown(end); err != nil {
		_ = s.Close() // whoever is still connected took too long
	}
	return cause
}

// welcome says where to go and, in demo mode, who to be.
func (p *program) welcome() {
	p.log.Info("serving", "addr", p.cfg.Addr, "site", p.cfg.BaseURL, "mode", p.cfg.Mode, "version", version)
	fmt.Fprintf(p.out, "\n  Jangteo is open: %s\n", p.cfg.BaseURL)
	if p.cfg.Demo() {
		fmt.Fprintf(p.out, "  Choose who to be: %s/sign-in (every demo person signs in with one click)\n", p.cfg.BaseURL)
		fmt.Fprintf(p.out, "  Mails appear at %s/dev/mail. Data is kept in %s.\n", p.cfg.BaseURL, p.cfg.DataDir)
	}
	fmt.Fprintln(p.out, "  Ctrl-C stops the site and its database.")
	fmt.Fprintln(p.out)
}

func stopJobs(ctx context.Context, a *app) error {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishJobs)
	defer cancel()
	return a.jobs.Stop(end)
}

type workerCmd struct{}

// Run works on jobs until a signal comes.
func (workerCmd) Run(ctx context.Context, p *program) error {
	return p.withDatabase(ctx, func(d *db.DB) error {
		a, err := wire(p, d)
		if err != nil {
			return err
		}
		if err := a.jobs.Start(context.WithoutCancel(ctx)); err != nil {
			return err
		}
		p.log.Info("working", "workers", p.cfg.Workers, "version", version)
		<-ctx.Done()
		return stopJobs(ctx, a)
	})
}
