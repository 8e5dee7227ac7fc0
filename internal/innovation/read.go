package innovation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/todo"
)

// Acts are what an actor may do with an application now.
type Acts struct {
	Edit, Submit, Review, Return, Decide bool
}

// View is an application with all that its page shows.
type View struct {
	Application   Application
	Files         []File
	Review        *ReviewRow // of the present round; nil: none, or not for this reader
	Verdict       *Verdict   // of that review, by the law of the day it was decided on or of today
	DesignationID int64      // 0: none
	History       []audit.Entry
	Turn          []todo.Row
	Acts          Acts
	Now           time.Time
}

// View gives an application to its supplier's members, the innovation desk (once it
// was handed in) and the auditors. The supplier sees scores when there is a decision.
func (s *Service) View(ctx context.Context, by auth.Actor, id int64) (View, error) {
	var v View
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		a, err := find(ctx, tx, id)
		if err != nil {
			return err
		}
		if !maySee(by, a) {
			return fault.ErrNotFound
		}
		v = View{Application: a, Now: tx.Now}
		if v.Files, err = files(ctx, tx, id); err != nil {
			return err
		}
		if v.History, err = audit.History(ctx, tx, a.Ref()); err != nil {
			return err
		}
		if v.Turn, err = todo.On(ctx, tx, a.Ref()); err != nil {
			return err
		}
		if err := v.fillReview(ctx, tx, by); err != nil {
			return err
		}
		return v.fillActs(ctx, tx, by)
	})
	return v, err
}

func maySee(by auth.Actor, a Application) bool {
	switch {
	case by.BodyID == a.SupplierID && by.Holds(org.SupplierAdmin, org.SupplierMember):
		return true
	case by.Holds(org.AuditorRole):
		return true
	}
	return by.Holds(org.InnovationDesk) && a.State != Draft
}

func (v *View) fillReview(ctx context.Context, tx *db.Tx, by auth.Actor) error {
	a := v.Application
	decided := a.State == Designated || a.State == Refused || a.State == Returned
	if !by.Holds(org.InnovationDesk, org.AuditorRole) && !decided {
		return nil
	}
	r, err := lastReview(ctx, tx, a.ID)
	if fault.Of(err, fault.NotFound) || (err == nil && a.SubmittedAt != nil && r.At.Before(*a.SubmittedAt)) {
		return nil
	}
	if err != nil {
		return err
	}
	day := kst.DayOf(v.Now)
	if a.DecidedAt != nil {
		day = kst.DayOf(*a.DecidedAt)
	}
	verdict, err := Judge(ctx, tx, r.Scores, day)
	v.Review, v.Verdict = &r, &verdict
	return err
}

func (v *View) fillActs(ctx context.Context, tx *db.Tx, by auth.Actor) error {
	a := v.Application
	all, err := earlier(ctx, tx, a.Ref())
	if err != nil {
		return err
	}
	wrote, err := authors(ctx, tx, a.Ref())
	if err != nil {
		return err
	}
	own := by.BodyID == a.SupplierID
	desk := by.Has(org.InnovationDesk)
	v.Acts = Acts{
		Edit:   own && by.Has(org.SupplierAdmin, org.SupplierMember) && a.State.Editable(),
		Submit: own && by.Has(org.SupplierAdmin) && a.State.Editable(),
		Review: desk && a.State == Submitted && !slices.Contains(wrote, by.PersonID),
		Return: desk && a.State == Submitted && !slices.Contains(wrote, by.PersonID),
		Decide: desk && a.State == Reviewed && !slices.Contains(all, by.PersonID),
	}
	if a.State == Designated {
		v.DesignationID, err = db.Value[int64](tx.Query(ctx, `SELECT id FROM innovation.designation WHERE application_id = @id`,
			pgx.NamedArgs{"id": a.ID}))
	}
	return err
}

// Mine lists the applications of the actor's supplier, the newest first.
func (s *Service) Mine(ctx context.Context, by auth.Actor) ([]Application, error) {
	if err := needHolds(by, org.SupplierAdmin, org.SupplierMember); err != nil {
		return nil, err
	}
	return db.All[Application](s.db.Query(ctx, `SELECT `+applicationColumns+` WHERE a.supplier_id = @body ORDER BY a.id DESC LIMIT 200`,
		pgx.NamedArgs{"body": by.BodyID}))
}

// OwnItem is an item a supplier may apply for.
type OwnItem struct {
	Number int    `db:"number"`
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
	Model  string `db:"model"`
}

// OwnItems lists the items that the actor's supplier offers.
func (s *Service) OwnItems(ctx context.Context, by auth.Actor) ([]OwnItem, error) {
	if err := needHolds(by, org.SupplierAdmin, org.SupplierMember); err != nil {
		return nil, err
	}
	return db.All[OwnItem](s.db.Query(ctx, `
SELECT i.number, i.name_ko, i.name_en, i.model FROM catalog.offer o JOIN catalog.item i ON i.number = o.item_number
 WHERE o.supplier_id = @body AND o.state <> 'withdrawn' ORDER BY i.name_ko, i.number`, pgx.NamedArgs{"body": by.BodyID}))
}

// Queue is what waits for the innovation desk.
type Queue struct {
	Applications []Application // submitted and reviewed, the longest waiting first
	Measures     []Measure     // proposed
	Now          time.Time
}

// Queue lists what waits for the innovation desk.
func (s *Service) Queue(ctx context.Context, by auth.Actor) (Queue, error) {
	if err := needHolds(by, org.InnovationDesk, org.AuditorRole); err != nil {
		return Queue{}, err
	}
	var q Queue
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		q.Now = tx.Now
		var err error
		q.Applications, err = db.All[Application](tx.Query(ctx, `SELECT `+applicationColumns+`
 WHERE a.state IN ('submitted', 'reviewed') ORDER BY a.submitted_at, a.id LIMIT 200`))
		if err != nil {
			return err
		}
		q.Measures, err = db.All[Measure](tx.Query(ctx, `SELECT `+measureColumns+` WHERE m.state = 'proposed' ORDER BY m.id LIMIT 200`))
		return err
	})
	return q, err
}

// Filter narrows the public list of designations.
type Filter struct {
	Fields   []string
	Standing []string // of Standings
	Q        string
	Page     page.Page
}

const selectDesignations = `SELECT ` + designationColumns + `, count(*) OVER () AS total` + designationFrom + `
 WHERE (cardinality(@fields::text[]) = 0 OR a.field = ANY(@fields))
   AND (cardinality(@standing::text[]) = 0 OR
        CASE WHEN d.state <> 'withdrawn' AND d.ends_on < @today::date THEN 'expired' ELSE d.state END = ANY(@standing))
   AND (@like::text = '' OR lower(replace(i.name_ko || i.name_en || i.maker || i.model || b.name_ko || d.number || d.item_number, ' ', '')) LIKE @like)
 ORDER BY d.id DESC LIMIT @limit OFFSET @offset`

// Designations lists designations for everybody, the newest first; rows carry the total.
func (s *Service) Designations(ctx context.Context, f Filter) (rows []Designation, now time.Time, err error) {
	like := strings.ToLower(strings.Join(strings.Fields(f.Q), ""))
	if like != "" {
		like = "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(like) + "%"
	}
	err = s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		now = tx.Now
		rows, err = db.All[Designation](tx.Query(ctx, selectDesignations, pgx.NamedArgs{
			"fields": db.Array(f.Fields), "standing": db.Array(f.Standing), "today": kst.DayOf(now).Time(), "like": like,
			"limit": f.Page.Size, "offset": f.Page.Offset(),
		}))
		return err
	})
	return rows, now, err
}

// DesignationView is a designation with all that its page shows.
type DesignationView struct {
	Designation Designation
	History     []audit.Entry
	Measures    []Measure     // for the desk, the auditors and the supplier
	May         []MeasureKind // what the actor may propose now
	Inside      bool
	Now         time.Time
}

// Designation gives a designation to everybody; measures only to the desk, the
// auditors and its supplier.
func (s *Service) Designation(ctx context.Context, by auth.Actor, id int64) (DesignationView, error) {
	var v DesignationView
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		d, err := findDesignation(ctx, tx, id)
		if err != nil {
			return err
		}
		v = DesignationView{Designation: d, Now: tx.Now}
		v.Inside = by.Holds(org.InnovationDesk, org.AuditorRole) ||
			(by.SignedIn() && by.BodyID == d.SupplierID)
		if v.History, err = audit.History(ctx, tx, d.Ref()); err != nil || !v.Inside {
			return err
		}
		v.Measures, err = db.All[Measure](tx.Query(ctx, `SELECT `+measureColumns+` WHERE m.designation_id = @id ORDER BY m.id DESC`,
			pgx.NamedArgs{"id": id}))
		open := slices.ContainsFunc(v.Measures, func(m Measure) bool { return m.State == Proposed })
		if by.Has(org.InnovationDesk) && !open {
			v.May = MeasuresIn(d.State)
			if v.Now.After(d.Until()) {
				v.May = slices.DeleteFunc(v.May, func(k MeasureKind) bool { return k != Withdraw })
			}
		}
		return err
	})
	return v, err
}

// MeasureView is a measure with its designation.
type MeasureView struct {
	Measure     Measure
	Designation Designation
	MayDecide   bool
	History     []audit.Entry
	Now         time.Time
}

// Measure gives a measure to the desk, the auditors and the supplier concerned.
func (s *Service) Measure(ctx context.Context, by auth.Actor, id int64) (MeasureView, error) {
	var v MeasureView
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		m, err := findMeasure(ctx, tx, id)
		if err != nil {
			return err
		}
		d, err := findDesignation(ctx, tx, m.DesignationID)
		if err != nil {
			return err
		}
		if !by.Holds(org.InnovationDesk, org.AuditorRole) && (!by.SignedIn() || by.BodyID != d.SupplierID) {
			return fault.ErrNotFound
		}
		v = MeasureView{Measure: m, Designation: d, Now: tx.Now}
		v.MayDecide = by.Has(org.InnovationDesk) && m.State == Proposed && m.ProposedBy != by.PersonID
		v.History, err = audit.History(ctx, tx, m.Ref())
		return err
	})
	return v, err
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
