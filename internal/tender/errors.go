package tender

import (
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Refusals.
var (
	ErrState            = fault.New(fault.Conflict, "notice_state") // the act does not fit the notice's state
	ErrPublishPast      = fault.Bad("form_invalid", fault.F("publish_on", "publish_in_past"))
	ErrClass            = fault.Bad("form_invalid", fault.F("class_code", "class_unknown"))
	ErrOpening          = fault.Bad("form_invalid", fault.F("opening_at", "opening_before_deadline"))
	ErrCancelAsked      = fault.New(fault.Conflict, "notice_cancel_asked")     // somebody asked already
	ErrCancelNotAsked   = fault.New(fault.Conflict, "notice_cancel_not_asked") // nothing to confirm
	ErrDeadlinePassed   = fault.New(fault.Conflict, "notice_deadline_passed")
	ErrTooManyDocuments = fault.Bad("form_invalid", fault.F("file", "too_many_documents", "max", maxDocuments))
)

var _ = db.Constraints(map[string]*fault.Error{
	"notice_class_fk":             ErrClass,
	"notice_opening_check":        ErrOpening,
	"notice_two_persons_check":    fault.ErrSamePerson,
	"notice_cancel_persons_check": fault.ErrSamePerson,
})
