package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/money"
)

// Compared is an offer as it is held beside others: its terms, what it says of the
// attributes of its class, and on which shelves it stands now.
type Compared struct {
	OfferID        int64             `db:"offer_id"`
	ItemNumber     int               `db:"item_number"`
	SupplierID     int64             `db:"supplier_id"`
	Supplier       string            `db:"supplier"`
	SupplierEn     string            `db:"supplier_en"`
	Traits         []string          `db:"traits"`
	State          string            `db:"state"`
	OnShelf        bool              `db:"on_shelf"`
	Price          money.Won         `db:"price"`
	Tax            string            `db:"tax"`
	Unit           string            `db:"unit"`
	Content        int               `db:"content"`
	ContentUnit    string            `db:"content_unit"` // the sales unit where the offer names no content
	UnitPrice      money.Hundredths  `db:"unit_price"`
	Median         *money.Hundredths `db:"median"` // of its class, one content unit; nil: never counted
	MinOrder       int               `db:"min_order"`
	LeadDays       int               `db:"lead_days"`
	Regions        []string          `db:"regions"` // empty: nationwide
	WarrantyMonths int               `db:"warranty_months"`
	Values         map[string]string `db:"attributes"`
	ClassCode      string            `db:"class_code"`
	ClassKo        string            `db:"class_ko"`
	ClassEn        string            `db:"class_en"`
	Maker          string            `db:"maker"`
	Model          string            `db:"model"`
	NameKo         string            `db:"name_ko"`
	NameEn         string            `db:"name_en"`
	Picture        string            `db:"picture"`      // hash; "" without one
	Certificates   []string          `db:"certificates"` // kinds that hold today
	Stores         []Shelf           `db:"stores"`       // with a ground in force
	Bought         int               `db:"bought"`       // accepted orders

	Attributes []ProductAttribute `db:"-"` // of its class, in the class's order; Value "" where nothing is stated
}

const selectCompared = `
SELECT o.id AS offer_id, o.item_number, o.supplier_id, b.name_ko AS supplier, b.name_en AS supplier_en, b.traits, o.state,
       coalesce(o.state = 'listed' AND (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now()), false) AS on_shelf,
       v.price, v.tax, v.unit, v.content, ` + contentUnit + ` AS content_unit, v.price * 100 / v.content AS unit_price,
       (SELECT c.median FROM catalog.class_price c WHERE c.class_code = i.class_code AND c.content_unit = ` + contentUnit + ` ORDER BY c.month DESC LIMIT 1) AS median,
       v.min_order, v.lead_days, v.regions, v.warranty_months, v.attributes, i.class_code, c.name_ko AS class_ko, c.name_en AS class_en,
       i.maker, i.model, i.name_ko, i.name_en,
       coalesce((SELECT p.hash FROM catalog.offer_picture p WHERE p.version_id = v.id ORDER BY p.position LIMIT 1), '') AS picture,
       coalesce((SELECT array_agg(DISTINCT k.kind ORDER BY k.kind) FROM catalog.offer_certificate k
                  WHERE k.version_id = v.id AND (k.expires_on IS NULL OR k.expires_on >= (now() AT TIME ZONE 'Asia/Seoul')::date)), '{}') AS certificates,
       coalesce((SELECT array_agg(DISTINCT g.storefront ORDER BY g.storefront) FROM market.ground_public g
                  WHERE g.item_number = o.item_number AND g.supplier_id = o.supplier_id AND g.in_force AND o.state = 'listed'), '{}') AS stores,
       coalesce(p.orders, 0) AS bought
  FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number
  JOIN catalog.class c ON c.code = i.class_code JOIN org.body b ON b.id = o.supplier_id
  LEFT JOIN catalog.listing l ON l.offer_id = o.id LEFT JOIN catalog.offer_purchase p ON p.offer_id = o.id
 WHERE o.id = ANY (@offers) AND o.listed_at IS NOT NULL
 ORDER BY array_position(@offers::bigint[], o.id)`

const selectComparedAttributes = `
SELECT o.id AS offer_id, a.key, a.name_ko, a.name_en, a.kind, a.unit
  FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
  JOIN catalog.attribute a ON a.class_code IN (i.class_code, left(i.class_code, 8))
 WHERE o.id = ANY (@offers) ORDER BY o.id, length(a.class_code) DESC, a.position, a.key`

type comparedAttribute struct {
	OfferID int64 `db:"offer_id"`
	ProductAttribute
}

// Compare reads offers to hold beside each other, in the order asked for, in one round
// trip. One that was never on sale is absent; one that no longer is has OnShelf false.
func (r *Reader) Compare(ctx context.Context, offerIDs []int64) ([]Compared, error) {
	var out []Compared
	var defs []comparedAttribute
	b := &pgx.Batch{}
	args := pgx.NamedArgs{"offers": offerIDs}
	queueAll(b, selectCompared, args, &out)
	queueAll(b, selectComparedAttributes, args, &defs)
	if err := r.q.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	for i := range out {
		var own []ProductAttribute
		for _, d := range defs {
			if d.OfferID == out[i].OfferID {
				own = append(own, d.ProductAttribute)
			}
		}
		out[i].Attributes = withValues(own, out[i].Values)
	}
	return out, nil
}

// PublicState is why an offer is on no shelf. What its supplier prepares after taking it
// off sale is nobody's business.
func PublicState(state string) string {
	switch state {
	case string(Listed):
		return "off_shelf"
	case string(Suspended):
		return state
	}
	return string(Withdrawn)
}
