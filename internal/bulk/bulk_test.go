package bulk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/text/encoding/korean"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
)

func TestUpload_checksAndWritesNothing(t *testing.T) {
	w := newDepot(t)
	b := w.upload(w.Member, heading+rows("A", 3))
	if b.State != Checked || b.Rows != 3 || b.Faulty != 0 || b.Format != "csv" || b.Encoding != sheet.UTF8 {
		t.Fatalf("%+v: %v", b, w.wrong(b.ID))
	}
	if n := w.count(`SELECT count(*)::int FROM catalog.item`); n != 0 {
		t.Fatalf("%d items", n)
	}
}

func TestUpload_sentTwiceIsOneBatch(t *testing.T) {
	w := newDepot(t)
	c := UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, FileName: "a.csv"}
	send := func(by auth.Actor, c UploadCommand, file string) (Batch, error) {
		c.Content = strings.NewReader(file)
		return w.bulk.Upload(t.Context(), by, c)
	}
	a := town.Must(send(w.Maker, c, heading+rows("A", 1)))(t)
	again := town.Must(send(w.Maker, c, heading+rows("A", 1)))(t)
	c.Key = uuid.New()
	otherForm := town.Must(send(w.Maker, c, heading+rows("A", 1)))(t)
	other := town.Must(send(w.Maker, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop}, heading+rows("B", 1)))(t)
	if again.ID != a.ID || otherForm.ID != a.ID || other.ID == a.ID {
		t.Fatalf("%d %d %d %d", a.ID, again.ID, otherForm.ID, other.ID)
	}
	_, err := send(w.Maker, c, heading)
	if !errors.Is(err, audit.ErrKeyReused) {
		t.Fatalf("another file under the same key: %v", err)
	}
	town.Must(send(w.Maker, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop}, heading+rows("C", 1)))(t)
	_, err = send(w.Maker, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop}, heading+rows("D", 1))
	if !errors.Is(err, ErrBusy) {
		t.Fatalf("a fourth at once: %v", err)
	}
}

func TestUpload_refusesWhoMayNot(t *testing.T) {
	w := newDepot(t)
	suspended := w.Maker
	suspended.BodyState = org.Suspended
	for name, c := range map[string]struct {
		by   auth.Actor
		kind fault.Kind
	}{
		"public": {auth.Actor{}, fault.Unauthenticated}, "requester": {w.Requester, fault.Forbidden}, "desk": {w.Desk, fault.Forbidden}, "suspended": {suspended, fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.bulk.Upload(t.Context(), c.by, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, Content: strings.NewReader(heading)})
			wantKind(t, err, c.kind)
		})
	}
	_, err := w.bulk.Upload(t.Context(), w.Maker, UploadCommand{Key: uuid.New(), ClassCode: "43211507", Content: strings.NewReader(heading)})
	town.Must(w.DB.Exec(t.Context(), `UPDATE catalog.class SET moved_to = '4321159301' WHERE code = $1`, town.Desktop))(t)
	_, closed := w.bulk.Upload(t.Context(), w.Maker, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, Content: strings.NewReader(heading)})
	if !errors.Is(closed, catalog.ErrNotDetailClass) {
		t.Errorf("into a closed class: %v", closed)
	}
	if !errors.Is(err, catalog.ErrNotDetailClass) {
		t.Fatal(err)
	}
}

// Another supplier's batch is not there, whatever is asked of it.
func TestBatch_isItsSuppliersSecret(t *testing.T) {
	w := newDepot(t)
	b := w.upload(w.Maker, heading+rows("A", 1))
	ctx := t.Context()
	for name, do := range map[string]func(by auth.Actor) error{
		"view":      func(by auth.Actor) error { _, err := w.bulk.View(ctx, by, b.ID); return err },
		"rows":      func(by auth.Actor) error { _, _, err := w.bulk.Rows(ctx, by, b.ID, Filter{}, 10, 0); return err },
		"annotated": func(by auth.Actor) error { _, err := w.bulk.Annotated(ctx, by, b.ID, text.For("ko")); return err },
		"start":     func(by auth.Actor) error { _, err := w.bulk.Start(ctx, by, b.ID, b.Version, true); return err },
		"cancel":    func(by auth.Actor) error { _, err := w.bulk.Cancel(ctx, by, b.ID, b.Version); return err },
		"stop":      func(by auth.Actor) error { _, err := w.bulk.Stop(ctx, by, b.ID, b.Version); return err },
		"undo":      func(by auth.Actor) error { _, err := w.bulk.Undo(ctx, by, b.ID, b.Version); return err },
		"submit":    func(by auth.Actor) error { _, err := w.bulk.Submit(ctx, by, b.ID, b.Version, ""); return err },
	} {
		t.Run(name, func(t *testing.T) {
			wantKind(t, do(w.Rival), fault.NotFound)
			wantKind(t, do(w.Requester), fault.Forbidden)
			wantKind(t, do(auth.Actor{}), fault.Unauthenticated)
		})
	}
	wantKind(t, func() error { _, err := w.bulk.Submit(ctx, w.Member, b.ID, b.Version, ""); return err }(), fault.Forbidden)
	wantKind(t, func() error { _, err := w.bulk.Start(ctx, w.Maker, b.ID, b.Version+1, true); return err }(), fault.Stale)
	lines, n, err := w.bulk.Batches(ctx, w.Rival, 10, 0)
	if err != nil || n != 0 || len(lines) != 0 {
		t.Fatalf("the rival sees %d, %v", n, err)
	}
}

func TestCheck_namesEveryCellAtFault(t *testing.T) {
	w := newDepot(t)
	listed := w.Listed(1_000_000)
	draft := w.Draft(w.Maker, w.Item(w.Maker, town.Desktop, "WIP").Number, 1)
	other := w.Item(w.Maker, "4321150301", "NB-1")
	model := town.One[string](w.Town, `SELECT model FROM catalog.item WHERE number = $1`, listed.ItemNumber)
	file := "물품식별번호,제조사,모델명,품명,단가,한줄 소개,과세 구분,판매 단위,최소 주문 수량,공급 지역,CPU,attr_ram,SSD,운영체제,attr_monitor\n" +
		",한빛전자,A-1,데스크톱,0,소개,과세,개,1,전국,Core,16,512,Windows 11 Pro,없음\n" + // 2
		",한빛전자,A-2,데스크톱,삼백,소개,비과세,근,영,화성시,Core,많이,512,윈도,없음\n" + // 3
		",한빛전자,,데스크톱,1000,,,,,,,,,,\n" + // 4
		",한빛전자,A-1,데스크톱,1000,소개,,,,,Core,16,512,Windows 11 Pro,없음\n" + // 5
		"99999999,,,,1000,소개,,,,,Core,16,512,Windows 11 Pro,없음\n" + // 6
		fmt.Sprintf("%d,,,,1000,소개,,,,,Core,16,512,Windows 11 Pro,없음\n", other.Number) + // 7
		fmt.Sprintf("%d,,,,2000,,,,,,,,,,\n", draft.ItemNumber) + // 8
		fmt.Sprintf("%d,,다른 모델,,2000,,,,,,,,,,\n", listed.ItemNumber) + // 9
		",한빛 전자," + strings.ToLower(model) + ",데스크톱,1000,소개,,,,,Core,16,512,Windows 11 Pro,없음\n" // 10: a twin of the listed one
	b := w.upload(w.Maker, file)
	if b.State != Checked || b.Rows != 9 {
		t.Fatalf("%+v", b)
	}
	got := w.wrong(b.ID)
	for _, want := range []string{
		"2 price:amount_zero", "3 price:not_an_amount", "3 tax:not_a_choice", "3 unit:not_a_choice", "3 min_order:not_a_number", "3 regions:not_a_choice",
		"3 attr_ram:not_a_choice", "4 model:required", "4 summary:required", "4 attr_cpu:required", "5 model:item_twice", "6 item_number:unknown_item",
		"7 item_number:item_other_class", "8 item_number:offer_being_written", "9 model:item_differs", "10 model:item_twin",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not found wrong", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
	v := town.Must(w.bulk.View(t.Context(), w.Maker, b.ID))(t)
	if len(v.Wrongs) == 0 || v.N("", RowFaulty) != b.Faulty {
		t.Fatalf("%+v", v.Wrongs)
	}
}

func TestCheck_readsWhatKoreanOfficesSend(t *testing.T) {
	w := newDepot(t)
	cp949 := town.Must(korean.EUCKR.NewEncoder().String(heading + rows("K", 2)))(t)
	if b := w.upload(w.Maker, cp949); b.State != Checked || b.Faulty != 0 || b.Encoding != sheet.CP949 {
		t.Fatalf("%+v %v", b, w.wrong(b.ID))
	}
	l, heads := text.For("en"), []string{}
	for _, field := range []string{maker, model, nameKo, price, summary} {
		heads = append(heads, strings.ToUpper(l.T("offer.field."+field))+" *")
	}
	for _, a := range town.Must(catalog.AttributesOf(t.Context(), w.DB, town.Desktop))(t)[:5] {
		heads = append(heads, a.NameEn)
	}
	english := strings.Join(heads, ";") + "\n한빛전자;E-1;데스크톱;1000;summary;Core;16;512;Windows 11 Pro;None\n"
	if b := w.upload(w.Maker, english); b.State != Checked || b.Faulty != 0 {
		t.Fatalf("%+v %v %q", b, w.wrong(b.ID), english)
	}
}

func TestCheck_refusesWhatIsNoTableOfOffers(t *testing.T) {
	w := newDepot(t)
	for name, c := range map[string]struct{ file, code string }{
		"no model":         {"제조사,품명\n가,나\n", "bulk_no_heading"},
		"a heading twice":  {"제조사,모델명,품명,모델명\n가,나,다,라\n", "bulk_heading_twice"},
		"headings only":    {heading, "sheet_empty"},
		"only the example": {heading + "(예시) 장터전자,AB-100,예시,1,예시\n", "sheet_empty"},
		"a zip":            {"PK\x03\x04 and so on", "sheet_not_a_table"},
	} {
		t.Run(name, func(t *testing.T) {
			b := w.upload(w.Maker, c.file)
			if b.State != Unreadable || b.Problem == nil || b.Problem.Code != c.code {
				t.Fatalf("%+v %+v", b, b.Problem)
			}
			town.Must(w.bulk.View(t.Context(), w.Maker, b.ID))(t)
		})
	}
}

func TestRun_makesCompleteDrafts(t *testing.T) {
	w := newDepot(t)
	b := w.run(w.Member, w.upload(w.Member, heading+rows("A", 3)), false)
	if b.State != Done || b.Made != 3 || b.AtRow != 3 || b.UndoUntil == nil {
		t.Fatalf("%+v", b)
	}
	o := town.Must(catalog.OfferByID(t.Context(), w.DB, town.One[int64](w.Town, `SELECT min(id) FROM catalog.offer`)))(t)
	v := town.Must(catalog.VersionByID(t.Context(), w.DB, *o.PendingID))(t)
	if o.State != catalog.Draft || v.No != 1 || v.Price != 1_200_000 || !slices.Equal(v.Regions, []string{"11"}) ||
		v.Attributes["monitor"] != "없음 / None" || v.LeadDays != usualLead {
		t.Fatalf("%+v %+v", o, v)
	}
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	// Who ran the batch had a hand in the offers: the desk bars them.
	hands := w.count(`SELECT count(*)::int FROM audit.event WHERE object = $1 AND person_id = $2`, audit.Ref("offer", o.ID), w.Member.PersonID)
	if hands == 0 {
		t.Fatal("no hand")
	}
}

func TestRun_leavesFaultyRowsOutOnlyWhenTold(t *testing.T) {
	w := newDepot(t)
	b := w.upload(w.Maker, heading+rows("A", 2)+"한빛전자,B-1,데스크톱,,소개\n")
	_, err := w.bulk.Start(t.Context(), w.Maker, b.ID, b.Version, false)
	if !errors.Is(err, ErrFaulty) {
		t.Fatal(err)
	}
	if b = w.run(w.Maker, b, true); b.State != Done || b.Made != 2 || b.Faulty != 1 {
		t.Fatalf("%+v", b)
	}
	onlyBad := w.upload(w.Maker, heading+"한빛전자,C-1,데스크톱,,소개\n")
	_, err = w.bulk.Start(t.Context(), w.Maker, onlyBad.ID, onlyBad.Version, true)
	if !errors.Is(err, ErrNothing) {
		t.Fatal(err)
	}
}

// A price list of what is on sale: changes are proposed, what is on sale stays.
func TestRun_proposesChangesOfWhatIsListed(t *testing.T) {
	w := newDepot(t)
	a, same := w.Listed(1_000_000), w.Listed(2_000_000)
	file := fmt.Sprintf("물품식별번호,단가\n%d,1100000\n%d,2000000\n", a.ItemNumber, same.ItemNumber)
	b := w.upload(w.Maker, file)
	if b.Faulty != 0 || b.Same != 1 {
		t.Fatalf("%+v %v", b, w.wrong(b.ID))
	}
	b = w.run(w.Maker, b, false)
	after := w.Offer(a.ID)
	if b.Made != 1 || after.State != catalog.Listed || after.PendingID == nil || w.Offer(same.ID).PendingID != nil {
		t.Fatalf("%+v %+v", b, after)
	}
	was := town.Must(catalog.VersionByID(t.Context(), w.DB, *after.CurrentID))(t)
	now := town.Must(catalog.VersionByID(t.Context(), w.DB, *after.PendingID))(t)
	if !catalog.PriceOnly(catalog.Diff(was, now)) || now.Price != 1_100_000 || now.No != 2 {
		t.Fatalf("%+v", catalog.Diff(was, now))
	}
}

// A worker dies half-way, another takes over, and the result is as if nothing had
// happened.
func TestRun_goesOnWhereItWasCutOff(t *testing.T) {
	w := newDepot(t)
	w.bulk.chunk = 10
	b, err := w.bulk.Upload(t.Context(), w.Maker, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, Content: strings.NewReader(heading + rows("A", 95))})
	w.OK(err)
	j := jobOf(w.Maker, b)
	cutOff(t, func(ctx context.Context) error { return w.bulk.Check(ctx, CheckJob(j)) }, func() bool { return w.batch(b.ID).AtRow > 30 })
	if got := w.batch(b.ID); got.State != Checking || got.AtRow == 0 {
		t.Fatalf("not cut off: %+v", got)
	}
	w.OK(w.bulk.Check(t.Context(), CheckJob(j)))
	if b = w.batch(b.ID); b.State != Checked || b.Rows != 95 || b.Faulty != 0 || w.count(`SELECT count(*)::int FROM bulk.row`) != 95 {
		t.Fatalf("%+v", b)
	}
	town.Must(w.bulk.Start(t.Context(), w.Maker, b.ID, b.Version, false))(t)
	cutOff(t, func(ctx context.Context) error { return w.bulk.Run(ctx, RunJob(j)) }, func() bool { return w.batch(b.ID).Made > 30 })
	if got := w.batch(b.ID); got.State != Running || got.Made == 0 || got.Made == 95 {
		t.Fatalf("not cut off: %+v", got)
	}
	w.OK(w.bulk.Run(t.Context(), RunJob(j)))
	w.OK(w.bulk.Run(t.Context(), RunJob(j))) // once more does nothing
	b = w.batch(b.ID)
	offers, versions, items := w.count(`SELECT count(*)::int FROM catalog.offer`), w.count(`SELECT count(*)::int FROM catalog.offer_version`), w.count(`SELECT count(*)::int FROM catalog.item`)
	if b.State != Done || b.Made != 95 || offers != 95 || versions != 95 || items != 95 {
		t.Fatalf("%+v: %d offers, %d versions, %d items", b, offers, versions, items)
	}
}

// cutOff runs do and cancels it once enough is true.
func cutOff(t *testing.T, do func(ctx context.Context) error, enough func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- do(ctx) }()
	for {
		select {
		case err := <-ended:
			if err == nil {
				t.Fatal("it ended before it could be cut off")
			}
			return
		default:
			if enough() {
				cancel()
			}
		}
	}
}

func TestStop_keepsWhatIsMadeAndGoesOn(t *testing.T) {
	w := newDepot(t)
	w.bulk.chunk = 5
	b := w.upload(w.Maker, heading+rows("A", 20))
	b = town.Must(w.bulk.Start(t.Context(), w.Maker, b.ID, b.Version, false))(t)
	town.Must(w.bulk.runChunk(t.Context(), w.Maker, b.ID))(t)
	b = town.Must(w.bulk.Stop(t.Context(), w.Maker, b.ID, b.Version))(t)
	w.OK(w.bulk.Run(t.Context(), RunJob(jobOf(w.Maker, b))))
	if b = w.batch(b.ID); b.State != Stopped || b.Made != 5 {
		t.Fatalf("%+v", b)
	}
	if b = w.run(w.Maker, b, false); b.State != Done || b.Made != 20 || b.AtRow != 20 {
		t.Fatalf("%+v", b)
	}
}

func TestUndo_takesBackWhatNobodyTouched(t *testing.T) {
	w := newDepot(t)
	listed := w.Listed(1_000_000)
	file := heading + rows("A", 3)
	b := w.run(w.Maker, w.upload(w.Maker, file), false)
	change := w.run(w.Maker, w.upload(w.Maker, fmt.Sprintf("물품식별번호,단가\n%d,1100000\n", listed.ItemNumber)), false)
	touched := town.One[int64](w.Town, `SELECT max(id) FROM catalog.offer`)
	o := w.Offer(touched)
	town.Must(w.Catalog.SaveTerms(t.Context(), w.Maker, town.Terms(o, 5)))(t)

	_, err := w.at(UndoWindow+1).Undo(t.Context(), w.Maker, b.ID, b.Version)
	if !errors.Is(err, ErrUndoOver) {
		t.Fatal(err)
	}
	for _, batch := range []Batch{b, change} {
		town.Must(w.bulk.Undo(t.Context(), w.Maker, batch.ID, batch.Version))(t)
		w.OK(w.bulk.UndoRun(t.Context(), UndoJob(jobOf(w.Maker, batch))))
	}
	if b = w.batch(b.ID); b.State != Undone || b.Kept != 1 {
		t.Fatalf("%+v", b)
	}
	if w.Offer(touched).State != catalog.Draft || w.count(`SELECT count(*)::int FROM catalog.offer WHERE state = 'withdrawn'`) != 2 {
		t.Fatal("not exactly the untouched are withdrawn")
	}
	if got := w.Offer(listed.ID); got.State != catalog.Listed || got.PendingID != nil {
		t.Fatalf("%+v", got)
	}
	kept, n, err := w.bulk.Rows(t.Context(), w.Maker, b.ID, Filter{States: []string{RowKept}}, 10, 0)
	if err != nil || n != 1 || *kept[0].OfferID != touched {
		t.Fatalf("%+v, %v", kept, err)
	}
	// The same file again: the withdrawn are begun anew, the touched one is in the way.
	again := w.upload(w.Rival, file)
	if again.Faulty != 0 {
		t.Fatalf("the rival's: %v", w.wrong(again.ID))
	}
	w.DB.Exec(t.Context(), `UPDATE bulk.batch SET created_at = created_at - interval '1 hour'`) //nolint:errcheck // the next upload would show it
	again = w.upload(w.Maker, file)
	if again.Faulty != 1 || w.run(w.Maker, again, true).Made != 2 {
		t.Fatalf("%+v %v", again, w.wrong(again.ID))
	}
}

func TestSubmit_putsDraftsBeforeTheDesk(t *testing.T) {
	w := newDepot(t)
	listed := w.Listed(1_000_000)
	w.Contract(listed, 1_050_000, 40_000_000)
	file := heading + rows("A", 3)
	b := w.run(w.Maker, w.upload(w.Maker, file), false)
	b = town.Must(w.bulk.Submit(t.Context(), w.Maker, b.ID, b.Version, ""))(t)
	w.OK(w.bulk.SubmitRun(t.Context(), SubmitJob{Job: jobOf(w.Maker, b)}))
	if b = w.batch(b.ID); b.State != Done || b.Submitted != 3 || w.count(`SELECT count(*)::int FROM catalog.offer WHERE state = 'submitted'`) != 3 {
		t.Fatalf("%+v %v", b, w.wrong(b.ID))
	}
	dear := w.run(w.Maker, w.upload(w.Maker, fmt.Sprintf("물품식별번호,단가\n%d,1060000\n", listed.ItemNumber)), false)
	town.Must(w.bulk.Submit(t.Context(), w.Maker, dear.ID, dear.Version, ""))(t)
	w.OK(w.bulk.SubmitRun(t.Context(), SubmitJob{Job: jobOf(w.Maker, dear)}))
	if got := w.wrong(dear.ID); !slices.Equal(got, []string{"2 price:price_above_ceiling"}) {
		t.Fatalf("%v", got)
	}
	// Undone: what was submitted is kept.
	b = w.batch(b.ID)
	town.Must(w.bulk.Undo(t.Context(), w.Maker, b.ID, b.Version))(t)
	w.OK(w.bulk.UndoRun(t.Context(), UndoJob(jobOf(w.Maker, b))))
	if b = w.batch(b.ID); b.Kept != 3 {
		t.Fatalf("%+v", b)
	}
}

func TestTemplate_comesBackGood(t *testing.T) {
	w := newDepot(t)
	for _, lang := range text.Langs {
		var file bytes.Buffer
		sheets := town.Must(w.bulk.Template(t.Context(), w.Maker, town.Desktop, text.For(lang)))(t)
		// The example row without the mark that it is one.
		for i, h := range sheets[0].Rows[0] {
			cell := &sheets[0].Rows[1][i]
			for _, e := range examples {
				cell.Text = strings.TrimPrefix(cell.Text, e+" ")
			}
			if strings.HasPrefix(h.Text, text.For(lang).T("offer.field.model")) {
				cell.Text += lang
			}
		}
		w.OK(sheet.WriteXLSX(&file, sheets))
		b := w.upload(w.Maker, file.String())
		if b.State != Checked || b.Rows != 1 || b.Faulty != 0 || b.Format != "xlsx" {
			t.Errorf("%s: %+v %v", lang, b, w.wrong(b.ID))
		}
		if v := town.Must(w.bulk.View(t.Context(), w.Maker, b.ID))(t); len(v.Skipped) > 0 {
			t.Errorf("%s: skipped %q", lang, v.Skipped)
		}
	}
}

// The annotated file is the supplier's own: mended in its cells it comes back good.
func TestAnnotated_canBeMendedAndSentAgain(t *testing.T) {
	w := newDepot(t)
	b := w.upload(w.Maker, heading+rows("A", 1)+"\n한빛전자,=1+1,데스크톱,없음,소개,과세,,Core,16,512,Windows 11 Pro,없음\n")
	s := town.Must(w.bulk.Annotated(t.Context(), w.Maker, b.ID, text.For("ko")))(t)
	var file bytes.Buffer
	w.OK(sheet.WriteXLSX(&file, []sheet.Sheet{s}))
	got := town.Must(sheet.Read(t.Context(), bytes.NewReader(file.Bytes())))(t)
	if len(got.Rows) != 3 || got.Rows[2].No != 4 || got.Rows[2].Cells[1] != "=1+1" || !strings.Contains(got.Rows[2].Cells[12], "단가") {
		t.Fatalf("%+v", got.Rows)
	}
	got.Rows[2].Cells[3] = "5000"
	var mended [][]string
	for _, r := range got.Rows {
		mended = append(mended, r.Cells)
	}
	var again bytes.Buffer
	w.OK(sheet.WriteCSV(&again, mended))
	if b = w.upload(w.Maker, again.String()); b.State != Checked || b.Faulty != 0 || b.Rows != 2 {
		t.Fatalf("%+v %v", b, w.wrong(b.ID))
	}
}
