package audit_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// ownerConn connects as the owner of the schema, who may do more than the program.
func ownerConn(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}
