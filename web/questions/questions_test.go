package questions_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/market"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/kit/kittest"
	"jangteo.kr/web/questions"
)

func open(t *testing.T) (w *town.Town, s *kittest.Site, question string) {
	t.Helper()
	w = town.New(t)
	id := town.Must(w.Market.Ask(t.Context(), w.Requester, market.AskCommand{OfferID: w.Listed(1_000_000).ID, Question: "설치비가 들어 있나요?\n3층입니다.", Key: uuid.New()}))(t)
	return w, kittest.New(t, questions.New(questions.Deps{Market: w.Market, Clock: time.Now})), "/questions/" + kit.Int64(id)
}

func TestQuestion_isAnsweredOnItsPage(t *testing.T) {
	w, s, at := open(t)
	list := s.Get(w.Member, "/questions").Want(http.StatusOK)
	if !list.Has(`[data-testid="question"][data-state="open"] a[href="` + at + `"]`) {
		t.Fatal("the list does not lead to the question")
	}
	page := s.Get(w.Member, at).Want(http.StatusOK)
	if page.Has(`[data-testid="hide-form"]`) || !strings.Contains(page.Doc.Find(`[data-testid="question-text"]`).Text(), "3층") {
		t.Error("the supplier's page")
	}
	refused := s.Submit(w.Member, page, "answer-form", "answer", strings.Repeat("가", market.MaxAnswer+1)).Want(http.StatusUnprocessableEntity)
	if !refused.Has(`[data-testid="error-answer"]`) || refused.Value("answer") == "" {
		t.Error("what was typed is not kept beside the error")
	}
	s.Submit(w.Member, refused, "answer-form", "answer", "네, 들어 있습니다.").Want(http.StatusSeeOther)
	answered := s.Get(w.Requester, at).Want(http.StatusOK)
	if state, _ := answered.Doc.Find("main").Attr("data-state"); state != "answered" || answered.Has(`[data-testid="answer-form"]`) || !answered.Has(`[data-testid="answer-text"]`) {
		t.Errorf("state %s", state)
	}
	if s.Get(w.Member, "/questions?state=open").Want(http.StatusOK).Has(`[data-testid="question"]`) {
		t.Error("an answered question still waits")
	}
	stale := s.Submit(w.Member, page, "answer-form", "answer", "한 번 더").Want(http.StatusConflict)
	if stale.Value("answer") != "" {
		t.Error("an answered question shows a form")
	}
}

func TestQuestion_isHiddenByTheDesk(t *testing.T) {
	w, s, at := open(t)
	page := s.Get(w.Desk, at).Want(http.StatusOK)
	if page.Has(`[data-testid="answer-form"]`) {
		t.Error("the desk may answer")
	}
	refused := s.Submit(w.Desk, page, "hide-form", "reason", "").Want(http.StatusUnprocessableEntity)
	s.Submit(w.Desk, refused, "hide-form", "reason", "전화번호가 적혀 있습니다.").Want(http.StatusSeeOther)
	for name, by := range map[string]auth.Actor{"supplier": w.Maker, "asker": w.Requester, "auditor": w.Auditor} {
		hidden := s.Get(by, at).Want(http.StatusOK)
		if !strings.Contains(hidden.Doc.Find(`[data-testid="hidden-reason"]`).Text(), "전화번호") {
			t.Errorf("%s does not read why", name)
		}
	}
}

func TestQuestion_isSecretToOthers(t *testing.T) {
	w, s, at := open(t)
	s.Get(w.Rival, at).Want(http.StatusNotFound)
	s.Get(w.Reviewer, at).Want(http.StatusNotFound)
	s.Get(w.Reviewer, "/questions").Want(http.StatusForbidden)
	s.Get(w.Rival, "/questions/x").Want(http.StatusNotFound)
	if s.Get(w.Rival, "/questions").Want(http.StatusOK).Has(`[data-testid="question"]`) {
		t.Error("another supplier's questions are listed")
	}
	s.Post(w.Rival, at+"/answer", "answer", "x", "version", "1", "client_key", uuid.NewString()).Want(http.StatusNotFound)
	s.Post(w.Requester, at+"/answer", "answer", "x", "version", "1", "client_key", uuid.NewString()).Want(http.StatusForbidden)
	s.Post(w.Maker, at+"/hide", "reason", "x", "version", "1", "client_key", uuid.NewString()).Want(http.StatusForbidden)
}
