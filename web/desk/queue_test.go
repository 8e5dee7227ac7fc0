package desk_test

import (
	"strconv"
	"strings"
	"testing"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/money"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/kit/kittest"
)

// repriced submits another price for a new listed offer.
func repriced(t *testing.T, w *town.Town, from, to money.Won) catalog.Offer {
	t.Helper()
	o := w.Listed(from)
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(o, to)))(t)
	w.OK(w.Market.SubmitOfferFor(t.Context(), w.Maker, o.ID, o.Version, "원자재 가격 상승"))
	return w.Offer(o.ID)
}

func rows(a kittest.Answer, testID string) int {
	return a.Doc.Find(`[data-testid="` + testID + `"]`).Length()
}

func TestQueue_filtersKeepEachOther(t *testing.T) {
	w, s := open(t)
	submitted(t, w)
	rise := repriced(t, w, 1_000_000, 1_300_000)
	page := s.Get(w.Reviewer, "/desk/listings").Want(200)
	if rows(page, "queue-row") != 2 || !page.Has(`[data-testid="sudden"]`) || !strings.Contains(page.Text(`[data-testid="stat-waiting"]`), "2") {
		t.Fatal("the queue does not show what waits")
	}
	page = s.Get(w.Reviewer, "/desk/listings?kind=price&sort=rise").Want(200)
	if rows(page, "queue-row") != 1 || page.Doc.Find(`input[name="kind"]`).AttrOr("value", "") != "price" {
		t.Fatal("the filter form forgets the kind")
	}
	if href := page.Doc.Find(`[data-testid="kind-new"] a, a[data-testid="kind-new"]`).AttrOr("href", ""); !strings.Contains(href, "sort=rise") {
		t.Fatalf("the tab forgets the order: %q", href)
	}
	w.OK(w.Market.TakeListing(t.Context(), w.Reviewer, rise.ID))
	if page = s.Get(w.Reviewer, "/desk/listings?holder=mine").Want(200); rows(page, "queue-row") != 1 {
		t.Fatal("mine is not shown")
	}
	if page = s.Get(w.Reviewer, "/desk/listings?holder=others&class=x&supplier=-1&sort=x&size=7&page=999").Want(200); !page.Has(`[data-testid="queue-empty"]`) {
		t.Fatal("no empty state")
	}
	if page = s.Get(w.Auditor, "/desk/listings").Want(200); page.Has(`input[name="offer"]`) || page.Has(`[data-testid="bulk-actions"]`) {
		t.Fatal("an auditor is offered to decide")
	}
	if page = s.Get(w.Reviewer, "/desk/listings?pick=all").Want(200); page.Doc.Find(`input[name="offer"][checked]`).Length() != 2 {
		t.Fatal("not all are ticked")
	}
}

func TestReview_aSuddenRiseNeedsAReason(t *testing.T) {
	w, s := open(t)
	o := repriced(t, w, 1_000_000, 1_300_000)
	page := s.Get(w.Desk, url(o, "")).Want(200)
	if !strings.Contains(page.Text(`[data-testid="rise-reason"]`), "원자재 가격 상승") || !strings.Contains(page.Text(`[data-testid="rise"]`), "제7조") || !page.Has(`[data-testid="evidence-chart"]`) {
		t.Fatal("the evidence is not shown")
	}
	refused := s.Submit(w.Desk, page, "approve").Want(422)
	if refused.Code() != "rise_reason_missing" || !refused.Has(`[data-testid="error-approve_reason"]`) || !strings.Contains(refused.Text(`[data-testid="error-summary"]`), "제7조") {
		t.Fatalf("code %s", refused.Code())
	}
	s.Submit(w.Desk, refused, "approve", "approve_reason", "거래 실례를 확인함").Want(303)
	if w.Offer(o.ID).PendingID != nil {
		t.Fatal("not approved")
	}
}

func TestReview_takeAssignAndGiveBack(t *testing.T) {
	w, s := open(t)
	o := submitted(t, w)
	page := s.Get(w.Reviewer, url(o, "")).Want(200)
	s.Submit(w.Reviewer, page, "take").Want(303)
	if other := s.Get(w.Reviewer2, url(o, "")).Want(200); other.Has(`form[data-testid="take"]`) || other.Has(`form[data-testid="assign"]`) {
		t.Fatal("a colleague is offered what is taken")
	}
	s.Post(w.Reviewer2, url(o, "/take")).Want(409)
	page = s.Get(w.Reviewer, url(o, "")).Want(200)
	if options := page.Doc.Find(`select[name="person_id"] option`).Length(); options != 2 { // none, and the other reviewer
		t.Fatalf("%d choices", options)
	}
	refused := s.Submit(w.Reviewer, page, "assign").Want(422)
	if !refused.Has(`[data-testid="error-person_id"]`) {
		t.Fatal("assigned to nobody")
	}
	s.Submit(w.Reviewer, page, "assign", "person_id", kit.Int64(w.Reviewer2.PersonID)).Want(303)
	page = s.Get(w.Reviewer2, url(o, "")).Want(200)
	s.Submit(w.Reviewer2, page, "give-back").Want(303)
}

// Without script a second button puts the sentence into the form; nothing is decided.
func TestReview_insertsATemplate(t *testing.T) {
	w, s := open(t)
	o := submitted(t, w)
	templates := town.Must(w.Market.Reasons(t.Context(), w.Reviewer))(t)
	page := s.Get(w.Reviewer, url(o, "")).Want(200)
	page = s.Submit(w.Reviewer, page, "return", "insert", "1", "template", kit.Int64(templates[0].ID), "reason_summary", "짧습니다").Want(200)
	if page.Value("reason_"+templates[0].Field) != templates[0].TextKo || page.Value("reason_summary") != "짧습니다" || !page.Has(`details[open] form[data-testid="return"]`) {
		t.Fatal("the sentence is not in its field")
	}
	if w.Offer(o.ID).State != catalog.Submitted {
		t.Fatal("inserting decided")
	}
	s.Submit(w.Reviewer, page, "return").Want(303)
	if w.Offer(o.ID).State != catalog.Returned {
		t.Fatal("not returned")
	}
}

func TestBulk_asksThenReturnsWithATemplate(t *testing.T) {
	w, s := open(t)
	a, b := repriced(t, w, 1_000_000, 1_100_000), repriced(t, w, 1_000_000, 1_300_000)
	first := submitted(t, w)
	templates := town.Must(w.Market.Reasons(t.Context(), w.Desk))(t)
	address := "/desk/listings/check?offer=" + kit.Int64(a.ID) + "&offer=" + kit.Int64(b.ID) + "&offer=" + kit.Int64(first.ID) + "&offer=x"
	page := s.Get(w.Desk, address+"&act=approve").Want(200)
	if rows(page, "bulk-row") != 3 || page.Doc.Find(`input[name="row"]`).Length() != 1 || !page.Has(`[data-code="bulk_rise"]`) || !page.Has(`[data-code="forbidden"]`) {
		t.Fatal("the check does not say what would be refused")
	}
	page = s.Get(w.Desk, address+"&act=return&template="+kit.Int64(templates[0].ID)).Want(200)
	if strings.TrimSpace(page.Doc.Find(`textarea[name="reason"]`).Text()) != templates[0].TextKo || page.Doc.Find(`input[name="row"]`).Length() != 2 {
		t.Fatal("the template is not there")
	}
	refused := s.Submit(w.Desk, page, "bulk-decide", "reason", "").Want(422)
	if !refused.Has(`[data-testid="error-reason"]`) {
		t.Fatal("returned without a reason")
	}
	key := page.Doc.Find(`input[name="client_key"]`).AttrOr("value", "")
	if refused.Doc.Find(`input[name="client_key"]`).AttrOr("value", "") != key {
		t.Fatal("the refused form has another key")
	}
	done := s.Submit(w.Desk, page, "bulk-decide").Want(303)
	if again := s.Submit(w.Desk, page, "bulk-decide").Want(303); again.Location != done.Location {
		t.Fatalf("a second decision at %s", again.Location)
	}
	result := s.Get(w.Desk, done.Location).Want(200)
	if rows(result, "result-row") != 2 || result.Doc.Find(`[data-testid="result-row"][data-state="done"]`).Length() != 2 {
		t.Fatal("the result is not shown")
	}
	s.Get(w.Desk, address+"&act=return").Want(200)
	s.Get(w.Desk, "/desk/listings/check?act=approve").Want(422)
	s.Post(w.Desk, "/desk/listings/decide", "act", "approve", "row", "x", "client_key", kit.NewKey()).Want(422)
	s.Get(w.Desk, "/desk/decisions/999").Want(404)
}

func TestReasons_addAndRemove(t *testing.T) {
	w, s := open(t)
	page := s.Get(w.Desk, "/desk/reasons").Want(200)
	before := rows(page, "reason")
	refused := s.Submit(w.Desk, page, "add-reason", "text_ko", "근거를 적어 주세요").Want(422)
	if !refused.Has(`[data-testid="error-text_en"]`) || !refused.Has(`[data-testid="error-field"]`) {
		t.Fatal("half a sentence was added")
	}
	s.Submit(w.Desk, refused, "add-reason", "field", "price", "text_en", "State the basis").Want(303)
	s.Submit(w.Desk, refused, "add-reason", "field", "price", "text_en", "State the basis").Want(303) // the button was pressed twice
	page = s.Get(w.Desk, "/desk/reasons").Want(200)
	if got := rows(page, "reason"); got != before+1 {
		t.Fatalf("%d sentences", got)
	}
	id := page.Doc.Find(`[data-testid="reason"]`).First().AttrOr("data-object-id", "")
	n, err := strconv.Atoi(id)
	if err != nil {
		t.Fatal(err)
	}
	s.Post(w.Desk, "/desk/reasons/"+strconv.Itoa(n)+"/remove").Want(303)
	s.Post(w.Desk, "/desk/reasons/"+strconv.Itoa(n)+"/remove").Want(404)
	if page = s.Get(w.Auditor, "/desk/reasons").Want(200); page.Has(`form[data-testid="add-reason"]`) || page.Has(`[data-testid="remove-reason"]`) {
		t.Fatal("an auditor is offered to manage")
	}
}

// A change is shown word by word, picture by picture, and what stays is folded away.
func TestReview_marksWordsAndFoldsTheRest(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	o = town.Must(w.Catalog.ProposeChange(t.Context(), w.Maker, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveSpecification(t.Context(), w.Maker, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "사무용 컴퓨터", Attributes: town.DesktopSpec,
	}))(t)
	o = town.Must(w.Catalog.SaveCertificates(t.Context(), w.Maker, catalog.CertificatesCommand{
		OfferID: o.ID, Version: o.Version, Certificates: []catalog.Certificate{{Kind: "KC", Number: "K-1", Issuer: "국립전파연구원"}},
	}))(t)
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	page := s.Get(w.Reviewer, url(o, "")).Want(200)
	words := page.Doc.Find(`[data-testid="diff-summary"]`)
	if strings.TrimSpace(words.Find("del").Text()) != "업무용" || strings.TrimSpace(words.Find("ins").Text()) != "사무용" {
		t.Fatalf("words: %s", words.Text())
	}
	if !page.Has(`[data-testid="diff-certificates"] [data-state="added"]`) || !page.Has(`details[data-testid="unchanged"]:not([open])`) || rows(page, "diff-price") != 0 {
		t.Fatal("the difference is not shown as it should be")
	}
	if unchanged := page.Text(`[data-testid="unchanged"]`); !strings.Contains(unchanged, "1,000,000") {
		t.Fatalf("folded: %s", unchanged)
	}
}
