package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	pgxmigrate "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"jangteo.kr/migrations"
)

// MigrationState says how far a database is.
type MigrationState struct {
	Version uint // the last migration applied; 0 before the first
	Latest  uint // the last one this binary knows
	Dirty   bool // a migration failed half-way: a person must look
}

// Current reports that nothing is left to apply. A database that the release after this
// one has migrated is current: this one works on it.
func (s MigrationState) Current() bool { return !s.Dirty && s.Version >= s.Latest }

// MigrateUp applies what is missing, nothing to a database that is ahead of this binary.
// Several processes may call it at once: an advisory lock lets one work and the others
// wait. The dsn's user owns the tables.
func MigrateUp(ctx context.Context, dsn string) error {
	latest, err := latestMigration()
	if err != nil {
		return err
	}
	return withMigrator(ctx, dsn, func(m *migrate.Migrate) error {
		if version, dirty, err := m.Version(); err == nil && !dirty && version > latest {
			return nil
		}
		return m.Up()
	})
}

// MigrateDown takes back the last n migrations, all of them if n is 0.
func MigrateDown(ctx context.Context, dsn string, n int) error {
	return withMigrator(ctx, dsn, func(m *migrate.Migrate) error {
		if n == 0 {
			return m.Down()
		}
		return m.Steps(-n)
	})
}

// MigrateStatus reads how far the database is, as any role that may read it.
func MigrateStatus(ctx context.Context, q Querier) (MigrationState, error) {
	latest, err := latestMigration()
	if err != nil {
		return MigrationState{}, err
	}
	s := MigrationState{Latest: latest}
	var version int64
	err = q.QueryRow(ctx, `select version, dirty from public.schema_migrations`).Scan(&version, &s.Dirty)
	switch {
	case errors.Is(err, pgx.ErrNoRows), isUndefinedTable(err):
		return s, nil
	case err != nil:
		return s, fmt.Errorf("db: migration state: %w", err)
	}
	s.Version = uint(version)
	return s, nil
}

func withMigrator(ctx context.Context, dsn string, fn func(*migrate.Migrate) error) error {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return errors.New("db: the database address cannot be read as a PostgreSQL URL or keyword/value string")
	}
	cfg.RuntimeParams["application_name"] = "jangteo migrate"
	cfg.RuntimeParams["timezone"] = "UTC"
	// The applying role may have a default search path of its own; the migrations name
	// every schema.
	cfg.RuntimeParams["search_path"] = "public"
	conn := stdlib.OpenDB(*cfg)
	defer conn.Close()
	if err := conn.PingContext(ctx); err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	driver, err := pgxmigrate.WithInstance(conn, &pgxmigrate.Config{SchemaName: "public"})
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	files, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	m, err := migrate.NewWithInstance("embedded", files, "pgx5", driver)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	defer m.Close()
	if err := fn(m); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("db: migrate: %w", err)
	}
	// The pool's role reads the version for the readiness check.
	if _, err := conn.ExecContext(ctx, `grant select on public.schema_migrations to `+AppRole); err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

// latestMigration is the highest number among the embedded files.
func latestMigration() (uint, error) {
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.New("db: no migrations are embedded")
	}
	num, _, _ := strings.Cut(slices.Max(names), "_")
	v, err := strconv.ParseUint(num, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("db: migration file %s: %w", slices.Max(names), err)
	}
	return uint(v), nil
}
