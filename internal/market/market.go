// Package market owns the three storefronts: the grounds on which an offer stands in
// each of them, who approves, returns, suspends and withdraws offers, what the market
// desk records by hand, which purchase may be made directly and up to what, and the
// cart. It refuses to sell without a ground in force and lets nobody decide on what
// they or their own body put forward. It takes no orders (order) and designates no
// innovative products (innovation); those grant their grounds through here.
package market

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// Storefront is one of the three shops. They share everything but their grounds.
type Storefront string

// The storefronts.
const (
	Nara        Storefront = "nara"      // 나라장터 종합쇼핑몰: unit-price contracts
	Hyeokshin   Storefront = "hyeokshin" // 혁신장터: innovation designations
	VentureNara Storefront = "venture"   // 벤처나라: venture designations
)

// Storefronts in the order of the page, the widest first.
var Storefronts = []Storefront{Nara, Hyeokshin, VentureNara}

// Valid reports whether s is one of the three.
func (s Storefront) Valid() bool { return s == Nara || s == Hyeokshin || s == VentureNara }

// Kinds of ground.
const (
	UnitPriceContract     = "unit_price_contract"    // 단가계약
	InnovationDesignation = "innovation_designation" // 혁신제품 지정
	VentureDesignation    = "venture_designation"    // 벤처나라 지정
)

// ArticleUnitPrice is what a unit-price contract (다수공급자계약) rests on, as a refusal or a
// page cites it.
const (
	ArticleUnitPrice = "조달사업법 시행령 제13조"
)

// Refusals.
var (
	ErrGroundOverlaps    = fault.Bad("ground_overlaps", fault.F("starts_on", "ground_overlaps"))
	ErrNoGround          = fault.New(fault.Conflict, "no_ground")
	ErrRecordDecided     = fault.New(fault.Conflict, "record_decided")
	ErrRecordNumberTaken = fault.Bad("record_number_taken", fault.F("number", "record_number_taken"))
	ErrOfferState        = fault.New(fault.Conflict, "offer_state")
	ErrNothingSubmitted  = fault.New(fault.Conflict, "nothing_submitted")
	ErrOwnBody           = fault.New(fault.Forbidden, "own_body")
	ErrNotOnShelf        = fault.New(fault.Conflict, "not_on_shelf")
	ErrCartFull          = fault.New(fault.Conflict, "cart_full", "max", maxCartLines)
)

var _ = db.Constraints(map[string]*fault.Error{
	"ground_one_at_a_time":     ErrGroundOverlaps,
	"ground_record_number_key": ErrRecordNumberTaken,
	"ground_record_item_fk":    catalog.ErrUnknownItem,
	"ground_term_check":        fault.Bad("ground_term", fault.F("ends_on", "ground_term")),
	"ground_record_term_check": fault.Bad("ground_term", fault.F("ends_on", "ground_term")),
})

// Service carries out the use cases of the market.
type Service struct {
	db *db.DB
}

// New makes a Service.
func New(d *db.DB) *Service { return &Service{db: d} }

// notOwn refuses whoever belongs, or once belonged, to the body whose matter it is.
const selectEverMember = `SELECT EXISTS (SELECT FROM org.membership m WHERE m.person_id = @person AND m.body_id = @body)`

func notOwn(ctx context.Context, tx *db.Tx, by auth.Actor, bodyID int64) error {
	if by.BodyID == bodyID {
		return ErrOwnBody
	}
	member, err := db.Value[bool](tx.Query(ctx, selectEverMember, pgx.NamedArgs{"person": by.PersonID, "body": bodyID}))
	if err == nil && member {
		return ErrOwnBody
	}
	return err
}

const selectPPS = `SELECT b.id FROM org.body b WHERE b.kind = 'pps' AND b.state = 'admitted' ORDER BY b.id`

// turnTo gives the turn on an object to desks of PPS and tells their people, if there is
// a kind of notice to tell them by.
func turnTo(ctx context.Context, tx *db.Tx, t todo.Task, noticeKind string, roles ...org.Role) error {
	desks, err := db.Values[int64](tx.Query(ctx, selectPPS))
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	for _, body := range desks {
		for _, r := range roles {
			t.BodyID, t.Role = body, r
			todo.QueueOpen(b, tx, t)
		}
		if noticeKind != "" {
			notify.QueueSend(b, tx, notify.Message{BodyID: body, Roles: roles, Kind: noticeKind, Object: t.Object, Params: t.Params})
		}
	}
	return tx.SendBatch(ctx, b).Close()
}

// tellSupplier tells a supplier's people.
func tellSupplier(ctx context.Context, tx *db.Tx, supplierID int64, kind, object string, params map[string]any) error {
	return notify.Send(ctx, tx, notify.Message{
		BodyID: supplierID, Roles: []org.Role{org.SupplierAdmin, org.SupplierMember}, Kind: kind, Object: object, Params: params,
	})
}

// tellPerson tells one person.
func tellPerson(ctx context.Context, tx *db.Tx, personID int64, kind, object string, params map[string]any) error {
	return notify.Send(ctx, tx, notify.Message{PersonID: personID, Kind: kind, Object: object, Params: params})
}
