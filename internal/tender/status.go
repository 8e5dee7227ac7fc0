package tender

import "slices"

// State of a notice.
type State string

// The states. The database mirrors them (notice_state_check).
const (
	Draft     State = "draft"
	Submitted State = "submitted" // waits for the tender desk
	Returned  State = "returned"  // sent back with reasons
	Published State = "published"
	Cancelled State = "cancelled"
)

// transitions: from each state, where an act may lead.
var transitions = map[State][]State{
	Draft:     {Submitted, Cancelled},
	Submitted: {Published, Returned},
	Returned:  {Submitted, Cancelled},
	Published: {Cancelled},
	Cancelled: {},
}

// May reports whether a notice may move from s to another state.
func (s State) May(to State) bool { return slices.Contains(transitions[s], to) }

// Editable reports whether its officer may still change it.
func (s State) Editable() bool { return s == Draft || s == Returned }
