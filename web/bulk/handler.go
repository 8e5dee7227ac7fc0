// Package bulk owns the screens of offers that come by the file: the template of a
// detail class, the upload, what is wrong and where, the run with its progress, and the
// way back. It refuses to show another supplier's file and judges no row itself.
package bulk

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"jangteo.kr/internal/bulk"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/sheet"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

// Deps are what the area calls.
type Deps struct {
	Bulk  *bulk.Service
	Clock kst.Clock
}

// Handler serves the area.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes of the area.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/bulk", h.list),
		kit.GET("/bulk/new", h.newPage),
		kit.GET("/bulk/template", h.template),
		kit.POST("/bulk", h.upload),
		kit.GET("/bulk/{id}", h.batch),
		kit.GET("/bulk/{id}/progress", h.progress),
		kit.GET("/bulk/{id}/errors.xlsx", h.annotated),
		kit.POST("/bulk/{id}/run", h.run),
		kit.POST("/bulk/{id}/cancel", h.cancel),
		kit.POST("/bulk/{id}/stop", h.stop),
		kit.POST("/bulk/{id}/submit", h.submit),
		kit.POST("/bulk/{id}/undo", h.undo),
	}
}

const listSize = 30

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	v := listView{Page: pageOf(r)}
	var err error
	if v.Lines, v.N, err = h.Bulk.Batches(r.Context(), kit.Actor(r), listSize, (v.Page-1)*listSize); err != nil {
		return err
	}
	v.MayWrite = kit.Actor(r).Has(org.SupplierMember, org.SupplierAdmin)
	p := h.page(w, r, text.T(r.Context(), "bulk.list.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, listPage(p, v))
}

func pageOf(r *http.Request) int {
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 0 && n <= 5000 {
		return n
	}
	return 1
}

// page is the shell of the area's pages, with the ways back.
func (h *Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	ctx := r.Context()
	p := kit.Page(w, r, title)
	p.Breadcrumb = []component.Crumb{{Label: text.T(ctx, "supply.list.title"), Href: "/offers"}, {Label: text.T(ctx, "bulk.list.title"), Href: "/bulk"}, {Label: title}}
	if r.URL.Path == "/bulk" && r.Method == http.MethodGet {
		p.Breadcrumb = p.Breadcrumb[:2]
	}
	return p
}

func (h *Handler) newPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := kit.Blank("class_code", q.Get("class_code"), "q", q.Get("q"))
	if q.Has("class_code") && q.Get("class_code") == "" && q.Get("q") == "" {
		f.Text("class_code", 10, true)
		f.Refuse(f.Err())
	}
	return h.showNew(w, r, f)
}

func (h *Handler) showNew(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	if err := kit.Actor(r).Need(org.SupplierMember, org.SupplierAdmin); err != nil {
		return err
	}
	classes, err := h.Bulk.Classes(ctx)
	if err != nil {
		return err
	}
	v := newView{Form: f, Key: kit.NewKey()}
	words := strings.ToLower(strings.ReplaceAll(f.Value("q"), " ", ""))
	for _, c := range classes {
		chosen := c.Code == f.Value("class_code")
		if chosen {
			v.Class = &c
		}
		if chosen || words == "" || strings.Contains(strings.ToLower(strings.ReplaceAll(c.Code+c.NameKo+" "+c.NameEn, " ", "")), words) {
			v.Classes = append(v.Classes, c)
		}
	}
	p := h.page(w, r, text.T(ctx, "bulk.new.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), newPageView(p, v))
}

// template sends the file to fill in.
func (h *Handler) template(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	sheets, err := h.Bulk.Template(r.Context(), kit.Actor(r), q.Get("class"), text.From(r.Context()))
	if err != nil {
		return err
	}
	name := text.T(r.Context(), "bulk.template.file", "class", sheets[0].Name)
	if q.Get("format") == string(sheet.CSV) {
		rows := make([][]string, len(sheets[0].Rows))
		for i, row := range sheets[0].Rows {
			for _, cell := range row {
				rows[i] = append(rows[i], cell.Text)
			}
		}
		return kit.CSV(w, name+".csv", rows)
	}
	return kit.XLSX(w, name+".xlsx", sheets)
}

func (h *Handler) upload(w http.ResponseWriter, r *http.Request) error {
	if err := kit.Actor(r).Need(org.SupplierMember, org.SupplierAdmin); err != nil {
		return err
	}
	f, err := kit.ParseUpload(w, r, sheet.MaxFile+1<<20)
	if err != nil {
		if f = kit.Blank(); !f.Refuse(err) {
			return err
		}
		return h.showNew(w, r, f)
	}
	var b bulk.Batch
	key := f.Key()
	done, err := f.Submit(func() error {
		file, head, err := r.FormFile("file")
		if err != nil {
			return fault.Bad("form_invalid", fault.F("file", "file_required")).Because(err)
		}
		defer file.Close()
		b, err = h.Bulk.Upload(r.Context(), kit.Actor(r), bulk.UploadCommand{
			Key: key, ClassCode: f.Value("class_code"), FileName: kit.FileName(head.Filename), Content: file,
		})
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showNew(w, r, f)
	}
	return kit.Redirect(w, r, batchURL(b.ID))
}

func batchURL(id int64) string { return "/bulk/" + kit.Int64(id) }

// rowsSize is how many rows a batch's page lists.
const rowsSize = 50

func (h *Handler) batch(w http.ResponseWriter, r *http.Request) error {
	return h.show(w, r, kit.Blank())
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	v := batchView{Form: f, By: by, Now: h.Clock(), Page: pageOf(r), Show: r.URL.Query().Get("show"), Field: r.URL.Query().Get("field"), Code: r.URL.Query().Get("code")}
	if v.View, err = h.Bulk.View(ctx, by, id); err != nil {
		return err
	}
	if v.Field == "" {
		v.Code = ""
	}
	states, ok := shows[v.Show]
	if !ok {
		v.Show = v.first()
		states = shows[v.Show]
	}
	if v.listsRows() {
		v.Rows, v.N, err = h.Bulk.Rows(ctx, by, id, bulk.Filter{States: states, Field: v.Field, Code: v.Code}, rowsSize, (v.Page-1)*rowsSize)
		if err != nil {
			return err
		}
	}
	p := h.page(w, r, v.FileName)
	p.ObjectID, p.State, p.ErrorTitle, p.Wide = kit.Int64(id), string(v.State), f.Refused(), true
	return kit.Render(w, r, f.Status(), batchPage(p, v))
}

// progress answers the page's script: how far the work has come.
func (h *Handler) progress(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	b, err := h.Bulk.Progress(r.Context(), kit.Actor(r), id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(map[string]any{"state": b.State, "at": b.AtRow, "of": max(b.Todo, 1), "text": progressText(r.Context(), b)})
}

func (h *Handler) annotated(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	s, err := h.Bulk.Annotated(r.Context(), kit.Actor(r), id, text.From(r.Context()))
	if err != nil {
		return err
	}
	return kit.XLSX(w, text.T(r.Context(), "bulk.annotated.file", "id", id)+".xlsx", []sheet.Sheet{s})
}

// act carries out one command on a batch and goes to its page; a refusal is shown there.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, do func(id int64, f *kit.Form) error) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	done, err := f.Submit(func() error {
		if f.Version(); f.Err() != nil {
			return f.Err()
		}
		return do(id, f)
	})
	if err != nil {
		return err
	}
	if !done {
		return h.show(w, r, f)
	}
	return kit.Redirect(w, r, batchURL(id))
}

func (h *Handler) run(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(id int64, f *kit.Form) error {
		_, err := h.Bulk.Start(r.Context(), kit.Actor(r), id, f.Version(), f.Value("without_faulty") != "")
		return err
	})
}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(id int64, f *kit.Form) error {
		_, err := h.Bulk.Cancel(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

func (h *Handler) stop(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(id int64, f *kit.Form) error {
		_, err := h.Bulk.Stop(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(id int64, f *kit.Form) error {
		_, err := h.Bulk.Submit(r.Context(), kit.Actor(r), id, f.Version(), f.Value("rise_reason"))
		return err
	})
}

func (h *Handler) undo(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, func(id int64, f *kit.Form) error {
		_, err := h.Bulk.Undo(r.Context(), kit.Actor(r), id, f.Version())
		return err
	})
}
