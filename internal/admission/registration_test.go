package admission_test

import (
	"errors"
	"slices"
	"testing"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
)

func TestRegistration_fromTheFirstMailToTheMarket(t *testing.T) {
	w := newGate(t)
	a := w.newcomer("new@example.kr")
	if !a.Holds(org.SupplierAdmin) || a.Has(org.SupplierAdmin) || a.BodyState != org.Draft {
		t.Fatalf("a newcomer may fill in and not yet act: %+v", a)
	}
	w.fill(a, "1018200008", "company", "contact")
	if err := w.admission.Submit(t.Context(), a, w.state(a.BodyID).Version); !errors.Is(err, admission.ErrIncomplete) {
		t.Errorf("half filled in: %v", err)
	}
	w.fill(a, "1018200008", "bank", "traits")
	if b := w.state(a.BodyID); b.NameKo != "새벽정밀" || b.Bizno.String() != "101-82-00008" || b.Region != "11" || b.BankAccount == "" || len(b.Traits) != 2 {
		t.Errorf("a later section lost an earlier one: %+v", b)
	}
	w.ok(w.admission.Submit(t.Context(), a, w.state(a.BodyID).Version))
	b := w.state(a.BodyID)
	if b.State != org.Submitted || b.SubmittedAt == nil || b.AppliedBy == nil || *b.AppliedBy != a.PersonID {
		t.Fatalf("%+v", b)
	}
	ref := audit.Ref("body", b.ID)
	if got := w.turns(w.desk); !slices.Equal(got, []string{"body.admit " + ref}) {
		t.Errorf("the desk's turns: %v", got)
	}
	w.ok(w.admission.Decide(t.Context(), w.desk, admission.Decision{BodyID: b.ID, Version: b.Version, Admit: true}))
	if got := w.state(b.ID); got.State != org.Admitted || got.DecidedBy == nil || *got.DecidedBy != w.desk.PersonID || len(got.ReturnReasons) != 0 {
		t.Errorf("%+v", got)
	}
	if !w.load(a.PersonID, a.BodyID).Has(org.SupplierAdmin) {
		t.Error("admitted, and may not act")
	}
	if len(w.turns(w.desk)) != 0 {
		t.Error("the turn is still open")
	}
	told, err := notify.Recent(t.Context(), w.db, a, 10)
	if err != nil || len(told) != 1 || told[0].Kind != "body_admitted" {
		t.Errorf("told %+v, %v", told, err)
	}
	var acts []string
	history, err := w.admission.History(t.Context(), ref)
	w.ok(err)
	for _, e := range history {
		acts = append(acts, e.Action)
	}
	want := []string{"body.register", "body.save_section", "body.save_section", "body.save_section", "body.save_section", "body.submit", "body.admit"}
	if !slices.Equal(acts, want) {
		t.Errorf("history %v", acts)
	}
}

func TestDecide_returnsWithReasonsAtTheSections(t *testing.T) {
	w := newGate(t)
	a := w.submitted("new@example.kr", "1018200008")
	b := w.state(a.BodyID)
	back := admission.Decision{BodyID: b.ID, Version: b.Version, Reasons: map[string]string{"bank": " ", "unknown": "x"}}
	if err := w.admission.Decide(t.Context(), w.desk, back); !fault.Of(err, fault.Invalid) {
		t.Errorf("a return without a reason: %v", err)
	}
	back.Reasons["bank"] = "예금주가 다릅니다"
	w.ok(w.admission.Decide(t.Context(), w.desk, back))
	b = w.state(b.ID)
	if b.State != org.Returned || len(b.ReturnReasons) != 1 || b.ReturnReasons["bank"] == "" {
		t.Fatalf("%+v", b)
	}
	if err := w.admission.Submit(t.Context(), a, b.Version); !errors.Is(err, admission.ErrIncomplete) {
		t.Errorf("again without mending: %v", err)
	}
	w.fill(a, "1018200008", "bank")
	w.ok(w.admission.Submit(t.Context(), a, w.state(b.ID).Version))
	if got := w.turns(w.desk2); len(got) != 1 {
		t.Errorf("the desk's turns: %v", got)
	}
}

func TestSubmit_onlyFromDraftOrReturned(t *testing.T) {
	w := newGate(t)
	a := w.submitted("new@example.kr", "1018200008")
	v := w.state(a.BodyID).Version
	if err := w.admission.Submit(t.Context(), a, v); !errors.Is(err, admission.ErrState) {
		t.Errorf("twice: %v", err)
	}
	err := w.admission.SaveSection(t.Context(), a, admission.SectionCommand{Section: "bank", Version: v, Body: section("bank", "")})
	if !errors.Is(err, admission.ErrState) {
		t.Errorf("a change after submitting: %v", err)
	}
	w.ok(w.admission.Decide(t.Context(), w.desk, admission.Decision{BodyID: a.BodyID, Version: v, Admit: true}))
	again := admission.Decision{BodyID: a.BodyID, Version: w.state(a.BodyID).Version, Reasons: map[string]string{"bank": "x"}}
	if err := w.admission.Decide(t.Context(), w.desk, again); !errors.Is(err, admission.ErrState) {
		t.Errorf("returned after admission: %v", err)
	}
}

func TestSaveSection_refusesAStaleFormAndUnknownSections(t *testing.T) {
	w := newGate(t)
	a := w.newcomer("new@example.kr")
	v := w.state(a.BodyID).Version
	w.fill(a, "1018200008", "company")
	if err := w.admission.SaveSection(t.Context(), a, admission.SectionCommand{Section: "bank", Version: v}); !errors.Is(err, fault.ErrStale) {
		t.Errorf("a form shown before another change: %v", err)
	}
	if err := w.admission.SaveSection(t.Context(), a, admission.SectionCommand{Section: "state", Version: v + 1}); !fault.Of(err, fault.NotFound) {
		t.Errorf("no such section: %v", err)
	}
	if err := w.admission.Submit(t.Context(), a, v); !errors.Is(err, fault.ErrStale) {
		t.Errorf("submitting a stale form: %v", err)
	}
}

func TestSubmit_aBusinessNumberBelongsToOneBody(t *testing.T) {
	w := newGate(t)
	first := w.submitted("one@example.kr", "1018200008")
	// A draft holds no number: two may type it, the second cannot hand it in.
	second := w.newcomer("two@example.kr")
	w.fill(second, "1018200008", admission.Sections...)
	err := w.admission.Submit(t.Context(), second, w.state(second.BodyID).Version)
	if !errors.Is(err, org.ErrBiznoTaken) || !fault.Of(err, fault.Conflict) {
		t.Fatalf("the same number: %v", err)
	}
	w.fill(second, "3148312349", "company")
	w.ok(w.admission.Submit(t.Context(), second, w.state(second.BodyID).Version))
	if w.state(first.BodyID).State != org.Submitted || w.state(second.BodyID).State != org.Submitted {
		t.Error("not both submitted")
	}
}

func TestDecide_needsTheDeskAndNotTheApplicant(t *testing.T) {
	w := newGate(t)
	a := w.submitted("new@example.kr", "1018200008")
	b := w.state(a.BodyID)
	yes := admission.Decision{BodyID: b.ID, Version: b.Version, Admit: true}
	for name, by := range map[string]auth.Actor{
		"the applicant":          a,
		"another supplier":       w.actor(w.body(org.Supplier), org.SupplierAdmin),
		"a buyer":                w.actor(w.body(org.Institution), org.BodyAdmin),
		"a reviewer of products": w.actor(w.pps, org.ProductReviewer),
		"a system administrator": w.admin,
		"an auditor":             w.auditor,
	} {
		if err := w.admission.Decide(t.Context(), by, yes); !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.admission.Decide(t.Context(), auth.Actor{}, yes); !fault.Of(err, fault.Unauthenticated) {
		t.Errorf("the public: %v", err)
	}
	// The person counts, not the account's body of the moment.
	own := w.desk
	own.PersonID = a.PersonID
	if err := w.admission.Decide(t.Context(), own, yes); !errors.Is(err, fault.ErrSamePerson) {
		t.Errorf("the applicant at the desk: %v", err)
	}
	stale := yes
	stale.Version--
	if err := w.admission.Decide(t.Context(), w.desk, stale); !errors.Is(err, fault.ErrStale) {
		t.Errorf("a form shown before a change: %v", err)
	}
	if err := w.admission.Decide(t.Context(), w.desk, admission.Decision{BodyID: w.pps, Version: 1, Admit: true}); !fault.Of(err, fault.NotFound) {
		t.Errorf("no supplier: %v", err)
	}
	if w.state(b.ID).State != org.Submitted {
		t.Error("a refusal changed the state")
	}
}

func TestSaveSection_isTheSuppliersAdministratorsOwn(t *testing.T) {
	w := newGate(t)
	body := w.body(org.Supplier)
	for name, by := range map[string]auth.Actor{
		"a member": w.actor(body, org.SupplierMember), "a buyer": w.actor(w.body(org.Institution), org.BodyAdmin), "the desk": w.desk,
	} {
		err := w.admission.SaveSection(t.Context(), by, admission.SectionCommand{Section: "bank", Version: 1})
		if !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
		if err := w.admission.Submit(t.Context(), by, 1); !fault.Of(err, fault.Forbidden) {
			t.Errorf("%s submits: %v", name, err)
		}
	}
	if err := w.admission.Submit(t.Context(), auth.Actor{}, 1); !fault.Of(err, fault.Unauthenticated) {
		t.Errorf("the public: %v", err)
	}
}

func TestRegister_aKnownAddressGetsAnotherMailAndTheSameAnswer(t *testing.T) {
	w := newGate(t)
	w.newcomer("new@example.kr")
	bodies := value[int](w, `SELECT count(*)::int FROM org.body`)
	w.ok(w.admission.Register(t.Context(), "NEW@example.kr", "누구", "ko"))
	if n := value[int](w, `SELECT count(*)::int FROM org.body`); n != bodies {
		t.Errorf("%d new bodies", n-bodies)
	}
	if w.token("NEW@example.kr") != "" {
		t.Error("the mail to a known address carries an invitation")
	}
	if n := value[int](w, `SELECT count(*)::int FROM mail.message WHERE lower(to_address) = 'new@example.kr'`); n != 2 {
		t.Errorf("%d mails", n)
	}
}

func TestBody_isSecretToOtherOrganisations(t *testing.T) {
	w := newGate(t)
	a := w.newcomer("new@example.kr")
	for name, c := range map[string]struct {
		by   auth.Actor
		want fault.Kind
	}{
		"its own": {a, 0}, "the desk": {w.desk, 0}, "an administrator": {w.admin, 0}, "an auditor": {w.auditor, 0},
		"another supplier": {w.actor(w.body(org.Supplier), org.SupplierAdmin), fault.NotFound},
		"a buyer":          {w.actor(w.body(org.Institution), org.Approver), fault.NotFound},
		"another desk":     {w.actor(w.pps, org.TenderDesk), fault.NotFound},
		"the public":       {auth.Actor{}, fault.Unauthenticated},
	} {
		_, err := w.admission.Body(t.Context(), c.by, a.BodyID)
		if (c.want == 0) != (err == nil) || c.want != 0 && !fault.Of(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.admission.Queue(t.Context(), a); !fault.Of(err, fault.Forbidden) {
		t.Errorf("a supplier reads the queue: %v", err)
	}
	if q, err := w.admission.Queue(t.Context(), w.auditor); err != nil || len(q) != 0 {
		t.Errorf("an auditor: %d, %v", len(q), err)
	}
}
