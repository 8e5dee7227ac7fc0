package shop

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
)

// more is a result of which only the first thousand were counted.
func more(t *testing.T) (searchView, *goquery.Document) {
	t.Helper()
	s := newStand(t)
	tree, err := catalog.NewReader(s.db, kst.Real).Classes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	facet := func(counts map[string]int) catalog.Facet { return catalog.Facet{Counts: counts, Capped: true} }
	res := catalog.Results{Total: 1000, Capped: true, Facets: map[string]catalog.Facet{
		catalog.FacetStore: facet(map[string]int{"nara": 880}), catalog.FacetClass: facet(map[string]int{"4321150301": 120}),
		catalog.FacetTrait: facet(map[string]int{"sme": 120}), catalog.FacetPrice: {Counts: map[string]int{"1": 1500}},
	}}
	ctx := text.With(t.Context(), text.For("ko"))
	v := newSearchView(ctx, parseState(nil), res, tree, market.Rules{})
	var b strings.Builder
	if err := searchPage(v).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return v, doc
}

func label(doc *goquery.Document, name, value string) (box *goquery.Selection, said string) {
	box = doc.Find(`input[name="` + name + `"][value="` + value + `"]`)
	return box, strings.Join(strings.Fields(doc.Find(`label[for="`+box.AttrOr("id", "")+`"]`).Text()), " ")
}

func TestFacets_sayWhatWasNotCounted(t *testing.T) {
	v, doc := more(t)
	if got := strings.TrimSpace(doc.Find("[data-testid=result-count]").Text()); got != "1,000개 이상의 상품" {
		t.Errorf("total %q", got)
	}
	box, said := label(doc, "trait", "sme")
	if _, off := box.Attr("disabled"); off || !strings.Contains(said, "120+") || !strings.Contains(said, "120개 이상") {
		t.Errorf("a counted value: %q", said)
	}
	box, said = label(doc, "trait", "woman")
	if _, off := box.Attr("disabled"); off || strings.ContainsAny(said, "0123456789") {
		t.Errorf("a value that was not met: %q", said)
	}
	box, said = label(doc, "price", "1")
	if _, off := box.Attr("disabled"); off || !strings.Contains(said, "1,500") || strings.Contains(said, "+") {
		t.Errorf("an exact value: %q", said)
	}
	if box, said = label(doc, "price", "2"); box.AttrOr("disabled", "on") != "" || !strings.HasSuffix(said, "0") {
		t.Errorf("an exact zero: %q", said)
	}
	if a := doc.Find("[data-testid=innovation-only]"); a.Length() != 1 || a.Find(".count").Length() != 0 {
		t.Error("innovation products that were not met cannot be asked for, or have a number")
	}
	steps := v.classes()
	if len(steps) < 5 || steps[0].Code != "43" || !steps[0].AtLeast || steps[0].N != 120 || !steps[1].Unknown {
		t.Errorf("classes %+v", steps[:min(2, len(steps))])
	}
}

func TestUnitPrice_inHundredths(t *testing.T) {
	ctx := text.With(t.Context(), text.For("ko"))
	for _, c := range []struct {
		hit  catalog.Hit
		want string
	}{
		{catalog.Hit{Content: 1, UnitPrice: 2_390_000}, ""},
		{catalog.Hit{Content: 2500, UnitPrice: 956}, "하나당 9.56원"},
		{catalog.Hit{Content: 4, ContentUnit: "KG", UnitPrice: 128_050}, "kg당 1,280.5원"},
		{catalog.Hit{Content: 4, ContentUnit: "kg", UnitPrice: 128_000}, "kg당 1,280원"},
	} {
		if got := unitPriceText(ctx, c.hit); got != c.want {
			t.Errorf("%+v: %q, want %q", c.hit, got, c.want)
		}
	}
}
