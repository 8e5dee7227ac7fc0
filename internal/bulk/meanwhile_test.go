package bulk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/text"
)

// What others do between the steps of a batch.

const otherClass = "4321150301"

// closeClass has the desk close the depot's class.
func (w *depot) closeClass() {
	w.t.Helper()
	class := town.Must(catalog.ClassByCode(w.t.Context(), w.DB, town.Desktop))(w.t)
	town.Must(w.Catalog.MoveItems(w.t.Context(), w.Desk, catalog.MoveCommand{
		From: town.Desktop, Version: class.Version, To: otherClass, Reason: "고시 개정", Seen: w.count(`SELECT count(*)::int FROM catalog.item`),
	}))(w.t)
}

func TestRun_intoAClosedClassIsEachRowsFault(t *testing.T) {
	w := newDepot(t)
	b := w.upload(w.Maker, heading+rows("A", 2))
	w.closeClass()
	if b = w.run(w.Maker, b, false); b.State != Done || b.Made != 0 || b.Faulty != 2 {
		t.Fatalf("%+v", b)
	}
	if got := w.wrong(b.ID); !slices.Equal(got, []string{"2 model:class_closed", "3 model:class_closed"}) {
		t.Fatalf("%v", got)
	}
	c := UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, Content: strings.NewReader(heading)}
	if _, err := w.bulk.Upload(t.Context(), w.Maker, c); !errors.Is(err, catalog.ErrNotDetailClass) {
		t.Fatal(err)
	}
	if _, err := w.bulk.Template(t.Context(), w.Maker, town.Desktop, text.For("ko")); !errors.Is(err, catalog.ErrNotDetailClass) {
		t.Fatal(err)
	}
}

// The class is closed between the look at it and the writing.
func TestRun_intoAClassClosedAtThisMoment(t *testing.T) {
	w := newDepot(t)
	b := w.upload(w.Maker, heading+rows("A", 2))
	bench, _, err := w.bulk.bench(t.Context(), w.DB, b)
	w.OK(err)
	var entries []*entry
	for no := 2; no <= 3; no++ {
		cells := town.One[[]string](w.Town, `SELECT cells FROM bulk.row WHERE batch_id = $1 AND no = $2`, b.ID, no)
		entries = append(entries, parse(bench.layout, b.ClassCode, no, cells))
	}
	w.closeClass()
	w.OK(w.DB.Run(t.Context(), func(tx *db.Tx) error { return carryOut(t.Context(), tx, w.Maker, bench, entries, &b) }))
	if got := w.wrong(b.ID); b.Made != 0 || !slices.Equal(got, []string{"2 model:class_closed", "3 model:class_closed"}) {
		t.Fatalf("%+v %v", b, got)
	}
	if why := entries[0].faults[0].Why; !slices.Equal(why.Params, []any{"code", otherClass}) {
		t.Fatalf("%v", why)
	}
}

// A price list of offers that say what nobody may choose any more is no worse than their
// pages.
func TestCheck_keepsAChoiceThatIsRetired(t *testing.T) {
	w := newDepot(t)
	o := w.Listed(1_000_000) // it says 16 GB
	class := town.Must(catalog.ClassByCode(t.Context(), w.DB, town.Desktop))(t)
	defs := town.Must(catalog.AttributesOf(t.Context(), w.DB, town.Desktop))(t)
	a := defs[slices.IndexFunc(defs, func(a catalog.Attribute) bool { return a.Key == "ram" })]
	w.OK(w.Catalog.ChangeAttribute(t.Context(), w.Desk, catalog.AttributeCommand{
		ClassCode: town.Desktop, Version: class.Version, Key: a.Key, NameKo: a.NameKo, NameEn: a.NameEn, Kind: a.Kind, Unit: a.Unit,
		Choices: []string{"32", "64"}, Required: a.Required, Position: a.Position, Reason: "정비", Seen: 1,
	}))
	b := w.upload(w.Maker, fmt.Sprintf("물품식별번호,단가,attr_ram\n%d,1100000,16\n", o.ItemNumber)+",2000000,16\n")
	if got := w.wrong(b.ID); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "2 ") }) || !slices.Contains(got, "3 attr_ram:not_a_choice") {
		t.Fatalf("%v", got)
	}
	prices := w.upload(w.Maker, fmt.Sprintf("물품식별번호,단가\n%d,1100000\n", o.ItemNumber))
	if prices = w.run(w.Maker, prices, false); prices.Made != 1 {
		t.Fatalf("%+v %v", prices, w.wrong(prices.ID))
	}
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, w.Offer(o.ID).Version))
}

func TestRun_stoppedByItsColumnsCanBeUndone(t *testing.T) {
	w := newDepot(t)
	w.bulk.chunk = 1
	b := w.upload(w.Maker, heading+rows("A", 2))
	b = town.Must(w.bulk.Start(t.Context(), w.Maker, b.ID, b.Version, false))(t)
	town.Must(w.bulk.runChunk(t.Context(), w.Maker, b.ID))(t)
	w.exec(`UPDATE bulk.batch SET columns[2] = '제조사'`) // as if an attribute were called so now
	w.OK(w.bulk.Run(t.Context(), RunJob(jobOf(w.Maker, b))))
	if b = w.batch(b.ID); b.State != Stopped || b.Made != 1 || b.FinishedAt == nil || !b.CanUndo(*b.FinishedAt) {
		t.Fatalf("%+v", b)
	}
}

// Only drafts that are still those the run began are handed in, however they were
// edited. What people did with the others by hand is theirs.
func TestSubmit_handsInOnlyItsOwnDrafts(t *testing.T) {
	w, ctx := newDepot(t), t.Context()
	b := w.run(w.Maker, w.upload(w.Maker, heading+rows("A", 5)), false)
	drafts := make([]catalog.Offer, 5)
	for i := range drafts {
		drafts[i] = w.Offer(town.One[int64](w.Town, `SELECT offer_id FROM bulk.row WHERE no = $1`, i+2))
	}
	town.Must(w.Catalog.SaveTerms(ctx, w.Maker, town.Terms(drafts[1], 1_111_000)))(t)
	w.OK(w.Market.SubmitOffer(ctx, w.Maker, drafts[2].ID, drafts[2].Version))
	w.OK(w.Market.SubmitOffer(ctx, w.Maker, drafts[3].ID, drafts[3].Version))
	w.OK(w.Market.ReturnListing(ctx, w.Reviewer, market.ReturnCommand{OfferID: drafts[3].ID, Version: w.Offer(drafts[3].ID).Version, Reasons: map[string]string{"price": "비쌉니다"}}))
	w.OK(w.Market.WithdrawOffer(ctx, w.Maker, drafts[4].ID, drafts[4].Version, "그만"))
	town.Must(w.Catalog.ProposeChange(ctx, w.Maker, drafts[4].ID, w.Offer(drafts[4].ID).Version))(t)

	b = w.submit(b)
	if b.State != Done || b.Submitted != 2 || b.Skipped != 3 || b.Left() != 0 {
		t.Fatalf("%+v", b)
	}
	for i, want := range []catalog.State{catalog.Submitted, catalog.Submitted, catalog.Submitted, catalog.Returned, catalog.Draft} {
		if got := w.Offer(drafts[i].ID); got.State != want {
			t.Errorf("draft %d is %s, want %s", i, got.State, want)
		}
	}
	if v := town.Must(catalog.VersionByID(ctx, w.DB, *drafts[1].PendingID))(t); v.Price != 1_111_000 {
		t.Errorf("handed in at %d", v.Price)
	}
	skipped, n, err := w.bulk.Rows(ctx, w.Maker, b.ID, Filter{States: []string{RowSkipped}}, 10, 0)
	if err != nil || n != 3 || skipped[0].Faults[0].Why.Code != "fault.draft_moved" {
		t.Fatalf("%+v, %v", skipped, err)
	}
	if _, err := w.bulk.Submit(ctx, w.Maker, b.ID, b.Version, ""); !errors.Is(err, ErrNothing) {
		t.Fatalf("again: %v", err)
	}
}

func (w *depot) submit(b Batch) Batch {
	w.t.Helper()
	b = town.Must(w.bulk.Submit(w.t.Context(), w.Maker, b.ID, b.Version, ""))(w.t)
	j := SubmitJob{Job: jobOf(w.Maker, b), Since: town.One[SubmitJob](w.Town, `SELECT args FROM job.river_job WHERE kind = 'bulk.submit' ORDER BY id DESC LIMIT 1`).Since}
	w.OK(w.bulk.SubmitRun(w.t.Context(), j))
	return w.batch(b.ID)
}

// One notice for all that came in, to those whose turn it is.
func TestSubmit_tellsTheDeskOnce(t *testing.T) {
	w := newDepot(t)
	told := func(by auth.Actor, kind string) []int {
		return town.One[[]int](w.Town, `SELECT coalesce(array_agg((params->>'n')::int ORDER BY id), '{}') FROM notify.notice WHERE person_id = $1 AND kind = $2`, by.PersonID, kind)
	}
	w.submit(w.run(w.Maker, w.upload(w.Maker, heading+rows("A", submittedAtOnce+1)), false))
	if got := told(w.Reviewer, "offer.submitted_many"); !slices.Equal(got, []int{submittedAtOnce + 1}) {
		t.Fatalf("%v", got)
	}
	if got := told(w.Desk, "offer.prices_submitted_many"); len(got) != 0 {
		t.Fatalf("no price is changed, but %v", got)
	}
	a, c := w.Listed(1_000_000), w.Listed(1_000_000)
	file := fmt.Sprintf("물품식별번호,단가,한 줄 소개\n%d,1010000,\n%d,1010000,다른 소개\n", a.ItemNumber, c.ItemNumber)
	w.submit(w.run(w.Maker, w.upload(w.Maker, file), false))
	if got := told(w.Reviewer, "offer.submitted_many"); !slices.Equal(got, []int{submittedAtOnce + 1, 2}) {
		t.Fatalf("%v", got)
	}
	if got := told(w.Desk, "offer.prices_submitted_many"); !slices.Equal(got, []int{1}) {
		t.Fatalf("%v", got)
	}
}

// Who asked for the undo is gone before it is done: it is done for their supplier.
func TestUndo_isDoneThoughWhoAskedHasLeft(t *testing.T) {
	for name, leave := range map[string]string{
		"the supplier":  `UPDATE org.membership SET left_at = now() WHERE person_id = $1`,
		"the programme": `UPDATE org.person SET state = 'disabled' WHERE id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newDepot(t)
			b := w.run(w.Member, w.upload(w.Member, heading+rows("A", 2)), false)
			b = town.Must(w.bulk.Undo(t.Context(), w.Member, b.ID, b.Version))(t)
			w.exec(leave, w.Member.PersonID)
			w.OK(w.bulk.UndoRun(t.Context(), UndoJob(jobOf(w.Member, b))))
			if b = w.batch(b.ID); b.State != Undone || b.Kept != 0 || w.count(`SELECT count(*)::int FROM catalog.offer WHERE state = 'withdrawn'`) != 2 {
				t.Fatalf("%+v", b)
			}
		})
	}
}

func (w *depot) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.DB.Exec(w.t.Context(), sql, args...)
	w.OK(err)
}
