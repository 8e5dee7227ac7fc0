package order

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// ShipLine is a quantity of a line that is delivered.
type ShipLine struct {
	LineID   int64
	Quantity int
}

// ShipCommand gives notice of a delivery (납품 통지), whole or in part.
type ShipCommand struct {
	Act
	Carrier     string
	Tracking    string
	DeliveredOn kst.Day // lateness counts to here
	Lines       []ShipLine
}

// Ship records that the supplier delivered a part of the order, or the rest of it. The
// institution inspects it within the time of law (국가계약법 시행령 제55조).
func (s *Service) Ship(ctx context.Context, by auth.Actor, c ShipCommand) (Order, error) {
	return s.act(ctx, by, c.Act, step{
		name: "ship", request: []any{c.Carrier, c.Tracking, c.DeliveredOn, c.Lines},
		from: []State{Confirmed, Delivering}, need: ofSupplier(by),
		do: func(w *work) error {
			have, err := readContents(ctx, w.tx, w.o.ID)
			if err != nil {
				return err
			}
			lines, err := c.fit(*w.o, have, kst.DayOf(w.tx.Now))
			if err != nil {
				return err
			}
			days, err := law.Find(ctx, w.tx, law.Case{Key: law.InspectionDays, Law: w.o.Law, Kind: "goods", Amount: w.o.Total, On: kst.DayOf(w.tx.Now)})
			if err != nil {
				return err
			}
			due := endOf(kst.DueDay(kst.DayOf(w.tx.Now).Add(int(days.Int()))))
			no := len(have.shipments) + 1
			w.b.Queue(insertShipment, shipmentArgs(w, c, lines, no, due))
			to := Delivered
			for i := range have.lines {
				have.lines[i].Shipped += lines[have.lines[i].ID]
				if have.lines[i].ToShip() > 0 {
					to = Delivering
				}
			}
			if err := w.move(to, map[string]any{"shipment": no, "delivered_on": c.DeliveredOn.String()}); err != nil {
				return err
			}
			w.deliveryTurns(earliestInspection(have.shipments, due))
			w.tell("delivered", w.o.InstitutionID, org.Inspector)
			return w.flush()
		},
	})
}

// fit checks quantities and day of a delivery and gives the quantity of each line.
func (c ShipCommand) fit(o Order, have contents, today kst.Day) (map[int64]int, error) {
	if o.ConfirmedAt != nil && c.DeliveredOn.Before(kst.DayOf(*o.ConfirmedAt)) || today.Before(c.DeliveredOn) || c.DeliveredOn.IsZero() {
		f := *ErrDeliveryDay
		f.Fields = []fault.Field{fault.F("delivered_on", "delivery_day")}
		return nil, &f
	}
	left := map[int64]Line{}
	for _, l := range have.lines {
		left[l.ID] = l
	}
	out := map[int64]int{}
	for _, l := range c.Lines {
		line, known := left[l.LineID]
		switch {
		case l.Quantity == 0:
			continue
		case known && c.DeliveredOn.Before(have.redelivery(line, l.Quantity)):
			f := *ErrDeliveryDay
			f.Fields = []fault.Field{fault.F("delivered_on", "delivery_day")}
			return nil, &f
		case !known || l.Quantity < 0 || out[l.LineID] > 0 || l.Quantity > line.ToShip():
			f := *ErrTooMany
			f.Params = []any{"name", line.Name, "left", line.ToShip()}
			f.Fields = []fault.Field{fault.F(fmt.Sprintf("quantity_%d", l.LineID), "ship_too_many", "left", line.ToShip())}
			return nil, &f
		}
		out[l.LineID] = l.Quantity
	}
	if len(out) == 0 {
		return nil, ErrNothing
	}
	return out, nil
}

// redelivery is the first day on which a quantity of a line can have been delivered: what
// takes the place of rejected pieces came after they were rejected, or its lateness would
// be forgotten. The zero day if the line was never shipped so far.
func (c contents) redelivery(l Line, quantity int) kst.Day {
	var first kst.Day
	fresh := l.Quantity
	for _, h := range c.shipments {
		for _, p := range h.Lines {
			if p.LineID != l.ID {
				continue
			}
			fresh -= p.Quantity
			if p.Rejected != nil && *p.Rejected > 0 && h.InspectedAt != nil {
				if day := kst.DayOf(*h.InspectedAt); first.IsZero() || first.Before(day) {
					first = day
				}
			}
		}
	}
	if quantity <= fresh {
		return kst.Day{}
	}
	return first
}

func shipmentArgs(w *work, c ShipCommand, lines map[int64]int, no int, due time.Time) pgx.NamedArgs {
	var ids []int64
	var quantities []int
	for id, n := range lines {
		ids, quantities = append(ids, id), append(quantities, n)
	}
	return pgx.NamedArgs{
		"id": w.o.ID, "no": no, "carrier": c.Carrier, "tracking": c.Tracking, "person": w.by.PersonID, "delivered": c.DeliveredOn.Time(),
		"at": w.tx.Now, "inspect_by": due, "lines": ids, "quantities": quantities,
	}
}

func earliestInspection(shipments []Shipment, due time.Time) time.Time {
	for _, h := range shipments {
		if h.InspectedAt == nil && (due.IsZero() || h.InspectBy.Before(due)) {
			due = h.InspectBy
		}
	}
	return due
}

// deliveryTurns says whose turn it is while an order is being delivered: the supplier's
// as long as something is to be shipped, the inspector's as long as something waits.
func (w *work) deliveryTurns(inspectBy time.Time) {
	if w.o.State == Delivering {
		w.turn("ship", w.o.SupplierID, endOf(w.o.Wanted()), nil, supplierRoles...)
	}
	if !inspectBy.IsZero() {
		w.turn("inspect", w.o.InstitutionID, inspectBy, w.o.earlier(), org.Inspector)
	}
}

// InspectLine says how much of a shipment's line passed.
type InspectLine struct {
	LineID   int64
	Accepted int
	Rejected int
	Reason   string // why it was rejected; needed when Rejected > 0
}

// InspectCommand is the result of an inspection (검사·검수) of one shipment.
type InspectCommand struct {
	Act
	ShipmentID int64
	Lines      []InspectLine
}

// Inspect accepts or rejects a shipment, whole or in part. The inspector neither
// requested nor approved the order. What is accepted becomes payable at once, divided
// over the fundings; what is rejected is to be delivered again.
func (s *Service) Inspect(ctx context.Context, by auth.Actor, c InspectCommand) (Order, error) {
	return s.act(ctx, by, c.Act, step{
		name: "inspect", request: []any{c.ShipmentID, c.Lines}, from: []State{Delivering, Delivered},
		need: func(o Order) error {
			if err := ofInstitution(by, org.Inspector)(o); err != nil {
				return err
			}
			return by.NotEarlier(o.earlier()...)
		},
		do: func(w *work) error { return s.inspect(w, c) },
	})
}

func (s *Service) inspect(w *work, c InspectCommand) error {
	have, err := readContents(w.ctx, w.tx, w.o.ID)
	if err != nil {
		return err
	}
	shipment, rest, err := pick(have.shipments, c.ShipmentID)
	if err != nil {
		return err
	}
	if err := c.fit(shipment); err != nil {
		return err
	}
	bought := c.purchases(*w.o, have.lines)
	amount, rejected := c.apply(have.lines)
	to := Inspected
	for _, l := range have.lines {
		if l.ToShip() > 0 {
			to = Delivering
			break
		}
		if l.Accepted < l.Quantity {
			to = Delivered
		}
	}
	w.b.Queue(updateInspection, c.args(w))
	shares := split(have.fundings, amount)
	queueAccepted(w.b, w.o.ID, have.fundings, shares)
	catalog.CountPurchases(w.b, bought)
	if err := w.move(to, map[string]any{"shipment": shipment.No, "accepted": amount, "rejected": rejected}); err != nil {
		return err
	}
	if to == Inspected {
		w.turn("claim", w.o.SupplierID, time.Time{}, nil, supplierRoles...)
	} else {
		w.deliveryTurns(earliestInspection(rest, time.Time{}))
	}
	kind := "inspected"
	if rejected > 0 {
		kind = "rejected"
	}
	w.tell(kind, w.o.SupplierID, supplierRoles...)
	if err := w.flush(); err != nil || amount == 0 {
		return err
	}
	return s.ledger.Accept(w.ctx, w.tx, posting(w.by, *w.o, fmt.Sprintf("accept:%d", shipment.No), shared(have.fundings, shares)))
}

// pick finds the shipment to inspect and the others.
func pick(all []Shipment, id int64) (Shipment, []Shipment, error) {
	for i, h := range all {
		if h.ID != id {
			continue
		}
		if h.InspectedAt != nil {
			return h, nil, ErrInspected.With("no", h.No)
		}
		return h, append(append([]Shipment{}, all[:i]...), all[i+1:]...), nil
	}
	return Shipment{}, nil, fault.ErrNotFound
}

// fit checks that every line of the shipment is decided, exactly.
func (c InspectCommand) fit(h Shipment) error {
	if len(c.Lines) != len(h.Lines) {
		return ErrInspectSum.With("name", "")
	}
	seen := map[int64]bool{}
	for _, l := range c.Lines {
		var part *ShipmentLine
		for i := range h.Lines {
			if h.Lines[i].LineID == l.LineID {
				part = &h.Lines[i]
			}
		}
		if part == nil || seen[l.LineID] {
			return ErrInspectSum.With("name", "")
		}
		seen[l.LineID] = true
		if l.Accepted < 0 || l.Rejected < 0 || l.Accepted+l.Rejected != part.Quantity {
			f := *ErrInspectSum
			f.Params = []any{"name", part.Name}
			f.Fields = []fault.Field{fault.F(fmt.Sprintf("accepted_%d", l.LineID), "inspect_sum", "quantity", part.Quantity)}
			return &f
		}
		if l.Rejected > 0 && strings.TrimSpace(l.Reason) == "" {
			return fault.Bad("form_invalid", fault.F(fmt.Sprintf("reason_%d", l.LineID), "required"))
		}
	}
	return nil
}

// apply moves the lines' quantities and gives what the accepted ones cost and how many
// pieces were rejected.
func (c InspectCommand) apply(lines []Line) (amount money.Won, rejected int) {
	for _, d := range c.Lines {
		for i := range lines {
			if lines[i].ID == d.LineID {
				lines[i].Shipped -= d.Rejected
				lines[i].Accepted += d.Accepted
				amount += lines[i].UnitPrice * money.Won(d.Accepted) // at most the line's amount, checked when ordered
				rejected += d.Rejected
			}
		}
	}
	return amount, rejected
}

// purchases are what the decision buys, of lines as they stood before it.
func (c InspectCommand) purchases(o Order, lines []Line) []catalog.Purchase {
	before := map[int64]int{} // accepted of each offer
	offers := make(map[int64]int64, len(lines))
	for _, l := range lines {
		before[l.OfferID] += l.Accepted
		offers[l.ID] = l.OfferID
	}
	out := make([]catalog.Purchase, len(c.Lines))
	for i, d := range c.Lines {
		offer := offers[d.LineID]
		out[i] = catalog.Purchase{OfferID: offer, Quantity: d.Accepted, First: before[offer] == 0 && d.Accepted > 0, At: o.RequestedAt}
	}
	return out
}

func (c InspectCommand) args(w *work) pgx.NamedArgs {
	n := len(c.Lines)
	lines, accepted, rejected, reasons := make([]int64, n), make([]int, n), make([]int, n), make([]string, n)
	for i, l := range c.Lines {
		lines[i], accepted[i], rejected[i], reasons[i] = l.LineID, l.Accepted, l.Rejected, strings.TrimSpace(l.Reason)
	}
	return pgx.NamedArgs{
		"id": w.o.ID, "shipment": c.ShipmentID, "at": w.tx.Now, "person": w.by.PersonID,
		"lines": lines, "accepted": accepted, "rejected": rejected, "reasons": reasons,
	}
}
