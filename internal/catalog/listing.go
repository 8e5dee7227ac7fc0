package catalog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// Term is the time during which an offer stands on a shelf: from From up to, but not
// including, Until.
type Term struct {
	From  time.Time
	Until time.Time
}

// Shelves says where an offer stands and when; nil: not on that shelf.
type Shelves struct {
	Nara      *Term
	Hyeokshin *Term
	Venture   *Term
	NaraMax   *money.Won // the most one order may come to under the unit-price contract
}

func (s Shelves) empty() bool { return s.Nara == nil && s.Hyeokshin == nil && s.Venture == nil }

// An item may be on its way to another class: whoever refreshes waits for the move,
// and the statement after this one sees it.
const lockItem = `SELECT FROM catalog.item WHERE number = @item FOR SHARE`

// An offer that is not listed or whose supplier may not act gives no row, and its
// listing goes. squeezed is what the release before this one searches by.
const refreshListing = `
WITH source AS (
  SELECT o.id AS offer_id, v.id AS version_id, i.class_code, o.supplier_id, i.name_ko, i.name_en, i.model, i.maker, b.name_ko AS supplier_name,
         concat_ws(' ', catalog.squeeze(i.name_ko), catalog.squeeze(i.name_en), catalog.squeeze(i.maker), catalog.squeeze(i.model), catalog.squeeze(c.name_ko),
           catalog.squeeze(c.name_en), catalog.squeeze(b.name_ko), catalog.squeeze(b.name_en), i.class_code, i.number, left(i.class_code, 8) || i.number) AS squeezed,
         concat_ws(E'\n', b.name_en, b.bizno, (SELECT string_agg(x.value || coalesce(a.unit, ''), E'\n' ORDER BY x.key) FROM jsonb_each_text(v.attributes) x
           LEFT JOIN catalog.attribute a ON a.class_code = i.class_code AND a.key = x.key)) AS spec,
         v.attributes, v.content, v.content_unit, v.price, v.unit, v.min_order, v.lead_days, v.regions, b.traits,
         coalesce((SELECT array_agg(DISTINCT k.kind) FROM catalog.offer_certificate k
                    WHERE k.version_id = v.id AND (k.expires_on IS NULL OR k.expires_on >= (@at AT TIME ZONE 'Asia/Seoul')::date)), '{}') AS certificates,
         (SELECT p.hash FROM catalog.offer_picture p WHERE p.version_id = v.id ORDER BY p.position LIMIT 1) AS picture,
         coalesce(o.listed_at, v.decided_at, v.created_at) AS listed_at
    FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number
    JOIN catalog.class c ON c.code = i.class_code JOIN org.body b ON b.id = o.supplier_id
   WHERE o.item_number = @item AND o.supplier_id = @supplier AND o.state = 'listed' AND b.state = 'admitted' AND @stands::boolean
), gone AS (
  DELETE FROM catalog.listing l USING catalog.offer o
   WHERE o.item_number = @item AND o.supplier_id = @supplier AND l.offer_id = o.id AND NOT EXISTS (SELECT FROM source)
)
INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name, squeezed,
  spec, attributes, content, content_unit, price, unit, min_order, lead_days, regions, traits, certificates, picture, listed_at, nara, nara_max, hyeokshin, venture)
SELECT offer_id, version_id, @item, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name, squeezed,
  spec, attributes, content, content_unit, price, unit, min_order, lead_days, regions, traits, certificates, picture, listed_at,
  tstzrange(@nara_from, @nara_until), @nara_max, tstzrange(@hyeokshin_from, @hyeokshin_until), tstzrange(@venture_from, @venture_until)
  FROM source
ON CONFLICT (offer_id) DO UPDATE SET version_id = excluded.version_id, class_code = excluded.class_code, name_ko = excluded.name_ko, name_en = excluded.name_en,
  model = excluded.model, maker = excluded.maker, supplier_name = excluded.supplier_name, squeezed = excluded.squeezed, spec = excluded.spec,
  attributes = excluded.attributes, content = excluded.content, content_unit = excluded.content_unit, price = excluded.price, unit = excluded.unit,
  min_order = excluded.min_order, lead_days = excluded.lead_days, regions = excluded.regions, traits = excluded.traits, certificates = excluded.certificates,
  picture = excluded.picture, listed_at = excluded.listed_at, nara = excluded.nara, nara_max = excluded.nara_max, hyeokshin = excluded.hyeokshin, venture = excluded.venture`

// RefreshListing rewrites the search row of an offer in the transaction that changed
// the offer or one of its grounds. An offer that is not listed, whose supplier may
// not act or that stands on no shelf has no row.
func RefreshListing(ctx context.Context, tx *db.Tx, itemNumber int, supplierID int64, shelves Shelves) error {
	args := pgx.NamedArgs{"item": itemNumber, "supplier": supplierID, "at": tx.Now, "stands": !shelves.empty(), "nara_max": shelves.NaraMax}
	for name, term := range map[string]*Term{"nara": shelves.Nara, "hyeokshin": shelves.Hyeokshin, "venture": shelves.Venture} {
		args[name+"_from"], args[name+"_until"] = bounds(term)
	}
	b := &pgx.Batch{}
	b.Queue(lockItem, args)
	b.Queue(refreshListing, args)
	return tx.SendBatch(ctx, b).Close()
}

// bounds of a shelf that is not there are equal, which makes the range empty.
func bounds(t *Term) (from, until time.Time) {
	if t == nil {
		return time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
	}
	return t.From, t.Until
}
