package open

import (
	"context"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
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

func value(ctx context.Context, r law.Rule) string {
	switch r.Unit {
	case "won":
		return r.Won().Short(text.Lang(ctx))
	case "ratio":
		return r.Rate().Percent()
	}
	return text.T(ctx, "law.unit."+r.Unit, "n", r.Int())
}

func validity(r law.Rule) string {
	s := kst.FromDate(r.Since).String() + " ~"
	if r.Until != nil {
		s += " " + kst.FromDate(*r.Until).Add(-1).String()
	}
	return s
}
