package watch_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/watch"
	"jangteo.kr/web/kit/kittest"
	pages "jangteo.kr/web/watch"
)

const home = "/saved-searches"

func newSite(t *testing.T) (*kittest.Site, *town.Town) {
	t.Helper()
	w := town.New(t)
	return kittest.New(t, pages.New(watch.New(w.DB, catalog.NewReader(w.DB, kst.Real)))), w
}

func TestPages_saveChangeAndForget(t *testing.T) {
	site, w := newSite(t)
	me := w.Requester
	site.Get(me, home).Want(http.StatusOK)
	fresh := site.Get(me, home+"/new?page=3&sort=price&trait=sme&q="+url.QueryEscape("책상")+"&name="+url.QueryEscape(strings.Repeat("긴", 200))).Want(http.StatusOK)
	if got := fresh.Text(`[data-testid="what-is-saved"]`); !strings.Contains(got, "‘책상’ · 조건 1개") {
		t.Errorf("what is saved: %q", got)
	}
	if got := []rune(fresh.Value("name")); len(got) != watch.MaxName {
		t.Errorf("a name of %d", len(got))
	}
	refused := site.Submit(me, fresh, "save-search-form", "name", " ").Want(http.StatusUnprocessableEntity)
	if refused.Code() != "form_invalid" || !strings.Contains(refused.Value("query"), "trait=sme") {
		t.Errorf("%s, %q", refused.Code(), refused.Value("query"))
	}
	if saved := site.Submit(me, refused, "save-search-form", "name", "우리 책상", "alert", "weekly").Want(http.StatusSeeOther); saved.Location != home {
		t.Errorf("saved leads to %s", saved.Location)
	}
	twice := site.Submit(me, fresh, "save-search-form", "name", "또", "alert", "daily").Want(http.StatusConflict)
	if twice.Code() != "search_saved" || twice.Value("name") != "또" {
		t.Errorf("%s, %q", twice.Code(), twice.Value("name"))
	}
	list := site.Get(me, home).Want(http.StatusOK)
	row := list.Doc.Find(`[data-testid="saved-search"]`)
	id, _ := row.Attr("data-object-id")
	if row.Length() != 1 || row.AttrOr("data-state", "") != "weekly" || row.Find("th a").AttrOr("href", "") != "/search?q="+url.QueryEscape("책상")+"&sort=price&trait=sme" {
		t.Fatalf("%s", list.Text("table"))
	}
	if to := site.Get(me, home+"/"+id).Want(http.StatusSeeOther).Location; to != row.Find("th a").AttrOr("href", "") {
		t.Errorf("leads to %s", to)
	}
	edit := site.Get(me, home+"/"+id+"/edit").Want(http.StatusOK)
	site.Submit(me, edit, "change-search-form", "name", "회의실 책상", "alert", "none").Want(http.StatusSeeOther)
	if stale := site.Submit(me, edit, "change-search-form", "name", "x", "alert", "none").Want(http.StatusConflict); stale.Code() != "stale" {
		t.Errorf("%s", stale.Code())
	}
	site.Submit(me, edit, "delete-search").Want(http.StatusSeeOther)
	if !site.Get(me, home).Has(`[data-testid="no-saved-searches"]`) {
		t.Error("it is still there")
	}
}

func TestPages_areOnesOwn(t *testing.T) {
	site, w := newSite(t)
	s := town.Must(watch.New(w.DB, nil).Save(t.Context(), w.Requester, watch.SaveCommand{Name: "내 것", Query: catalog.SearchQuery{Text: "책상"}, Alert: watch.Daily}))(t)
	id := home + "/1"
	if s.ID != 1 {
		t.Fatalf("the first search is %d", s.ID)
	}
	for _, other := range []auth.Actor{w.Approver, w.Maker, w.Auditor} {
		site.Get(other, id).Want(http.StatusNotFound)
		site.Get(other, id+"/edit").Want(http.StatusNotFound)
		site.Post(other, id, "name", "x", "alert", "none", "version", "1").Want(http.StatusNotFound)
		site.Post(other, id+"/delete").Want(http.StatusNotFound)
		if got := site.Get(other, home).Want(http.StatusOK); strings.Contains(got.Text("main"), "내 것") {
			t.Error("somebody else sees it")
		}
	}
	public := auth.Actor{Lang: "ko"}
	if to := site.Get(public, home+"/new?q=a").Want(http.StatusSeeOther).Location; !strings.HasPrefix(to, "/sign-in?next=") {
		t.Errorf("the public is led to %s", to)
	}
	site.Post(public, home, "query", "q=a", "name", "x", "alert", "none").Want(http.StatusUnauthorized)
}

func TestPages_inBothLanguages(t *testing.T) {
	site, w := newSite(t)
	for _, lang := range []string{"ko", "en"} {
		me := w.Requester
		me.Lang = lang
		site.Post(me, home, "query", "q="+lang, "name", lang, "alert", "at_once").Want(http.StatusSeeOther)
		for _, path := range []string{home, home + "/new?q=x", home + "/1/edit"} {
			kittest.NoRawTexts(t, site.Get(me, path).Want(http.StatusOK), path)
		}
	}
}
