package demo

import (
	"context"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
)

// walks are the prices an offer had after its first one, in percent of that.
var walks = [][]int{{98, 101, 99}, {96}, {102, 100}, {97, 94}}

// reprice lets some offers' prices change every few months before anybody orders them;
// each new price is proposed, submitted and approved.
func (h *hand) reprice(ctx context.Context, by auth.Actor, o *offer) error {
	if o.number%3 != 1 || o.shelf != market.Nara && o.shelf != market.VentureNara {
		return nil
	}
	first := o.price
	for n, percent := range walks[o.number/3%len(walks)] {
		day := o.since.Add(40 + n*95)
		if h.Today.Sub(day) < 150 {
			return nil
		}
		h.at(day, 11, 20)
		current, err := catalog.OfferByID(ctx, h.DB, o.id)
		if err != nil {
			return err
		}
		v, err := h.catalog.ProposeChange(ctx, by, o.id, current.Version)
		if err != nil {
			return err
		}
		old, err := catalog.VersionByID(ctx, h.DB, *v.PendingID)
		if err != nil {
			return err
		}
		terms := catalog.TermsCommand{
			OfferID: o.id, Version: v.Version, Price: first * money.Won(percent) / 100 / 10 * 10, Tax: old.Tax, Unit: old.Unit, Content: old.Content,
			ContentUnit: old.ContentUnit, MinOrder: old.MinOrder, LeadDays: old.LeadDays, Regions: old.Regions, WarrantyMonths: old.WarrantyMonths,
		}
		if v, err = h.catalog.SaveTerms(ctx, by, terms); err != nil {
			return err
		}
		h.later(20)
		if err := h.market.SubmitOffer(ctx, by, o.id, v.Version); err != nil {
			return err
		}
		desk, err := h.as(ctx, mailOf("market", ppsHost))
		if err != nil {
			return err
		}
		h.later(60 * 20)
		if err := h.market.ApproveListing(ctx, desk, o.id, v.Version+1); err != nil {
			return err
		}
		o.price, o.settled = terms.Price, kst.DayOf(h.now)
	}
	return nil
}
