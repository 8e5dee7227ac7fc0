package auth

import (
	"slices"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// Actor is who is asking: a person acting for one body. Services decide by it and
// nothing else. The zero Actor is the public.
type Actor struct {
	PersonID     int64
	PersonName   string
	MembershipID int64
	BodyID       int64
	BodyName     string
	BodyNameEn   string
	BodyKind     org.Kind
	BodyState    org.State
	Law          string // "state" or "local": the contract act that binds an institution
	Roles        []org.Role
	Lang         string
}

// System acts for the program itself: expiries and jobs.
var System = Actor{}

// SignedIn reports whether somebody is known.
func (a Actor) SignedIn() bool { return a.PersonID != 0 }

// Who is the actor as audit records it.
func (a Actor) Who() audit.Who { return audit.Who{PersonID: a.PersonID, BodyID: a.BodyID} }

// Has reports whether the actor holds any of the roles in a body that may act. A
// suspended body's people may read but not act.
func (a Actor) Has(roles ...org.Role) bool {
	return a.BodyState == org.Admitted && a.Holds(roles...)
}

// Holds reports whether the actor holds any of the roles, whatever the body's state.
func (a Actor) Holds(roles ...org.Role) bool {
	for _, r := range roles {
		if slices.Contains(a.Roles, r) {
			return true
		}
	}
	return false
}

// Need is nil if the actor Has one of the roles, otherwise the fault that says why not:
// unauthenticated, body suspended or not admitted, or forbidden.
func (a Actor) Need(roles ...org.Role) error {
	switch {
	case !a.SignedIn():
		return fault.ErrUnauthenticated
	case a.Has(roles...):
		return nil
	case a.Holds(roles...):
		return ErrBodyMayNotAct
	}
	return fault.ErrForbidden
}

// Is reports whether the actor acts for a body of this kind.
func (a Actor) Is(k org.Kind) bool { return a.SignedIn() && a.BodyKind == k }

// NotEarlier refuses an actor who took an earlier part in the object, compared by
// person: nobody approves what they requested.
func (a Actor) NotEarlier(persons ...int64) error {
	if slices.Contains(persons, a.PersonID) {
		return fault.ErrSamePerson
	}
	return nil
}
