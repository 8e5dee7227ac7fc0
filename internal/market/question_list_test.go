package market_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/market"
)

func TestQuestions_openOnesFirstPageByPage(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	var ids []int64
	for _, text := range []string{"하나", "둘", "셋", "넷", "다섯"} {
		ids = append(ids, ask(t, w, w.Requester, o.ID, text))
	}
	for _, i := range []int{1, 2} {
		town.Must(w.DB.Exec(t.Context(), `UPDATE market.question SET state = 'answered', answer = '네', answered_at = now() WHERE id = $1`, ids[i]))(t)
	}
	want := []int64{ids[0], ids[3], ids[4], ids[2], ids[1]}
	for name, by := range map[string]auth.Actor{"supplier": w.Maker, "institution": w.Requester, "desk": w.Desk, "auditor": w.Auditor} {
		var got []int64
		for offset := 0; offset < 6; offset += 2 {
			for _, q := range town.Must(w.Market.Questions(t.Context(), by, "", 2, offset))(t) {
				got = append(got, q.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		open := town.Must(w.Market.Questions(t.Context(), by, market.QuestionOpen, 10, 1))(t)
		answered := town.Must(w.Market.Questions(t.Context(), by, market.QuestionAnswered, 10, 0))(t)
		if len(open) != 2 || open[0].ID != ids[3] || len(answered) != 2 || answered[0].ID != ids[2] {
			t.Errorf("%s: open %+v, answered %+v", name, open, answered)
		}
	}
}

// A desk reads the first page of all questions ever asked: no list may read them all.
func TestQuestions_areReadInTheOrderOfAnIndex(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	town.Must(w.DB.Exec(t.Context(), `INSERT INTO market.question (offer_id, body_id, asked_by, asked_at, question, state, client_key)
		SELECT $1, $2, $3, now(), 'x', CASE WHEN n % 50 = 0 THEN 'open' WHEN n % 500 = 1 THEN 'hidden' ELSE 'answered' END, gen_random_uuid() FROM generate_series(1, 5000) n`,
		o.ID, w.Requester.BodyID, w.Requester.PersonID))(t)
	for _, c := range []struct {
		scope string
		state market.QuestionState
		index string
	}{
		{market.QuestionsOfBody, "", "question_body_idx"},
		{market.QuestionsOfAll, "", "question_state_idx"},
		{market.QuestionsOfAll, market.QuestionOpen, "question_state_idx"},
		{market.QuestionsOfAll, market.QuestionHidden, "question_state_idx"},
	} {
		var plan []string
		w.OK(w.DB.Run(t.Context(), func(tx *db.Tx) (err error) {
			// What is asked is whether the index carries the order, not what a small table costs.
			if _, err = tx.Exec(t.Context(), `SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL plan_cache_mode = force_generic_plan`); err != nil {
				return err
			}
			plan, err = db.Values[string](tx.Query(t.Context(), `EXPLAIN `+market.SelectQuestions(c.scope, c.state),
				pgx.NamedArgs{"body": w.Requester.BodyID, "state": c.state, "limit": 20, "offset": 0}))
			return err
		}))
		text := strings.Join(plan, "\n")
		if !strings.Contains(text, c.index) || strings.Contains(text, "Seq Scan on question") {
			t.Errorf("%s %q does not use %s:\n%s", c.scope, c.state, c.index, text)
		}
	}
}
