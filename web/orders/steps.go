package orders

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/order"
	"jangteo.kr/web/kit"
)

// step serves the form of one step on an order: 303 back to the order when it was
// taken, the order's page with the refusal when it was not.
func (h *Handler) step(name string) kit.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		by, err := kit.MustSignIn(r)
		if err != nil {
			return err
		}
		id, err := kit.ID(r, "id")
		if err != nil {
			return err
		}
		f, err := kit.ParseForm(w, r)
		if err != nil {
			return err
		}
		// Whoever may not see the order or take the step is told so before their form is judged.
		d, err := h.Orders.Find(r.Context(), by, id)
		if err != nil {
			return err
		}
		if err := d.Authorise(by, name); err != nil {
			return err
		}
		take := h.command(r, by, name, id, f)
		ok, err := f.Submit(take)
		switch {
		case err != nil:
			return err
		case ok:
			return kit.RedirectWith(w, r, "/orders/"+strconv.FormatInt(id, 10), "order.done."+name)
		}
		return h.render(w, r, f.Status(), f, formKey(name, f.Value("shipment_id")))
	}
}

// formKey names a step's form within the page: there is one inspection form for each
// shipment that waits.
func formKey(name, shipment string) string {
	if name == "inspect" {
		return name + "-" + shipment
	}
	return name
}

// command reads the step's form and gives what carries it out.
func (h *Handler) command(r *http.Request, by auth.Actor, name string, id int64, f *kit.Form) func() error {
	ctx := r.Context()
	a := order.Act{OrderID: id, Key: f.Key(), Version: f.Version()}
	run := func(_ order.Order, err error) error { return err }
	reason := func() string { return f.Text("reason", 500, true) }
	switch name {
	case "approve":
		return func() error { return run(h.Orders.Approve(ctx, by, a)) }
	case "refuse":
		why := reason()
		return func() error { return run(h.Orders.RefuseRequest(ctx, by, a, why)) }
	case "confirm":
		return func() error { return run(h.Orders.Confirm(ctx, by, a)) }
	case "decline":
		why := reason()
		return func() error { return run(h.Orders.Decline(ctx, by, a, why)) }
	case "cancel":
		why := reason()
		return func() error { return run(h.Orders.Cancel(ctx, by, a, why)) }
	case "ship":
		c := order.ShipCommand{
			Act: a, Carrier: f.Text("carrier", 60, false), Tracking: f.Text("tracking", 60, false),
			DeliveredOn: f.Day("delivered_on", true), Lines: readShipLines(f),
		}
		return func() error { return run(h.Orders.Ship(ctx, by, c)) }
	case "inspect":
		c := order.InspectCommand{Act: a, Lines: readInspectLines(f)}
		var err error
		if c.ShipmentID, err = strconv.ParseInt(f.Value("shipment_id"), 10, 64); err != nil {
			f.Fail("shipment_id", "unreadable")
		}
		return func() error { return run(h.Orders.Inspect(ctx, by, c)) }
	case "claim":
		c := order.ClaimCommand{Act: a, Number: f.Text("number", 60, true)}
		return func() error { return run(h.Orders.Claim(ctx, by, c)) }
	}
	return func() error { return run(h.Orders.Pay(ctx, by, a)) }
}

const maxPieces = 1_000_000

// lineIDs lists the lines a form has a field for, in order.
func lineIDs(f *kit.Form, prefix string) []int64 {
	var out []int64
	for name := range f.Values {
		if s, ok := strings.CutPrefix(name, prefix); ok {
			if id, err := strconv.ParseInt(s, 10, 64); err == nil {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return out
}

func readShipLines(f *kit.Form) []order.ShipLine {
	var out []order.ShipLine
	for _, id := range lineIDs(f, "quantity_") {
		name := "quantity_" + strconv.FormatInt(id, 10)
		if strings.TrimSpace(f.Value(name)) == "" {
			continue
		}
		out = append(out, order.ShipLine{LineID: id, Quantity: f.Int(name, 0, maxPieces)})
	}
	return out
}

func readInspectLines(f *kit.Form) []order.InspectLine {
	var out []order.InspectLine
	for _, id := range lineIDs(f, "accepted_") {
		s := strconv.FormatInt(id, 10)
		out = append(out, order.InspectLine{
			LineID: id, Accepted: f.Int("accepted_"+s, 0, maxPieces), Rejected: f.Int("rejected_"+s, 0, maxPieces),
			Reason: f.Text("reason_"+s, 500, false),
		})
	}
	return out
}
