package demo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
)

// offer is one offer of the country and the shelf it stands on.
type offer struct {
	id       int64
	item     int
	class    string
	supplier *supplier
	name     string
	price    money.Won
	minOrder int
	leadDays int
	shelf    market.Storefront // "" for none
	since    kst.Day           // on that shelf
	settled  kst.Day           // since when its price is what it is
	number   int               // place among all
}

// goods makes the pictures and about three hundred offers, each drafted, submitted and
// approved, with the ground that puts it on a shelf.
func (w *world) goods(ctx context.Context) error {
	if err := w.draw(ctx); err != nil {
		return err
	}
	defs := map[string][]catalog.Attribute{}
	for _, c := range catalogue {
		d, err := catalog.AttributesOf(ctx, w.DB, c.code)
		if err != nil {
			return err
		}
		defs[c.code] = d
	}
	made := make([][]*offer, len(w.suppliers))
	err := w.each(ctx, len(w.suppliers), func(ctx context.Context, h *hand, i int) error {
		s := w.suppliers[i]
		for n := range 7 + i%2 {
			o, err := h.offer(ctx, s, i, n, defs)
			if err != nil {
				return fmt.Errorf("%s, offer %d: %w", s.ko, n, err)
			}
			made[i] = append(made[i], o)
		}
		return nil
	})
	for _, os := range made {
		w.offers = append(w.offers, os...)
	}
	return err
}

// draw makes each class's pictures once; offers of the class share them.
func (w *world) draw(ctx context.Context) error {
	type drawn struct {
		key string
		pic catalog.Picture
	}
	all := make([]drawn, len(catalogue)*Variants)
	err := w.each(ctx, len(all), func(ctx context.Context, _ *hand, i int) error {
		c, variant := catalogue[i/Variants], i%Variants
		p, err := w.Blobs.PutImage(ctx, Draw(c.code, variant))
		if err != nil {
			return err
		}
		all[i] = drawn{pictureKey(c.code, variant), catalog.Picture{Hash: p.Hash, Width: p.Width, Height: p.Height}}
		return nil
	})
	for _, d := range all {
		w.pictures[d.key] = d.pic
	}
	return err
}

func pictureKey(class string, variant int) string { return class + "/" + strconv.Itoa(variant) }

// offer lives through an offer's life to its shelf.
func (h *hand) offer(ctx context.Context, s *supplier, i, n int, defs map[string][]catalog.Attribute) (*offer, error) {
	c := classOf(s.classes[n%len(s.classes)])
	o := &offer{class: c.code, supplier: s, number: i*10 + n, leadDays: pick(h.rng, []int{7, 10, 14, 21, 30}), minOrder: c.minOrder, shelf: shelfOf(s, n)}
	o.price = c.price(h.rng)
	// At least sixty days on the shelf, so that orders have a history.
	start := s.registeredOn.Sub(h.Today)
	o.since = h.ago(60 + h.rng.IntN(max(1, -start-90)))
	o.settled = o.since
	h.at(o.since.Add(-12), 9, h.rng.IntN(60))

	by, err := h.as(ctx, s.admin)
	if err != nil {
		return nil, err
	}
	o.name = c.name(h.rng, n)
	item, err := h.catalog.RegisterItem(ctx, by, catalog.ItemCommand{
		ClassCode: c.code, Maker: s.ko, Model: fmt.Sprintf("%s-%s%d%d", strings.ToUpper(s.host[:2]), c.series, 100+n*10, i%10), NameKo: o.name, NameEn: c.en,
	})
	if err != nil {
		return nil, err
	}
	o.item = item.Number
	started, err := h.catalog.StartOffer(ctx, by, item.Number)
	if err != nil {
		return nil, err
	}
	o.id = started.ID
	version, err := h.write(ctx, by, o, c, started.Version, defs[c.code], n)
	if err != nil {
		return nil, err
	}
	if err := h.list(ctx, by, o, version); err != nil {
		return nil, err
	}
	return o, h.reprice(ctx, by, o)
}

// write fills the sections of a draft and gives its row version.
func (h *hand) write(ctx context.Context, by auth.Actor, o *offer, c class, version int, defs []catalog.Attribute, n int) (int, error) {
	h.later(15)
	regions := []string{}
	if c.local {
		regions = []string{o.supplier.region}
	}
	v, err := h.catalog.SaveTerms(ctx, by, catalog.TermsCommand{
		OfferID: o.id, Version: version, Price: o.price, Tax: c.tax(), Unit: c.unit, MinOrder: o.minOrder, LeadDays: o.leadDays,
		Regions: regions, WarrantyMonths: c.warranty,
	})
	if err != nil {
		return 0, err
	}
	v, err = h.catalog.SaveSpecification(ctx, by, catalog.SpecificationCommand{
		OfferID: o.id, Version: v.Version, Summary: c.summary, Description: describe(c, o.supplier), Attributes: promised(attributes(h.rng, defs), defs, o.name),
	})
	if err != nil {
		return 0, err
	}
	picture := h.pictures[pictureKey(c.code, n%Variants)]
	picture.Alt = o.name + " 그림"
	if v, err = h.catalog.AttachPicture(ctx, by, o.id, v.Version, picture); err != nil {
		return 0, err
	}
	if v, err = h.catalog.SaveCertificates(ctx, by, catalog.CertificatesCommand{OfferID: o.id, Version: v.Version, Certificates: certificates(h.rng, c, h.Today)}); err != nil {
		return 0, err
	}
	return v.Version, nil
}

// list takes a finished draft through review and grants its ground.
func (h *hand) list(ctx context.Context, by auth.Actor, o *offer, version int) error {
	h.later(10)
	if err := h.market.SubmitOffer(ctx, by, o.id, version); err != nil {
		return err
	}
	reviewer, err := h.as(ctx, mailOf("reviewer", ppsHost))
	if err != nil {
		return err
	}
	h.later(60 * 24)
	if err := h.market.ApproveListing(ctx, reviewer, o.id, version+1); err != nil {
		return err
	}
	if o.shelf == market.Nara {
		ceiling, most := o.price*103/100/10*10, max(o.price*20, 200_000_000)
		return h.ground(ctx, o, market.RecordCommand{
			Kind: market.UnitPriceContract, Number: fmt.Sprintf("00-%02d-%d-%03d", o.since.Year%100, 4000+o.number, 1+o.number%7),
			EndsOn: o.since.AddYears(3).Add(-1), CeilingPrice: &ceiling, MaxOrder: &most,
		})
	}
	if o.shelf == market.VentureNara {
		return h.ground(ctx, o, market.RecordCommand{
			Kind: market.VentureDesignation, Number: fmt.Sprintf("VN-%d-%04d", o.since.Year, 300+o.number), EndsOn: o.since.AddYears(3).Add(-1),
		})
	}
	return nil
}

// ground is recorded by the market desk and confirmed by its second person.
func (h *hand) ground(ctx context.Context, o *offer, c market.RecordCommand) error {
	desk, err := h.as(ctx, mailOf("market", ppsHost))
	if err != nil {
		return err
	}
	second, err := h.as(ctx, mailOf("market-second", ppsHost))
	if err != nil {
		return err
	}
	h.at(o.since, 10, h.rng.IntN(50))
	c.SupplierID, c.ItemNumber, c.StartsOn = o.supplier.id, o.item, o.since
	id, err := h.market.RecordGround(ctx, desk, c)
	if err != nil {
		return err
	}
	h.later(90)
	return h.market.ConfirmGround(ctx, second, id)
}

// shelfOf spreads a supplier's offers: young firms stand in Venture Nara first, older
// ones in Nara Jangteo; some products wait for a designation.
func shelfOf(s *supplier, n int) market.Storefront {
	venture := false
	for _, t := range s.traits {
		venture = venture || t == "startup" || t == "venture"
	}
	switch {
	case venture && n < 2:
		return market.Hyeokshin // designations puts it there
	case venture && n < 5:
		return market.VentureNara
	case venture && n == 6 && s.age < 5:
		return ""
	}
	return market.Nara
}

func describe(c class, s *supplier) string {
	return s.about + " 이 제품은 " + c.summary + " 설치와 사용 교육을 포함하며, 고장 접수 뒤 2영업일 안에 방문합니다."
}
