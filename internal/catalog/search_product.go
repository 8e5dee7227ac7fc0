package catalog

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// Product is an offer that was on a shelf at some time, as its public page shows it.
type Product struct {
	OfferID        int64             `db:"offer_id"`
	ItemNumber     int               `db:"item_number"`
	SupplierID     int64             `db:"supplier_id"`
	State          string            `db:"state"`
	StateReason    string            `db:"state_reason"`
	ListedAt       time.Time         `db:"listed_at"`
	VersionID      int64             `db:"version_id"`
	VersionNo      int               `db:"version_no"`
	Price          money.Won         `db:"price"`
	Tax            string            `db:"tax"` // vat, exempt
	Unit           string            `db:"unit"`
	Content        int               `db:"content"`      // of ContentUnit in one sales unit
	ContentUnit    string            `db:"content_unit"` // the sales unit where the offer names no content
	UnitPrice      money.Hundredths  `db:"unit_price"`   // of one content unit
	MinOrder       int               `db:"min_order"`
	LeadDays       int               `db:"lead_days"`
	Regions        []string          `db:"regions"`
	WarrantyMonths int               `db:"warranty_months"`
	Summary        string            `db:"summary"`
	Description    string            `db:"description"`
	Values         map[string]string `db:"attributes"` // attribute key → value
	ClassCode      string            `db:"class_code"`
	Maker          string            `db:"maker"`
	Model          string            `db:"model"`
	NameKo         string            `db:"name_ko"`
	NameEn         string            `db:"name_en"`
	OnShelf        bool              `db:"on_shelf"`    // listed, and on a shelf whose term covers this instant
	ItemOffers     int               `db:"item_offers"` // suppliers that sell the same item now

	Supplier     SupplierCard         `db:"-"`
	Attributes   []ProductAttribute   `db:"-"`
	Certificates []ProductCertificate `db:"-"`
	Pictures     []ProductPicture     `db:"-"`
	Grounds      []ProductGround      `db:"-"`
	Prices       []PriceVersion       `db:"-"`
	ClassPrices  []ClassPrice         `db:"-"` // of its class by month, oldest first
	Similar      []Hit                `db:"-"` // of the same class by other suppliers, near in price
	Models       []Hit                `db:"-"` // other items of its maker
}

// SupplierCard is what anybody may read of a supplier.
type SupplierCard struct {
	ID             int64      `db:"id"`
	State          string     `db:"state"`
	NameKo         string     `db:"name_ko"`
	NameEn         string     `db:"name_en"`
	Bizno          *string    `db:"bizno"`
	Representative string     `db:"representative"`
	FoundedOn      *time.Time `db:"founded_on"`
	Region         string     `db:"region"`
	Address        string     `db:"address"`
	Phone          string     `db:"phone"`
	Email          string     `db:"email"`
	Homepage       string     `db:"homepage"`
	Introduction   string     `db:"introduction"`
	Traits         []string   `db:"traits"`
	AdmittedAt     *time.Time `db:"admitted_at"`
	Offers         int        `db:"offers"` // on a shelf now
}

// ProductAttribute is one line of the specification, named by the class.
type ProductAttribute struct {
	Key    string `db:"key"`
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
	Kind   string `db:"kind"`
	Unit   string `db:"unit"`
	Value  string `db:"-"` // see ChoiceText for kind choice
}

// ProductCertificate is proof of a property, until it expires.
type ProductCertificate struct {
	Kind      string     `db:"kind"`
	Number    string     `db:"number"`
	Issuer    string     `db:"issuer"`
	ExpiresOn *time.Time `db:"expires_on"`
	Expired   bool       `db:"expired"`
}

// ProductPicture is a picture by the hash of its blob.
type ProductPicture struct {
	Hash   string `db:"hash"`
	Alt    string `db:"alt"`
	Width  int    `db:"width"`
	Height int    `db:"height"`
}

// ProductGround is a ground with the programme that funds it; one that is not in force
// is yet to come, over, or suspended.
type ProductGround struct {
	ShelfGround
	InForce     bool
	Suspended   bool
	Withdrawn   bool
	Upcoming    bool // its term has not begun
	Source      string
	ProgrammeKo string
	ProgrammeEn string
	Year        int
}

// PriceVersion is one approved price.
type PriceVersion struct {
	No          int              `db:"no"`
	Price       money.Won        `db:"price"`
	UnitPrice   money.Hundredths `db:"unit_price"` // of one content unit
	ContentUnit string           `db:"content_unit"`
	Since       *time.Time       `db:"since"`
}

const selectProduct = `
SELECT o.id AS offer_id, o.item_number, o.supplier_id, o.state, o.state_reason, o.listed_at,
       v.id AS version_id, v.no AS version_no, v.price, v.tax, v.unit, v.content, ` + contentUnit + ` AS content_unit,
       v.price * 100 / v.content AS unit_price, v.min_order, v.lead_days, v.regions, v.warranty_months, v.summary, v.description, v.attributes, i.class_code, i.maker, i.model, i.name_ko, i.name_en,
       coalesce(o.state = 'listed' AND (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now()), false) AS on_shelf,
       (SELECT count(*) FROM catalog.listing x WHERE x.item_number = o.item_number
           AND (x.nara @> now() OR x.hyeokshin @> now() OR x.venture @> now()))::int AS item_offers
  FROM catalog.offer o
  JOIN catalog.offer_version v ON v.id = o.current_id
  JOIN catalog.item i ON i.number = o.item_number
  LEFT JOIN catalog.listing l ON l.offer_id = o.id
 WHERE o.id = @id AND o.listed_at IS NOT NULL`

const cardColumns = `s.id, s.state, s.name_ko, s.name_en, s.bizno, s.representative, s.founded_on, s.region, s.address, s.phone,
       s.email, s.homepage, s.introduction, s.traits, s.admitted_at,
       (SELECT count(*) FROM catalog.listing x WHERE x.supplier_id = s.id
           AND (x.nara @> now() OR x.hyeokshin @> now() OR x.venture @> now()))::int AS offers`

const selectProductSupplier = `
SELECT ` + cardColumns + ` FROM org.supplier_card s JOIN catalog.offer o ON o.supplier_id = s.id WHERE o.id = @id`

const selectSupplier = `
SELECT ` + cardColumns + ` FROM org.supplier_card s WHERE s.id = @id`

const selectProductAttributes = `
SELECT a.key, a.name_ko, a.name_en, a.kind, a.unit
  FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
  JOIN catalog.attribute a ON a.class_code IN (i.class_code, left(i.class_code, 8))
 WHERE o.id = @id ORDER BY length(a.class_code) DESC, a.position, a.key`

const selectProductCertificates = `
SELECT c.kind, c.number, c.issuer, c.expires_on, coalesce(c.expires_on < (now() AT TIME ZONE 'Asia/Seoul')::date, false) AS expired
  FROM catalog.offer o JOIN catalog.offer_certificate c ON c.version_id = o.current_id WHERE o.id = @id ORDER BY c.position`

const selectProductPictures = `
SELECT p.hash, p.alt, p.width, p.height
  FROM catalog.offer o JOIN catalog.offer_picture p ON p.version_id = o.current_id WHERE o.id = @id ORDER BY p.position`

const selectProductGrounds = `
SELECT g.id, g.storefront, g.kind, g.number, g.since, g.until, g.ceiling_price, g.max_order, g.budget_id,
       coalesce(g.share_bp, 0) AS share_bp, coalesce(g.cap, 0) AS cap, g.article, g.in_force, g.suspended, g.withdrawn,
       g.since > now() AS upcoming, g.source, coalesce(p.name_ko, '') AS programme_ko, coalesce(p.name_en, '') AS programme_en,
       coalesce(p.fiscal_year, 0) AS fiscal_year
  FROM catalog.offer o
  JOIN market.ground_public g ON g.item_number = o.item_number AND g.supplier_id = o.supplier_id
  LEFT JOIN ledger.programme_line p ON p.id = g.budget_id
 WHERE o.id = @id
 ORDER BY g.in_force DESC, g.since DESC, g.id LIMIT 12`

type productGroundRow struct {
	ID           int64      `db:"id"`
	Storefront   Shelf      `db:"storefront"`
	Kind         string     `db:"kind"`
	Number       string     `db:"number"`
	Since        time.Time  `db:"since"`
	Until        time.Time  `db:"until"`
	CeilingPrice *money.Won `db:"ceiling_price"`
	MaxOrder     *money.Won `db:"max_order"`
	BudgetID     *int64     `db:"budget_id"`
	ShareBP      int        `db:"share_bp"`
	Cap          money.Won  `db:"cap"`
	Article      string     `db:"article"`
	InForce      bool       `db:"in_force"`
	Suspended    bool       `db:"suspended"`
	Withdrawn    bool       `db:"withdrawn"`
	Upcoming     bool       `db:"upcoming"`
	Source       string     `db:"source"`
	ProgrammeKo  string     `db:"programme_ko"`
	ProgrammeEn  string     `db:"programme_en"`
	Year         int        `db:"fiscal_year"`
}

func (r productGroundRow) ground() ProductGround {
	return ProductGround{
		ShelfGround: ShelfGround{
			ID: r.ID, Storefront: r.Storefront, Kind: r.Kind, Number: r.Number, Since: r.Since, Until: r.Until,
			CeilingPrice: r.CeilingPrice, MaxOrder: r.MaxOrder, BudgetID: r.BudgetID, ShareBP: r.ShareBP, Cap: r.Cap, Article: r.Article,
		},
		InForce: r.InForce, Suspended: r.Suspended, Withdrawn: r.Withdrawn, Upcoming: r.Upcoming, Source: r.Source,
		ProgrammeKo: r.ProgrammeKo, ProgrammeEn: r.ProgrammeEn, Year: r.Year,
	}
}

const selectProductPrices = `
SELECT v.no, v.price, v.price * 100 / v.content AS unit_price, ` + contentUnit + ` AS content_unit, coalesce(v.decided_at, v.created_at) AS since FROM catalog.offer_version v
 WHERE v.offer_id = @id AND ` + WasApproved + ` AND v.price > 0 ORDER BY v.no`

const selectProductClassPrices = `
SELECT c.month, c.offers, c.low, c.median, c.high, c.as_of
  FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number
  JOIN catalog.class_price c ON c.class_code = i.class_code AND c.content_unit = ` + contentUnit + `
 WHERE o.id = @id AND c.month > now() - make_interval(months => @months) ORDER BY c.month`

// Product reads an offer's public page in two round trips, the second for its neighbours;
// more joins what other modules say of it to the first. An offer that was never on sale is
// fault.ErrNotFound; one that no longer is has OnShelf false.
func (r *Reader) Product(ctx context.Context, offerID int64, more ...func(*pgx.Batch)) (Product, error) {
	var (
		p       Product
		card    SupplierCard
		rest    Product
		grounds []productGroundRow
		near    []neighbour
		args    = pgx.NamedArgs{"id": offerID, "months": PriceMonths, "similar": similarOffers, "models": otherModels}
		b       = &pgx.Batch{}
	)
	b.Queue(selectProduct, args).Query(func(rows pgx.Rows) (err error) {
		p, err = db.One[Product](rows, nil)
		return err
	})
	b.Queue(selectProductSupplier, args).Query(func(rows pgx.Rows) (err error) {
		card, err = db.One[SupplierCard](rows, nil)
		return err
	})
	queueAll(b, selectProductAttributes, args, &rest.Attributes)
	queueAll(b, selectProductCertificates, args, &rest.Certificates)
	queueAll(b, selectProductPictures, args, &rest.Pictures)
	queueAll(b, selectProductPrices, args, &rest.Prices)
	queueAll(b, selectProductClassPrices, args, &rest.ClassPrices)
	queueAll(b, selectProductGrounds, args, &grounds)
	queueAll(b, selectNeighbours, args, &near)
	for _, also := range more {
		also(b)
	}
	if err := r.q.SendBatch(ctx, b).Close(); err != nil {
		return Product{}, err
	}
	p.Supplier, p.Attributes, p.Certificates, p.Pictures = card, rest.Attributes, rest.Certificates, rest.Pictures
	p.Prices, p.ClassPrices = rest.Prices, rest.ClassPrices
	for _, g := range grounds {
		p.Grounds = append(p.Grounds, g.ground())
	}
	p.fillAttributes()
	return p, r.neighbours(ctx, &p, near)
}

func queueAll[T any](b *pgx.Batch, sql string, args pgx.NamedArgs, into *[]T) {
	b.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		*into, err = db.All[T](rows, nil)
		return err
	})
}

// InForce lists the grounds on which the product can be bought now.
func (p Product) InForce() []ShelfGround {
	var out []ShelfGround
	for _, g := range p.Grounds {
		if g.InForce && p.OnShelf {
			out = append(out, g.ShelfGround)
		}
	}
	return out
}

// fillAttributes puts the version's values beside the class's definitions; what is not
// stated is left out.
func (p *Product) fillAttributes() {
	p.Attributes = slices.DeleteFunc(withValues(p.Attributes, p.Values), func(a ProductAttribute) bool { return a.Value == "" })
}

// withValues gives every definition its value, "" where nothing is stated. A value whose
// definition is gone is shown under its own key rather than lost.
func withValues(defs []ProductAttribute, values map[string]string) []ProductAttribute {
	left := maps.Clone(values)
	seen := map[string]bool{}
	out := make([]ProductAttribute, 0, len(defs))
	for _, a := range defs {
		if seen[a.Key] { // the detail class defines it already
			continue
		}
		seen[a.Key], a.Value = true, values[a.Key]
		delete(left, a.Key)
		out = append(out, a)
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		out = append(out, ProductAttribute{Key: key, NameKo: key, NameEn: key, Kind: KindText, Value: left[key]})
	}
	return out
}
