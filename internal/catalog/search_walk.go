package catalog

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"jangteo.kr/internal/db"
)

// A result too long to be counted is read without collecting it: along an ordered index,
// where frequent words turn up on every page.

// read reads a page of such a result, place after place.
func (k *question) read(ctx context.Context, q db.Querier, limit int) ([]Hit, []cursor, error) {
	var (
		hits []Hit
		at   []cursor
		from = k.from()
	)
	for _, p := range k.places() {
		begin := from
		if p != from.place {
			begin = first
			if k.backwards() {
				begin = last
			}
		}
		h, c, err := k.readPlace(ctx, q, p, begin, limit-len(hits))
		if err != nil {
			return nil, nil, err
		}
		if k.backwards() {
			slices.Reverse(h)
			slices.Reverse(c)
		}
		hits, at = append(hits, h...), append(at, c...)
		if len(hits) >= limit {
			break
		}
	}
	if k.backwards() {
		slices.Reverse(hits)
		slices.Reverse(at)
	}
	return hits, at, nil
}

// places are those a page may touch, in reading order.
func (k *question) places() []Place {
	if len(k.all) == 0 {
		return []Place{PlaceName}
	}
	from := k.from().place
	var out []Place
	if k.backwards() {
		for p := from; p >= PlaceName; p-- {
			out = append(out, p)
		}
		return out
	}
	for p := from; p <= PlaceSpec; p++ {
		out = append(out, p)
	}
	return out
}

// readPlace reads what is found in one place: among the newest, within the classes that
// hold it, along the order of all listings, or, where that would pass too many others, by
// collecting and sorting it.
func (k *question) readPlace(ctx context.Context, q db.Querier, p Place, begin cursor, limit int) ([]Hit, []cursor, error) {
	args := maps.Clone(k.args)
	maps.Copy(args, begin.args())
	args["kp"], args["limit"] = int(p), limit
	asked := k.asked(p, "")
	read := func(sql string) ([]Hit, []cursor, error) { return collectPlaced(q.Query(ctx, sql, args)) }
	found := k.expected(p)
	if asked == "" {
		args["budget"] = int64(math.MaxInt32)
		return read(k.walkSQL())
	}
	if spans := k.recent(begin, found, limit); spans != "" {
		args["q"] = k.asked(p, spans)
		if hits, at, err := read(k.collectSQL()); err != nil || len(hits) == limit {
			return hits, at, err
		}
	}
	if found*found > 1.5*float64(limit)*k.v.rows { // walking passes fewer rows than collecting
		if codes, rest := k.scope(p, found, limit); codes != nil {
			args["codes"] = codes
			if rest {
				args["q"] = asked + " & " + k.outside(codes)
			}
			return read(k.scopedSQL(rest))
		}
		args["budget"] = 500 + int64(3*float64(limit)*k.v.rows/found)
		if hits, at, err := read(k.walkSQL()); err != nil || len(hits) == limit {
			return hits, at, err
		}
		delete(args, "budget")
	}
	args["q"] = asked
	return read(k.collectSQL())
}

// maxScope is how many detail classes are walked side by side.
const maxScope = 12

// scope is the detail classes to walk within, when the order goes by price: things of one
// kind cost much the same and stand together, far from either end. rest tells that some
// hits may stand in other classes; nil: the classes are no help.
func (k *question) scope(p Place, found float64, limit int) (codes []string, rest bool) {
	if orders[k.Sort].scoped.from == "" {
		return nil, false
	}
	if codes, rest = k.scopeNamed(p); codes == nil {
		codes, rest = k.scopeSeen(found, limit), true
	}
	return codes, rest
}

// scopeNamed is the class that was chosen, or those that the only word names.
func (k *question) scopeNamed(p Place) (codes []string, rest bool) {
	var roots []string
	switch {
	case k.Class != "":
		roots = []string{k.Class}
	case len(k.all) == 1 && p <= PlaceClass:
		roots, rest = k.all[0].classes, p == PlaceName
	}
	for _, r := range roots {
		for _, n := range k.v.tree.OpenDetails(r) {
			codes = append(codes, n.Code)
		}
	}
	if len(codes) == 0 || len(codes) > maxScope {
		return nil, false
	}
	return codes, rest
}

// maxPassed is how many rows are passed in one class to fill a page, and how many are
// collected beside the classes walked within.
const maxPassed = 2 * CountCap

// scopeSeen is the classes in which the hits that were counted stand close together, if
// they hold nearly all.
func (k *question) scopeSeen(found float64, limit int) []string {
	all := 0
	for _, n := range k.seen {
		all += n
	}
	var codes []string
	left := found
	for code, n := range k.seen {
		hits := found * float64(n) / float64(all)
		if float64(limit)*k.v.share("c:"+code)*k.v.rows/hits <= maxPassed {
			codes, left = append(codes, code), left-hits
		}
	}
	if left > maxPassed || len(codes) > maxScope {
		return nil
	}
	slices.Sort(codes)
	return codes
}

// outside asks the index for what stands in none of some classes.
func (k *question) outside(codes []string) string {
	not := make([]string, len(codes))
	for i, c := range codes {
		not[i] = "!" + quoted("c:"+c)
	}
	return strings.Join(not, " & ")
}

// pageColumns are what hitSQL reads of a page.
func pageColumns(o order) string {
	return `l.offer_id, @kp::int AS place, ` + o.keys[0] + ` AS k0, ` + o.keys[1] + `::bigint AS k1, ` + o.keys[2] + ` AS k2`
}

// here is what a row of the page must meet.
func (k *question) here() string { return k.where() + ` AND ` + k.place() + ` = @kp::int` }

// turned is how keys compare and ascend in reading order.
func (k *question) turned() (cmp, by string) {
	if k.backwards() {
		return "<", `k0 DESC, k1 DESC, k2 DESC`
	}
	return ">", `k0, k1, k2`
}

func (k *question) walkSQL() string {
	o := orders[k.Sort]
	w := o.forth
	if k.backwards() {
		w = o.back
	}
	return hitSQL(`SELECT ` + pageColumns(o) + ` FROM ` + w.from + ` WHERE ` + k.here() + ` ORDER BY ` + w.by + ` LIMIT @limit`)
}

// scopedSQL walks each class as far as the page could reach and takes the best of all,
// together with what stands elsewhere.
func (k *question) scopedSQL(rest bool) string {
	o := orders[k.Sort]
	w := o.scoped
	if k.backwards() {
		w = o.scopedBack
	}
	_, by := k.turned()
	sql := `SELECT x.* FROM unnest(@codes::text[]) AS c (code) CROSS JOIN LATERAL (SELECT ` + pageColumns(o) + ` FROM ` + w.from + ` WHERE ` + k.here() + ` ORDER BY ` + w.by + ` LIMIT @limit) x`
	if rest {
		sql += ` UNION ALL (` + k.collected() + `)`
	}
	return hitSQL(`SELECT * FROM (` + sql + `) u ORDER BY ` + by + ` LIMIT @limit`)
}

func (k *question) collectSQL() string { return hitSQL(k.collected()) }

// collected finds all rows by the index and takes the best.
func (k *question) collected() string {
	cmp, by := k.turned()
	return `SELECT x.* FROM (SELECT ` + pageColumns(orders[k.Sort]) + ` FROM catalog.listing l WHERE ` + lexemes + ` @@ @q::text::tsquery AND ` + k.here() + `) x
   WHERE (x.k0, x.k1, x.k2) ` + cmp + ` (@k0::bigint, @k1::bigint, @k2::bigint) ORDER BY ` + by + ` LIMIT @limit`
}
