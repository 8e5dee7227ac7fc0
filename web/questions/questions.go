// Package questions owns the screens of questions and answers about offers: a supplier's
// list with those that wait on top, and the page of one question, where the supplier
// answers and the market desk hides. Asking and public reading stand on the product page
// (shop). It refuses to show a question to anybody but its parties, the desk and auditors.
package questions

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/layout"
)

// Deps are what the screens read and act through.
type Deps struct {
	Market *market.Service
	Clock  kst.Clock
}

// Handler serves the screens.
type Handler struct{ Deps }

// New makes a Handler.
func New(d Deps) *Handler { return &Handler{d} }

// Routes is the area's part of the route table.
func (h *Handler) Routes() []kit.Route {
	return []kit.Route{
		kit.GET("/questions", h.list),
		kit.GET("/questions/{id}", h.page),
		kit.POST("/questions/{id}/answer", h.answer),
		kit.POST("/questions/{id}/hide", h.hide),
	}
}

const pageSize = 50

var states = []market.QuestionState{market.QuestionOpen, market.QuestionAnswered, market.QuestionHidden}

type listView struct {
	Page  layout.Page
	State market.QuestionState
	No    int
	Rows  []market.Question
	More  bool
}

func (v listView) url(state market.QuestionState, no int) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", string(state))
	}
	if no > 1 {
		q.Set("page", strconv.Itoa(no))
	}
	if len(q) == 0 {
		return "/questions"
	}
	return "/questions?" + q.Encode()
}

func (v listView) tabs(ctx context.Context) []component.Tab {
	out := []component.Tab{{Label: text.T(ctx, "question.tab.all"), Href: v.url("", 1), Current: v.State == "", TestID: "tab-all"}}
	for _, s := range states {
		out = append(out, component.Tab{Label: text.T(ctx, "status.question."+string(s)), Href: v.url(s, 1), Current: v.State == s, TestID: "tab-" + string(s)})
	}
	return out
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	v := listView{State: market.QuestionState(r.URL.Query().Get("state"))}
	if !slices.Contains(states, v.State) {
		v.State = ""
	}
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		n = 1
	}
	at := page.New(n, pageSize)
	v.No = at.Number
	if v.Rows, err = h.Market.Questions(r.Context(), by, v.State, pageSize+1, at.Offset()); err != nil {
		return err
	}
	if v.More = len(v.Rows) > pageSize; v.More {
		v.Rows = v.Rows[:pageSize]
	}
	v.Page = kit.Page(w, r, text.T(r.Context(), "question.title"))
	return kit.Render(w, r, http.StatusOK, listPage(v))
}

type questionView struct {
	market.QuestionView
	Page layout.Page
	By   auth.Actor
	Form *kit.Form
	Key  string
	Now  time.Time
}

func (v questionView) name(ctx context.Context) string { return text.Pick(ctx, v.NameKo, v.NameEn) }

// course tells what was done. Whose turn it is stands in the state.
func (v questionView) course(ctx context.Context) component.TimelineProps {
	p := component.TimelineProps{Label: text.T(ctx, "question.course"), Now: v.Now, TestID: "course"}
	for _, a := range v.History {
		p.Events = append(p.Events, component.Event{
			Title: text.T(ctx, "act."+a.Action), State: component.EventDone, At: a.At, Actor: text.Pick(ctx, a.Body, a.BodyEn) + " · " + a.Person,
		})
	}
	if v.State == market.QuestionOpen {
		p.Events = append(p.Events, component.Event{
			Title: text.T(ctx, "wait.question.answer"), State: component.EventNow, Turn: text.Pick(ctx, v.Supplier, v.SupplierEn),
		})
	}
	return p
}

func badge(ctx context.Context, s market.QuestionState) component.BadgeProps {
	tone := component.Neutral
	switch s {
	case market.QuestionOpen:
		tone = component.Warning
	case market.QuestionAnswered:
		tone = component.Success
	case market.QuestionHidden:
	}
	return component.BadgeProps{Label: text.T(ctx, "status.question."+string(s)), Tone: tone, TestID: "question-state"}
}

func questionURL(id int64) string { return "/questions/" + kit.Int64(id) }

func (h *Handler) page(w http.ResponseWriter, r *http.Request) error {
	return h.show(w, r, kit.Blank())
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	q, err := h.Market.QuestionFor(r.Context(), by, id)
	if err != nil {
		return err
	}
	v := questionView{QuestionView: q, By: by, Form: f, Key: kit.NewKey(), Now: h.Clock()}
	if k := f.Value("client_key"); k != "" && f.Fault().Code != "key_reused" {
		v.Key = k
	}
	v.Page = kit.Page(w, r, text.T(r.Context(), "question.one"))
	v.Page.ObjectID, v.Page.State, v.Page.ErrorTitle = kit.Int64(id), string(q.State), f.Refused()
	v.Page.Breadcrumb = []component.Crumb{{Label: text.T(r.Context(), "question.title"), Href: "/questions"}, {Label: text.T(r.Context(), "question.one")}}
	return kit.Render(w, r, f.Status(), questionPage(v))
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, "answer", "question.answered.done", h.Market.Answer)
}

func (h *Handler) hide(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, "reason", "question.hidden.done", h.Market.Hide)
}

// act carries out a command whose one text stands in a field.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, field, done string, do func(context.Context, auth.Actor, market.QuestionAct) error) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	a := market.QuestionAct{ID: id, Text: f.Value(field), Key: f.Key(), Version: f.Version()}
	ok, err := f.Submit(func() error { return do(r.Context(), by, a) })
	if err != nil {
		return err
	}
	if !ok {
		return h.show(w, r, f)
	}
	return kit.RedirectWith(w, r, questionURL(id), done)
}
