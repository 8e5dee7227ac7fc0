package demo

import (
	"context"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
)

// asking is a change of an offer on sale that waits for the desks.
type asking struct {
	daysAgo int
	percent int    // of the price on sale
	reason  string // of a sudden rise
	text    bool   // the description changes too
	take    string // persona who looks after it; "": nobody
	back    bool   // the market desk returns it, together with others
}

// askings fill the desks' queue: old and new, dear and cheap, calm and sudden.
var askings = []asking{
	{daysAgo: 13, percent: 104, text: true},
	{daysAgo: 9, percent: 130, reason: "핵심 부품의 수입 단가가 올해 두 차례 올랐습니다. 매입 세금계산서로 확인할 수 있습니다.", take: "market"},
	{daysAgo: 7, percent: 100, text: true, take: "reviewer"},
	{daysAgo: 5, percent: 145, reason: "원자재 값과 물류비가 올랐습니다."},
	{daysAgo: 4, percent: 108},
	{daysAgo: 3, percent: 95},
	{daysAgo: 2, percent: 120},
	{daysAgo: 1, percent: 103},
	{daysAgo: 1, percent: 92, text: true},
	{daysAgo: 6, percent: 116, back: true},
	{daysAgo: 6, percent: 114, back: true},
}

// leaveQueue leaves changes of offers in Venture Nara, whose prices no contract caps,
// to the reviewers and the market desk.
func (h *hand) leaveQueue(ctx context.Context) error {
	var free []*offer
	for _, o := range h.offers {
		if o.shelf == market.VentureNara {
			free = append(free, o)
		}
	}
	now := h.now
	var back []market.BulkRow
	for i, a := range askings {
		h.at(h.ago(a.daysAgo), 9+i%8, 20)
		o := free[len(free)-1-i]
		if err := h.ask(ctx, o, a); err != nil {
			return err
		}
		if a.back {
			asked, err := catalog.OfferByID(ctx, h.DB, o.id)
			if err != nil {
				return err
			}
			back = append(back, market.BulkRow{OfferID: o.id, Version: asked.Version})
		}
	}
	err := h.sendBack(ctx, back)
	h.move(now)
	return err
}

// sendBack lets the market desk return prices together, for want of evidence.
func (h *hand) sendBack(ctx context.Context, rows []market.BulkRow) error {
	desk, err := h.as(ctx, mailOf("market", ppsHost))
	if err != nil {
		return err
	}
	h.at(h.Today, 9, 10)
	_, err = h.market.DecideBulk(ctx, desk, market.BulkCommand{
		Act: market.BulkReturn, Rows: rows, Field: "price", Key: h.key(),
		Reason: "같은 분류의 중앙값보다 가격이 높습니다. 거래 실례(계약서·세금계산서)를 규격 설명에 적어 주세요.",
	})
	return err
}

func (h *hand) ask(ctx context.Context, o *offer, a asking) error {
	by, err := h.as(ctx, o.supplier.admin)
	if err != nil {
		return err
	}
	current, err := catalog.OfferByID(ctx, h.DB, o.id)
	if err != nil {
		return err
	}
	sold, err := catalog.VersionByID(ctx, h.DB, *current.CurrentID)
	if err != nil {
		return err
	}
	offered, err := h.catalog.ProposeChange(ctx, by, o.id, current.Version)
	if err != nil {
		return err
	}
	if offered, err = h.change(ctx, by, offered, sold, a); err != nil {
		return err
	}
	h.later(15)
	if err := h.market.SubmitOfferFor(ctx, by, o.id, offered.Version, a.reason); err != nil || a.take == "" {
		return err
	}
	desk, err := h.as(ctx, mailOf(a.take, ppsHost))
	if err != nil {
		return err
	}
	h.later(120)
	return h.market.TakeListing(ctx, desk, o.id)
}

// change writes the new price and, where the text changes, a new specification with one
// certificate more.
func (h *hand) change(ctx context.Context, by auth.Actor, o catalog.Offer, sold catalog.OfferVersion, a asking) (catalog.Offer, error) {
	price := sold.Price
	if a.percent != 100 {
		price = sold.Price * money.Won(a.percent) / 100 / 10 * 10
	}
	o, err := h.catalog.SaveTerms(ctx, by, catalog.TermsCommand{
		OfferID: o.ID, Version: o.Version, Price: price, Tax: sold.Tax, Unit: sold.Unit, Content: sold.Content, ContentUnit: sold.ContentUnit,
		MinOrder: sold.MinOrder, LeadDays: sold.LeadDays, Regions: sold.Regions, WarrantyMonths: sold.WarrantyMonths,
	})
	if err != nil || !a.text {
		return o, err
	}
	o, err = h.catalog.SaveSpecification(ctx, by, catalog.SpecificationCommand{
		OfferID: o.ID, Version: o.Version, Summary: "올해 개선한 " + sold.Summary, Attributes: sold.Attributes,
		Description: sold.Description + " 올해부터 예비 부품을 함께 보내 드립니다.",
	})
	if err != nil {
		return o, err
	}
	return h.catalog.SaveCertificates(ctx, by, catalog.CertificatesCommand{
		OfferID: o.ID, Version: o.Version, Certificates: append(sold.Certificates, catalog.Certificate{Kind: "ISO9001", Number: "KR-26-0917", Issuer: "한국품질인증원"}),
	})
}
