package catalog

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jangteo.kr/internal/org"
)

// pickFrom chooses up to most of some values, in their order.
func pickFrom(rnd *rand.Rand, from []string, most int) []string {
	var out []string
	for _, x := range from {
		if len(out) < most && rnd.IntN(3) == 0 {
			out = append(out, x)
		}
	}
	return out
}

func randomSearch(rnd *rand.Rand) SearchQuery {
	q := SearchQuery{
		Text:   []string{"", "공기 청정기", `"LED 가로등" -중고`, "100%_&=+#", "ㄴㅌㅂ"}[rnd.IntN(5)],
		Class:  []string{"", "43", "4321150301"}[rnd.IntN(3)],
		Ground: []string{"", "혁신-2026-0001"}[rnd.IntN(2)],
		Stores: pickFrom(rnd, SearchShelves, 3), Prices: pickFrom(rnd, []string{"1", "2", "3", "4", "5", "6", "7"}, 4),
		Regions: pickFrom(rnd, org.Regions, 5), Traits: pickFrom(rnd, org.Traits, 4), Certificates: pickFrom(rnd, CertificateKinds, 4),
		Sort: Sorts[rnd.IntN(len(Sorts))], Size: PageSizes[rnd.IntN(len(PageSizes))],
		LeadDays: append([]int{0}, LeadTimes...)[rnd.IntN(len(LeadTimes)+1)], SupplierID: int64(rnd.IntN(3)),
	}
	if len(q.Class) == 10 && rnd.IntN(2) == 0 {
		q.Attributes = map[string][]string{"filter": {"H13", "H14"}, "energy_class": {"1등급 / Grade 1"}}
	}
	switch rnd.IntN(3) {
	case 1:
		q.After = "1.a.0.-zz"
	case 2:
		q.Before = "0.-1.2.3"
	}
	return q
}

func TestAddress_roundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's repeatable searches
	for range 2_000 {
		q := randomSearch(rnd)
		address := q.Address().Encode()
		v, err := url.ParseQuery(address)
		if err != nil {
			t.Fatal(err)
		}
		back := ParseSearch(v)
		if diff := cmp.Diff(q, back); diff != "" {
			t.Fatalf("%s (-want +got)\n%s", address, diff)
		}
		if again := back.Address().Encode(); again != address {
			t.Fatalf("%s becomes %s", address, again)
		}
	}
}

func TestParseSearch_leavesOutWhatIsUnknown(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "page=3&sort=relevance&view=grid&size=24&colour=red": "", "q=+a+&store=nope&class=4x&lead=3&region=zz&sort=nope&size=7": "q=a",
		"trait=venture&trait=sme&trait=sme&price=2&price=99":                        "price=2&trait=sme&trait=venture",
		"store=venture&store=nara&region=50&region=11":                              "region=11&region=50&store=nara&store=venture",
		"class=43&attr.filter=H14":                                                  "class=43",
		"class=4321150301&attr.filter=H14&attr.filter=H14&attr.X=1&attr.=2":         "attr.filter=H14&class=4321150301",
		"after=1.2.3.4&before=1.2.3.4":                                              "after=1.2.3.4",
		"class=" + url.QueryEscape("4_%'--") + "&supplier=-1&ground=" + "%00" + "x": "",
	} {
		v, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := ParseSearch(v).Address().Encode(); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestParseSearch_isBounded(t *testing.T) {
	v := url.Values{"class": {"4321150301"}}
	for i := range 500 {
		for j := range 50 {
			v.Add(AttributeField(fmt.Sprint("key", i)), fmt.Sprint("value", j))
		}
	}
	q := ParseSearch(v)
	if len(q.Attributes) != maxAttributeKeys {
		t.Errorf("%d attributes", len(q.Attributes))
	}
	for k, xs := range q.Attributes {
		if len(xs) != maxAttributeValues || !slices.IsSorted(xs) {
			t.Errorf("%s has %d values", k, len(xs))
		}
	}
}

func TestLasting_forgetsThePage(t *testing.T) {
	q := SearchQuery{Text: "책상", Sort: SortPrice, After: "0.1.2.3", Size: 96}
	if got := q.Lasting().Address().Encode(); got != "q=%EC%B1%85%EC%83%81&sort=price" {
		t.Errorf("%q", got)
	}
}
