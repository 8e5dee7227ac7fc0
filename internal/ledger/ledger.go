// Package ledger owns the books: budget lines of a fiscal year, the double entries in
// won that move money through their stages, what each act holds of each budget, and
// the proposals by which money comes in. It knows no business module: an act is a
// reference such as order:12. It refuses to overspend, to post one key twice, to let
// one person both propose and confirm, and to change what is written; the database
// refuses the same again (migrations: create_ledger).
package ledger

import (
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// Kind of a budget line.
type Kind string

const (
	Institution Kind = "institution" // an institution's own line
	Programme   Kind = "programme"   // pays a share of others' purchases (시범구매 등)
)

// Account is a stage that money of a budget is in. Their sum is what was appropriated.
type Account string

const (
	Appropriation Account = "appropriation" // 편성: the control account, the other side of the sum
	Unallotted    Account = "unallotted"    // 미배정: appropriated, not yet to be spent
	Available     Account = "available"     // 가용: allotted and free
	Reserved      Account = "reserved"      // 예약 (품의): asked for by an order
	Obligated     Account = "obligated"     // 지출원인행위: owed once delivered
	Payable       Account = "payable"       // 지급예정: delivered and accepted
	Paid          Account = "paid"          // 지급
	LateDamages   Account = "late_damages"  // 지체상금: withheld from a payment, revenue
)

// Stages lists the accounts money passes through, in order.
var Stages = []Account{Unallotted, Available, Reserved, Obligated, Payable, Paid, LateDamages}

// Event is what a journal records.
type Event string

const (
	Appropriate        Event = "appropriate"         // 편성·경정
	Allot              Event = "allot"               // 배정
	Reserve            Event = "reserve"             // 품의
	ReleaseReservation Event = "release_reservation" // 계약 전 취소
	Obligate           Event = "obligate"            // 지출원인행위
	ReleaseObligation  Event = "release_obligation"  // 계약 후 취소·감액
	Accept             Event = "accept"              // 검사·검수
	Pay                Event = "pay"                 // 지급
)

// moves says from which account to which each event moves an amount. Of a payment,
// what is withheld goes to LateDamages instead.
var moves = map[Event]struct{ from, to Account }{
	Appropriate:        {Appropriation, Unallotted},
	Allot:              {Unallotted, Available},
	Reserve:            {Available, Reserved},
	ReleaseReservation: {Reserved, Available},
	Obligate:           {Reserved, Obligated},
	ReleaseObligation:  {Obligated, Available},
	Accept:             {Obligated, Payable},
	Pay:                {Payable, Paid},
}

// Part is one budget's share of a posting, in won.
type Part struct {
	BudgetID int64
	Amount   money.Won
}

// Posting is one act's movement of money. Key makes it happen once: the same key with
// the same content again is left alone, with another content it is audit.ErrKeyReused.
// Ref is the act (audit.Ref); what it reserved it may release, obligate, accept and
// pay, and no more. Parts of zero are left out; negative ones are a defect.
type Posting struct {
	Key   string
	Ref   string
	By    audit.Who
	Parts []Part
}

// Budget is a line of one fiscal year with what is in each stage now.
type Budget struct {
	ID           int64     `db:"id"`
	BodyID       int64     `db:"body_id"`
	BodyKo       string    `db:"body_ko"`
	BodyEn       string    `db:"body_en"`
	Kind         Kind      `db:"kind"`
	FiscalYear   int       `db:"fiscal_year"`
	Code         string    `db:"code"`
	NameKo       string    `db:"name_ko"`
	NameEn       string    `db:"name_en"`
	OpenedAt     time.Time `db:"opened_at"`
	Appropriated money.Won `db:"appropriated"`
	Unallotted   money.Won `db:"unallotted"`
	Available    money.Won `db:"available"`
	Reserved     money.Won `db:"reserved"`
	Obligated    money.Won `db:"obligated"`
	Payable      money.Won `db:"payable"`
	Paid         money.Won `db:"paid"`
	LateDamages  money.Won `db:"late_damages"`
}

// Allotted is what may be spent in all: available, committed or spent.
func (b Budget) Allotted() money.Won { return b.Appropriated - b.Unallotted }

// Committed is what orders hold and have not been paid yet.
func (b Budget) Committed() money.Won { return b.Reserved + b.Obligated + b.Payable }

// Spent is what left the budget: paid to suppliers, or withheld from them as revenue.
func (b Budget) Spent() money.Won { return b.Paid + b.LateDamages }

// In is the amount in a stage.
func (b Budget) In(a Account) money.Won {
	switch a {
	case Appropriation:
		return b.Appropriated
	case Unallotted:
		return b.Unallotted
	case Available:
		return b.Available
	case Reserved:
		return b.Reserved
	case Obligated:
		return b.Obligated
	case Payable:
		return b.Payable
	case Paid:
		return b.Paid
	case LateDamages:
		return b.LateDamages
	}
	return 0
}

// Service carries out the use cases of budget officers and posts what other modules'
// acts do to the books.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }
