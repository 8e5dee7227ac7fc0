package db

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Setup makes sure that the server knows AppRole and that the dsn's user may act as
// it. Roles belong to the cluster, not to a database, so this is no migration. It may
// be called again at any time. A user who may not create roles gets an error that
// says, in one line, which SQL an administrator has to run.
func Setup(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("db: connect: %w", withoutSecrets(err))
	}
	defer conn.Close(context.WithoutCancel(ctx))

	var user, database string
	var version int
	var mayCreate bool
	err = conn.QueryRow(ctx, `
		select current_user, current_database(), current_setting('server_version_num')::int,
		       has_database_privilege(current_database(), 'create')`).
		Scan(&user, &database, &version, &mayCreate)
	if err != nil {
		return fmt.Errorf("db: set-up: %w", err)
	}
	if version < 150000 {
		return fmt.Errorf("db: PostgreSQL 15 or newer is needed, the server is version %d", version/10000)
	}
	if !mayCreate {
		return fmt.Errorf("db: the user %q may not create schemas; an administrator has to run: ALTER DATABASE %s OWNER TO %s;",
			user, quote(database), quote(user))
	}
	if actsAsApp(ctx, conn) {
		return nil
	}
	if err := grantApp(ctx, conn, user); err != nil {
		return fmt.Errorf("db: the user %q may not create roles; an administrator has to run: CREATE ROLE %s NOLOGIN; GRANT %s TO %s; (%w)",
			user, AppRole, AppRole, quote(user), err)
	}
	return nil
}

func actsAsApp(ctx context.Context, conn *pgx.Conn) bool {
	_, err := conn.Exec(ctx, `set role `+AppRole)
	if err != nil {
		return false
	}
	_, err = conn.Exec(ctx, `reset role`)
	return err == nil
}

func grantApp(ctx context.Context, conn *pgx.Conn, user string) error {
	if err := createRole(ctx, conn, AppRole, "nologin"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `grant `+AppRole+` to `+quote(user)); err != nil {
		return err
	}
	if !actsAsApp(ctx, conn) {
		return errors.New("the role was granted but cannot be taken")
	}
	return nil
}

// createRole makes a role unless it exists; two processes may try at once.
func createRole(ctx context.Context, conn *pgx.Conn, name, attributes string) error {
	_, err := conn.Exec(ctx, `create role `+name+` `+attributes)
	if isCode(err, "42710", "23505") {
		return nil
	}
	return err
}

// createDatabase makes a database unless it exists.
func createDatabase(ctx context.Context, conn *pgx.Conn, name, owner string) error {
	_, err := conn.Exec(ctx, `create database `+quote(name)+` owner `+quote(owner)+` template template0 encoding 'UTF8'`)
	if isCode(err, "42P04", "23505") {
		return nil
	}
	return err
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func isCode(err error, codes ...string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && slices.Contains(codes, pg.Code)
}

func isUndefinedTable(err error) bool { return isCode(err, "42P01") }

// withoutSecrets keeps only the server's answer: pgx's connection errors name the
// user and the database, which may go into a log, never the password.
func withoutSecrets(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg
	}
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) {
		return errors.New("the database address cannot be read as a PostgreSQL URL or keyword/value string")
	}
	return err
}
