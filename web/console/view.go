package console

import (
	"context"
	"strings"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// facts are what the desk compares with the registers.
func facts(ctx context.Context, b org.Body) []component.SummaryRow {
	traits := make([]string, len(b.Traits))
	for i, t := range b.Traits {
		traits[i] = text.T(ctx, "trait."+t)
	}
	number := ""
	if b.Bizno != nil {
		number = b.Bizno.String()
	}
	region := ""
	if b.Region != "" {
		region = text.T(ctx, "region."+b.Region)
	}
	return []component.SummaryRow{
		{Key: text.T(ctx, "account.company.bizno"), Value: number},
		{Key: text.T(ctx, "account.company.name_en"), Value: b.NameEn},
		{Key: text.T(ctx, "account.company.corpno"), Value: b.Corpno},
		{Key: text.T(ctx, "account.company.representative"), Value: b.Representative},
		{Key: text.T(ctx, "account.company.founded_on"), Value: foundedOn(b, text.Lang(ctx))},
		{Key: text.T(ctx, "account.contact.address"), Value: region + " " + b.Address},
		{Key: text.T(ctx, "account.contact.phone"), Value: b.Phone},
		{Key: text.T(ctx, "account.contact.homepage"), Value: b.Homepage},
		{Key: text.T(ctx, "account.traits"), Value: strings.Join(traits, ", ")},
	}
}

// course is what happened to a registration. Its sections are saved many times; the acts
// between the states tell the course.
func course(ctx context.Context, history []audit.Entry) []component.Event {
	var out []component.Event
	for _, e := range history {
		if e.FromState == e.ToState {
			continue
		}
		out = append(out, component.Event{Title: text.T(ctx, "act."+e.Action), State: component.EventDone, At: e.At, Actor: e.Person})
	}
	return out
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// labels of the area's inputs, for the error summary. A returned registration names a
// reason per section.
var labels kit.Labels = func(ctx context.Context, name string) string {
	if section, ok := strings.CutPrefix(name, "reason_"); ok {
		return text.T(ctx, "account.section."+section)
	}
	return kit.LabelsAt("console.", "account.company.", "account.contact.")(ctx, name)
}
