package catalog

import (
	"context"
)

// How many neighbours a product's page shows.
const (
	similarOffers = 4
	otherModels   = 6
)

// neighbour is an offer to look at beside a product.
type neighbour struct {
	Kind    string `db:"kind"` // similar, model
	OfferID int64  `db:"offer_id"`
}

// Similar offers share the detail class, come from other suppliers and are the nearest in
// price: a few steps up and down the index of prices, so that a large class costs no more
// than a small one. Other models are the maker's, those of the same class first.
const selectNeighbours = `
WITH me AS MATERIALIZED (
  SELECT o.id, o.item_number, o.supplier_id, i.class_code, i.maker, v.price
    FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number WHERE o.id = @id),
near AS (
  SELECT x.* FROM me, LATERAL (SELECT r.offer_id, r.price FROM catalog.listing_rank r
          WHERE r.class_code = me.class_code AND r.price >= me.price ORDER BY r.price, r.offer_id LIMIT 24) x
  UNION ALL
  SELECT x.* FROM me, LATERAL (SELECT r.offer_id, r.price FROM catalog.listing_rank r
          WHERE r.class_code = me.class_code AND r.price < me.price ORDER BY r.price DESC, r.offer_id DESC LIMIT 24) x),
alike AS (
  SELECT l.offer_id, row_number() OVER (ORDER BY abs(n.price - me.price), l.offer_id) AS place
    FROM near n CROSS JOIN me JOIN catalog.listing l ON l.offer_id = n.offer_id AND l.supplier_id <> me.supplier_id
     AND (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now())
   ORDER BY place LIMIT @similar),
items AS (
  SELECT x.number, 0 AS far FROM me, LATERAL (SELECT i.number FROM catalog.item i
          WHERE i.class_code = me.class_code AND i.maker = me.maker AND i.number <> me.item_number LIMIT 24) x
  UNION ALL
  SELECT x.number, 1 FROM me, LATERAL (SELECT i.number FROM catalog.item i
          WHERE i.maker = me.maker AND i.class_code <> me.class_code ORDER BY i.number DESC LIMIT 24) x),
models AS (
  SELECT DISTINCT ON (x.far, l.item_number) l.offer_id, x.far, l.item_number
    FROM items x JOIN catalog.listing l ON l.item_number = x.number
     AND (l.nara @> now() OR l.hyeokshin @> now() OR l.venture @> now())
   WHERE l.offer_id NOT IN (SELECT s.offer_id FROM alike s)
   ORDER BY x.far, l.item_number DESC, l.price, l.offer_id LIMIT @models)
SELECT 'similar' AS kind, s.offer_id FROM alike s
UNION ALL SELECT 'model', m.offer_id FROM models m`

// neighbours reads the offers beside a product; one that has left its shelf meanwhile is
// left out.
func (r *Reader) neighbours(ctx context.Context, p *Product, near []neighbour) error {
	if len(near) == 0 {
		return nil
	}
	ids := make([]int64, len(near))
	similar := map[int64]bool{}
	for i, n := range near {
		ids[i] = n.OfferID
		similar[n.OfferID] = n.Kind == "similar"
	}
	hits, err := r.HitsByID(ctx, ids)
	for _, h := range hits {
		if similar[h.OfferID] {
			p.Similar = append(p.Similar, h)
		} else {
			p.Models = append(p.Models, h)
		}
	}
	return err
}
