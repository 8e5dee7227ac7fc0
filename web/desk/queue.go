package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// deciders may decide on submitted versions.
var deciders = []org.Role{org.ProductReviewer, org.MarketDesk}

var (
	holders = []market.Holder{market.HeldByMe, market.HeldByNobody, market.HeldByOthers}
	sorts   = []market.QueueSort{market.SortOldest, market.SortNewest, market.SortDear, market.SortCheap, market.SortRise}
	sizes   = []int{listSize, market.MaxBulk}
)

type queueView struct {
	market.Queue
	Filter  market.QueueFilter
	Page    int
	Size    int
	All     bool // every row of the page is ticked
	Now     time.Time
	By      auth.Actor
	Reasons []market.Reason
}

func (h *Handler) queue(w http.ResponseWriter, r *http.Request) error {
	ctx, by, q := r.Context(), kit.Actor(r), r.URL.Query()
	v := queueView{Page: pageOf(r), Size: listSize, All: q.Get("pick") == "all", Now: h.Clock(), By: by}
	if n, err := strconv.Atoi(q.Get("size")); err == nil && slices.Contains(sizes, n) {
		v.Size = n
	}
	v.Filter = filterOf(q)
	v.Filter.Limit, v.Filter.Offset = v.Size, (v.Page-1)*v.Size
	var err error
	if v.Queue, err = h.Market.ReviewQueue(ctx, by, v.Filter, v.Now); err != nil {
		return err
	}
	if v.mayDecide() {
		if v.Reasons, err = h.Market.Reasons(ctx, by); err != nil {
			return err
		}
	}
	p := kit.Page(w, r, text.T(ctx, "desk.queue.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, queuePage(p, v))
}

// filterOf reads the filter from the address; what is no choice is no filter.
func filterOf(q url.Values) market.QueueFilter {
	f := market.QueueFilter{Sort: market.SortOldest}
	if a := catalog.Asks(q.Get("kind")); slices.Contains(catalog.AllAsks, a) {
		f.Asks = a
	}
	if x := market.Holder(q.Get("holder")); slices.Contains(holders, x) {
		f.Holder = x
	}
	if x := market.QueueSort(q.Get("sort")); slices.Contains(sorts, x) {
		f.Sort = x
	}
	if c := q.Get("class"); len(c) == 10 && kit.IsText(c) {
		f.Class = c
	}
	if id, err := strconv.ParseInt(q.Get("supplier"), 10, 64); err == nil && id > 0 {
		f.Supplier = id
	}
	return f
}

func (v queueView) mayDecide() bool { return v.By.Has(deciders...) }

func (v queueView) pages() int { return max(1, (v.Total+v.Size-1)/v.Size) }

// query is the address's query for the present view; change is name, value pairs.
func (v queueView) query(change ...string) string {
	q := url.Values{}
	set := func(name, value, without string) {
		if value != without {
			q.Set(name, value)
		} else {
			q.Del(name)
		}
	}
	set("kind", string(v.Filter.Asks), "")
	set("holder", string(v.Filter.Holder), "")
	set("class", v.Filter.Class, "")
	set("supplier", kit.Int64(v.Filter.Supplier), "0")
	set("sort", string(v.Filter.Sort), string(market.SortOldest))
	set("size", strconv.Itoa(v.Size), strconv.Itoa(listSize))
	for i := 0; i+1 < len(change); i += 2 {
		set(change[i], change[i+1], "")
	}
	if len(q) == 0 {
		return "/desk/listings"
	}
	return "/desk/listings?" + q.Encode()
}

func (v queueView) url(page int) string { return v.query("page", strconv.Itoa(page)) }

func (v queueView) tabs(ctx context.Context) []component.Tab {
	all := 0
	for _, a := range catalog.AllAsks {
		all += v.Count("asks", string(a))
	}
	out := []component.Tab{{Label: text.T(ctx, "desk.queue.kind.all"), Href: v.query("kind", ""), Current: v.Filter.Asks == "", Count: all, Counted: true, TestID: "kind-all"}}
	for _, a := range catalog.AllAsks {
		out = append(out, component.Tab{
			Label: text.T(ctx, "desk.queue.kind."+string(a)), Href: v.query("kind", string(a)), Current: v.Filter.Asks == a,
			Count: v.Count("asks", string(a)), Counted: true, TestID: "kind-" + string(a),
		})
	}
	return out
}

// counted is a choice with how many rows it leaves.
func counted(ctx context.Context, label string, n int) string {
	return text.T(ctx, "desk.queue.counted", "label", label, "n", n)
}

func (v queueView) holderOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "desk.queue.holder.all")}}
	for _, x := range holders {
		out = append(out, component.Option{Value: string(x), Label: counted(ctx, text.T(ctx, "desk.queue.holder."+string(x)), v.Count("holder", string(x)))})
	}
	return out
}

// choices are the counted values of a filter, the fullest first. A chosen value without
// rows stays among them.
func (v queueView) choices(ctx context.Context, filter, current, all string) []component.Option {
	out := []component.Option{{Label: all}}
	found := false
	for _, c := range v.Counts {
		if c.Filter == filter {
			out = append(out, component.Option{Value: c.Value, Label: counted(ctx, text.Pick(ctx, c.Label, c.LabelEn), c.N)})
			found = found || c.Value == current
		}
	}
	if current != "" && !found {
		out = append(out, component.Option{Value: current, Label: counted(ctx, current, 0)})
	}
	return out
}

func (v queueView) supplier() string {
	if v.Filter.Supplier == 0 {
		return ""
	}
	return kit.Int64(v.Filter.Supplier)
}

func (v queueView) sortOptions(ctx context.Context) []component.Option {
	out := make([]component.Option, len(sorts))
	for i, s := range sorts {
		out[i] = component.Option{Value: string(s), Label: text.T(ctx, "desk.queue.sort."+string(s))}
	}
	return out
}

func (v queueView) sizeOptions(ctx context.Context) []component.Option {
	out := make([]component.Option, len(sizes))
	for i, n := range sizes {
		out[i] = component.Option{Value: strconv.Itoa(n), Label: text.T(ctx, "desk.queue.size", "n", n)}
	}
	return out
}

// header is a column that sorts: once by first, again by second, if there is one.
func (v queueView) header(ctx context.Context, label string, first, second market.QueueSort, firstWay string, numeric bool) component.Column {
	c := component.Column{Label: label, Numeric: numeric, SortHref: v.query("sort", string(first))}
	if second != "" && v.Filter.Sort == second {
		c.Sort = map[string]string{"ascending": "descending", "descending": "ascending"}[firstWay]
		return c
	}
	if v.Filter.Sort != first {
		return c
	}
	c.Sort = firstWay
	if second != "" {
		c.SortHref = v.query("sort", string(second))
	}
	return c
}

func (v queueView) columns(ctx context.Context) []component.Column {
	out := []component.Column{{Label: text.T(ctx, "desk.queue.pick"), Hidden: true, Class: "col-check"}}
	if !v.mayDecide() {
		out = nil
	}
	return append(out,
		component.Column{Label: text.T(ctx, "offer.field.name_ko")}, component.Column{Label: text.T(ctx, "desk.record.supplier")},
		v.header(ctx, text.T(ctx, "offer.field.price"), market.SortDear, market.SortCheap, "descending", true),
		v.header(ctx, text.T(ctx, "desk.queue.evidence"), market.SortRise, "", "descending", false),
		v.header(ctx, text.T(ctx, "desk.queue.age"), market.SortOldest, market.SortNewest, "descending", false),
		component.Column{Label: text.T(ctx, "desk.queue.holder")},
	)
}

// ageBounds are the business days from which a waiting version is late and very late.
const (
	lateDays     = 3
	veryLateDays = 7
)

// ageBadge says in words and colour how long a version has waited.
func ageBadge(ctx context.Context, days int) component.BadgeProps {
	switch {
	case days >= veryLateDays:
		return component.BadgeProps{Label: text.T(ctx, "desk.age.very_late", "n", days), Tone: component.Danger, TestID: "age"}
	case days >= lateDays:
		return component.BadgeProps{Label: text.T(ctx, "desk.age.late", "n", days), Tone: component.Warning, TestID: "age"}
	case days == 0:
		return component.BadgeProps{Label: text.T(ctx, "desk.age.today"), TestID: "age"}
	case days == 1:
		return component.BadgeProps{Label: text.T(ctx, "desk.age.day"), TestID: "age"}
	}
	return component.BadgeProps{Label: text.T(ctx, "desk.age.days", "n", days), TestID: "age"}
}

// ages counts what waits by how long, for the chart.
func (v queueView) ages(ctx context.Context) []component.Bar {
	groups := []struct {
		id   string
		from int
		tone component.Tone
		n    int
	}{{"fresh", 0, component.Success, 0}, {"some", 1, component.Info, 0}, {"late", lateDays, component.Warning, 0}, {"very_late", veryLateDays, component.Danger, 0}}
	today := kst.DayOf(v.Now)
	for d, n := range v.Days {
		waited := market.BusinessDaysBetween(d, today)
		for i := len(groups) - 1; i >= 0; i-- {
			if waited >= groups[i].from {
				groups[i].n += n
				break
			}
		}
	}
	out := make([]component.Bar, len(groups))
	for i, g := range groups {
		out[i] = component.Bar{
			Label: text.T(ctx, "desk.queue.group."+g.id, "late", lateDays, "very", veryLateDays), Value: int64(g.n),
			Text: text.T(ctx, "desk.count", "n", g.n), Tone: g.tone,
		}
	}
	return out
}

// stats are the figures of the desk.
func (v queueView) stats(ctx context.Context) []component.StatProps {
	count := text.T(ctx, "desk.count.unit")
	oldest := component.StatProps{Label: text.T(ctx, "desk.stat.oldest"), Value: "—", TestID: "stat-oldest"}
	if d := v.Oldest(); !d.IsZero() {
		n := market.BusinessDaysBetween(d, kst.DayOf(v.Now))
		oldest.Value, oldest.Unit, oldest.Note = strconv.Itoa(n), text.T(ctx, "desk.stat.days"), kst.FormatDate(d, text.Lang(ctx))
		oldest.Tone = ageBadge(ctx, n).Tone
		oldest.Href = "/desk/listings"
	}
	return []component.StatProps{
		{Label: text.T(ctx, "desk.stat.waiting"), Value: strconv.Itoa(v.Waiting), Unit: count, Href: "/desk/listings", TestID: "stat-waiting"},
		oldest,
		{Label: text.T(ctx, "desk.stat.mine"), Value: strconv.Itoa(v.Mine), Unit: count, Href: "/desk/listings?holder=mine", TestID: "stat-mine"},
		{Label: text.T(ctx, "desk.stat.returned"), Value: strconv.Itoa(v.Returned), Unit: count, TestID: "stat-returned"},
		{Label: text.T(ctx, "desk.stat.approved"), Value: strconv.Itoa(v.Approved), Unit: count, TestID: "stat-approved"},
	}
}

// templateOptions are the reason templates as a choice, by field.
func templateOptions(ctx context.Context, reasons []market.Reason) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "desk.template.none")}}
	for _, t := range reasons {
		out = append(out, component.Option{Value: kit.Int64(t.ID), Label: text.Pick(ctx, t.TextKo, t.TextEn), Group: fieldName(ctx, t.Field)})
	}
	return out
}
