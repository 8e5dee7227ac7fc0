package catalog_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/kst"
)

const (
	laptop   = "4321150301"
	allInOne = "4321159301"
)

// others are people who may not touch the classification.
func others(w *town.Town) map[string]auth.Actor {
	return map[string]auth.Actor{
		"public": {}, "supplier": w.Maker, "member": w.Member, "reviewer": w.Reviewer, "requester": w.Requester, "approver": w.Approver, "auditor": w.Auditor,
	}
}

func refused(t *testing.T, who string, by auth.Actor, err error) {
	t.Helper()
	want := fault.Forbidden
	if !by.SignedIn() {
		want = fault.Unauthenticated
	}
	if !fault.Of(err, want) {
		t.Errorf("%s: %v", who, err)
	}
}

func class(w *town.Town, t *testing.T, code string) catalog.Class {
	t.Helper()
	return town.Must(catalog.ClassByCode(t.Context(), w.DB, code))(t)
}

func moveAll(w *town.Town, t *testing.T, n int) catalog.MoveCommand {
	t.Helper()
	return catalog.MoveCommand{From: town.Desktop, Version: class(w, t, town.Desktop).Version, To: allInOne, Reason: "고시 개정", Seen: n}
}

func attribute(w *town.Town, t *testing.T, code, key string) catalog.Attribute {
	t.Helper()
	all := town.Must(catalog.AllAttributesOf(t.Context(), w.DB, code))(t)
	at := slices.IndexFunc(all, func(a catalog.Attribute) bool { return a.Key == key })
	if at < 0 {
		t.Fatalf("%s has no attribute %s", code, key)
	}
	return all[at]
}

// change is the command that leaves an attribute as it is.
func change(w *town.Town, t *testing.T, key string) catalog.AttributeCommand {
	t.Helper()
	a := attribute(w, t, town.Desktop, key)
	return catalog.AttributeCommand{
		ClassCode: town.Desktop, Version: class(w, t, town.Desktop).Version, Key: key, NameKo: a.NameKo, NameEn: a.NameEn, Kind: a.Kind, Unit: a.Unit,
		Choices: a.Choices, Required: a.Required, Position: a.Position, Reason: "정비",
	}
}

func TestClasses_onlyTheMarketDeskEdits(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	for who, by := range others(w) {
		refused(t, who+" renames", by, w.Catalog.RenameClass(ctx, by, catalog.RenameCommand{Code: town.Desktop, Version: 1, NameKo: "가", NameEn: "a", Reason: "x"}))
		_, err := w.Catalog.MoveItems(ctx, by, moveAll(w, t, 0))
		refused(t, who+" moves", by, err)
		_, err = w.Catalog.MoveEffect(ctx, by, moveAll(w, t, 0))
		refused(t, who+" asks what a move does", by, err)
		_, err = w.Catalog.ClassUse(ctx, by, town.Desktop)
		refused(t, who+" asks what hangs on a class", by, err)
		refused(t, who+" adds", by, w.Catalog.AddAttribute(ctx, by, change(w, t, "cpu")))
		refused(t, who+" changes", by, w.Catalog.ChangeAttribute(ctx, by, change(w, t, "cpu")))
		refused(t, who+" retires", by, w.Catalog.RetireAttribute(ctx, by, catalog.RetireCommand{ClassCode: town.Desktop, Version: 1, Key: "cpu", Reason: "x"}))
		_, err = w.Catalog.AttributeEffect(ctx, by, town.Desktop, "cpu")
		refused(t, who+" asks what offers say", by, err)
		refused(t, who+" adds a synonym", by, w.Catalog.AddSynonym(ctx, by, catalog.SynonymCommand{ClassCode: town.Desktop, Word: "책상컴"}))
		refused(t, who+" removes a synonym", by, w.Catalog.RemoveSynonym(ctx, by, "", 1))
		if _, err = w.Catalog.KeptSynonyms(ctx, by, ""); who != "auditor" {
			refused(t, who+" learns who added synonyms", by, err)
		} else if err != nil {
			t.Errorf("auditor: %v", err)
		}
	}
}

func TestRenameClass_keepsHistoryAndOutlivesARestart(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	c := catalog.RenameCommand{Code: town.Desktop, Version: class(w, t, town.Desktop).Version, NameKo: " 탁상용  컴퓨터 ", NameEn: "Desktop PC", Reason: "쉬운 말"}
	w.OK(w.Catalog.RenameClass(ctx, w.Desk, c))
	if err := w.Catalog.RenameClass(ctx, w.Desk, c); !errors.Is(err, fault.ErrStale) {
		t.Fatalf("a form of before: %v", err)
	}
	c.Version++
	if err := w.Catalog.RenameClass(ctx, w.Desk, c); !errors.Is(err, catalog.ErrClassUnchanged) {
		t.Fatalf("the same again: %v", err)
	}
	c.NameKo, c.Reason = "", " "
	if got := fields(w.Catalog.RenameClass(ctx, w.Desk, c)); !slices.Equal(got, []string{"name_ko:required", "reason:required"}) {
		t.Fatalf("fields %v", got)
	}
	w.OK(catalog.LoadClasses(ctx, w.DB))
	if got := class(w, t, town.Desktop); got.NameKo != "탁상용 컴퓨터" || got.Version != 2 {
		t.Fatalf("after a restart: %+v", got)
	}
	for _, by := range []auth.Actor{{}, w.Maker, w.Desk2, w.Auditor} {
		card := town.Must(w.Catalog.ClassCard(ctx, by, town.Desktop))(t)
		if len(card.Changes) != 1 || card.Changes[0].Before["name_ko"] != "데스크톱컴퓨터" || card.Changes[0].Reason != "쉬운 말" || (card.Changes[0].Person != "") != catalog.SeesWho(by) {
			t.Fatalf("%v reads %+v", by.Roles, card.Changes)
		}
	}
	if n := town.One[int](w, `SELECT count(*)::int FROM audit.event WHERE object = $1 AND action = 'class.rename'`, "class:"+town.Desktop); n != 1 {
		t.Fatalf("%d acts", n)
	}
}

func TestMoveItems_wholeClassFollowsAndItsCodeStillFinds(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000)
	w.Contract(o, 2_000_000, 100_000_000)
	draft := w.Draft(w.Rival, w.Item(w.Rival, town.Desktop, "RV-1").Number, 900_000)

	e := town.Must(w.Catalog.MoveEffect(ctx, w.Desk, moveAll(w, t, 0)))(t)
	if e.Items != 2 || e.Offers != 1 || e.Drafts != 1 || e.Suppliers != 2 || len(e.Conflicts) != 0 || len(e.Asked) == 0 || len(e.Dropped) == 0 {
		t.Fatalf("effect %+v", e)
	}
	if _, err := w.Catalog.MoveItems(ctx, w.Desk, moveAll(w, t, 1)); !errors.Is(err, catalog.ErrEffectChanged) {
		t.Fatalf("moved what was not shown: %v", err)
	}
	if n := town.Must(w.Catalog.MoveItems(ctx, w.Desk, moveAll(w, t, 2)))(t); n != 2 {
		t.Fatalf("%d moved", n)
	}
	if got := town.One[string](w, `SELECT l.class_code FROM catalog.listing l JOIN catalog.listing_rank r USING (offer_id, class_code) WHERE l.offer_id = $1`, o.ID); got != allInOne {
		t.Fatalf("listed under %s", got)
	}
	if c := class(w, t, town.Desktop); c.MovedTo == nil || *c.MovedTo != allInOne || c.Open() {
		t.Fatalf("the class is open: %+v", c)
	}
	item := town.Must(catalog.ItemByNumber(ctx, w.DB, o.ItemNumber))(t)
	moves := town.Must(catalog.ItemMoves(ctx, w.DB, o.ItemNumber))(t)
	if item.ClassCode != allInOne || len(moves) != 1 || moves[0].From != town.Desktop || moves[0].ToKo == "" || moves[0].Reason != "고시 개정" {
		t.Fatalf("item %+v moves %+v", item, moves)
	}

	r := catalog.NewReader(w.DB, kst.Real)
	for _, words := range []string{town.Desktop, "데스크톱컴퓨터", "데스크탑"} {
		if res := town.Must(r.Search(ctx, catalog.SearchQuery{Text: words}))(t); len(res.Hits) != 1 || res.Hits[0].OfferID != o.ID {
			t.Errorf("%s finds %d", words, len(res.Hits))
		}
	}
	if f := town.Must(insight.Find(ctx, w.DB, auth.Actor{}, town.Desktop))(t); !strings.HasSuffix(f.Path, allInOne) {
		t.Errorf("the number box leads to %s", f.Path)
	}
	found := town.Must(r.FindClasses(ctx, town.Desktop))(t)
	if len(found) == 0 || found[0].Code != town.Desktop || found[0].MovedTo == nil {
		t.Errorf("the tree finds %+v", found)
	}

	if _, err := w.Catalog.RegisterItem(ctx, w.Maker, catalog.ItemCommand{ClassCode: town.Desktop, Maker: "새빛", Model: "N-1", NameKo: "새것"}); !errors.Is(err, catalog.ErrNotDetailClass) {
		t.Errorf("a closed class takes items: %v", err)
	}
	all := town.Must(catalog.AllAttributesOf(ctx, w.DB, allInOne))(t)
	if a := slices.IndexFunc(all, func(a catalog.Attribute) bool { return a.Key == "monitor" }); a < 0 || all[a].RetiredAt == nil {
		t.Error("what offers say has no words any more")
	}
	if f := fields(w.Market.SubmitOffer(ctx, w.Rival, draft.ID, draft.Version)); !slices.Contains(f, "attr_screen:required") || slices.ContainsFunc(f, func(s string) bool { return strings.Contains(s, "unknown") }) {
		t.Errorf("the draft is asked %v", f)
	}
	if n := town.One[int](w, `SELECT count(*)::int FROM notify.notice WHERE kind = 'class.moved'`); n != 3 {
		t.Errorf("%d people told", n)
	}
	w.OK(catalog.LoadClasses(ctx, w.DB))
	if n := town.One[int](w, `SELECT count(*)::int FROM catalog.synonym WHERE class_code = $1 AND removed_at IS NULL`, town.Desktop); n != 0 {
		t.Errorf("%d synonyms of a closed class", n)
	}
}

func TestMoveItems_backOpensTheClassAgain(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000)
	town.Must(w.Catalog.MoveItems(ctx, w.Desk, moveAll(w, t, 1)))(t)
	c := catalog.MoveCommand{From: allInOne, Version: class(w, t, allInOne).Version, To: town.Desktop, Items: []int{o.ItemNumber}, Reason: "잘못 옮김", Seen: 1}
	town.Must(w.Catalog.MoveItems(ctx, w.Desk2, c))(t)
	if desktop, other := class(w, t, town.Desktop), class(w, t, allInOne); !desktop.Open() || !other.Open() {
		t.Fatalf("open: %v %v", desktop.Open(), other.Open())
	}
	moves := town.Must(catalog.ItemMoves(ctx, w.DB, o.ItemNumber))(t)
	if len(moves) != 2 || moves[0].To != town.Desktop {
		t.Fatalf("moves %+v", moves)
	}
	w.Item(w.Maker, town.Desktop, "HB-NEW")
}

func TestMoveItems_chainLeadsToTheLast(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000)
	town.Must(w.Catalog.MoveItems(ctx, w.Desk, moveAll(w, t, 1)))(t)
	on := catalog.MoveCommand{From: allInOne, Version: class(w, t, allInOne).Version, To: laptop, Reason: "합침", Seen: 1}
	town.Must(w.Catalog.MoveItems(ctx, w.Desk, on))(t)
	if c := class(w, t, town.Desktop); c.MovedTo == nil || *c.MovedTo != laptop {
		t.Fatalf("the first class leads to %v", c.MovedTo)
	}
	if item := town.Must(catalog.ItemByNumber(ctx, w.DB, o.ItemNumber))(t); item.ClassCode != laptop {
		t.Fatalf("the item is in %s", item.ClassCode)
	}
	_, err := w.Catalog.MoveEffect(ctx, w.Desk, catalog.MoveCommand{From: laptop, To: allInOne, Items: []int{99999998}, Reason: "x"})
	if got := fields(err); !slices.Equal(got, []string{"items:not_in_class"}) {
		t.Errorf("fields %v", got)
	}
	_, err = w.Catalog.MoveItems(ctx, w.Desk, catalog.MoveCommand{From: "4412170401", Version: 1, To: town.Desktop, Reason: "x"})
	if got := fields(err); !slices.Equal(got, []string{"to:class_closed"}) {
		t.Errorf("into a closed class: %v", got)
	}
}

func TestMoveItems_refusesAsAWholeWhereOneIsThereAlready(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	a, b := w.Item(w.Maker, town.Desktop, "HB-1"), w.Item(w.Maker, town.Desktop, "HB-2")
	there := catalog.ItemCommand{ClassCode: allInOne, Maker: "한빛전자", Model: "HB-2", NameKo: "일체형", Another: true}
	twin := town.Must(w.Catalog.RegisterItem(ctx, w.Maker, there))(t)
	_, err := w.Catalog.MoveItems(ctx, w.Desk, moveAll(w, t, 2))
	f, isFault := fault.As(err)
	if !isFault || !errors.Is(err, catalog.ErrClassConflict) || len(f.Fields) != 1 || f.Fields[0].Params[1] != b.Number || f.Fields[0].Params[3] != twin.Number {
		t.Fatalf("refusal %v", err)
	}
	if n := town.One[int](w, `SELECT count(*)::int FROM catalog.item WHERE class_code = $1`, town.Desktop); n != 2 {
		t.Fatalf("%d items stayed", n)
	}
	only := moveAll(w, t, 1)
	only.Items = []int{a.Number}
	if n := town.Must(w.Catalog.MoveItems(ctx, w.Desk, only))(t); n != 1 || !class(w, t, town.Desktop).Open() {
		t.Fatalf("%d moved", n)
	}
}

func TestRefreshListing_waitsForAMoveAndSeesIt(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000)
	w.Contract(o, 2_000_000, 100_000_000)
	w.OK(w.Market.SuspendOffer(ctx, w.Reviewer, o.ID, w.Offer(o.ID).Version, "확인"))
	version := w.Offer(o.ID).Version
	tx := town.Must(w.DB.Begin(ctx))(t)
	town.Must(tx.Exec(ctx, `UPDATE catalog.item SET class_code = $1 WHERE number = $2`, laptop, o.ItemNumber))(t)
	done := make(chan error, 1)
	go func() { done <- w.Market.ResumeOffer(ctx, w.Reviewer, o.ID, version) }()
	for town.One[int](w, `SELECT count(*)::int FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()`) == 0 {
		select {
		case err := <-done:
			_ = tx.Rollback(ctx)
			t.Fatalf("nobody waits for the move: %v", err)
		default:
		}
	}
	w.OK(tx.Commit(ctx))
	w.OK(<-done)
	if got := town.One[string](w, `SELECT class_code FROM catalog.listing WHERE offer_id = $1`, o.ID); got != laptop {
		t.Fatalf("listed under %s", got)
	}
}

func TestChangeAttribute_choiceInUseOnlyByWhoSawHowMany(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000) // it says 16 GB
	c := change(w, t, "ram")
	c.Choices = []string{"8", "32", "64", "128"}
	if err := w.Catalog.ChangeAttribute(ctx, w.Desk, c); !errors.Is(err, catalog.ErrEffectChanged) {
		t.Fatalf("nobody saw that an offer says it: %v", err)
	}
	if e := town.Must(w.Catalog.AttributeEffect(ctx, w.Desk, town.Desktop, "ram"))(t); e.Answered != 1 || e.Choices["16"] != 1 || e.Saying([]string{"16", "8"}) != 1 {
		t.Fatalf("effect %+v", e)
	}
	c.Seen, c.NameKo, c.Position = 1, "주기억장치", 1
	w.OK(w.Catalog.ChangeAttribute(ctx, w.Desk, c))
	a := attribute(w, t, town.Desktop, "ram")
	if !slices.Contains(a.RetiredChoices, "16") || a.Position != 1 || attribute(w, t, town.Desktop, "cpu").Position != 2 {
		t.Fatalf("attribute %+v", a)
	}

	// A new price of the offer that says it passes; a new offer may not choose it.
	o = town.Must(w.Catalog.ProposeChange(ctx, w.Maker, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveTerms(ctx, w.Maker, town.Terms(o, 1_100_000)))(t)
	o = town.Must(w.Catalog.SaveSpecification(ctx, w.Maker, catalog.SpecificationCommand{OfferID: o.ID, Version: o.Version, Summary: "업무용", Attributes: town.DesktopSpec}))(t)
	w.OK(w.Market.SubmitOffer(ctx, w.Maker, o.ID, o.Version))
	n := town.Must(w.Catalog.StartOffer(ctx, w.Rival, o.ItemNumber))(t)
	_, err := w.Catalog.SaveSpecification(ctx, w.Rival, catalog.SpecificationCommand{OfferID: n.ID, Version: n.Version, Summary: "업무용", Attributes: town.DesktopSpec})
	if got := fields(err); !slices.Equal(got, []string{"attr_ram:not_a_choice"}) {
		t.Fatalf("fields %v", got)
	}
	w.OK(catalog.LoadClasses(ctx, w.DB))
	if a := attribute(w, t, town.Desktop, "ram"); a.NameKo != "주기억장치" || slices.Contains(a.Choices, "16") {
		t.Fatalf("after a restart: %+v", a)
	}
}

func TestRetireAttribute_isNoLongerAskedAndWhatWasSaidStays(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	o := w.Listed(1_000_000)
	c := catalog.RetireCommand{ClassCode: town.Desktop, Version: class(w, t, town.Desktop).Version, Key: "monitor", Reason: "묶음 판매 금지"}
	if err := w.Catalog.RetireAttribute(ctx, w.Desk, c); !errors.Is(err, catalog.ErrEffectChanged) {
		t.Fatalf("nobody saw how many answer it: %v", err)
	}
	c.Seen = 1
	w.OK(w.Catalog.RetireAttribute(ctx, w.Desk, c))
	c.Version++
	if err := w.Catalog.RetireAttribute(ctx, w.Desk, c); !fault.Of(err, fault.NotFound) {
		t.Fatalf("twice: %v", err)
	}
	if asked := town.Must(catalog.AttributesOf(ctx, w.DB, town.Desktop))(t); slices.ContainsFunc(asked, func(a catalog.Attribute) bool { return a.Key == "monitor" }) {
		t.Fatal("still asked")
	}
	o = town.Must(w.Catalog.ProposeChange(ctx, w.Maker, o.ID, o.Version))(t)
	o = town.Must(w.Catalog.SaveTerms(ctx, w.Maker, town.Terms(o, 1_100_000)))(t)
	w.OK(w.Market.SubmitOffer(ctx, w.Maker, o.ID, o.Version))
	v := town.Must(catalog.VersionByID(ctx, w.DB, *o.PendingID))(t)
	if v.Attributes["monitor"] == "" {
		t.Fatal("what was said is gone")
	}

	add := catalog.AttributeCommand{
		ClassCode: town.Desktop, Version: class(w, t, town.Desktop).Version, Key: "monitor", NameKo: "화면", NameEn: "Screen", Kind: catalog.KindText, Position: 99, Reason: "다시",
	}
	if got := fields(w.Catalog.AddAttribute(ctx, w.Desk, add)); !slices.Equal(got, []string{"kind:kind_fixed"}) {
		t.Fatalf("fields %v", got)
	}
	add.Kind, add.Choices = catalog.KindChoice, []string{"있음 / Yes", "없음 / None"}
	w.OK(w.Catalog.AddAttribute(ctx, w.Desk, add))
	if a := attribute(w, t, town.Desktop, "monitor"); a.RetiredAt != nil || !slices.Contains(a.RetiredChoices, "24형 / 24 inch") || a.NameKo != "화면" {
		t.Fatalf("asked again: %+v", a)
	}
}

func TestAddAttribute_checksWhatIsWritten(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	c := catalog.AttributeCommand{ClassCode: town.Desktop, Version: class(w, t, town.Desktop).Version, Key: "Größe", Kind: catalog.KindChoice, Choices: []string{"a", "a"}, Reason: "r"}
	want := []string{"choices:twice", "key:bad_key", "name_en:required", "name_ko:required", "position:out_of_range"}
	if got := fields(w.Catalog.AddAttribute(ctx, w.Desk, c)); !slices.Equal(got, want) {
		t.Fatalf("fields %v", got)
	}
	c.Key, c.NameKo, c.NameEn, c.Choices, c.Position = "noise", "소음", "Noise", nil, 2
	for _, broken := range []struct {
		kind, field string
		choices     []string
	}{{catalog.KindChoice, "choices:two_choices", nil}, {catalog.KindText, "choices:choices_of_choice", []string{"a"}}, {catalog.KindChoice, "choices:unreadable", []string{"a|b", "c"}}} {
		c.Kind, c.Choices = broken.kind, broken.choices
		if got := fields(w.Catalog.AddAttribute(ctx, w.Desk, c)); !slices.Equal(got, []string{broken.field}) {
			t.Errorf("%v: %v", broken, got)
		}
	}
	c.Kind, c.Unit, c.Choices, c.Required = catalog.KindNumber, "dB(A)", nil, true
	w.OK(w.Catalog.AddAttribute(ctx, w.Desk, c))
	asked := town.Must(catalog.AttributesOf(ctx, w.DB, town.Desktop))(t)
	if asked[1].Key != "noise" || !asked[1].Required {
		t.Fatalf("asked %+v", asked)
	}
	c.Version++
	if got := fields(w.Catalog.AddAttribute(ctx, w.Desk, c)); !slices.Equal(got, []string{"key:attribute_exists"}) {
		t.Fatalf("twice: %v", got)
	}
}

func TestSynonyms_addWarnRemove(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	w.OK(w.Catalog.AddSynonym(ctx, w.Desk, catalog.SynonymCommand{ClassCode: town.Desktop, Word: "책상 컴"}))
	if got := fields(w.Catalog.AddSynonym(ctx, w.Desk, catalog.SynonymCommand{ClassCode: town.Desktop, Word: "책상컴"})); !slices.Equal(got, []string{"word:synonym_exists"}) {
		t.Fatalf("twice: %v", got)
	}
	c := catalog.SynonymCommand{ClassCode: town.Desktop, Word: "노트북 컴퓨터"}
	if err := w.Catalog.AddSynonym(ctx, w.Desk, c); !errors.Is(err, catalog.ErrSynonymIsClass) {
		t.Fatalf("the name of another class: %v", err)
	}
	c.Anyway = true
	w.OK(w.Catalog.AddSynonym(ctx, w.Desk, c))
	for _, bad := range []catalog.SynonymCommand{{Word: "·", Meant: "컴퓨터"}, {Word: "컴", Meant: "컴퓨터"}, {Word: "컴퓨터", Meant: "컴퓨터"}, {Word: "콤퓨타"}} {
		if err := w.Catalog.AddSynonym(ctx, w.Desk, bad); !fault.Of(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	w.OK(w.Catalog.AddSynonym(ctx, w.Desk, catalog.SynonymCommand{Word: "콤푸타", Meant: "컴퓨터"}))

	kept := town.Must(w.Catalog.KeptSynonyms(ctx, w.Auditor, town.Desktop))(t)
	at := slices.IndexFunc(kept, func(s catalog.KeptSynonym) bool { return s.Word == "데스크탑" })
	if at < 0 || kept[at].AddedBy != "" {
		t.Fatalf("kept %+v", kept)
	}
	if err := w.Catalog.RemoveSynonym(ctx, w.Desk, laptop, kept[at].ID); !fault.Of(err, fault.NotFound) {
		t.Fatalf("through another class: %v", err)
	}
	w.OK(w.Catalog.RemoveSynonym(ctx, w.Desk, town.Desktop, kept[at].ID))
	w.OK(catalog.LoadClasses(ctx, w.DB))
	all := town.Must(catalog.SynonymsAll(ctx, w.DB))(t)
	has := func(word string) bool {
		return slices.ContainsFunc(all, func(s catalog.Synonym) bool { return s.Word == word })
	}
	if has("데스크탑") && slices.ContainsFunc(all, func(s catalog.Synonym) bool {
		return s.ClassCode != nil && *s.ClassCode == town.Desktop && s.Word == "데스크탑"
	}) || !has("콤푸타") || !has("책상 컴") {
		t.Fatal("a removed synonym came back, or an added one is gone")
	}
}

func TestLoadClasses_everyDetailClassHasOtherWords(t *testing.T) {
	w := newDesk(t)
	without := must(db.Values[string](w.db.Query(t.Context(), `SELECT c.code || ' ' || c.name_ko FROM catalog.class c
		WHERE length(c.code) = 10 AND (SELECT count(*) FROM catalog.synonym s WHERE s.class_code = c.code) < 2 ORDER BY 1`)))(t)
	if len(without) > 0 {
		t.Errorf("without: %v", without)
	}
	if n := must(db.Value[int](w.db.Query(t.Context(), `SELECT count(*)::int FROM catalog.synonym WHERE class_code IS NULL`)))(t); n < 60 {
		t.Errorf("%d spellings", n)
	}
}

func must[T any](v T, err error) func(t *testing.T) T { return town.Must(v, err) }

func TestClassCard_isOneTrip(t *testing.T) {
	w := town.New(t)
	town.Must(w.Catalog.ClassCard(t.Context(), auth.Actor{}, town.Desktop))(t)
	ctx, trips := db.CountTrips(t.Context())
	card := town.Must(w.Catalog.ClassCard(ctx, auth.Actor{}, town.Desktop))(t)
	if trips.N() != 1 || len(card.Path) != 5 || len(card.Asked()) == 0 || len(card.Synonyms) == 0 {
		t.Fatalf("%d trips, %+v", trips.N(), card)
	}
	for _, code := range []string{"99", "4321150799"} {
		if _, err := w.Catalog.ClassCard(t.Context(), auth.Actor{}, code); !fault.Of(err, fault.NotFound) {
			t.Errorf("%s: %v", code, err)
		}
	}
}
