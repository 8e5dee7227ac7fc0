package shop

import (
	"context"
	"slices"
	"strconv"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

type homeView struct {
	Page     layout.Page
	Figures  insight.Sheet
	Products []offerView
	Classes  []catalog.ClassCount
	Rules    market.Rules
}

type frontView struct {
	Page     layout.Page
	Store    storefront
	Figures  insight.Sheet
	Products []offerView
	Classes  []catalog.ClassCount
	Rules    market.Rules
}

// frontCount is the number of products of the storefront as last counted.
func frontCount(v frontView) string {
	if v.Figures.AsOf.IsZero() {
		return ""
	}
	return countText(int(v.Figures.Of(string(v.Store.ID) + insight.Offers)))
}

type itemView struct {
	Page   layout.Page
	Item   catalog.ItemPage
	Offers []offerView
	Path   []catalog.ClassNode
}

func (v itemView) name(ctx context.Context) string {
	return text.Pick(ctx, v.Item.NameKo, v.Item.NameEn)
}

type supplierView struct {
	Page   layout.Page
	Card   catalog.SupplierCard
	Offers []offerView
}

func (v supplierView) name(ctx context.Context) string {
	return text.Pick(ctx, v.Card.NameKo, v.Card.NameEn)
}

// productView is an offer's public page.
type productView struct {
	Page    layout.Page
	Product catalog.Product
	Name    string
	Path    []catalog.ClassNode
	Shelves []shelf
	Shelf   shelf // the one the price box speaks of
	Store   market.Storefront
	State   string // listed, off_shelf, suspended, withdrawn
	Similar []offerView
	Models  []offerView
	Bought  order.PublicPurchases
	Asked   market.PublicQuestions
	Before  int64 // of the questions; 0: the newest
	Form    *kit.Form
	Key     string
	Actor   auth.Actor
	Self    string // address of this page, to come back to
}

func newProductView(ctx context.Context, p catalog.Product, tree catalog.ClassTree, rules market.Rules, want market.Storefront) productView {
	v := productView{
		Form: kit.Blank(), Product: p, Name: text.Pick(ctx, p.NameKo, p.NameEn), Path: tree.Path(p.ClassCode), State: p.State,
		Shelves: shelves(p.InForce(), slices.Contains(p.Supplier.Traits, "sme"), rules),
		Similar: offers(ctx, p.Similar, rules, ""), Models: offers(ctx, p.Models, rules, ""),
	}
	if s, ok := best(v.Shelves, want); ok {
		v.Shelf, v.Store = s, s.Store
	} else {
		v.State = catalog.PublicState(p.State)
	}
	return v
}

// onSale reports whether somebody may buy now.
func (v productView) onSale() bool { return len(v.Shelves) > 0 }

// listNumber is the 물품목록번호: class of eight digits, item number.
func (v productView) listNumber() string {
	return listNumber(v.Product.ClassCode, v.Product.ItemNumber)
}

func listNumber(class string, item int) string {
	if len(class) < 8 {
		return strconv.Itoa(item)
	}
	return class[:8] + "-" + strconv.Itoa(item)
}

// exempt reports whether no VAT is due on the product.
func (v productView) exempt() bool { return v.Product.Tax == catalog.TaxExempt }

// mayAsk reports whether the reader may ask about the product.
func (v productView) mayAsk() bool {
	return v.Product.State == string(catalog.Listed) && market.MayAsk(v.Actor, v.Product.SupplierID)
}

// supply is the price without VAT.
func (v productView) supply() money.Won {
	if v.exempt() {
		return v.Product.Price
	}
	supply, _ := money.SplitVAT(v.Product.Price)
	return supply
}

// terms are the terms of sale beside the price.
func (v productView) terms(ctx context.Context) []component.SummaryRow {
	p := v.Product
	rows := []component.SummaryRow{
		{Key: text.T(ctx, "shop.term.min"), Value: text.T(ctx, "shop.qty", "n", money.Won(p.MinOrder), "unit", unitName(ctx, p.Unit))},
		{Key: text.T(ctx, "shop.term.lead"), Value: text.T(ctx, "shop.days", "n", p.LeadDays)},
		{Key: text.T(ctx, "shop.term.regions"), Value: regionNames(ctx, p.Regions)},
	}
	if p.WarrantyMonths > 0 {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "shop.term.warranty"), Value: text.T(ctx, "shop.months", "n", p.WarrantyMonths)})
	}
	return rows
}

func regionNames(ctx context.Context, codes []string) string {
	if len(codes) == 0 {
		return text.T(ctx, "shop.nationwide")
	}
	s := ""
	for i, c := range codes {
		if i > 0 {
			s += ", "
		}
		s += regionName(ctx, c)
	}
	return s
}

// identity is who made it and under which numbers it goes.
func (v productView) identity(ctx context.Context) []component.SummaryRow {
	p := v.Product
	return []component.SummaryRow{
		{Key: text.T(ctx, "shop.id.number"), Content: numberLink(p.ItemNumber, v.listNumber(), p.ItemOffers), TestID: "item-number"},
		{Key: text.T(ctx, "shop.id.class"), Value: v.classText(ctx)},
		{Key: text.T(ctx, "shop.id.maker"), Value: p.Maker},
		{Key: text.T(ctx, "shop.id.model"), Value: p.Model},
	}
}

func (v productView) classText(ctx context.Context) string {
	if len(v.Path) == 0 {
		return v.Product.ClassCode
	}
	n := v.Path[len(v.Path)-1]
	return className(ctx, n) + " (" + n.Code + ")"
}

// spec is the specification in the class's own terms.
func (v productView) spec(ctx context.Context) []component.SummaryRow {
	lang := text.Lang(ctx)
	var rows []component.SummaryRow
	for _, a := range v.Product.Attributes {
		value := a.Value
		if a.Kind == catalog.KindChoice {
			value = catalog.ChoiceText(value, lang)
		}
		if a.Unit != "" {
			value += " " + catalog.ChoiceText(a.Unit, lang)
		}
		rows = append(rows, component.SummaryRow{Key: text.Pick(ctx, a.NameKo, a.NameEn), Value: value})
	}
	return rows
}

// shelfOptions are the shelves to choose from, each with its answer.
func (v productView) shelfOptions(ctx context.Context) []component.Option {
	var out []component.Option
	for _, s := range v.Shelves {
		may, _ := s.may(ctx, v.Product.Price, v.Product.MinOrder)
		out = append(out, component.Option{Value: string(s.Store), Label: storeName(ctx, string(s.Store)), Hint: may})
	}
	return out
}

// groundState says in a word how a ground stands now.
func groundState(ctx context.Context, g catalog.ProductGround) component.BadgeProps {
	switch {
	case g.InForce:
		return component.BadgeProps{Label: text.T(ctx, "shop.ground.in_force"), Tone: component.Success}
	case g.Withdrawn:
		return component.BadgeProps{Label: text.T(ctx, "shop.ground.withdrawn"), Tone: component.Danger}
	case g.Suspended:
		return component.BadgeProps{Label: text.T(ctx, "shop.ground.suspended"), Tone: component.Danger}
	case g.Upcoming:
		return component.BadgeProps{Label: text.T(ctx, "shop.ground.upcoming"), Tone: component.Info}
	}
	return component.BadgeProps{Label: text.T(ctx, "shop.ground.over")}
}

// lastDay is the last day of a term whose end is exclusive.
func lastDay(until time.Time) kst.Day { return kst.DayOf(until.Add(-time.Nanosecond)) }

// certState says whether a certificate holds.
func certState(ctx context.Context, c catalog.ProductCertificate) component.BadgeProps {
	if c.Expired {
		return component.BadgeProps{Label: text.T(ctx, "shop.cert.expired"), Tone: component.Danger}
	}
	return component.BadgeProps{Label: text.T(ctx, "shop.cert.valid"), Tone: component.Success}
}

// picture is one of the product's pictures at full width.
func picture(p catalog.ProductPicture, name string, eager bool) component.PictureProps {
	alt := p.Alt
	if alt == "" {
		alt = name
	}
	return component.PictureProps{
		Src: pictureURL(p.Hash, 480), SrcSet: pictureURL(p.Hash, 480) + " 480w, " + pictureURL(p.Hash, 1200) + " 1200w",
		Sizes: "(max-width: 62rem) 100vw, 36rem", Alt: alt, W: max(p.Width, 1), H: max(p.Height, 1), Eager: eager,
	}
}

// profile is what the public may read of a supplier.
func (v supplierView) profile(ctx context.Context) []component.SummaryRow {
	c := v.Card
	var rows []component.SummaryRow
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, component.SummaryRow{Key: text.T(ctx, key), Value: value})
		}
	}
	add("shop.supplier.bizno", businessNumber(c.Bizno))
	add("shop.supplier.representative", c.Representative)
	if c.FoundedOn != nil {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "shop.supplier.founded"), Content: component.Date(kst.FromDate(*c.FoundedOn))})
	}
	if c.Region != "" {
		add("shop.supplier.region", regionName(ctx, c.Region))
	}
	add("shop.supplier.address", c.Address)
	add("shop.supplier.phone", c.Phone)
	add("shop.supplier.email", c.Email)
	if c.AdmittedAt != nil {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "shop.supplier.admitted"), Content: component.Date(kst.DayOf(*c.AdmittedAt))})
	}
	return rows
}

func businessNumber(n *string) string {
	if n == nil {
		return ""
	}
	return bizno.Number(*n).String()
}

// traitBadges name what kind of company the law favours here.
func traitBadges(ctx context.Context, traits []string) []component.BadgeProps {
	var out []component.BadgeProps
	for _, t := range traits {
		out = append(out, component.BadgeProps{Label: word(ctx, "trait.", t), Tone: component.Info})
	}
	return out
}
