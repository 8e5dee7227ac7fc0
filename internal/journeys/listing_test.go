package journeys

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// ware is a product that a journey brings to the market.
type ware struct {
	supplier *browser // its administrator's window
	body     string   // the supplier's id
	offer    string
	item     string
	model    string
}

// drawn makes a picture to upload.
func drawn(t *testing.T) string {
	t.Helper()
	return drawnAs(t, "앞모습.png", 640)
}

// drawnWide makes another one.
func drawnWide(t *testing.T) string {
	t.Helper()
	return drawnAs(t, "뒷모습.png", 720)
}

func drawnAs(t *testing.T, name string, width int) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, 480))
	for x := range width {
		for y := range 480 {
			m.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 180, 255})
		}
	}
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
	return path
}

// draft writes an offer section by section and hands it in.
func draft(t *testing.T, supplier *browser, body string) ware {
	t.Helper()
	w := ware{supplier: supplier, body: body, model: fmt.Sprintf("SB-%d", time.Now().UnixMilli())}
	b := supplier
	b.open("/offers/new")
	b.fill("class_code", "4321150701")
	b.follow("choose-class-submit")
	b.unfold(testid("register-item"))
	b.fillAll("name_ko", "업무용 데스크톱 "+w.model, "maker", "새벽정밀", "model", w.model)
	b.follow("register-item-submit")
	b.mustBe("draft")
	w.offer = b.objectID()
	w.item = eval[string](b, `[...document.querySelector("main").textContent.matchAll(/(?<!\d)2[4-9]\d{6}(?!\d)/g)].map(m => m[0]).at(-1) || ""`)
	page := "/offers/" + w.offer
	b.open(page + "/terms")
	b.fillAll("price", "0", "tax", "vat", "unit", "EA", "min_order", "1", "lead_days", "14", "warranty_months", "36")
	if status := b.click("save"); status != 422 {
		t.Errorf("a price of nothing: %d", status)
	}
	b.fill("price", "1,284,000")
	b.follow("save")
	b.open(page + "/specification")
	b.fillAll("summary", "조용하고 오래 쓰는 업무용 컴퓨터", "attr_cpu", "Core Ultra 5", "attr_ram", "16", "attr_ssd", "512", "attr_os", "Windows 11 Pro", "attr_monitor", "없음 / None")
	b.follow("save")
	b.open(page + "/pictures")
	b.upload("file", drawn(t))
	b.fillIn("add-picture", "alt", "검은색 본체의 앞모습")
	b.follow("add-picture-submit")
	b.open(page)
	b.follow("check")
	b.follow("submit-offer-button")
	b.mustBe("submitted")
	return w
}

// approve has a reviewer put the offer on the list.
func (w ware) approve(t *testing.T, o ...option) {
	t.Helper()
	reviewer := w.supplier.as("reviewer", o...)
	reviewer.open("/offers/" + w.offer)
	reviewer.mustBe("submitted")
	reviewer.follow("approve-button")
	reviewer.mustBe("listed")
	w.supplier.open("/offers/" + w.offer)
	w.supplier.mustBe("listed")
}

// contract records a unit-price contract by one person of the market desk, confirmed by
// another.
func (w ware) contract(t *testing.T, o ...option) {
	t.Helper()
	first := w.supplier.as("market", o...)
	first.open("/ground-records/new?kind=unit_price_contract")
	first.fillAll("number", "00-"+w.model, "supplier_id", w.body, "item_number", w.item, "starts_on", daysAhead(-1), "ends_on", daysAhead(364),
		"ceiling_price", "1,284,000", "max_order", "40,000,000")
	first.follow("record-ground-submit")
	first.mustBe("proposed")
	id := first.objectID()
	if !first.has("second-person") || first.has("confirm-button") {
		t.Error("the recorder is offered to confirm")
	}
	second := w.supplier.as("market-second", o...)
	second.open("/ground-records/" + id)
	second.follow("confirm-button")
	second.mustBe("confirmed")
}

// onShelf reports whether anybody finds the offer in a storefront.
func (w ware) onShelf(t *testing.T, store string, o ...option) bool {
	t.Helper()
	public := newBrowser(t, o...)
	public.open("/search?store=" + store + "&q=" + w.model)
	return public.has("offer-" + w.offer)
}

func TestListing_fromRegistrationToTwoShelves(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		supplier := register(t, "새벽정밀", o...)
		body := supplier.objectID()
		supplier.open("/offers")
		if supplier.has("new-offer") {
			t.Error("an unadmitted supplier may draft offers")
		}
		supplier.open("/registration")
		admit(supplier, o...)
		w := draft(t, supplier, body)
		w.approve(t, o...)
		if w.onShelf(t, "nara", o...) {
			t.Error("on the shelf without a ground")
		}
		w.contract(t, o...)
		if !w.onShelf(t, "nara", o...) {
			t.Error("under contract and not on the shelf of Nara Jangteo")
		}
		w.found(t, o...)
		w.designate(t, o...)
		if !w.onShelf(t, "hyeokshin", o...) {
			t.Error("designated and not on the shelf of Hyeokshin Jangteo")
		}
	})
}

// found looks for the product as the public does: by words without spaces, by number,
// and on its page.
func (w ware) found(t *testing.T, o ...option) {
	t.Helper()
	b := newBrowser(t, o...)
	b.open("/find?n=" + w.item)
	b.mustSay(w.model)
	b.open("/products/" + w.offer)
	b.mustSay("1,284,000")
	if got := b.text("price"); got == "" {
		t.Error("no price")
	}
	supply, vat := b.text("price-supply"), b.text("price-vat")
	if supply != "1,167,272원" || vat != "116,728원" {
		t.Errorf("the price parts are %q and %q", supply, vat)
	}
	if b.has("add-to-cart") || !b.has("sign-in-to-buy") {
		t.Error("the public is offered a cart")
	}
}
