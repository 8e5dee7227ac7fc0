package db

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
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
// lock or statement timeout, a full server and a lost one give Unavailable, text that no
// column can hold is Invalid. Everything else, faults included, passes unchanged. Run and
// the readers of rows apply it to whatever they return.
func Fault(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		if lost(err) {
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
	case "57P01", "57P02", "57P03": // shutting down, starting up
		return fault.New(fault.Unavailable, "database_away").Because(err)
	case "22021", "22P05": // bytes that are no text, NUL among them
		return fault.Bad("form_unreadable").Because(err)
	}
	if strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "08") { // no disk, memory or connection left; the line broke
		return fault.New(fault.Unavailable, "database_away").Because(err)
	}
	return err
}

// lost reports whether the line to the server broke or could not be made. What the
// caller itself gave up is not the server's loss.
func lost(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
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
