package market

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

const questionColumns = `
SELECT q.id, q.offer_id, o.supplier_id, s.name_ko AS supplier, s.name_en AS supplier_en, i.name_ko, i.name_en, i.model,
       q.body_id, b.name_ko AS body, b.name_en AS body_en, q.asked_by, q.asked_at, q.question, q.state, q.answer, q.answered_at,
       q.hidden_at, q.hidden_reason, q.version
  FROM market.question q JOIN catalog.offer o ON o.id = q.offer_id JOIN catalog.item i ON i.number = o.item_number
  JOIN org.body s ON s.id = o.supplier_id JOIN org.body b ON b.id = q.body_id`

const (
	selectQuestion = questionColumns + ` WHERE q.id = @id`
	lockQuestion   = selectQuestion + ` FOR UPDATE OF q`
)

func questionByID(ctx context.Context, q db.Querier, id int64) (Question, error) {
	return db.One[Question](q.Query(ctx, selectQuestion, pgx.NamedArgs{"id": id}))
}

// QuestionView is a question with what was done about it.
type QuestionView struct {
	Question
	History []audit.Entry
}

// QuestionFor reads a question for its parties, the desk and auditors; to others it does
// not exist.
func (s *Service) QuestionFor(ctx context.Context, by auth.Actor, id int64) (QuestionView, error) {
	if !by.SignedIn() {
		return QuestionView{}, fault.ErrUnauthenticated
	}
	q, err := questionByID(ctx, s.db, id)
	if err != nil {
		return QuestionView{}, err
	}
	if !q.mayRead(by) {
		return QuestionView{}, fault.ErrNotFound
	}
	history, err := audit.History(ctx, s.db, q.Ref())
	return QuestionView{Question: q, History: history}, err
}

// Whose questions: the scope stands alone, so that an index carries each list.
const (
	questionsOfSupplier = `o.supplier_id = @body`
	questionsOfBody     = `q.body_id = @body`
	questionsOfAll      = `@body::bigint > 0`
)

// selectQuestions lists the questions of a scope. Open ones come first, the longest
// waiting on top; then the newest. Each half is read in the order of an index, no further
// than the page goes: one order over both would have every question read and sorted.
func selectQuestions(scope string, state QuestionState) string {
	switch state {
	case "":
	case QuestionOpen:
		return questionColumns + ` WHERE ` + scope + ` AND q.state = 'open' ORDER BY q.id LIMIT @limit OFFSET @offset`
	default:
		return questionColumns + ` WHERE ` + scope + ` AND q.state = @state ORDER BY q.id DESC LIMIT @limit OFFSET @offset`
	}
	const half = `SELECT q.id, q.state = 'open' AS waits FROM market.question q JOIN catalog.offer o ON o.id = q.offer_id WHERE `
	return `WITH half AS (
  (` + half + scope + ` AND q.state = 'open' ORDER BY q.id LIMIT @limit::int + @offset::int)
  UNION ALL (` + half + scope + ` AND q.state <> 'open' ORDER BY q.id DESC LIMIT @limit::int + @offset::int)
), page AS (
  SELECT h.id, h.waits FROM half h ORDER BY NOT h.waits, CASE WHEN h.waits THEN h.id ELSE -h.id END LIMIT @limit OFFSET @offset
)` + questionColumns + ` JOIN page p ON p.id = q.id ORDER BY NOT p.waits, CASE WHEN p.waits THEN q.id ELSE -q.id END`
}

// Questions lists what concerns the actor: a supplier the questions about its offers, an
// institution its own, the market desk and auditors all of them. state "" is any.
func (s *Service) Questions(ctx context.Context, by auth.Actor, state QuestionState, limit, offset int) ([]Question, error) {
	if !by.SignedIn() {
		return nil, fault.ErrUnauthenticated
	}
	scope := ""
	switch {
	case by.Is(org.Supplier):
		scope = questionsOfSupplier
	case by.Is(org.Institution):
		scope = questionsOfBody
	case by.Holds(org.MarketDesk, org.AuditorRole):
		scope = questionsOfAll
	default:
		return nil, fault.ErrForbidden
	}
	return db.All[Question](s.db.Query(ctx, selectQuestions(scope, state), pgx.NamedArgs{"body": by.BodyID, "state": state, "limit": limit, "offset": offset}))
}

// PublicQuestion is a question as everybody reads it: bodies, never persons.
type PublicQuestion struct {
	ID         int64      `db:"id"`
	Body       string     `db:"body"`
	BodyEn     string     `db:"body_en"`
	AskedAt    time.Time  `db:"asked_at"`
	Question   string     `db:"question"`
	Answer     string     `db:"answer"` // "" until answered
	AnsweredAt *time.Time `db:"answered_at"`
}

// PublicQuestions are a page of an offer's questions, the newest first.
type PublicQuestions struct {
	Page  []PublicQuestion
	Total int
	More  int64 // before which the next page goes on; 0: this is the last one
}

const selectPublicQuestions = `
SELECT q.id, b.name_ko AS body, b.name_en AS body_en, q.asked_at, q.question, q.answer, q.answered_at
  FROM market.question q JOIN org.body b ON b.id = q.body_id
 WHERE q.offer_id = @offer AND q.state <> 'hidden' AND (@before::bigint = 0 OR q.id < @before) ORDER BY q.id DESC LIMIT @limit + 1`

const countPublicQuestions = `SELECT count(*)::int FROM market.question q WHERE q.offer_id = @offer AND q.state <> 'hidden'`

// QueuePublicQuestions reads the questions about an offer that came before one (0: the
// newest), as part of the batch of its public page.
func QueuePublicQuestions(offerID, before int64, limit int, into *PublicQuestions) func(*pgx.Batch) {
	args := pgx.NamedArgs{"offer": offerID, "before": before, "limit": limit}
	return func(b *pgx.Batch) {
		b.Queue(selectPublicQuestions, args).Query(func(rows pgx.Rows) (err error) {
			if into.Page, err = db.All[PublicQuestion](rows, nil); err == nil && len(into.Page) > limit {
				into.Page = into.Page[:limit]
				into.More = into.Page[limit-1].ID
			}
			return err
		})
		b.Queue(countPublicQuestions, args).Query(func(rows pgx.Rows) (err error) {
			into.Total, err = db.Value[int](rows, nil)
			return err
		})
	}
}
