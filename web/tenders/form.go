package tenders

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/tender"
	"jangteo.kr/web/kit"
)

const localTime = "2006-01-02T15:04"

// parseTerms reads the notice's form.
func parseTerms(f *kit.Form) tender.Terms {
	t := tender.Terms{
		Title:          f.Text("title", 200, true),
		Kind:           tender.Kind(f.Choice("kind", tender.Kinds...)),
		Method:         tender.Method(f.Choice("method", tender.Methods...)),
		ClassCode:      f.Text("class_code", 10, false),
		Region:         f.Value("region"),
		EstimatedPrice: f.Won("estimated_price"),
		BaseAmount:     f.Won("base_amount"),
		Urgent:         f.Value("urgent") != "",
		UrgentReason:   f.Text("urgent_reason", 500, false),
		SiteBriefing:   f.Value("site_briefing") != "",
		PublishOn:      f.Day("publish_on", true),
		Deadline:       instant(f, "deadline"),
		OpeningAt:      instant(f, "opening_at"),
		Description:    f.Text("description", 10000, false),
		Requirements:   f.Text("requirements", 10000, false),
	}
	if !t.Urgent {
		t.UrgentReason = ""
	}
	return t
}

// instant reads a day and time in Korea.
func instant(f *kit.Form, name string) time.Time {
	s := strings.TrimSpace(f.Value(name))
	if s == "" {
		f.Fail(name, "required")
		return time.Time{}
	}
	t, ok := parseInstant(s)
	if !ok {
		f.Fail(name, "not_a_time")
	}
	return t
}

func parseInstant(s string) (time.Time, bool) {
	for _, layout := range []string{localTime, "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, kst.Zone); err == nil && t.Year() >= 2000 && t.Year() <= 2200 {
			return t, true
		}
	}
	return time.Time{}, false
}

// caseOf reads as much of the form as the rules need, without complaint: the rule box
// shows what applies while the form is still half empty.
func caseOf(f *kit.Form, today kst.Day) tender.Case {
	c := tender.Case{Kind: tender.Kind(f.Value("kind")), Method: tender.Method(f.Value("method")), Urgent: f.Value("urgent") != "", Publish: today}
	if w, err := money.Parse(f.Value("estimated_price")); err == nil {
		c.Estimated = w
	}
	if d, err := kst.ParseDay(f.Value("publish_on")); err == nil && d.Year >= 1900 && d.Year <= 2200 {
		c.Publish = d
	}
	c.Deadline, _ = parseInstant(f.Value("deadline"))
	c.Opening, _ = parseInstant(f.Value("opening_at"))
	return c
}

// formOf fills the form with a notice.
func formOf(n tender.Notice) *kit.Form {
	f := kit.Blank(
		"version", strconv.Itoa(n.Version), "title", n.Title, "kind", string(n.Kind), "method", string(n.Method),
		"class_code", n.ClassCode, "region", n.Region, "estimated_price", n.EstimatedPrice.String(), "base_amount", n.BaseAmount.String(),
		"urgent_reason", n.UrgentReason, "publish_on", kst.FromDate(n.PublishOn).String(),
		"deadline", n.Deadline.In(kst.Zone).Format(localTime), "opening_at", n.OpeningAt.In(kst.Zone).Format(localTime),
		"description", n.Description, "requirements", n.Requirements,
	)
	if n.Urgent {
		f.Set("urgent", "on")
	}
	if n.SiteBriefing {
		f.Set("site_briefing", "on")
	}
	return f
}

// nationwide stands for "no region" in addresses, where an empty value says nothing.
const nationwide = "none"

// parseFilter reads the board's address; what it does not know it leaves out.
func parseFilter(r *http.Request) tender.Filter {
	q := r.URL.Query()
	f := tender.Filter{
		Standing: tender.Standing(one(q, "standing", tender.Standings, string(tender.Receiving))),
		Kinds:    many(q, "kind", tender.Kinds), Methods: many(q, "method", tender.Methods),
		Q: strings.TrimSpace(q.Get("q")), Page: page.New(number(q.Get("page"), 1), boardSize),
	}
	for _, v := range many(q, "region", append([]string{nationwide}, org.Regions...)) {
		if v == nationwide {
			v = ""
		}
		f.Regions = append(f.Regions, v)
	}
	if n, err := strconv.ParseInt(q.Get("institution"), 10, 64); err == nil && n > 0 {
		f.Institution = n
	}
	if c := q.Get("class"); len(c) <= 10 && strings.Trim(c, "0123456789") == "" {
		f.Class = c
	}
	if len([]rune(f.Q)) > 100 {
		f.Q = string([]rune(f.Q)[:100])
	}
	return f
}

// query writes a filter as the board's address; page 1 is left out.
func query(f tender.Filter, pageNumber int) string {
	q := url.Values{}
	if f.Standing != tender.Receiving {
		q.Set("standing", string(f.Standing))
	}
	q["kind"], q["method"] = f.Kinds, f.Methods
	for _, r := range f.Regions {
		q.Add("region", orNationwide(r))
	}
	if f.Institution != 0 {
		q.Set("institution", strconv.FormatInt(f.Institution, 10))
	}
	if f.Class != "" {
		q.Set("class", f.Class)
	}
	if f.Q != "" {
		q.Set("q", f.Q)
	}
	if pageNumber > 1 {
		q.Set("page", strconv.Itoa(pageNumber))
	}
	if s := q.Encode(); s != "" {
		return "/notices?" + s
	}
	return "/notices"
}

func orNationwide(region string) string {
	if region == "" {
		return nationwide
	}
	return region
}

func one(q url.Values, name string, allowed []string, other string) string {
	for _, a := range allowed {
		if q.Get(name) == a {
			return a
		}
	}
	return other
}

func many(q url.Values, name string, allowed []string) []string {
	var out []string
	for _, a := range allowed {
		for _, v := range q[name] {
			if v == a {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

func number(s string, other int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return other
	}
	return n
}
