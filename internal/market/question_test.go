package market_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

func ask(t *testing.T, w *town.Town, by auth.Actor, offer int64, text string) int64 {
	t.Helper()
	return town.Must(w.Market.Ask(t.Context(), by, market.AskCommand{OfferID: offer, Question: text, Key: uuid.New()}))(t)
}

func public(t *testing.T, w *town.Town, offer, before int64, limit int) market.PublicQuestions {
	t.Helper()
	var out market.PublicQuestions
	b := &pgx.Batch{}
	market.QueuePublicQuestions(offer, before, limit, &out)(b)
	w.OK(w.DB.SendBatch(t.Context(), b).Close())
	return out
}

func told(t *testing.T, w *town.Town, by auth.Actor, kind string) bool {
	t.Helper()
	for _, n := range town.Must(notify.Recent(t.Context(), w.DB, by, 20))(t) {
		if n.Kind == kind {
			return true
		}
	}
	return false
}

func TestQuestion_isAskedAnsweredAndRead(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	key := uuid.New()
	c := market.AskCommand{OfferID: o.ID, Question: " 설치가 값에 들어 있나요? ", Key: key}
	id := town.Must(w.Market.Ask(t.Context(), w.Requester, c))(t)
	if again := town.Must(w.Market.Ask(t.Context(), w.Requester, c))(t); again != id {
		t.Fatalf("the same key made question %d and %d", id, again)
	}
	c.Question = "다른 말"
	if _, err := w.Market.Ask(t.Context(), w.Requester, c); !errors.Is(err, audit.ErrKeyReused) {
		t.Fatalf("the key with another question: %v", err)
	}
	ref := audit.Ref("question", id)
	for name, by := range map[string]auth.Actor{"administrator": w.Maker, "member": w.Member} {
		tasks := town.Must(todo.For(t.Context(), w.DB, by, 10))(t)
		if len(tasks) != 1 || tasks[0].Object != ref || tasks[0].Action != "question.answer" || !told(t, w, by, "question.asked") {
			t.Errorf("%s: %+v", name, tasks)
		}
	}
	if seen := public(t, w, o.ID, 0, 5); seen.Total != 1 || seen.Page[0].Question != "설치가 값에 들어 있나요?" || seen.Page[0].AnsweredAt != nil || seen.Page[0].Body != w.Requester.BodyName {
		t.Errorf("the public reads %+v", seen)
	}

	a := market.QuestionAct{ID: id, Version: 1, Text: "네, 들어 있습니다.", Key: uuid.New()}
	stale := a
	stale.Version, stale.Key = 7, uuid.New()
	if err := w.Market.Answer(t.Context(), w.Member, stale); !errors.Is(err, fault.ErrStale) {
		t.Errorf("a form shown for another version: %v", err)
	}
	w.OK(w.Market.Answer(t.Context(), w.Member, a))
	w.OK(w.Market.Answer(t.Context(), w.Member, a)) // the same key again does nothing
	if left := town.Must(todo.For(t.Context(), w.DB, w.Maker, 10))(t); len(left) != 0 || !told(t, w, w.Requester, "question.answered") {
		t.Errorf("turns left %+v", left)
	}
	if seen := public(t, w, o.ID, 0, 5); seen.Page[0].Answer != "네, 들어 있습니다." || seen.Page[0].AnsweredAt == nil {
		t.Errorf("the public reads %+v", seen)
	}
	a.Version, a.Key = 2, uuid.New()
	if err := w.Market.Answer(t.Context(), w.Maker, a); !errors.Is(err, market.ErrQuestionState) {
		t.Errorf("answered twice: %v", err)
	}
}

func TestAsk_refusesWhoMayNot(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	draft := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "HB-D").Number, 1_000_000)
	c := market.AskCommand{OfferID: o.ID, Question: "x", Key: uuid.New()}
	for name, by := range map[string]auth.Actor{"supplier": w.Maker, "rival": w.Rival, "desk": w.Desk, "auditor": w.Auditor} {
		if _, err := w.Market.Ask(t.Context(), by, c); !errors.Is(err, fault.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Market.Ask(t.Context(), auth.Actor{}, c); !errors.Is(err, fault.ErrUnauthenticated) {
		t.Errorf("nobody: %v", err)
	}
	once := w.Join(w.Requester.PersonID, town.BodyRef{ID: w.Maker.BodyID, Kind: org.Supplier}, org.SupplierMember)
	once.BodyID, once.BodyKind, once.Roles = w.Requester.BodyID, org.Institution, w.Requester.Roles
	if _, err := w.Market.Ask(t.Context(), once, c); !errors.Is(err, market.ErrOwnBody) {
		t.Errorf("a member of the supplier: %v", err)
	}
	for name, offer := range map[string]int64{"draft": draft.ID, "no offer": 999_999} {
		if _, err := w.Market.Ask(t.Context(), w.Approver, market.AskCommand{OfferID: offer, Question: "x", Key: uuid.New()}); !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for text, code := range map[string]string{" \r\n ": "required", strings.Repeat("가", market.MaxQuestion+1): "too_long"} {
		_, err := w.Market.Ask(t.Context(), w.Approver, market.AskCommand{OfferID: o.ID, Question: text, Key: uuid.New()})
		wantField(t, err, "question", code)
	}
	for range market.MaxOpenQuestions {
		ask(t, w, w.Approver, o.ID, "한 번 더 묻습니다")
	}
	if _, err := w.Market.Ask(t.Context(), w.Approver, market.AskCommand{OfferID: o.ID, Question: "x", Key: uuid.New()}); !errors.Is(err, market.ErrTooManyQuestions) {
		t.Errorf("too many: %v", err)
	}
	w.OK(w.Market.SuspendOffer(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version, "점검"))
	if _, err := w.Market.Ask(t.Context(), w.Approver, market.AskCommand{OfferID: o.ID, Question: "x", Key: uuid.New()}); !errors.Is(err, market.ErrOfferState) {
		t.Errorf("a suspended offer: %v", err)
	}
}

func TestHide_takesAQuestionOffTheProductPage(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	var ids []int64
	for _, s := range []string{"하나", "둘", "셋"} {
		ids = append(ids, ask(t, w, w.Requester, o.ID, s))
	}
	a := market.QuestionAct{ID: ids[1], Version: 1, Text: " ", Key: uuid.New()}
	for name, by := range map[string]auth.Actor{"supplier": w.Maker, "asker": w.Requester, "reviewer": w.Reviewer, "auditor": w.Auditor} {
		if err := w.Market.Hide(t.Context(), by, a); !errors.Is(err, fault.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantField(t, w.Market.Hide(t.Context(), w.Desk, a), "reason", "required")
	a.Text = "사람의 이름이 적혀 있습니다."
	w.OK(w.Market.Hide(t.Context(), w.Desk, a))
	if !told(t, w, w.Requester, "question.hidden") || !told(t, w, w.Maker, "question.hidden") {
		t.Error("a party was not told")
	}
	first := public(t, w, o.ID, 0, 1)
	if first.Total != 2 || len(first.Page) != 1 || first.Page[0].ID != ids[2] || first.More != ids[2] {
		t.Errorf("the newest: %+v", first)
	}
	if rest := public(t, w, o.ID, first.More, 1); len(rest.Page) != 1 || rest.Page[0].ID != ids[0] || rest.More != 0 {
		t.Errorf("the rest: %+v", rest)
	}
	if err := w.Market.Answer(t.Context(), w.Maker, market.QuestionAct{ID: ids[1], Version: 2, Text: "x", Key: uuid.New()}); !errors.Is(err, market.ErrQuestionState) {
		t.Errorf("a hidden question was answered: %v", err)
	}
}

func TestQuestions_areForTheirPartiesTheDeskAndAuditors(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	answered := ask(t, w, w.Requester, o.ID, "먼저")
	w.OK(w.Market.Answer(t.Context(), w.Maker, market.QuestionAct{ID: answered, Version: 1, Text: "네", Key: uuid.New()}))
	waiting := ask(t, w, w.Requester, o.ID, "다음")
	stranger := w.Actor(w.Body(org.Institution, ""), org.Requester)
	for name, c := range map[string]struct {
		by   auth.Actor
		want int
	}{"supplier": {w.Member, 2}, "rival": {w.Rival, 0}, "asker": {w.Approver, 2}, "stranger": {stranger, 0}, "desk": {w.Desk, 2}, "auditor": {w.Auditor, 2}} {
		rows := town.Must(w.Market.Questions(t.Context(), c.by, "", 10, 0))(t)
		if len(rows) != c.want || c.want > 0 && rows[0].ID != waiting {
			t.Errorf("%s reads %+v", name, rows)
		}
		if _, err := w.Market.QuestionFor(t.Context(), c.by, waiting); (err == nil) != (c.want > 0) || err != nil && !errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Market.Questions(t.Context(), w.Reviewer, "", 10, 0); !errors.Is(err, fault.ErrForbidden) {
		t.Errorf("a desk that has no part: %v", err)
	}
	if rows := town.Must(w.Market.Questions(t.Context(), w.Maker, market.QuestionAnswered, 10, 0))(t); len(rows) != 1 || rows[0].ID != answered {
		t.Errorf("answered only: %+v", rows)
	}
	if err := w.Market.Answer(t.Context(), w.Rival, market.QuestionAct{ID: waiting, Version: 1, Text: "x", Key: uuid.New()}); !errors.Is(err, fault.ErrNotFound) {
		t.Errorf("another supplier answered: %v", err)
	}
}
