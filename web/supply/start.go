package supply

import (
	"context"
	"net/http"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

type startView struct {
	Form    *kit.Form
	Classes []catalog.Class
	Items   []catalog.Item
	Twins   []catalog.Twin
	Own     map[int]int64 // the supplier's own offers of those items
	Kept    *kept
	Seal    string
}

func (h *Handler) startPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := kit.Blank("class_code", q.Get("class_code"), "q", q.Get("q"))
	if q.Has("class_code") && q.Get("class_code") == "" {
		f.Text("class_code", 10, true)
		f.Refuse(f.Err())
	}
	return h.showStart(w, r, f)
}

func (h *Handler) showStart(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	ctx, by := r.Context(), kit.Actor(r)
	if err := by.Need(supplierRoles...); err != nil {
		return err
	}
	v := startView{Form: f}
	var err error
	if r.Method == http.MethodGet {
		if v.Form, v.Kept, err = h.typed(r, by, catalog.StartForm, f, nil); err != nil {
			return err
		}
	}
	if v.Classes, err = h.Catalog.DetailClasses(ctx); err != nil {
		return err
	}
	if class := v.Form.Value("class_code"); class != "" {
		if v.Items, err = h.Catalog.Items(ctx, class, v.Form.Value("q")); err != nil {
			return err
		}
	}
	if v.Twins, err = h.twins(r, f); err != nil {
		return err
	}
	if v.Own, err = h.ownOf(r, v.Items, v.Twins); err != nil {
		return err
	}
	if v.Seal, err = h.Catalog.Seal(ctx, by, catalog.StartForm, h.Clock()); err != nil {
		return err
	}
	p := h.page(w, r, text.T(ctx, "supply.start.title"))
	p.ErrorTitle = f.Refused()
	return kit.Render(w, r, f.Status(), startPageView(p, v))
}

// twins are the items that a refused registration may mean.
func (h *Handler) twins(r *http.Request, f *kit.Form) ([]catalog.Twin, error) {
	if !f.Refused() || f.Fault().Code != catalog.ErrItemTwin.Code {
		return nil, nil
	}
	return h.Catalog.Twins(r.Context(), kit.Actor(r), itemOf(f))
}

// ownOf are the supplier's own offers of the items that a page lists: those are gone to,
// not begun again.
func (h *Handler) ownOf(r *http.Request, items []catalog.Item, twins []catalog.Twin) (map[int]int64, error) {
	numbers := make([]int, 0, len(items)+len(twins))
	for _, i := range items {
		numbers = append(numbers, i.Number)
	}
	for _, t := range twins {
		numbers = append(numbers, t.Number)
	}
	return h.Catalog.OwnOffersOf(r.Context(), kit.Actor(r), numbers)
}

// itemOf reads the item that a form registers.
func itemOf(f *kit.Form) catalog.ItemCommand {
	return catalog.ItemCommand{
		ClassCode: f.Value("class_code"), Maker: f.Value("maker"), Model: f.Value("model"), NameKo: f.Value("name_ko"), NameEn: f.Value("name_en"),
		Another: f.Value("another") != "",
	}
}

// itemFields are the fields of a form that registers an item, to be sent again.
func itemFields(f *kit.Form, more ...component.Hidden) []component.Hidden {
	var out []component.Hidden
	for _, name := range []string{"class_code", "maker", "model", "name_ko", "name_en"} {
		out = append(out, component.Hidden{Name: name, Value: f.Value(name)})
	}
	return append(out, more...)
}

// start chooses an item by its number or registers one, and begins the offer.
func (h *Handler) start(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), kit.Actor(r)
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	if !by.SignedIn() {
		return h.signedOut(w, r, f, catalog.StartForm, "/offers/new")
	}
	var o catalog.Offer
	number := 0
	done, err := f.Submit(func() error {
		if f.Value("item_number") != "" {
			if number = f.Int("item_number", 10_000_000, 99_999_999); f.Err() != nil {
				return f.Err()
			}
		} else {
			item, err := h.Catalog.RegisterItem(ctx, by, itemOf(f))
			if err != nil {
				return err
			}
			number = item.Number
		}
		var err error
		o, err = h.Catalog.StartOffer(ctx, by, number)
		return err
	})
	if err != nil {
		return err
	}
	if !done && f.Fault().Code == catalog.ErrOfferExists.Code {
		return h.goToOwn(w, r, number)
	}
	if !done {
		if f.Value("item_number") == "" {
			h.keepRefused(r, f, catalog.StartForm)
		}
		return h.showStart(w, r, f)
	}
	return kit.RedirectWith(w, r, offerURL(o.ID), "supply.started", "n", o.ItemNumber)
}

// goToOwn answers a beginning of what the supplier offers already, the second press of
// the button included: with that offer.
func (h *Handler) goToOwn(w http.ResponseWriter, r *http.Request, number int) error {
	own, err := h.Catalog.OwnOffersOf(r.Context(), kit.Actor(r), []int{number})
	if err != nil {
		return err
	}
	id, ok := own[number]
	if !ok {
		return catalog.ErrOfferExists
	}
	return kit.RedirectWith(w, r, offerURL(id), "supply.started.already", "n", number)
}

// classOptions are the detail classes by what they are of, with an empty first choice.
func classOptions(ctx context.Context, classes []catalog.Class) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, c := range classes {
		out = append(out, component.Option{Value: c.Code, Label: text.Pick(ctx, c.NameKo, c.NameEn) + " (" + c.Code + ")"})
	}
	return out
}

// itemColumns head a table of items to choose from.
func itemColumns(ctx context.Context, classes bool) []component.Column {
	out := []component.Column{{Label: text.T(ctx, "offer.field.item_number")}, {Label: text.T(ctx, "offer.field.name_ko")}}
	if classes {
		out = append(out, component.Column{Label: text.T(ctx, "offer.field.class_code")})
	}
	return append(out, component.Column{Label: text.T(ctx, "offer.field.maker")}, component.Column{Label: text.T(ctx, "offer.field.model")},
		component.Column{Label: text.T(ctx, "action"), Hidden: true})
}

// useHidden goes along when a twin is chosen. way is the field by which a form tells a
// registered item from a new one, where it has one.
func useHidden(way component.Hidden, t catalog.Twin) []component.Hidden {
	if way.Name != "" {
		return []component.Hidden{{Name: way.Name, Value: copyExisting}}
	}
	return []component.Hidden{{Name: "class_code", Value: t.ClassCode}}
}

// anotherHidden goes along when none of the twins is meant.
func anotherHidden(way component.Hidden) []component.Hidden {
	out := []component.Hidden{{Name: "another", Value: "1"}}
	if way.Name != "" {
		out = append(out, way)
	}
	return out
}
