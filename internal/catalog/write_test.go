package catalog_test

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
)

var desktopSpec = map[string]string{"cpu": "Ryzen 5", "ram": "16", "ssd": "512", "os": "Linux", "monitor": "없음 / None"}

// written is an offer with everything filled in.
func (w *desk) written(model string) catalog.Offer {
	w.t.Helper()
	o := w.start(w.maker, model)
	must := func(next catalog.Offer, err error) {
		w.t.Helper()
		ok(w.t, err)
		o = next
	}
	must(w.catalog.SaveTerms(w.t.Context(), w.maker, catalog.TermsCommand{
		OfferID: o.ID, Version: o.Version, Price: 128_000, Tax: "vat", Unit: "BOX", Content: 50, ContentUnit: "SHEET", MinOrder: 2, LeadDays: 7, WarrantyMonths: 12,
	}))
	must(w.catalog.SaveSpecification(w.t.Context(), w.maker, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "업무용", Description: "조용합니다", Attributes: desktopSpec,
	}))
	must(w.catalog.AddPicture(w.t.Context(), w.maker, catalog.PictureCommand{OfferID: o.ID, Version: o.Version, Alt: "앞면", Content: picture(w.t, 600)}))
	today := kst.DayOf(kst.Real())
	must(w.catalog.SaveCertificates(w.t.Context(), w.maker, catalog.CertificatesCommand{OfferID: o.ID, Version: o.Version, Certificates: []catalog.Certificate{
		{Kind: "KC", Number: "R-1", Issuer: "국립전파연구원", ExpiresOn: today.Add(400).String()}, {Kind: "GS", Number: "G-2", Issuer: "TTA", ExpiresOn: today.String()},
	}}))
	return o
}

func (w *desk) pending(o catalog.Offer) catalog.OfferVersion {
	w.t.Helper()
	v, err := catalog.VersionByID(w.t.Context(), w.db, *o.PendingID)
	ok(w.t, err)
	return v
}

func TestSaveTerms_contentOfASalesUnit(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	c := catalog.TermsCommand{OfferID: o.ID, Version: o.Version, Price: 128_000, Tax: "vat", Unit: "BOX", MinOrder: 1, LeadDays: 1}
	for want, change := range map[string]func(*catalog.TermsCommand){
		"content_unit:required":     func(c *catalog.TermsCommand) { c.Content = 50 },
		"content_unit:not_a_choice": func(c *catalog.TermsCommand) { c.Content, c.ContentUnit = 50, "말" },
		"content:out_of_range":      func(c *catalog.TermsCommand) { c.Content, c.ContentUnit = catalog.MaxContent+1, "SHEET" },
	} {
		bad := c
		change(&bad)
		_, err := w.catalog.SaveTerms(t.Context(), w.maker, bad)
		if got := fields(err); !slices.Equal(got, []string{want}) {
			t.Errorf("want %s, got %v", want, got)
		}
	}
	before := w.pending(o)
	c.Content, c.ContentUnit = 50, "SHEET"
	o, err := w.catalog.SaveTerms(t.Context(), w.maker, c)
	ok(t, err)
	v := w.pending(o)
	if v.StoredContent() != "50 SHEET" || before.StoredContent() != "" {
		t.Fatalf("content %q, before %q", v.StoredContent(), before.StoredContent())
	}
	other := v
	other.Price++
	if !catalog.PriceOnly(catalog.Diff(v, other)) {
		t.Fatal("a price change is not seen as one")
	}
	if other.Content = 60; catalog.PriceOnly(catalog.Diff(v, other)) {
		t.Fatal("less for the same price passes as a price change")
	}
}

func TestDraft_isKeptForItsPersonUntilSaved(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	form := catalog.SectionForm(o.ID, catalog.SectionTerms)
	typed := catalog.DraftCommand{Form: form, Fields: map[string][]string{"price": {"백만 원"}, "regions": {"11", "26"}}}
	if _, err := w.catalog.KeepDraft(t.Context(), w.rival, typed); !fault.Of(err, fault.NotFound) {
		t.Fatalf("a rival keeps text in a draft's form: %v", err)
	}
	if _, err := w.catalog.KeepDraft(t.Context(), w.institut, typed); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("an institution: %v", err)
	}
	_, err := w.catalog.KeepDraft(t.Context(), w.maker, typed)
	ok(t, err)
	d, err := w.catalog.Draft(t.Context(), w.maker, form)
	if err != nil || !slices.Equal(d.Fields["regions"], []string{"11", "26"}) || d.SectionSaved != nil {
		t.Fatalf("draft %+v %v", d, err)
	}
	colleague := w.maker
	ok(t, w.db.QueryRow(t.Context(), `INSERT INTO org.person (email, name) VALUES ('c@example.kr', 'c') RETURNING id`).Scan(&colleague.PersonID))
	for name, by := range map[string]auth.Actor{"colleague": colleague, "rival": w.rival} {
		if _, err := w.catalog.Draft(t.Context(), by, form); !fault.Of(err, fault.NotFound) {
			t.Errorf("the %s reads it: %v", name, err)
		}
	}
	terms := catalog.TermsCommand{OfferID: o.ID, Version: o.Version, Price: 1, Tax: "vat", Unit: "EA", MinOrder: 1, LeadDays: 1}
	o, err = w.catalog.SaveTerms(t.Context(), colleague, terms)
	ok(t, err)
	d, err = w.catalog.Draft(t.Context(), w.maker, form)
	if err != nil || d.SectionSaved == nil || !d.SectionSaved.After(d.SavedAt) {
		t.Fatalf("a colleague's save is not told: %+v %v", d, err)
	}
	terms.Version = o.Version
	_, err = w.catalog.SaveTerms(t.Context(), w.maker, terms)
	ok(t, err)
	if _, err = w.catalog.Draft(t.Context(), w.maker, form); !fault.Of(err, fault.NotFound) {
		t.Fatalf("saved text is still a draft: %v", err)
	}
}

func TestDraft_boundsAndForms(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	large := map[string][]string{"description": {strings.Repeat("가", catalog.MaxDraft/3+1)}}
	if _, err := w.catalog.KeepDraft(t.Context(), w.maker, catalog.DraftCommand{Form: catalog.StartForm, Fields: large}); !errors.Is(err, catalog.ErrDraftTooLarge) {
		t.Fatalf("large: %v", err)
	}
	for _, form := range []string{"", "offer:", "order:1/terms", catalog.SectionForm(o.ID, "item"), catalog.SectionForm(o.ID, "prices"), "offer:0/terms", "offer:999999/terms", "offer:01/terms"} {
		if _, err := w.catalog.KeepDraft(t.Context(), w.maker, catalog.DraftCommand{Form: form}); !fault.Of(err, fault.NotFound) {
			t.Errorf("form %q: %v", form, err)
		}
	}
	typed := catalog.DraftCommand{Form: catalog.StartForm, Fields: map[string][]string{"model": {"HB"}}}
	_, err := w.catalog.KeepDraft(t.Context(), w.maker, typed)
	ok(t, err)
	ok(t, w.catalog.DropDraft(t.Context(), w.maker, catalog.StartForm))
	if _, err := w.catalog.Draft(t.Context(), w.maker, catalog.StartForm); !fault.Of(err, fault.NotFound) {
		t.Fatalf("thrown away and still there: %v", err)
	}
	_, err = w.catalog.KeepDraft(t.Context(), w.maker, typed)
	ok(t, err)
	w.start(w.maker, "HB-2")
	if _, err := w.catalog.Draft(t.Context(), w.maker, catalog.StartForm); !fault.Of(err, fault.NotFound) {
		t.Fatalf("the offer is begun and its form is still a draft: %v", err)
	}
}

func TestDraft_aSealStandsForASessionThatRanOut(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	form, other := catalog.SectionForm(o.ID, catalog.SectionTerms), catalog.SectionForm(o.ID, catalog.SectionSpecification)
	seal, err := w.catalog.Seal(t.Context(), w.maker, form, kst.Real())
	ok(t, err)
	typed := catalog.DraftCommand{Form: form, Fields: map[string][]string{"price": {"1,000"}}, Seal: seal}
	old, err := w.catalog.Seal(t.Context(), w.maker, form, kst.Real().Add(-8*24*time.Hour))
	ok(t, err)
	for name, c := range map[string]catalog.DraftCommand{
		"none": {Form: form}, "made up": {Form: form, Seal: "1.9999999999.x"}, "of another form": {Form: other, Seal: seal}, "old": {Form: form, Seal: old},
		"changed": {Form: form, Seal: strings.Replace(seal, ".", "0.", 1)},
	} {
		if _, err := w.catalog.KeepDraft(t.Context(), auth.Actor{}, c); !fault.Of(err, fault.Unauthenticated) {
			t.Errorf("seal %s: %v", name, err)
		}
	}
	_, err = w.catalog.KeepDraft(t.Context(), auth.Actor{}, typed)
	ok(t, err)
	d, err := w.catalog.Draft(t.Context(), w.maker, form)
	if err != nil || d.Fields["price"][0] != "1,000" {
		t.Fatalf("draft %+v %v", d, err)
	}
	if n, err := catalog.ForgetDrafts(t.Context(), w.db); err != nil || n != 0 {
		t.Fatalf("forgot %d, %v", n, err)
	}
	_, err = w.db.Exec(t.Context(), `UPDATE catalog.form_draft SET saved_at = now() - interval '91 days'`)
	ok(t, err)
	if n, err := catalog.ForgetDrafts(t.Context(), w.db); err != nil || n != 1 {
		t.Fatalf("forgot %d, %v", n, err)
	}
}

func TestRegisterItem_asksAboutTwins(t *testing.T) {
	w := newDesk(t)
	c := catalog.ItemCommand{ClassCode: desktop, Maker: "한빛전자", Model: "HB-100", NameKo: "데스크톱"}
	first, err := w.catalog.RegisterItem(t.Context(), w.maker, c)
	ok(t, err)
	for name, change := range map[string]func(*catalog.ItemCommand){
		"spelling":   func(c *catalog.ItemCommand) { c.Model = "hb 100" },
		"legal form": func(c *catalog.ItemCommand) { c.Maker = "(주) 한빛 전자" },
		"class":      func(c *catalog.ItemCommand) { c.ClassCode = "4321150301" },
	} {
		twin := c
		change(&twin)
		if _, err := w.catalog.RegisterItem(t.Context(), w.rival, twin); !errors.Is(err, catalog.ErrItemTwin) {
			t.Errorf("%s: %v", name, err)
		}
		found, err := w.catalog.Twins(t.Context(), w.rival, twin)
		if err != nil || len(found) != 1 || found[0].Number != first.Number || found[0].ClassKo == "" {
			t.Errorf("%s: twins %+v %v", name, found, err)
		}
	}
	same, err := w.catalog.RegisterItem(t.Context(), w.rival, c)
	if err != nil || same.Number != first.Number {
		t.Fatalf("the very same: %d %v", same.Number, err)
	}
	c.Model, c.Another = "HB 100", true
	another, err := w.catalog.RegisterItem(t.Context(), w.rival, c)
	if err != nil || another.Number == first.Number {
		t.Fatalf("said to be another: %d %v", another.Number, err)
	}
	c.Model, c.Another = "HB-1000", false
	if _, err := w.catalog.RegisterItem(t.Context(), w.rival, c); err != nil {
		t.Fatalf("another model: %v", err)
	}
	if _, err := w.catalog.Twins(t.Context(), w.institut, c); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("an institution: %v", err)
	}
}

func TestPictures_severalAtOnceAreDescribedNext(t *testing.T) {
	w := newDesk(t)
	o := w.written("HB-1")
	o, err := w.catalog.AddPictures(t.Context(), w.maker, o.ID, o.Version, []io.Reader{picture(t, 700), picture(t, 710), picture(t, 600)})
	ok(t, err)
	v := w.pending(o)
	if len(v.Pictures) != 3 || v.Pictures[0].Alt != "앞면" || v.Pictures[1].Alt != "" || v.Done(catalog.SectionPictures) {
		t.Fatalf("pictures %+v, done %v", v.Pictures, v.SectionsDone)
	}
	defs, err := catalog.AttributesOf(t.Context(), w.db, desktop)
	ok(t, err)
	if got := fields(fault.Bad("x", catalog.CheckComplete(v, defs, kst.DayOf(kst.Real()))...)); !slices.Equal(got, []string{"pictures:picture_without_words"}) {
		t.Fatalf("lacks %v", got)
	}
	turned := []catalog.Picture{v.Pictures[2], v.Pictures[0], v.Pictures[1]}
	o, err = w.catalog.SavePictures(t.Context(), w.maker, catalog.PicturesCommand{OfferID: o.ID, Version: o.Version, Pictures: turned, Unfinished: true})
	ok(t, err)
	if v = w.pending(o); v.Pictures[1].Alt != "앞면" || v.Done(catalog.SectionPictures) {
		t.Fatalf("moved: %+v", v.Pictures)
	}
	turned[0].Alt, turned[2].Alt = "옆면", " 뒷면 "
	o, err = w.catalog.SavePictures(t.Context(), w.maker, catalog.PicturesCommand{OfferID: o.ID, Version: o.Version, Pictures: turned})
	ok(t, err)
	if v = w.pending(o); v.Pictures[2].Alt != "뒷면" || !v.Done(catalog.SectionPictures) {
		t.Fatalf("described: %+v", v.Pictures)
	}
	if _, err := w.catalog.AddPictures(t.Context(), w.rival, o.ID, o.Version, []io.Reader{picture(t, 700)}); !fault.Of(err, fault.NotFound) {
		t.Fatalf("a rival adds: %v", err)
	}
}

func TestCopyOffer_takesWhatFitsAndNamesTheRest(t *testing.T) {
	w := newDesk(t)
	from := w.written("HB-1")
	_, err := w.db.Exec(t.Context(), `UPDATE catalog.offer_certificate SET expires_on = '2020-01-01' WHERE number = 'G-2'`)
	ok(t, err)
	_, err = w.db.Exec(t.Context(), `UPDATE catalog.attribute SET retired_at = now() WHERE class_code = $1 AND key = 'os'`, desktop)
	ok(t, err)
	item := catalog.ItemCommand{ClassCode: desktop, Maker: "한빛전자", Model: "HB-2", NameKo: "데스크톱"}
	made, err := w.catalog.CopyOffer(t.Context(), w.maker, catalog.CopyCommand{From: from.ID, Item: item})
	ok(t, err)
	v := w.pending(made.Offer)
	switch {
	case made.TermsOnly, len(made.Expired) != 1 || made.Expired[0].Number != "G-2", !slices.Equal(made.Attributes, []string{"os"}):
		t.Fatalf("copied %+v", made)
	case v.Price != 128_000 || v.StoredContent() != "50 SHEET" || v.MinOrder != 2 || v.Description != "조용합니다" || v.Attributes["cpu"] != "Ryzen 5" || v.Attributes["os"] != "":
		t.Fatalf("version %+v", v)
	case len(v.Pictures) != 1 || v.Pictures[0].Alt != "앞면" || len(v.Certificates) != 1 || v.Certificates[0].Number != "R-1":
		t.Fatalf("pictures %v, certificates %v", v.Pictures, v.Certificates)
	case !v.Done(catalog.SectionTerms) || !v.Done(catalog.SectionSpecification) || !v.Done(catalog.SectionPictures) || v.Done(catalog.SectionCertificates):
		t.Fatalf("done %v", v.SectionsDone)
	}
	if _, err := w.catalog.CopyOffer(t.Context(), w.maker, catalog.CopyCommand{From: from.ID, Item: item}); !errors.Is(err, catalog.ErrOfferExists) {
		t.Fatalf("the same copy twice: %v", err)
	}
	if _, err := w.catalog.CopyOffer(t.Context(), w.rival, catalog.CopyCommand{From: from.ID, ItemNumber: made.Offer.ItemNumber}); !fault.Of(err, fault.NotFound) {
		t.Fatalf("a rival copies: %v", err)
	}
	if _, err := w.catalog.CopyOffer(t.Context(), w.maker, catalog.CopyCommand{From: from.ID, ItemNumber: 99_999_999}); !errors.Is(err, catalog.ErrUnknownItem) {
		t.Fatalf("no such item: %v", err)
	}
}

func TestCopyOffer_ofNothingSavedYet(t *testing.T) {
	w := newDesk(t)
	from := w.start(w.maker, "HB-1")
	made, err := w.catalog.CopyOffer(t.Context(), w.maker, catalog.CopyCommand{
		From: from.ID, Item: catalog.ItemCommand{ClassCode: "4321150301", Maker: "한빛전자", Model: "NB-1", NameKo: "노트북"},
	})
	ok(t, err)
	if v := w.pending(made.Offer); len(v.SectionsDone) != 0 {
		t.Fatalf("done %v", v.SectionsDone)
	}
}

func TestCopyOffer_intoAnotherClassTakesTermsAlone(t *testing.T) {
	w := newDesk(t)
	from := w.written("HB-1")
	item, err := w.catalog.RegisterItem(t.Context(), w.rival, catalog.ItemCommand{ClassCode: "4321150301", Maker: "한빛전자", Model: "NB-1", NameKo: "노트북"})
	ok(t, err)
	made, err := w.catalog.CopyOffer(t.Context(), w.maker, catalog.CopyCommand{From: from.ID, ItemNumber: item.Number})
	ok(t, err)
	v := w.pending(made.Offer)
	if !made.TermsOnly || v.Price != 128_000 || v.Summary != "" || len(v.Attributes)+len(v.Pictures)+len(v.Certificates) != 0 || !slices.Equal(v.SectionsDone, []string{catalog.SectionTerms}) {
		t.Fatalf("copied %+v into %+v", made, v)
	}
}

func TestSpecification_retiredAttributesStayAndAreNotAsked(t *testing.T) {
	w := newDesk(t)
	o := w.written("HB-1")
	_, err := w.db.Exec(t.Context(), `UPDATE catalog.attribute SET retired_at = now() WHERE class_code = $1 AND key = 'os'`, desktop)
	ok(t, err)
	c := catalog.SpecificationCommand{OfferID: o.ID, Version: o.Version, Summary: "업무용", Attributes: maps.Clone(desktopSpec)}
	c.Attributes["os"] = "Windows 11 Pro"
	_, err = w.catalog.SaveSpecification(t.Context(), w.maker, c)
	if got := fields(err); !slices.Equal(got, []string{"attr_os:unknown_attribute"}) {
		t.Fatalf("fields %v", got)
	}
	c.Attributes = map[string]string{"cpu": "Ryzen 7", "ram": "16", "ssd": "512", "monitor": "없음 / None"}
	o, err = w.catalog.SaveSpecification(t.Context(), w.maker, c)
	ok(t, err)
	v := w.pending(o)
	if v.Attributes["os"] != "Linux" || v.Attributes["cpu"] != "Ryzen 7" {
		t.Fatalf("attributes %v", v.Attributes)
	}
	defs, err := catalog.AttributesOf(t.Context(), w.db, desktop)
	ok(t, err)
	if lacks := catalog.CheckComplete(v, defs, kst.DayOf(kst.Real())); len(lacks) != 0 {
		t.Fatalf("lacks %v", lacks)
	}
}

func TestOwnOffers_searchAndPages(t *testing.T) {
	w := newDesk(t)
	var made []catalog.Offer
	for _, model := range []string{"HB-1", "HB-2", "XR-3"} {
		made = append(made, w.start(w.maker, model))
	}
	list := func(q catalog.OwnQuery) catalog.OwnPage {
		t.Helper()
		page, err := w.catalog.OwnOffers(t.Context(), w.maker, q)
		ok(t, err)
		return page
	}
	first := list(catalog.OwnQuery{Size: 2})
	if len(first.Offers) != 2 || first.Offers[0].ID != made[2].ID || first.Next == "" || first.Counts[catalog.Draft] != 3 {
		t.Fatalf("first page %+v", first)
	}
	second := list(catalog.OwnQuery{Size: 2, After: first.Next})
	if len(second.Offers) != 1 || second.Offers[0].ID != made[0].ID || second.Next != "" {
		t.Fatalf("second page %+v", second)
	}
	if o := second.Offers[0]; !slices.Equal(o.Missing(), []string{catalog.SectionTerms, catalog.SectionSpecification}) {
		t.Fatalf("missing %v", o.Missing())
	}
	for words, n := range map[string]int{"hb": 2, "데스크 톱 xr": 1, "한빛전자 HB-2": 1, "XR-4": 0, "xr3": 1, "%": 0, "-": 3, " ": 3, "rx": 0} {
		if got := list(catalog.OwnQuery{Text: words, Size: 10}); len(got.Offers) != n {
			t.Errorf("%q finds %d, want %d", words, len(got.Offers), n)
		}
	}
	for _, after := range []string{"x", "-", "1-", "99999999999999999999-1", "-5-1"} {
		if got := list(catalog.OwnQuery{After: after, Size: 10}); len(got.Offers) != 3 {
			t.Errorf("after %q: %d", after, len(got.Offers))
		}
	}
	w.touch(made[0])
	if again := list(catalog.OwnQuery{Size: 10}); again.Offers[0].ID != made[0].ID {
		t.Fatal("what was worked on last is not first")
	}
}

// touch saves something of an offer.
func (w *desk) touch(o catalog.Offer) {
	w.t.Helper()
	_, err := w.catalog.SaveTerms(w.t.Context(), w.maker, catalog.TermsCommand{OfferID: o.ID, Version: o.Version, Price: 1, Tax: "vat", Unit: "EA", MinOrder: 1, LeadDays: 1})
	ok(w.t, err)
}
