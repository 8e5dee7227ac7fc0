package classes_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/classes"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/kit/kittest"
)

const allInOne = "4321159301"

func open(t *testing.T) (*town.Town, *kittest.Site) {
	t.Helper()
	w := town.New(t)
	return w, kittest.New(t, area(w))
}

func area(w *town.Town) *classes.Handler {
	return classes.New(classes.Deps{Catalog: w.Catalog, Reader: catalog.NewReader(w.DB, time.Now), Insight: insight.New(w.DB), Clock: time.Now})
}

func TestIndex_treeAndSearch(t *testing.T) {
	w, s := open(t)
	o := w.Listed(1_000_000)
	w.Contract(o, 2_000_000, 100_000_000)
	w.OK(insight.Refresh(t.Context(), w.DB))
	for _, lang := range []string{"ko", "en"} {
		page := s.Get(auth.Actor{Lang: lang}, "/classes").Want(200)
		if n := page.Doc.Find(`[data-testid="class"]`).Length(); n < 140 || page.Has(`[data-testid="spellings"]`) {
			t.Fatalf("%d classes", n)
		}
		if row := page.Text(`[data-object-id="` + town.Desktop + `"] .num`); row != "1" {
			t.Errorf("%s: %q products", lang, row)
		}
		kittest.NoRawTexts(t, page, "/classes")
	}
	for words, code := range map[string]string{"데스크탑": town.Desktop, "ㄴㅌㅂ": "4321150301", "laptop": "4321150301", "43211507": town.Desktop, "컴퓨터 데스크": town.Desktop} {
		if page := s.Get(auth.Actor{}, "/classes?q="+url.QueryEscape(words)).Want(200); !page.Has(`[data-object-id="` + code + `"]`) {
			t.Errorf("%s does not find %s", words, code)
		}
	}
	if page := s.Get(auth.Actor{}, "/classes?q=%25_").Want(200); page.Has(`[data-testid="class"]`) {
		t.Error("marks find classes")
	}
	if !s.Get(w.Auditor, "/classes").Want(200).Has(`[data-testid="spellings"]`) {
		t.Error("the auditor is not led to the spellings")
	}
}

func TestPages_publicAndCheap(t *testing.T) {
	w := town.New(t)
	h := area(w)
	s, router := kittest.New(t, h), chi.NewRouter()
	for _, r := range h.Routes() {
		router.Method(r.Method, r.Pattern, kit.Handle(nil, r.Do))
	}
	for _, path := range []string{"/classes", "/classes?q=notebook", "/classes/" + town.Desktop, "/classes/43"} {
		s.Get(auth.Actor{}, path).Want(200) // statements are prepared and the tree is kept
		ctx, trips := db.CountTrips(text.With(t.Context(), text.For("ko")))
		rec := httptest.NewRecorder()
		router.ServeHTTP(rec, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		if rec.Code != http.StatusOK || trips.N() > 2 {
			t.Errorf("%s: %d trips: %v", path, trips.N(), trips.SQL())
		}
	}
	page := s.Get(auth.Actor{Lang: "en"}, "/classes/"+town.Desktop).Want(200)
	if page.Has(`[data-testid="edit"]`) || !page.Has(`[data-testid="attribute-cpu"]`) || !page.Has(`[data-testid="words"]`) || !page.Has(`[data-testid="no-history"]`) {
		t.Error("the public page is not whole")
	}
	kittest.NoRawTexts(t, page, "class")
	if !s.Get(auth.Actor{}, "/classes/43").Want(200).Has(`[data-testid="below"]`) {
		t.Error("a segment shows nothing below it")
	}
	for _, code := range []string{"4", "abc", "4321150799", "432115070100", "%00"} {
		s.Get(auth.Actor{}, "/classes/"+code).Want(404)
	}
	for _, below := range []string{"/edit", "/move", "/attributes/cpu"} {
		s.Get(w.Reviewer, "/classes/"+town.Desktop+below).Want(403)
	}
}

func TestRename_isSeenAtOnceAndInTheHistory(t *testing.T) {
	w, s := open(t)
	at := "/classes/" + town.Desktop
	page := s.Get(w.Desk, at+"/edit").Want(200)
	refused := s.Submit(w.Desk, page, "rename", "name_ko", "탁상용컴퓨터").Want(422)
	if refused.Value("name_ko") != "탁상용컴퓨터" || !refused.Has(`[data-testid="error-reason"]`) {
		t.Fatal("renamed without a reason, or what was typed is gone")
	}
	if to := s.Submit(w.Desk, refused, "rename", "reason", "쉬운 말로").Want(303).Location; to != at {
		t.Fatalf("led to %s", to)
	}
	s.Submit(w.Desk, refused, "rename", "reason", "쉬운 말로").Want(409)
	public := s.Get(auth.Actor{}, at).Want(200)
	if got := public.Text(`[data-testid="history"]`); !strings.Contains(got, "탁상용컴퓨터") || !strings.Contains(got, "쉬운 말로") || strings.Contains(got, w.Desk.PersonName) && w.Desk.PersonName != "" {
		t.Fatalf("history %q", got)
	}
	if !s.Get(auth.Actor{}, "/classes?q="+url.QueryEscape("탁상용컴퓨터")).Want(200).Has(`[data-object-id="` + town.Desktop + `"]`) {
		t.Error("the new name finds nothing")
	}
}

func TestMove_showsWhatItDoesThenDoesIt(t *testing.T) {
	w, s := open(t)
	at := "/classes/" + town.Desktop
	a, b := w.Item(w.Maker, town.Desktop, "HB-1"), w.Item(w.Maker, town.Desktop, "HB-2")
	page := s.Get(w.Desk, at+"/move").Want(200)
	if page.Doc.Find(`[data-testid="pick"] tbody tr`).Length() != 2 || s.Get(w.Desk, at+"/move?words=HB-2").Want(200).Doc.Find(`[data-testid="pick"] tbody tr`).Length() != 1 {
		t.Fatal("items are not offered")
	}
	found := s.Submit(w.Desk, page, "move", "act", "find", "words", "HB-2", "pick", strconv.Itoa(a.Number), "reason", "r").Want(200)
	if found.Doc.Find(`[data-testid="pick"] tbody tr`).Length() != 1 || found.Value("items") != strconv.Itoa(a.Number) || found.Value("reason") != "r" {
		t.Fatal("looking for items loses what was chosen")
	}
	refused := s.Submit(w.Desk, page, "move", "to", "123", "reason", "r", "items", "열").Want(422)
	if !refused.Has(`[data-testid="error-items"]`) {
		t.Fatal("a word is taken for a number")
	}
	refused = s.Submit(w.Desk, page, "move", "to", "123", "reason", "r", "items", strconv.Itoa(a.Number)).Want(422)
	if !refused.Has(`[data-testid="error-to"]`) || refused.Value("items") != strconv.Itoa(a.Number) {
		t.Fatal("the class is not refused at its field")
	}
	shown := s.Submit(w.Desk, refused, "move", "to", allInOne).Want(200)
	if shown.Text(`[data-testid="effect-items"]`) != "1" || !shown.Has(`[data-testid="move-button"]`) {
		t.Fatal("what it does is not shown")
	}
	kittest.NoRawTexts(t, shown, "move")
	unseen := s.Submit(w.Desk, page, "move", "to", allInOne, "reason", "r", "items", strconv.Itoa(a.Number), "act", "move").Want(409)
	if unseen.Code() != "effect_changed" {
		t.Fatalf("moved unseen: %s", unseen.Code())
	}
	if to := s.Submit(w.Desk, shown, "move", "act", "move").Want(303).Location; to != "/classes/"+allInOne {
		t.Fatalf("led to %s", to)
	}

	// The rest, which closes the class: unless one is there already.
	twin := town.Must(w.Catalog.RegisterItem(t.Context(), w.Maker, catalog.ItemCommand{ClassCode: allInOne, Maker: b.Maker, Model: b.Model, NameKo: "x", Another: true}))(t)
	page = s.Get(w.Desk, at+"/move").Want(200)
	shown = s.Submit(w.Desk, page, "move", "to", allInOne, "scope", "all", "reason", "합침").Want(200)
	if got := shown.Text(`[data-testid="conflicts"]`); !strings.Contains(got, strconv.Itoa(b.Number)) || !strings.Contains(got, strconv.Itoa(twin.Number)) || shown.Has(`[data-testid="move-button"]`) {
		t.Fatalf("conflicts %q", got)
	}
	shown = s.Submit(w.Desk, page, "move", "to", "4321150301", "scope", "all", "reason", "합침").Want(200)
	s.Submit(w.Desk, shown, "move", "act", "move").Want(303)
	old := s.Get(auth.Actor{}, at).Want(200)
	if state, _ := old.Doc.Find("main").Attr("data-state"); state != "closed" || !old.Has(`[data-testid="moved-to"]`) {
		t.Fatalf("the old class is %s", state)
	}
	if !s.Get(auth.Actor{}, "/classes?q="+town.Desktop).Want(200).Has(`[data-testid="moved"]`) {
		t.Error("the old code finds nothing")
	}
	s.Get(w.Desk, at+"/edit").Want(200)
}

func TestMove_tooLargeIsSaidBeforeItIsDone(t *testing.T) {
	w, s := open(t)
	at := "/classes/" + town.Desktop
	one := w.Item(w.Maker, town.Desktop, "HB-1")
	town.Must(w.DB.Exec(t.Context(), `INSERT INTO catalog.item (class_code, maker, model, name_ko, registered_by)
		SELECT $1, '한빛전자', 'M-' || n, '데스크톱', $2 FROM generate_series(1, $3::int) n`, town.Desktop, w.Maker.BodyID, catalog.MaxMoved))(t)
	page := s.Get(w.Desk, at+"/move").Want(200)
	shown := s.Submit(w.Desk, page, "move", "to", allInOne, "scope", "all", "reason", "합침").Want(200)
	if said := shown.Text(`[data-testid="too-large"]`); !strings.Contains(said, "5,000") || shown.Has(`[data-testid="move-button"]`) {
		t.Fatalf("said %q", said)
	}
	kittest.NoRawTexts(t, shown, "move")
	refused := s.Submit(w.Desk, page, "move", "to", allInOne, "scope", "all", "reason", "합침", "act", "move", "seen", strconv.Itoa(catalog.MaxMoved+1)).Want(409)
	if refused.Code() != "move_too_large" {
		t.Fatalf("refused for %s", refused.Code())
	}
	part := s.Submit(w.Desk, shown, "move", "scope", "some", "items", strconv.Itoa(one.Number)).Want(200)
	s.Submit(w.Desk, part, "move", "act", "move").Want(303)
}

func TestAttribute_addChangeRetire(t *testing.T) {
	w, s := open(t)
	w.Listed(1_000_000)
	at := "/classes/" + town.Desktop
	page := s.Get(w.Desk, at+"/attributes/new").Want(200)
	refused := s.Submit(w.Desk, page, "attribute", "key", "Noise", "name_ko", "소음", "name_en", "Noise", "kind", "number", "reason", "조용한 교실").Want(422)
	if !refused.Has(`[data-testid="error-key"]`) {
		t.Fatal("the key is not refused")
	}
	s.Submit(w.Desk, refused, "attribute", "key", "noise", "kind", "number").Want(303)

	page = s.Get(w.Desk, at+"/attributes/ram").Want(200)
	if page.Text(`[data-testid="answered"]`) != "1" {
		t.Fatal("it does not say how many offers answer it")
	}
	warned := s.Submit(w.Desk, page, "attribute", "choices", "8\n32", "reason", "정비").Want(409)
	if warned.Code() != "effect_changed" || warned.Value("seen") != "1" || !strings.Contains(warned.Text(`form[data-testid="attribute"]`), "16") {
		t.Fatalf("%s, seen %s", warned.Code(), warned.Value("seen"))
	}
	s.Submit(w.Desk, warned, "attribute").Want(303)

	page = s.Get(w.Desk, at+"/attributes/monitor").Want(200)
	refused = s.Submit(w.Desk, page, "retire").Want(422)
	if !refused.Has(`[data-testid="error-retire_reason"]`) {
		t.Fatal("retired without a reason")
	}
	s.Submit(w.Desk, refused, "retire", "retire_reason", "묶음 금지").Want(303)
	public := s.Get(auth.Actor{}, at).Want(200)
	if !public.Has(`#retired [data-testid="attribute-monitor"]`) || !public.Has(`#attributes [data-testid="attribute-noise"]`) || public.Doc.Find(`[data-testid="history"] li`).Length() != 3 {
		t.Fatal("the class's page does not tell")
	}
	kittest.NoRawTexts(t, public, at)
	s.Get(w.Desk, at+"/attributes/none").Want(404)
	s.Get(w.Desk, at+"/attributes/monitor").Want(200)
	s.Get(w.Desk, "/classes/43/attributes/new").Want(404)
}

func TestSynonyms_warnedAddedRemoved(t *testing.T) {
	w, s := open(t)
	at := "/classes/" + town.Desktop + "/synonyms"
	page := s.Get(w.Desk, at).Want(200)
	warned := s.Submit(w.Desk, page, "add-synonym", "word", "노트북 컴퓨터").Want(409)
	if warned.Code() != "synonym_is_class" || warned.Value("word") != "노트북 컴퓨터" {
		t.Fatalf("code %s", warned.Code())
	}
	s.Submit(w.Desk, warned, "add-synonym", "anyway", "on").Want(303)
	s.Submit(w.Desk, page, "add-synonym", "word", "책상 위 컴퓨터").Want(303)
	page = s.Get(w.Desk, at).Want(200)
	form, _ := page.Doc.Find(`[data-testid="in-use"] form`).First().Attr("data-testid")
	before := page.Doc.Find(`[data-testid="in-use"] tbody tr`).Length()
	s.Submit(w.Desk, page, form).Want(303)
	page = s.Get(w.Auditor, at).Want(200)
	if n := page.Doc.Find(`[data-testid="in-use"] tbody tr`).Length(); n != before-1 || page.Has("form[data-testid=add-synonym]") || !page.Has(`[data-testid="removed"]`) {
		t.Fatalf("%d of %d stay", n, before)
	}
	kittest.NoRawTexts(t, page, at)

	general := s.Get(w.Desk, "/classes/general/synonyms").Want(200)
	s.Submit(w.Desk, general, "add-synonym", "word", "콤푸타").Want(422)
	s.Submit(w.Desk, general, "add-synonym", "word", "콤푸타", "meant", "컴퓨터").Want(303)
	if !s.Get(auth.Actor{}, "/classes?q="+url.QueryEscape("콤푸타")).Want(200).Has(`[data-testid="class"]`) {
		t.Error("the new spelling finds nothing")
	}
	s.Get(w.Maker, at).Want(403)
}
