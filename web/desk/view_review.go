package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/offerview"
	"jangteo.kr/web/ui/component"
)

type reviewView struct {
	catalog.OfferView
	By         auth.Actor
	Form       *kit.Form
	Now        time.Time
	Changes    []catalog.Change
	Grounds    []market.Ground
	Acts       []audit.Entry
	Turns      []todo.Row
	Row        market.QueueRow // of a version that waits
	Evidence   market.Evidence // of a version that waits
	Reasons    []market.Reason
	Colleagues []market.Colleague
}

func (v reviewView) url(below string) string { return "/offers/" + kit.Int64(v.Offer.ID) + below }

func (v reviewView) version() string { return strconv.Itoa(v.Offer.Version) }

func (v reviewView) waiting() bool {
	return v.Pending != nil && v.Pending.State == catalog.VersionSubmitted
}

// reads reports whether the reader may see what a desk decides by.
func (v reviewView) reads() bool {
	return v.By.Holds(org.MarketDesk, org.ProductReviewer, org.AuditorRole)
}

// shown is what is judged, or else what is on sale, or the last that was put forward.
func (v reviewView) shown() *catalog.OfferVersion {
	switch {
	case v.waiting() || v.Current == nil && v.Pending != nil:
		return v.Pending
	case v.Current != nil:
		return v.Current
	case len(v.Versions) > 0:
		return &v.Versions[0]
	}
	return nil
}

// mayDecide reports whether the reader may approve or return: a reviewer always, the
// market desk when nothing but the price changed.
func (v reviewView) mayDecide() bool {
	return v.waiting() && (v.By.Has(org.ProductReviewer) || v.By.Has(org.MarketDesk) && v.Pending.Asks == catalog.AsksPrice)
}

func (v reviewView) maySuspend() bool {
	return v.By.Has(org.ProductReviewer) && v.Offer.State == catalog.Listed
}

func (v reviewView) mayResume() bool {
	return v.By.Has(org.ProductReviewer) && v.Offer.State == catalog.Suspended
}

func (v reviewView) heldByReader() bool {
	return v.Row.HolderID != nil && *v.Row.HolderID == v.By.PersonID
}

func (v reviewView) heldByOther() bool {
	return v.Row.HolderID != nil && *v.Row.HolderID != v.By.PersonID
}

// colleagueOptions are those the offer can be given to, the reader left out.
func (v reviewView) colleagueOptions(ctx context.Context) []component.Option {
	out := []component.Option{{Label: text.T(ctx, "choose")}}
	for _, c := range v.Colleagues {
		if c.PersonID == v.By.PersonID || v.Pending.Asks != catalog.AsksPrice && !slices.Contains(c.Roles, org.ProductReviewer) {
			continue
		}
		roles := make([]string, len(c.Roles))
		for i, r := range c.Roles {
			roles[i] = text.T(ctx, "role."+string(r))
		}
		out = append(out, component.Option{Value: kit.Int64(c.PersonID), Label: c.Name + " (" + strings.Join(roles, ", ") + ")"})
	}
	return out
}

// fields are those a reason can be given at, in the order of the page.
func (v reviewView) fields() []string {
	out := []string{"item", "price", "tax", "unit", "min_order", "lead_days", "regions", "warranty_months", "summary"}
	for _, a := range v.Attributes {
		out = append(out, a.FieldName())
	}
	return append(out, "description", "pictures", "certificates")
}

// fieldName names a field of an offer for a sentence that stands outside its page.
func fieldName(ctx context.Context, field string) string {
	return offerview.FieldLabel(ctx, field, nil)
}

func (v reviewView) label(ctx context.Context, field string) string {
	return offerview.FieldLabel(ctx, field, v.Attributes)
}

func (v reviewView) value(ctx context.Context, field, stored string) string {
	return offerview.FieldValue(ctx, field, stored, v.Attributes)
}

// returning reports whether the form that sends back is under way: it was refused, or a
// sentence was put into it.
func (v reviewView) returning() bool {
	return v.Form.Refused() && v.Form.Fault().Code == "reasons_missing" || v.Form.Value("insert") != ""
}

// approveError says why the form that approves was refused at its reason.
func (v reviewView) approveError(ctx context.Context) string {
	return v.Form.Error(ctx, "approve_reason")
}
