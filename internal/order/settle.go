package order

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// ClaimCommand is the supplier's claim for payment, with the number of its tax invoice.
type ClaimCommand struct {
	Act
	Number string
}

// Claim records the tax invoice of an order that was accepted whole. Late damages are
// computed and withheld; the institution pays within the time of law (국가계약법 시행령
// 제58조), holidays not counted.
func (s *Service) Claim(ctx context.Context, by auth.Actor, c ClaimCommand) (Order, error) {
	c.Number = strings.TrimSpace(c.Number)
	if c.Number == "" || len([]rune(c.Number)) > 60 {
		return Order{}, ErrInvoiceNumber
	}
	return s.act(ctx, by, c.Act, step{
		name: "claim", request: c.Number, from: []State{Inspected}, need: ofSupplier(by),
		do: func(w *work) error {
			have, err := readContents(ctx, w.tx, w.o.ID)
			if err != nil {
				return err
			}
			late, err := damagesOf(ctx, w.tx, *w.o, have)
			if err != nil {
				return err
			}
			days, err := law.Find(ctx, w.tx, law.Case{Key: law.PaymentDays, Law: w.o.Law, Kind: "goods", Amount: w.o.Total, On: kst.DayOf(w.tx.Now)})
			if err != nil {
				return err
			}
			due := endOf(kst.AddBusinessDays(kst.DayOf(w.tx.Now), int(days.Int())))
			supply, vat := lineVAT(have.lines)
			w.b.Queue(insertInvoice, pgx.NamedArgs{
				"id": w.o.ID, "number": c.Number, "gross": w.o.Total, "supply": supply, "vat": vat, "damages": late.Charged,
				"net": w.o.Total - late.Charged, "person": by.PersonID, "at": w.tx.Now, "pay_by": due,
			})
			if err := w.move(Invoiced, map[string]any{"invoice": c.Number, "late_damages": late.Charged}); err != nil {
				return err
			}
			w.turn("pay", w.o.InstitutionID, due, barredFromPaying(*w.o, have), org.Finance)
			w.tell("invoiced", w.o.InstitutionID, org.Finance)
			return w.flush()
		},
	})
}

// lineVAT parts an order's amount into supply price and VAT, exempt lines apart.
func lineVAT(lines []Line) (supply, vat money.Won) {
	var taxed, exempt money.Won
	for _, l := range lines {
		if l.Tax == catalog.TaxExempt {
			exempt += l.Amount
		} else {
			taxed += l.Amount
		}
	}
	supply, vat = money.SplitVAT(taxed)
	return supply + exempt, vat
}

// damagesOf computes what lateness costs by the rules in force when the delivery
// request was issued: later law does not reach back into a contract.
func damagesOf(ctx context.Context, q db.Querier, o Order, c contents) (LateDamages, error) {
	on := kst.DayOf(o.RequestedAt)
	if o.DecidedAt != nil {
		on = kst.DayOf(*o.DecidedAt)
	}
	b := &pgx.Batch{}
	book := law.QueueBook(b, on, law.LateDamagesDaily, law.LateDamagesCap)
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return LateDamages{}, err
	}
	daily, err := book.Find(law.Case{Key: law.LateDamagesDaily, Law: o.Law, Kind: "goods", Amount: o.Total})
	if err != nil {
		return LateDamages{}, err
	}
	ceiling, err := book.Find(law.Case{Key: law.LateDamagesCap, Law: o.Law, Kind: "goods", Amount: o.Total})
	if err != nil {
		return LateDamages{}, err
	}
	return lateDamages(o.Total, o.Wanted(), deliveries(c), daily, ceiling)
}

// deliveries lists what was accepted of each shipment.
func deliveries(c contents) []delivery {
	prices := map[int64]money.Won{}
	for _, l := range c.lines {
		prices[l.ID] = l.UnitPrice
	}
	var out []delivery
	for _, h := range c.shipments {
		for _, p := range h.Lines {
			if p.Accepted != nil && *p.Accepted > 0 {
				out = append(out, delivery{h.No, p.LineNo, p.Name, prices[p.LineID], *p.Accepted, kst.FromDate(h.DeliveredOn)})
			}
		}
	}
	return out
}

// barredFromPaying are all who took an earlier part for the institution.
func barredFromPaying(o Order, c contents) []int64 {
	out := o.earlier()
	for _, h := range c.shipments {
		if h.InspectedBy != nil {
			out = append(out, *h.InspectedBy)
		}
	}
	return out
}

// Pay pays the invoice: gross from each funding what it bore, less its part of the late
// damages. Who pays neither requested, approved nor inspected.
func (s *Service) Pay(ctx context.Context, by auth.Actor, a Act) (Order, error) {
	return s.act(ctx, by, a, step{
		name: "pay", from: []State{Invoiced},
		need: func(o Order) error {
			if err := ofInstitution(by, org.Finance)(o); err != nil {
				return err
			}
			return by.NotEarlier(o.earlier()...)
		},
		do: func(w *work) error {
			have, err := readContents(ctx, w.tx, w.o.ID)
			if err != nil {
				return err
			}
			if err := by.NotEarlier(barredFromPaying(*w.o, have)...); err != nil {
				return err
			}
			w.b.Queue(updatePaid, pgx.NamedArgs{"id": w.o.ID, "at": w.tx.Now, "person": by.PersonID})
			if err := w.move(Paid, map[string]any{"net": have.invoice.Net, "late_damages": have.invoice.LateDamages}); err != nil {
				return err
			}
			w.tell("paid", w.o.SupplierID, supplierRoles...)
			if err := w.flush(); err != nil {
				return err
			}
			damages := shared(have.fundings, split(unborne(have.fundings), have.invoice.LateDamages))
			return s.ledger.Pay(ctx, w.tx, posting(by, *w.o, "pay", parts(have.fundings)), damages)
		},
	})
}

// unborne gives the same fundings as if nothing had been borne yet, to divide another
// amount among them.
func unborne(fs []Funding) []Funding {
	out := append([]Funding{}, fs...)
	for i := range out {
		out[i].Accepted = 0
	}
	return out
}

// shared pairs fundings with amounts, leaving out those that bear nothing.
func shared(fs []Funding, amounts []money.Won) []ledger.Part {
	var out []ledger.Part
	for i, f := range fs {
		if amounts[i] > 0 {
			out = append(out, ledger.Part{BudgetID: f.BudgetID, Amount: amounts[i]})
		}
	}
	return out
}
