package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/web/desk"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/kit/kittest"
)

// area is the desk with the offer's address that the supplier's area hands over.
type area struct{ *desk.Handler }

func (a area) Routes() []kit.Route {
	return append(a.Handler.Routes(), kit.GET("/offers/{id}", a.Review))
}

func open(t *testing.T) (*town.Town, *kittest.Site) {
	t.Helper()
	w := town.New(t)
	orders := order.New(w.DB, w.Market, ledger.New(w.DB))
	return w, kittest.New(t, area{desk.New(desk.Deps{Catalog: w.Catalog, Market: w.Market, Orders: orders, Clock: time.Now})})
}

func url(o catalog.Offer, below string) string { return "/offers/" + kit.Int64(o.ID) + below }

// submitted is an offer that waits for review.
func submitted(t *testing.T, w *town.Town) catalog.Offer {
	t.Helper()
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	return w.Offer(o.ID)
}

func TestReview_approveFromTheQueue(t *testing.T) {
	w, s := open(t)
	o := submitted(t, w)
	queue := s.Get(w.Reviewer, "/desk/listings").Want(200)
	link, _ := queue.Doc.Find(`[data-testid="queue-row"] a`).Attr("href")
	if link != url(o, "") {
		t.Fatalf("queue links to %q", link)
	}
	page := s.Get(w.Reviewer, link).Want(200)
	if state, _ := page.Doc.Find("main").Attr("data-state"); state != "submitted" || page.Has(`[data-testid="diff"]`) {
		t.Fatalf("state %s", state)
	}
	s.Submit(w.Reviewer, page, "approve").Want(303)
	page = s.Get(w.Reviewer, link).Want(200)
	if state, _ := page.Doc.Find("main").Attr("data-state"); state != "listed" || page.Has(`form[data-testid="approve"]`) || !page.Has(`[data-testid="suspend-link"]`) {
		t.Fatalf("after: %s", state)
	}
	if s.Get(w.Reviewer, "/desk/listings?kind=new").Want(200).Has(`[data-testid="queue-row"]`) {
		t.Fatal("still in the queue")
	}
}

func TestReview_returnWithReasons(t *testing.T) {
	w, s := open(t)
	o := submitted(t, w)
	page := s.Get(w.Reviewer, url(o, "")).Want(200)
	refused := s.Submit(w.Reviewer, page, "return").Want(422)
	if refused.Code() != "reasons_missing" {
		t.Fatalf("code %s", refused.Code())
	}
	s.Submit(w.Reviewer, refused, "return", "reason_attr_cpu", "세대를 적어 주세요").Want(303)
	v := town.Must(w.Catalog.View(t.Context(), w.Maker, o.ID))(t)
	if v.Offer.State != catalog.Returned || len(v.Pending.ReturnReasons) != 1 || v.Pending.ReturnReasons["attr_cpu"] == "" {
		t.Fatalf("reasons %v", v.Pending.ReturnReasons)
	}
}

func TestReview_showsTheDifferenceOfAChange(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(o, 1_100_000)))(t)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))

	if !s.Get(w.Desk, "/desk/listings?kind=price").Want(200).Has(`[data-testid="queue-row"]`) {
		t.Fatal("not in the queue of changes")
	}
	page := s.Get(w.Desk, url(o, "")).Want(200)
	diff := page.Text(`[data-testid="diff-price"]`)
	if !strings.Contains(diff, "1,000,000원") || !strings.Contains(diff, "1,100,000원") || page.Doc.Find(`[data-testid="diff"] tbody tr`).Length() != 1 {
		t.Fatalf("difference: %s", diff)
	}
	w.Contract(o, 1_050_000, 40_000_000) // the ceiling comes while the price waits
	refused := s.Submit(w.Desk, page, "approve").Want(422)
	if refused.Code() != "price_above_ceiling" || !strings.Contains(refused.Text(`[data-testid="error-summary"]`), market.ArticleUnitPrice) {
		t.Fatalf("code %s: %s", refused.Code(), refused.Text(`[data-testid="error-summary"]`))
	}
	s.Post(w.Reviewer, url(o, "/approve"), "version", "1").Want(409)
}

func TestReview_suspendAndResume(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 1_200_000, 40_000_000)
	w.OK(w.Market.AddToCart(t.Context(), w.Requester, o.ID, market.Nara, 2))
	page := s.Get(w.Reviewer, url(o, "")).Want(200)
	link, _ := page.Doc.Find(`[data-testid="suspend-link"]`).Attr("href")
	page = s.Get(w.Reviewer, link).Want(200)
	if !page.Has(`[data-testid="orders-go-on"]`) || !strings.Contains(page.Text(`[data-testid="reach-carts"]`), "1") || page.Doc.Find(`[data-testid="shelf"]`).Length() != 1 {
		t.Fatal("the reach of the suspension is not shown")
	}
	refused := s.Submit(w.Reviewer, page, "suspend", "reason", "").Want(422)
	if !refused.Has(`[data-testid="error-reason"]`) {
		t.Fatal("suspended without a reason")
	}
	s.Submit(w.Reviewer, page, "suspend", "reason", "안전 확인 중").Want(303)
	page = s.Get(w.Reviewer, url(o, "")).Want(200)
	s.Get(w.Reviewer, url(o, "/suspend")).Want(409)
	s.Submit(w.Reviewer, page, "resume").Want(303)
	if w.Offer(o.ID).State != catalog.Listed {
		t.Fatal("not resumed")
	}
}

func TestRecord_contractByTwoPersons(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	today := kst.DayOf(time.Now())
	page := s.Get(w.Desk, "/ground-records/new?kind=unit_price_contract").Want(200)
	refused := s.Submit(w.Desk, page, "record-ground", "number", "00-26-1", "item_number", "12").Want(422)
	if refused.Value("number") != "00-26-1" || !refused.Has(`[data-testid="error-item_number"]`) || !refused.Has(`[data-testid="error-ceiling_price"]`) {
		t.Fatal("what was typed is not kept beside the errors")
	}
	recorded := s.Submit(w.Desk, refused, "record-ground", "supplier_id", kit.Int64(o.SupplierID), "item_number", kit.Int64(int64(o.ItemNumber)),
		"starts_on", today.String(), "ends_on", today.AddYears(3).String(), "ceiling_price", "1,200,000", "max_order", "50,000,000").Want(303)
	page = s.Get(w.Desk, recorded.Location).Want(200)
	if page.Has(`form[data-testid="confirm"]`) || !page.Has(`[data-testid="second-person"]`) {
		t.Fatal("the recorder is offered to confirm")
	}
	if got := s.Post(w.Desk, recorded.Location+"/confirm").Want(403); got.Code() != "same_person" {
		t.Fatalf("code %s", got.Code())
	}
	page = s.Get(w.Desk2, recorded.Location).Want(200)
	if got := s.Submit(w.Desk2, page, "refuse", "reason", "").Want(422); !got.Has(`[data-testid="error-reason"]`) {
		t.Fatal("refused without a reason")
	}
	s.Submit(w.Desk2, page, "confirm").Want(303)
	page = s.Get(w.Auditor, recorded.Location).Want(200)
	if state, _ := page.Doc.Find("main").Attr("data-state"); state != "confirmed" || !w.OnShelf(o, market.Nara) {
		t.Fatalf("state %s", state)
	}
	s.Post(w.Desk2, recorded.Location+"/confirm").Want(409)
	if list := s.Get(w.Desk, "/ground-records?state=confirmed").Want(200); !list.Has(`[data-testid="record"][data-state="confirmed"]`) {
		t.Fatal("not in the list")
	}
}

func TestAccess_byRole(t *testing.T) {
	w, s := open(t)
	o := submitted(t, w)
	item, supplier := kit.Int64(int64(o.ItemNumber)), kit.Int64(o.SupplierID)
	record := []string{"kind", "venture_designation", "number", "V-1", "supplier_id", supplier, "item_number", item, "starts_on", "2026-01-01", "ends_on", "2028-12-31"}
	version := kit.Int64(int64(o.Version))
	outsiders := map[string]auth.Actor{"supplier": w.Maker, "rival": w.Rival, "requester": w.Requester, "auditor": w.Auditor}
	for name, by := range outsiders {
		t.Run(name, func(t *testing.T) {
			for _, act := range []string{"/approve", "/return", "/suspend", "/resume", "/take", "/give-back", "/assign"} {
				s.Post(by, url(o, act), "version", version, "reason", "x", "reason_price", "x").Want(403)
			}
			s.Post(by, "/ground-records", record...).Want(403)
			s.Get(by, "/ground-records/new").Want(403)
			s.Get(by, url(o, "/suspend")).Want(403)
			s.Get(by, "/desk/listings/check?act=approve&offer="+kit.Int64(o.ID)).Want(403)
			s.Post(by, "/desk/listings/decide", "act", "approve", "row", kit.Int64(o.ID)+":2", "client_key", kit.NewKey()).Want(403)
			s.Post(by, "/desk/reasons", "field", "price", "text_ko", "x", "text_en", "x", "client_key", kit.NewKey()).Want(403)
			s.Post(by, "/desk/reasons/1/remove").Want(403)
			want := 403
			if name == "auditor" {
				want = 200
			}
			s.Get(by, "/desk/listings").Want(want)
			s.Get(by, "/desk/reasons").Want(want)
			s.Get(by, "/ground-records").Want(want)
		})
	}
	for _, path := range []string{"/desk/listings", "/desk/listings/check", "/desk/reasons", "/desk/decisions/1", url(o, "/suspend"), "/ground-records", "/ground-records/new", "/ground-records/1", url(o, "")} {
		if got := s.Get(auth.Actor{}, path).Want(303); !strings.HasPrefix(got.Location, "/sign-in") {
			t.Errorf("%s sends the public to %s", path, got.Location)
		}
	}
	s.Post(auth.Actor{}, url(o, "/approve"), "version", version).Want(401)
	s.Post(w.Desk, url(o, "/approve"), "version", version).Want(403) // a first listing is the reviewer's
	s.Get(w.Reviewer, "/ground-records/new").Want(403)
	s.Get(w.Reviewer, "/ground-records/999").Want(404)
	s.Post(w.Desk, "/ground-records/999/confirm").Want(404)

	draft := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-2").Number, 1_000_000)
	s.Get(w.Reviewer, url(draft, "")).Want(404)
	s.Post(w.Reviewer, url(draft, "/approve"), "version", kit.Int64(int64(draft.Version))).Want(404)
}

func TestPages_speakBothLanguages(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	record := w.Contract(o, 1_200_000, 40_000_000)
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version))(t)
	o = town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(o, 1_200_000)))(t)
	o = town.Must(w.Catalog.SaveSpecification(t.Context(), w.Maker, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "사무용 컴퓨터", Attributes: town.DesktopSpec,
	}))(t)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	w.OK(w.Market.TakeListing(t.Context(), w.Reviewer, o.ID))
	onSale := w.Listed(1_000_000)
	bulk := town.Must(w.Market.DecideBulk(t.Context(), w.Desk, market.BulkCommand{
		Act: market.BulkReturn, Rows: []market.BulkRow{{OfferID: o.ID, Version: 1}}, Field: "price", Reason: "x", Key: uuid.New(),
	}))(t)
	for _, lang := range []string{"ko", "en"} {
		for _, by := range []auth.Actor{w.Reviewer, w.Desk} {
			by.Lang = lang
			for _, path := range []string{
				"/desk/listings", "/desk/listings?holder=mine&sort=rise", url(o, ""), "/ground-records", "/ground-records/" + kit.Int64(record), "/desk/reasons",
				"/desk/listings/check?act=approve&offer=" + kit.Int64(o.ID), "/desk/listings/check?act=return&offer=" + kit.Int64(o.ID), "/desk/decisions/" + kit.Int64(bulk),
			} {
				kittest.NoRawTexts(t, s.Get(by, path).Want(200), path)
			}
		}
		reviewer := w.Reviewer
		reviewer.Lang = lang
		kittest.NoRawTexts(t, s.Get(reviewer, url(onSale, "/suspend")).Want(200), "suspend")
		by := w.Desk
		by.Lang = lang
		for _, kind := range []string{market.UnitPriceContract, market.VentureDesignation} {
			kittest.NoRawTexts(t, s.Get(by, "/ground-records/new?kind="+kind).Want(200), kind)
		}
	}
}
