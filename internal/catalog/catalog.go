// Package catalog owns what can be bought: the classes and what each asks of a
// specification, the items with their numbers, the suppliers' offers with every
// version of them, and the search row of whatever is on a shelf. It drafts and keeps
// versions; it refuses to say on what ground something may be sold or who approves it
// (market), and it never lets one supplier learn of another's draft.
package catalog

import (
	"time"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
)

// Item is one product of one maker in one specification (물품). Its number
// (물품식별번호) means nothing, belongs to it alone and is kept for ever.
type Item struct {
	Number       int       `db:"number"`
	ClassCode    string    `db:"class_code"`
	Maker        string    `db:"maker"`
	Model        string    `db:"model"`
	NameKo       string    `db:"name_ko"`
	NameEn       string    `db:"name_en"`
	RegisteredBy int64     `db:"registered_by"`
	CreatedAt    time.Time `db:"created_at"`
}

// Offer is a supplier's offer of an item. What is on sale is its current version; a
// pending version is being written or reviewed beside it.
type Offer struct {
	ID          int64      `db:"id"`
	ItemNumber  int        `db:"item_number"`
	SupplierID  int64      `db:"supplier_id"`
	State       State      `db:"state"`
	CurrentID   *int64     `db:"current_id"`
	PendingID   *int64     `db:"pending_id"`
	CreatedAt   time.Time  `db:"created_at"`
	ListedAt    *time.Time `db:"listed_at"`
	StateReason string     `db:"state_reason"`
	Version     int        `db:"version"` // counts every change, to detect stale forms
}

// OfferVersion is one state of an offer's content. An approved version never changes:
// orders pin it.
type OfferVersion struct {
	ID             int64             `db:"id"`
	OfferID        int64             `db:"offer_id"`
	No             int               `db:"no"` // from 1 within its offer
	State          VersionState      `db:"state"`
	Price          money.Won         `db:"price"` // of one unit, VAT included unless Tax is TaxExempt; 0: not yet given
	Tax            string            `db:"tax"`
	Unit           string            `db:"unit"`
	Content        int               `db:"content"`      // how many ContentUnit one sales unit holds; 1 without one
	ContentUnit    string            `db:"content_unit"` // "": the sales unit itself
	MinOrder       int               `db:"min_order"`
	LeadDays       int               `db:"lead_days"`
	Regions        []string          `db:"regions"` // empty: nationwide
	WarrantyMonths int               `db:"warranty_months"`
	Summary        string            `db:"summary"`
	Description    string            `db:"description"`
	Attributes     map[string]string `db:"attributes"` // attribute key → value as typed
	SectionsDone   []string          `db:"sections_done"`
	CreatedAt      time.Time         `db:"created_at"`
	SubmittedAt    *time.Time        `db:"submitted_at"`
	SubmittedBy    *int64            `db:"submitted_by"`
	DecidedAt      *time.Time        `db:"decided_at"`
	DecidedBy      *int64            `db:"decided_by"`
	ReturnReasons  map[string]string `db:"return_reasons"` // field name → reason
	Asks           Asks              `db:"asks"`           // of a version that was submitted
	RiseReason     string            `db:"rise_reason"`    // why a price that rose suddenly did, in the supplier's words
	Certificates   []Certificate     `db:"certificates"`
	Pictures       []Picture         `db:"pictures"`
}

// Certificate proves something about the item.
type Certificate struct {
	Kind      string `json:"kind"` // one of CertificateKinds
	Number    string `json:"number"`
	Issuer    string `json:"issuer"`
	ExpiresOn string `json:"expires_on"` // 2026-11-23; "" when it does not expire
}

// Picture is a re-encoded picture kept as a blob.
type Picture struct {
	Hash   string `json:"hash"`
	Alt    string `json:"alt"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// Values of OfferVersion.Tax.
const (
	TaxVAT    = "vat"    // 과세: the price includes 10 % VAT
	TaxExempt = "exempt" // 면세
)

// CertificateKinds are the certificates that can be given, by code.
var CertificateKinds = []string{"KC", "KS", "MFDS", "NEP", "NET", "GS", "eco", "energy", "quality", "performance", "direct_production", "ISO9001", "ISO13485", "CE"}

// Units are the sales units, by code; their words are texts "unit.<code>".
var Units = []string{"EA", "SET", "BOX", "PACK", "M3", "KG", "SERVICE"}

// ContentUnits are what the content of a sales unit is counted in, for prices that can
// be compared; their words are texts "unit.<code>" too.
var ContentUnits = []string{"EA", "SHEET", "TEST", "G", "KG", "ML", "L", "M", "M2", "M3", "HOUR"}

// Bounds of the terms of an offer, mirrored by checks in the database.
const (
	MaxMinOrder  = 1_000_000
	MaxContent   = 1_000_000
	MaxLeadDays  = 730
	MaxWarranty  = 240
	MaxPictures  = 8
	MaxCertified = 12
)

// Refusals.
var (
	ErrOfferExists     = fault.New(fault.Conflict, "offer_exists")
	ErrNotEditable     = fault.New(fault.Conflict, "offer_not_editable")
	ErrPendingExists   = fault.New(fault.Conflict, "offer_pending_exists")
	ErrNotChangeable   = fault.New(fault.Conflict, "offer_not_changeable")
	ErrUnknownItem     = fault.Bad("unknown_item", fault.F("item_number", "unknown_item"))
	ErrNotDetailClass  = fault.Bad("not_detail_class", fault.F("class_code", "not_detail_class"))
	ErrItemTwin        = fault.New(fault.Conflict, "item_twin") // n: the number of the likeliest
	ErrTooManyPictures = fault.New(fault.Conflict, "too_many_pictures", "max", MaxPictures)
)

var _ = db.Constraints(map[string]*fault.Error{
	"offer_item_supplier_key": ErrOfferExists,
	"offer_item_fk":           ErrUnknownItem,
	"item_class_fk":           ErrNotDetailClass,
})
