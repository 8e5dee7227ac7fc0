package auth_test

import (
	"errors"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

func TestNeed_saysWhyNot(t *testing.T) {
	in := func(s org.State, roles ...org.Role) auth.Actor {
		return auth.Actor{PersonID: 1, BodyID: 2, BodyState: s, Roles: roles}
	}
	for name, c := range map[string]struct {
		by   auth.Actor
		want error
	}{
		"the public":                  {auth.Actor{}, fault.ErrUnauthenticated},
		"the system":                  {auth.System, fault.ErrUnauthenticated},
		"the role":                    {in(org.Admitted, org.Approver), nil},
		"one of the roles":            {in(org.Admitted, org.Inspector, org.Finance), nil},
		"another role":                {in(org.Admitted, org.Requester), fault.ErrForbidden},
		"no role":                     {in(org.Admitted), fault.ErrForbidden},
		"the role in a suspended one": {in(org.Suspended, org.Approver), auth.ErrBodyMayNotAct},
		"the role before admission":   {in(org.Draft, org.Approver), auth.ErrBodyMayNotAct},
		"another role, suspended":     {in(org.Suspended, org.Requester), fault.ErrForbidden},
	} {
		if err := c.by.Need(org.Approver, org.Finance); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestNotEarlier_comparesPersons(t *testing.T) {
	a := auth.Actor{PersonID: 5, MembershipID: 50}
	if err := a.NotEarlier(4, 50, 6); err != nil {
		t.Errorf("other persons: %v", err)
	}
	if err := a.NotEarlier(4, 5); !errors.Is(err, fault.ErrSamePerson) || !fault.Of(err, fault.Forbidden) {
		t.Errorf("the same person: %v", err)
	}
	if err := a.NotEarlier(); err != nil {
		t.Error(err)
	}
}

func TestRoles_belongToOneKindOfBody(t *testing.T) {
	kinds := []org.Kind{org.Supplier, org.Institution, org.PPS, org.Auditor}
	seen := map[org.Role]org.Kind{}
	for _, k := range kinds {
		for _, r := range org.RolesOf(k) {
			if other, twice := seen[r]; twice {
				t.Errorf("%s belongs to %s and %s", r, other, k)
			}
			seen[r] = k
			for _, other := range kinds {
				if got := org.Allowed(other, []org.Role{r}); got != (other == k) {
					t.Errorf("%s in a body of kind %s: %t", r, other, got)
				}
			}
		}
	}
	if len(seen) != 15 {
		t.Errorf("%d roles", len(seen))
	}
	if org.Allowed(org.Institution, nil) || org.Allowed(org.Institution, []org.Role{org.ContractingOfficer, org.Inspector}) {
		t.Error("no role, or contracting and inspecting in one hand")
	}
	if !org.Allowed(org.Institution, []org.Role{org.Requester, org.Inspector}) {
		t.Error("a requester may inspect what others requested")
	}
}
