package admission

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

type membership struct {
	ID       int64      `db:"id"`
	PersonID int64      `db:"person_id"`
	BodyID   int64      `db:"body_id"`
	Kind     org.Kind   `db:"kind"`
	Roles    []org.Role `db:"roles"`
	Version  int        `db:"version"`
}

func lockMembership(ctx context.Context, tx *db.Tx, id int64) (membership, error) {
	return db.One[membership](tx.Query(ctx, `
SELECT m.id, m.person_id, m.body_id, b.kind, m.roles, m.version FROM org.membership m JOIN org.body b ON b.id = m.body_id
 WHERE m.id = @id AND m.left_at IS NULL FOR UPDATE OF m`, pgx.NamedArgs{"id": id}))
}

// ChangeRoles gives a member of the actor's own body other roles; none at all means
// that the member leaves. Nobody changes their own roles. At PPS the change waits for
// a second administrator.
func (s *Service) ChangeRoles(ctx context.Context, by auth.Actor, membershipID int64, roles []org.Role, version int) error {
	if err := by.Need(org.SupplierAdmin, org.BodyAdmin, org.SystemAdmin); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		m, err := lockMembership(ctx, tx, membershipID)
		switch {
		case err != nil:
			return err
		case m.BodyID != by.BodyID:
			return fault.ErrNotFound
		case m.PersonID == by.PersonID:
			return ErrOwnRole
		case m.Version != version:
			return fault.ErrStale
		case len(roles) > 0 && !org.Allowed(m.Kind, roles):
			return ErrRoles
		}
		if by.Is(org.PPS) {
			return proposeRoles(ctx, tx, by, m, roles)
		}
		return applyRoles(ctx, tx, by, m, roles, 0)
	})
}

func proposeRoles(ctx context.Context, tx *db.Tx, by auth.Actor, m membership, roles []org.Role) error {
	id, err := db.Value[int64](tx.Query(ctx, `
INSERT INTO org.role_change (membership_id, roles, state, proposed_by, created_at) VALUES (@m, @roles, 'proposed', @by, @now) RETURNING id`,
		pgx.NamedArgs{"m": m.ID, "roles": rolesOrNone(roles), "by": by.PersonID, "now": tx.Now}))
	if err != nil {
		return err
	}
	p, err := org.PersonByID(ctx, tx, m.PersonID)
	if err != nil {
		return err
	}
	ref := audit.Ref("role_change", id)
	if err := todo.Open(ctx, tx, todo.Task{
		Object: ref, Action: "role_change.confirm", BodyID: by.BodyID, Role: org.SystemAdmin,
		Params: map[string]any{"name": p.Name}, Barred: []int64{by.PersonID, m.PersonID},
	}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "role_change.propose", Object: ref, To: "proposed", Detail: map[string]any{"membership": m.ID, "roles": roles}})
}

func rolesOrNone(r []org.Role) []org.Role {
	if r == nil {
		return []org.Role{}
	}
	return r
}

// RoleChange is a proposed change as the administrators' page shows it.
type RoleChange struct {
	ID         int64      `db:"id"`
	Person     string     `db:"person"`
	Now        []org.Role `db:"now"`
	Roles      []org.Role `db:"roles"`
	ProposedBy int64      `db:"proposed_by"`
	Proposer   string     `db:"proposer"`
	CreatedAt  time.Time  `db:"created_at"`
}

// RoleChanges lists what waits for a second administrator.
func (s *Service) RoleChanges(ctx context.Context, by auth.Actor) ([]RoleChange, error) {
	if err := by.Need(org.SystemAdmin, org.AuditorRole); err != nil {
		return nil, err
	}
	return db.All[RoleChange](s.db.Query(ctx, `
SELECT c.id, p.name AS person, m.roles AS now, c.roles, c.proposed_by, q.name AS proposer, c.created_at
  FROM org.role_change c JOIN org.membership m ON m.id = c.membership_id JOIN org.person p ON p.id = m.person_id
  JOIN org.person q ON q.id = c.proposed_by WHERE c.state = 'proposed' ORDER BY c.id`))
}

// ConfirmRoles decides a proposed change as the second administrator.
func (s *Service) ConfirmRoles(ctx context.Context, by auth.Actor, id int64, confirm bool) error {
	if err := by.Need(org.SystemAdmin); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		var mid, proposer int64
		var roles []org.Role
		var state string
		err := tx.QueryRow(ctx, `SELECT membership_id, proposed_by, roles, state FROM org.role_change WHERE id = @id FOR UPDATE`,
			pgx.NamedArgs{"id": id}).Scan(&mid, &proposer, &roles, &state)
		if err != nil {
			return db.NotFound(err)
		}
		if state != "proposed" {
			return ErrState
		}
		m, err := lockMembership(ctx, tx, mid)
		if err != nil {
			return err
		}
		if err := by.NotEarlier(proposer, m.PersonID); err != nil {
			return err
		}
		to := "refused"
		if confirm {
			to = "confirmed"
			if err := applyRoles(ctx, tx, by, m, roles, id); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE org.role_change SET state = @to, confirmed_by = @by, decided_at = @now WHERE id = @id`,
			pgx.NamedArgs{"to": to, "by": by.PersonID, "now": tx.Now, "id": id}); err != nil {
			return err
		}
		ref := audit.Ref("role_change", id)
		if err := todo.Done(ctx, tx, by.Who(), ref); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "role_change.decide", Object: ref, From: "proposed", To: to})
	})
}

const refuseChanges = `
UPDATE org.role_change SET state = 'refused', decided_at = @now WHERE membership_id = @m AND state = 'proposed' AND id <> @deciding RETURNING id`

// dropChanges ends whatever else was proposed about a membership that ends.
func dropChanges(ctx context.Context, tx *db.Tx, by auth.Actor, m membership, deciding int64) error {
	ids, err := db.Values[int64](tx.Query(ctx, refuseChanges, pgx.NamedArgs{"m": m.ID, "now": tx.Now, "deciding": deciding}))
	if err != nil {
		return err
	}
	for _, id := range ids {
		ref := audit.Ref("role_change", id)
		if err := todo.Done(ctx, tx, by.Who(), ref); err != nil {
			return err
		}
		err := audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "role_change.decide", Object: ref, From: "proposed", To: "refused"})
		if err != nil {
			return err
		}
	}
	return nil
}

// applyRoles changes or ends a membership. A body keeps at least one administrator,
// and a leaver's sessions end with the membership. deciding is the proposed change that
// is being carried out, 0 if none.
func applyRoles(ctx context.Context, tx *db.Tx, by auth.Actor, m membership, roles []org.Role, deciding int64) error {
	admin := map[org.Kind]org.Role{org.Supplier: org.SupplierAdmin, org.Institution: org.BodyAdmin, org.PPS: org.SystemAdmin, org.Auditor: org.AuditorRole}[m.Kind]
	if slices.Contains(m.Roles, admin) && !slices.Contains(roles, admin) {
		others, err := db.Value[int](tx.Query(ctx, `SELECT count(*)::int FROM (
SELECT id FROM org.membership WHERE body_id = @body AND id <> @id AND left_at IS NULL AND @admin = ANY(roles) FOR UPDATE) o`,
			pgx.NamedArgs{"body": m.BodyID, "id": m.ID, "admin": admin}))
		if err != nil {
			return err
		}
		if others == 0 {
			return ErrLastAdmin
		}
	}
	sql, action := `UPDATE org.membership SET roles = @roles, version = version + 1 WHERE id = @id`, "member.change_roles"
	if len(roles) == 0 {
		sql, action = `UPDATE org.membership SET left_at = @now, version = version + 1 WHERE id = @id`, "member.leave"
		if _, err := tx.Exec(ctx, `DELETE FROM auth.session WHERE person_id = @person`, pgx.NamedArgs{"person": m.PersonID}); err != nil {
			return err
		}
		if err := dropChanges(ctx, tx, by, m, deciding); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"roles": roles, "now": tx.Now, "id": m.ID}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: action, Object: audit.Ref("membership", m.ID), Detail: map[string]any{"before": m.Roles, "after": roles}})
}

// Leave ends the actor's own membership.
func (s *Service) Leave(ctx context.Context, by auth.Actor) error {
	if !by.SignedIn() {
		return fault.ErrUnauthenticated
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		m, err := lockMembership(ctx, tx, by.MembershipID)
		if err != nil {
			return err
		}
		return applyRoles(ctx, tx, by, m, nil, 0)
	})
}

// Members lists the actor's own body's members, to those who manage them.
func (s *Service) Members(ctx context.Context, by auth.Actor) ([]org.Member, error) {
	if err := by.Need(org.SupplierAdmin, org.BodyAdmin, org.SystemAdmin); err != nil {
		return nil, err
	}
	return org.Members(ctx, s.db, by.BodyID)
}
