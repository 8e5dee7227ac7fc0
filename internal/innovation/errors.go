package innovation

import (
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Refusals.
var (
	ErrState          = fault.New(fault.Conflict, "application_state") // the act does not fit the state
	ErrNotOwnItem     = fault.Bad("form_invalid", fault.F("item_number", "not_own_item"))
	ErrOpen           = fault.New(fault.Conflict, "application_open")       // the item has one that is not decided
	ErrDesignated     = fault.New(fault.Conflict, "application_designated") // the item is designated already
	ErrMeasureOpen    = fault.New(fault.Conflict, "measure_open")
	ErrMeasureState   = fault.New(fault.Conflict, "measure_state")
	ErrMeasureDecided = fault.New(fault.Conflict, "measure_decided")
	ErrTermOver       = fault.New(fault.Conflict, "designation_expired")
	ErrTermsOverlap   = fault.Bad("form_invalid", fault.F("from", "funding_terms_overlap"))
	ErrTermsBudget    = fault.Bad("form_invalid", fault.F("budget_id", "funding_terms_budget"))
	ErrTooManyFiles   = fault.Bad("form_invalid", fault.F("file", "too_many_files", "max", maxFiles))
)

var _ = db.Constraints(map[string]*fault.Error{
	"application_open_key":      ErrOpen,
	"application_item_fk":       ErrNotOwnItem,
	"measure_open_key":          ErrMeasureOpen,
	"measure_two_persons_check": fault.ErrSamePerson,
	"funding_terms_single":      ErrTermsOverlap,
	"funding_terms_budget_fk":   ErrTermsBudget,
})
