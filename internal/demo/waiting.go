package demo

import (
	"bytes"
	"context"
	"math"

	"jangteo.kr/internal/admission"
	blobstore "jangteo.kr/internal/blob"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/tender"
)

type ref = blobstore.Ref

func (h *hand) keep(ctx context.Context, b []byte) (ref, error) {
	return h.Blobs.PutDocument(ctx, bytes.NewReader(b))
}

// waiting leaves something for every persona to do: each kind of act that waits for a
// second person, and drafts under way.
func (w *world) waiting(ctx context.Context) error {
	h := w.main
	h.at(w.ago(1), 14, 0)
	if err := w.readNotices(ctx); err != nil {
		return err
	}
	for _, leave := range []func(context.Context) error{
		h.leaveRegistration, h.leaveListing, h.leavePriceChange, h.leaveQueue, h.leaveGround, h.leaveApplications, h.leaveNotices, h.leaveProposals, h.leaveInvitation,
	} {
		if err := leave(ctx); err != nil {
			return err
		}
		h.later(7)
	}
	return nil
}

// readNotices lets everybody have read what they were told until now.
func (w *world) readNotices(ctx context.Context) error {
	for _, by := range w.actors {
		if err := notify.ReadAll(ctx, w.DB, by, math.MaxInt64); err != nil {
			return err
		}
	}
	return nil
}

// leaveRegistration is a supplier who waits for admission.
func (h *hand) leaveRegistration(ctx context.Context) error {
	s := &supplier{company: company{
		ko: "새길안전", en: "Saegil Safety", host: "saegil", region: "41", traits: []string{"sme", "startup"}, age: 2,
		about: "작업자 안전 장비를 만드는 창업기업입니다.", number: makeNumber(312, 87, 7411), address: "새벽길 41",
	}, admin: mailOf("lead", "saegil"), founded: h.ago(700)}
	if err := h.admission.Register(ctx, s.admin, "조은별", "ko"); err != nil {
		return err
	}
	if err := h.accept(ctx, s.admin, "조은별"); err != nil {
		return err
	}
	return h.fillRegistration(ctx, s)
}

// draftOffer writes one more offer of a supplier, up to submission.
func (h *hand) draftOffer(ctx context.Context, s *supplier, code, model string) (*offer, int, error) {
	by, err := h.as(ctx, s.admin)
	if err != nil {
		return nil, 0, err
	}
	c := classOf(code)
	item, err := h.catalog.RegisterItem(ctx, by, catalog.ItemCommand{ClassCode: code, Maker: s.ko, Model: model, NameKo: "신형 " + c.ko, NameEn: c.en})
	if err != nil {
		return nil, 0, err
	}
	started, err := h.catalog.StartOffer(ctx, by, item.Number)
	if err != nil {
		return nil, 0, err
	}
	defs, err := catalog.AttributesOf(ctx, h.DB, code)
	if err != nil {
		return nil, 0, err
	}
	o := &offer{id: started.ID, item: item.Number, class: code, supplier: s, name: item.NameKo, price: c.price(h.rng), minOrder: c.minOrder, leadDays: 14}
	version, err := h.write(ctx, by, o, c, started.Version, defs, 1)
	return o, version, err
}

// leaveListing is an offer that waits for the reviewer, and a draft of its maker.
func (h *hand) leaveListing(ctx context.Context) error {
	for i, s := range []*supplier{h.suppliers[0], h.suppliers[5]} {
		o, version, err := h.draftOffer(ctx, s, s.classes[len(s.classes)-1], []string{"HA-X900", "HG-K770"}[i])
		if err != nil {
			return err
		}
		by, err := h.as(ctx, s.admin)
		if err != nil {
			return err
		}
		if err := h.market.SubmitOffer(ctx, by, o.id, version); err != nil {
			return err
		}
	}
	_, _, err := h.draftOffer(ctx, h.suppliers[1], h.suppliers[1].classes[0], "MA-NEXT")
	return err
}

// leavePriceChange is a new price that waits while the old one is on sale.
func (h *hand) leavePriceChange(ctx context.Context) error {
	for _, o := range h.offers {
		if o.shelf != market.Nara || o.supplier != h.suppliers[2] {
			continue
		}
		by, err := h.as(ctx, o.supplier.admin)
		if err != nil {
			return err
		}
		current, err := catalog.OfferByID(ctx, h.DB, o.id)
		if err != nil {
			return err
		}
		v, err := h.catalog.ProposeChange(ctx, by, o.id, current.Version)
		if err != nil {
			return err
		}
		c := classOf(o.class)
		v, err = h.catalog.SaveTerms(ctx, by, catalog.TermsCommand{
			OfferID: o.id, Version: v.Version, Price: o.price * 97 / 100 / 10 * 10, Tax: c.tax(), Unit: c.unit, MinOrder: o.minOrder, LeadDays: o.leadDays, Regions: []string{}, WarrantyMonths: c.warranty,
		})
		if err != nil {
			return err
		}
		return h.market.SubmitOffer(ctx, by, o.id, v.Version)
	}
	return nil
}

// leaveGround is a unit-price contract that waits for the second person.
func (h *hand) leaveGround(ctx context.Context) error {
	for _, o := range h.offers {
		if o.shelf != market.VentureNara {
			continue
		}
		by, err := h.as(ctx, mailOf("market", ppsHost))
		if err != nil {
			return err
		}
		ceiling, most := o.price*104/100, o.price*50
		_, err = h.market.RecordGround(ctx, by, market.RecordCommand{
			Kind: market.UnitPriceContract, Number: "00-26-9901-001", SupplierID: o.supplier.id, ItemNumber: o.item,
			StartsOn: h.Today, EndsOn: h.Today.AddYears(3), CeilingPrice: &ceiling, MaxOrder: &most,
		})
		return err
	}
	return nil
}

// leaveApplications are one application to review and one to decide.
func (h *hand) leaveApplications(ctx context.Context) error {
	var free []*offer
	for _, o := range h.offers {
		if o.shelf == market.VentureNara {
			free = append(free, o)
		}
	}
	h.at(h.ago(9), 10, 0)
	if _, err := h.apply(ctx, free[1], 1); err != nil {
		return err
	}
	h.at(h.ago(12), 10, 0)
	a, err := h.apply(ctx, free[len(free)/2], 2)
	if err != nil {
		return err
	}
	h.at(h.ago(3), 10, 0)
	_, err = h.review(ctx, a)
	return err
}

// leaveNotices are a draft, one to publish and one that came back.
func (h *hand) leaveNotices(ctx context.Context) error {
	in := h.institutions[0]
	for i, p := range []plan{
		{"어린이보호구역 영상감시장치 구매", tender.Goods, tender.Open, 340, "46171622", 20, false, -6},
		{"시립요양원 공기살균기 구매", tender.Goods, tender.Open, 130, "40161699", 18, false, -5},
		{"청사 무정전전원장치 교체 구매", tender.Goods, tender.Restricted, 210, "39121011", 16, false, -5},
	} {
		n, err := h.draft(ctx, in, p)
		if err != nil {
			return err
		}
		if i == 0 {
			continue
		}
		if n, err = h.submit(ctx, in, n); err != nil {
			return err
		}
		if i == 2 {
			desk, err := h.as(ctx, mailOf("tender", ppsHost))
			if err != nil {
				return err
			}
			if _, err := h.tender.Return(ctx, desk, n.ID, n.Version, "규격서에 특정 상표가 적혀 있습니다. 같은 성능 이상을 허용하도록 고쳐 주세요."); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaveProposals are a transfer of money for each pair of budget keepers to confirm.
func (h *hand) leaveProposals(ctx context.Context) error {
	in := h.institutions[0]
	by, err := h.as(ctx, in.staff[org.Finance])
	if err != nil {
		return err
	}
	if _, err := h.ledger.Propose(ctx, by, ledger.ProposeCommand{
		BudgetID: in.money[0], Event: ledger.Appropriate, Amount: 150_000_000, Basis: "제2회 추가경정예산", EffectiveOn: kst.DayOf(h.now), Key: h.key(),
	}); err != nil {
		return err
	}
	officer, err := h.as(ctx, mailOf("budget", ppsHost))
	if err != nil {
		return err
	}
	years, err := ledger.Programmes(ctx, h.DB)
	if err != nil {
		return err
	}
	for _, y := range years {
		if y.FiscalYear == h.Today.Year {
			_, err = h.ledger.Propose(ctx, officer, ledger.ProposeCommand{
				BudgetID: y.ID, Event: ledger.Appropriate, Amount: 2_000_000_000, Basis: "기금운용계획 변경", EffectiveOn: kst.DayOf(h.now), Key: h.key(),
			})
			return err
		}
	}
	return nil
}

// leaveInvitation is an institution that a second administrator has yet to confirm.
func (h *hand) leaveInvitation(ctx context.Context) error {
	by, err := h.as(ctx, mailOf("sysadmin", ppsHost))
	if err != nil {
		return err
	}
	return h.admission.ProposeBody(ctx, by, admission.BodyCommand{
		Kind: org.Institution, NameKo: "온누리시립도서관", NameEn: "Onnuri City Library", Region: "30", Law: "local",
		AdminEmail: mailOf("body-admin", "onnuri"), AdminName: "배소라",
	})
}
