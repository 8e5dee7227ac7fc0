package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"jangteo.kr/internal/db"
)

// database is the server in use: a configured one, our private one, or the private
// one that another process of ours runs.
type database struct {
	dsn    string
	server *db.Server // nil unless this process runs it
}

// openDatabase finds the database or starts it. Only serve insists on running the
// private server itself; the other commands join the one that serve runs.
func (p *program) openDatabase(ctx context.Context, own bool) (*database, error) {
	if p.cfg.DatabaseURL != "" {
		return &database{dsn: p.cfg.DatabaseURL}, nil
	}
	if !own {
		if dsn, running := db.AttachEmbedded(p.cfg.DataDir); running {
			return &database{dsn: dsn}, nil
		}
	}
	s, err := db.StartEmbedded(ctx, p.cfg.DataDir, db.EmbeddedOptions{})
	if errors.Is(err, db.ErrEmbeddedRunning) {
		return nil, fmt.Errorf("%w; stop it, or set JANGTEO_DATA_DIR and JANGTEO_ADDR for a second copy", err)
	}
	if err != nil {
		return nil, err
	}
	return &database{dsn: s.DSN(), server: s}, nil
}

// close stops the server if it is ours.
func (d *database) close() error {
	if d.server == nil {
		return nil
	}
	return d.server.Stop()
}

// exited is closed when our private server is gone; it never is without one.
func (d *database) exited() <-chan struct{} {
	if d.server == nil {
		return nil
	}
	return d.server.Exited()
}

// withDatabase runs fn on a database whose schema is current.
func (p *program) withDatabase(ctx context.Context, fn func(d *db.DB) error) (err error) {
	base, err := p.openDatabase(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, base.close()) }()
	if err := prepare(ctx, base.dsn); err != nil {
		return err
	}
	d, err := db.Open(ctx, base.dsn, db.Options{Name: "jangteo command", Log: p.log})
	if err != nil {
		return err
	}
	defer d.Close()
	return fn(d)
}

// longStatements is how long one statement of a loading may take, such as the building
// of an index over everything.
const longStatements = time.Hour

// withOwner runs fn with the tables' owner, who may do what the program's role may not.
func (p *program) withOwner(ctx context.Context, fn func(owner *db.DB) error) error {
	return p.withBase(ctx, func(dsn string) error {
		owner, err := db.Open(ctx, dsn, db.Options{Name: "jangteo owner", Role: "none", StatementTimeout: longStatements, LockTimeout: time.Minute, Slow: longStatements, Log: p.log})
		if err != nil {
			return err
		}
		defer owner.Close()
		return fn(owner)
	})
}

// prepare makes the roles and brings the schema up to date.
func prepare(ctx context.Context, dsn string) error {
	if err := db.Setup(ctx, dsn); err != nil {
		return err
	}
	return db.MigrateUp(ctx, dsn)
}

// blobDir is where uploaded files live.
func (p *program) blobDir() string { return filepath.Join(p.cfg.DataDir, "blob") }

// wipe deletes everything a demo copy holds.
func (p *program) wipe(ctx context.Context) error {
	if !p.cfg.Demo() {
		return errors.New("only a copy in demo mode can be reset")
	}
	if p.cfg.DatabaseURL != "" {
		if err := db.Setup(ctx, p.cfg.DatabaseURL); err != nil {
			return err
		}
		if err := db.MigrateDown(ctx, p.cfg.DatabaseURL, 0); err != nil {
			return err
		}
	} else if err := db.RemoveEmbedded(p.cfg.DataDir); err != nil {
		return fmt.Errorf("%w: stop it first", err)
	}
	return os.RemoveAll(p.blobDir())
}

type dsnCmd struct{}

// Run prints the address, for psql and pg_dump.
func (dsnCmd) Run(ctx context.Context, p *program) error {
	dsn := p.cfg.DatabaseURL
	if dsn == "" {
		var running bool
		if dsn, running = db.AttachEmbedded(p.cfg.DataDir); !running {
			return errors.New("the private database runs only while jangteo serve does; start it first")
		}
	}
	_, err := fmt.Fprintln(p.out, dsn)
	return err
}

type migrateCmd struct {
	Up     migrateUpCmd     `cmd:"" help:"Apply what is missing."`
	Down   migrateDownCmd   `cmd:"" help:"Take the last migrations back. Their data is lost."`
	Status migrateStatusCmd `cmd:"" help:"Say how far the schema is."`
}

type (
	migrateUpCmd   struct{}
	migrateDownCmd struct {
		Steps int `default:"1" help:"How many; 0 for all."`
	}
	migrateStatusCmd struct{}
)

// Run applies what is missing.
func (migrateUpCmd) Run(ctx context.Context, p *program) error {
	return p.withBase(ctx, func(dsn string) error { return prepare(ctx, dsn) })
}

// Run takes migrations back.
func (c migrateDownCmd) Run(ctx context.Context, p *program) error {
	return p.withBase(ctx, func(dsn string) error { return db.MigrateDown(ctx, dsn, c.Steps) })
}

// Run says how far the schema is; a schema that is not current is exit code 1.
func (migrateStatusCmd) Run(ctx context.Context, p *program) error {
	return p.withBase(ctx, func(dsn string) error {
		d, err := db.Open(ctx, dsn, db.Options{Name: "jangteo command", Log: p.log})
		if err != nil {
			return err
		}
		defer d.Close()
		s, err := db.MigrateStatus(ctx, d)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(p.out, "version %d of %d\n", s.Version, s.Latest); err != nil {
			return err
		}
		switch {
		case s.Dirty:
			return fmt.Errorf("migration %d failed half-way", s.Version)
		case !s.Current():
			return errors.New("the schema is not current; run jangteo migrate up")
		}
		return nil
	})
}

// withBase runs fn with the owner's address, whatever the schema is.
func (p *program) withBase(ctx context.Context, fn func(dsn string) error) (err error) {
	base, err := p.openDatabase(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, base.close()) }()
	if err := db.Setup(ctx, base.dsn); err != nil {
		return err
	}
	return fn(base.dsn)
}
