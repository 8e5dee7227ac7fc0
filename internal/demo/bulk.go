package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/bulk"
	"jangteo.kr/internal/catalog"
	tables "jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
)

// fileRows is how many products stand in each of the demonstration's files.
const fileRows = 20

// files leaves two files with the first supplier: one whose products are drafts since a
// few hours, and one in which four rows are wrong.
func (w *world) files(ctx context.Context) error {
	h, s := w.main, w.suppliers[0]
	h.move(w.Now.Add(-3 * time.Hour))
	by, err := h.as(ctx, s.admin)
	if err != nil {
		return err
	}
	files := bulk.New(w.DB.WithClock(func() time.Time { return h.now }), w.Blobs, h.market, h.auth)
	done, err := h.bring(ctx, files, by, s, s.classes[3], nil)
	if err != nil {
		return err
	}
	h.move(h.now.Add(10 * time.Minute))
	if _, err := files.Start(ctx, by, done.Batch, 2, false); err != nil {
		return err
	}
	if err := files.Run(ctx, bulk.RunJob(done)); err != nil {
		return err
	}
	h.move(h.now.Add(time.Hour))
	_, err = h.bring(ctx, files, by, s, s.classes[2], map[int]func(row map[string]string){
		3:  func(row map[string]string) { row["price"] = "가격 문의" },
		7:  func(row map[string]string) { row["maker"], row["summary"] = "", "" },
		12: func(row map[string]string) { row["lead_days"], row["regions"] = "3650", "전국 어디나" },
		16: func(row map[string]string) { row["model"] = fileModel(classOf(s.classes[2]), 0) }, // that of the first row
	})
	return err
}

func fileModel(c class, n int) string { return fmt.Sprintf("%s-F%d", c.series, 400+n) }

// bring fills in the template of a class, with mistakes in some rows, hands it in and
// has it checked.
func (h *hand) bring(ctx context.Context, files *bulk.Service, by auth.Actor, s *supplier, code string, mistakes map[int]func(row map[string]string)) (bulk.Job, error) {
	defs, err := catalog.AttributesOf(ctx, h.DB, code)
	if err != nil {
		return bulk.Job{}, err
	}
	sheets, err := files.Template(ctx, by, code, text.For("ko"))
	if err != nil {
		return bulk.Job{}, err
	}
	c, table := classOf(code), &sheets[0]
	for n := range fileRows {
		row := map[string]string{
			"maker": s.ko, "model": fileModel(c, n), "name_ko": c.name(h.rng, n), "name_en": c.en, "price": fmt.Sprint(c.price(h.rng)), "tax": c.tax(), "unit": c.unit,
			"min_order": fmt.Sprint(c.minOrder), "lead_days": "14", "warranty_months": fmt.Sprint(c.warranty), "summary": c.summary, "description": describe(c, s),
		}
		for key, value := range attributes(h.rng, defs) {
			row["attr_"+key] = value
		}
		if spoil := mistakes[n]; spoil != nil {
			spoil(row)
		}
		var cells []tables.Cell
		for _, col := range bulk.ColumnsOf(defs) {
			cells = append(cells, tables.Number(row[col.Field]))
		}
		table.Rows = append(table.Rows, cells)
	}
	var file bytes.Buffer
	if err := tables.WriteXLSX(&file, sheets); err != nil {
		return bulk.Job{}, err
	}
	b, err := files.Upload(ctx, by, bulk.UploadCommand{Key: h.key(), ClassCode: code, FileName: fmt.Sprintf("%s %d종.xlsx", c.ko, fileRows), Content: bytes.NewReader(file.Bytes())})
	if err != nil {
		return bulk.Job{}, err
	}
	j := bulk.Job{Batch: b.ID, Person: by.PersonID, Body: by.BodyID}
	return j, files.Check(ctx, bulk.CheckJob(j))
}
