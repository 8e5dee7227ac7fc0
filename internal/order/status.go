package order

import "slices"

// State of an order.
type State string

// The states, in the order an undisturbed order passes through them. The CHECK
// order_state_check of migrations/000007 holds the same list.
const (
	Requested  State = "requested"  // 요청: funds reserved, waits for another person's approval
	Refused    State = "refused"    // 반려: the approver said no
	Issued     State = "issued"     // 납품요구: sent to the supplier, who answers in time
	Declined   State = "declined"   // 거절: the supplier said no
	Expired    State = "expired"    // 기한 경과: the supplier did not answer in time
	Confirmed  State = "confirmed"  // 수락: funds obligated, nothing shipped
	Delivering State = "delivering" // 납품 중: something is still to be shipped
	Delivered  State = "delivered"  // 납품 완료: everything shipped, not everything accepted
	Inspected  State = "inspected"  // 검수 완료: everything accepted
	Invoiced   State = "invoiced"   // 대금 청구
	Paid       State = "paid"       // 지급 완료
	Cancelled  State = "cancelled"  // 취소
)

// States lists every state in that order.
var States = []State{Requested, Refused, Issued, Declined, Expired, Confirmed, Delivering, Delivered, Inspected, Invoiced, Paid, Cancelled}

// transitions says which state may follow which. Rejected quantities go back to the
// undelivered ones, hence delivered → delivering; delivering → delivering is a part
// that leaves something to ship.
var transitions = map[State][]State{
	Requested:  {Issued, Refused, Cancelled},
	Issued:     {Confirmed, Declined, Expired, Cancelled},
	Confirmed:  {Delivering, Delivered, Cancelled},
	Delivering: {Delivering, Delivered},
	Delivered:  {Delivered, Delivering, Inspected},
	Inspected:  {Invoiced},
	Invoiced:   {Paid},
	Refused:    nil,
	Declined:   nil,
	Expired:    nil,
	Paid:       nil,
	Cancelled:  nil,
}

// Can reports whether to may follow s.
func (s State) Can(to State) bool { return slices.Contains(transitions[s], to) }

// Over reports whether nothing can follow s.
func (s State) Over() bool { return len(transitions[s]) == 0 }

// Valid reports whether s is one of the states.
func (s State) Valid() bool { return slices.Contains(States, s) }
