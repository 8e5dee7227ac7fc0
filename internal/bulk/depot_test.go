package bulk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
)

// depot is a town whose suppliers bring files; its jobs are done by hand.
type depot struct {
	*town.Town
	t    *testing.T
	bulk *Service
}

func newDepot(t *testing.T) *depot {
	t.Helper()
	w := town.New(t)
	return &depot{w, t, New(w.DB, w.Files, w.Market, auth.New(w.DB, "http://localhost", true))}
}

// at is the depot at another time.
func (w *depot) at(after time.Duration) *Service {
	d := w.DB.WithClock(func() time.Time { return time.Now().Add(after) })
	return New(d, w.Files, w.Market, auth.New(d, "http://localhost", true))
}

const heading = "제조사,모델명,품명,단가,한 줄 소개,과세 구분,공급 지역,cpu,attr_ram,SSD,운영체제,attr_monitor\n"

// rows are n good rows whose models begin with a prefix.
func rows(prefix string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "한빛전자,%s-%d,데스크톱 %d,\"1,2%02d,000\",조용한 컴퓨터,과세,\"서울특별시, 11\",Core Ultra 5,16,512,Windows 11 Pro,없음\n", prefix, i, i, i%100)
	}
	return b.String()
}

func (w *depot) upload(by auth.Actor, file string) Batch {
	w.t.Helper()
	b, err := w.bulk.Upload(w.t.Context(), by, UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, FileName: "물품.csv", Content: strings.NewReader(file)})
	w.OK(err)
	w.OK(w.bulk.Check(w.t.Context(), CheckJob(jobOf(by, b))))
	return w.batch(b.ID)
}

func (w *depot) batch(id int64) Batch {
	w.t.Helper()
	return town.Must(db.One[Batch](w.DB.Query(w.t.Context(), selectBatch, pgx.NamedArgs{"id": id})))(w.t)
}

func (w *depot) run(by auth.Actor, b Batch, without bool) Batch {
	w.t.Helper()
	_, err := w.bulk.Start(w.t.Context(), by, b.ID, b.Version, without)
	w.OK(err)
	w.OK(w.bulk.Run(w.t.Context(), RunJob(jobOf(by, b))))
	return w.batch(b.ID)
}

// wrong lists what is wrong with rows: "row field:code".
func (w *depot) wrong(id int64) []string {
	w.t.Helper()
	var out []string
	all, _, err := w.bulk.Rows(w.t.Context(), w.Maker, id, Filter{States: []string{RowFaulty, RowRefused}}, 1000, 0)
	w.OK(err)
	for _, r := range all {
		for _, f := range r.Faults {
			out = append(out, fmt.Sprintf("%d %s:%s", r.No, f.Field, f.Why.Code))
		}
	}
	return out
}

func (w *depot) count(sql string, args ...any) int {
	w.t.Helper()
	return town.One[int](w.Town, sql, args...)
}

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Of(err, k) {
		t.Fatalf("got %v, want a fault of kind %d", err, k)
	}
}
