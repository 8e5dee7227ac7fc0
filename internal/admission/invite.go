package admission

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
)

type invitation struct {
	Body  int64
	Email string
	Name  string
	Roles []org.Role
	State string
	Hash  []byte // nil until sent
}

// newInvitation writes an invitation and the act that made it.
func newInvitation(ctx context.Context, tx *db.Tx, by audit.Who, action string, i invitation) (int64, error) {
	id, err := db.Value[int64](tx.Query(ctx, `
INSERT INTO org.invitation (body_id, email, name, roles, state, token_hash, proposed_by, created_at, expires_at)
VALUES (@body, @email, @name, @roles, @state, @hash, nullif(@by, 0), @now, @expires) RETURNING id`,
		pgx.NamedArgs{
			"body": i.Body, "email": i.Email, "name": i.Name, "roles": i.Roles, "state": i.State, "hash": i.Hash,
			"by": by.PersonID, "now": tx.Now, "expires": tx.Now.AddDate(0, 0, invitationDays),
		}))
	if err != nil {
		return 0, err
	}
	return id, audit.Record(ctx, tx, audit.Event{
		By: by, Action: action, Object: audit.Ref("invitation", id), To: i.State, Detail: map[string]any{"email": i.Email, "roles": i.Roles},
	})
}

// Invitation is one as lists and the accepting page show it.
type Invitation struct {
	ID         int64      `db:"id"`
	BodyID     int64      `db:"body_id"`
	Body       string     `db:"body"`
	BodyKind   org.Kind   `db:"body_kind"`
	BodyState  org.State  `db:"body_state"`
	Email      string     `db:"email"`
	Name       string     `db:"name"`
	Roles      []org.Role `db:"roles"`
	State      string     `db:"state"`
	ProposedBy *int64     `db:"proposed_by"`
	Proposer   string     `db:"proposer"`
	CreatedAt  time.Time  `db:"created_at"`
	ExpiresAt  *time.Time `db:"expires_at"`
}

const selectInvitation = `
SELECT i.id, i.body_id, b.name_ko AS body, b.kind AS body_kind, b.state AS body_state, i.email, i.name, i.roles, i.state, i.proposed_by,
       coalesce(p.name, '') AS proposer, i.created_at, i.expires_at
  FROM org.invitation i JOIN org.body b ON b.id = i.body_id LEFT JOIN org.person p ON p.id = i.proposed_by `

// Invitations lists a body's open invitations; system administrators and auditors also
// see what waits for a second administrator anywhere.
func (s *Service) Invitations(ctx context.Context, by auth.Actor) ([]Invitation, error) {
	if err := by.Need(org.SupplierAdmin, org.BodyAdmin, org.SystemAdmin, org.AuditorRole); err != nil {
		return nil, err
	}
	return db.All[Invitation](s.db.Query(ctx, selectInvitation+`
 WHERE i.state IN ('proposed', 'sent') AND (i.body_id = @body OR (@pps AND i.state = 'proposed')) ORDER BY i.id DESC LIMIT 100`,
		pgx.NamedArgs{"body": by.BodyID, "pps": by.Has(org.SystemAdmin, org.AuditorRole)}))
}

// InviteCommand asks somebody into the actor's own body.
type InviteCommand struct {
	Email string
	Name  string
	Roles []org.Role
}

// Invite asks a person into the actor's own body. Suppliers and institutions send at
// once; at PPS a second administrator confirms first. Nobody gives a role of another
// kind of body.
func (s *Service) Invite(ctx context.Context, by auth.Actor, c InviteCommand) error {
	if err := by.Need(org.SupplierAdmin, org.BodyAdmin, org.SystemAdmin); err != nil {
		return err
	}
	if !org.Allowed(by.BodyKind, c.Roles) {
		return ErrRoles
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		i := invitation{Body: by.BodyID, Email: c.Email, Name: c.Name, Roles: c.Roles, State: "sent"}
		if by.Is(org.PPS) {
			i.State = "proposed"
			return s.propose(ctx, tx, by, i)
		}
		return s.send(ctx, tx, by, i)
	})
}

func (s *Service) propose(ctx context.Context, tx *db.Tx, by auth.Actor, i invitation) error {
	id, err := newInvitation(ctx, tx, by.Who(), "invitation.propose", i)
	if err != nil {
		return err
	}
	return todo.Open(ctx, tx, todo.Task{
		Object: audit.Ref("invitation", id), Action: "invitation.confirm", BodyID: by.BodyID, Role: org.SystemAdmin,
		Params: map[string]any{"name": i.Name}, Barred: []int64{by.PersonID},
	})
}

func (s *Service) send(ctx context.Context, tx *db.Tx, by auth.Actor, i invitation) error {
	token, hash := auth.NewToken()
	i.Hash = hash
	if _, err := newInvitation(ctx, tx, by.Who(), "invitation.send", i); err != nil {
		return err
	}
	return s.mailInvitation(ctx, tx, i.Body, i.Email, i.Name, token)
}

func (s *Service) mailInvitation(ctx context.Context, tx *db.Tx, body int64, email, name, token string) error {
	b, err := org.BodyByID(ctx, tx, body)
	if err != nil {
		return err
	}
	l := text.For("ko")
	return mail.Queue(ctx, tx, mail.Message{
		To: email, Subject: l.T("mail.invite.subject", "body", b.NameKo),
		Body: l.T("mail.invite.body", "name", name, "body", b.NameKo, "link", s.baseURL+"/invitations/"+token, "days", invitationDays),
	})
}

// BodyCommand proposes an institution (or auditor) with its first administrator.
type BodyCommand struct {
	Kind       org.Kind
	NameKo     string
	NameEn     string
	Bizno      *bizno.Number
	Region     string
	Law        string // state or local
	AdminEmail string
	AdminName  string
}

// ProposeBody proposes a body that comes by invitation. A second system administrator
// confirms it (Confirm), which admits it and sends the invitation.
func (s *Service) ProposeBody(ctx context.Context, by auth.Actor, c BodyCommand) error {
	if err := by.Need(org.SystemAdmin); err != nil {
		return err
	}
	if c.Kind != org.Institution && c.Kind != org.Auditor {
		return fault.Bad("form_invalid", fault.F("kind", "not_a_choice"))
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		id, err := org.InsertBody(ctx, tx, org.Body{
			Kind: c.Kind, State: org.Proposed, NameKo: c.NameKo, NameEn: c.NameEn, Bizno: c.Bizno, Region: c.Region,
			Law: c.Law, Email: c.AdminEmail, AppliedBy: &by.PersonID,
		})
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "body.propose", Object: audit.Ref("body", id), To: string(org.Proposed)}); err != nil {
			return err
		}
		role := org.BodyAdmin
		if c.Kind == org.Auditor {
			role = org.AuditorRole
		}
		return s.propose(ctx, tx, by, invitation{Body: id, Email: c.AdminEmail, Name: c.AdminName, Roles: []org.Role{role}, State: "proposed"})
	})
}

// Confirm lets a second system administrator send a proposed invitation, admitting
// its body if that was proposed with it; or refuse both.
func (s *Service) Confirm(ctx context.Context, by auth.Actor, id int64, confirm bool) error {
	if err := by.Need(org.SystemAdmin); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		i, err := db.One[Invitation](tx.Query(ctx, selectInvitation+` WHERE i.id = @id FOR UPDATE OF i`, pgx.NamedArgs{"id": id}))
		if err != nil {
			return err
		}
		if i.State != "proposed" {
			return ErrState
		}
		if err := by.NotEarlier(*i.ProposedBy); err != nil {
			return err
		}
		state, bodyState, action := "sent", org.Admitted, "invitation.confirm"
		if !confirm {
			state, bodyState, action = "refused", org.Refused, "invitation.refuse"
		}
		if i.BodyState == org.Proposed {
			if err := move(ctx, tx, by, org.Body{ID: i.BodyID, State: i.BodyState}, bodyState, "body.decide", nil); err != nil {
				return err
			}
		}
		token, hash := auth.NewToken()
		if _, err := tx.Exec(ctx, `UPDATE org.invitation SET state = @state, confirmed_by = @by, token_hash = @hash, expires_at = @expires WHERE id = @id`,
			pgx.NamedArgs{"state": state, "by": by.PersonID, "hash": hash, "expires": tx.Now.AddDate(0, 0, invitationDays), "id": id}); err != nil {
			return err
		}
		ref := audit.Ref("invitation", id)
		if err := todo.Done(ctx, tx, by.Who(), ref); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: action, Object: ref, From: "proposed", To: state}); err != nil {
			return err
		}
		if !confirm {
			return nil
		}
		return s.mailInvitation(ctx, tx, i.BodyID, i.Email, i.Name, token)
	})
}

// Opened gives a sent invitation by its mailed token.
func (s *Service) Opened(ctx context.Context, token string) (Invitation, error) {
	var i Invitation
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) (err error) {
		i, err = db.One[Invitation](tx.Query(ctx, selectInvitation+` WHERE i.token_hash = @hash AND i.state = 'sent' AND i.expires_at > audit.clock()`,
			pgx.NamedArgs{"hash": auth.TokenHash(token)}))
		return err
	})
	if fault.Of(err, fault.NotFound) {
		return i, ErrInvitation
	}
	return i, err
}

// Accept makes the invited person a member, with a password of their choice if they
// are new here. It gives the person and body to sign in as.
func (s *Service) Accept(ctx context.Context, token, name, password, lang string) (person, body int64, err error) {
	i, err := s.Opened(ctx, token)
	if err != nil {
		return 0, 0, err
	}
	hash, err := s.auth.Hash(ctx, password, i.Email, i.Body)
	if err != nil {
		return 0, 0, err
	}
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE org.invitation SET state = 'accepted', accepted_at = @now WHERE id = @id AND state = 'sent' AND expires_at > audit.clock()`,
			pgx.NamedArgs{"now": tx.Now, "id": i.ID})
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return ErrInvitation
		}
		if person, err = org.InsertPerson(ctx, tx, i.Email, name, hash, lang); err != nil {
			return err
		}
		if _, err = org.InsertMembership(ctx, tx, person, i.BodyID, i.Roles); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: audit.Who{PersonID: person, BodyID: i.BodyID}, Action: "invitation.accept", Object: audit.Ref("invitation", i.ID), From: "sent", To: "accepted",
		})
	})
	return person, i.BodyID, err
}

// InviteFirst makes the Public Procurement Service's body, if it is not there, and
// invites one of its first two system administrators: the only invitations that nobody
// confirms, possible until there are two people who can confirm each other. It gives
// the link, which is mailed too.
func (s *Service) InviteFirst(ctx context.Context, email, name string) (link string, err error) {
	token, hash := auth.NewToken()
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		administrators, err := db.Value[int](tx.Query(ctx, `SELECT count(*)::int FROM org.membership WHERE left_at IS NULL AND 'system_admin' = ANY(roles)`))
		if err != nil {
			return err
		}
		if administrators >= 2 {
			return ErrState
		}
		body, err := org.PPSBody(ctx, tx)
		if fault.Of(err, fault.NotFound) {
			body, err = org.InsertBody(ctx, tx, org.Body{Kind: org.PPS, State: org.Admitted, NameKo: "조달청", NameEn: "Public Procurement Service"})
		}
		if err != nil {
			return err
		}
		if _, err := newInvitation(ctx, tx, audit.Who{}, "invitation.first", invitation{Body: body, Email: email, Name: name, Roles: []org.Role{org.SystemAdmin}, State: "sent", Hash: hash}); err != nil {
			return err
		}
		return s.mailInvitation(ctx, tx, body, email, name, token)
	})
	return s.baseURL + "/invitations/" + token, err
}
