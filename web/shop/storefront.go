package shop

import (
	"context"

	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/icon"
)

// storefront is one of the three as data: where it is mounted, on which grounds it
// sells, and which rules bound a purchase there.
type storefront struct {
	ID       market.Storefront
	Path     string
	Icon     icon.Name
	Articles func(market.Rules) []basis // on what ground one may buy
	Figures  []shown                    // its own figures, in order
}

// basis is one rule that bounds buying, with its article.
type basis struct {
	TextID  string
	Params  []any
	Article string
}

// shown is a figure of a front page.
type shown struct {
	Key  string // of insight
	Text string // label; its unit is Text + ".unit"
	Won  bool
}

var storefronts = []storefront{
	{
		ID: market.Nara, Path: "/nara", Icon: icon.Store,
		Articles: func(r market.Rules) []basis {
			return []basis{
				{TextID: "shop.nara.basis.contract", Article: market.ArticleUnitPrice},
				{TextID: "shop.nara.basis.two_stage", Params: []any{"limit", r.TwoStage.Won()}, Article: r.TwoStage.Article},
				{TextID: "shop.nara.basis.two_stage_sme", Params: []any{"limit", r.TwoStageSME.Won()}, Article: r.TwoStageSME.Article},
			}
		},
		Figures: []shown{
			{Key: "nara" + insight.Offers, Text: "shop.figure.offers"},
			{Key: "nara" + insight.Suppliers, Text: "shop.figure.suppliers"},
			{Key: "nara" + insight.Grounds, Text: "shop.figure.contracts"},
			{Key: "nara" + insight.OrderAmount, Text: "shop.figure.amount", Won: true},
		},
	},
	{
		ID: market.Hyeokshin, Path: "/hyeokshin", Icon: icon.Bulb,
		Articles: func(r market.Rules) []basis {
			return []basis{
				{TextID: "shop.hyeokshin.basis.private", Article: r.PrivateInnovation.Article},
				{TextID: "shop.hyeokshin.basis.immunity", Article: articleImmunity},
				{TextID: "shop.hyeokshin.basis.programme", Article: articlePilot},
			}
		},
		Figures: []shown{
			{Key: insight.Designations, Text: "shop.figure.designations"},
			{Key: "hyeokshin" + insight.Buyers, Text: "shop.figure.buyers"},
			{Key: "hyeokshin" + insight.OrderAmount, Text: "shop.figure.amount", Won: true},
			{Key: insight.Funded, Text: "shop.figure.funded", Won: true},
		},
	},
	{
		ID: market.VentureNara, Path: "/venture", Icon: icon.Sprout,
		Articles: func(r market.Rules) []basis {
			return []basis{
				{TextID: "shop.venture.basis.designation", Article: articleVenture},
				{TextID: "shop.venture.basis.private", Params: []any{"limit", r.PrivateLimit.Won()}, Article: r.PrivateLimit.Article},
			}
		},
		Figures: []shown{
			{Key: "venture" + insight.Offers, Text: "shop.figure.offers"},
			{Key: "venture" + insight.Suppliers, Text: "shop.figure.startups"},
			{Key: "venture" + insight.Buyers, Text: "shop.figure.buyers"},
			{Key: "venture" + insight.OrderAmount, Text: "shop.figure.amount", Won: true},
		},
	},
}

// Articles that a front page cites and no rule row carries a number for.
const (
	articleImmunity = "조달사업법 제27조제5항"
	articlePilot    = "조달사업법 제27조의2"
	articleVenture  = "벤처나라 등록 물품·서비스 지정 관리규정 제9조"
)

func storefrontOf(id market.Storefront) (storefront, bool) {
	for _, s := range storefronts {
		if s.ID == id {
			return s, true
		}
	}
	return storefront{}, false
}

// text is the id of one of the storefront's own sentences.
func (s storefront) text(part string) string { return "shop." + string(s.ID) + "." + part }

// storeName is a storefront's name.
func storeName(ctx context.Context, id string) string { return text.T(ctx, "storefront."+id) }

func (b basis) sentence(ctx context.Context) string {
	params := append([]any{}, b.Params...)
	for i := 1; i < len(params); i += 2 {
		if w, ok := params[i].(money.Won); ok {
			params[i] = w.Short(text.Lang(ctx))
		}
	}
	return text.T(ctx, b.TextID, params...)
}

// facts say what a storefront is: who sells, who may buy, how.
func (s storefront) facts(ctx context.Context) []component.HeroFact {
	return []component.HeroFact{
		{Icon: icon.Store, Label: text.T(ctx, "shop.fact.sells"), Text: text.T(ctx, s.text("sells"))},
		{Icon: icon.Building, Label: text.T(ctx, "shop.fact.buys"), Text: text.T(ctx, s.text("buys"))},
		{Icon: icon.Scales, Label: text.T(ctx, "shop.fact.ground"), Text: text.T(ctx, s.text("ground"))},
	}
}

// stats puts figures in the shape a page shows; a figure never computed is left out.
func stats(ctx context.Context, sheet insight.Sheet, figures []shown) []component.StatProps {
	var out []component.StatProps
	for _, f := range figures {
		if sheet.AsOf.IsZero() {
			break
		}
		p := component.StatProps{Label: text.T(ctx, f.Text), Value: figure(ctx, sheet, f), TestID: "figure-" + f.Key}
		if !f.Won {
			p.Unit = text.T(ctx, f.Text+".unit")
		}
		out = append(out, p)
	}
	return out
}

func figure(ctx context.Context, sheet insight.Sheet, f shown) string {
	n := money.Won(sheet.Of(f.Key))
	if f.Won {
		return rounded(n).Short(text.Lang(ctx))
	}
	return n.String()
}

// rounded keeps the digits of a large amount that somebody scanning a page reads.
func rounded(w money.Won) money.Won {
	for _, step := range []money.Won{1_000_000_000_000, 100_000_000_000, 10_000_000_000, 100_000_000} {
		if w >= step {
			unit := step / 1000
			return w / unit * unit
		}
	}
	return w / 10_000 * 10_000
}

// ladder describes the way up through the three; here marks where somebody stands.
func ladder(ctx context.Context, sheet insight.Sheet, here market.Storefront) component.LadderProps {
	p := component.LadderProps{Label: text.T(ctx, "shop.ladder.label"), TestID: "growth-ladder"}
	for _, id := range []market.Storefront{market.VentureNara, market.Hyeokshin, market.Nara} {
		s, _ := storefrontOf(id)
		r := component.Rung{Storefront: string(id), Title: storeName(ctx, string(s.ID)), Text: text.T(ctx, s.text("rung")), Href: s.Path}
		for _, c := range []string{"rung.1", "rung.2"} {
			r.Conditions = append(r.Conditions, component.Condition{Label: text.T(ctx, s.text(c)), Met: true})
		}
		if !sheet.AsOf.IsZero() {
			r.Note = text.T(ctx, "shop.ladder.note", "suppliers", money.Won(sheet.Of(string(id)+insight.Suppliers)), "offers", money.Won(sheet.Of(string(id)+insight.Offers)))
		}
		if id == here {
			r.State = component.RungHere
		}
		p.Rungs = append(p.Rungs, r)
	}
	return p
}
