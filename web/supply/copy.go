package supply

import (
	"context"
	"net/http"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Ways to say which item a copy is of.
const (
	copyNew      = "new"
	copyExisting = "existing"
)

type copyView struct {
	offerView
	Classes []catalog.Class
	Twins   []catalog.Twin
	Own     map[int]int64 // the supplier's own offers of the twins
}

func (h *Handler) copyPage(w http.ResponseWriter, r *http.Request) error {
	return h.showCopy(w, r, kit.Blank())
}

func (h *Handler) showCopy(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx := r.Context()
	by, v, err := h.own(r)
	if err == nil {
		err = by.Need(supplierRoles...)
	}
	if err != nil {
		return err
	}
	if !f.Refused() {
		f = kit.Blank("of", copyNew, "class_code", v.Item.ClassCode, "maker", v.Item.Maker, "name_ko", v.Item.NameKo, "name_en", v.Item.NameEn)
	}
	c := copyView{offerView: offerView{OfferView: v, By: by, Form: f, Now: h.Clock()}}
	if c.Classes, err = h.Catalog.DetailClasses(ctx); err != nil {
		return err
	}
	if c.Twins, err = h.twins(r, f); err != nil {
		return err
	}
	if c.Own, err = h.ownOf(r, nil, c.Twins); err != nil {
		return err
	}
	p := h.objectPage(w, r, v, text.T(ctx, "supply.copy.title"), f)
	return kit.Render(w, r, f.Status(), copyPageView(p, c))
}

func (h *Handler) copyOffer(w http.ResponseWriter, r *http.Request) error {
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	c := catalog.CopyCommand{From: id}
	if f.Choice("of", copyNew, copyExisting) == copyExisting {
		c.ItemNumber = f.Int("item_number", 10_000_000, 99_999_999)
	} else {
		c.Item = itemOf(f)
	}
	var made catalog.Copied
	done, err := f.Submit(func() (err error) {
		made, err = h.Catalog.CopyOffer(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showCopy(w, r, f)
	}
	said, params := copied(r.Context(), made)
	return kit.RedirectWith(w, r, offerURL(made.Offer.ID), said, params...)
}

// namedExpired bounds how many certificates the sentence names.
const namedExpired = 3

// copied is the sentence that says what came along and what did not.
func copied(ctx context.Context, made catalog.Copied) (id string, params []any) {
	switch {
	case made.TermsOnly:
		return "supply.copied.terms", nil
	case len(made.Expired) == 0:
		return "supply.copied", nil
	}
	var names []string
	for _, c := range made.Expired[:min(len(made.Expired), namedExpired)] {
		names = append(names, text.T(ctx, "cert."+c.Kind)+" "+c.Number)
	}
	return "supply.copied.expired", []any{"n", len(made.Expired), "names", strings.Join(names, ", ")}
}

func copyWays(ctx context.Context) []component.Option {
	return []component.Option{
		{Value: copyExisting, Label: text.T(ctx, "supply.copy.existing")},
		{Value: copyNew, Label: text.T(ctx, "supply.copy.new")},
	}
}
