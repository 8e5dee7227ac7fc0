package tenders

import (
	"net/http"
	"time"

	"github.com/gorilla/feeds"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
)

// feed is the Atom feed of the notices published last.
func (h *Handler) feed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	rows, err := h.tenders.Recent(ctx, 50)
	if err != nil {
		return err
	}
	f := &feeds.Feed{
		Title: text.T(ctx, "tenders.feed.title"), Description: text.T(ctx, "tenders.feed.text"),
		Link: &feeds.Link{Href: h.base + "/notices"}, Id: h.base + "/notices.atom",
	}
	for _, n := range rows {
		if n.PublishedAt == nil {
			continue
		}
		if f.Updated.IsZero() {
			f.Updated = *n.PublishedAt
		}
		link := h.base + noticeURL(n.ID)
		f.Items = append(f.Items, &feeds.Item{
			Id: link, Title: n.Title, Link: &feeds.Link{Href: link}, Created: *n.PublishedAt, Updated: *n.PublishedAt,
			Author: &feeds.Author{Name: text.Pick(ctx, n.InstitutionKo, n.InstitutionEn)},
			Description: text.T(ctx, "tenders.feed.item", "number", n.Number, "institution", text.Pick(ctx, n.InstitutionKo, n.InstitutionEn),
				"kind", text.T(ctx, "tenders.kind."+string(n.Kind)), "method", text.T(ctx, "tenders.method."+string(n.Method)),
				"deadline", kst.FormatDateTime(n.Deadline, text.Lang(ctx))),
		})
	}
	if f.Updated.IsZero() {
		f.Updated = kst.Date(2026, time.January, 1).Start() // a feed must say when, even an empty one
	}
	body, err := f.ToAtom()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, _ = w.Write([]byte(body))
	return nil
}
