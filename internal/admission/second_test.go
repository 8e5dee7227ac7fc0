package admission_test

import (
	"errors"
	"strings"
	"testing"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// proposed gives the newest proposed invitation.
func (w *gate) proposed() admission.Invitation {
	w.t.Helper()
	list, err := w.admission.Invitations(w.t.Context(), w.admin)
	w.ok(err)
	for _, i := range list {
		if i.State == "proposed" {
			return i
		}
	}
	w.t.Fatal("nothing is proposed")
	return admission.Invitation{}
}

var institution = admission.BodyCommand{
	Kind: org.Institution, NameKo: "세종특별자치시교육청", Region: "50", Law: "local", AdminEmail: "head@example.kr", AdminName: "서기관",
}

func TestConfirm_admitsAnInstitutionBySecondPerson(t *testing.T) {
	w := newGate(t)
	w.ok(w.admission.ProposeBody(t.Context(), w.admin, institution))
	i := w.proposed()
	if b := w.state(i.BodyID); b.State != org.Proposed || b.Law != "local" {
		t.Fatalf("%+v", b)
	}
	if w.token("head@example.kr") != "" {
		t.Error("mailed before a second person confirmed")
	}
	if got := w.turns(w.admin); len(got) != 0 {
		t.Errorf("the proposer's turns: %v", got)
	}
	if got := w.turns(w.admin2); len(got) != 1 || !strings.HasPrefix(got[0], "invitation.confirm ") {
		t.Errorf("the second person's turns: %v", got)
	}
	if err := w.admission.Confirm(t.Context(), w.admin, i.ID, true); !errors.Is(err, fault.ErrSamePerson) {
		t.Fatalf("the proposer confirms: %v", err)
	}
	w.ok(w.admission.Confirm(t.Context(), w.admin2, i.ID, true))
	if w.state(i.BodyID).State != org.Admitted {
		t.Error("not admitted")
	}
	a := w.accept("head@example.kr", "서기관")
	if !a.Has(org.BodyAdmin) || a.Law != "local" || a.BodyKind != org.Institution {
		t.Errorf("%+v", a)
	}
	if err := w.admission.Confirm(t.Context(), w.admin2, i.ID, true); !errors.Is(err, admission.ErrState) {
		t.Errorf("twice: %v", err)
	}
}

func TestConfirm_refusingRefusesTheBodyToo(t *testing.T) {
	w := newGate(t)
	w.ok(w.admission.ProposeBody(t.Context(), w.admin, institution))
	i := w.proposed()
	w.ok(w.admission.Confirm(t.Context(), w.admin2, i.ID, false))
	if w.state(i.BodyID).State != org.Refused || w.token("head@example.kr") != "" {
		t.Errorf("%+v", w.state(i.BodyID))
	}
	if err := w.admission.Confirm(t.Context(), w.admin2, i.ID, true); !errors.Is(err, admission.ErrState) {
		t.Errorf("confirmed after all: %v", err)
	}
}

func TestProposeBody_isForSystemAdministratorsAndTwoKinds(t *testing.T) {
	w := newGate(t)
	for name, by := range map[string]auth.Actor{
		"the market desk": w.desk, "an auditor": w.auditor, "a body's administrator": w.actor(w.body(org.Institution), org.BodyAdmin),
	} {
		if err := w.admission.ProposeBody(t.Context(), by, institution); !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
		if err := w.admission.Confirm(t.Context(), by, 1, true); !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s confirms: %v", name, err)
		}
	}
	for _, k := range []org.Kind{org.Supplier, org.PPS, ""} {
		c := institution
		c.Kind = k
		if err := w.admission.ProposeBody(t.Context(), w.admin, c); !fault.Of(err, fault.Invalid) {
			t.Errorf("kind %q: %v", k, err)
		}
	}
	c := institution
	c.Kind, c.AdminEmail = org.Auditor, "audit@example.kr"
	w.ok(w.admission.ProposeBody(t.Context(), w.admin, c))
	w.ok(w.admission.Confirm(t.Context(), w.admin2, w.proposed().ID, true))
	if a := w.accept("audit@example.kr", "감사관"); !a.Has(org.AuditorRole) {
		t.Errorf("%+v", a)
	}
}

func TestInvite_atPPSWaitsForASecondAdministrator(t *testing.T) {
	w := newGate(t)
	w.ok(w.admission.Invite(t.Context(), w.admin, admission.InviteCommand{Email: "desk@example.kr", Name: "조달원", Roles: []org.Role{org.TenderDesk}}))
	if w.token("desk@example.kr") != "" {
		t.Fatal("mailed before a second person confirmed")
	}
	i := w.proposed()
	if err := w.admission.Confirm(t.Context(), w.admin, i.ID, true); !errors.Is(err, fault.ErrSamePerson) {
		t.Errorf("the proposer: %v", err)
	}
	w.ok(w.admission.Confirm(t.Context(), w.admin2, i.ID, true))
	if a := w.accept("desk@example.kr", "조달원"); !a.Has(org.TenderDesk) || a.BodyID != w.pps {
		t.Errorf("%+v", a)
	}
}

func TestConfirmRoles_neitherProposerNorPersonConcerned(t *testing.T) {
	w := newGate(t)
	third := w.actor(w.pps, org.SystemAdmin)
	w.ok(w.admission.ChangeRoles(t.Context(), w.admin, w.admin2.MembershipID, []org.Role{org.MarketDesk}, 1))
	changes, err := w.admission.RoleChanges(t.Context(), w.admin)
	if err != nil || len(changes) != 1 {
		t.Fatalf("%+v, %v", changes, err)
	}
	id := changes[0].ID
	if !w.load(w.admin2.PersonID, w.pps).Has(org.SystemAdmin) {
		t.Error("changed before a second person confirmed")
	}
	if got := w.turns(third); len(got) != 1 {
		t.Errorf("the third's turns: %v", got)
	}
	for name, by := range map[string]auth.Actor{"the proposer": w.admin, "the person concerned": w.admin2} {
		if len(w.turns(by)) != 0 {
			t.Errorf("%s has the turn", name)
		}
		if err := w.admission.ConfirmRoles(t.Context(), by, id, true); !errors.Is(err, fault.ErrSamePerson) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.admission.ConfirmRoles(t.Context(), w.desk, id, true); !fault.Of(err, fault.Forbidden) {
		t.Errorf("the market desk: %v", err)
	}
	w.ok(w.admission.ConfirmRoles(t.Context(), third, id, true))
	if a := w.load(w.admin2.PersonID, w.pps); a.Has(org.SystemAdmin) || !a.Has(org.MarketDesk) {
		t.Errorf("%v", a.Roles)
	}
	if err := w.admission.ConfirmRoles(t.Context(), third, id, true); !errors.Is(err, admission.ErrState) {
		t.Errorf("twice: %v", err)
	}
}

func TestConfirmRoles_refusedChangesNothing(t *testing.T) {
	w := newGate(t)
	w.ok(w.admission.ChangeRoles(t.Context(), w.admin, w.desk.MembershipID, nil, 1))
	changes, err := w.admission.RoleChanges(t.Context(), w.admin)
	w.ok(err)
	w.ok(w.admission.ConfirmRoles(t.Context(), w.admin2, changes[0].ID, false))
	if !w.load(w.desk.PersonID, w.pps).Has(org.MarketDesk) {
		t.Error("dismissed after all")
	}
}

func TestInviteFirst_onlyWhileThereIsNoAdministrator(t *testing.T) {
	w := newGate(t)
	if _, err := w.admission.InviteFirst(t.Context(), "root@example.kr", "첫 사람"); !errors.Is(err, admission.ErrState) {
		t.Errorf("with administrators in place: %v", err)
	}
	w.exec(`UPDATE org.membership SET left_at = now() WHERE 'system_admin' = ANY(roles)`)
	url, err := w.admission.InviteFirst(t.Context(), "root@example.kr", "첫 사람")
	w.ok(err)
	a := w.accept("root@example.kr", "첫 사람")
	if !a.Has(org.SystemAdmin) || a.BodyID != w.pps || !strings.HasPrefix(url, "https://jangteo.example/invitations/") {
		t.Errorf("%+v %s", a, url)
	}
}

// A change that was proposed for somebody who left meanwhile waits for nobody.
func TestLeave_endsWhatWasProposedForTheMember(t *testing.T) {
	w := newGate(t)
	third := w.actor(w.pps, org.SystemAdmin)
	w.ok(w.admission.ChangeRoles(t.Context(), w.admin, w.desk.MembershipID, []org.Role{org.TenderDesk}, 1))
	if len(w.turns(third)) != 1 {
		t.Fatal("nobody is asked")
	}
	w.ok(w.admission.Leave(t.Context(), w.desk))
	if got := w.turns(third); len(got) != 0 {
		t.Errorf("still asked: %v", got)
	}
	if list, err := w.admission.RoleChanges(t.Context(), w.admin); err != nil || len(list) != 0 {
		t.Errorf("still proposed: %+v, %v", list, err)
	}
}
