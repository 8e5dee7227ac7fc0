package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
)

// designations takes the products that wait for it through application, review and
// decision, in the order of their days, and brings the funding to today's terms.
func (w *world) designations(ctx context.Context) error {
	var chosen []*offer
	for _, o := range w.offers {
		if o.shelf == market.Hyeokshin {
			chosen = append(chosen, o)
		}
	}
	slices.SortFunc(chosen, func(a, b *offer) int { return cmp.Compare(b.since.Sub(w.Today), a.since.Sub(w.Today)) })
	slices.Reverse(chosen)
	for i, o := range chosen {
		if err := w.main.designate(ctx, o, i); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	w.main.now = w.Now
	if _, err := w.main.innovation.ApplyFunding(ctx); err != nil {
		return err
	}
	return w.main.suspendOne(ctx, chosen)
}

var fields = []string{"growth", "life", "safety"}

var claims = []string{
	"기존 제품이 풀지 못하던 현장의 어려움을 새로운 방식으로 해결했습니다. 시험 기관에서 성능을 확인받았고 세 곳의 기관에서 미리 써 보았습니다.",
	"국내에 없던 방식으로 설치 시간과 운영비를 절반으로 줄였습니다. 공공기관이 먼저 쓰면 민간으로 널리 퍼질 수 있습니다.",
	"안전과 직결되는 기능을 자동으로 지켜 사람의 실수를 줄입니다. 관련 특허 두 건을 등록했습니다.",
}

func (h *hand) apply(ctx context.Context, o *offer, n int) (innovation.Application, error) {
	by, err := h.as(ctx, o.supplier.admin)
	if err != nil {
		return innovation.Application{}, err
	}
	a, err := h.innovation.Apply(ctx, by, innovation.ApplyCommand{Key: h.key(), Content: innovation.Content{
		ItemNumber: o.item, Field: fields[n%len(fields)], Claim: o.name + ": " + claims[n%len(claims)], TRL: 7 + n%3,
		Evidence: "성능시험성적서 2건, 특허등록증 1건, 시범사용 확인서 3건",
	}})
	if err != nil {
		return a, err
	}
	h.later(60 * 20)
	return h.innovation.Submit(ctx, by, a.ID, a.Version)
}

func (h *hand) review(ctx context.Context, a innovation.Application) (innovation.Application, error) {
	by, err := h.as(ctx, mailOf("innovation", ppsHost))
	if err != nil {
		return a, err
	}
	scores := innovation.Scores{}
	for _, g := range innovation.Groups {
		for _, c := range g.Criteria {
			scores[c.Key] = innovation.Score{Points: c.Max - 1 - h.rng.IntN(2), Reason: "제출한 시험성적과 시범사용 결과로 확인했습니다."}
		}
	}
	return h.innovation.Review(ctx, by, innovation.ReviewCommand{
		ID: a.ID, Version: a.Version, Scores: scores, Recommend: true, Opinion: "공공성과 혁신성이 모두 기준을 넘으며 현장에서 바로 쓸 수 있습니다.",
	})
}

func (h *hand) designate(ctx context.Context, o *offer, n int) error {
	h.at(o.since.Add(-45), 10, n%50)
	a, err := h.apply(ctx, o, n)
	if err != nil {
		return err
	}
	h.at(o.since.Add(-20), 14, n%50)
	if a, err = h.review(ctx, a); err != nil {
		return err
	}
	h.at(o.since, 11, n%50)
	by, err := h.as(ctx, mailOf("innovation-second", ppsHost))
	if err != nil {
		return err
	}
	_, err = h.innovation.Decide(ctx, by, innovation.DecideCommand{ID: a.ID, Version: a.Version, Outcome: innovation.Designate, Reason: "조달정책심의위원회 의결"})
	return err
}

// suspendOne shows a designation that was suspended for a defect: not one of the two
// that everybody comes to see.
func (h *hand) suspendOne(ctx context.Context, chosen []*offer) error {
	i := slices.IndexFunc(chosen, func(o *offer) bool { return o.class == "2611170403" })
	if i < 0 {
		return nil
	}
	list, _, err := h.innovation.Designations(ctx, innovation.Filter{})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(d innovation.Designation) bool { return d.ItemNumber == chosen[i].item })
	if at < 0 {
		return nil
	}
	first, err := h.as(ctx, mailOf("innovation", ppsHost))
	if err != nil {
		return err
	}
	second, err := h.as(ctx, mailOf("innovation-second", ppsHost))
	if err != nil {
		return err
	}
	h.at(kst.DayOf(h.Now).Add(-6), 15, 10)
	m, err := h.innovation.ProposeMeasure(ctx, first, innovation.MeasureCommand{
		DesignationID: list[at].ID, Version: list[at].Version, Kind: innovation.Suspend, Reason: "충전 중 과열 신고 2건이 접수되어 원인을 밝힐 때까지 거래를 멈춥니다.",
	})
	if err != nil {
		return err
	}
	h.later(200)
	_, err = h.innovation.DecideMeasure(ctx, second, innovation.MeasureDecision{ID: m.ID, Confirm: true})
	return err
}
