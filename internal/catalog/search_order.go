package catalog

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Place is where the words of a search are found in an offer; nearer ones come first.
type Place int

// The places, nearest first.
const (
	PlaceName  Place = iota // name, model or item number
	PlaceClass              // name or synonym of its class
	PlaceSpec               // specification or company
)

// Sort orders hits of one Place among each other.
type Sort string

// The orders.
const (
	SortNewest    Sort = "newest"
	SortPrice     Sort = "price"
	SortPriceDesc Sort = "price_desc"
	SortUnitPrice Sort = "unit_price" // by the price of one content unit
	SortBought    Sort = "bought"     // by accepted orders
	SortLead      Sort = "lead"       // by delivery time, then price
)

// Sorts lists the orders a reader can choose, the first unless one is chosen.
var Sorts = []Sort{SortNewest, SortPrice, SortPriceDesc, SortUnitPrice, SortBought, SortLead}

// order is how a Sort is carried out: by keys that ascend (what is to descend is
// negated; the last tells offers apart), or along an index, forth and back, from a row
// on and for a number of rows. The index stands on the listing or on what changes often
// beside it.
type order struct {
	keys               [3]string // over the listing l
	forth, back        walk
	scoped, scopedBack walk // within the detail class c.code; none for orders that do not go by price
}

type walk struct {
	from string // gives l, a listing
	by   string // what keeps its order
}

const micros = `(date_part('epoch', l.listed_at) * 1000000)::bigint`

// beside walks an index of catalog.listing_rank.
func beside(columns, from, sorted, by string) walk {
	return walk{
		from: `(SELECT w.offer_id, w.` + columns + ` FROM catalog.listing_rank w WHERE ` + from + ` ORDER BY ` + sorted + ` LIMIT @budget) r JOIN catalog.listing l ON l.offer_id = r.offer_id`,
		by:   by,
	}
}

// along walks the index of listings by their day.
func along(from, sorted, by string) walk {
	return walk{from: `(SELECT w.* FROM catalog.listing w WHERE ` + from + ` ORDER BY ` + sorted + ` LIMIT @budget) l`, by: by}
}

// within walks an index of catalog.listing_rank that begins with the class.
func within(column, from, sorted, by string) walk {
	return walk{
		from: `(SELECT w.offer_id, w.` + column + ` FROM catalog.listing_rank w WHERE w.class_code = c.code AND ` + from + ` ORDER BY ` + sorted + `) r JOIN catalog.listing l ON l.offer_id = r.offer_id`,
		by:   by,
	}
}

// orders is the allow-list of orderings. @k0, @k1 and @k2 are the keys of the row to
// begin behind.
var orders = map[Sort]order{
	SortNewest: {
		keys:  [3]string{"-" + micros, "0", "-l.offer_id"},
		forth: along(`(w.listed_at, w.offer_id) < ('epoch'::timestamptz - @k0::bigint * interval '1 microsecond', -@k2::bigint)`, `w.listed_at DESC, w.offer_id DESC`, `l.listed_at DESC, l.offer_id DESC`),
		back:  along(`(w.listed_at, w.offer_id) > ('epoch'::timestamptz - @k0::bigint * interval '1 microsecond', -@k2::bigint)`, `w.listed_at, w.offer_id`, `l.listed_at, l.offer_id`),
	},
	SortPrice: {
		keys:       [3]string{"l.price", "0", "l.offer_id"},
		forth:      beside("price", `(w.price, w.offer_id) > (@k0::bigint, @k2::bigint)`, `w.price, w.offer_id`, `r.price, r.offer_id`),
		back:       beside("price", `(w.price, w.offer_id) < (@k0::bigint, @k2::bigint)`, `w.price DESC, w.offer_id DESC`, `r.price DESC, r.offer_id DESC`),
		scoped:     within("price", `(w.price, w.offer_id) > (@k0::bigint, @k2::bigint)`, `w.price, w.offer_id`, `r.price, r.offer_id`),
		scopedBack: within("price", `(w.price, w.offer_id) < (@k0::bigint, @k2::bigint)`, `w.price DESC, w.offer_id DESC`, `r.price DESC, r.offer_id DESC`),
	},
	SortPriceDesc: {
		keys:       [3]string{"-l.price", "0", "-l.offer_id"},
		forth:      beside("price", `(w.price, w.offer_id) < (-@k0::bigint, -@k2::bigint)`, `w.price DESC, w.offer_id DESC`, `r.price DESC, r.offer_id DESC`),
		back:       beside("price", `(w.price, w.offer_id) > (-@k0::bigint, -@k2::bigint)`, `w.price, w.offer_id`, `r.price, r.offer_id`),
		scoped:     within("price", `(w.price, w.offer_id) < (-@k0::bigint, -@k2::bigint)`, `w.price DESC, w.offer_id DESC`, `r.price DESC, r.offer_id DESC`),
		scopedBack: within("price", `(w.price, w.offer_id) > (-@k0::bigint, -@k2::bigint)`, `w.price, w.offer_id`, `r.price, r.offer_id`),
	},
	SortUnitPrice: {
		keys:       [3]string{"l.unit_price", "0", "l.offer_id"},
		forth:      beside("unit_price", `(w.unit_price, w.offer_id) > (@k0::bigint, @k2::bigint)`, `w.unit_price, w.offer_id`, `r.unit_price, r.offer_id`),
		back:       beside("unit_price", `(w.unit_price, w.offer_id) < (@k0::bigint, @k2::bigint)`, `w.unit_price DESC, w.offer_id DESC`, `r.unit_price DESC, r.offer_id DESC`),
		scoped:     within("unit_price", `(w.unit_price, w.offer_id) > (@k0::bigint, @k2::bigint)`, `w.unit_price, w.offer_id`, `r.unit_price, r.offer_id`),
		scopedBack: within("unit_price", `(w.unit_price, w.offer_id) < (@k0::bigint, @k2::bigint)`, `w.unit_price DESC, w.offer_id DESC`, `r.unit_price DESC, r.offer_id DESC`),
	},
	SortBought: {
		keys:  [3]string{"-(SELECT r.bought FROM catalog.listing_rank r WHERE r.offer_id = l.offer_id)", "0", "-l.offer_id"},
		forth: beside("bought", `(w.bought, w.offer_id) < (-@k0::bigint, -@k2::bigint)`, `w.bought DESC, w.offer_id DESC`, `r.bought DESC, r.offer_id DESC`),
		back:  beside("bought", `(w.bought, w.offer_id) > (-@k0::bigint, -@k2::bigint)`, `w.bought, w.offer_id`, `r.bought, r.offer_id`),
	},
	SortLead: {
		keys:  [3]string{"l.lead_days", "l.price", "l.offer_id"},
		forth: beside("lead_days, w.price", `(w.lead_days, w.price, w.offer_id) > (@k0::bigint, @k1::bigint, @k2::bigint)`, `w.lead_days, w.price, w.offer_id`, `r.lead_days, r.price, r.offer_id`),
		back:  beside("lead_days, w.price", `(w.lead_days, w.price, w.offer_id) < (@k0::bigint, @k1::bigint, @k2::bigint)`, `w.lead_days DESC, w.price DESC, w.offer_id DESC`, `r.lead_days DESC, r.price DESC, r.offer_id DESC`),
	},
}

// cursor is a hit's place in a result: its Place and the keys of its order. It tells
// where the next page begins without counting what lies before.
type cursor struct {
	place Place
	keys  [3]int64
}

// The ends of a result, before its first and behind its last hit. Keys are bounded well
// within what their columns can be compared with.
var (
	first = cursor{PlaceName, [3]int64{-farKey, -farKey, -farKey}}
	last  = cursor{PlaceSpec, [3]int64{farKey, farKey, farKey}}
)

const farKey = 200_000_000_000_000_000 // six thousand years in microseconds; above any price of a unit

func (c cursor) String() string {
	parts := []string{strconv.Itoa(int(c.place))}
	for _, k := range c.keys {
		parts = append(parts, strconv.FormatInt(k, 36))
	}
	return strings.Join(parts, ".")
}

// parseCursor reads a cursor; one that cannot be read is none.
func parseCursor(s string) (cursor, bool) {
	var c cursor
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return c, false
	}
	p, err := strconv.Atoi(parts[0])
	if err != nil || p < 0 || p > int(PlaceSpec) {
		return c, false
	}
	c.place = Place(p)
	for i, part := range parts[1:] {
		k, err := strconv.ParseInt(part, 36, 64)
		if err != nil || k > farKey || k < -farKey {
			return c, false
		}
		c.keys[i] = k
	}
	return c, true
}

func (c cursor) args() pgx.NamedArgs {
	return pgx.NamedArgs{"kp": int(c.place), "k0": c.keys[0], "k1": c.keys[1], "k2": c.keys[2]}
}
