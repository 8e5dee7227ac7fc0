// Package innovation owns the designation of innovative products (혁신제품 지정): a
// supplier's application for one of its items, its review against named criteria, the
// decision by a second person, the certificate, and what later happens to the
// designation. It puts a designated product on the Hyeokshin shelf, with the funding
// terms of the programme, through market in the transaction of the decision. It
// refuses to let anybody decide on what they had a hand in.
package innovation

import (
	"fmt"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// Fields of innovation (혁신성장 · 국민생활 · 재난안전).
var Fields = []string{"growth", "life", "safety"}

// Application is a supplier's request that an item of its be designated.
type Application struct {
	ID          int64      `db:"id"`
	SupplierID  int64      `db:"supplier_id"`
	SupplierKo  string     `db:"supplier_ko"`
	SupplierEn  string     `db:"supplier_en"`
	ItemNumber  int        `db:"item_number"`
	NameKo      string     `db:"name_ko"` // of the item
	NameEn      string     `db:"name_en"`
	Maker       string     `db:"maker"`
	Model       string     `db:"model"`
	State       State      `db:"state"`
	Field       string     `db:"field"`
	Claim       string     `db:"claim"` // what is new about it
	TRL         int        `db:"trl"`   // technology readiness level (기술성숙도), 0: not given
	Evidence    string     `db:"evidence"`
	CreatedBy   int64      `db:"created_by"`
	CreatedAt   time.Time  `db:"created_at"`
	SubmittedBy *int64     `db:"submitted_by"`
	SubmittedAt *time.Time `db:"submitted_at"`
	DecidedBy   *int64     `db:"decided_by"`
	DecidedAt   *time.Time `db:"decided_at"`
	Reason      string     `db:"reason"` // of the return, the refusal or the designation
	Version     int        `db:"version"`
}

// Ref names the application in audit, todo and notify.
func (a Application) Ref() string { return audit.Ref("application", a.ID) }

func (a Application) params() map[string]any {
	return map[string]any{"name": a.NameKo, "supplier": a.SupplierKo, "item": a.ItemNumber}
}

// File is evidence kept in the blob store.
type File struct {
	ID            int64  `db:"id"`
	ApplicationID int64  `db:"application_id"`
	Hash          string `db:"hash"`
	Name          string `db:"name"`
	MIME          string `db:"mime"`
	Size          int64  `db:"size"`
}

// Designation is the standing of an item of a supplier as an innovative product.
type Designation struct {
	ID            int64            `db:"id"`
	Number        string           `db:"number"` // 제2026-123호
	ApplicationID int64            `db:"application_id"`
	ItemNumber    int              `db:"item_number"`
	SupplierID    int64            `db:"supplier_id"`
	SupplierKo    string           `db:"supplier_ko"`
	SupplierEn    string           `db:"supplier_en"`
	NameKo        string           `db:"name_ko"`
	NameEn        string           `db:"name_en"`
	Maker         string           `db:"maker"`
	Model         string           `db:"model"`
	Field         string           `db:"field"`
	Claim         string           `db:"claim"`
	TRL           int              `db:"trl"`
	OfferID       *int64           `db:"offer_id"` // the supplier's offer of the item
	State         DesignationState `db:"state"`
	StartsOn      time.Time        `db:"starts_on"`
	EndsOn        time.Time        `db:"ends_on"` // the last day
	Extensions    int              `db:"extensions"`
	Verification  string           `db:"verification"` // of the certificate
	DecidedBy     int64            `db:"decided_by"`
	CreatedAt     time.Time        `db:"created_at"`
	Version       int              `db:"version"`
	Total         int              `db:"total"` // rows of the whole list; 0 outside lists
}

// Ref names the designation.
func (d Designation) Ref() string { return audit.Ref("designation", d.ID) }

// Term is the first and the last day.
func (d Designation) Term() (first, last kst.Day) {
	return kst.FromDate(d.StartsOn), kst.FromDate(d.EndsOn)
}

// Until is the instant the term ends.
func (d Designation) Until() time.Time { return kst.FromDate(d.EndsOn).Add(1).Start() }

// Standing is the state as people read it: a term that ran out is "expired".
func (d Designation) Standing(now time.Time) string {
	if d.State != Withdrawn && !now.Before(d.Until()) {
		return Expired
	}
	return string(d.State)
}

func (d Designation) params() map[string]any {
	return map[string]any{"name": d.NameKo, "supplier": d.SupplierKo, "number": d.Number}
}

// Measure is a change of a designation, proposed by one person and decided by another.
type Measure struct {
	ID             int64        `db:"id"`
	DesignationID  int64        `db:"designation_id"`
	Number         string       `db:"number"` // of the designation
	NameKo         string       `db:"name_ko"`
	NameEn         string       `db:"name_en"`
	Kind           MeasureKind  `db:"kind"`
	Reason         string       `db:"reason"`
	Years          int          `db:"years"` // of an extension
	State          MeasureState `db:"state"`
	ProposedBy     int64        `db:"proposed_by"`
	ProposedAt     time.Time    `db:"proposed_at"`
	DecidedBy      *int64       `db:"decided_by"`
	DecidedAt      *time.Time   `db:"decided_at"`
	DecisionReason string       `db:"decision_reason"`
}

// Ref names the measure.
func (m Measure) Ref() string { return audit.Ref("measure", m.ID) }

// FundingTerms say which programme pays which share of orders of designated products
// from when to when.
type FundingTerms struct {
	ID       int64     `db:"id"`
	BudgetID int64     `db:"budget_id"`
	BudgetKo string    `db:"budget_ko"`
	BudgetEn string    `db:"budget_en"`
	Year     int       `db:"fiscal_year"`
	ShareBP  int       `db:"share_bp"` // basis points of the order's amount
	Cap      money.Won `db:"cap"`      // of the share in one order
	From     time.Time `db:"from_on"`
	Last     time.Time `db:"last_on"` // the last day
	Article  string    `db:"article"`
}

func designationNumber(year int, serial int64) string {
	return fmt.Sprintf("제%d-%d호", year, serial)
}
