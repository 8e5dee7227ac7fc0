package shop

import (
	"net/http"
	"strconv"

	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/web/kit"
)

// What a product's page shows of the public record at a time.
const (
	shownPurchases = 20
	shownQuestions = 5
)

func (h *Handler) product(w http.ResponseWriter, r *http.Request) error {
	return h.showProduct(w, r, kit.Blank())
}

// showProduct shows the page of an offer, with its question form as it was refused or
// fresh. Signed out it costs two round trips.
func (h *Handler) showProduct(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	id, err := kit.ID(r, "offer")
	if err != nil {
		return err
	}
	tree, rules, err := h.common(ctx)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	var bought order.PublicPurchases
	var asked market.PublicQuestions
	p, err := h.Catalog.Product(ctx, id, order.QueuePublicPurchases(id, shownPurchases, &bought), market.QueuePublicQuestions(id, before, shownQuestions, &asked))
	if err != nil {
		return err
	}
	v := newProductView(ctx, p, tree, rules, market.Storefront(r.URL.Query().Get("store")))
	v.Bought, v.Asked, v.Before, v.Form = bought, asked, before, f
	if v.Key = f.Value("client_key"); v.Key == "" {
		v.Key = kit.NewKey()
	}
	v.Actor = kit.Actor(r)
	v.Page = kit.Page(w, r, v.Name)
	v.Page.Storefront, v.Page.Description, v.Page.ErrorTitle = string(v.Store), p.Summary, f.Refused()
	v.Page.ObjectID, v.Page.State = strconv.FormatInt(id, 10), v.State
	v.Page.Breadcrumb = classCrumbs(ctx, v.Path, string(v.Store), v.Name)
	v.Self = productURL(id)
	if r.Method == http.MethodGet {
		v.Self = r.URL.RequestURI()
	}
	return kit.Render(w, r, f.Status(), productPage(v))
}

func productURL(id int64) string { return "/products/" + strconv.FormatInt(id, 10) }

// ask posts a question about the offer.
func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	by, err := kit.MustSignIn(r)
	if err != nil {
		return err
	}
	id, err := kit.ID(r, "offer")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := market.AskCommand{OfferID: id, Question: f.Value("question"), Key: f.Key()}
	done, err := f.Submit(func() error {
		_, err := h.Market.Ask(r.Context(), by, c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showProduct(w, r, f)
	}
	return kit.RedirectWith(w, r, productURL(id)+"#questions", "question.asked.done")
}
