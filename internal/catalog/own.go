package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	SectionsDone []string     `db:"sections_done"` // of that version
	Shelves      []string     `db:"shelves"`       // storefronts it stands in now
	Picture      string       `db:"picture"`       // blob hash of the main picture; ""
	ChangedAt    time.Time    `db:"changed_at"`
}

// Missing lists the sections without which the version being written cannot be
// submitted; none of an offer that nobody is writing.
func (o OwnOffer) Missing() []string {
	if !o.PendingState.Editable() {
		return nil
	}
	var out []string
	for _, s := range []string{SectionTerms, SectionSpecification} {
		if !slices.Contains(o.SectionsDone, s) {
			out = append(out, s)
		}
	}
	return out
}

// OwnQuery asks for part of a supplier's list.
type OwnQuery struct {
	Text  string // words of name, maker or model, or an item number; each must be there
	State State  // "": all, but those that have ended only while words are looked for
	After string // OwnPage.Next of the page before; "": from the start
	Size  int
}

// OwnPage is a page of a supplier's list.
type OwnPage struct {
	Offers []OwnOffer
	Counts map[State]int // of all, whatever is asked for
	Next   string        // "" on the last page
}

// The list walks its index from the latest change down, so that the hundredth page costs
// what the first does.
const selectOwn = `
SELECT o.id, o.state, o.item_number, i.name_ko, i.name_en, i.maker, i.model, c.price, p.price AS pending_price, coalesce(p.state, '') AS pending_state,
       coalesce(p.sections_done, '{}') AS sections_done,
       array_remove(ARRAY[CASE WHEN l.nara @> now() THEN 'nara' END, CASE WHEN l.hyeokshin @> now() THEN 'hyeokshin' END, CASE WHEN l.venture @> now() THEN 'venture' END], NULL) AS shelves,
       coalesce((SELECT x.hash FROM catalog.offer_picture x WHERE x.version_id = coalesce(o.pending_id, o.current_id) ORDER BY x.position LIMIT 1), '') AS picture,
       o.changed_at
  FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
  LEFT JOIN catalog.offer_version c ON c.id = o.current_id LEFT JOIN catalog.offer_version p ON p.id = o.pending_id
  LEFT JOIN catalog.listing l ON l.offer_id = o.id
 WHERE o.supplier_id = @supplier AND (o.state = @state OR @state = '' AND (o.state <> 'withdrawn' OR cardinality(@words::text[]) > 0)) AND (@before::timestamptz IS NULL OR (o.changed_at, o.id) < (@before, @id))
   AND NOT EXISTS (SELECT FROM unnest(@words::text[]) AS w
        WHERE position(w IN translate(lower(i.name_ko || i.name_en || i.maker || i.model), @marks, '') || ' ' || i.number) = 0)
 ORDER BY o.changed_at DESC, o.id DESC LIMIT @limit`

const countOwn = `SELECT o.state, count(*)::int AS n FROM catalog.offer o WHERE o.supplier_id = @supplier GROUP BY o.state`

type stateCount struct {
	State State `db:"state"`
	N     int   `db:"n"`
}

// OwnOffers lists the offers of the actor's own supplier, the last changed first, with
// how many there are in each state.
func (s *Service) OwnOffers(ctx context.Context, by auth.Actor, q OwnQuery) (OwnPage, error) {
	page := OwnPage{Counts: map[State]int{}}
	switch {
	case !by.SignedIn():
		return page, fault.ErrUnauthenticated
	case !by.Holds(org.SupplierMember, org.SupplierAdmin):
		return page, fault.ErrForbidden
	}
	before, id := ownCursor(q.After)
	args := pgx.NamedArgs{
		"supplier": by.BodyID, "state": q.State, "words": ownWords(q.Text), "marks": ownMarks, "before": before, "id": id, "limit": q.Size + 1,
	}
	var err error
	if page.Offers, err = db.All[OwnOffer](s.db.Query(ctx, selectOwn, args)); err != nil {
		return page, err
	}
	if len(page.Offers) > q.Size {
		page.Offers = page.Offers[:q.Size]
		last := page.Offers[q.Size-1]
		page.Next = fmt.Sprintf("%d-%d", last.ChangedAt.UnixMicro(), last.ID)
	}
	counts, err := db.All[stateCount](s.db.Query(ctx, countOwn, args))
	for _, c := range counts {
		page.Counts[c.State] = c.N
	}
	return page, err
}

// ownMarks are what a supplier may leave out of a model's name when looking for it.
const ownMarks = " -_./()·,"

// ownWords parts a text into words as the list compares them.
func ownWords(text string) []string {
	out := []string{}
	for _, w := range strings.Fields(strings.ToLower(CutSearch(text))) {
		w = strings.Map(func(r rune) rune {
			if strings.ContainsRune(ownMarks, r) {
				return -1
			}
			return r
		}, w)
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// ownCursor reads where a page begins; what is no cursor is the start.
func ownCursor(after string) (before *time.Time, id int64) {
	at, of, _ := strings.Cut(after, "-")
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil || micros < 0 || micros > 1<<53 {
		return nil, 0
	}
	if id, err = strconv.ParseInt(of, 10, 64); err != nil {
		return nil, 0
	}
	t := time.UnixMicro(micros)
	return &t, id
}

// OfferView is everything about an offer that an insider's page shows.
type OfferView struct {
	Offer      Offer
	Item       Item
	Class      Class
	Supplier   string
	SupplierEn string
	Attributes []Attribute // retired ones too: see Asked
	Current    *OfferVersion
	Pending    *OfferVersion // nil too when the reader may not know of it
	Versions   []OfferVersion
	Moves      []ItemMove // of the item between classes, the last first
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
	if v.Moves, err = ItemMoves(ctx, s.db, v.Offer.ItemNumber); err != nil {
		return err
	}
	if v.Class, err = ClassByCode(ctx, s.db, v.Item.ClassCode); err != nil {
		return err
	}
	if v.Attributes, err = AllAttributesOf(ctx, s.db, v.Item.ClassCode); err != nil {
		return err
	}
	names, err := db.One[bodyNames](s.db.Query(ctx, selectBodyNames, pgx.NamedArgs{"id": v.Offer.SupplierID}))
	v.Supplier, v.SupplierEn = names.NameKo, names.NameEn
	return err
}

const selectOwnOf = `SELECT o.item_number, o.id FROM catalog.offer o WHERE o.supplier_id = @supplier AND o.item_number = ANY(@items)`

type ownOf struct {
	ItemNumber int   `db:"item_number"`
	ID         int64 `db:"id"`
}

// OwnOffersOf finds the offers that the actor's own supplier has of items, by item: a
// supplier has at most one of each.
func (s *Service) OwnOffersOf(ctx context.Context, by auth.Actor, items []int) (map[int]int64, error) {
	out := map[int]int64{}
	if len(items) == 0 || !by.Holds(org.SupplierMember, org.SupplierAdmin) {
		return out, nil
	}
	found, err := db.All[ownOf](s.db.Query(ctx, selectOwnOf, pgx.NamedArgs{"supplier": by.BodyID, "items": items}))
	for _, o := range found {
		out[o.ItemNumber] = o.ID
	}
	return out, err
}

// DetailClasses lists the classes in which items can be registered.
func (s *Service) DetailClasses(ctx context.Context) ([]Class, error) {
	return DetailClasses(ctx, s.db)
}

// MaxItems bounds how many items are listed to choose from.
const MaxItems = 50

// Items lists items of a detail class that match words, MaxItems at most.
func (s *Service) Items(ctx context.Context, class, words string) ([]Item, error) {
	return ItemsOfClass(ctx, s.db, class, words, MaxItems)
}

// Item reads an item.
func (s *Service) Item(ctx context.Context, number int) (Item, error) {
	return ItemByNumber(ctx, s.db, number)
}
