package supply

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/offerview"
	"jangteo.kr/web/ui/component"
	"jangteo.kr/web/ui/icon"
)

const listSize = 30

var states = []catalog.State{catalog.Draft, catalog.Submitted, catalog.Returned, catalog.Listed, catalog.Suspended, catalog.Withdrawn}

type listView struct {
	catalog.OwnPage
	Query    catalog.OwnQuery
	MayWrite bool
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := r.URL.Query()
	v := listView{Query: catalog.OwnQuery{Text: catalog.CutSearch(q.Get("q")), State: catalog.State(q.Get("state")), After: q.Get("after"), Size: listSize}}
	var err error
	if v.OwnPage, err = h.Catalog.OwnOffers(ctx, kit.Actor(r), v.Query); err != nil {
		return err
	}
	v.MayWrite = kit.Actor(r).Has(org.SupplierMember, org.SupplierAdmin)
	p := kit.Page(w, r, text.T(ctx, "supply.list.title"))
	p.Wide = true
	return kit.Render(w, r, http.StatusOK, listPage(p, v))
}

// ongoing is how many have not ended: an undone file may have ended thousands that were
// never on sale, which would hide those that matter.
func (v listView) ongoing() int {
	n := 0
	for s, c := range v.Counts {
		if s != catalog.Withdrawn {
			n += c
		}
	}
	return n
}

// url is the list with what is asked for, of a state and from a cursor on.
func (v listView) url(state catalog.State, after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Query.Text, "state": string(state), "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/offers"
	}
	return "/offers?" + q.Encode()
}

// tabs are the states that hold something, after all that have not ended. While words
// are searched for, the first tab finds those too and how many each state holds says
// nothing.
func (v listView) tabs(ctx context.Context) []component.Tab {
	counted := v.Query.Text == ""
	first := "supply.list.all"
	if counted && v.Counts[catalog.Withdrawn] > 0 {
		first = "supply.list.ongoing"
	}
	tabs := []component.Tab{{Label: text.T(ctx, first), Href: v.url("", ""), Current: v.Query.State == "", Count: v.ongoing(), Counted: counted}}
	for _, s := range states {
		if n := v.Counts[s]; n > 0 || v.Query.State == s {
			tabs = append(tabs, component.Tab{
				Label: text.T(ctx, "status.offer."+string(s)), Href: v.url(s, ""), Current: v.Query.State == s, Count: n, Counted: counted, TestID: "tab-" + string(s),
			})
		}
	}
	return tabs
}

// searchHidden keeps the state while words are searched for.
func (v listView) searchHidden() []component.Hidden {
	if v.Query.State == "" {
		return nil
	}
	return []component.Hidden{{Name: "state", Value: string(v.Query.State)}}
}

// empty says why there is nothing.
func (v listView) empty(ctx context.Context) component.EmptyProps {
	if v.Query.Text != "" {
		return component.EmptyProps{Title: text.T(ctx, "supply.list.nothing", "q", v.Query.Text), Text: text.T(ctx, "supply.list.nothing.text"), Icon: icon.Search}
	}
	return component.EmptyProps{Title: text.T(ctx, "supply.list.empty"), Text: text.T(ctx, "supply.list.empty.text"), Icon: icon.Box}
}

// stateLabel names an offer's state; one that ended before it was ever on sale was given up.
func stateLabel(ctx context.Context, o catalog.OwnOffer) string {
	if o.State == catalog.Withdrawn && o.Price == nil {
		return text.T(ctx, "supply.list.given_up")
	}
	return text.T(ctx, "status.offer."+string(o.State))
}

// lacking names what a draft needs before it can be submitted, "" if nothing or if nobody
// writes it.
func lacking(ctx context.Context, o catalog.OwnOffer) string {
	missing := o.Missing()
	if len(missing) == 0 {
		return ""
	}
	names := make([]string, len(missing))
	for i, s := range missing {
		names[i] = text.T(ctx, "offer.section."+s)
	}
	return text.T(ctx, "supply.list.missing", "sections", strings.Join(names, ", "))
}

// progress is how far a draft has come, "" if nobody writes it.
func progress(ctx context.Context, o catalog.OwnOffer) string {
	if !o.PendingState.Editable() {
		return ""
	}
	return text.T(ctx, "ui.task.progress", "done", len(o.SectionsDone)+1, "total", len(catalog.Sections)) // the item is there
}

func listPicture(o catalog.OwnOffer) component.PictureProps {
	if o.Picture == "" {
		return component.PictureProps{}
	}
	return component.PictureProps{Src: offerview.PictureURL(o.Picture, 160), W: 160, H: 120}
}
