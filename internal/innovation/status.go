package innovation

import "slices"

// State of an application, mirrored by application_state_check.
type State string

// The states of an application.
const (
	Draft      State = "draft"
	Submitted  State = "submitted" // waits for its review
	Returned   State = "returned"  // sent back with reasons
	Reviewed   State = "reviewed"  // waits for the decision
	Designated State = "designated"
	Refused    State = "refused"
)

var transitions = map[State][]State{
	Draft:      {Submitted},
	Submitted:  {Reviewed, Returned},
	Returned:   {Submitted},
	Reviewed:   {Designated, Refused, Returned},
	Designated: {},
	Refused:    {},
}

// May reports whether an application may move from s to another state.
func (s State) May(to State) bool { return slices.Contains(transitions[s], to) }

// Editable reports whether the supplier may still change it.
func (s State) Editable() bool { return s == Draft || s == Returned }

// DesignationState of a designation, mirrored by designation_state_check.
type DesignationState string

// The states of a designation. Expired is not stored: it is a term that ran out.
const (
	InForce   DesignationState = "in_force"
	Suspended DesignationState = "suspended" // 거래정지
	Withdrawn DesignationState = "withdrawn" // 지정취소
	Expired                    = "expired"
)

// Standings a list of designations can be narrowed to.
var Standings = []string{string(InForce), string(Suspended), Expired, string(Withdrawn)}

// MeasureKind is what a measure does, mirrored by measure_kind_check.
type MeasureKind string

// The measures.
const (
	Extend   MeasureKind = "extend"
	Suspend  MeasureKind = "suspend"
	Resume   MeasureKind = "resume"
	Withdraw MeasureKind = "withdraw"
)

// measures: what may be done to a designation in each state, and where it leads.
var measures = map[DesignationState]map[MeasureKind]DesignationState{
	InForce:   {Extend: InForce, Suspend: Suspended, Withdraw: Withdrawn},
	Suspended: {Resume: InForce, Withdraw: Withdrawn},
	Withdrawn: {},
}

// MeasuresIn lists the measures possible in a state, in the order forms show them.
func MeasuresIn(s DesignationState) []MeasureKind {
	var out []MeasureKind
	for _, k := range []MeasureKind{Extend, Suspend, Resume, Withdraw} {
		if _, ok := measures[s][k]; ok {
			out = append(out, k)
		}
	}
	return out
}

// MeasureState of a measure, mirrored by measure_state_check.
type MeasureState string

// The states of a measure.
const (
	Proposed        MeasureState = "proposed"
	MeasureDone     MeasureState = "confirmed"
	MeasureDeclined MeasureState = "refused"
)
