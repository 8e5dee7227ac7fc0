package catalog_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"slices"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
)

const desktop = "4321150701"

// desk is a writing desk: two suppliers and whoever might look over their shoulder.
type desk struct {
	t                                         *testing.T
	db                                        *db.DB
	catalog                                   *catalog.Service
	maker, rival, reviewer, auditor, institut auth.Actor
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := dbtest.New(t)
	ok(t, catalog.LoadClasses(t.Context(), d))
	files, err := blob.New(t.TempDir())
	ok(t, err)
	w := &desk{t: t, db: d, catalog: catalog.New(d, files)}
	w.maker = w.actor(org.Supplier, "1018200008", org.SupplierMember)
	w.rival = w.actor(org.Supplier, "1234567891", org.SupplierAdmin)
	w.reviewer = w.actor(org.PPS, "", org.ProductReviewer)
	w.auditor = w.actor(org.Auditor, "", org.AuditorRole)
	w.institut = w.actor(org.Institution, "", org.Requester)
	return w
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *desk) actor(kind org.Kind, bizno string, role org.Role) auth.Actor {
	w.t.Helper()
	var body, person int64
	ok(w.t, w.db.QueryRow(w.t.Context(), `INSERT INTO org.body (kind, state, name_ko, bizno) VALUES ($1, 'admitted', $1, nullif($2, '')) RETURNING id`, kind, bizno).Scan(&body))
	ok(w.t, w.db.QueryRow(w.t.Context(), `INSERT INTO org.person (email, name) VALUES ($1 || gen_random_uuid(), $1) RETURNING id`, role).Scan(&person))
	return auth.Actor{PersonID: person, BodyID: body, BodyKind: kind, BodyState: org.Admitted, Roles: []org.Role{role}}
}

func (w *desk) start(by auth.Actor, model string) catalog.Offer {
	w.t.Helper()
	item, err := w.catalog.RegisterItem(w.t.Context(), by, catalog.ItemCommand{ClassCode: desktop, Maker: "한빛전자", Model: model, NameKo: "데스크톱"})
	ok(w.t, err)
	o, err := w.catalog.StartOffer(w.t.Context(), by, item.Number)
	ok(w.t, err)
	return o
}

func fields(err error) []string {
	f, _ := fault.As(err)
	var out []string
	if f != nil {
		for _, x := range f.Fields {
			out = append(out, x.Name+":"+x.Code)
		}
	}
	slices.Sort(out)
	return out
}

func TestLoadClasses_isWholeAndIdempotent(t *testing.T) {
	w := newDesk(t)
	ok(t, catalog.LoadClasses(t.Context(), w.db))
	detail, err := catalog.DetailClasses(t.Context(), w.db)
	ok(t, err)
	if len(detail) != 149 {
		t.Fatalf("%d detail classes", len(detail))
	}
	for _, c := range detail {
		path, err := catalog.ClassPath(t.Context(), w.db, c.Code)
		ok(t, err)
		attributes, err := catalog.AttributesOf(t.Context(), w.db, c.Code)
		ok(t, err)
		if len(path) != 5 || len(attributes) < 3 || len(attributes) > 6 {
			t.Errorf("%s %s: %d levels, %d attributes", c.Code, c.NameKo, len(path), len(attributes))
		}
		for _, a := range attributes {
			if a.NameKo == "" || a.NameEn == "" || (a.Kind == catalog.KindChoice) != (len(a.Choices) > 1) {
				t.Errorf("%s: attribute %+v", c.Code, a)
			}
		}
	}
}

func TestRegisterItem_oneModelHasOneNumber(t *testing.T) {
	w := newDesk(t)
	c := catalog.ItemCommand{ClassCode: desktop, Maker: "한빛전자", Model: "HB 1", NameKo: "데스크톱"}
	a, err := w.catalog.RegisterItem(t.Context(), w.maker, c)
	ok(t, err)
	c.Model = " HB  1 "
	b, err := w.catalog.RegisterItem(t.Context(), w.rival, c)
	ok(t, err)
	if a.Number != b.Number || a.Number < 10000000 {
		t.Fatalf("numbers %d and %d", a.Number, b.Number)
	}
	_, err = w.catalog.RegisterItem(t.Context(), w.maker, catalog.ItemCommand{ClassCode: "43211507", NameKo: "x", Maker: "y"})
	if got := fields(err); !slices.Equal(got, []string{"class_code:not_detail_class", "model:required"}) {
		t.Fatalf("fields %v", got)
	}
	if _, err = w.catalog.RegisterItem(t.Context(), w.institut, c); !fault.Of(err, fault.Forbidden) {
		t.Fatalf("an institution registers items: %v", err)
	}
}

func TestStartOffer_onePerSupplierAndItem(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	if _, err := w.catalog.StartOffer(t.Context(), w.maker, o.ItemNumber); !errors.Is(err, catalog.ErrOfferExists) {
		t.Fatalf("second offer: %v", err)
	}
	_, err := w.catalog.StartOffer(t.Context(), w.rival, o.ItemNumber)
	ok(t, err)
	if _, err := w.catalog.StartOffer(t.Context(), w.maker, 99999999); !errors.Is(err, catalog.ErrUnknownItem) {
		t.Fatalf("unknown item: %v", err)
	}
}

func TestDraft_isASecret(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{
		"public": {auth.Actor{}, fault.Unauthenticated}, "rival": {w.rival, fault.NotFound},
		"reviewer": {w.reviewer, fault.NotFound}, "institution": {w.institut, fault.NotFound},
	} {
		if _, err := w.catalog.View(t.Context(), c.by, o.ID); !fault.Of(err, c.kind) {
			t.Errorf("%s reads: %v", name, err)
		}
	}
	for _, by := range []auth.Actor{w.maker, w.auditor} {
		if v, err := w.catalog.View(t.Context(), by, o.ID); err != nil || v.Pending == nil {
			t.Errorf("%v reads: %v", by.Roles, err)
		}
	}
	terms := catalog.TermsCommand{OfferID: o.ID, Version: o.Version, Price: 1, Tax: "vat", Unit: "EA", MinOrder: 1, LeadDays: 1}
	if _, err := w.catalog.SaveTerms(t.Context(), w.rival, terms); !fault.Of(err, fault.NotFound) {
		t.Errorf("rival writes: %v", err)
	}
	if _, err := w.catalog.AddPicture(t.Context(), w.rival, catalog.PictureCommand{OfferID: o.ID, Version: o.Version, Alt: "x"}); !fault.Of(err, fault.NotFound) {
		t.Errorf("rival adds a picture: %v", err)
	}
	terms.Version--
	if _, err := w.catalog.SaveTerms(t.Context(), w.maker, terms); !fault.Of(err, fault.Stale) {
		t.Errorf("stale form: %v", err)
	}
	if own, err := w.catalog.OwnOffers(t.Context(), w.rival, catalog.OwnQuery{Size: 10}); err != nil || len(own.Offers) != 0 || len(own.Counts) != 0 {
		t.Errorf("rival's list: %v %v", own, err)
	}
	own, err := w.catalog.OwnOffers(t.Context(), w.maker, catalog.OwnQuery{State: catalog.Draft, Size: 10})
	if err != nil || len(own.Offers) != 1 || own.Counts[catalog.Draft] != 1 || own.Offers[0].PendingState != catalog.VersionDraft {
		t.Errorf("own list: %+v %v", own, err)
	}
}

func TestSaveTerms_bounds(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	_, err := w.catalog.SaveTerms(t.Context(), w.maker, catalog.TermsCommand{
		OfferID: o.ID, Version: o.Version, Tax: "none", Unit: "밭", MinOrder: 0, LeadDays: 731, Regions: []string{"99"}, WarrantyMonths: -1,
	})
	want := []string{"lead_days:out_of_range", "min_order:out_of_range", "price:amount_zero", "regions:not_a_choice", "tax:not_a_choice", "unit:not_a_choice", "warranty_months:out_of_range"}
	if got := fields(err); !slices.Equal(got, want) {
		t.Fatalf("fields %v", got)
	}
}

func TestSaveSpecification_followsTheDefinitions(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	_, err := w.catalog.SaveSpecification(t.Context(), w.maker, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "업무용", Attributes: map[string]string{"cpu": " ", "ram": "17", "ssd": "512", "os": "Linux", "monitor": "없음 / None", "colour": "red"},
	})
	if got := fields(err); !slices.Equal(got, []string{"attr_colour:unknown_attribute", "attr_cpu:required", "attr_ram:not_a_choice"}) {
		t.Fatalf("fields %v", got)
	}
	o, err = w.catalog.SaveSpecification(t.Context(), w.maker, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "업무용", Attributes: map[string]string{"cpu": "Ryzen 5", "ram": "16", "ssd": "512", "os": "Linux", "monitor": "없음 / None"},
	})
	ok(t, err)
	v, err := catalog.VersionByID(t.Context(), w.db, *o.PendingID)
	ok(t, err)
	if v.Attributes["cpu"] != "Ryzen 5" || !v.Done(catalog.SectionSpecification) || v.Done(catalog.SectionTerms) {
		t.Fatalf("version %+v", v)
	}
}

func TestCheckAttributes_numbers(t *testing.T) {
	defs := []catalog.Attribute{{Key: "w", Kind: catalog.KindNumber}}
	for value, good := range map[string]bool{
		"1": true, "12.5": true, "-3": true, "0.0001": true, "": true, "1,000": false, "1e5": false, "1.": false, ".5": false, "12.34567": false, "1234567890": false, "약 3": false,
	} {
		if got := len(catalog.CheckAttributes(defs, map[string]string{"w": value})) == 0; got != good {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestCheckCertificates_refusesExpired(t *testing.T) {
	today := kst.Date(2026, 11, 23)
	got := catalog.CheckCertificates([]catalog.Certificate{
		{Kind: "KC", Number: "1", Issuer: "국립전파연구원", ExpiresOn: "2026-11-23"},
		{Kind: "KC", Number: "1", Issuer: "국립전파연구원", ExpiresOn: "2026-11-22"},
		{Kind: "diploma", Number: "1", Issuer: "x", ExpiresOn: "soon"},
	}, today)
	names := fields(fault.Bad("x", got...))
	if want := []string{"cert_expires_on_2:certificate_expired", "cert_expires_on_3:not_a_date", "cert_kind_3:not_a_choice"}; !slices.Equal(names, want) {
		t.Fatalf("fields %v", names)
	}
}

func picture(t *testing.T, w int) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	ok(t, png.Encode(&b, image.NewRGBA(image.Rect(0, 0, w, 400))))
	return &b
}

func TestPictures_addOrderAndRemove(t *testing.T) {
	w := newDesk(t)
	o := w.start(w.maker, "HB-1")
	var err error
	for i, alt := range []string{"앞면", "뒷면"} {
		o, err = w.catalog.AddPicture(t.Context(), w.maker, catalog.PictureCommand{OfferID: o.ID, Version: o.Version, Alt: alt, Content: picture(t, 600+i)})
		ok(t, err)
	}
	v, err := catalog.VersionByID(t.Context(), w.db, *o.PendingID)
	ok(t, err)
	if len(v.Pictures) != 2 || v.Pictures[0].Alt != "앞면" || v.Pictures[0].Width == 0 {
		t.Fatalf("pictures %+v", v.Pictures)
	}
	turned := []catalog.Picture{v.Pictures[1], v.Pictures[0]}
	turned[0].Alt = ""
	_, err = w.catalog.SavePictures(t.Context(), w.maker, catalog.PicturesCommand{OfferID: o.ID, Version: o.Version, Pictures: turned})
	if got := fields(err); !slices.Equal(got, []string{"alt_1:required"}) {
		t.Fatalf("fields %v", got)
	}
	_, err = w.catalog.SavePictures(t.Context(), w.maker, catalog.PicturesCommand{OfferID: o.ID, Version: o.Version, Pictures: []catalog.Picture{{Hash: "foreign", Alt: "x"}}})
	if !fault.Of(err, fault.Stale) {
		t.Fatalf("a foreign picture: %v", err)
	}
	turned[0].Alt = "뒷면 단자"
	o, err = w.catalog.SavePictures(t.Context(), w.maker, catalog.PicturesCommand{OfferID: o.ID, Version: o.Version, Pictures: turned[:1]})
	ok(t, err)
	if v, err = catalog.VersionByID(t.Context(), w.db, *o.PendingID); err != nil || len(v.Pictures) != 1 || v.Pictures[0].Alt != "뒷면 단자" || v.Pictures[0].Width != 601 {
		t.Fatalf("pictures %+v %v", v.Pictures, err)
	}
}

func TestDiff_namesEveryField(t *testing.T) {
	a := catalog.OfferVersion{Price: 100, Unit: "EA", Attributes: map[string]string{"cpu": "a", "ram": "8"}}
	b := a
	b.Price = 120
	if !catalog.PriceOnly(catalog.Diff(a, b)) {
		t.Fatal("a price change is not seen as one")
	}
	b.Attributes = map[string]string{"cpu": "b", "os": "Linux"}
	b.Pictures = []catalog.Picture{{Hash: "0123456789", Alt: "앞"}}
	var names []string
	for _, c := range catalog.Diff(a, b) {
		names = append(names, c.Field)
	}
	if want := []string{"price", "attr_cpu", "attr_os", "attr_ram", "pictures"}; !slices.Equal(names, want) {
		t.Fatalf("fields %v", names)
	}
}

func TestSqueeze_ignoresSpacingMarksAndCase(t *testing.T) {
	for in, want := range map[string]string{
		"LED 가로등-기구": "led가로등기구", "KF94 (개)": "kf94개", "ㄱㄴ ㄷ": "ㄱㄴㄷ", "Ａ": "", "가로등": "가로등", " ·/%_": "", "ÉCLAIR": "clair",
	} {
		if got := catalog.Squeeze(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestState_moves(t *testing.T) {
	all := []catalog.State{catalog.Draft, catalog.Submitted, catalog.Returned, catalog.Listed, catalog.Suspended, catalog.Withdrawn}
	edges := 0
	for _, from := range all {
		for _, to := range all {
			if from.CanBecome(to) {
				edges++
			}
		}
	}
	if edges != 13 || catalog.Draft.CanBecome(catalog.Listed) || catalog.Withdrawn.CanBecome(catalog.Listed) {
		t.Fatalf("%d edges", edges)
	}
}
