package db_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
)

// forever holds what the program may add to and never change or take away.
var forever = []string{
	"audit.event", "ledger.journal", "ledger.entry", "ledger.budget", "ledger.balance", "ledger.hold", "law.rule",
}

func TestGrants_whatIsWrittenStays(t *testing.T) {
	d := dbtest.New(t)
	may := func(table, privilege string) bool {
		t.Helper()
		ok, err := db.Value[bool](d.Query(t.Context(), `select has_table_privilege(current_user, $1, $2) or (
			$2 = 'UPDATE' and has_any_column_privilege(current_user, $1, $2))`, table, privilege))
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	for _, table := range forever {
		for _, p := range []string{"UPDATE", "DELETE", "TRUNCATE"} {
			if may(table, p) {
				t.Errorf("the program may %s %s", p, table)
			}
		}
	}
	for _, table := range []string{"ledger.journal", "ledger.entry", "ledger.balance", "ledger.hold"} {
		if may(table, "INSERT") {
			t.Errorf("the program may write %s beside ledger.post", table)
		}
	}
	// A paper is revoked and nothing else; money and states are never deleted.
	for _, sql := range []string{
		`update document.paper set payload = '{}'`, `update document.paper set sha256 = ''`, `delete from document.paper`,
		`delete from orders."order"`, `delete from orders.line`, `delete from orders.funding`, `delete from orders.invoice`, `delete from ledger.proposal`,
		`delete from market.ground`, `delete from org.body`, `delete from org.person`, `delete from org.membership`, `delete from tender.notice`,
		`delete from innovation.designation`, `delete from innovation.review`, `delete from catalog.offer_version`, `reset role; delete from audit.event`,
		`alter table audit.event disable trigger all`, `create table public.x (n int)`,
	} {
		if _, err := d.Exec(t.Context(), sql); err == nil {
			t.Errorf("the program may: %s", sql)
		}
	}
}

// The window for whoever checks the books is the owner's, not the program's.
func TestGrants_probeIsReadByTheOwnerAlone(t *testing.T) {
	dsn := dbtest.DSN(t)
	d := dbtest.Open(t, dsn)
	owner, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(context.Background())
	for view, columns := range map[string]string{
		"ledger_entry": "journal_id, account, amount", "budget": "id, appropriated, allotted, reserved, obligated, paid, available",
		`"order"`: "id, client_key, state, total", "state_history": "object, from_state, to_state, at, actor", "audit": "id, actor, action, object, at",
	} {
		if _, err := owner.Exec(t.Context(), `select `+columns+` from probe.`+view); err != nil {
			t.Errorf("%s: %v", view, err)
		}
		if _, err := d.Exec(t.Context(), `select 1 from probe.`+view); err == nil {
			t.Errorf("the program reads probe.%s", view)
		}
	}
}
