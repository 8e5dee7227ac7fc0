package shop

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
)

func TestState_roundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 9)) //nolint:gosec // a test's repeatable states
	for range 500 {
		var columns []string
		for _, c := range allColumns {
			if rnd.IntN(2) == 0 {
				columns = append(columns, c)
			}
		}
		s := state{
			SearchQuery: catalog.SearchQuery{
				Text: []string{"", "공기 & 물?"}[rnd.IntN(2)], Stores: []string{"nara", "venture"}[:rnd.IntN(3)], Class: []string{"", "4016160201"}[rnd.IntN(2)],
				Sort: catalog.Sorts[rnd.IntN(len(catalog.Sorts))], Size: catalog.PageSizes[rnd.IntN(3)], After: []string{"", "0.1.2.3"}[rnd.IntN(2)],
			},
			View: views[rnd.IntN(len(views))], Columns: columnsOf(columns), Number: []string{"", numberNone}[rnd.IntN(2)],
		}
		if len(s.Stores) == 0 {
			s.Stores = nil
		}
		v, err := url.ParseQuery(s.values().Encode())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, parseState(v)); diff != "" {
			t.Fatalf("%s (-want +got)\n%s", s.url(), diff)
		}
		if got := s.but(func(s *state) { s.Stores = without(s.Stores, "nara") }); strings.Contains(got, "after=") || strings.Contains(got, "number=") {
			t.Fatalf("a change keeps the place: %s", got)
		}
	}
}

func TestState_oldAddressesStillLead(t *testing.T) {
	for in, want := range map[string]string{
		"": "/search", "page=7&sort=relevance&view=rows&size=24": "/search", "q=a&page=100000&view=cube&col=nope&number=7": "/search?q=a",
		"view=table&col=may&col=supplier&col=region&col=lead&col=price": "/search?view=table",
		"view=table&col=bought&col=price":                               "/search?col=price&col=bought&view=table",
	} {
		v, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseState(v).url(); got != want {
			t.Errorf("%q becomes %s, want %s", in, got, want)
		}
	}
}

// found lists the offers of a page, in its order.
func found(doc *goquery.Document) []string {
	return doc.Find("[data-testid^=offer-]").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("data-object-id", "") })
}

func TestSearch_filtersAndTags(t *testing.T) {
	s := newStand(t)
	doc := s.page("/search?store=hyeokshin&store=venture&trait=sme&trait=woman&sort=price")
	if len(found(doc)) == 0 {
		t.Fatal("nothing found")
	}
	tags := doc.Find(".filter-tag")
	if tags.Length() != 4 {
		t.Errorf("%d tags", tags.Length())
	}
	if back := tags.First().AttrOr("href", ""); back != "/search?sort=price&store=venture&trait=woman&trait=sme" && back != "/search?sort=price&store=venture&trait=sme&trait=woman" {
		t.Errorf("the tag leads to %s", back)
	}
	one := s.page("/search?store=hyeokshin")
	if may := one.Find(".may").First().Text(); !strings.Contains(may, "금액 제한 없이") {
		t.Errorf("may: %q", may)
	}
	if got := one.Find("[data-testid=innovation-only]"); got.AttrOr("aria-current", "") != "true" || got.AttrOr("href", "") != "/search" {
		t.Error("the entry for innovation products does not say that it is chosen")
	}
	if n := one.Find("input[name=trait]:disabled").Length(); n == 0 {
		t.Error("values that lead nowhere can be chosen")
	}
	nothing := s.page("/search?q=%25%25")
	if nothing.Find("[data-testid=nothing-found]").Length() != 1 {
		t.Error("marks alone find something")
	}
	help := s.page("/search?q=%EA%B3%B5%EA%B8%B0+%EC%97%86%EB%8A%94%EB%A7%90")
	if help.Find("[data-testid=word-help] a").Length() != 1 {
		t.Error("no help with the word that finds something")
	}
	phrase := s.page("/search?q=" + url.QueryEscape(`"창문형 공기청정기" 없는말`)).Find("[data-testid=word-help] a")
	if alone, err := url.Parse(phrase.AttrOr("href", "")); err != nil || alone.Query().Get("q") != `"창문형 공기청정기"` {
		t.Errorf("a phrase alone is %s", phrase.AttrOr("href", ""))
	}
	without := s.page("/search?q=" + url.QueryEscape("공기청정기 -공기")).Find("[data-testid=word-help] a")
	if href := without.AttrOr("href", ""); href != "/search?q="+url.QueryEscape("공기청정기") {
		t.Errorf("what was left out cannot be taken back: %q", href)
	}
	cleared := s.page("/search?q=%EA%B3%B5%EA%B8%B0&price=7")
	if href := cleared.Find("[data-testid=clear-filters]").AttrOr("href", ""); href != "/search?q=%EA%B3%B5%EA%B8%B0" {
		t.Errorf("clear: %q", href)
	}
}

func TestSearch_attributesOfTheDetailClass(t *testing.T) {
	s := newStand(t)
	doc := s.page("/search?class=4016160201")
	boxes := doc.Find(`input[name="attr.filter"]`)
	if boxes.Length() != 2 || doc.Find(`input[name="attr.filter"]:disabled`).Length() != 0 {
		t.Fatalf("%d values of the filter's grade", boxes.Length())
	}
	chosen := s.page("/search?class=4016160201&attr.filter=" + boxes.First().AttrOr("value", ""))
	if n := len(found(chosen)); n != 1 {
		t.Errorf("%d offers with one of the grades", n)
	}
	if n := chosen.Find(`input[type=checkbox][name="attr.filter"]`).Length(); n != 2 {
		t.Errorf("%d values left to choose from", n)
	}
	if tag := chosen.Find(".filter-tag").Last(); !strings.Contains(tag.Text(), ":") || tag.AttrOr("href", "") != "/search?class=4016160201" {
		t.Errorf("tag %q leads to %s", tag.Text(), tag.AttrOr("href", ""))
	}
	none := s.page("/search?class=4016160201&price=1&attr.filter=" + boxes.First().AttrOr("value", ""))
	if tag := none.Find(".filter-tag").Last().Text(); len(found(none)) != 0 || strings.Contains(tag, "filter:") || none.Find(`input[name="attr.filter"][checked]`).Length() != 1 {
		t.Errorf("where nothing is found a chosen value is called %q", tag)
	}
	if n := s.page("/search").Find(`input[name^="attr."]`).Length(); n != 0 {
		t.Errorf("%d attribute values without a class", n)
	}
}

func TestSearch_pagesByWhatWasSeen(t *testing.T) {
	s := newStand(t)
	first := s.page("/search?page=9") // an address of before
	if n := len(found(first)); n != 24 {
		t.Fatalf("%d on the first page", n)
	}
	if first.Find("[data-testid=page-first], [data-testid=page-prev]").Length() != 0 {
		t.Error("there is something before the first page")
	}
	second := s.page(first.Find("[data-testid=page-next]").AttrOr("href", ""))
	if n := len(found(second)); n != 4 || slices.Contains(found(first), found(second)[0]) {
		t.Errorf("%d on the second page: %v", n, found(second))
	}
	if second.Find("[data-testid=page-next]").Length() != 0 || second.Find("[data-testid=page-first]").AttrOr("href", "") != "/search" {
		t.Error("the last page leads on, or not back to the first")
	}
	back := s.page(second.Find("[data-testid=page-prev]").AttrOr("href", ""))
	if diff := cmp.Diff(found(first), found(back)); diff != "" {
		t.Errorf("back is elsewhere (-want +got)\n%s", diff)
	}
	if w := s.get("/search?sort=price&after=2.7pscd7pscd.0.zzz"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/search?sort=price" {
		t.Errorf("behind the end: %d %s", w.Code, w.Header().Get("Location"))
	}
}

// The sentence on the page says in which order hits stand; they do, for every order.
func TestSearch_rankingSentenceIsTrue(t *testing.T) {
	s := newStand(t)
	reader := catalog.NewReader(s.db, kst.Real)
	apart := false
	for _, words := range []string{"새싹", "공기", "컴퓨터", "LED", ""} {
		for _, sort := range catalog.Sorts {
			q := catalog.SearchQuery{Text: words, Sort: sort, Size: 24}
			res, err := reader.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Hits) == 0 {
				t.Fatalf("%q finds nothing", words)
			}
			for i, h := range res.Hits[1:] {
				if before := res.Hits[i]; h.Place < before.Place || h.Place == before.Place && !inOrder(sort, before, h) {
					t.Errorf("%q by %s: %s stands before %s", words, sort, before.NameKo, h.NameKo)
				}
			}
			doc := s.page(state{SearchQuery: q}.url())
			ids := make([]string, len(res.Hits))
			places := map[catalog.Place]bool{}
			for i, h := range res.Hits {
				ids[i] = itoa(h.OfferID)
				places[h.Place] = true
			}
			if diff := cmp.Diff(ids, found(doc)); diff != "" {
				t.Errorf("%q by %s: the page differs (-want +got)\n%s", words, sort, diff)
			}
			said := doc.Find("[data-testid=ranking]").Text()
			if name := text.For("ko").T("shop.sort." + string(sort)); !strings.Contains(said, name) || strings.Contains(said, "이름에서 찾은") != (words != "") {
				t.Errorf("%q by %s: %q", words, sort, said)
			}
			if n := doc.Find("h2.place").Length(); len(places) > 1 && n != len(places) {
				t.Errorf("%q by %s: %d headings for %d places", words, sort, n, len(places))
			}
			apart = apart || len(places) > 1
		}
	}
	if !apart {
		t.Error("no search found things in different places")
	}
}

func inOrder(sort catalog.Sort, a, b catalog.Hit) bool {
	switch sort {
	case catalog.SortPrice:
		return a.Price <= b.Price
	case catalog.SortPriceDesc:
		return a.Price >= b.Price
	case catalog.SortUnitPrice:
		return a.UnitPrice <= b.UnitPrice
	case catalog.SortBought:
		return a.Bought >= b.Bought
	case catalog.SortLead:
		return a.LeadDays <= b.LeadDays
	case catalog.SortNewest:
	}
	return !a.ListedAt.Before(b.ListedAt)
}

func TestSearch_tellsWhatWasPerhapsMeant(t *testing.T) {
	s := newStand(t)
	refreshWords(t, s)
	doc := s.page("/search?q=" + url.QueryEscape("데스크톱 컴퓨티"))
	meant := doc.Find("[data-testid=meant]")
	if !strings.Contains(meant.Text(), "혹시") || !strings.Contains(meant.Text(), "컴퓨터") {
		t.Fatalf("meant %q", meant.Text())
	}
	if n := len(found(s.page(meant.AttrOr("href", "")))); n == 0 {
		t.Error("what was meant finds nothing")
	}
	if n := s.page("/search?q=" + url.QueryEscape("컴퓨터")).Find("[data-testid=meant]").Length(); n != 0 {
		t.Error("something else is suggested although something was found")
	}
}

func TestTable_columnsAreChosen(t *testing.T) {
	s := newStand(t)
	heads := func(path string) int { return s.page(path).Find("[data-testid=results-table] thead th").Length() }
	if n := heads("/search?view=table"); n != len(usualColumns)+1 {
		t.Errorf("%d usual columns", n)
	}
	doc := s.page("/search?view=table&q=" + url.QueryEscape("새싹") + "&col=bought&col=unit_price&col=cert")
	if n := doc.Find("[data-testid=results-table] thead th").Length(); n != 4 {
		t.Errorf("%d chosen columns", n)
	}
	if got := doc.Find("[data-testid=results-table] th[data-testid=place]").First().AttrOr("colspan", ""); got != "4" {
		t.Errorf("the heading of a place spans %q columns", got)
	}
	doc.Find("[data-testid=results-table] tbody tr[data-object-id]").Each(func(_ int, row *goquery.Selection) {
		if per := row.Find("td").First().Text(); !strings.Contains(per, "당 ") {
			t.Errorf("the price of one unit is %q", per)
		}
	})
	form := doc.Find("[data-testid=column-form]")
	if form.Find("input[name=col][checked]").Length() != 3 || form.Find("input[type=hidden][name=view]").AttrOr("value", "") != viewTable {
		t.Error("the form of the columns has forgotten something")
	}
	if n := heads("/search?view=table&col="); n != len(usualColumns)+1 {
		t.Errorf("%d columns when none was chosen", n)
	}
}

func TestSave_carriesTheSearch(t *testing.T) {
	s := newStand(t)
	doc := s.page("/search?q=" + url.QueryEscape("공기") + "&trait=sme&sort=price&size=48&view=grid")
	to, err := url.Parse(doc.Find("[data-testid=save-search]").AttrOr("href", ""))
	if err != nil || to.Path != "/saved-searches/new" {
		t.Fatalf("%s, %v", to, err)
	}
	v := to.Query()
	if v.Get("q") != "공기" || v.Get("trait") != "sme" || v.Get("sort") != "price" || v.Has("size") || v.Has("view") || v.Get("name") != "공기 · 중소기업" {
		t.Errorf("%v", v)
	}
	if s.page("/search").Find("[data-testid=save-search]").Length() != 0 {
		t.Error("a search for everything can be saved")
	}
}

type suggested struct {
	Options []struct{ Kind, Text, Note, Href string }
}

func (s *stand) suggest(typed string) suggested {
	s.t.Helper()
	w := s.get("/search/suggest?q=" + url.QueryEscape(typed))
	var out suggested
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK || out.Options == nil {
		s.t.Fatalf("%q: %d %s, %v", typed, w.Code, w.Body, err)
	}
	if len(out.Options) > maxSuggestions {
		s.t.Errorf("%q: %d suggestions", typed, len(out.Options))
	}
	return out
}

func (s suggested) has(kind, words, href string) bool {
	for _, o := range s.Options {
		if o.Kind == kind && o.Text == words && o.Href == href && o.Note != "" {
			return true
		}
	}
	return false
}

func TestSuggest_classesWordsAndCompanies(t *testing.T) {
	s := newStand(t)
	refreshWords(t, s)
	for typed, want := range map[string][3]string{
		"노트":  {"class", "노트북컴퓨터", "/search?class=4321150301"},
		"ㄴㅌㅂ": {"class", "노트북컴퓨터", "/search?class=4321150301"},
		"누리":  {"company", "누리전자(주)", "/search?supplier=3"},
		"휠체":  {"word", "휠체어형", "/search?q=" + url.QueryEscape("휠체어형")},
	} {
		if got := s.suggest(typed); !got.has(want[0], want[1], want[2]) {
			t.Errorf("%q: no %v in %v", typed, want, got)
		}
	}
	for _, typed := range []string{"", "  ", "%", "_", strings.Repeat("가나다", 4_000)} {
		if got := s.suggest(typed); len(got.Options) != 0 {
			t.Errorf("%q: %v", typed, got)
		}
	}
	if h := s.get("/search/suggest?q=a").Header(); h.Get("Cache-Control") != "private, max-age=60" || !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
		t.Errorf("%v", h)
	}
}

func TestSuggest_popularFromThreeSearchesOn(t *testing.T) {
	s := newStand(t)
	count := func(words string, times int) {
		for range times {
			s.page("/search?q=" + url.QueryEscape(words))
		}
	}
	count("가로등기구 100", 2)
	count("없는말이다", 5)
	s.page("/search?trait=sme&q=" + url.QueryEscape("가로등기구 100")) // the same words, narrowed: no search of its own
	for _, want := range []bool{false, true} {
		if err := s.popular.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.reader.Forget()
		if got := s.suggest("가로"); got.has("popular", "가로등기구 100", "/search?q="+url.QueryEscape("가로등기구 100")) != want {
			t.Errorf("popular is %v: %v", want, got)
		}
		if got := s.suggest(""); got.has("popular", "가로등기구 100", "/search?q="+url.QueryEscape("가로등기구 100")) != want {
			t.Errorf("popular in an empty box is %v: %v", want, got)
		}
		count("가로등기구 100", 1)
	}
	if got := s.suggest("없는"); len(got.Options) != 0 {
		t.Errorf("what finds nothing is suggested: %v", got)
	}
}

func refreshWords(t *testing.T, s *stand) {
	t.Helper()
	if _, err := catalog.RefreshWords(t.Context(), s.db); err != nil {
		t.Fatal(err)
	}
}
