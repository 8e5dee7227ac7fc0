package supply_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/market"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/kit/kittest"
	"jangteo.kr/web/supply"
)

func open(t *testing.T) (*town.Town, *kittest.Site) {
	t.Helper()
	w := town.New(t)
	review := func(rw http.ResponseWriter, _ *http.Request) error {
		_, err := rw.Write([]byte(`<main data-testid="review"></main>`))
		return err
	}
	return w, kittest.New(t, supply.New(supply.Deps{Catalog: w.Catalog, Market: w.Market, Clock: time.Now, Review: review}))
}

func url(o catalog.Offer, below string) string { return "/offers/" + kit.Int64(o.ID) + below }

func TestOffer_fromNothingToSubmitted(t *testing.T) {
	w, s := open(t)
	page := s.Get(w.Member, "/offers/new?class_code="+town.Desktop).Want(200)
	refused := s.Submit(w.Member, page, "register-item", "name_ko", "업무용 데스크톱", "model", "HB-1").Want(422)
	if refused.Value("name_ko") != "업무용 데스크톱" || !refused.Has(`[data-testid="error-maker"]`) || refused.Code() != "form_invalid" {
		t.Fatal("what was typed is not kept beside the error")
	}
	started := s.Submit(w.Member, refused, "register-item", "maker", "한빛전자").Want(303)
	offer := started.Location

	page = s.Get(w.Member, offer).Want(200)
	if state, _ := page.Doc.Find("main").Attr("data-state"); state != "draft" || page.Doc.Find(`[data-testid="tasks"] li`).Length() != 5 {
		t.Fatalf("state %q", state)
	}
	page = s.Get(w.Member, offer+"/terms").Want(200)
	refused = s.Submit(w.Member, page, "form-terms", "price", "백만 원", "lead_days", "0").Want(422)
	if refused.Value("price") != "백만 원" || !refused.Has(`[data-testid="error-price"]`) || !refused.Has(`[data-testid="error-lead_days"]`) {
		t.Fatal("terms: errors are not at their fields")
	}
	s.Submit(w.Member, refused, "form-terms", "price", "1,150,000", "lead_days", "14").Want(303)

	page = s.Get(w.Member, offer+"/specification").Want(200)
	refused = s.Submit(w.Member, page, "form-specification", "summary", "사무용", "attr_cpu", "Core Ultra 5").Want(422)
	if !refused.Has(`[data-testid="error-attr_ram"]`) || refused.Value("attr_cpu") != "Core Ultra 5" {
		t.Fatal("specification: errors are not at their fields")
	}
	s.Submit(w.Member, refused, "form-specification", "attr_ram", "16", "attr_ssd", "512", "attr_os", "Linux", "attr_monitor", "없음 / None").Want(303)

	page = s.Get(w.Member, offer+"/certificates").Want(200)
	refused = s.Submit(w.Member, page, "form-certificates", "cert_kind_2", "KC", "cert_number_2", "R-R-HB1").Want(422)
	if !refused.Has(`[data-testid="error-cert_issuer_1"]`) || refused.Value("cert_number_1") != "R-R-HB1" {
		t.Fatal("certificates: the row is not where its error is")
	}
	s.Submit(w.Member, refused, "form-certificates", "cert_issuer_1", "국립전파연구원", "cert_expires_on_1", "2099-12-31").Want(303)

	page = s.Get(w.Member, offer+"/check").Want(200)
	if page.Has(`form[data-testid="submit-offer"]`) || !strings.Contains(page.Text("main"), "1,045,454") {
		t.Fatal("a member sees the submit button, or the supply price is missing")
	}
	page = s.Get(w.Maker, offer+"/check").Want(200)
	if got := s.Submit(w.Maker, page, "submit-offer").Want(303); got.Location != offer {
		t.Fatalf("location %s", got.Location)
	}
	page = s.Get(w.Maker, offer).Want(200)
	if !page.Has(`[data-testid="waiting"]`) || page.Has(`[data-testid="tasks"]`) {
		t.Fatal("the page does not say that it waits")
	}
	s.Get(w.Maker, offer+"/terms").Want(409)
	s.Submit(w.Maker, page, "recall").Want(303)
	s.Get(w.Maker, offer+"/terms").Want(200)
}

func TestSubmit_namesWhatIsMissing(t *testing.T) {
	w, s := open(t)
	o := town.Must(w.Catalog.StartOffer(t.Context(), w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number))(t)
	page := s.Get(w.Maker, url(o, "/check")).Want(200)
	refused := s.Submit(w.Maker, page, "submit-offer").Want(422)
	if refused.Code() != "offer_incomplete" || refused.Doc.Find(".error-list li").Length() != 2 {
		t.Fatalf("code %s: %s", refused.Code(), refused.Text(".error-list"))
	}
}

func TestReturned_showsTheReasonAtTheField(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	w.OK(w.Market.ReturnListing(t.Context(), w.Reviewer, market.ReturnCommand{
		OfferID: o.ID, Version: w.Offer(o.ID).Version, Reasons: map[string]string{"attr_cpu": "세대를 적어 주세요", "price": "비쌉니다"},
	}))
	page := s.Get(w.Maker, url(o, "")).Want(200)
	if page.Text(`[data-testid="reason-attr_cpu"]`) != "세대를 적어 주세요" || !page.Has(`[data-testid="reason-price"]`) {
		t.Fatal("the reasons are not on the page")
	}
	page = s.Get(w.Maker, url(o, "/specification")).Want(200)
	if !strings.Contains(page.Text(`[data-testid="error-attr_cpu"]`), "세대를 적어 주세요") {
		t.Fatal("the reason is not at its field")
	}
}

func TestChange_besideWhatIsOnSale(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	page := s.Get(w.Maker, url(o, "")).Want(200)
	s.Submit(w.Maker, page, "propose-change").Want(303)
	page = s.Get(w.Maker, url(o, "")).Want(200)
	if !page.Has(`[data-testid="on-sale"]`) || !page.Has(`[data-testid="tasks"]`) || page.Doc.Find(`[data-testid="version"]`).Length() != 2 {
		t.Fatal("the change is not shown beside what is on sale")
	}
	s.Submit(w.Maker, page, "discard").Want(303)
	page = s.Get(w.Maker, url(o, "")).Want(200)
	if page.Has(`[data-testid="tasks"]`) {
		t.Fatal("the change is still there")
	}
	if got := s.Post(w.Maker, url(o, "/change"), "version", "1").Want(409); got.Code() != "stale" {
		t.Fatalf("code %s", got.Code())
	}
	page = s.Get(w.Maker, url(o, "/withdraw")).Want(200)
	s.Submit(w.Maker, page, "withdraw", "reason", "단종").Want(303)
	if state, _ := s.Get(w.Maker, url(o, "")).Want(200).Doc.Find("main").Attr("data-state"); state != "withdrawn" {
		t.Fatalf("state %s", state)
	}
}

func TestPictures_uploadDescribeRemove(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Member, w.Item(w.Member, town.Desktop, "HB-1").Number, 1_000_000)
	var b bytes.Buffer
	w.OK(png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 640, 480))))
	version := func() string { return s.Get(w.Member, url(o, "/pictures")).Want(200).Value("version") }

	refused := s.Upload(w.Member, url(o, "/pictures/add"), "file", "x.png", b.Bytes(), "version", version(), "alt", "").Want(422)
	if !refused.Has(`[data-testid="error-alt"]`) {
		t.Fatal("a picture without words is taken")
	}
	s.Upload(w.Member, url(o, "/pictures/add"), "file", "", nil, "version", version(), "alt", "앞면").Want(422)
	got := s.Upload(w.Member, url(o, "/pictures/add"), "file", "x.png", []byte("<svg onload=alert(1)>"), "version", version(), "alt", "앞면").Want(422)
	if got.Code() != "picture_type" {
		t.Fatalf("code %s", got.Code())
	}
	s.Upload(w.Member, url(o, "/pictures/add"), "file", "x.png", b.Bytes(), "version", version(), "alt", "앞면").Want(303)
	page := s.Get(w.Member, url(o, "/pictures")).Want(200)
	refused = s.Submit(w.Member, page, "form-pictures", "alt_1", "").Want(422)
	if !refused.Has(`[data-testid="error-alt_1"]`) {
		t.Fatal("words taken away")
	}
	s.Submit(w.Member, page, "form-pictures", "alt_1", "앞에서 본 모습").Want(303)
	if page = s.Get(w.Member, url(o, "/pictures")); page.Value("alt_1") != "앞에서 본 모습" {
		t.Fatal("words not kept")
	}
	s.Submit(w.Member, page, "form-pictures", "remove_1", "on").Want(303)
	if page = s.Get(w.Member, url(o, "/pictures")); page.Has(`[data-testid="picture"]`) {
		t.Fatal("not removed")
	}
}

func TestAccess_aDraftIsASecret(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	gets := []string{"", "/terms", "/specification", "/pictures", "/certificates", "/check", "/withdraw"}
	posts := []string{"/terms", "/specification", "/pictures", "/pictures/add", "/certificates", "/submit", "/recall", "/change", "/discard", "/withdraw"}
	version := kit.Int64(int64(o.Version))
	for _, path := range gets {
		s.Get(w.Rival, url(o, path)).Want(404)
		s.Get(auth.Actor{}, url(o, path)).Want(303)
	}
	for _, path := range posts {
		if path == "/pictures/add" {
			s.Upload(w.Rival, url(o, path), "file", "x.png", []byte("x"), "version", version, "alt", "x").Want(404)
			s.Upload(w.Requester, url(o, path), "file", "x.png", []byte("x"), "version", version, "alt", "x").Want(403)
			continue
		}
		complete := []string{"version", version, "price", "1", "tax", "vat", "unit", "EA", "min_order", "1", "lead_days", "1", "warranty_months", "0", "summary", "x", "reason", "x"}
		s.Post(w.Rival, url(o, path), complete...).Want(404)
		s.Post(w.Requester, url(o, path), complete...).Want(403)
		s.Post(auth.Actor{}, url(o, path), complete...).Want(401)
	}
	if !s.Get(w.Reviewer, url(o, "")).Want(200).Has(`[data-testid="review"]`) {
		t.Fatal("the desk's view is not handed over")
	}
	s.Get(w.Requester, "/offers").Want(403)
	s.Get(w.Requester, "/offers/new").Want(403)
	if list := s.Get(w.Rival, "/offers").Want(200); list.Has(`[data-testid="offer"]`) {
		t.Fatal("a rival's list shows the draft")
	}
	if list := s.Get(w.Member, "/offers?state=draft").Want(200); !list.Has(`[data-testid="offer"][data-state="draft"]`) {
		t.Fatal("the own list lacks the draft")
	}
	s.Get(w.Maker, "/offers/999999").Want(404)
	s.Get(w.Maker, "/offers/x").Want(404)
}

func TestPages_speakBothLanguages(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	draft := town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, o.Version))(t)
	for _, lang := range []string{"ko", "en"} {
		by := w.Maker
		by.Lang = lang
		for _, path := range []string{"/offers", "/offers/new?class_code=" + town.Desktop, url(draft, ""), url(draft, "/terms"), url(draft, "/specification"), url(draft, "/pictures"), url(draft, "/certificates"), url(draft, "/check"), url(draft, "/withdraw")} {
			page := s.Get(by, path).Want(200)
			kittest.NoRawTexts(t, page, path)
		}
	}
}
