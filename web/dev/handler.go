package dev

import (
	"context"
	"net/http"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/mail"
	"jangteo.kr/web/kit"
)

// Handler serves what only a demonstration shows.
type Handler struct {
	mails func(ctx context.Context) ([]mail.Kept, error)
	clock kst.Clock
}

// New makes the handler; mails gives the newest messages.
func New(mails func(ctx context.Context) ([]mail.Kept, error), clock kst.Clock) *Handler {
	return &Handler{mails, clock}
}

// Routes of the area, mounted in demo mode only.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{kit.GET("/dev/mail", h.mailPage), kit.GET("/dev/components", h.componentsPage)}
}

func (h *Handler) mailPage(w http.ResponseWriter, r *http.Request) error {
	mails, err := h.mails(r.Context())
	if err != nil {
		return err
	}
	return kit.Render(w, r, http.StatusOK, mailView(kit.Page(w, r, d(r.Context(), "mail.title")), mails))
}

func (h *Handler) componentsPage(w http.ResponseWriter, r *http.Request) error {
	return kit.Render(w, r, http.StatusOK, componentsView(kit.Page(w, r, d(r.Context(), "title")), Catalogue{Now: h.clock()}))
}
