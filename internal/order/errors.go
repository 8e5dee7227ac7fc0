package order

import (
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Refusals. Those that rest on law carry their article when they are returned.
var (
	ErrEmpty         = fault.Bad("order_empty", fault.F("lines", "order_empty"))
	ErrQuantity      = fault.Bad("form_invalid", fault.F("quantity", "quantity"))
	ErrNotOnSale     = fault.New(fault.Conflict, "not_on_sale")
	ErrNoGround      = fault.New(fault.Conflict, "ground_lapsed")
	ErrOtherSupplier = fault.New(fault.Invalid, "other_supplier")
	ErrMinOrder      = fault.New(fault.Invalid, "below_min_order")
	ErrOutOfRegion   = fault.New(fault.Invalid, "out_of_region")
	ErrCeiling       = fault.New(fault.Conflict, "above_ceiling")
	ErrMaxOrder      = fault.New(fault.Invalid, "above_max_order")
	ErrTwoStage      = fault.New(fault.Invalid, "two_stage")
	ErrPrivateLimit  = fault.New(fault.Invalid, "private_limit")
	ErrTooEarly      = fault.New(fault.Invalid, "wanted_too_early")
	ErrBudget        = fault.Bad("budget_not_yours", fault.F("budget_id", "budget_not_yours"))
	ErrYearOver      = fault.New(fault.Conflict, "budget_year_over")
	ErrNotHeld       = fault.New(fault.Conflict, "not_on_hold")
	ErrPriceChanged  = fault.New(fault.Conflict, "price_changed")
	ErrState         = fault.New(fault.Conflict, "order_state")
	ErrTooLate       = fault.New(fault.Conflict, "answer_too_late")
	ErrReason        = fault.Bad("form_invalid", fault.F("reason", "required"))
	ErrNothing       = fault.Bad("nothing_to_ship", fault.F("lines", "nothing_to_ship"))
	ErrTooMany       = fault.New(fault.Invalid, "ship_too_many")
	ErrDeliveryDay   = fault.New(fault.Invalid, "delivery_day")
	ErrInspectSum    = fault.New(fault.Invalid, "inspect_sum")
	ErrInspected     = fault.New(fault.Conflict, "already_inspected")
	ErrInvoiceNumber = fault.Bad("form_invalid", fault.F("number", "required"))

	errKeyTaken = fault.New(fault.Conflict, "order_key_taken") // never shown: Place finds the order
)

var _ = db.Constraints(map[string]*fault.Error{
	"order_client_key_key":    errKeyTaken,
	"order_two_persons_check": fault.ErrSamePerson,
})
