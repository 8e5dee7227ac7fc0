package admission_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

func TestInvite_bringsAColleagueIn(t *testing.T) {
	w := newGate(t)
	body := w.body(org.Institution)
	head := w.actor(body, org.BodyAdmin)
	w.ok(w.admission.Invite(t.Context(), head, admission.InviteCommand{Email: "park@example.kr", Name: "박동료", Roles: []org.Role{org.Requester, org.Inspector}}))
	if list, err := w.admission.Invitations(t.Context(), head); err != nil || len(list) != 1 || list[0].State != "sent" {
		t.Fatalf("%+v, %v", list, err)
	}
	token := w.token("park@example.kr")
	if _, _, err := w.admission.Accept(t.Context(), token, "박동료", "short", "ko"); !errors.Is(err, auth.ErrPasswordShort) {
		t.Errorf("a weak password: %v", err)
	}
	a := w.accept("park@example.kr", "박동료")
	if a.BodyID != body || !a.Has(org.Requester) || !a.Has(org.Inspector) || a.Has(org.BodyAdmin) {
		t.Errorf("%+v", a)
	}
	if _, _, err := w.admission.Accept(t.Context(), token, "다른 사람", password, "ko"); !errors.Is(err, admission.ErrInvitation) {
		t.Errorf("the link a second time: %v", err)
	}
	if id, err := w.auth.SignIn(t.Context(), "park@example.kr", password, "203.0.113.7"); err != nil || id != a.PersonID {
		t.Errorf("signing in: %v", err)
	}
}

func TestInvite_refusesRolesOfAnotherKindOfBody(t *testing.T) {
	w := newGate(t)
	supplier, buyer := w.actor(w.body(org.Supplier), org.SupplierAdmin), w.actor(w.body(org.Institution), org.BodyAdmin)
	for name, c := range map[string]struct {
		by    auth.Actor
		roles []org.Role
	}{
		"a buyer's role at a supplier":      {supplier, []org.Role{org.Approver}},
		"a desk's role at a supplier":       {supplier, []org.Role{org.SupplierMember, org.SystemAdmin}},
		"a supplier's role at a buyer":      {buyer, []org.Role{org.SupplierMember}},
		"no role":                           {buyer, nil},
		"contracting and inspecting in one": {buyer, []org.Role{org.ContractingOfficer, org.Inspector}},
		"an unknown role":                   {buyer, []org.Role{"root"}},
	} {
		err := w.admission.Invite(t.Context(), c.by, admission.InviteCommand{Email: "x@example.kr", Name: "x", Roles: c.roles})
		if !errors.Is(err, admission.ErrRoles) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, by := range map[string]auth.Actor{
		"a member": w.actor(supplier.BodyID, org.SupplierMember), "an approver": w.actor(buyer.BodyID, org.Approver), "a desk": w.desk, "an auditor": w.auditor,
	} {
		err := w.admission.Invite(t.Context(), by, admission.InviteCommand{Email: "x@example.kr", Name: "x", Roles: org.RolesOf(by.BodyKind)[:1]})
		if !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s invites: %v", name, err)
		}
	}
}

func TestOpened_endsAfterAWeek(t *testing.T) {
	w := newGate(t)
	then := admission.New(w.db.WithClock(func() time.Time { return time.Now().AddDate(0, 0, -8) }), w.auth, "https://jangteo.example")
	w.ok(then.Register(t.Context(), "late@example.kr", "나지각", "ko"))
	if _, err := w.admission.Opened(t.Context(), w.token("late@example.kr")); !errors.Is(err, admission.ErrInvitation) {
		t.Errorf("%v", err)
	}
	if _, err := w.admission.Opened(t.Context(), "made-up"); !errors.Is(err, admission.ErrInvitation) || !fault.Of(err, fault.NotFound) {
		t.Errorf("made up: %v", err)
	}
}

// Nobody sells to themselves: who acts for a supplier may not act for a buyer, nor the
// other way round.
func TestInsertMembership_refusesBothSides(t *testing.T) {
	w := newGate(t)
	seller, buyer := w.actor(w.body(org.Supplier), org.SupplierMember), w.actor(w.body(org.Institution), org.Requester)
	supplier, institution := w.body(org.Supplier), w.body(org.Institution)
	join := func(person, body int64, role org.Role) error {
		return w.db.Run(t.Context(), func(tx *db.Tx) error {
			_, err := org.InsertMembership(t.Context(), tx, person, body, []org.Role{role})
			return err
		})
	}
	for name, err := range map[string]error{
		"a seller at an institution": join(seller.PersonID, institution, org.Requester),
		"a seller at PPS":            join(seller.PersonID, w.pps, org.MarketDesk),
		"a buyer at a supplier":      join(buyer.PersonID, supplier, org.SupplierMember),
	} {
		if !errors.Is(err, org.ErrBothSides) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := join(seller.PersonID, supplier, org.SupplierMember); err != nil {
		t.Errorf("two suppliers: %v", err)
	}
	if err := join(buyer.PersonID, institution, org.Approver); err != nil {
		t.Errorf("two institutions: %v", err)
	}
	if err := join(buyer.PersonID, institution, org.Finance); !errors.Is(err, org.ErrMember) {
		t.Errorf("one body twice: %v", err)
	}
	w.exec(`UPDATE org.membership SET left_at = now() WHERE person_id = $1`, seller.PersonID)
	if err := join(seller.PersonID, institution, org.Requester); err != nil {
		t.Errorf("a former seller: %v", err)
	}
}

func TestAccept_refusesAKnownPerson(t *testing.T) {
	w := newGate(t)
	w.newcomer("new@example.kr")
	buyer := w.actor(w.body(org.Institution), org.BodyAdmin)
	w.ok(w.admission.Invite(t.Context(), buyer, admission.InviteCommand{Email: "new@example.kr", Name: "나신규", Roles: []org.Role{org.Requester}}))
	_, _, err := w.admission.Accept(t.Context(), w.token("new@example.kr"), "나신규", "다른 비밀번호를 정한다", "ko")
	if !fault.Of(err, fault.Conflict) {
		t.Errorf("a supplier's administrator becomes a buyer: %v", err)
	}
	if _, err := w.auth.SignIn(t.Context(), "new@example.kr", password, "203.0.113.7"); err != nil {
		t.Errorf("the invitation changed the password: %v", err)
	}
}

func (w *gate) version(a auth.Actor) int {
	w.t.Helper()
	return value[int](w, `SELECT version FROM org.membership WHERE id = $1`, a.MembershipID)
}

func TestChangeRoles_changesAndDismisses(t *testing.T) {
	w := newGate(t)
	body := w.body(org.Institution)
	head, other := w.actor(body, org.BodyAdmin), w.actor(body, org.Requester)
	w.ok(w.admission.ChangeRoles(t.Context(), head, other.MembershipID, []org.Role{org.Approver}, w.version(other)))
	if a := w.load(other.PersonID, body); !a.Has(org.Approver) || a.Has(org.Requester) {
		t.Errorf("%v", a.Roles)
	}
	if err := w.admission.ChangeRoles(t.Context(), head, other.MembershipID, []org.Role{org.Finance}, 1); !errors.Is(err, fault.ErrStale) {
		t.Errorf("a form shown before the change: %v", err)
	}
	w.ok(w.admission.ChangeRoles(t.Context(), head, other.MembershipID, nil, w.version(other)))
	if a := w.load(other.PersonID, body); a.BodyID != 0 {
		t.Errorf("dismissed and still in: %+v", a)
	}
	if err := w.admission.ChangeRoles(t.Context(), head, other.MembershipID, []org.Role{org.Approver}, 3); !fault.Of(err, fault.NotFound) {
		t.Errorf("one who has left: %v", err)
	}
}

func TestChangeRoles_refusals(t *testing.T) {
	w := newGate(t)
	body, elsewhere := w.body(org.Institution), w.body(org.Institution)
	head, member := w.actor(body, org.BodyAdmin), w.actor(body, org.Requester)
	stranger := w.actor(elsewhere, org.BodyAdmin)
	for name, c := range map[string]struct {
		by    auth.Actor
		of    auth.Actor
		roles []org.Role
		want  error
	}{
		"one's own roles":       {head, head, []org.Role{org.BodyAdmin, org.Finance}, admission.ErrOwnRole},
		"another organisation":  {stranger, member, []org.Role{org.Approver}, fault.ErrNotFound},
		"a member without":      {member, head, []org.Role{org.Requester}, fault.ErrForbidden},
		"the public":            {auth.Actor{}, member, nil, fault.ErrUnauthenticated},
		"another kind of body":  {head, member, []org.Role{org.MarketDesk}, admission.ErrRoles},
		"PPS in an institution": {w.admin, member, []org.Role{org.Approver}, fault.ErrNotFound},
	} {
		if err := w.admission.ChangeRoles(t.Context(), c.by, c.of.MembershipID, c.roles, w.version(c.of)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLeave_endsTheSessionsAndKeepsAnAdministrator(t *testing.T) {
	w := newGate(t)
	body := w.body(org.Supplier)
	head, second := w.actor(body, org.SupplierAdmin), w.actor(body, org.SupplierAdmin)
	w.exec(`INSERT INTO auth.session (token_hash, data, expires_at, person_id) VALUES ('a', '', now() + interval '1 hour', $1), ('b', '', now() + interval '1 hour', $2)`,
		head.PersonID, second.PersonID)
	w.ok(w.admission.Leave(t.Context(), head))
	if n := value[int](w, `SELECT count(*)::int FROM auth.session WHERE person_id = $1`, head.PersonID); n != 0 {
		t.Error("a leaver's session goes on")
	}
	if n := value[int](w, `SELECT count(*)::int FROM auth.session WHERE person_id = $1`, second.PersonID); n != 1 {
		t.Error("a colleague was signed out")
	}
	if err := w.admission.Leave(t.Context(), second); !errors.Is(err, admission.ErrLastAdmin) {
		t.Errorf("the last administrator: %v", err)
	}
	if err := w.admission.Leave(t.Context(), auth.Actor{}); !fault.Of(err, fault.Unauthenticated) {
		t.Errorf("the public: %v", err)
	}
}

// Two administrators who dismiss each other at the same moment: one stays.
func TestChangeRoles_keepsOneAdministratorUnderConcurrency(t *testing.T) {
	w := newGate(t)
	for range 5 {
		body := w.body(org.Institution)
		a, b := w.actor(body, org.BodyAdmin), w.actor(body, org.BodyAdmin)
		var wg sync.WaitGroup
		var errs [2]error
		wg.Go(func() { errs[0] = w.admission.ChangeRoles(t.Context(), a, b.MembershipID, nil, 1) })
		wg.Go(func() { errs[1] = w.admission.ChangeRoles(t.Context(), b, a.MembershipID, nil, 1) })
		wg.Wait()
		for _, err := range errs {
			if err != nil && !errors.Is(err, admission.ErrLastAdmin) && !fault.Of(err, fault.NotFound) {
				t.Error(err)
			}
		}
		if n := value[int](w, `SELECT count(*)::int FROM org.membership WHERE body_id = $1 AND left_at IS NULL`, body); n != 1 {
			t.Fatalf("%d administrators are left: %v", n, errs)
		}
	}
}
