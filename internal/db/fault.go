package db

import (
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"jangteo.kr/internal/fault"
)

var (
	constraintsMu sync.RWMutex
	constraints   = map[string]*fault.Error{}
)

// Constraints registers what the violation of a named constraint means. Each module
// does so once, in a package variable next to its SQL:
//
//	var _ = db.Constraints(map[string]*fault.Error{"supplier_bizno_key": ErrAlreadyRegistered})
//
// Names are unique over all schemas; a second registration of a name is a defect and
// panics at start.
func Constraints(m map[string]*fault.Error) struct{} {
	constraintsMu.Lock()
	defer constraintsMu.Unlock()
	for name, f := range m {
		if _, ok := constraints[name]; ok {
			panic("db: constraint " + name + " is registered twice")
		}
		constraints[name] = f
	}
	return struct{}{}
}

// Fault translates an error of the server: a registered constraint gives its fault, a
// lock or statement timeout and a lost server give Unavailable. Everything else,
// faults included, passes unchanged. Run applies it to whatever it returns.
func Fault(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		var connect *pgconn.ConnectError
		if errors.As(err, &connect) {
			return fault.New(fault.Unavailable, "database_away").Because(err)
		}
		return err
	}
	constraintsMu.RLock()
	f := constraints[pg.ConstraintName]
	constraintsMu.RUnlock()
	if f != nil {
		return f.Because(err)
	}
	switch pg.Code {
	case "55P03", "57014", "40001", "40P01": // lock timeout, statement timeout, lost to another
		return fault.New(fault.Unavailable, "busy").Because(err)
	case "57P01", "57P02", "57P03", "53300": // shutting down, starting up, too many connections
		return fault.New(fault.Unavailable, "database_away").Because(err)
	}
	return err
}

// ConstraintOf gives the name of the constraint that err violates, or "".
func ConstraintOf(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}

// NotFound turns pgx.ErrNoRows into fault.ErrNotFound and passes other errors.
func NotFound(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.ErrNotFound.Because(err)
	}
	return err
}
