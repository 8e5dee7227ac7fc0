// Package order owns 납품요구: one institution asks one supplier to deliver from one
// storefront, from the request that reserves money to the payment that spends it. It
// owns the order's states, who may take which step and when it is whose turn, its
// shipments, inspections and invoice, and who pays what share. It refuses to sell
// without a ground in force (market), to spend what a budget does not hold (ledger),
// and to let anybody approve, inspect or pay what they themselves asked for.
package order

import (
	"cmp"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// Service carries out the use cases of orders.
type Service struct {
	db     *db.DB
	market *market.Service
	ledger *ledger.Service
	years  budgetFacts
	books  lawBooks
}

// New makes a Service.
func New(d *db.DB, m *market.Service, l *ledger.Service) *Service {
	return &Service{db: d, market: m, ledger: l}
}

// Order is the head of an order.
type Order struct {
	ID              int64             `db:"id"`
	Number          string            `db:"number"`
	Storefront      market.Storefront `db:"storefront"`
	InstitutionID   int64             `db:"institution_id"`
	Institution     string            `db:"institution"`
	InstitutionEn   string            `db:"institution_en"`
	Law             string            `db:"law"` // the contract act that binds the institution
	SupplierID      int64             `db:"supplier_id"`
	Supplier        string            `db:"supplier"`
	SupplierEn      string            `db:"supplier_en"`
	State           State             `db:"state"`
	Total           money.Won         `db:"total"`
	Fee             money.Won         `db:"fee"` // PPS fee, billed to the institution apart
	Place           string            `db:"place"`
	ContactName     string            `db:"contact_name"`
	ContactPhone    string            `db:"contact_phone"`
	WantedOn        time.Time         `db:"wanted_on"` // a date; see Wanted
	Note            string            `db:"note"`
	RequestedBy     int64             `db:"requested_by"`
	RequestedByName string            `db:"requested_by_name"`
	RequestedAt     time.Time         `db:"requested_at"`
	DecidedBy       *int64            `db:"decided_by"`
	DecidedByName   string            `db:"decided_by_name"`
	DecidedAt       *time.Time        `db:"decided_at"`
	ConfirmedBy     *int64            `db:"confirmed_by"`
	ConfirmedAt     *time.Time        `db:"confirmed_at"`
	RespondBy       *time.Time        `db:"respond_by"` // the supplier answers until then
	ClosedAt        *time.Time        `db:"closed_at"`
	Reason          string            `db:"reason"` // of refusal, decline or cancellation
	Version         int               `db:"version"`
}

// Ref names the order in the books, the history and the to-do lists.
func (o Order) Ref() string { return audit.Ref("order", o.ID) }

// Wanted is the day the institution wants everything delivered by.
func (o Order) Wanted() kst.Day { return kst.FromDate(o.WantedOn) }

// earlier lists the persons who took a part in the order before its inspection.
func (o Order) earlier() []int64 {
	out := []int64{o.RequestedBy}
	if o.DecidedBy != nil {
		out = append(out, *o.DecidedBy)
	}
	return out
}

// params are what a to-do line or a notice shows of the order.
func (o Order) params() map[string]any {
	return map[string]any{
		"number": o.Number, "supplier": o.Supplier, "institution": o.Institution, "total": o.Total.String(),
		"supplier_en": cmp.Or(o.SupplierEn, o.Supplier), "institution_en": cmp.Or(o.InstitutionEn, o.Institution),
	}
}

// Line is one item of an order, with the version and the ground it was ordered under.
type Line struct {
	ID         int64     `db:"id"`
	No         int       `db:"no"`
	OfferID    int64     `db:"offer_id"`
	VersionID  int64     `db:"version_id"`
	GroundID   int64     `db:"ground_id"`
	ItemNumber int       `db:"item_number"`
	ClassCode  string    `db:"class_code"`
	Name       string    `db:"name"`
	NameEn     string    `db:"name_en"`
	Unit       string    `db:"unit"`
	Tax        string    `db:"tax"`
	UnitPrice  money.Won `db:"unit_price"`
	Quantity   int       `db:"quantity"`
	Amount     money.Won `db:"amount"`
	Shipped    int       `db:"shipped"` // under way, waiting for inspection or accepted
	Accepted   int       `db:"accepted"`
}

// ToShip is the quantity not under way and not accepted.
func (l Line) ToShip() int { return l.Quantity - l.Shipped }

// Shipment is a part of an order that was delivered together.
type Shipment struct {
	ID            int64      `db:"id"`
	OrderID       int64      `db:"order_id"`
	No            int        `db:"no"`
	Carrier       string     `db:"carrier"`
	Tracking      string     `db:"tracking"`
	ShippedBy     int64      `db:"shipped_by"`
	DeliveredOn   time.Time  `db:"delivered_on"` // a date; lateness counts to here
	NoticedAt     time.Time  `db:"noticed_at"`
	InspectBy     time.Time  `db:"inspect_by"`
	InspectedAt   *time.Time `db:"inspected_at"`
	InspectedBy   *int64     `db:"inspected_by"`
	InspectorName string     `db:"inspector_name"`
	Lines         []ShipmentLine
}

// ShipmentLine is a quantity of an order's line in a shipment.
type ShipmentLine struct {
	ShipmentID int64  `db:"shipment_id"`
	LineID     int64  `db:"line_id"`
	LineNo     int    `db:"line_no"`
	Name       string `db:"name"`
	NameEn     string `db:"name_en"`
	Unit       string `db:"unit"`
	Quantity   int    `db:"quantity"`
	Accepted   *int   `db:"accepted"` // nil until inspected
	Rejected   *int   `db:"rejected"`
	Reason     string `db:"reason"` // of the rejection
}

// Invoice is the supplier's claim for an order that was accepted whole.
type Invoice struct {
	ID          int64      `db:"id"`
	OrderID     int64      `db:"order_id"`
	Number      string     `db:"number"` // of the tax invoice
	Gross       money.Won  `db:"gross"`
	Supply      money.Won  `db:"supply"`
	VAT         money.Won  `db:"vat"`
	LateDamages money.Won  `db:"late_damages"`
	Net         money.Won  `db:"net"`
	ClaimedBy   int64      `db:"claimed_by"`
	ClaimedAt   time.Time  `db:"claimed_at"`
	PayBy       time.Time  `db:"pay_by"`
	PaidAt      *time.Time `db:"paid_at"`
	PaidBy      *int64     `db:"paid_by"`
}

// Desks that read every order.
var readingDesks = []org.Role{org.MarketDesk, org.InnovationDesk, org.TenderDesk, org.BudgetOfficer, org.AuditorRole}

// supplierRoles answer, deliver and claim for a supplier.
var supplierRoles = []org.Role{org.SupplierAdmin, org.SupplierMember}

// reached reports whether the order was ever sent to its supplier: a request that waits
// for approval, was refused or was taken back before is the institution's own matter.
// scopeSupplier (read.go) and the view insight.number say the same in SQL.
func (o Order) reached() bool { return o.DecidedAt != nil && o.State != Refused }

// mayRead reports whether the actor is a party to the order or a desk that reads all.
// To everybody else the order does not exist.
func mayRead(by auth.Actor, o Order) bool {
	switch {
	case by.Is(org.Institution):
		return by.BodyID == o.InstitutionID
	case by.Is(org.Supplier):
		return by.BodyID == o.SupplierID && o.reached()
	case by.Is(org.PPS), by.Is(org.Auditor):
		return by.Holds(readingDesks...)
	}
	return false
}
