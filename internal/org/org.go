// Package org owns bodies (suppliers, institutions, PPS, auditors), people, their
// memberships and roles, and the invitations and registrations by which they come in.
// It refuses to know how somebody signs in (auth) and what they do once in.
package org

import (
	"slices"
	"time"

	"jangteo.kr/internal/bizno"
)

// Kind of body.
type Kind string

const (
	Supplier    Kind = "supplier"    // 조달기업
	Institution Kind = "institution" // 수요기관
	PPS         Kind = "pps"         // 조달청
	Auditor     Kind = "auditor"     // 감사기관
)

// State of a body.
type State string

const (
	Draft     State = "draft"     // a supplier is filling in its registration
	Submitted State = "submitted" // waits for the market desk
	Returned  State = "returned"  // sent back with reasons at the fields
	Proposed  State = "proposed"  // an administrator proposed it; a second one confirms
	Refused   State = "refused"
	Admitted  State = "admitted"
	Suspended State = "suspended" // may read, not act
)

// Role is what a member may do for their body.
type Role string

const (
	SupplierMember     Role = "supplier_member"
	SupplierAdmin      Role = "supplier_admin"
	Requester          Role = "requester"           // asks for orders
	Approver           Role = "approver"            // approves what another requested
	Finance            Role = "finance"             // 지출관: budgets of the institution, payment
	ContractingOfficer Role = "contracting_officer" // 계약담당공무원: drafts tenders, never inspects
	Inspector          Role = "inspector"           // 검사·검수
	BodyAdmin          Role = "body_admin"          // invites and dismisses the institution's members
	MarketDesk         Role = "market_desk"
	ProductReviewer    Role = "product_reviewer"
	InnovationDesk     Role = "innovation_desk"
	TenderDesk         Role = "tender_desk"
	BudgetOfficer      Role = "budget_officer" // programme budgets
	SystemAdmin        Role = "system_admin"   // users and settings, no business data
	AuditorRole        Role = "auditor"        // reads everything, writes nothing
)

// RolesOf lists the roles a body of a kind can give its members.
func RolesOf(k Kind) []Role {
	switch k {
	case Supplier:
		return []Role{SupplierMember, SupplierAdmin}
	case Institution:
		return []Role{Requester, Approver, Finance, ContractingOfficer, Inspector, BodyAdmin}
	case PPS:
		return []Role{MarketDesk, ProductReviewer, InnovationDesk, TenderDesk, BudgetOfficer, SystemAdmin}
	case Auditor:
		return []Role{AuditorRole}
	}
	return nil
}

// Allowed reports whether every role is one that a body of the kind can give, and
// that there is at least one. A contracting officer never inspects.
func Allowed(k Kind, roles []Role) bool {
	if len(roles) == 0 || (slices.Contains(roles, ContractingOfficer) && slices.Contains(roles, Inspector)) {
		return false
	}
	for _, r := range roles {
		if !slices.Contains(RolesOf(k), r) {
			return false
		}
	}
	return true
}

// Traits are the kinds of company that the law favours.
var Traits = []string{"sme", "woman", "disabled", "social", "startup", "venture"}

// Regions are the 17 시·도 by their ISO 3166-2:KR codes, in the customary order.
var Regions = []string{"11", "26", "27", "28", "29", "30", "31", "50", "41", "42", "43", "44", "45", "46", "47", "48", "49"}

// Body is an organisation.
type Body struct {
	ID             int64             `db:"id"`
	Kind           Kind              `db:"kind"`
	State          State             `db:"state"`
	NameKo         string            `db:"name_ko"`
	NameEn         string            `db:"name_en"`
	Bizno          *bizno.Number     `db:"bizno"`
	Corpno         string            `db:"corpno"`
	Representative string            `db:"representative"`
	FoundedOn      *time.Time        `db:"founded_on"`
	Region         string            `db:"region"`
	Address        string            `db:"address"`
	Phone          string            `db:"phone"`
	Email          string            `db:"email"`
	Homepage       string            `db:"homepage"`
	Introduction   string            `db:"introduction"`
	BankName       string            `db:"bank_name"`
	BankAccount    string            `db:"bank_account"`
	BankHolder     string            `db:"bank_holder"`
	Law            string            `db:"law"`
	Traits         []string          `db:"traits"`
	SectionsDone   []string          `db:"sections_done"`
	ReturnReasons  map[string]string `db:"return_reasons"`
	AppliedBy      *int64            `db:"applied_by"`
	DecidedBy      *int64            `db:"decided_by"`
	CreatedAt      time.Time         `db:"created_at"`
	SubmittedAt    *time.Time        `db:"submitted_at"`
	DecidedAt      *time.Time        `db:"decided_at"`
	Version        int               `db:"version"`
}

// Person is somebody who can sign in.
type Person struct {
	ID        int64     `db:"id"`
	Email     string    `db:"email"`
	Name      string    `db:"name"`
	Phone     string    `db:"phone"`
	Lang      string    `db:"lang"`
	State     string    `db:"state"`
	Persona   *string   `db:"persona"`
	CreatedAt time.Time `db:"created_at"`
}

// Member is a person in a body.
type Member struct {
	MembershipID int64     `db:"membership_id"`
	PersonID     int64     `db:"person_id"`
	Name         string    `db:"name"`
	Email        string    `db:"email"`
	Roles        []Role    `db:"roles"`
	Since        time.Time `db:"since"`
	Version      int       `db:"version"`
}
