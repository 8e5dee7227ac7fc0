package bulk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
)

// A check that never comes to an end keeps nobody out.
func TestCancel_endsACheck(t *testing.T) {
	w, ctx := newDepot(t), t.Context()
	file := heading + rows("A", 1)
	b := town.Must(w.hand(w.Maker, uuid.New(), file))(t)
	_, err := w.bulk.Cancel(ctx, w.Rival, b.ID, b.Version)
	wantKind(t, err, fault.NotFound)
	for range 2 {
		if got := town.Must(w.bulk.Cancel(ctx, w.Member, b.ID, b.Version))(t); got.State != Cancelled {
			t.Fatalf("%+v", got)
		}
	}
	w.OK(w.bulk.Check(ctx, CheckJob(jobOf(w.Maker, b))))
	if got := w.batch(b.ID); got.State != Cancelled || got.Rows != 0 {
		t.Fatalf("%+v", got)
	}
	again := town.Must(w.hand(w.Maker, uuid.New(), file))(t)
	if again.ID == b.ID {
		t.Fatal("the same file again is the cancelled batch")
	}
	w.OK(w.bulk.Check(ctx, CheckJob(jobOf(w.Maker, again))))
	again = w.batch(again.ID)
	if _, err := w.bulk.Cancel(ctx, w.Maker, again.ID, again.Version); !errors.Is(err, ErrState) {
		t.Fatalf("checked: %v", err)
	}
}

func (w *depot) hand(by auth.Actor, key uuid.UUID, file string) (Batch, error) {
	return w.bulk.Upload(w.t.Context(), by, UploadCommand{Key: key, ClassCode: town.Desktop, FileName: "물품.csv", Content: strings.NewReader(file)})
}

func (w *depot) stored(file string) bool {
	sum := sha256.Sum256([]byte(file))
	f, err := w.Files.Open(hex.EncodeToString(sum[:]))
	if err == nil {
		f.Close()
	}
	return err == nil
}

// What is refused for want of room is not stored, and what was accepted is found again
// by who repeats it.
func TestUpload_storesNothingThatHasNoRoom(t *testing.T) {
	w := newDepot(t)
	file := func(prefix string) string { return heading + rows(prefix, 1) }
	key := uuid.New()
	first := town.Must(w.hand(w.Maker, key, file("A")))(t)
	for _, prefix := range []string{"B", "C"} {
		town.Must(w.hand(w.Maker, uuid.New(), file(prefix)))(t)
	}
	if _, err := w.hand(w.Maker, uuid.New(), file("D")); !errors.Is(err, ErrBusy) || w.stored(file("D")) {
		t.Fatalf("a fourth at once: %v", err)
	}
	w.exec(`UPDATE bulk.batch SET state = 'unreadable'`)
	w.exec(`INSERT INTO bulk.batch (supplier_id, person_id, class_code, file_name, file_hash, format, state, created_at)
SELECT supplier_id, person_id, class_code, 'x', md5(n::text), 'csv', 'unreadable', created_at FROM bulk.batch, generate_series(1, $1) n WHERE id = $2`, maxDaily-3, first.ID)
	if _, err := w.hand(w.Member, uuid.New(), file("E")); !errors.Is(err, ErrDaily) || w.stored(file("E")) {
		t.Fatalf("one too many in a day: %v", err)
	}
	if again := town.Must(w.hand(w.Maker, key, file("A")))(t); again.ID != first.ID {
		t.Fatalf("repeated: %d, want %d", again.ID, first.ID)
	}
	if _, err := w.hand(w.Maker, uuid.New(), file("B")+"\n"); !errors.Is(err, ErrDaily) {
		t.Fatal(err)
	}
	town.Must(w.hand(w.Rival, uuid.New(), file("E")))(t) // another supplier's day
	w.exec(`UPDATE bulk.batch SET created_at = created_at - interval '24 hours'`)
	town.Must(w.hand(w.Maker, uuid.New(), file("F")))(t)
}

func TestForget_deletesRowsNobodyCameBackTo(t *testing.T) {
	w := newDepot(t)
	const day = 24 * time.Hour
	old := w.upload(w.Maker, heading+rows("A", 2))
	made := w.run(w.Maker, w.upload(w.Maker, heading+rows("B", 2)), false)
	w.exec(`UPDATE bulk.batch SET created_at = created_at - interval '80 days', checked_at = checked_at - interval '80 days'`)
	young := w.upload(w.Maker, heading+rows("C", 2))

	if n := town.Must(w.bulk.Forget(t.Context()))(t); n != 0 {
		t.Fatalf("%d forgotten too early", n)
	}
	if n := town.Must(w.at(11 * day).Forget(t.Context()))(t); n != 1 { // made was finished today
		t.Fatalf("%d forgotten", n)
	}
	for _, c := range []struct{ id, rows int64 }{{old.ID, 0}, {made.ID, 2}, {young.ID, 2}} {
		if n := w.count(`SELECT count(*)::int FROM bulk.row WHERE batch_id = $1`, c.id); int64(n) != c.rows {
			t.Errorf("batch %d has %d rows", c.id, n)
		}
	}
	now := w.batch(old.ID)
	if _, err := w.bulk.Start(t.Context(), w.Maker, now.ID, now.Version, false); !errors.Is(err, ErrOld) {
		t.Fatalf("without its rows: %v", err)
	}
	if v := town.Must(w.bulk.View(t.Context(), w.Maker, old.ID))(t); v.Rows != 2 || v.Forgotten == nil || len(v.History) == 0 {
		t.Fatalf("%+v", v)
	}
	if n := town.Must(w.at(92 * day).Forget(t.Context()))(t); n != 2 {
		t.Fatalf("%d forgotten", n)
	}
}
