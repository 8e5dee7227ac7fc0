package tender

import (
	"context"
	"strings"
	"time"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
)

// Case is what the rules of notices look at.
type Case struct {
	Law       string // "state" or "local"
	Kind      Kind
	Method    Method
	Estimated money.Won
	Urgent    bool
	Publish   kst.Day   // the day of publication, planned or real
	Deadline  time.Time // zero: not known yet
	Opening   time.Time // zero: not known yet
}

// Check is one rule held against a case.
type Check struct {
	Rule     law.Rule
	Field    string    // the form's field that must give way
	Code     string    // of the refusal
	Earliest kst.Day   // periods: the first day the field may name
	Limit    money.Won // limits: the highest amount
	Judged   bool      // false: the case does not say enough yet
	Met      bool
}

// Assessment is all rules that apply to a case, the decisive one first.
type Assessment struct {
	On     kst.Day
	Checks []Check
}

// Assess finds the rules in force on the day of publication and holds the case
// against them. Amounts and periods come from law rows only.
func Assess(ctx context.Context, q db.Querier, c Case) (Assessment, error) {
	a := Assessment{On: c.Publish}
	find := func(key string) (law.Rule, error) {
		return law.Find(ctx, q, law.Case{Key: key, Law: c.Law, Kind: string(c.Kind), Amount: c.Estimated, On: c.Publish})
	}
	if c.Method == Private {
		r, err := find(law.PrivateLimit)
		if err != nil {
			return a, err
		}
		a.Checks = append(a.Checks, Check{
			Rule: r, Field: "method", Code: "private_limit_exceeded", Limit: r.Won(),
			Judged: c.Estimated > 0, Met: c.Estimated <= r.Won(),
		})
	} else {
		r, err := find(periodKey(c))
		if err != nil {
			return a, err
		}
		a.Checks = append(a.Checks, period(r, c))
	}
	r, err := find(law.BaseAmountDays)
	if err != nil {
		return a, err
	}
	a.Checks = append(a.Checks, baseAmount(r, c))
	return a, nil
}

// periodKey says which period binds: negotiated contracts have their own, and urgent
// ones a shorter one of each sort.
func periodKey(c Case) string {
	switch {
	case c.Method == Negotiated && c.Urgent:
		return law.NoticeUrgentNegotiated
	case c.Method == Negotiated:
		return law.NoticeNegotiated
	case c.Urgent:
		return law.NoticeUrgent
	}
	return law.NoticePeriod
}

// period counts the days back from the day before the deadline: all of them lie
// between the day of publication and the day of the deadline, neither of which counts.
func period(r law.Rule, c Case) Check {
	earliest := c.Publish.Add(int(r.Int()) + 1)
	return Check{
		Rule: r, Field: "deadline", Code: "period_too_short", Earliest: earliest,
		Judged: !c.Deadline.IsZero(), Met: !kst.DayOf(c.Deadline).Before(earliest),
	}
}

// baseAmount asks that the base amount, which is published with the notice, is public
// the given days before the opening.
func baseAmount(r law.Rule, c Case) Check {
	earliest := c.Publish.Add(int(r.Int()))
	return Check{
		Rule: r, Field: "opening_at", Code: "base_amount_late", Earliest: earliest,
		Judged: !c.Opening.IsZero(), Met: !kst.DayOf(c.Opening).Before(earliest),
	}
}

// Err is nil if every judged rule is met, otherwise a refusal that names the fields,
// what would be allowed, and the articles.
func (a Assessment) Err() error {
	var fields []fault.Field
	var articles []string
	for _, c := range a.Checks {
		if !c.Judged || c.Met {
			continue
		}
		fields = append(fields, c.field())
		articles = append(articles, c.Rule.Article)
	}
	if len(fields) == 0 {
		return nil
	}
	f := fault.Bad(fields[0].Code, fields...).With(fields[0].Params...)
	return f.WithArticle(strings.Join(articles, "; "))
}

// params say what would be allowed, as values: the page puts them in words.
func (c Check) field() fault.Field {
	if c.Code == "private_limit_exceeded" {
		return fault.F(c.Field, c.Code, "limit", c.Limit)
	}
	return fault.F(c.Field, c.Code, "days", c.Rule.Int(), "earliest", c.Earliest)
}

// Basis is one rule as a notice keeps it: what it was checked against, on which day.
type Basis struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Unit    string `json:"unit"`
	Article string `json:"article"`
	NoteKo  string `json:"note_ko"`
	NoteEn  string `json:"note_en"`
	On      string `json:"on"`
	RuleID  int64  `json:"rule"`
}

func (a Assessment) basis() []Basis {
	out := make([]Basis, 0, len(a.Checks))
	for _, c := range a.Checks {
		out = append(out, Basis{
			Key: c.Rule.Key, Value: c.Rule.Value.String(), Unit: c.Rule.Unit, Article: c.Rule.Article,
			NoteKo: c.Rule.NoteKo, NoteEn: c.Rule.NoteEn, On: a.On.String(), RuleID: c.Rule.ID,
		})
	}
	return out
}

func (n Notice) rulesOn(day kst.Day) Case {
	return Case{
		Law: n.Law, Kind: n.Kind, Method: n.Method, Estimated: n.EstimatedPrice, Urgent: n.Urgent,
		Publish: day, Deadline: n.Deadline, Opening: n.OpeningAt,
	}
}
