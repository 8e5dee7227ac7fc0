// Package offerview owns how an offer's content is shown to those who work on it: its
// fields in words, its versions, its grounds and its course. The supplier's screens and
// the desk's share it. It refuses to offer any act: what may be done is each area's.
package offerview

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// StateTone colours an offer's state.
func StateTone(s catalog.State) component.Tone {
	switch s {
	case catalog.Listed:
		return component.Success
	case catalog.Returned:
		return component.Warning
	case catalog.Suspended:
		return component.Danger
	case catalog.Submitted:
		return component.Info
	case catalog.Draft, catalog.Withdrawn:
		return component.Neutral
	}
	return component.Neutral
}

// StateBadge is the state of an offer.
func StateBadge(ctx context.Context, s catalog.State) *component.BadgeProps {
	return &component.BadgeProps{Label: text.T(ctx, "status.offer."+string(s)), Tone: StateTone(s), TestID: "offer-state"}
}

// VersionBadge is the state of a version.
func VersionBadge(ctx context.Context, s catalog.VersionState) component.BadgeProps {
	tone := component.Neutral
	switch s {
	case catalog.VersionApproved:
		tone = component.Success
	case catalog.VersionSubmitted:
		tone = component.Info
	case catalog.VersionReturned:
		tone = component.Warning
	case catalog.VersionDraft, catalog.VersionSuperseded:
	}
	return component.BadgeProps{Label: text.T(ctx, "status.version."+string(s)), Tone: tone}
}

// GroundBadge is the state of a ground now.
func GroundBadge(ctx context.Context, g market.Ground, now time.Time) component.BadgeProps {
	state := g.State(now)
	tone := map[string]component.Tone{"in_force": component.Success, "upcoming": component.Info, "suspended": component.Danger}[state]
	return component.BadgeProps{Label: text.T(ctx, "status.ground."+state), Tone: tone, TestID: "ground-state"}
}

// FieldLabel names a field of an offer; an attribute has the name its class gives it.
func FieldLabel(ctx context.Context, field string, defs []catalog.Attribute) string {
	if key, ok := strings.CutPrefix(field, "attr_"); ok {
		for _, a := range defs {
			if a.Key == key {
				return text.Pick(ctx, a.NameKo, a.NameEn)
			}
		}
		return key
	}
	return text.T(ctx, "offer.field."+field)
}

// FieldValue puts a field's stored form, as catalog.Diff gives it, in words.
func FieldValue(ctx context.Context, field, stored string, defs []catalog.Attribute) string {
	if stored == "" {
		switch field {
		case "regions":
			return text.T(ctx, "offer.nationwide")
		case "content":
			return text.T(ctx, "offer.content.itself")
		}
		return text.T(ctx, "none")
	}
	if key, ok := strings.CutPrefix(field, "attr_"); ok {
		for _, a := range defs {
			if a.Key == key {
				return AttributeValue(ctx, a, stored)
			}
		}
		return stored
	}
	n, _ := strconv.ParseInt(stored, 10, 64)
	switch field {
	case "price":
		return money.Won(n).String() + text.T(ctx, "ui.money.won")
	case "tax":
		return text.T(ctx, "offer.tax."+stored)
	case "unit":
		return text.T(ctx, "unit."+stored)
	case "content":
		amount, unit, _ := strings.Cut(stored, " ")
		return text.T(ctx, "offer.content.of", "n", amount, "unit", text.T(ctx, "unit."+unit))
	case "lead_days":
		return text.T(ctx, "offer.days", "n", stored)
	case "warranty_months":
		return text.T(ctx, "offer.months", "n", stored)
	case "min_order":
		return money.Won(n).String()
	case "regions":
		return RegionNames(ctx, strings.Split(stored, ","))
	}
	return stored
}

// UnitPrice is the price of one content unit in words, "" where the content is not given
// or there is no price yet.
func UnitPrice(ctx context.Context, price money.Won, content int, unit string) string {
	if unit == "" || content < 1 || price <= 0 {
		return ""
	}
	each := money.Hundredths(int64(price) * 100 / int64(content))
	return text.T(ctx, "offer.content.price", "unit", text.T(ctx, "unit."+unit), "price", each.String())
}

// RegionNames puts regions in words; none means nationwide.
func RegionNames(ctx context.Context, codes []string) string {
	if len(codes) == 0 {
		return text.T(ctx, "offer.nationwide")
	}
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = text.T(ctx, "region."+c)
	}
	return strings.Join(names, ", ")
}

// AttributeValue is a value with its unit, in the reader's language.
func AttributeValue(ctx context.Context, a catalog.Attribute, value string) string {
	if value == "" {
		return text.T(ctx, "none")
	}
	lang := text.Lang(ctx)
	return strings.TrimSpace(catalog.ChoiceText(value, lang) + " " + catalog.ChoiceText(a.Unit, lang))
}

// ItemRows are the facts of the item.
func ItemRows(ctx context.Context, v catalog.OfferView) []component.SummaryRow {
	return []component.SummaryRow{
		{Key: text.T(ctx, "offer.field.item_number"), Value: strconv.Itoa(v.Item.Number), TestID: "item-number"},
		{Key: text.T(ctx, "offer.field.class_code"), Value: text.Pick(ctx, v.Class.NameKo, v.Class.NameEn), Note: v.Class.Code},
		{Key: text.T(ctx, "offer.field.name_ko"), Value: text.Pick(ctx, v.Item.NameKo, v.Item.NameEn)},
		{Key: text.T(ctx, "offer.field.maker"), Value: v.Item.Maker},
		{Key: text.T(ctx, "offer.field.model"), Value: v.Item.Model},
	}
}

// TermsRows are price and terms.
func TermsRows(ctx context.Context, v catalog.OfferVersion) []component.SummaryRow {
	rows := []component.SummaryRow{{
		Key: text.T(ctx, "offer.field.price"), TestID: "price", Note: text.T(ctx, "offer.tax."+v.Tax),
		Value: FieldValue(ctx, "price", strconv.FormatInt(int64(v.Price), 10), nil),
	}}
	if v.Tax == catalog.TaxVAT && v.Price > 0 {
		supply, vat := money.SplitVAT(v.Price)
		rows[0].Note = text.T(ctx, "offer.price.split", "supply", supply, "vat", vat)
	}
	for _, f := range []struct{ field, stored string }{
		{"unit", v.Unit},
		{"content", v.StoredContent()},
		{"min_order", strconv.Itoa(v.MinOrder)},
		{"lead_days", strconv.Itoa(v.LeadDays)},
		{"regions", strings.Join(v.Regions, ",")},
		{"warranty_months", strconv.Itoa(v.WarrantyMonths)},
	} {
		row := component.SummaryRow{Key: FieldLabel(ctx, f.field, nil), Value: FieldValue(ctx, f.field, f.stored, nil)}
		if f.field == "content" {
			row.Note, row.TestID = UnitPrice(ctx, v.Price, v.Content, v.ContentUnit), "content"
		}
		rows = append(rows, row)
	}
	return rows
}

// SpecificationRows are description and attributes.
func SpecificationRows(ctx context.Context, v catalog.OfferVersion, defs []catalog.Attribute) []component.SummaryRow {
	rows := []component.SummaryRow{{Key: text.T(ctx, "offer.field.summary"), Value: FieldValue(ctx, "summary", v.Summary, nil)}}
	known := map[string]bool{}
	for _, a := range defs {
		known[a.Key] = true
		row := component.SummaryRow{Key: text.Pick(ctx, a.NameKo, a.NameEn), Value: AttributeValue(ctx, a, v.Attributes[a.Key])}
		if a.RetiredAt != nil {
			if v.Attributes[a.Key] == "" {
				continue
			}
			row.Note = text.T(ctx, "offer.attribute.retired")
		}
		rows = append(rows, row)
	}
	for _, key := range slices.Sorted(maps.Keys(v.Attributes)) {
		if !known[key] { // given while the item was in another class
			rows = append(rows, component.SummaryRow{Key: key, Value: v.Attributes[key], Note: text.T(ctx, "offer.attribute.retired")})
		}
	}
	if v.Description != "" {
		rows = append(rows, component.SummaryRow{Key: text.T(ctx, "offer.field.description"), Value: v.Description})
	}
	return rows
}

// CertificateRows are the certificates.
func CertificateRows(ctx context.Context, v catalog.OfferVersion) []component.SummaryRow {
	rows := make([]component.SummaryRow, len(v.Certificates))
	for i, c := range v.Certificates {
		rows[i] = component.SummaryRow{Key: text.T(ctx, "cert."+c.Kind), Value: c.Number + " · " + c.Issuer}
		if day, err := kst.ParseDay(c.ExpiresOn); err == nil {
			rows[i].Note = text.T(ctx, "offer.expires", "date", kst.FormatDate(day, text.Lang(ctx)))
		}
	}
	return rows
}

// PictureURL is where a stored picture is served at a width.
func PictureURL(hash string, width int) string {
	return "/pictures/" + hash + "/" + strconv.Itoa(width) + ".jpg"
}

// Thumbnail is a picture at the size lists need.
func Thumbnail(p catalog.Picture) component.PictureProps {
	out := component.PictureProps{Src: PictureURL(p.Hash, 480), SrcSet: PictureURL(p.Hash, 160) + " 160w, " + PictureURL(p.Hash, 480) + " 480w", Sizes: "12rem", Alt: p.Alt, W: 480, H: 360}
	if p.Width > 0 && p.Height > 0 {
		out.W, out.H = p.Width, p.Height
	}
	return out
}

// Course is the timeline of an offer or a record: what was done, then whose turn it is.
func Course(ctx context.Context, now time.Time, acts []audit.Entry, turns []todo.Row) component.TimelineProps {
	p := component.TimelineProps{Label: text.T(ctx, "offer.course"), Now: now, TestID: "course"}
	for _, a := range acts {
		if a.Action == "offer.save" {
			continue // drafts are saved many times; the acts between states tell the course
		}
		actor := a.Person
		if a.Body != "" {
			actor = text.Pick(ctx, a.Body, a.BodyEn) + " · " + a.Person
		}
		if a.PersonID == nil {
			actor = text.T(ctx, "system")
		}
		p.Events = append(p.Events, component.Event{Title: done(ctx, a), State: component.EventDone, At: a.At, Actor: actor})
	}
	for i, t := range turns {
		if i > 0 && turns[i-1].Action == t.Action {
			continue // the same turn of a second desk
		}
		e := component.Event{Title: text.T(ctx, "wait."+t.Action), State: component.EventNow, Turn: text.T(ctx, "role."+string(t.Role))}
		if t.Due != nil {
			e.Due = *t.Due
		}
		p.Events = append(p.Events, e)
	}
	return p
}

// done says what was done. Only what was on sale can have its sale ended.
func done(ctx context.Context, a audit.Entry) string {
	from := catalog.State(a.FromState)
	if a.Action == "offer.withdraw" && from != catalog.Listed && from != catalog.Suspended {
		return text.T(ctx, "act.offer.give_up")
	}
	return text.T(ctx, "act."+a.Action)
}

// Labels are the labels of the inputs by which an offer or a ground is written and
// reviewed, the class's attributes among them.
func Labels(defs []catalog.Attribute) kit.Labels {
	plain := kit.LabelsAt("desk.record.", "offer.field.", "supply.picture.", "supply.certificate.", "desk.")
	return func(ctx context.Context, name string) string {
		if field, ok := strings.CutPrefix(name, "reason_"); ok {
			return FieldLabel(ctx, field, defs)
		}
		if strings.HasPrefix(name, "attr_") {
			return FieldLabel(ctx, name, defs)
		}
		return plain(ctx, strings.TrimPrefix(name, "cert_"))
	}
}
