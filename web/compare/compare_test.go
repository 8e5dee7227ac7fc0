package compare_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/xuri/excelize/v2"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/compare"
	"jangteo.kr/web/kit"
)

// browser keeps the tray's cookie from page to page.
type browser struct {
	t      *testing.T
	router chi.Router
	tray   *http.Cookie
	town   *town.Town
}

// ErrorPage shows the code alone.
func (b *browser) ErrorPage(_ http.ResponseWriter, _ *http.Request, _ int, f *fault.Error) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, f.Code)
		return err
	})
}

func open(t *testing.T) *browser {
	t.Helper()
	b := &browser{t: t, router: chi.NewRouter(), town: town.New(t)}
	h := compare.New(compare.Deps{Catalog: catalog.NewReader(b.town.DB, kst.Real), Clock: kst.Real})
	for _, route := range h.Routes() {
		b.router.Method(route.Method, route.Pattern, kit.Handle(b, route.Do))
	}
	return b
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	if b.tray != nil {
		r.AddCookie(b.tray)
	}
	w := httptest.NewRecorder()
	b.router.ServeHTTP(w, r.WithContext(text.With(r.Context(), text.For("ko"))))
	for _, c := range w.Result().Cookies() {
		if c.Name == "compare" {
			if b.tray = c; c.MaxAge < 0 {
				b.tray = nil
			}
		}
	}
	return w
}

func (b *browser) get(path string) *goquery.Document {
	b.t.Helper()
	w := b.send(httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code == http.StatusSeeOther {
		return b.get(w.Header().Get("Location"))
	}
	if w.Code != http.StatusOK {
		b.t.Fatalf("%s: %d", path, w.Code)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return doc
}

// press posts and gives the status and where it leads.
func (b *browser) press(path string, pairs ...string) (int, string) {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := b.send(r)
	return w.Code, w.Header().Get("Location")
}

func ids(offers ...catalog.Offer) string {
	parts := make([]string, len(offers))
	for i, o := range offers {
		parts[i] = "o=" + strconv.FormatInt(o.ID, 10)
	}
	return strings.Join(parts, "&")
}

func (b *browser) onShelf(price int64) catalog.Offer {
	b.t.Helper()
	o := b.town.Listed(money.Won(price))
	b.town.Contract(o, money.Won(price*2), money.Won(price*100))
	return o
}

func TestTray_holdsFourAndComesBackToWhereOneWas(t *testing.T) {
	b := open(t)
	if doc := b.get("/compare"); doc.Find("[data-testid=compare-empty]").Length() != 1 {
		t.Error("an empty comparison does not say so")
	}
	for i, back := range []string{"/search?q=%EB%8D%B0%EC%8A%A4%ED%81%AC", "//evil.example", "", "/\\evil"} {
		code, to := b.press("/compare/add", "offer_id", strconv.Itoa(i+1), "back", back)
		want := []string{back + "#compare-1", "/#compare-2", "/compare#compare-3", "/#compare-4"}[i]
		if code != http.StatusSeeOther || to != want {
			t.Errorf("adding %d leads to %d %s, want %s", i+1, code, to, want)
		}
	}
	if b.tray.Value != "1.2.3.4" || !b.tray.HttpOnly || b.tray.SameSite != http.SameSiteLaxMode {
		t.Errorf("the tray is %v", b.tray)
	}
	if code, _ := b.press("/compare/add", "offer_id", "5"); code != http.StatusConflict || b.tray.Value != "1.2.3.4" {
		t.Errorf("a fifth: %d, %s", code, b.tray.Value)
	}
	w := b.send(httptest.NewRequest(http.MethodGet, "/compare", nil))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/compare?o=1&o=2&o=3&o=4" {
		t.Errorf("the tray has no address that can be passed on: %d %s", w.Code, to)
	}
	if code, _ := b.press("/compare/add", "offer_id", "2"); code != http.StatusSeeOther || b.tray.Value != "1.2.3.4" {
		t.Errorf("the same again: %d, %s", code, b.tray.Value)
	}
	if b.press("/compare/remove", "offer_id", "2"); b.tray.Value != "1.3.4" {
		t.Errorf("after taking one out: %s", b.tray.Value)
	}
	if code, _ := b.press("/compare/add", "offer_id", "x"); code != http.StatusNotFound {
		t.Errorf("no number: %d", code)
	}
	if code, to := b.press("/compare/clear", "back", "/nara"); code != http.StatusSeeOther || to != "/nara" || b.tray != nil {
		t.Errorf("emptying: %d %s %v", code, to, b.tray)
	}
	b.tray = &http.Cookie{Name: "compare", Value: "7.x.-1.7.8.9.10.11"}
	if doc := b.get("/compare"); doc.Find("[data-testid=compare-missing]").Length() != 1 || doc.Find("[data-testid=compare-empty]").Length() != 1 {
		t.Error("a tray of offers nobody sells is not explained")
	}
}

func TestComparison_marksTheLowestInWordsAndHidesWhatIsTheSame(t *testing.T) {
	b := open(t)
	dear, cheap, same, gone := b.onShelf(1_300_000), b.onShelf(1_000_000), b.onShelf(1_000_000), b.onShelf(900_000)
	b.town.OK(b.town.Market.WithdrawOffer(t.Context(), b.town.Maker, gone.ID, b.town.Offer(gone.ID).Version, "단종"))
	address := "/compare?" + ids(dear, cheap, same, gone)
	doc := b.get(address)
	if doc.Find("[data-testid^=compared-]").Length() != 4 || doc.Find("[data-testid=compare-gone]").Length() != 1 {
		t.Fatalf("columns: %s", doc.Find("thead").Text())
	}
	marks := doc.Find("[data-testid=row-price] td").Map(func(_ int, td *goquery.Selection) string { return td.Find("[data-testid=lowest]").Text() })
	if got := strings.Join(marks, "|"); got != "|공동 최저|공동 최저|" {
		t.Errorf("the lowest price stands at %q", got)
	}
	for _, row := range []string{"price", "unit_price", "lead", "regions", "supplier", "certs", "attr_ram", "attr_monitor"} {
		if doc.Find("[data-testid=row-"+row+"] td").Length() != 4 {
			t.Errorf("no row %s of four cells", row)
		}
	}
	only := b.get(doc.Find("[data-testid=diff-on]").AttrOr("href", ""))
	if only.Find("[data-testid=row-price]").Length() != 1 || only.Find("[data-testid=row-attr_ram]").Length() != 0 || only.Find("[data-testid=compare-hidden]").Length() != 1 {
		t.Error("differences only shows what is the same, or hides what differs")
	}
	if back := only.Find("[data-testid=diff-off]").AttrOr("href", ""); back != address {
		t.Errorf("the way back is %s, want %s", back, address)
	}
	two := b.get("/compare?" + ids(dear, cheap))
	if got := two.Find("[data-testid=row-price] [data-testid=lowest]"); got.Length() != 1 || got.Text() != "최저" {
		t.Errorf("of two: %q", got.Text())
	}
	paper := b.get(two.Find("[data-testid=compare-print]").AttrOr("href", ""))
	if paper.Find("header.header").Length() != 0 || paper.Find("[data-testid=comparison]").Length() != 1 {
		t.Error("the paper has the site's head, or no table")
	}
}

func TestComparison_ofDifferentUnitsMarksNone(t *testing.T) {
	b := open(t)
	x, y := b.onShelf(1_000_000), b.onShelf(2_000_000)
	_, err := b.town.DB.Exec(t.Context(), `UPDATE catalog.offer_version SET unit = 'BOX', content = 10, content_unit = 'EA' WHERE offer_id = $1`, y.ID)
	b.town.OK(err)
	doc := b.get("/compare?" + ids(x, y))
	if doc.Find("[data-testid=row-price] [data-testid=lowest]").Length() != 0 || !strings.Contains(doc.Find("[data-testid=row-price] th").Text(), "단위") {
		t.Error("prices of different units are held against each other")
	}
	if got := doc.Find("[data-testid=row-unit_price] td").Eq(1).Find("[data-testid=lowest]"); got.Length() != 1 {
		t.Error("one of the boxes is cheaper by the piece, and nothing says so")
	}
}

func TestComparison_leavesOutWhatWasNeverOnSale(t *testing.T) {
	b := open(t)
	o := b.onShelf(1_000_000)
	draft := b.town.Draft(b.town.Maker, b.town.Item(b.town.Maker, town.Desktop, "HB-D").Number, 1_000_000)
	doc := b.get("/compare?" + ids(o, draft) + "&o=999999&o=x&o=-1")
	if doc.Find("[data-testid^=compared-]").Length() != 1 || doc.Find("[data-testid=compare-missing]").Length() != 1 || strings.Contains(doc.Text(), "HB-D") {
		t.Error("a draft is compared, or its absence is not explained")
	}
}

func TestFile_isAWorkbookOfTheSameRows(t *testing.T) {
	b := open(t)
	x, y := b.onShelf(1_300_000), b.onShelf(1_000_000)
	_, err := b.town.DB.Exec(t.Context(), `UPDATE catalog.item SET maker = '=HYPERLINK("http://evil.example")' WHERE number = $1`, x.ItemNumber)
	b.town.OK(err)
	w := b.send(httptest.NewRequest(http.MethodGet, "/compare.xlsx?"+ids(x, y), nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "compare.xlsx") {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Content-Disposition"))
	}
	f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	b.town.OK(err)
	name := f.GetSheetName(0)
	rows, err := f.GetRows(name)
	b.town.OK(err)
	found := map[string]int{}
	for i, r := range rows {
		if len(r) > 0 {
			found[r[0]] = i + 1
		}
	}
	price := strconv.Itoa(found["값"])
	kind, err := f.GetCellType(name, "B"+price)
	b.town.OK(err)
	value, err := f.GetCellValue(name, "C"+price)
	b.town.OK(err)
	if value != "1000000" || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
		t.Errorf("the price is %q of kind %d", value, kind)
	}
	if formula, err := f.GetCellFormula(name, "B"+strconv.Itoa(found["제조사"])); err != nil || formula != "" || found["제조사"] == 0 {
		t.Errorf("a maker's name runs as %q (%v)", formula, err)
	}
	b.town.OK(f.Close())
}
