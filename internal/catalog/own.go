package catalog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// OwnOffer is a line of a supplier's list.
type OwnOffer struct {
	ID           int64        `db:"id"`
	State        State        `db:"state"`
	ItemNumber   int          `db:"item_number"`
	NameKo       string       `db:"name_ko"`
	NameEn       string       `db:"name_en"`
	Maker        string       `db:"maker"`
	Model        string       `db:"model"`
	Price        *money.Won   `db:"price"`         // on sale; nil when never approved
	PendingPrice *money.Won   `db:"pending_price"` // of the version being written or reviewed
	PendingState VersionState `db:"pending_state"` // "" when there is none
	Shelves      []string     `db:"shelves"`       // storefronts it stands in now
	ChangedAt    time.Time    `db:"changed_at"`
}

const selectOwn = `
SELECT o.id, o.state, o.item_number, i.name_ko, i.name_en, i.maker, i.model, c.price, p.price AS pending_price, coalesce(p.state, '') AS pending_state,
       array_remove(ARRAY[CASE WHEN l.nara @> now() THEN 'nara' END, CASE WHEN l.hyeokshin @> now() THEN 'hyeokshin' END, CASE WHEN l.venture @> now() THEN 'venture' END], NULL) AS shelves,
       greatest(o.created_at, p.created_at, p.submitted_at, p.decided_at, c.decided_at) AS changed_at
  FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
  LEFT JOIN catalog.offer_version c ON c.id = o.current_id LEFT JOIN catalog.offer_version p ON p.id = o.pending_id
  LEFT JOIN catalog.listing l ON l.offer_id = o.id
 WHERE o.supplier_id = @supplier AND (@state = '' OR o.state = @state) ORDER BY changed_at DESC, o.id DESC LIMIT @limit OFFSET @offset`

const countOwn = `SELECT o.state, count(*)::int AS n FROM catalog.offer o WHERE o.supplier_id = @supplier GROUP BY o.state`

type stateCount struct {
	State State `db:"state"`
	N     int   `db:"n"`
}

// OwnOffers lists the offers of the actor's own supplier, the last changed first, all
// or those in one state, with how many there are in each.
func (s *Service) OwnOffers(ctx context.Context, by auth.Actor, state State, limit, offset int) ([]OwnOffer, map[State]int, error) {
	switch {
	case !by.SignedIn():
		return nil, nil, fault.ErrUnauthenticated
	case !by.Holds(org.SupplierMember, org.SupplierAdmin):
		return nil, nil, fault.ErrForbidden
	}
	args := pgx.NamedArgs{"supplier": by.BodyID, "state": state, "limit": limit, "offset": offset}
	offers, err := db.All[OwnOffer](s.db.Query(ctx, selectOwn, args))
	if err != nil {
		return nil, nil, err
	}
	counts, err := db.All[stateCount](s.db.Query(ctx, countOwn, args))
	if err != nil {
		return nil, nil, err
	}
	n := map[State]int{}
	for _, c := range counts {
		n[c.State] = c.N
	}
	return offers, n, nil
}

// OfferView is everything about an offer that an insider's page shows.
type OfferView struct {
	Offer      Offer
	Item       Item
	Class      Class
	Supplier   string
	SupplierEn string
	Attributes []Attribute
	Current    *OfferVersion
	Pending    *OfferVersion // nil too when the reader may not know of it
	Versions   []OfferVersion
}

const selectBodyNames = `SELECT b.name_ko, b.name_en FROM org.body b WHERE b.id = @id`

type bodyNames struct {
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
}

// View reads an offer for its supplier, the desks of PPS that decide about it, or an
// auditor. A draft is a secret: the desks learn of a version when it is submitted, and
// whoever has no business here learns nothing of an offer that was never on sale.
func (s *Service) View(ctx context.Context, by auth.Actor, offerID int64) (OfferView, error) {
	var v OfferView
	if !by.SignedIn() {
		return v, fault.ErrUnauthenticated
	}
	var err error
	if v.Offer, err = OfferByID(ctx, s.db, offerID); err != nil {
		return v, err
	}
	own := by.BodyID == v.Offer.SupplierID && by.Holds(org.SupplierMember, org.SupplierAdmin)
	desk := by.Is(org.PPS) && by.Holds(org.MarketDesk, org.ProductReviewer, org.InnovationDesk)
	all := own || by.Holds(org.AuditorRole)
	if !all && !desk {
		if v.Offer.CurrentID == nil {
			return v, fault.ErrNotFound
		}
		return v, fault.ErrForbidden
	}
	if v.Versions, err = VersionsOf(ctx, s.db, offerID); err != nil {
		return v, err
	}
	if !all {
		v.Versions = submittedOnly(v.Versions)
		if len(v.Versions) == 0 {
			return OfferView{}, fault.ErrNotFound
		}
	}
	err = s.fill(ctx, &v)
	return v, err
}

func submittedOnly(versions []OfferVersion) []OfferVersion {
	out := versions[:0:0]
	for _, v := range versions {
		if v.SubmittedAt != nil && v.State != VersionDraft {
			out = append(out, v)
		}
	}
	return out
}

func (s *Service) fill(ctx context.Context, v *OfferView) error {
	for i := range v.Versions {
		ver := &v.Versions[i]
		if v.Offer.CurrentID != nil && *v.Offer.CurrentID == ver.ID {
			v.Current = ver
		}
		if v.Offer.PendingID != nil && *v.Offer.PendingID == ver.ID {
			v.Pending = ver
		}
	}
	var err error
	if v.Item, err = ItemByNumber(ctx, s.db, v.Offer.ItemNumber); err != nil {
		return err
	}
	if v.Class, err = ClassByCode(ctx, s.db, v.Item.ClassCode); err != nil {
		return err
	}
	if v.Attributes, err = AttributesOf(ctx, s.db, v.Item.ClassCode); err != nil {
		return err
	}
	names, err := db.One[bodyNames](s.db.Query(ctx, selectBodyNames, pgx.NamedArgs{"id": v.Offer.SupplierID}))
	v.Supplier, v.SupplierEn = names.NameKo, names.NameEn
	return err
}

// DetailClasses lists the classes in which items can be registered.
func (s *Service) DetailClasses(ctx context.Context) ([]Class, error) {
	return DetailClasses(ctx, s.db)
}

// Items lists items of a detail class that match words.
func (s *Service) Items(ctx context.Context, class, words string) ([]Item, error) {
	return ItemsOfClass(ctx, s.db, class, words, 50)
}

// Item reads an item.
func (s *Service) Item(ctx context.Context, number int) (Item, error) {
	return ItemByNumber(ctx, s.db, number)
}
