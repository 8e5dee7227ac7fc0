package catalog

import "slices"

// State of an offer, mirrored by offer_state_check.
type State string

// States of an offer.
const (
	Draft     State = "draft"     // the supplier writes it for the first time
	Submitted State = "submitted" // its first version waits for review
	Returned  State = "returned"  // its first version came back with reasons
	Listed    State = "listed"    // a version is approved; on sale wherever a ground is in force
	Suspended State = "suspended" // taken off every shelf by PPS
	Withdrawn State = "withdrawn" // taken off every shelf by the supplier
)

// moves are the only edges. A change to a listed or suspended offer moves its
// version, not the offer: the old version stays on sale.
var moves = map[State][]State{
	Draft:     {Submitted, Withdrawn},
	Submitted: {Listed, Returned, Draft, Withdrawn},
	Returned:  {Submitted, Withdrawn},
	Listed:    {Suspended, Withdrawn},
	Suspended: {Listed, Withdrawn},
	Withdrawn: {Draft},
}

// CanBecome reports whether the edge exists.
func (s State) CanBecome(to State) bool { return slices.Contains(moves[s], to) }

// VersionState is the state of one version, mirrored by offer_version_state_check.
type VersionState string

// States of a version.
const (
	VersionDraft      VersionState = "draft"
	VersionSubmitted  VersionState = "submitted"
	VersionReturned   VersionState = "returned"
	VersionApproved   VersionState = "approved"
	VersionSuperseded VersionState = "superseded" // a later version took its place, or it was given up
)

// Editable reports whether the supplier may write in the version.
func (s VersionState) Editable() bool { return s == VersionDraft || s == VersionReturned }

// Sections of the task list, in order. Item is done when the offer exists.
const (
	SectionItem          = "item"
	SectionTerms         = "terms"
	SectionSpecification = "specification"
	SectionPictures      = "pictures"
	SectionCertificates  = "certificates"
)

// Sections lists them all; the first three are required.
var Sections = []string{SectionItem, SectionTerms, SectionSpecification, SectionPictures, SectionCertificates}

// Done reports whether a section of the task list was saved without a fault.
func (v OfferVersion) Done(section string) bool {
	return section == SectionItem || slices.Contains(v.SectionsDone, section)
}
