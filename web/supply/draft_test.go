package supply_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/kit/kittest"
)

func terms(version int, price string) []string {
	return []string{"version", kit.Int64(int64(version)), "price", price, "tax", "vat", "unit", "EA", "min_order", "1", "lead_days", "7", "warranty_months", "0"}
}

func TestDraft_keptByScriptAndShownAgain(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	kept := s.Post(w.Maker, url(o, "/draft/terms"), terms(o.Version, "이백만 원")...).Want(200)
	if !strings.Contains(kept.Text("body"), "임시 저장됨") {
		t.Fatalf("says %q", kept.Text("body"))
	}
	page := s.Get(w.Maker, url(o, "/terms")).Want(200)
	if page.Value("price") != "이백만 원" || !page.Has(`[data-testid="draft-shown"]`) || page.Value("version") != kit.Int64(int64(o.Version)) {
		t.Fatalf("the form shows %q", page.Value("price"))
	}
	for name, by := range map[string]auth.Actor{"colleague": w.Member, "rival": w.Rival, "auditor": w.Auditor} {
		page := s.Get(by, url(o, "/terms"))
		if page.Has(`[data-testid="draft-shown"]`) || strings.Contains(page.Text("body"), "이백만") {
			t.Errorf("the %s sees it", name)
		}
	}
	s.Submit(w.Maker, page, "draft-discard").Want(303)
	if page = s.Get(w.Maker, url(o, "/terms")); page.Has(`[data-testid="draft-shown"]`) || page.Value("price") != "1,000,000" {
		t.Fatal("thrown away and still there")
	}
	s.Post(w.Maker, url(o, "/draft/terms"), terms(o.Version, "2,000,000")...).Want(200)
	page = s.Get(w.Maker, url(o, "/terms")).Want(200)
	s.Submit(w.Maker, page, "form-terms").Want(303)
	if page = s.Get(w.Maker, url(o, "/terms")); page.Has(`[data-testid="draft-shown"]`) || page.Value("price") != "2,000,000" {
		t.Fatal("saved and still a draft")
	}
	s.Post(w.Maker, url(o, "/draft/prices")).Want(404)
	s.Post(w.Rival, url(o, "/draft/terms")).Want(404)
	s.Post(auth.Actor{}, url(o, "/draft/terms")).Want(401)
	large := s.Post(w.Maker, url(o, "/draft/specification"), "description", strings.Repeat("가", catalog.MaxDraft/3+1)).Want(422)
	if !strings.Contains(large.Text("body"), "64KB") {
		t.Fatalf("says %q", large.Text("body"))
	}
}

func TestDraft_keptWhenASaveIsRefused(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	page := s.Get(w.Maker, url(o, "/terms")).Want(200)
	s.Submit(w.Maker, page, "form-terms", "price", "비쌈").Want(422)
	if again := s.Get(w.Maker, url(o, "/terms")).Want(200); again.Value("price") != "비쌈" {
		t.Fatalf("after a refusal the form shows %q", again.Value("price"))
	}
	// A colleague saves in between: what was typed stays, beside what is saved now.
	mine := s.Get(w.Maker, url(o, "/terms")).Want(200)
	s.Submit(w.Member, s.Get(w.Member, url(o, "/terms")), "form-terms", "price", "3,000,000").Want(303)
	refused := s.Submit(w.Maker, mine, "form-terms", "price", "4,000,000").Want(409)
	if refused.Code() != "stale" || refused.Value("price") != "4,000,000" || !strings.Contains(refused.Text(`[data-testid="saved-now"]`), "3,000,000") {
		t.Fatalf("code %s, price %q", refused.Code(), refused.Value("price"))
	}
	s.Submit(w.Maker, refused, "form-terms").Want(303)
	if got := s.Get(w.Member, url(o, "/terms")).Want(200); got.Value("price") != "4,000,000" {
		t.Fatalf("decided to save, and saved is %q", got.Value("price"))
	}
}

func TestDraft_olderThanWhatIsSavedIsOnlyOffered(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	s.Post(w.Maker, url(o, "/draft/terms"), terms(o.Version, "2,000,000")...).Want(200)
	s.Submit(w.Member, s.Get(w.Member, url(o, "/terms")), "form-terms", "price", "3,000,000").Want(303)
	page := s.Get(w.Maker, url(o, "/terms")).Want(200)
	if page.Value("price") != "3,000,000" || !page.Has(`[data-testid="draft-older"]`) {
		t.Fatalf("an older draft is shown silently: %q", page.Value("price"))
	}
	show, _ := page.Doc.Find(`[data-testid="draft-show"]`).Attr("href")
	if page = s.Get(w.Maker, show).Want(200); page.Value("price") != "2,000,000" || !page.Has(`[data-testid="draft-saved"]`) {
		t.Fatalf("asked for, it shows %q", page.Value("price"))
	}
}

func TestDraft_survivesTheSession(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	page := s.Get(w.Maker, url(o, "/specification")).Want(200)
	over := s.Submit(auth.Actor{Lang: "ko"}, page, "form-specification", "summary", "밤새 쓴 소개", "attr_cpu", "").Want(401)
	next, _ := over.Doc.Find(`[data-testid="sign-in-again"]`).Attr("href")
	if !strings.HasPrefix(next, "/sign-in?next=%2Foffers%2F") || !strings.HasSuffix(next, "%2Fspecification") {
		t.Fatalf("the way back is %q", next)
	}
	if page = s.Get(w.Maker, url(o, "/specification")).Want(200); page.Value("summary") != "밤새 쓴 소개" {
		t.Fatalf("back at the form it shows %q", page.Value("summary"))
	}
	forged := s.Post(auth.Actor{Lang: "ko"}, url(o, "/specification"), "version", "1", "summary", "x", "seal", "1.9999999999.x").Want(401)
	if forged.Has(`[data-testid="session-over"]`) {
		t.Fatal("a made-up seal keeps text")
	}
	start := s.Get(w.Maker, "/offers/new?class_code="+town.Desktop).Want(200)
	s.Submit(auth.Actor{Lang: "ko"}, start, "register-item", "name_ko", "새 데스크톱").Want(401)
	if start = s.Get(w.Maker, "/offers/new").Want(200); start.Value("name_ko") != "새 데스크톱" || !start.Has(`[data-testid="draft-shown"]`) {
		t.Fatalf("the beginning shows %q", start.Value("name_ko"))
	}
}

func TestStart_asksAboutTwins(t *testing.T) {
	w, s := open(t)
	known := w.Item(w.Rival, town.Desktop, "HB-100")
	page := s.Get(w.Maker, "/offers/new?class_code="+town.Desktop).Want(200)
	asked := s.Submit(w.Maker, page, "register-item", "name_ko", "데스크톱", "maker", "㈜한빛전자", "model", "hb100").Want(409)
	if asked.Code() != "item_twin" || !strings.Contains(asked.Text(`[data-testid="twins"]`), kit.Int64(int64(known.Number))) || asked.Value("model") != "hb100" {
		t.Fatalf("code %s", asked.Code())
	}
	if n := town.One[int](w, `SELECT count(*)::int FROM catalog.item`); n != 1 {
		t.Fatalf("%d items before the question is answered", n)
	}
	s.Submit(w.Maker, asked, "another-item").Want(303)
	asked = s.Submit(w.Maker, page, "register-item", "name_ko", "데스크톱", "maker", "한빛전자(주)", "model", "HB 100").Want(409)
	used := s.Submit(w.Maker, asked, "use-item").Want(303)
	if item := town.One[int](w, `SELECT item_number FROM catalog.offer ORDER BY id DESC LIMIT 1`); item != known.Number {
		t.Fatalf("%s is of item %d", used.Location, item)
	}
}

func TestStart_leadsToWhatIsOfferedAlready(t *testing.T) {
	w, s := open(t)
	page := s.Get(w.Maker, "/offers/new?class_code="+town.Desktop).Want(200)
	typed := []string{"name_ko", "데스크톱", "maker", "한빛전자", "model", "HB-100"}
	first := s.Submit(w.Maker, page, "register-item", typed...).Want(303)
	if again := s.Submit(w.Maker, page, "register-item", typed...).Want(303); again.Location != first.Location {
		t.Fatalf("the second press leads to %s", again.Location)
	}
	if n := town.One[int](w, `SELECT count(*)::int FROM catalog.offer`); n != 1 {
		t.Fatalf("%d offers", n)
	}
	page = s.Get(w.Maker, "/offers/new?class_code="+town.Desktop).Want(200)
	if page.Has(`[data-testid="use-item"]`) || !page.Has(`[data-testid="own-item"][href="`+first.Location+`"]`) {
		t.Fatal("an own item is offered to be begun again")
	}
	if page = s.Get(w.Rival, "/offers/new?class_code="+town.Desktop).Want(200); page.Has(`[data-testid="own-item"]`) || !page.Has(`[data-testid="use-item"]`) {
		t.Fatal("another supplier's offer is given away")
	}
}

func TestCopy_ofAnOwnOffer(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_234_000)
	page := s.Get(w.Maker, url(o, "/copy")).Want(200)
	refused := s.Submit(w.Maker, page, "copy-offer", "model", "").Want(422)
	if !refused.Has(`[data-testid="error-model"]`) || refused.Value("maker") != "한빛전자" {
		t.Fatal("the error is not at its field")
	}
	twin := s.Submit(w.Maker, refused, "copy-offer", "model", "hb 1").Want(409)
	if !twin.Has(`[data-testid="twins"]`) {
		t.Fatal("no question about twins")
	}
	made := s.Submit(w.Maker, refused, "copy-offer", "model", "HB-2").Want(303)
	if page = s.Get(w.Maker, made.Location+"/terms").Want(200); page.Value("price") != "1,234,000" {
		t.Fatalf("price %q", page.Value("price"))
	}
	s.Submit(w.Maker, s.Get(w.Maker, url(o, "/copy")), "copy-offer", "of", "existing", "item_number", "12").Want(422)
	s.Get(w.Rival, url(o, "/copy")).Want(404)
	s.Get(w.Requester, url(o, "/copy")).Want(404)
	s.Post(w.Rival, url(o, "/copy"), "of", "existing", "item_number", "24000001").Want(404)
}

func TestPreview_perStorefront(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 1_050_000, 40_000_000)
	change := town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version))(t)
	town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(change, 1_100_000)))(t)
	page := s.Get(w.Maker, url(o, "/preview?store=nara")).Want(200)
	if !strings.Contains(page.Text(`[data-testid="preview-price"]`), "1,100,000") || !page.Has(`[data-testid="above-ceiling"]`) || !page.Has(`.verdict:not(.verdict-no)`) {
		t.Fatalf("in Nara Jangteo: %s", page.Text(`[data-testid="preview-price"]`))
	}
	if page = s.Get(w.Maker, url(o, "/preview?store=hyeokshin")).Want(200); !page.Has(`.verdict-no[data-storefront="hyeokshin"]`) {
		t.Fatal("in Hyeokshin Jangteo it seems to be on sale")
	}
	// The desk does not learn of a draft: it sees what is on sale.
	if page = s.Get(w.Reviewer, url(o, "/preview")).Want(200); strings.Contains(page.Text("main"), "1,100,000") || !strings.Contains(page.Text("main"), "1,000,000") {
		t.Fatal("the desk sees the draft")
	}
	s.Get(w.Rival, url(o, "/preview")).Want(403)
	s.Get(w.Requester, url(o, "/preview")).Want(403)
	s.Get(w.Auditor, url(o, "/preview")).Want(403)
	s.Get(auth.Actor{}, url(o, "/preview")).Want(303)
	draft := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "XX-9").Number, 1_000_000)
	s.Get(w.Reviewer, url(draft, "/preview")).Want(404)
	for _, lang := range []string{"ko", "en"} {
		by := w.Maker
		by.Lang = lang
		for _, path := range []string{url(o, "/preview?store=nara"), url(o, "/preview?store=venture"), url(o, "/copy"), "/offers?q=HB", "/offers?q=nothing"} {
			kittest.NoRawTexts(t, s.Get(by, path).Want(200), path)
		}
	}
}

func TestPictures_orderByButtonsAndSeveralAtOnce(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Member, w.Item(w.Member, town.Desktop, "HB-1").Number, 1_000_000)
	var files [][]byte
	for width := 640; width < 643; width++ {
		var b bytes.Buffer
		w.OK(png.Encode(&b, image.NewRGBA(image.Rect(0, 0, width, 480))))
		files = append(files, b.Bytes())
	}
	page := s.Get(w.Member, url(o, "/pictures")).Want(200)
	s.UploadAll(w.Member, url(o, "/pictures/add"), "file", files, "version", page.Value("version"), "alt", "").Want(303)
	page = s.Get(w.Member, url(o, "/pictures")).Want(200)
	if page.Doc.Find(`[data-testid="picture"]`).Length() != 3 || !page.Has(`[data-testid="undescribed"]`) || page.Doc.Find(`[data-testid="main-picture"]`).Length() != 1 {
		t.Fatal("three pictures wait for their words")
	}
	last := page.Value("hash_3")
	moved := s.Submit(w.Member, page, "form-pictures", "alt_1", "앞", "move", "up:3").Want(303)
	if !strings.HasSuffix(moved.Location, "#picture-2") {
		t.Fatalf("leads to %s", moved.Location)
	}
	if page = s.Get(w.Member, url(o, "/pictures")).Want(200); page.Value("hash_2") != last || page.Value("alt_1") != "앞" {
		t.Fatal("the third is not the second now, or what was typed is lost")
	}
	refused := s.Submit(w.Member, page, "form-pictures", "alt_2", "옆", "alt_3", "").Want(422)
	if !refused.Has(`[data-testid="error-alt_3"]`) || refused.Value("alt_2") != "옆" {
		t.Fatal("words are lacking and the page does not say where")
	}
	s.Submit(w.Member, refused, "form-pictures", "alt_3", "뒤").Want(303)
	if page = s.Get(w.Member, url(o, "/pictures")).Want(200); page.Has(`[data-testid="undescribed"]`) {
		t.Fatal("all are described")
	}
	if task := s.Get(w.Member, url(o, "")).Want(200).Text(`[data-testid="tasks"]`); !strings.Contains(task, "사진") {
		t.Fatal("no task of pictures")
	}
}

func TestTerms_priceOfOneContentUnit(t *testing.T) {
	w, s := open(t)
	o := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	page := s.Get(w.Maker, url(o, "/terms")).Want(200)
	refused := s.Submit(w.Maker, page, "form-terms", "content", "50").Want(422)
	if !refused.Has(`[data-testid="error-content_unit"]`) {
		t.Fatal("a content without a unit is taken")
	}
	refused = s.Submit(w.Maker, page, "form-terms", "content", "50", "content_unit", "SHEET", "price", "1,280", "min_order", "0").Want(422)
	if got := refused.Text(`[data-testid="unit-price"]`); got != "1매당 25.60원" {
		t.Fatalf("while writing: %q", got)
	}
	s.Submit(w.Maker, refused, "form-terms", "min_order", "1").Want(303)
	if got := s.Get(w.Maker, url(o, "/check")).Want(200).Text("main"); !strings.Contains(got, "50매") || !strings.Contains(got, "1매당 25.60원") {
		t.Fatalf("the check page: %s", got)
	}
}

func TestList_searchStateAndWhatIsLeft(t *testing.T) {
	w, s := open(t)
	w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-1").Number, 1_000_000)
	town.Must(w.Catalog.StartOffer(t.Context(), w.Maker, w.Item(w.Maker, town.Desktop, "XR-9").Number))(t)
	if page := s.Get(w.Maker, "/offers?q=xr-8").Want(200); page.Has(`[data-testid="offer"]`) || !strings.Contains(page.Text("main"), "xr-8") {
		t.Fatal("another model is found, or the page does not say what was not")
	}
	page := s.Get(w.Maker, "/offers?q=xr9&state=draft").Want(200)
	if page.Doc.Find(`[data-testid="offer"]`).Length() != 1 || !strings.Contains(page.Text(`[data-testid="missing"]`), "규격과 설명") || !strings.Contains(page.Text(`[data-testid="progress"]`), "5개 중 1개") {
		t.Fatalf("list: %s", page.Text(`[data-testid="offers"]`))
	}
	o := town.Must(w.Catalog.StartOffer(t.Context(), w.Maker, w.Item(w.Maker, town.Desktop, "HB-3").Number))(t)
	w.OK(w.Market.WithdrawOffer(t.Context(), w.Maker, o.ID, o.Version, "잘못 올림"))
	if page = s.Get(w.Maker, "/offers").Want(200); page.Doc.Find(`[data-testid="offer"]`).Length() != 2 {
		t.Fatal("what was given up stands among what goes on")
	}
	if page = s.Get(w.Maker, "/offers?state=withdrawn").Want(200); !strings.Contains(page.Text(`[data-testid="offer"]`), "작성 그만둠") {
		t.Fatalf("given up: %s", page.Text(`[data-testid="offer"]`))
	}
	if page = s.Get(w.Maker, "/offers?q=hb-3").Want(200); page.Doc.Find(`[data-testid="offer"]`).Length() != 1 {
		t.Fatal("what was given up is not found")
	}
	if page = s.Get(w.Maker, "/offers").Want(200); !page.Has(`[data-testid="bulk"][href="/bulk"]`) {
		t.Fatal("no way to the upload of many")
	}
}
