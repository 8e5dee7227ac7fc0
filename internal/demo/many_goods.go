package demo

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// firm is one of the many suppliers.
type firm struct {
	id, person int64
	name       word
	brand      word
	bizno      bizno.Number
	region     string
	traits     []string
	admitted   time.Time
	kinds      []*kind
	boss       string
}

// regionWeights are how many firms in a hundred sit where, as companies do.
var regionWeights = map[string]int{
	"11": 22, "41": 27, "26": 6, "27": 5, "28": 6, "29": 3, "30": 4, "31": 2, "50": 1, "42": 3, "43": 4, "44": 5, "45": 3, "46": 3, "47": 3, "48": 2, "49": 1,
}

var forms = []string{"(주)%s", "주식회사 %s", "%s(주)", "%s", "%s 주식회사"}

// stream is the chance of one thing: it depends on the seed, what it is and its number.
func (m *many) stream(what uint64, n int) *rand.Rand {
	return rand.New(rand.NewPCG(m.Seed<<8|what, uint64(n))) //nolint:gosec // goods, not secrets
}

func (m *many) firm(n int) *firm {
	r := m.stream(1, n)
	f := &firm{id: m.firstBody + int64(n), person: m.firstPerson + int64(n), boss: personName(r)}
	f.brand = brand(n*7 + n/len(brandHeads))
	trade := trades[(n/13+n)%len(trades)]
	f.name = word{fmt.Sprintf(pick(r, forms), f.brand.ko+trade.ko), f.brand.en + " " + trade.en}
	f.bizno = makeNumber(600+n%400, []int{81, 82, 86, 87, 88}[n/400%5], n/2000)
	f.region, f.traits = region(r), []string{}
	for _, t := range []struct {
		trait string
		in100 int
	}{{"sme", 92}, {"woman", 18}, {"disabled", 4}, {"social", 4}, {"startup", 12}, {"venture", 10}} {
		if r.IntN(100) < t.in100 {
			f.traits = append(f.traits, t.trait)
		}
	}
	f.admitted = m.day(2200 + r.IntN(600))
	for range 1 + r.IntN(4) {
		if k := m.kinds[m.kindOf.pick(r)]; !slices.Contains(f.kinds, k) {
			f.kinds = append(f.kinds, k)
		}
	}
	return f
}

func region(r *rand.Rand) string {
	n := r.IntN(100)
	for _, code := range org.Regions {
		if n -= regionWeights[code]; n < 0 {
			return code
		}
	}
	return org.Regions[0]
}

// day is an hour of work on the day so many days ago.
func (m *many) day(ago int) time.Time {
	return kst.DayOf(m.Now).Add(-ago).At(9+ago%9, ago*7%60)
}

// good is one of the many offers with all that hangs on it.
type good struct {
	n          int
	firm       *firm
	kind       *kind
	item       int
	sharedItem bool // registered with the offer before
	maker      string
	model      string
	name       word
	price      money.Won
	before     money.Won // the price of the version before; 0: there was none
	leadDays   int
	regions    []string
	attributes map[string]string
	content    int
	contents   string // the unit of content
	certs      []catalog.Certificate
	picture    *catalog.Picture
	listed     time.Time
	shelf      market.Storefront
	term       catalog.Term
	bought     int
}

// shared is how often an offer is of another's item: every so many.
const shared = 12

// good makes the n-th offer. An offer of a shared item has its name, maker and
// specification from the one before.
func (m *many) good(n int) *good {
	g := &good{n: n, item: m.firstItem + n}
	r := m.stream(2, n)
	g.firm = m.firms[m.firmOf(r)]
	g.kind = pick(r, g.firm.kinds)
	if n%shared == shared-1 {
		before := m.good(n - 1)
		g.kind, g.item, g.sharedItem = before.kind, before.item, true
		g.maker, g.model, g.name, g.attributes, g.content, g.contents = before.maker, before.model, before.name, before.attributes, before.content, before.contents
		if g.firm == before.firm {
			g.firm = m.firms[(int(g.firm.id-m.firstBody)+1)%len(m.firms)]
		}
		g.price = round(float64(before.price) * (0.9 + 0.2*r.Float64()))
	} else {
		m.make(g, r)
	}
	g.terms(r)
	m.place(g, r)
	return g
}

// firmOf picks a supplier: few sell much, most sell little.
func (m *many) firmOf(r *rand.Rand) int {
	u := r.Float64()
	return int(float64(len(m.firms)) * u * u)
}

// make gives the offer its item.
func (m *many) make(g *good, r *rand.Rand) {
	made := g.firm.brand
	g.maker = g.firm.name.ko
	if r.IntN(10) < 3 { // a dealer sells what a known maker makes
		made = brand(m.makerOf.pick(r))
		g.maker = made.ko + trades[r.IntN(6)].ko
	}
	g.attributes = promised(attributes(r, g.kind.defs), g.kind.defs, "")
	price := float64(g.kind.typical) * math.Exp(0.35*r.NormFloat64())
	noun := pick(r, g.kind.nouns)
	if g.kind.warranty > 0 && r.IntN(10) == 0 {
		p := pick(r, parts)
		noun = word{noun.ko + " " + p.ko, noun.en + " " + p.en}
		if r.IntN(2) == 0 {
			noun.ko = strings.ReplaceAll(noun.ko, " ", "")
		}
		price *= 0.08
	}
	g.price = round(price)
	g.name = m.compose(g, r, noun, made)
	g.model = m.model(g, r, made)
	g.content = 1
	if g.kind.consumable && g.kind.unit == "BOX" || r.IntN(40) == 0 {
		g.content, g.contents = pick(r, []int{2, 5, 10, 20, 25, 50, 100, 500}), "EA"
	}
}

// compose writes a name the way makers do: modifiers, the noun, a size, with and
// without spaces.
func (m *many) compose(g *good, r *rand.Rand, noun, made word) word {
	var ko, en []string
	if r.IntN(5) == 0 {
		ko, en = append(ko, made.ko), append(en, made.en)
	}
	for range []int{0, 1, 1, 1, 1, 1, 2, 2, 2, 3}[r.IntN(10)] {
		w := g.kind.modifiers[m.modifierOf.pick(r)%len(g.kind.modifiers)]
		if !slices.Contains(ko, w.ko) {
			ko, en = append(ko, w.ko), append(en, w.en)
		}
	}
	if len(g.kind.words) > 0 && r.IntN(4) == 0 {
		ko = append(ko, pick(r, g.kind.words))
	}
	if n := len(ko); n > 0 && r.IntN(100) < 45 {
		ko[n-1] += noun.ko
	} else {
		ko = append(ko, noun.ko)
	}
	en = append(en, noun.en)
	if size := g.size(r); size != "" && r.IntN(100) < 40 {
		ko, en = append(ko, size), append(en, size)
	}
	if r.IntN(12) == 0 {
		tail := pick(r, []string{"프로", "플러스", "2세대", "라이트", "세트", "A형", "B형", "특대"})
		ko = append(ko, tail)
	}
	return word{strings.Join(ko, " "), strings.Join(en, " ")}
}

// size is a value of the specification that names repeat.
func (g *good) size(r *rand.Rand) string {
	if len(g.kind.defs) == 0 {
		return ""
	}
	d := g.kind.defs[r.IntN(len(g.kind.defs))]
	if d.Kind == catalog.KindText || d.Unit == "" || strings.Contains(d.Unit, " / ") {
		return ""
	}
	return catalog.ChoiceText(g.attributes[d.Key], "ko") + d.Unit
}

// model is a designation that no other item has.
func (m *many) model(g *good, r *rand.Rand, made word) string {
	const places = 26 * 9000 * 26
	code := (g.n*7919 + 12345) % places
	first, number, last := 'A'+rune(code%26), 1000+code/26%9000, 'A'+rune(code/26/9000)
	letters, series := brandLetters(made), g.kind.series
	switch r.IntN(3) {
	case 0:
		return fmt.Sprintf("%s-%s%c%d%c", letters, series, first, number, last)
	case 1:
		return fmt.Sprintf("%s%c%d-%s%c", letters, first, number, series, last)
	}
	return fmt.Sprintf("%s-%s%c%d/%c", series, letters, first, number, last)
}

// terms are what the supplier asks.
func (g *good) terms(r *rand.Rand) {
	g.leadDays = pick(r, []int{3, 5, 7, 7, 10, 14, 14, 14, 21, 30, 30, 45, 60, 90})
	g.regions = []string{}
	if g.kind.local || r.IntN(100) < 15 {
		g.regions = append(g.regions, g.firm.region)
		for range r.IntN(3) {
			if code := region(r); !slices.Contains(g.regions, code) {
				g.regions = append(g.regions, code)
			}
		}
	}
	if r.IntN(100) < 15 {
		g.before = round(float64(g.price) * (0.85 + 0.25*r.Float64()))
	}
	if n := len(g.kind.pictures); n > 0 && r.IntN(20) > 0 {
		p := g.kind.pictures[r.IntN(n)]
		p.Alt = g.name.ko + " 그림"
		g.picture = &p
	}
	if r.IntN(10) == 0 {
		g.bought = min(int(1/math.Pow(r.Float64(), 1.25)), 5000)
	}
}

// place puts the offer on its shelf: most stand there by a unit-price contract, that
// was renewed every three years.
func (m *many) place(g *good, r *rand.Rand) {
	u := r.Float64()
	ago := 2 + int(2188*u*math.Sqrt(u))
	g.listed = m.day(ago)
	since := kst.DayOf(g.listed)
	for until := since.AddYears(3); !kst.DayOf(m.Now).Add(1).Before(until); until = since.AddYears(3) {
		since = until
	}
	g.term = catalog.Term{From: since.Start(), Until: since.AddYears(3).Start()}
	switch n := r.IntN(100); {
	case n == 0:
		g.shelf = market.Hyeokshin
	case n < 5:
		g.shelf = market.VentureNara
	default:
		g.shelf = market.Nara
	}
	for _, c := range certificates(r, g.kind.class, kst.DayOf(m.Now)) {
		if r.IntN(10) < 7 {
			g.certs = append(g.certs, c)
		}
	}
}

// spec lists what the search row knows of the company and the specification, as
// catalog.RefreshListing writes it.
func (g *good) spec() string {
	units := map[string]string{}
	for _, d := range g.kind.defs {
		units[d.Key] = d.Unit
	}
	lines := []string{g.firm.name.en, string(g.firm.bizno)}
	for _, key := range slices.Sorted(maps.Keys(g.attributes)) {
		lines = append(lines, g.attributes[key]+units[key])
	}
	return strings.Join(lines, "\n")
}
