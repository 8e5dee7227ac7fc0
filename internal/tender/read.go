package tender

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/todo"
)

// Acts are what an actor may do with a notice now.
type Acts struct {
	Edit, Submit, Discard, Publish, Return, AskCancel, DecideCancel bool
}

// View is a notice with all that its page shows.
type View struct {
	Notice    Notice
	Documents []Document
	Basis     []Basis
	History   []audit.Entry // public acts only, unless Inside
	Turn      []todo.Row    // whose turn it is; only inside
	Inside    bool          // the reader belongs to the institution, the desk or the auditors
	Acts      Acts
	Now       time.Time // the server's clock
}

// View gives a notice to whoever may see it: everybody once it was published, before
// that its institution's contracting officers and approvers, the tender desk and the
// auditors.
func (s *Service) View(ctx context.Context, by auth.Actor, id int64) (View, error) {
	var v View
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		n, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		if !maySee(by, n) {
			return fault.ErrNotFound
		}
		v = View{Notice: n, Inside: inside(by, n), Now: tx.Now}
		if v.Documents, err = documents(ctx, tx, id); err != nil {
			return err
		}
		if v.History, err = audit.History(ctx, tx, n.Ref()); err != nil {
			return err
		}
		if v.Inside {
			if v.Turn, err = todo.On(ctx, tx, n.Ref()); err != nil {
				return err
			}
		} else {
			v.History = slices.DeleteFunc(v.History, func(e audit.Entry) bool {
				return e.Action != "notice.publish" && e.Action != "notice.cancel"
			})
		}
		earlier, err := authors(ctx, tx, n)
		v.Acts = acts(by, n, earlier, tx.Now)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, json.Unmarshal(rulesOr(v.Notice.Rule), &v.Basis)
}

// rulesOr reads a draft's empty rule as no rules.
func rulesOr(b json.RawMessage) json.RawMessage {
	if len(b) == 0 || b[0] != '[' {
		return json.RawMessage(`[]`)
	}
	return b
}

func maySee(by auth.Actor, n Notice) bool { return n.Public() || inside(by, n) }

func inside(by auth.Actor, n Notice) bool {
	if by.BodyID == n.InstitutionID && by.Holds(org.ContractingOfficer, org.Approver) {
		return true
	}
	return by.Holds(org.TenderDesk, org.AuditorRole)
}

func acts(by auth.Actor, n Notice, earlier []int64, now time.Time) Acts {
	own := by.Has(org.ContractingOfficer) && by.BodyID == n.InstitutionID
	desk := by.Has(org.TenderDesk)
	second := desk && !slices.Contains(earlier, by.PersonID)
	open := n.State == Published && now.Before(n.Deadline)
	return Acts{
		Edit: own && n.State.Editable(), Submit: own && n.State.May(Submitted), Discard: own && n.State.Editable(),
		Publish: second && n.State.May(Published), Return: second && n.State.May(Returned),
		AskCancel:    (own || desk) && open && !n.CancelAsked(),
		DecideCancel: desk && open && n.CancelAsked() && *n.CancelAskedBy != by.PersonID,
	}
}

// Rules assesses a case for the rule box of the form: no state changes.
func (s *Service) Rules(ctx context.Context, by auth.Actor, c Case) (Assessment, error) {
	c.Law = by.Law
	return Assess(ctx, s.db, c)
}

// Today is the server's day, the default day of publication.
func (s *Service) Today(ctx context.Context) (kst.Day, error) {
	var now time.Time
	err := s.db.QueryRow(ctx, `SELECT now()`).Scan(&now)
	return kst.DayOf(now), err
}

// Bands lists the periods of a method by amount on a day, to show beside the one that
// applies.
func (s *Service) Bands(ctx context.Context, c Case) ([]law.Rule, error) {
	key := periodKey(c)
	if c.Method == Private {
		key = law.PrivateLimit
	}
	return law.Bands(ctx, s.db, law.Case{Key: key, Law: c.Law, Kind: string(c.Kind), On: c.Publish})
}

// ClassChoice is a detail class that a notice may name.
type ClassChoice struct {
	Code   string `db:"code"`
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
}

// Classes lists the detail classes.
func (s *Service) Classes(ctx context.Context) ([]ClassChoice, error) {
	return db.All[ClassChoice](s.db.Query(ctx, `SELECT code, name_ko, name_en FROM catalog.class WHERE length(code) = 10 ORDER BY code`))
}

// Standing selects notices of the board by where they stand.
type Standing string

// The standings. The zero Standing is Receiving.
const (
	Receiving Standing = "open"      // published, before the deadline
	Closed    Standing = "closed"    // published, after the deadline
	Called    Standing = "cancelled" // published and cancelled
	Any       Standing = "all"
)

// Standings in the order the board shows them.
var Standings = []string{string(Receiving), string(Closed), string(Called), string(Any)}

// Filter narrows the board.
type Filter struct {
	Standing    Standing
	Kinds       []string
	Methods     []string
	Regions     []string // "" among them: the whole country
	Institution int64
	Class       string // a class and all below it
	Q           string // in title, number and institution; spaces do not matter
	Page        page.Page
}

// BoardRow is a notice as the board shows it.
type BoardRow struct {
	ID            int64      `db:"id"`
	Number        string     `db:"number"`
	State         State      `db:"state"`
	Title         string     `db:"title"`
	Kind          Kind       `db:"kind"`
	Method        Method     `db:"method"`
	Region        string     `db:"region"`
	Urgent        bool       `db:"urgent"`
	InstitutionKo string     `db:"institution_ko"`
	InstitutionEn string     `db:"institution_en"`
	Estimated     int64      `db:"estimated_price"` // won, without VAT
	PublishedAt   *time.Time `db:"published_at"`
	Deadline      time.Time  `db:"deadline"`
	Total         int        `db:"total"`
}

// Count is how many notices share a value of a property.
type Count struct {
	Property string `db:"property"` // kind, method or region
	Value    string `db:"value"`
	N        int    `db:"n"`
}

// Choice is an institution to filter by.
type Choice struct {
	ID     int64  `db:"id"`
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
}

// Board is one page of the board.
type Board struct {
	Rows         []BoardRow
	Total        int
	Counts       []Count
	Institutions []Choice
	Now          time.Time
}

const boardScope = `
  FROM tender.notice n JOIN org.body b ON b.id = n.institution_id
 WHERE n.number IS NOT NULL
   AND CASE @standing::text WHEN 'open' THEN n.state = 'published' AND n.deadline > now()
                            WHEN 'closed' THEN n.state = 'published' AND n.deadline <= now()
                            WHEN 'cancelled' THEN n.state = 'cancelled' ELSE true END
   AND (@institution::bigint = 0 OR n.institution_id = @institution)
   AND (@class::text = '' OR n.class_code LIKE @class || '%')
   AND (@like::text = '' OR lower(replace(n.title || n.number || b.name_ko || b.name_en, ' ', '')) LIKE @like)`

const selectBoard = `
SELECT n.id, n.number, n.state, n.title, n.kind, n.method, n.region, n.urgent, b.name_ko AS institution_ko,
       b.name_en AS institution_en, n.estimated_price, n.published_at, n.deadline, count(*) OVER () AS total` + boardScope + `
   AND (cardinality(@kinds::text[]) = 0 OR n.kind = ANY(@kinds))
   AND (cardinality(@methods::text[]) = 0 OR n.method = ANY(@methods))
   AND (cardinality(@regions::text[]) = 0 OR n.region = ANY(@regions))
 ORDER BY CASE WHEN @standing = 'open' THEN n.deadline END, n.deadline DESC, n.id DESC
 LIMIT @limit OFFSET @offset`

const selectCounts = `
SELECT CASE grouping(n.kind, n.method, n.region) WHEN 3 THEN 'kind' WHEN 5 THEN 'method' ELSE 'region' END AS property,
       coalesce(n.kind, n.method, n.region) AS value, count(*) AS n` + boardScope + `
 GROUP BY GROUPING SETS ((n.kind), (n.method), (n.region))`

const selectInstitutions = `
SELECT b.id, b.name_ko, b.name_en FROM org.body b
 WHERE EXISTS (SELECT FROM tender.notice n WHERE n.institution_id = b.id AND n.number IS NOT NULL) ORDER BY b.name_ko`

// Board lists published notices, the earliest deadline first. Everybody may read it.
func (s *Service) Board(ctx context.Context, f Filter) (Board, error) {
	var out Board
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		a := f.args()
		var err error
		if out.Rows, err = db.All[BoardRow](tx.Query(ctx, selectBoard, a)); err != nil {
			return err
		}
		if out.Counts, err = db.All[Count](tx.Query(ctx, selectCounts, a)); err != nil {
			return err
		}
		out.Institutions, err = db.All[Choice](tx.Query(ctx, selectInstitutions))
		out.Now = tx.Now
		return err
	})
	if len(out.Rows) > 0 {
		out.Total = out.Rows[0].Total
	}
	return out, err
}

func (f Filter) args() pgx.NamedArgs {
	like := squeeze(f.Q)
	if like != "" {
		like = "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(like) + "%"
	}
	p := page.New(f.Page.Number, max(f.Page.Size, 1))
	return pgx.NamedArgs{
		"standing": string(f.Standing), "institution": f.Institution, "class": f.Class, "like": like,
		"kinds": db.Array(f.Kinds), "methods": db.Array(f.Methods), "regions": db.Array(f.Regions),
		"limit": p.Size, "offset": p.Offset(),
	}
}

const selectRecent = `
SELECT n.id, n.number, n.state, n.title, n.kind, n.method, n.region, n.urgent, b.name_ko AS institution_ko,
       b.name_en AS institution_en, n.estimated_price, n.published_at, n.deadline, 0 AS total
  FROM tender.notice n JOIN org.body b ON b.id = n.institution_id
 WHERE n.number IS NOT NULL ORDER BY n.published_at DESC, n.id DESC LIMIT @limit`

// Recent lists the notices published last, for the feed.
func (s *Service) Recent(ctx context.Context, limit int) ([]BoardRow, error) {
	return db.All[BoardRow](s.db.Query(ctx, selectRecent, pgx.NamedArgs{"limit": limit}))
}

const selectMine = `SELECT ` + noticeColumns + `
 WHERE n.institution_id = @body AND (@state::text = '' OR n.state = @state) ORDER BY n.id DESC LIMIT @limit OFFSET @offset`

// Mine lists the notices of the actor's institution in every state, the newest first.
// It gives one row more than the page holds if another page follows.
func (s *Service) Mine(ctx context.Context, by auth.Actor, state State, p page.Page) ([]Notice, error) {
	if err := needHolds(by, org.ContractingOfficer, org.Approver); err != nil {
		return nil, err
	}
	return db.All[Notice](s.db.Query(ctx, selectMine, pgx.NamedArgs{
		"body": by.BodyID, "state": string(state), "limit": p.Limit(), "offset": p.Offset(),
	}))
}

const selectQueue = `SELECT ` + noticeColumns + `
 WHERE n.state = 'submitted' OR (n.state = 'published' AND n.cancel_asked_by IS NOT NULL AND n.deadline > now())
 ORDER BY coalesce(n.cancel_asked_at, n.submitted_at), n.id LIMIT 200`

// Queue lists what waits for the tender desk, the longest waiting first.
func (s *Service) Queue(ctx context.Context, by auth.Actor) (rows []Notice, now time.Time, err error) {
	if err := needHolds(by, org.TenderDesk, org.AuditorRole); err != nil {
		return nil, now, err
	}
	err = s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		now = tx.Now
		rows, err = db.All[Notice](tx.Query(ctx, selectQueue))
		return err
	})
	return rows, now, err
}

// needHolds is for reading: a suspended body's people may still read.
func needHolds(by auth.Actor, roles ...org.Role) error {
	switch {
	case !by.SignedIn():
		return fault.ErrUnauthenticated
	case by.Holds(roles...):
		return nil
	}
	return fault.ErrForbidden
}
