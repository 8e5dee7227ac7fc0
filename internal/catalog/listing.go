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

// Whoever refreshes an offer's listing holds the offer, so that what others change of it
// is read whole, and waits for a move of its item to another class; the statement after
// this one sees both.
const lockListed = `SELECT FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
 WHERE o.item_number = @item AND o.supplier_id = @supplier FOR NO KEY UPDATE OF o FOR SHARE OF i`

// An offer that is not listed or whose supplier may not act gives no row, and its
// listing goes. Words are written only where they changed, since what is found by them is
// worked out anew whenever they are written; a new price touches none.
const refreshListing = `
WITH source AS MATERIALIZED (
  SELECT o.id AS offer_id, v.id AS version_id, i.class_code, o.supplier_id, i.name_ko, i.name_en, i.model, i.maker, b.name_ko AS supplier_name,
         concat_ws(E'\n', b.name_en, b.bizno, (SELECT string_agg(x.value || coalesce(a.unit, ''), E'\n' ORDER BY x.key) FROM jsonb_each_text(v.attributes) x
           LEFT JOIN catalog.attribute a ON a.class_code = i.class_code AND a.key = x.key)) AS spec,
         v.attributes, v.content, v.content_unit, v.price, v.unit, v.min_order, v.lead_days, v.regions, b.traits,
         coalesce((SELECT array_agg(DISTINCT k.kind) FROM catalog.offer_certificate k
                    WHERE k.version_id = v.id AND (k.expires_on IS NULL OR k.expires_on >= (@at AT TIME ZONE 'Asia/Seoul')::date)), '{}') AS certificates,
         (SELECT p.hash FROM catalog.offer_picture p WHERE p.version_id = v.id ORDER BY p.position LIMIT 1) AS picture,
         coalesce(o.listed_at, v.decided_at, v.created_at) AS listed_at,
         tstzrange(@nara_from, @nara_until) AS nara, @nara_max::bigint AS nara_max,
         tstzrange(@hyeokshin_from, @hyeokshin_until) AS hyeokshin, tstzrange(@venture_from, @venture_until) AS venture
    FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number
    JOIN org.body b ON b.id = o.supplier_id
   WHERE o.item_number = @item AND o.supplier_id = @supplier AND o.state = 'listed' AND b.state = 'admitted' AND @stands::boolean
), same AS MATERIALIZED (
  SELECT l.offer_id, (l.class_code, l.name_ko, l.name_en, l.model, l.maker, l.supplier_name, l.spec, l.attributes)
                     IS NOT DISTINCT FROM (s.class_code, s.name_ko, s.name_en, s.model, s.maker, s.supplier_name, s.spec, s.attributes) AS words
    FROM source s JOIN catalog.listing l USING (offer_id)
), gone AS (
  DELETE FROM catalog.listing l USING catalog.offer o
   WHERE o.item_number = @item AND o.supplier_id = @supplier AND l.offer_id = o.id AND NOT EXISTS (SELECT FROM source)
), kept AS (
  UPDATE catalog.listing l SET version_id = s.version_id, content = s.content, content_unit = s.content_unit, price = s.price, unit = s.unit,
         min_order = s.min_order, lead_days = s.lead_days, regions = s.regions, traits = s.traits, certificates = s.certificates, picture = s.picture,
         listed_at = s.listed_at, nara = s.nara, nara_max = s.nara_max, hyeokshin = s.hyeokshin, venture = s.venture
    FROM source s JOIN same USING (offer_id) WHERE l.offer_id = s.offer_id AND same.words
), reworded AS (
  UPDATE catalog.listing l SET version_id = s.version_id, class_code = s.class_code, name_ko = s.name_ko, name_en = s.name_en, model = s.model,
         maker = s.maker, supplier_name = s.supplier_name, squeezed = ` + squeezed + `, spec = s.spec, attributes = s.attributes,
         content = s.content, content_unit = s.content_unit, price = s.price, unit = s.unit, min_order = s.min_order, lead_days = s.lead_days,
         regions = s.regions, traits = s.traits, certificates = s.certificates, picture = s.picture, listed_at = s.listed_at,
         nara = s.nara, nara_max = s.nara_max, hyeokshin = s.hyeokshin, venture = s.venture
    FROM source s JOIN same USING (offer_id) WHERE l.offer_id = s.offer_id AND NOT same.words
)
INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name, squeezed,
  spec, attributes, content, content_unit, price, unit, min_order, lead_days, regions, traits, certificates, picture, listed_at, nara, nara_max, hyeokshin, venture)
SELECT s.offer_id, s.version_id, @item, s.class_code, s.supplier_id, s.name_ko, s.name_en, s.model, s.maker, s.supplier_name, ` + squeezed + `,
  s.spec, s.attributes, s.content, s.content_unit, s.price, s.unit, s.min_order, s.lead_days, s.regions, s.traits, s.certificates, s.picture, s.listed_at,
  s.nara, s.nara_max, s.hyeokshin, s.venture
  FROM source s WHERE NOT EXISTS (SELECT FROM same)`

// squeezed is what the release before this one searches by.
const squeezed = `(SELECT concat_ws(' ', catalog.squeeze(s.name_ko), catalog.squeeze(s.name_en), catalog.squeeze(s.maker), catalog.squeeze(s.model),
           catalog.squeeze(c.name_ko), catalog.squeeze(c.name_en), catalog.squeeze(b.name_ko), catalog.squeeze(b.name_en),
           s.class_code, @item::int, left(s.class_code, 8) || @item::int)
      FROM catalog.class c, org.body b WHERE c.code = s.class_code AND b.id = s.supplier_id)`

// RefreshListing rewrites the search row of an offer in the transaction that changed
// the offer or one of its grounds. An offer that is not listed, whose supplier may
// not act or that stands on no shelf has no row.
func RefreshListing(ctx context.Context, tx *db.Tx, itemNumber int, supplierID int64, shelves Shelves) error {
	args := pgx.NamedArgs{"item": itemNumber, "supplier": supplierID, "at": tx.Now, "stands": !shelves.empty(), "nara_max": shelves.NaraMax}
	for name, term := range map[string]*Term{"nara": shelves.Nara, "hyeokshin": shelves.Hyeokshin, "venture": shelves.Venture} {
		args[name+"_from"], args[name+"_until"] = bounds(term)
	}
	b := &pgx.Batch{}
	b.Queue(lockListed, args)
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
