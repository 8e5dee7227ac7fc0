package demo

import (
	"context"
	"encoding/json"
	"io"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/org"
)

type account struct {
	Persona  string     `json:"persona"`
	Email    string     `json:"email"`
	Password string     `json:"password"`
	Name     string     `json:"name"`
	Body     string     `json:"body"`
	Kind     org.Kind   `json:"kind"`
	Roles    []org.Role `json:"roles"`
}

type inventory struct {
	Base          string           `json:"base"`
	Accounts      []account        `json:"accounts"`
	Objects       map[string]any   `json:"objects"`
	OrdersByState map[string]int64 `json:"orders_by_state"`
}

// examples names one object of each kind by the query that finds it.
var examples = map[string]string{
	"offer":         `SELECT o.id FROM catalog.offer o JOIN org.membership m ON m.body_id = o.supplier_id JOIN org.person p ON p.id = m.person_id WHERE p.persona = 'haram-admin' AND o.state = 'listed' ORDER BY o.id LIMIT 1`,
	"batch":         `SELECT id FROM bulk.batch WHERE state = 'checked' ORDER BY id LIMIT 1`,
	"batch_done":    `SELECT id FROM bulk.batch WHERE state = 'done' ORDER BY id LIMIT 1`,
	"product":       `SELECT offer_id FROM catalog.listing WHERE hyeokshin @> now() AND class_code = '4219220701' ORDER BY offer_id LIMIT 1`,
	"item":          `SELECT item_number FROM catalog.listing WHERE nara @> now() ORDER BY offer_id LIMIT 1`,
	"order":         `SELECT o.id FROM orders."order" o JOIN org.membership m ON m.body_id = o.institution_id JOIN org.person p ON p.id = m.person_id WHERE p.persona = 'requester' AND o.state = 'paid' ORDER BY o.id DESC LIMIT 1`,
	"shipment":      `SELECT s.id FROM orders.shipment s WHERE s.inspected_at IS NULL ORDER BY s.id LIMIT 1`,
	"budget":        `SELECT b.id FROM ledger.budget b JOIN org.membership m ON m.body_id = b.body_id JOIN org.person p ON p.id = m.person_id WHERE p.persona = 'finance' ORDER BY b.fiscal_year DESC, b.id LIMIT 1`,
	"programme":     `SELECT id FROM ledger.budget WHERE kind = 'programme' ORDER BY fiscal_year DESC LIMIT 1`,
	"proposal":      `SELECT id FROM ledger.proposal WHERE state = 'proposed' ORDER BY id LIMIT 1`,
	"designation":   `SELECT id FROM innovation.designation WHERE state = 'in_force' ORDER BY id LIMIT 1`,
	"application":   `SELECT id FROM innovation.application WHERE state = 'submitted' ORDER BY id LIMIT 1`,
	"notice":        `SELECT id FROM tender.notice WHERE state = 'published' ORDER BY id DESC LIMIT 1`,
	"draft_notice":  `SELECT id FROM tender.notice WHERE state = 'draft' ORDER BY id LIMIT 1`,
	"ground_record": `SELECT id FROM market.ground_record WHERE state = 'proposed' ORDER BY id LIMIT 1`,
	"review":        `SELECT id FROM catalog.offer WHERE state = 'submitted' ORDER BY id LIMIT 1`,
	"bulk_decision": `SELECT id FROM market.bulk_decision ORDER BY id LIMIT 1`,
	"price_change":  `SELECT o.id FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.pending_id WHERE v.state = 'submitted' AND v.asks = 'price' AND v.rise_reason <> '' ORDER BY o.id LIMIT 1`,
	"text_change":   `SELECT o.id FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.pending_id WHERE v.state = 'submitted' AND v.asks = 'change' ORDER BY o.id LIMIT 1`,
	"question":      `SELECT q.id FROM market.question q JOIN catalog.offer o ON o.id = q.offer_id JOIN org.membership m ON m.body_id = o.supplier_id JOIN org.person p ON p.id = m.person_id WHERE p.persona = 'haram-admin' AND q.state = 'open' ORDER BY q.id LIMIT 1`,
	"admission":     `SELECT id FROM org.body WHERE state = 'submitted' ORDER BY id LIMIT 1`,
	"body":          `SELECT supplier_id FROM catalog.listing ORDER BY offer_id LIMIT 1`,
	"verification":  `SELECT verification FROM document.paper WHERE revoked_at IS NULL ORDER BY id LIMIT 1`,
}

// Accounts writes every demo account and one object of each kind as JSON.
func Accounts(ctx context.Context, d *db.DB, a *auth.Service, base string, w io.Writer) error {
	people, err := a.Personas(ctx)
	if err != nil {
		return err
	}
	inv := inventory{Base: base, Objects: map[string]any{}, OrdersByState: map[string]int64{}}
	for _, p := range people {
		inv.Accounts = append(inv.Accounts, account{p.Persona, p.Email, Password, p.Name, p.Body, p.Kind, p.Roles})
	}
	for kind, sql := range examples {
		id, err := db.Value[any](d.Query(ctx, sql))
		if err != nil {
			return err
		}
		inv.Objects[kind] = id
	}
	rows, err := d.Query(ctx, `SELECT o.state, max(o.id) FROM orders."order" o JOIN org.membership m ON m.body_id = o.institution_id
		JOIN org.person p ON p.id = m.person_id WHERE p.persona = 'requester' GROUP BY o.state`)
	if err != nil {
		return err
	}
	var state string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&state, &id}, func() error {
		inv.OrdersByState[state] = id
		return nil
	}); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(inv)
}
