// Package dev owns the pages that only a demonstration shows about itself: the
// catalogue of components, each in all its states. It holds sample words, never
// business data, and changes nothing.
package dev

import (
	"context"
	"time"

	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// Catalogue is what the catalogue of components needs from its handler.
type Catalogue struct {
	Now     time.Time // the request's clock: deadlines are shown relative to it
	Picture string    // address of any product picture; a placeholder when empty
}

func d(ctx context.Context, key string) string { return text.T(ctx, "dev."+key) }

func (c Catalogue) picture(w, h int) component.PictureProps {
	return component.PictureProps{Src: c.Picture, W: w, H: h}
}

func (c Catalogue) in(days int) time.Time { return c.Now.Add(time.Duration(days) * 24 * time.Hour) }

func options(ctx context.Context) []component.Option {
	return []component.Option{
		{Value: "seoul", Label: d(ctx, "region.seoul")},
		{Value: "busan", Label: d(ctx, "region.busan"), Hint: d(ctx, "region.hint"), Selected: true},
		{Value: "jeju", Label: d(ctx, "region.jeju"), Disabled: true},
	}
}

func pageURL(page int) string {
	if page == 1 {
		return "/dev/components"
	}
	return "/dev/components?page=" + component.Count(page)
}

func (c Catalogue) products(ctx context.Context) []component.ProductProps {
	taxNote := d(ctx, "price.note")
	return []component.ProductProps{
		{
			Title: d(ctx, "product.1"), Href: "#products", Picture: c.picture(480, 360), Supplier: d(ctx, "supplier.1"),
			Facts: []string{d(ctx, "fact.region"), d(ctx, "fact.lead")}, Price: 1_284_000, Unit: d(ctx, "unit.each"), PriceNote: taxNote,
			Storefront: "nara", May: d(ctx, "may.yes"), MayTone: component.Success,
			Badges: []component.BadgeProps{{Label: d(ctx, "badge.nara"), Tone: component.Accent}, {Label: d(ctx, "badge.green"), Tone: component.Success}},
			Action: component.Button(component.ButtonProps{Label: d(ctx, "add"), Variant: component.VariantSecondary, Size: component.Small, Sr: d(ctx, "product.1")}),
		},
		{
			Title: d(ctx, "product.2"), Href: "#products", Picture: c.picture(480, 360), Supplier: d(ctx, "supplier.2"),
			Facts: []string{d(ctx, "fact.trl"), d(ctx, "fact.lead")}, Price: 38_500_000, Unit: d(ctx, "unit.set"), PriceNote: taxNote,
			Storefront: "hyeokshin", May: d(ctx, "may.cap"), MayTone: component.Warning,
			Badges: []component.BadgeProps{{Label: d(ctx, "badge.hyeokshin"), Tone: component.Accent}},
			Action: component.Button(component.ButtonProps{Label: d(ctx, "add"), Variant: component.VariantSecondary, Size: component.Small, Sr: d(ctx, "product.2")}),
		},
		{
			Title: d(ctx, "product.3"), Href: "#products", Supplier: d(ctx, "supplier.3"),
			Facts: []string{d(ctx, "fact.region")}, Price: 216_960_000, Unit: d(ctx, "unit.set"), PriceNote: taxNote,
			Storefront: "venture", May: d(ctx, "may.no"), MayTone: component.Danger,
			Badges: []component.BadgeProps{{Label: d(ctx, "badge.venture"), Tone: component.Accent}, {Label: d(ctx, "badge.women")}},
		},
	}
}

func flowNodes(ctx context.Context) []component.FlowNode {
	node := func(id, parent string, value int64, shown string, tone component.Tone, href string) component.FlowNode {
		return component.FlowNode{ID: id, Parent: parent, Label: d(ctx, "flow."+id), Value: value, Text: shown, Tone: tone, Href: href}
	}
	return []component.FlowNode{
		node("appropriated", "", 1_200_000_000, "1,200,000,000", component.Primary, ""),
		node("allotted", "appropriated", 900_000_000, "900,000,000", component.Primary, ""),
		node("unallotted", "appropriated", 300_000_000, "300,000,000", component.Neutral, ""),
		node("available", "allotted", 312_400_000, "312,400,000", component.Success, ""),
		node("reserved", "allotted", 84_000_000, "84,000,000", component.Warning, "#flow"),
		node("obligated", "allotted", 203_600_000, "203,600,000", component.Info, "#flow"),
		node("payable", "allotted", 12_000_000, "12,000,000", component.Danger, "#flow"),
		node("paid", "allotted", 288_000_000, "288,000,000", component.Neutral, "#flow"),
	}
}
