package order

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// One statement writes the order, its lines and its fundings: the ids were drawn before.
const insertOrder = `
WITH o AS (
  INSERT INTO orders."order" (id, number, client_key, request_hash, storefront, institution_id, supplier_id, state, total, fee,
         place, contact_name, contact_phone, wanted_on, note, requested_by, requested_at)
  OVERRIDING SYSTEM VALUE
  VALUES (@id, @number, @key, @hash, @store, @institution, @supplier, @state, @total, @fee,
         @place, @contact, @phone, @wanted, @note, @person, @at)),
l AS (
  INSERT INTO orders.line (order_id, no, offer_id, version_id, ground_id, item_number, class_code, name, unit, tax, unit_price, quantity, amount)
  SELECT @id, x.no, x.offer, x.version, x.ground, x.item, x.class, x.name, x.unit, x.tax, x.price, x.quantity, x.price * x.quantity
    FROM unnest(@nos::int[], @offers::bigint[], @versions::bigint[], @grounds::bigint[], @items::int[], @classes::text[], @names::text[],
                @units::text[], @taxes::text[], @prices::bigint[], @quantities::int[])
      AS x (no, offer, version, ground, item, class, name, unit, tax, price, quantity) ORDER BY x.no)
INSERT INTO orders.funding (order_id, budget_id, kind, amount)
SELECT @id, f.budget, f.kind, f.amount FROM unnest(@budgets::bigint[], @kinds::text[], @shares::bigint[]) AS f (budget, kind, amount)`

func queueInsert(b *pgx.Batch, o Order, key uuid.UUID, hash []byte, q Quote) {
	n := len(q.Lines)
	var (
		nos, items, quantities              = make([]int, n), make([]int, n), make([]int, n)
		offers, versions, grounds, prices   = make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
		classes, names, units, taxes, kinds = make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, len(q.Fundings))
		budgets, shares                     = make([]int64, len(q.Fundings)), make([]int64, len(q.Fundings))
	)
	for i, l := range q.Lines {
		nos[i], items[i], quantities[i] = i+1, l.Sale.ItemNumber, l.Quantity
		offers[i], versions[i], grounds[i], prices[i] = l.Sale.OfferID, l.Sale.VersionID, l.Ground.ID, int64(l.Sale.Price)
		classes[i], names[i], units[i], taxes[i] = l.Sale.ClassCode, l.Sale.NameKo, l.Sale.Unit, l.Sale.Tax
	}
	for i, f := range q.Fundings {
		budgets[i], kinds[i], shares[i] = f.BudgetID, f.Kind, int64(f.Amount)
	}
	b.Queue(insertOrder, pgx.NamedArgs{
		"id": o.ID, "number": o.Number, "key": key, "hash": hash, "store": o.Storefront, "institution": o.InstitutionID,
		"supplier": o.SupplierID, "state": o.State, "total": o.Total, "fee": o.Fee, "place": o.Place, "contact": o.ContactName,
		"phone": o.ContactPhone, "wanted": o.WantedOn, "note": o.Note, "person": o.RequestedBy, "at": o.RequestedAt,
		"nos": nos, "offers": offers, "versions": versions, "grounds": grounds, "items": items, "classes": classes, "names": names,
		"units": units, "taxes": taxes, "prices": prices, "quantities": quantities, "budgets": budgets, "kinds": kinds, "shares": shares,
	})
}

const orderColumns = `
SELECT o.id, o.number, o.storefront, o.institution_id, i.name_ko AS institution, i.name_en AS institution_en, i.law,
       o.supplier_id, s.name_ko AS supplier, s.name_en AS supplier_en, o.state, o.total, o.fee, o.place, o.contact_name, o.contact_phone,
       o.wanted_on, o.note, o.requested_by, coalesce(r.name, '') AS requested_by_name, o.requested_at,
       o.decided_by, coalesce(d.name, '') AS decided_by_name, o.decided_at, o.confirmed_by, o.confirmed_at, o.respond_by, o.closed_at, o.reason, o.version
  FROM orders."order" o JOIN org.body i ON i.id = o.institution_id JOIN org.body s ON s.id = o.supplier_id
  LEFT JOIN org.person r ON r.id = o.requested_by LEFT JOIN org.person d ON d.id = o.decided_by`

const selectOrder = orderColumns + ` WHERE o.id = @id`

const lockOrder = orderColumns + ` WHERE o.id = @id FOR UPDATE OF o`

func readOrder(ctx context.Context, q db.Querier, id int64) (Order, error) {
	return db.One[Order](q.Query(ctx, selectOrder, pgx.NamedArgs{"id": id}))
}

const updateOrder = `
UPDATE orders."order" SET state = @state, version = version + 1, decided_by = @decided_by, decided_at = @decided_at,
       confirmed_by = @confirmed_by, confirmed_at = @confirmed_at, respond_by = @respond_by, closed_at = @closed_at, reason = @reason
 WHERE id = @id`

func queueUpdate(b *pgx.Batch, o Order) {
	b.Queue(updateOrder, pgx.NamedArgs{
		"id": o.ID, "state": o.State, "decided_by": o.DecidedBy, "decided_at": o.DecidedAt, "confirmed_by": o.ConfirmedBy,
		"confirmed_at": o.ConfirmedAt, "respond_by": o.RespondBy, "closed_at": o.ClosedAt, "reason": o.Reason,
	})
}

const selectLines = `
SELECT l.id, l.no, l.offer_id, l.version_id, l.ground_id, l.item_number, l.class_code, l.name, i.name_en, l.unit, l.tax, l.unit_price, l.quantity, l.amount,
       l.shipped, l.accepted
  FROM orders.line l JOIN catalog.item i ON i.number = l.item_number WHERE l.order_id = @id ORDER BY l.no`

const selectFundings = `
SELECT f.budget_id, f.kind, f.amount, f.accepted FROM orders.funding f WHERE f.order_id = @id ORDER BY (f.kind = 'programme')::int, f.budget_id`

const selectShipments = `
SELECT h.id, h.order_id, h.no, h.carrier, h.tracking, h.shipped_by, h.delivered_on, h.noticed_at, h.inspect_by, h.inspected_at, h.inspected_by,
       coalesce(p.name, '') AS inspector_name
  FROM orders.shipment h LEFT JOIN org.person p ON p.id = h.inspected_by WHERE h.order_id = @id ORDER BY h.no`

const selectShipmentLines = `
SELECT x.shipment_id, x.line_id, l.no AS line_no, l.name, i.name_en, l.unit, x.quantity, x.accepted, x.rejected, x.reason
  FROM orders.shipment_line x JOIN orders.shipment h ON h.id = x.shipment_id JOIN orders.line l ON l.id = x.line_id
  JOIN catalog.item i ON i.number = l.item_number
 WHERE h.order_id = @id ORDER BY h.no, l.no`

const selectInvoice = `
SELECT v.id, v.order_id, v.number, v.gross, v.supply, v.vat, v.late_damages, v.net, v.claimed_by, v.claimed_at, v.pay_by, v.paid_at, v.paid_by
  FROM orders.invoice v WHERE v.order_id = @id`

// contents are everything an order is made of besides its head.
type contents struct {
	lines     []Line
	fundings  []Funding
	shipments []Shipment
	invoice   *Invoice
}

// readContents reads them in one round trip.
func readContents(ctx context.Context, q db.Querier, id int64) (contents, error) {
	var (
		c        contents
		parts    []ShipmentLine
		invoices []Invoice
		b        = &pgx.Batch{}
		args     = pgx.NamedArgs{"id": id}
	)
	collect(b, selectLines, args, &c.lines)
	collect(b, selectFundings, args, &c.fundings)
	collect(b, selectShipments, args, &c.shipments)
	collect(b, selectShipmentLines, args, &parts)
	collect(b, selectInvoice, args, &invoices)
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return c, err
	}
	for i := range c.shipments {
		for _, p := range parts {
			if p.ShipmentID == c.shipments[i].ID {
				c.shipments[i].Lines = append(c.shipments[i].Lines, p)
			}
		}
	}
	if len(invoices) > 0 {
		c.invoice = &invoices[0]
	}
	return c, nil
}

// collect queues a query whose rows fill a slice by column name.
func collect[T any](b *pgx.Batch, sql string, args pgx.NamedArgs, into *[]T) {
	b.Queue(sql, args).Query(func(rows pgx.Rows) error {
		var err error
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[T])
		return err
	})
}

const insertShipment = `
WITH h AS (
  INSERT INTO orders.shipment (order_id, no, carrier, tracking, shipped_by, delivered_on, noticed_at, inspect_by)
  VALUES (@id, @no, @carrier, @tracking, @person, @delivered, @at, @inspect_by) RETURNING id),
x AS (
  INSERT INTO orders.shipment_line (shipment_id, line_id, quantity)
  SELECT h.id, y.line, y.quantity FROM h, unnest(@lines::bigint[], @quantities::int[]) AS y (line, quantity))
UPDATE orders.line l SET shipped = l.shipped + y.quantity
  FROM unnest(@lines::bigint[], @quantities::int[]) AS y (line, quantity) WHERE l.id = y.line AND l.order_id = @id`

const updateInspection = `
WITH y AS (
  SELECT * FROM unnest(@lines::bigint[], @accepted::int[], @rejected::int[], @reasons::text[]) AS y (line, accepted, rejected, reason)),
h AS (
  UPDATE orders.shipment SET inspected_at = @at, inspected_by = @person WHERE id = @shipment),
x AS (
  UPDATE orders.shipment_line x SET accepted = y.accepted, rejected = y.rejected, reason = y.reason
    FROM y WHERE x.shipment_id = @shipment AND x.line_id = y.line)
UPDATE orders.line l SET shipped = l.shipped - y.rejected, accepted = l.accepted + y.accepted
  FROM y WHERE l.id = y.line AND l.order_id = @id`

const updateAccepted = `
UPDATE orders.funding f SET accepted = f.accepted + y.amount
  FROM unnest(@budgets::bigint[], @amounts::bigint[]) AS y (budget, amount) WHERE f.order_id = @id AND f.budget_id = y.budget`

func queueAccepted(b *pgx.Batch, orderID int64, fs []Funding, amounts []money.Won) {
	budgets, ws := make([]int64, len(fs)), make([]int64, len(fs))
	for i, f := range fs {
		budgets[i], ws[i] = f.BudgetID, int64(amounts[i])
	}
	b.Queue(updateAccepted, pgx.NamedArgs{"id": orderID, "budgets": budgets, "amounts": ws})
}

const insertInvoice = `
INSERT INTO orders.invoice (order_id, number, gross, supply, vat, late_damages, net, claimed_by, claimed_at, pay_by)
VALUES (@id, @number, @gross, @supply, @vat, @damages, @net, @person, @at, @pay_by)`

const updatePaid = `UPDATE orders.invoice SET paid_at = @at, paid_by = @person WHERE order_id = @id`
