package component_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

func render(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(text.With(context.Background(), text.For("en")), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(t *testing.T, s *goquery.Selection, name string) string {
	t.Helper()
	if s.Length() != 1 {
		t.Fatalf("found %d elements, want one", s.Length())
	}
	return s.AttrOr(name, "")
}

func TestInput_wiresHintAndError(t *testing.T) {
	f := component.Field{Name: "price", Label: "Price", Hint: "incl. VAT", Error: "Digits only", Value: "12a", Required: true}
	options := []component.Option{{Value: "a", Label: "A"}}
	inputs := map[string]templ.Component{
		"input": component.Input(f), "money": component.MoneyInput(f), "date": component.DateInput(f), "file": component.FileInput(f),
		"textarea": component.Textarea(f), "select": component.Select(f, options), "checkbox": component.Checkbox(f),
	}
	for name, c := range inputs {
		t.Run(name, func(t *testing.T) {
			doc := render(t, c)
			in := doc.Find("#f-price")
			if got := attr(t, in, "aria-invalid"); got != "true" {
				t.Errorf("aria-invalid = %q", got)
			}
			if got := attr(t, in, "name"); got != "price" {
				t.Errorf("name = %q", got)
			}
			for _, id := range strings.Fields(attr(t, in, "aria-describedby")) {
				if doc.Find("#"+id).Length() != 1 {
					t.Errorf("aria-describedby names %q, which is not there", id)
				}
			}
			if !strings.Contains(doc.Find("#f-price-error").Text(), "Digits only") {
				t.Error("the error is not shown at the field")
			}
			if doc.Find(`label[for="f-price"]`).Length() != 1 {
				t.Error("no label")
			}
		})
	}
}

func TestInput_saysNothingWrongWhenRight(t *testing.T) {
	in := render(t, component.Input(component.Field{Name: "q", Label: "Q"})).Find("#f-q")
	for _, name := range []string{"aria-invalid", "aria-describedby", "required"} {
		if v, ok := in.Attr(name); ok {
			t.Errorf("%s = %q, want none", name, v)
		}
	}
}

func TestRadios_firstChoiceCarriesTheFieldsID(t *testing.T) {
	doc := render(t, component.Radios(component.Field{Name: "ship", Label: "Ships from", Value: "b", Error: "Choose"},
		[]component.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B", Hint: "slow"}}))
	if got := attr(t, doc.Find("#f-ship"), "value"); got != "a" {
		t.Errorf("first choice = %q", got)
	}
	if got := attr(t, doc.Find("input[checked]"), "value"); got != "b" {
		t.Errorf("checked = %q", got)
	}
	if got := attr(t, doc.Find("fieldset"), "aria-describedby"); got != "f-ship-error" {
		t.Errorf("fieldset described by %q", got)
	}
	if doc.Find("legend").HasClass("sr-only") {
		t.Error("the legend is hidden")
	}
}

func TestErrorSummary_linksToFields(t *testing.T) {
	doc := render(t, component.ErrorSummary(component.ErrorSummaryProps{
		Code: "short_budget", Article: "Article 1", Errors: []component.FieldError{{FieldName: "price", Message: "Too much"}, {Message: "Stale"}},
	}))
	box := doc.Find("#error-summary")
	for name, want := range map[string]string{"role": "alert", "tabindex": "-1", "data-error-code": "short_budget"} {
		if got := attr(t, box, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := attr(t, doc.Find("li a"), "href"); got != "#f-price" {
		t.Errorf("link = %q", got)
	}
	if !strings.Contains(box.Text(), "Article 1") {
		t.Error("the article is missing")
	}
}

func TestPagination_marksCurrentAndKeepsEnds(t *testing.T) {
	url := func(n int) string { return "/list?page=" + strconv.Itoa(n) }
	doc := render(t, component.Pagination(component.PaginationProps{Page: 5, Pages: 24, URL: url}))
	if got := strings.TrimSpace(doc.Find(`[aria-current="page"]`).Text()); got != "5" {
		t.Errorf("current = %q", got)
	}
	if got := attr(t, doc.Find(`[rel="prev"]`), "href"); got != "/list?page=4" {
		t.Errorf("previous = %q", got)
	}
	var shown []string
	doc.Find("li").Each(func(_ int, s *goquery.Selection) { shown = append(shown, strings.TrimSpace(s.Text())) })
	if got := strings.Join(shown, " "); got != "1 2 3 4 5 6 7 … 24" {
		t.Errorf("pages = %q", got)
	}
	if got := render(t, component.Pagination(component.PaginationProps{Page: 1, Pages: 1, URL: url})).Find("nav").Length(); got != 0 {
		t.Error("one page needs no pagination")
	}
	if got := render(t, component.Pagination(component.PaginationProps{Page: 1, Pages: 2, URL: url})).Find(`[rel="prev"]`).Length(); got != 0 {
		t.Error("the first page has no previous one")
	}
}

func TestTable_scrollsByKeyboardAndIsNamed(t *testing.T) {
	doc := render(t, component.Table(component.TableProps{
		Caption: "Recent orders", Columns: []component.Column{{Label: "Number", Sort: "ascending", SortHref: "?s=n"}, {Label: "Price", Numeric: true}}, IsEmpty: true, Empty: "None",
	}))
	wrap := doc.Find(".table-wrap")
	if attr(t, wrap, "tabindex") != "0" || attr(t, wrap, "role") != "region" {
		t.Error("the wrapper cannot be scrolled by keyboard")
	}
	if doc.Find("caption#"+attr(t, wrap, "aria-labelledby")).Length() != 1 {
		t.Error("the wrapper is not named by the caption")
	}
	if got := attr(t, doc.Find("th[aria-sort]"), "aria-sort"); got != "ascending" {
		t.Errorf("aria-sort = %q", got)
	}
	if got := attr(t, doc.Find("td"), "colspan"); got != "2" {
		t.Errorf("empty row spans %q", got)
	}
}

func TestNavigation_marksWhereOneIs(t *testing.T) {
	tabs := render(t, component.Tabs(component.TabsProps{Label: "Views", Tabs: []component.Tab{{Label: "A", Href: "/a"}, {Label: "B", Href: "/b", Current: true}}}))
	if got := attr(t, tabs.Find(`a[aria-current="page"]`), "href"); got != "/b" {
		t.Errorf("tab = %q", got)
	}
	steps := render(t, component.Steps(component.StepsProps{Steps: []string{"One", "Two"}, Current: 2}))
	if !strings.Contains(steps.Find(`[aria-current="step"]`).Text(), "Two") {
		t.Error("the current step is not marked")
	}
	crumbs := render(t, component.Breadcrumb([]component.Crumb{{Label: "Orders", Href: "/orders"}, {Label: "One"}}))
	if got := crumbs.Find(`[aria-current="page"]`).Text(); got != "One" {
		t.Errorf("crumb = %q", got)
	}
}

func TestTaskList_describesLinksByStatus(t *testing.T) {
	doc := render(t, component.TaskList(component.TaskListProps{Tasks: []component.Task{{Label: "Company", Href: "/c", Status: "Done", Tone: component.Success}, {Label: "Submit", Status: "Not yet"}}}))
	id := attr(t, doc.Find("a"), "aria-describedby")
	if got := strings.TrimSpace(doc.Find("#" + id).Text()); got != "Done" {
		t.Errorf("status = %q", got)
	}
}

func TestFacetGroup_disablesWhatLeadsNowhere(t *testing.T) {
	doc := render(t, component.FacetGroup(component.FacetProps{Name: "shelf", Legend: "Shelf", Closed: true, Options: []component.FacetOption{{Value: "a", Label: "A", Count: 2, Checked: true}, {Value: "b", Label: "B"}}}))
	if got := attr(t, doc.Find("input[disabled]"), "value"); got != "b" {
		t.Errorf("disabled = %q", got)
	}
	if _, open := doc.Find("details").Attr("open"); !open {
		t.Error("a group with a choice stays open")
	}
}

func TestDDay_countsKoreanDays(t *testing.T) {
	now := kst.Date(2026, time.November, 23).At(23, 30)
	for due, want := range map[time.Time]string{
		kst.Date(2026, time.November, 24).At(0, 10):  "D-1",
		kst.Date(2026, time.November, 23).At(23, 59): "Due today",
		kst.Date(2026, time.November, 23).At(10, 0):  "Closed",
		kst.Date(2026, time.December, 7).At(10, 0):   "D-14",
	} {
		got := render(t, component.DDay(component.DDayProps{Due: due, Now: now})).Find(".dday").Text()
		if !strings.Contains(got, want) {
			t.Errorf("due %s: %q, want %q", due, got, want)
		}
	}
}

func TestMoney_showsFigureAndWords(t *testing.T) {
	doc := render(t, component.Money(component.MoneyProps{Won: 216_960_000, Words: true}))
	if got := attr(t, doc.Find("data"), "value"); got != "216960000" {
		t.Errorf("machine value = %q", got)
	}
	if got := doc.Find(".money-figure").Text(); !strings.Contains(got, "216,960,000 won") {
		t.Errorf("figure = %q", got)
	}
}

func TestStackedBar_segmentsMeetWithoutGaps(t *testing.T) {
	doc := render(t, component.StackedBar(component.StackedBarProps{Title: "Use", Segments: []component.Segment{{Label: "a", Value: 1}, {Label: "b", Value: 1}, {Label: "c", Value: 1}}}))
	var xs []string
	doc.Find(".stack-svg .seg").Each(func(_ int, s *goquery.Selection) { xs = append(xs, s.AttrOr("x", "")+"+"+s.AttrOr("width", "")) })
	if got := strings.Join(xs, " "); got != "0.00%+33.33% 33.33%+33.33% 66.66%+33.34%" {
		t.Errorf("segments = %q", got)
	}
}

func TestFlowChart_drawsEveryNodeOnceWithWords(t *testing.T) {
	doc := render(t, component.FlowChart(component.FlowProps{ID: "flow", Title: "Where it is", Desc: "All of it", Nodes: []component.FlowNode{
		{ID: "all", Label: "All", Value: 100}, {ID: "a", Parent: "all", Label: "A", Value: 99}, {ID: "b", Parent: "all", Label: "B", Value: 1}, {ID: "c", Parent: "all", Label: "C"},
	}}))
	if got := doc.Find("rect.node").Length(); got != 4 {
		t.Errorf("%d nodes, want 4", got)
	}
	if got := doc.Find("path.band").Length(); got != 2 {
		t.Errorf("%d bands, want 2: nothing flows to an empty place", got)
	}
	if doc.Find("svg > title").Text() == "" || doc.Find("svg > desc").Text() == "" {
		t.Error("the picture has no words")
	}
}

func TestDDay_aDutyIsOverdueWhereANoticeIsClosed(t *testing.T) {
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	for days, want := range map[int]string{3: "ui.dday.overdue", 1: "ui.dday.overdue.one"} {
		due := now.AddDate(0, 0, -days)
		got := strings.TrimSpace(render(t, component.DDay(component.DDayProps{Due: due, Now: now, Duty: true})).Find(".dday.tone-danger").Text())
		if got != text.For("en").T(want, "n", days) {
			t.Errorf("%d days past: %q", days, got)
		}
	}
}
