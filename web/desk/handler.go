// Package desk owns the screens of the market desk and the product reviewers: the queue
// of submitted offers with who looks after each, the review of an offer against what is
// on sale and what its class costs, decisions on many at once, the sentences offers are
// returned with, what a suspension would touch, and the ground records that one person
// writes down and another confirms. It refuses to let anybody decide twice on the same
// thing: the services compare persons, these pages only show.
package desk

import (
	"net/http"
	"strconv"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/web/kit"
)

// Deps are what the area calls.
type Deps struct {
	Catalog *catalog.Service
	Market  *market.Service
	Orders  *order.Service
	Clock   kst.Clock
}

// Handler serves the area.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes of the area. The review's page has the offer's own address, /offers/{id},
// which the supplier's area owns and hands over through Review.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/desk/listings", h.queue),
		kit.GET("/desk/listings/check", h.checkBulk),
		kit.POST("/desk/listings/decide", h.decideBulk),
		kit.GET("/desk/decisions/{id}", h.bulkResult),
		kit.GET("/desk/reasons", h.reasons),
		kit.POST("/desk/reasons", h.addReason),
		kit.POST("/desk/reasons/{id}/remove", h.removeReason),
		kit.POST("/offers/{id}/take", h.take),
		kit.POST("/offers/{id}/give-back", h.putBack),
		kit.POST("/offers/{id}/assign", h.assign),
		kit.POST("/offers/{id}/approve", h.approve),
		kit.POST("/offers/{id}/return", h.giveBack),
		kit.GET("/offers/{id}/suspend", h.suspendPage),
		kit.POST("/offers/{id}/suspend", h.suspend),
		kit.POST("/offers/{id}/resume", h.resume),
		kit.GET("/ground-records", h.records),
		kit.GET("/ground-records/new", h.recordPage),
		kit.POST("/ground-records", h.record),
		kit.GET("/ground-records/{id}", h.recordView),
		kit.POST("/ground-records/{id}/confirm", h.confirm),
		kit.POST("/ground-records/{id}/refuse", h.refuse),
	}
}

const listSize = 30

func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 500 {
		return 1
	}
	return n
}
