package ledger

import (
	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Refusals. The first group comes from the database, in the transaction that would
// break the rule.
var (
	// ErrBudgetShort: less is available than the act needs.
	ErrBudgetShort = &fault.Error{
		Kind: fault.Conflict, Code: "budget_short", Fields: []fault.Field{fault.F("budget_id", "budget_short")},
		Article: "국고금 관리법 제20조",
	}
	// ErrUnallottedShort: less is unallotted than is to be allotted or cut.
	ErrUnallottedShort = &fault.Error{Kind: fault.Conflict, Code: "unallotted_short", Fields: []fault.Field{fault.F("amount", "unallotted_short")}}
	// ErrNotHeld: an act wants to move more than it holds in that stage.
	ErrNotHeld = fault.New(fault.Conflict, "not_held")
	// ErrAlreadyReserved: an act holds one open reservation of a budget at most.
	ErrAlreadyReserved = fault.New(fault.Conflict, "already_reserved")
	// ErrOtherYear: a year's budget pays for what is begun in that year.
	ErrOtherYear = &fault.Error{
		Kind: fault.Conflict, Code: "budget_other_year", Fields: []fault.Field{fault.F("budget_id", "budget_other_year")},
		Article: "국가재정법 제3조 · 지방재정법 제7조",
	}
	// ErrCodeTaken: the body has a line of that code in that year.
	ErrCodeTaken = fault.Bad("budget_code_taken", fault.F("code", "budget_code_taken"))

	// ErrDecided: the proposal was confirmed or refused before.
	ErrDecided = fault.New(fault.Conflict, "proposal_decided")
)

var _ = db.Constraints(map[string]*fault.Error{
	"balance_available_check":    ErrBudgetShort,
	"balance_unallotted_check":   ErrUnallottedShort,
	"hold_reserved_check":        ErrNotHeld,
	"hold_obligated_check":       ErrNotHeld,
	"hold_payable_check":         ErrNotHeld,
	"hold_exists":                ErrNotHeld,
	"hold_one_reservation":       ErrAlreadyReserved,
	"reserve_in_fiscal_year":     ErrOtherYear,
	"journal_same_content":       audit.ErrKeyReused,
	"entry_budget_exists":        fault.ErrNotFound,
	"budget_code_key":            ErrCodeTaken,
	"proposal_two_persons_check": fault.ErrSamePerson,
})
