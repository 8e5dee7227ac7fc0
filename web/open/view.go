package open

import (
	"context"
	"net/url"
	"strings"

	"jangteo.kr/internal/document"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

func inForce(r law.Rule, today kst.Day) bool {
	if today.Before(kst.FromDate(r.Since)) {
		return false
	}
	return r.Until == nil || today.Before(kst.FromDate(*r.Until))
}

func band(ctx context.Context, r law.Rule) string {
	lang := text.Lang(ctx)
	switch {
	case r.From == 0 && r.To == nil:
		return text.T(ctx, "open.rules.any")
	case r.To == nil:
		return "≥ " + money.Won(r.From).Short(lang)
	}
	return money.Won(r.From).Short(lang) + " – " + money.Won(*r.To).Short(lang)
}

// scope says which contracts a rule is for.
func scope(ctx context.Context, r law.Rule) string {
	var parts []string
	if r.Law != "any" {
		parts = append(parts, text.T(ctx, "law.act."+r.Law))
	}
	if r.Kind != "any" {
		parts = append(parts, text.T(ctx, "law.kind."+r.Kind))
	}
	if len(parts) == 0 {
		return text.T(ctx, "law.kind.any")
	}
	return strings.Join(parts, " · ")
}

func value(ctx context.Context, r law.Rule) string {
	switch r.Unit {
	case "won":
		if r.Won() >= money.Max {
			return text.T(ctx, "open.rules.unlimited")
		}
		return r.Won().Short(text.Lang(ctx))
	case "ratio":
		return r.Rate().Percent()
	}
	return text.T(ctx, "law.unit."+r.Unit, "n", r.Int())
}

func validity(ctx context.Context, r law.Rule) string {
	lang := text.Lang(ctx)
	s := kst.FormatDate(kst.FromDate(r.Since), lang) + " ~"
	if r.Until != nil {
		s += " " + kst.FormatDate(kst.FromDate(*r.Until).Add(-1), lang)
	}
	return s
}

// paperRow names the paper. A certificate leads to the designation it certifies; other
// papers are known to their parties only.
func paperRow(ctx context.Context, d document.Issued) component.SummaryRow {
	row := component.SummaryRow{Key: text.T(ctx, "open.verify.paper"), Value: d.Number}
	if d.Kind == "designation_certificate" {
		row.ChangeHref, row.ChangeLabel = "/find?n="+url.QueryEscape(d.Number), text.T(ctx, "open.verify.object")
	}
	return row
}

type way struct{ Href, TextID string }

// waysOf are the links under the sections of information, by page and section.
var waysOf = map[string][]way{
	"about.stores":  {{"/nara", "nav.nara"}, {"/hyeokshin", "nav.hyeokshin"}, {"/venture", "nav.venture"}},
	"about.proof":   {{"/rules", "open.rules.title"}, {"/verify", "open.verify.title"}},
	"help.buyer":    {{"/search", "open.help.search"}, {"/programmes", "nav.programmes"}},
	"help.supplier": {{"/register", "ui.register"}, {"/notices", "nav.notices"}, {"/designations", "nav.designations"}},
	"help.pps":      {{"/rules", "open.rules.title"}},
}
