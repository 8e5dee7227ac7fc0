package db_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
)

// What nobody could keep is the sender's matter, whoever reads or writes it.
func TestFault_bytesThatAreNoTextAreInvalid(t *testing.T) {
	d := dbtest.New(t)
	for _, s := range []string{"a\x00b", "\xff"} {
		if _, err := db.Value[string](d.Query(t.Context(), `select $1::text`, s)); !fault.Of(err, fault.Invalid) {
			t.Errorf("%q read: %v", s, err)
		}
		err := d.Run(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into notify.notice (person_id, kind, object) values (1, $1, '')`, s)
			return err
		})
		if !fault.Of(err, fault.Invalid) {
			t.Errorf("%q written: %v", s, err)
		}
	}
}

func TestFault_aReaderThatTakesTooLongIsUnavailable(t *testing.T) {
	d := dbtest.New(t)
	err := d.RunReadOnly(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `set local statement_timeout = 20`); err != nil {
			return err
		}
		_, err := db.Values[int](tx.Query(t.Context(), `select 1 from pg_sleep(5)`))
		if !fault.Of(err, fault.Unavailable) {
			t.Errorf("the reader itself: %v", err)
		}
		return err
	})
	if !fault.Of(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestFault_aLostLineIsUnavailable(t *testing.T) {
	for _, cause := range []error{
		io.ErrUnexpectedEOF, &net.OpError{Op: "read", Err: io.EOF}, net.ErrClosed,
		&pgconn.PgError{Code: "57P01"}, &pgconn.PgError{Code: "53100"}, &pgconn.PgError{Code: "08006"},
	} {
		if err := db.Fault(fmt.Errorf("query: %w", cause)); !fault.Of(err, fault.Unavailable) {
			t.Errorf("%v became %v", cause, err)
		}
	}
	for _, cause := range []error{context.Canceled, &pgconn.PgError{Code: "42601"}} {
		if _, ok := fault.As(db.Fault(cause)); ok {
			t.Errorf("%v became a fault", cause)
		}
	}
}

// A session that the server ended is a lost line for whoever was using it.
func TestFault_anEndedBackendIsUnavailable(t *testing.T) {
	dsn := dbtest.DSN(t)
	d := dbtest.Open(t, dsn)
	owner, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.Background())
	err = d.Run(t.Context(), func(tx *db.Tx) error {
		pid, err := db.Value[int](tx.Query(t.Context(), `select pg_backend_pid()`))
		if err != nil {
			return err
		}
		if _, err := owner.Exec(t.Context(), `select pg_terminate_backend($1)`, pid); err != nil {
			return err
		}
		for range 3 { // the news may take a statement to arrive
			if _, err = tx.Exec(t.Context(), `select 1 from pg_sleep(0.05)`); err != nil {
				return err
			}
		}
		return nil
	})
	if !fault.Of(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}
