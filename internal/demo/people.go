package demo

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
)

// supplier is a company of the country.
type supplier struct {
	company
	id           int64
	admin        string // e-mail address of its lead
	member       string
	founded      kst.Day
	registeredOn kst.Day
}

// institution is a public body of the country and its people by role.
type institution struct {
	office
	id    int64
	staff map[org.Role]string // e-mail addresses
	money []int64             // its budget lines of this year
	last  []int64             // and of the year before
}

// persona is a demo account with a place on the sign-in page.
type persona struct{ key, email string }

func mailOf(name, host string) string { return name + "@" + host + ".example" }

// people brings in the Public Procurement Service, the auditors, the institutions and
// the suppliers, each by the way of its kind.
func (w *world) people(ctx context.Context) error {
	if err := w.pps(ctx); err != nil {
		return err
	}
	w.institutions, w.suppliers = makeInstitutions(), w.makeSuppliers()
	if err := w.each(ctx, len(w.institutions), func(ctx context.Context, h *hand, i int) error {
		return h.institution(ctx, w.institutions[i], i == 0)
	}); err != nil {
		return err
	}
	if err := w.each(ctx, len(w.suppliers), func(ctx context.Context, h *hand, i int) error {
		return h.supplier(ctx, w.suppliers[i])
	}); err != nil {
		return err
	}
	return w.personas(ctx)
}

// ppsStaff are the people of the Public Procurement Service; the first two are its
// first administrators.
var ppsStaff = []struct {
	key, name string
	role      org.Role
}{
	{"sysadmin", "정하윤", org.SystemAdmin},
	{"sysadmin-second", "오세훈", org.SystemAdmin},
	{"market", "김서연", org.MarketDesk},
	{"market-second", "이준호", org.MarketDesk},
	{"reviewer", "박지민", org.ProductReviewer},
	{"innovation", "최은우", org.InnovationDesk},
	{"innovation-second", "강나래", org.InnovationDesk},
	{"tender", "윤도현", org.TenderDesk},
	{"budget", "한소희", org.BudgetOfficer},
	{"budget-second", "임재원", org.BudgetOfficer},
}

const ppsHost = "pps"

func (w *world) pps(ctx context.Context) error {
	h := w.main
	h.at(w.ago(1200), 9, 0)
	for _, p := range ppsStaff[:2] {
		email := mailOf(p.key, ppsHost)
		if _, err := h.admission.InviteFirst(ctx, email, p.name); err != nil {
			return err
		}
		if err := h.accept(ctx, email, p.name); err != nil {
			return err
		}
	}
	first, second := mailOf("sysadmin", ppsHost), mailOf("sysadmin-second", ppsHost)
	for _, p := range ppsStaff[2:] {
		by, err := w.as(ctx, first)
		if err != nil {
			return err
		}
		email := mailOf(p.key, ppsHost)
		if err := h.admission.Invite(ctx, by, admission.InviteCommand{Email: email, Name: p.name, Roles: []org.Role{p.role}}); err != nil {
			return err
		}
		if err := h.confirmInvitation(ctx, second, email); err != nil {
			return err
		}
		if err := h.accept(ctx, email, p.name); err != nil {
			return err
		}
	}
	return h.proposedBody(ctx, admission.BodyCommand{
		Kind: org.Auditor, NameKo: "나라감사원", NameEn: "Office of Audit", Region: "11", Law: "state",
		AdminEmail: mailOf("auditor", "audit"), AdminName: "문가람",
	})
}

// confirmInvitation is the second administrator's yes.
func (h *hand) confirmInvitation(ctx context.Context, second, email string) error {
	h.later(40)
	by, err := h.as(ctx, second)
	if err != nil {
		return err
	}
	id, err := db.Value[int64](h.DB.Query(ctx, `SELECT id FROM org.invitation WHERE email = @email AND state = 'proposed'`, pgx.NamedArgs{"email": email}))
	if err != nil {
		return err
	}
	return h.admission.Confirm(ctx, by, id, true)
}

func (h *hand) proposedBody(ctx context.Context, c admission.BodyCommand) error {
	by, err := h.as(ctx, mailOf("sysadmin", ppsHost))
	if err != nil {
		return err
	}
	if err := h.admission.ProposeBody(ctx, by, c); err != nil {
		return err
	}
	if err := h.confirmInvitation(ctx, mailOf("sysadmin-second", ppsHost), c.AdminEmail); err != nil {
		return err
	}
	return h.accept(ctx, c.AdminEmail, c.AdminName)
}

// staffOf are the desks every institution fills; the first one also has a contracting
// officer among its demo personas.
var staffOf = []struct {
	key  string
	role org.Role
}{
	{"requester", org.Requester},
	{"approver", org.Approver},
	{"inspector", org.Inspector},
	{"finance", org.Finance},
	{"finance-second", org.Finance},
	{"contracting", org.ContractingOfficer},
}

func (h *hand) institution(ctx context.Context, in *institution, all bool) error {
	h.at(h.ago(1000-h.rng.IntN(100)), 10, h.rng.IntN(60))
	admin := mailOf("body-admin", in.host)
	err := h.proposedBody(ctx, admission.BodyCommand{
		Kind: org.Institution, NameKo: in.ko, NameEn: in.en, Region: in.region, Law: in.law, AdminEmail: admin, AdminName: personName(h.rng),
	})
	if err != nil {
		return err
	}
	by, err := h.as(ctx, admin)
	if err != nil {
		return err
	}
	in.id, in.staff = by.BodyID, map[org.Role]string{org.BodyAdmin: admin}
	for _, s := range staffOf {
		if s.role == org.ContractingOfficer && !all && !in.tenders {
			continue
		}
		email, name := mailOf(s.key, in.host), personName(h.rng)
		h.later(5)
		if err := h.admission.Invite(ctx, by, admission.InviteCommand{Email: email, Name: name, Roles: []org.Role{s.role}}); err != nil {
			return err
		}
		if err := h.accept(ctx, email, name); err != nil {
			return err
		}
		role := s.role
		if s.key == "finance-second" {
			role = "finance-second"
		}
		in.staff[role] = email
	}
	return nil
}

// supplier registers, waits for the market desk and is admitted.
func (h *hand) supplier(ctx context.Context, s *supplier) error {
	h.at(s.registeredOn, 9, 20+h.rng.IntN(30))
	name := personName(h.rng)
	if err := h.admission.Register(ctx, s.admin, name, "ko"); err != nil {
		return err
	}
	h.later(8)
	if err := h.accept(ctx, s.admin, name); err != nil {
		return err
	}
	if err := h.fillRegistration(ctx, s); err != nil {
		return err
	}
	return h.admit(ctx, s)
}

func (h *hand) fillRegistration(ctx context.Context, s *supplier) error {
	by, err := h.as(ctx, s.admin)
	if err != nil {
		return err
	}
	s.id = by.BodyID
	founded := s.founded.Time()
	number := s.number
	b := org.Body{
		NameKo: s.ko, NameEn: s.en, Bizno: &number, Representative: personName(h.rng), FoundedOn: &founded,
		Region: s.region, Address: s.address, Phone: fmt.Sprintf("0%d-%03d-%04d", 31+h.rng.IntN(30), 200+h.rng.IntN(700), h.rng.IntN(10000)),
		Homepage: "https://www." + s.host + ".example", Introduction: s.about,
		BankName: pick(h.rng, []string{"한빛은행", "나래은행", "새솔은행"}), BankAccount: fmt.Sprintf("%03d-%06d-%02d-%03d", h.rng.IntN(900)+100, h.rng.IntN(1000000), h.rng.IntN(100), h.rng.IntN(1000)),
		BankHolder: s.ko, Traits: s.traits,
	}
	for i, section := range admission.Sections {
		h.later(6)
		if err := h.admission.SaveSection(ctx, by, admission.SectionCommand{Section: section, Version: i + 1, Body: b}); err != nil {
			return err
		}
	}
	h.later(4)
	return h.admission.Submit(ctx, by, len(admission.Sections)+1)
}

func (h *hand) admit(ctx context.Context, s *supplier) error {
	by, err := h.as(ctx, mailOf("market", ppsHost))
	if err != nil {
		return err
	}
	h.later(60 * 26)
	if err := h.admission.Decide(ctx, by, admission.Decision{BodyID: s.id, Version: len(admission.Sections) + 2, Admit: true}); err != nil {
		return err
	}
	h.forget(s.admin)
	if s.member == "" {
		return nil
	}
	lead, err := h.as(ctx, s.admin)
	if err != nil {
		return err
	}
	name := personName(h.rng)
	if err := h.admission.Invite(ctx, lead, admission.InviteCommand{Email: s.member, Name: name, Roles: []org.Role{org.SupplierMember}}); err != nil {
		return err
	}
	return h.accept(ctx, s.member, name)
}

// personas marks the accounts that the sign-in page offers: the one thing no service does.
func (w *world) personas(ctx context.Context) error {
	list := []persona{
		{"haram-admin", w.suppliers[0].admin},
		{"haram-member", w.suppliers[0].member},
		{"malgeun-admin", w.suppliers[1].admin},
		{"auditor", mailOf("auditor", "audit")},
	}
	for _, s := range staffOf {
		list = append(list, persona{s.key, mailOf(s.key, w.institutions[0].host)})
	}
	list = append(list, persona{"body-admin", mailOf("body-admin", w.institutions[0].host)})
	for _, p := range ppsStaff {
		list = append(list, persona{p.key, mailOf(p.key, ppsHost)})
	}
	return w.DB.Run(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE org.person SET demo = true`); err != nil {
			return err
		}
		for _, p := range list {
			tag, err := tx.Exec(ctx, `UPDATE org.person SET persona = @key WHERE email = @email`, pgx.NamedArgs{"key": p.key, "email": p.email})
			if err != nil {
				return err
			}
			if tag.RowsAffected() != 1 {
				return fmt.Errorf("no account for persona %s", p.key)
			}
		}
		return nil
	})
}

// makeNumber makes a business number that passes its check.
func makeNumber(office, kind, serial int) bizno.Number {
	nine := fmt.Sprintf("%03d%02d%04d", office, kind, serial)
	return bizno.Number(nine + string(bizno.CheckDigit(nine)))
}

func (w *world) makeSuppliers() []*supplier {
	out := make([]*supplier, len(companies))
	for i, c := range companies {
		s := &supplier{company: c, admin: mailOf("lead", c.host)}
		s.number = makeNumber(100+w.rng.IntN(500), pick(w.rng, []int{81, 86, 87}), 1000+i*37)
		s.founded = w.ago(c.age*365 + w.rng.IntN(300))
		s.registeredOn = w.ago(min(880, c.age*365-60) - w.rng.IntN(60))
		if i == 0 {
			s.member = mailOf("staff", c.host)
		}
		s.address = streets[i%len(streets)] + " " + strconv.Itoa(10+w.rng.IntN(300))
		out[i] = s
	}
	return out
}

func makeInstitutions() []*institution {
	out := make([]*institution, len(offices))
	for i, o := range offices {
		out[i] = &institution{office: o}
	}
	return out
}
