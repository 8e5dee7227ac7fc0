package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// OnSale is the current version of an offer as a buyer orders it. Whether it may be
// sold in a storefront now is for its ground to say (market.GroundsInForce).
type OnSale struct {
	OfferID        int64     `db:"offer_id"`
	VersionID      int64     `db:"version_id"`
	ItemNumber     int       `db:"item_number"`
	ClassCode      string    `db:"class_code"`
	SupplierID     int64     `db:"supplier_id"`
	SupplierName   string    `db:"supplier_name"`
	SupplierNameEn string    `db:"supplier_name_en"`
	SupplierTraits []string  `db:"supplier_traits"`
	NameKo         string    `db:"name_ko"`
	NameEn         string    `db:"name_en"`
	Maker          string    `db:"maker"`
	Model          string    `db:"model"`
	Unit           string    `db:"unit"`
	Tax            string    `db:"tax"`   // TaxVAT or TaxExempt
	Price          money.Won `db:"price"` // of one unit, VAT included unless exempt
	MinOrder       int       `db:"min_order"`
	LeadDays       int       `db:"lead_days"`
	WarrantyMonths int       `db:"warranty_months"`
	Regions        []string  `db:"regions"` // empty: nationwide
	State          State     `db:"state"`   // Listed, or why it is not on sale; Suspended too when its supplier may not act
	Picture        string    `db:"picture"` // blob hash of the first picture; ""
}

// Buyable reports whether the version can be ordered at all.
func (s OnSale) Buyable() bool { return s.State == Listed }

// SME reports whether a small or medium firm sells it.
func (s OnSale) SME() bool { return hasTrait(s.SupplierTraits, "sme") }

const selectOnSale = `
SELECT o.id AS offer_id, v.id AS version_id, o.item_number, i.class_code, o.supplier_id,
       b.name_ko AS supplier_name, b.name_en AS supplier_name_en, b.traits AS supplier_traits,
       i.name_ko, i.name_en, i.maker, i.model, v.unit, v.tax, v.price, v.min_order, v.lead_days, v.warranty_months, v.regions,
       CASE WHEN o.state = 'listed' AND b.state <> 'admitted' THEN 'suspended' ELSE o.state END AS state,
       coalesce((SELECT p.hash FROM catalog.offer_picture p WHERE p.version_id = v.id ORDER BY p.position LIMIT 1), '') AS picture
  FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number
  JOIN org.body b ON b.id = o.supplier_id
 WHERE o.id = ANY(@offers) ORDER BY o.id`

// VersionOnSale reads the current versions of offers, by offer id. An offer that never
// had an approved version is absent.
func VersionOnSale(ctx context.Context, q db.Querier, offerIDs []int64) ([]OnSale, error) {
	return db.All[OnSale](q.Query(ctx, selectOnSale, pgx.NamedArgs{"offers": offerIDs}))
}

// QueueVersionOnSale is VersionOnSale as part of a batch; into is filled when the batch's
// results are read.
func QueueVersionOnSale(b *pgx.Batch, offerIDs []int64, into *[]OnSale) {
	b.Queue(selectOnSale, pgx.NamedArgs{"offers": offerIDs}).Query(func(rows pgx.Rows) error {
		var err error
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByName[OnSale])
		return err
	})
}

func hasTrait(traits []string, trait string) bool {
	for _, t := range traits {
		if t == trait {
			return true
		}
	}
	return false
}
