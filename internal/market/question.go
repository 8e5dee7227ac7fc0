package market

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// QuestionState is where a question about an offer stands (문의).
type QuestionState string

// The states, mirrored by a check in the database.
const (
	QuestionOpen     QuestionState = "open"     // the supplier is to answer
	QuestionAnswered QuestionState = "answered" // everybody reads both
	QuestionHidden   QuestionState = "hidden"   // taken off the product page by the market desk
)

// questionMoves are the changes of state that there are.
var questionMoves = map[QuestionState][]QuestionState{
	QuestionOpen:     {QuestionAnswered, QuestionHidden},
	QuestionAnswered: {QuestionHidden},
	QuestionHidden:   {},
}

// CanBecome reports whether a question may change from s to another state.
func (s QuestionState) CanBecome(to QuestionState) bool {
	for _, t := range questionMoves[s] {
		if t == to {
			return true
		}
	}
	return false
}

// Bounds of a question, its answer, and what a body may have waiting on one offer.
const (
	MaxQuestion      = 1000
	MaxAnswer        = 2000
	MaxOpenQuestions = 5
)

// Refusals.
var (
	ErrQuestionState    = fault.New(fault.Conflict, "question_state")
	ErrTooManyQuestions = fault.New(fault.Conflict, "too_many_questions", "max", MaxOpenQuestions)
)

// askers are the people of an institution who may ask: whoever has a part in buying.
var askers = []org.Role{org.Requester, org.Approver, org.Finance, org.ContractingOfficer, org.Inspector, org.BodyAdmin}

// MayAsk reports whether the actor could ask about offers of a supplier at all.
func MayAsk(by auth.Actor, supplierID int64) bool {
	return by.Has(askers...) && by.BodyID != supplierID
}

// Question is a question of an institution about an offer. The people in it are for its
// parties and the desk; the product page shows bodies only.
type Question struct {
	ID           int64         `db:"id"`
	OfferID      int64         `db:"offer_id"`
	SupplierID   int64         `db:"supplier_id"`
	Supplier     string        `db:"supplier"`
	SupplierEn   string        `db:"supplier_en"`
	NameKo       string        `db:"name_ko"` // of the item
	NameEn       string        `db:"name_en"`
	Model        string        `db:"model"`
	BodyID       int64         `db:"body_id"`
	Body         string        `db:"body"`
	BodyEn       string        `db:"body_en"`
	AskedBy      int64         `db:"asked_by"`
	AskedAt      time.Time     `db:"asked_at"`
	Text         string        `db:"question"`
	State        QuestionState `db:"state"`
	Answer       string        `db:"answer"`
	AnsweredAt   *time.Time    `db:"answered_at"`
	HiddenAt     *time.Time    `db:"hidden_at"`
	HiddenReason string        `db:"hidden_reason"`
	Version      int           `db:"version"`
}

// Ref names the question in histories, turns and notices.
func (q Question) Ref() string { return audit.Ref("question", q.ID) }

func (q Question) params() map[string]any {
	return map[string]any{"name": q.NameKo, "name_en": q.NameEn, "body": q.Body, "body_en": q.BodyEn, "supplier": q.Supplier, "supplier_en": q.SupplierEn}
}

// mayRead is for the parties, the desk and auditors; to others the page does not exist.
func (q Question) mayRead(by auth.Actor) bool {
	switch {
	case by.Is(org.Institution):
		return by.BodyID == q.BodyID
	case by.Is(org.Supplier):
		return by.BodyID == q.SupplierID
	}
	return by.Holds(org.MarketDesk, org.AuditorRole)
}

// MayAnswer reports whether the actor could answer the question as it stands.
func (q Question) MayAnswer(by auth.Actor) bool {
	return q.State.CanBecome(QuestionAnswered) && by.Has(org.SupplierMember, org.SupplierAdmin) && by.BodyID == q.SupplierID
}

// MayHide reports whether the actor could take the question off the product page.
func (q Question) MayHide(by auth.Actor) bool {
	return q.State.CanBecome(QuestionHidden) && by.Has(org.MarketDesk)
}

// AskCommand asks about an offer.
type AskCommand struct {
	OfferID  int64
	Question string
	Key      uuid.UUID
}

const insertQuestion = `
INSERT INTO market.question (offer_id, body_id, asked_by, asked_at, question, state, client_key)
VALUES (@offer, @body, @person, @at, @question, 'open', @key) RETURNING id`

const selectAsked = `SELECT id FROM market.question WHERE asked_by = @person AND client_key = @key`

const countOpenQuestions = `
SELECT count(*)::int FROM market.question WHERE offer_id = @offer AND body_id = @body AND state = 'open'`

// Ask puts a question about an offer to its supplier, whose turn it becomes; everybody
// reads it at once. People of institutions ask, never about their own body's offers. An
// offer that was never listed is not found; one that is no longer sold is not asked about.
func (s *Service) Ask(ctx context.Context, by auth.Actor, c AskCommand) (int64, error) {
	if err := by.Need(askers...); err != nil {
		return 0, err
	}
	var id int64
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		o, err := catalog.LockOffer(ctx, tx, c.OfferID)
		if err != nil {
			return err
		}
		if o.ListedAt == nil {
			return fault.ErrNotFound
		}
		if err := notOwn(ctx, tx, by, o.SupplierID); err != nil {
			return err
		}
		text, err := written(c.Question, "question", MaxQuestion)
		if err != nil {
			return err
		}
		_, done, err := audit.Once(ctx, tx, by.Who(), "question.ask", c.Key, []any{c.OfferID, text})
		if err != nil {
			return err
		}
		if done {
			id, err = db.Value[int64](tx.Query(ctx, selectAsked, pgx.NamedArgs{"person": by.PersonID, "key": c.Key}))
			return err
		}
		if id, err = insertAsked(ctx, tx, by, o, text, c.Key); err != nil {
			return err
		}
		return audit.Settle(ctx, tx, by.Who(), "question.ask", c.Key, audit.Ref("question", id))
	})
	return id, err
}

func insertAsked(ctx context.Context, tx *db.Tx, by auth.Actor, o catalog.Offer, text string, key uuid.UUID) (int64, error) {
	if o.State != catalog.Listed {
		return 0, ErrOfferState
	}
	args := pgx.NamedArgs{"offer": o.ID, "body": by.BodyID, "person": by.PersonID, "at": tx.Now, "question": text, "key": key}
	waiting, err := db.Value[int](tx.Query(ctx, countOpenQuestions, args))
	if err != nil {
		return 0, err
	}
	if waiting >= MaxOpenQuestions {
		return 0, ErrTooManyQuestions
	}
	id, err := db.Value[int64](tx.Query(ctx, insertQuestion, args))
	if err != nil {
		return 0, err
	}
	q, err := questionByID(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	b := &pgx.Batch{}
	audit.Queue(b, tx, audit.Event{By: by.Who(), Action: "question.ask", Object: q.Ref(), To: string(QuestionOpen), Detail: map[string]any{"offer": q.OfferID}})
	for _, r := range []org.Role{org.SupplierAdmin, org.SupplierMember} {
		todo.QueueOpen(b, tx, todo.Task{Object: q.Ref(), Action: "question.answer", BodyID: q.SupplierID, Role: r, Params: q.params()})
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return 0, err
	}
	return id, tellSupplier(ctx, tx, q.SupplierID, "question.asked", q.Ref(), q.params())
}

func written(text, field string, most int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch n := len([]rune(text)); {
	case n == 0:
		return "", fault.Bad("form_invalid", fault.F(field, "required"))
	case n > most:
		return "", fault.Bad("form_invalid", fault.F(field, "too_long", "max", most))
	}
	return text, nil
}

// QuestionAct addresses an act on a question, once per key, as it was shown.
type QuestionAct struct {
	ID      int64
	Version int
	Text    string // the answer, or the reason for hiding
	Key     uuid.UUID
}

const updateQuestion = `
UPDATE market.question SET state = @state, answer = @answer, answered_by = coalesce(@answered_by, answered_by), answered_at = @answered_at,
       hidden_by = @hidden_by, hidden_at = @hidden_at, hidden_reason = @reason, version = version + 1
 WHERE id = @id`

// Answer is the supplier's answer, which everybody reads; whoever asked is told.
func (s *Service) Answer(ctx context.Context, by auth.Actor, a QuestionAct) error {
	if err := by.Need(org.SupplierMember, org.SupplierAdmin); err != nil {
		return err
	}
	return s.onQuestion(ctx, by, a, "question.answer", func(tx *db.Tx, q *Question) (string, map[string]any, error) {
		if q.SupplierID != by.BodyID {
			return "", nil, fault.ErrNotFound
		}
		text, err := written(a.Text, "answer", MaxAnswer)
		if err != nil {
			return "", nil, err
		}
		if !q.State.CanBecome(QuestionAnswered) {
			return "", nil, ErrQuestionState
		}
		q.State, q.Answer, q.AnsweredAt = QuestionAnswered, text, &tx.Now
		return "question.answered", nil, nil
	})
}

// Hide takes a question and its answer off the product page, with a reason that both
// parties read: abuse, persons' names, deals past the market.
func (s *Service) Hide(ctx context.Context, by auth.Actor, a QuestionAct) error {
	if err := by.Need(org.MarketDesk); err != nil {
		return err
	}
	return s.onQuestion(ctx, by, a, "question.hide", func(tx *db.Tx, q *Question) (string, map[string]any, error) {
		for _, body := range []int64{q.SupplierID, q.BodyID} {
			if err := notOwn(ctx, tx, by, body); err != nil {
				return "", nil, err
			}
		}
		reason, err := trimmed(a.Text, "reason")
		if err != nil {
			return "", nil, err
		}
		if !q.State.CanBecome(QuestionHidden) {
			return "", nil, ErrQuestionState
		}
		q.State, q.HiddenAt, q.HiddenReason = QuestionHidden, &tx.Now, reason
		return "question.hidden", map[string]any{"reason": reason}, nil
	})
}

// onQuestion carries out an act on a locked question and gives the turn back.
func (s *Service) onQuestion(ctx context.Context, by auth.Actor, a QuestionAct, action string, act func(*db.Tx, *Question) (string, map[string]any, error)) error {
	return s.db.Run(ctx, func(tx *db.Tx) error {
		q, err := db.One[Question](tx.Query(ctx, lockQuestion, pgx.NamedArgs{"id": a.ID}))
		if err != nil {
			return err
		}
		if !q.mayRead(by) {
			return fault.ErrNotFound
		}
		_, done, err := audit.Once(ctx, tx, by.Who(), action, a.Key, []any{a.ID, a.Text})
		if err != nil || done {
			return err
		}
		if q.Version != a.Version {
			return fault.ErrStale
		}
		from := q.State
		kind, detail, err := act(tx, &q)
		if err != nil {
			return err
		}
		if err := storeQuestion(ctx, tx, by, q); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: action, Object: q.Ref(), From: string(from), To: string(q.State), Detail: detail}); err != nil {
			return err
		}
		if err := todo.Done(ctx, tx, by.Who(), q.Ref()); err != nil {
			return err
		}
		if q.State == QuestionHidden {
			if err := tellSupplier(ctx, tx, q.SupplierID, kind, q.Ref(), q.params()); err != nil {
				return err
			}
		}
		if err := tellPerson(ctx, tx, q.AskedBy, kind, q.Ref(), q.params()); err != nil {
			return err
		}
		return audit.Settle(ctx, tx, by.Who(), action, a.Key, q.Ref())
	})
}

func storeQuestion(ctx context.Context, tx *db.Tx, by auth.Actor, q Question) error {
	args := pgx.NamedArgs{
		"id": q.ID, "state": q.State, "answer": q.Answer, "answered_by": nil, "answered_at": q.AnsweredAt,
		"hidden_by": nil, "hidden_at": q.HiddenAt, "reason": q.HiddenReason,
	}
	if q.State == QuestionHidden {
		args["hidden_by"] = by.PersonID
	} else {
		args["answered_by"] = by.PersonID
	}
	_, err := tx.Exec(ctx, updateQuestion, args)
	return err
}
