// Package admission owns how bodies and people come in and leave: suppliers register
// themselves and PPS admits them; institutions and staff come by invitation, those of
// PPS with a second administrator's word; members change roles and leave. It refuses
// to decide what they may do once in.
package admission

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
)

// Service admits and dismisses.
type Service struct {
	db      *db.DB
	auth    *auth.Service
	baseURL string
}

// New makes the service; baseURL begins the links in mails.
func New(d *db.DB, a *auth.Service, baseURL string) *Service { return &Service{d, a, baseURL} }

// Sections of a supplier's registration, in the order of the task list.
var Sections = []string{"company", "contact", "bank", "traits"}

// invitationDays is how long an invitation's link works.
const invitationDays = 7

// Refusals.
var (
	ErrIncomplete   = fault.New(fault.Conflict, "registration_incomplete")
	ErrInvitation   = fault.New(fault.NotFound, "invitation_gone")
	ErrState        = fault.New(fault.Conflict, "wrong_state")
	ErrRoles        = fault.Bad("form_invalid", fault.F("roles", "roles_not_allowed"))
	ErrOwnRole      = fault.New(fault.Forbidden, "own_role")
	ErrLastAdmin    = fault.New(fault.Conflict, "last_admin")
	errReasonNeeded = fault.Bad("form_invalid", fault.F("reason", "required"))
)

// Register begins a supplier's registration: a draft body and a mailed link by which
// its first administrator chooses a password. A known address gets a mail that says
// so; the answer on the page is the same.
func (s *Service) Register(ctx context.Context, email, name, lang string) error {
	token, hash := auth.NewToken()
	l := text.For(lang)
	return s.db.Run(ctx, func(tx *db.Tx) error {
		known, err := db.Value[bool](tx.Query(ctx, `SELECT EXISTS (SELECT FROM org.person WHERE lower(email) = lower(@email))`, pgx.NamedArgs{"email": email}))
		if err != nil {
			return err
		}
		if known {
			return mail.Queue(ctx, tx, mail.Message{
				To: email, Subject: l.T("mail.known.subject"), Body: l.T("mail.known.body", "link", s.baseURL+"/sign-in"),
			})
		}
		body, err := org.InsertBody(ctx, tx, org.Body{Kind: org.Supplier, State: org.Draft, Email: email})
		if err != nil {
			return err
		}
		if _, err := newInvitation(ctx, tx, audit.Who{}, "invitation.send", invitation{Body: body, Email: email, Name: name, Roles: []org.Role{org.SupplierAdmin}, State: "sent", Hash: hash}); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{Action: "body.register", Object: audit.Ref("body", body), To: string(org.Draft)}); err != nil {
			return err
		}
		return mail.Queue(ctx, tx, mail.Message{
			To: email, Subject: l.T("mail.register.subject"), Body: l.T("mail.register.body", "name", name, "link", s.baseURL+"/invitations/"+token, "days", invitationDays),
		})
	})
}

// SectionCommand is one section of the registration as filled in. Only the fields of
// its section are written.
type SectionCommand struct {
	Section string
	Version int
	Body    org.Body
}

const saveSection = `
UPDATE org.body SET
  name_ko = CASE WHEN @section = 'company' THEN @name_ko ELSE name_ko END,
  name_en = CASE WHEN @section = 'company' THEN @name_en ELSE name_en END,
  bizno = CASE WHEN @section = 'company' THEN @bizno ELSE bizno END,
  corpno = CASE WHEN @section = 'company' THEN @corpno ELSE corpno END,
  representative = CASE WHEN @section = 'company' THEN @representative ELSE representative END,
  founded_on = CASE WHEN @section = 'company' THEN @founded_on::date ELSE founded_on END,
  region = CASE WHEN @section = 'contact' THEN @region ELSE region END,
  address = CASE WHEN @section = 'contact' THEN @address ELSE address END,
  phone = CASE WHEN @section = 'contact' THEN @phone ELSE phone END,
  homepage = CASE WHEN @section = 'contact' THEN @homepage ELSE homepage END,
  introduction = CASE WHEN @section = 'contact' THEN @introduction ELSE introduction END,
  bank_name = CASE WHEN @section = 'bank' THEN @bank_name ELSE bank_name END,
  bank_account = CASE WHEN @section = 'bank' THEN @bank_account ELSE bank_account END,
  bank_holder = CASE WHEN @section = 'bank' THEN @bank_holder ELSE bank_holder END,
  traits = CASE WHEN @section = 'traits' THEN @traits ELSE traits END,
  sections_done = CASE WHEN @section = ANY(sections_done) THEN sections_done ELSE sections_done || @section::text END,
  return_reasons = return_reasons - @section::text,
  version = version + 1
WHERE id = @id`

// SaveSection keeps one section of the actor's own registration.
func (s *Service) SaveSection(ctx context.Context, by auth.Actor, c SectionCommand) error {
	if err := mayRegister(by); err != nil {
		return err
	}
	if !slices.Contains(Sections, c.Section) {
		return fault.ErrNotFound
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		b, err := org.LockBody(ctx, tx, by.BodyID)
		if err != nil {
			return err
		}
		if b.State != org.Draft && b.State != org.Returned {
			return ErrState
		}
		if b.Version != c.Version {
			return fault.ErrStale
		}
		n := c.Body
		_, err = tx.Exec(ctx, saveSection, pgx.NamedArgs{
			"id": b.ID, "section": c.Section, "name_ko": n.NameKo, "name_en": n.NameEn, "bizno": n.Bizno, "corpno": n.Corpno,
			"representative": n.Representative, "founded_on": n.FoundedOn, "region": n.Region, "address": n.Address, "phone": n.Phone,
			"homepage": n.Homepage, "introduction": n.Introduction, "bank_name": n.BankName, "bank_account": n.BankAccount,
			"bank_holder": n.BankHolder, "traits": emptyIfNil(n.Traits),
		})
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "body.save_section", Object: audit.Ref("body", b.ID), Detail: map[string]any{"section": c.Section}})
	})
}

func mayRegister(by auth.Actor) error {
	switch {
	case !by.SignedIn():
		return fault.ErrUnauthenticated
	case !by.Is(org.Supplier) || !by.Holds(org.SupplierAdmin):
		return fault.ErrForbidden
	}
	return nil
}

func emptyIfNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// Submit hands the registration to the market desk.
func (s *Service) Submit(ctx context.Context, by auth.Actor, version int) error {
	if err := mayRegister(by); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		b, err := org.LockBody(ctx, tx, by.BodyID)
		if err != nil {
			return err
		}
		switch {
		case b.State != org.Draft && b.State != org.Returned:
			return ErrState
		case b.Version != version:
			return fault.ErrStale
		}
		for _, sec := range Sections {
			if !slices.Contains(b.SectionsDone, sec) || b.ReturnReasons[sec] != "" {
				return ErrIncomplete
			}
		}
		if b.Bizno == nil {
			return ErrIncomplete
		}
		if err := move(ctx, tx, by, b, org.Submitted, "body.submit", nil); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE org.body SET submitted_at = @now, applied_by = @by WHERE id = @id`,
			pgx.NamedArgs{"now": tx.Now, "by": by.PersonID, "id": b.ID}); err != nil {
			return err
		}
		pps, err := org.PPSBody(ctx, tx)
		if err != nil {
			return err
		}
		return todo.Open(ctx, tx, todo.Task{
			Object: audit.Ref("body", b.ID), Action: "body.admit", BodyID: pps, Role: org.MarketDesk,
			Params: map[string]any{"name": b.NameKo}, Barred: []int64{by.PersonID},
		})
	})
}

// move changes a body's state, closes the turns on it and records the act.
func move(ctx context.Context, tx *db.Tx, by auth.Actor, b org.Body, to org.State, action string, detail map[string]any) error {
	if _, err := tx.Exec(ctx, `UPDATE org.body SET state = @state, version = version + 1 WHERE id = @id`,
		pgx.NamedArgs{"state": to, "id": b.ID}); err != nil {
		return err
	}
	ref := audit.Ref("body", b.ID)
	if err := todo.Done(ctx, tx, by.Who(), ref); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: action, Object: ref, From: string(b.State), To: string(to), Detail: detail})
}

// Decision is the market desk's answer to a registration. Reasons are by section;
// a return needs at least one.
type Decision struct {
	BodyID  int64
	Version int
	Admit   bool
	Reasons map[string]string
}

// Decide admits a supplier or returns its registration with reasons.
func (s *Service) Decide(ctx context.Context, by auth.Actor, d Decision) error {
	if err := by.Need(org.MarketDesk); err != nil {
		return err
	}
	reasons := maps.Clone(d.Reasons)
	maps.DeleteFunc(reasons, func(k, v string) bool { return strings.TrimSpace(v) == "" || !slices.Contains(Sections, k) })
	if !d.Admit && len(reasons) == 0 {
		return errReasonNeeded
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		b, err := org.LockBody(ctx, tx, d.BodyID)
		if err != nil {
			return err
		}
		switch {
		case b.Kind != org.Supplier:
			return fault.ErrNotFound
		case b.State != org.Submitted:
			return ErrState
		case b.Version != d.Version:
			return fault.ErrStale
		}
		if b.AppliedBy != nil {
			if err := by.NotEarlier(*b.AppliedBy); err != nil {
				return err
			}
		}
		to, action, kind := org.Admitted, "body.admit", "body_admitted"
		if d.Admit {
			reasons = map[string]string{}
		} else {
			to, action, kind = org.Returned, "body.return", "body_returned"
		}
		if err := move(ctx, tx, by, b, to, action, map[string]any{"reasons": reasons}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE org.body SET decided_at = @now, decided_by = @by, return_reasons = @reasons WHERE id = @id`,
			pgx.NamedArgs{"now": tx.Now, "by": by.PersonID, "reasons": reasons, "id": b.ID}); err != nil {
			return err
		}
		return notify.Send(ctx, tx, notify.Message{
			BodyID: b.ID, Roles: []org.Role{org.SupplierAdmin}, Kind: kind, Object: audit.Ref("body", b.ID), Params: map[string]any{"name": b.NameKo},
		})
	})
}

// ParseBizno checks a business number as typed and names the field in the refusal.
func ParseBizno(s string) (bizno.Number, error) {
	n, err := bizno.Parse(s)
	if err == nil {
		return n, nil
	}
	if errors.Is(err, bizno.ErrCheck) {
		return "", fault.Bad("form_invalid", fault.F("bizno", "bizno_check"))
	}
	return "", fault.Bad("form_invalid", fault.F("bizno", "bizno_syntax"))
}

// Queue lists the registrations that wait for the market desk.
func (s *Service) Queue(ctx context.Context, by auth.Actor) ([]org.Body, error) {
	if err := by.Need(org.MarketDesk, org.AuditorRole); err != nil {
		return nil, err
	}
	return org.BodiesIn(ctx, s.db, org.Supplier, org.Submitted)
}

// Body gives a body to those who may see all of it: its own members, PPS, auditors.
func (s *Service) Body(ctx context.Context, by auth.Actor, id int64) (org.Body, error) {
	if !by.SignedIn() {
		return org.Body{}, fault.ErrUnauthenticated
	}
	if by.BodyID != id && !by.Holds(org.MarketDesk, org.SystemAdmin, org.AuditorRole) {
		return org.Body{}, fault.ErrNotFound
	}
	return org.BodyByID(ctx, s.db, id)
}

// History lists the acts on a body or an invitation, for the console.
func (s *Service) History(ctx context.Context, ref string) ([]audit.Entry, error) {
	return audit.History(ctx, s.db, ref)
}
