package tenders

import (
	"net/http"

	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/tender"
	"jangteo.kr/web/kit"
)

// attach keeps an uploaded document and adds it to the notice.
func (h *Handler) attach(w http.ResponseWriter, r *http.Request) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	f, err := kit.ParseUpload(w, r, kit.DocumentForm)
	if err != nil {
		return err
	}
	version := f.Version()
	done, err := f.Submit(func() error {
		u, err := kit.KeepDocument(r, h.files, "file")
		if err != nil {
			return err
		}
		_, err = h.tenders.Attach(r.Context(), kit.Actor(r), tender.AttachCommand{
			ID: v.Notice.ID, Version: version, Hash: u.Hash, Name: u.Name, MIME: u.MIME, Size: u.Size,
		})
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showNotice(w, r, f)
	}
	return kit.RedirectWith(w, r, noticeURL(v.Notice.ID)+"#documents", "tenders.flash.attached")
}

func (h *Handler) detach(w http.ResponseWriter, r *http.Request) error {
	doc, err := kit.ID(r, "doc")
	if err != nil {
		return err
	}
	return h.command(w, r, "tenders.flash.detached", func(f *kit.Form, id int64) error {
		_, err := h.tenders.Detach(r.Context(), kit.Actor(r), id, f.Version(), doc)
		return err
	})
}

// download sends a document to whoever may see its notice.
func (h *Handler) download(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	doc, err := kit.ID(r, "doc")
	if err != nil {
		return err
	}
	d, err := h.tenders.Document(r.Context(), kit.Actor(r), id, doc)
	if err != nil {
		return err
	}
	return kit.SendDocument(w, r, h.files, kit.Upload{Ref: blob.Ref{Hash: d.Hash, MIME: d.MIME}, Name: d.Name}, d.AddedAt)
}
