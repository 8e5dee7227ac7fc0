// Package tender owns the notices by which public bodies ask for bids (입찰공고): their
// drafting by a contracting officer, the check of their periods against the law of the
// day, their publication by a second person at the tender desk, and their
// cancellation. It refuses a notice whose period is shorter than the law allows, and
// it knows nothing of bids, openings and awards.
package tender

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// Kind is what is bought.
type Kind string

// The kinds.
const (
	Goods    Kind = "goods"    // 물품
	Services Kind = "services" // 용역
	Works    Kind = "works"    // 공사
)

// Kinds in the order forms show them.
var Kinds = []string{string(Goods), string(Services), string(Works)}

// Method is how the other party is found.
type Method string

// The methods.
const (
	Open       Method = "open"       // 일반경쟁
	Restricted Method = "restricted" // 제한경쟁
	Nominated  Method = "nominated"  // 지명경쟁
	Private    Method = "private"    // 수의계약, by quotes through the system
	Negotiated Method = "negotiated" // 협상에 의한 계약
)

// Methods in the order forms show them.
var Methods = []string{string(Open), string(Restricted), string(Nominated), string(Private), string(Negotiated)}

// Terms are what a contracting officer writes.
type Terms struct {
	Title          string
	Kind           Kind
	Method         Method
	ClassCode      string    // 물품분류번호 or 세부품명번호; "" for none
	Region         string    // a 시·도 that bidders must sit in; "" for the whole country
	EstimatedPrice money.Won // 추정가격, without VAT: it selects method and period
	BaseAmount     money.Won // 기초금액, with VAT
	Urgent         bool
	UrgentReason   string
	SiteBriefing   bool
	PublishOn      kst.Day   // planned day of publication, from which periods are counted
	Deadline       time.Time // for bids
	OpeningAt      time.Time
	Description    string
	Requirements   string // who may bid: the restriction, the nomination, the performance asked
}

// Notice is a tender notice in any state.
type Notice struct {
	ID             int64           `db:"id"`
	Number         string          `db:"number"` // "" until published
	InstitutionID  int64           `db:"institution_id"`
	InstitutionKo  string          `db:"institution_ko"`
	InstitutionEn  string          `db:"institution_en"`
	State          State           `db:"state"`
	Title          string          `db:"title"`
	Kind           Kind            `db:"kind"`
	Method         Method          `db:"method"`
	Law            string          `db:"law"` // "state" or "local": the contract act that binds the institution
	ClassCode      string          `db:"class_code"`
	ClassKo        string          `db:"class_ko"`
	ClassEn        string          `db:"class_en"`
	Region         string          `db:"region"`
	EstimatedPrice money.Won       `db:"estimated_price"`
	BaseAmount     money.Won       `db:"base_amount"`
	Urgent         bool            `db:"urgent"`
	UrgentReason   string          `db:"urgent_reason"`
	SiteBriefing   bool            `db:"site_briefing"`
	PublishOn      time.Time       `db:"publish_on"`
	Deadline       time.Time       `db:"deadline"`
	OpeningAt      time.Time       `db:"opening_at"`
	Description    string          `db:"description"`
	Requirements   string          `db:"requirements"`
	Rule           json.RawMessage `db:"rule"` // the rules it was last checked against, see Basis
	DraftedBy      int64           `db:"drafted_by"`
	DraftedAt      time.Time       `db:"drafted_at"`
	SubmittedBy    *int64          `db:"submitted_by"`
	SubmittedAt    *time.Time      `db:"submitted_at"`
	DecidedBy      *int64          `db:"decided_by"`
	DecidedAt      *time.Time      `db:"decided_at"`
	PublishedAt    *time.Time      `db:"published_at"`
	Reason         string          `db:"reason"` // why it was returned
	CancelReason   string          `db:"cancel_reason"`
	CancelAskedBy  *int64          `db:"cancel_asked_by"`
	CancelAskedAt  *time.Time      `db:"cancel_asked_at"`
	CancelledAt    *time.Time      `db:"cancelled_at"`
	Version        int             `db:"version"`
}

// Ref names the notice in audit, todo and notify.
func (n Notice) Ref() string { return audit.Ref("notice", n.ID) }

// Terms are the notice's terms as its officer wrote them.
func (n Notice) Terms() Terms {
	return Terms{
		Title: n.Title, Kind: n.Kind, Method: n.Method, ClassCode: n.ClassCode, Region: n.Region,
		EstimatedPrice: n.EstimatedPrice, BaseAmount: n.BaseAmount, Urgent: n.Urgent, UrgentReason: n.UrgentReason,
		SiteBriefing: n.SiteBriefing, PublishOn: kst.FromDate(n.PublishOn), Deadline: n.Deadline, OpeningAt: n.OpeningAt,
		Description: n.Description, Requirements: n.Requirements,
	}
}

// Public reports whether everybody may see the notice: it was published, even if it
// was cancelled afterwards.
func (n Notice) Public() bool { return n.Number != "" }

// CancelAsked reports whether a cancellation waits for a second person.
func (n Notice) CancelAsked() bool { return n.State == Published && n.CancelAskedBy != nil }

// params are what to-do lines and notifications show of it.
func (n Notice) params() map[string]any {
	return map[string]any{"title": n.Title, "institution": n.InstitutionKo, "number": n.Number}
}

// Document is a file that belongs to a notice.
type Document struct {
	ID       int64     `db:"id"`
	NoticeID int64     `db:"notice_id"`
	Hash     string    `db:"hash"`
	Name     string    `db:"name"`
	MIME     string    `db:"mime"`
	Size     int64     `db:"size"`
	AddedAt  time.Time `db:"added_at"`
}

// noticeNumber writes a notice's number: R, year, BK, serial, order of the notice.
func noticeNumber(year int, serial int64) string {
	return fmt.Sprintf("R%02dBK%08d-000", year%100, serial)
}

func squeeze(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }
