package bulk_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bulk"
	"jangteo.kr/internal/dbtest/town"
	pages "jangteo.kr/web/bulk"
	"jangteo.kr/web/kit/kittest"
)

const rows = "제조사,모델명,품명,단가,한 줄 소개,CPU,attr_ram,SSD,운영체제,attr_monitor\n" +
	"한빛전자,A-1,데스크톱,1000000,조용한 컴퓨터,Core,16,512,Windows 11 Pro,없음\n한빛전자,A-2,데스크톱,1000000,조용한 컴퓨터,Core,16,512,Windows 11 Pro,없음\n"

func open(t *testing.T) (*town.Town, *bulk.Service, *kittest.Site) {
	t.Helper()
	w := town.New(t)
	s := bulk.New(w.DB, w.Files, w.Market, auth.New(w.DB, "http://localhost", true))
	return w, s, kittest.New(t, pages.New(pages.Deps{Bulk: s, Clock: time.Now}))
}

func upload(t *testing.T, w *town.Town, s *bulk.Service) (b bulk.Batch, path string) {
	t.Helper()
	b = town.Must(s.Upload(t.Context(), w.Maker, bulk.UploadCommand{Key: uuid.New(), ClassCode: town.Desktop, FileName: "물품.csv", Content: strings.NewReader(rows)}))(t)
	return b, "/bulk/" + strconv.FormatInt(b.ID, 10)
}

func TestCancel_isOfferedWhileAFileIsChecked(t *testing.T) {
	w, s, site := open(t)
	b, path := upload(t, w, s)
	if !site.Get(w.Member, path).Want(200).Has(`form[action="` + path + `/cancel"]`) {
		t.Fatal("no way out")
	}
	for range 2 { // an impatient hand
		site.Post(w.Member, path+"/cancel", "version", strconv.Itoa(b.Version)).Want(303)
	}
	page := site.Get(w.Maker, path).Want(200)
	if !page.Has(`[data-state="cancelled"] [data-testid="cancelled"]`) || page.Has(`[data-testid="row-table"]`) || page.Has(`form[action="`+path+`/cancel"]`) {
		t.Error("not shown as cancelled")
	}
	kittest.NoRawTexts(t, page, path)
}

// Drafts that are the supplier's own business by now are named, and not offered again.
func TestBatch_namesDraftsThatWereNotHandedIn(t *testing.T) {
	w, s, site := open(t)
	b, path := upload(t, w, s)
	j := bulk.Job{Batch: b.ID, Person: w.Maker.PersonID, Body: w.Maker.BodyID}
	w.OK(s.Check(t.Context(), bulk.CheckJob(j)))
	b = town.Must(s.Start(t.Context(), w.Maker, b.ID, 2, false))(t)
	w.OK(s.Run(t.Context(), bulk.RunJob(j)))
	o := w.Offer(town.One[int64](w, `SELECT offer_id FROM bulk.row WHERE no = 2`))
	w.OK(w.Market.SubmitOffer(t.Context(), w.Maker, o.ID, o.Version))
	town.Must(s.Submit(t.Context(), w.Maker, b.ID, b.Version+1, ""))(t)
	w.OK(s.SubmitRun(t.Context(), bulk.SubmitJob{Job: j}))

	for _, lang := range []string{"ko", "en"} {
		by := w.Maker
		by.Lang = lang
		page := site.Get(by, path).Want(200)
		if page.Doc.Find(`[data-testid="row"][data-state="skipped"] li`).Length() != 1 || page.Has(`[data-testid="submit-batch"]`) || !page.Has(`[data-testid="rows-skipped"]`) {
			t.Errorf("%s: %s", lang, page.Text("main"))
		}
		kittest.NoRawTexts(t, page, path)
	}
}

func TestBatch_saysThatItsRowsAreForgotten(t *testing.T) {
	w, s, site := open(t)
	b, path := upload(t, w, s)
	w.OK(s.Check(t.Context(), bulk.CheckJob{Batch: b.ID, Person: w.Maker.PersonID, Body: w.Maker.BodyID}))
	later := w.DB.WithClock(func() time.Time { return time.Now().AddDate(0, 0, 91) })
	town.Must(bulk.New(later, w.Files, w.Market, auth.New(later, "http://localhost", true)).Forget(t.Context()))(t)
	page := site.Get(w.Maker, path).Want(200)
	if !page.Has(`[data-testid="forgotten"]`) || page.Has(`[data-testid="run"]`) || page.Has(`[data-testid="row-table"]`) {
		t.Error("shown as if its rows were there")
	}
	kittest.NoRawTexts(t, page, path)
	site.Post(w.Maker, path+"/run", "version", "3").Want(409)
}
