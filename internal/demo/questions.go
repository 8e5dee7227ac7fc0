package demo

import (
	"context"
	"fmt"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/org"
)

// talk is a question that fits any product, with its answer.
type talk struct{ question, answer string }

var talks = []talk{
	{"설치 장소까지 운반과 설치가 값에 들어 있나요? 3층이고 승강기가 없습니다.", "네, 전국 어디든 운반과 설치, 시운전까지 값에 들어 있습니다. 승강기가 없는 곳은 납품 전에 알려 주시면 인력을 더 보냅니다."},
	{"하자보증 기간이 지난 뒤에도 부품을 따로 살 수 있습니까?", "소모품과 주요 부품은 단종 뒤 7년 동안 공급합니다. 부품값은 전화로 안내해 드립니다."},
	{"같은 규격으로 색상을 회색으로 바꿀 수 있는지 궁금합니다.\n20대를 한 번에 주문할 예정입니다.", "회색과 흰색 가운데 고를 수 있습니다. 주문할 때 요청 사항에 적어 주세요. 값은 같습니다."},
	{"시험성적서를 계약 전에 받아 볼 수 있나요?", "공인시험기관 성적서를 상품 쪽의 인증란에 적어 두었습니다. 원본 사본은 담당 부서로 보내 드리겠습니다."},
	{"기존에 쓰던 3년 된 제품과 함께 쓸 수 있는지요?", "연결 규격이 같아 함께 쓸 수 있습니다. 설정 변경은 설치 기사가 해 드립니다."},
	{"납품 기한을 일주일 당길 수 있습니까? 행사 전에 필요합니다.", "재고가 있는 동안에는 열흘 안에 납품합니다. 주문 전에 재고를 확인해 주세요."},
}

// questions lets institutions ask about what they see and suppliers answer: most are
// answered, some wait, one was taken down.
func (w *world) questions(ctx context.Context) error {
	var asked []*offer
	for i, o := range w.offers {
		if o.shelf != "" && (i < 4 || i%9 == 3) && w.Today.Sub(o.since) > 50 {
			asked = append(asked, o)
		}
	}
	return w.inOrder(ctx, len(asked), func(ctx context.Context, h *hand, i int) error {
		o := asked[i]
		if current, err := catalog.OfferByID(ctx, w.DB, o.id); err != nil || current.State != catalog.Listed {
			return err
		}
		for n := range 1 + i%2 {
			if err := h.question(ctx, o, i+n*5, i%5 == 1 && n == 0); err != nil {
				return fmt.Errorf("question %d about offer %d: %w", n, o.id, err)
			}
		}
		return nil
	})
}

// question is asked and, unless it is to wait, answered.
func (h *hand) question(ctx context.Context, o *offer, n int, waits bool) error {
	in := h.institutions[n%len(h.institutions)]
	asker := in.staff[org.ContractingOfficer]
	if n%2 == 0 || asker == "" {
		asker = in.staff[org.Requester]
	}
	by, err := h.as(ctx, asker)
	if err != nil {
		return err
	}
	if h.at(h.ago(8+n%35), 10+n%6, h.rng.IntN(60)); waits {
		h.at(h.ago(1+n%3), 10+n%6, h.rng.IntN(60))
	}
	t := talks[n%len(talks)]
	id, err := h.market.Ask(ctx, by, market.AskCommand{OfferID: o.id, Question: t.question, Key: h.key()})
	if err != nil || waits {
		return err
	}
	seller, err := h.as(ctx, o.supplier.admin)
	if err != nil {
		return err
	}
	h.later(60 * (3 + n%20))
	if n == 7 {
		desk, err := h.as(ctx, mailOf("market", ppsHost))
		if err != nil {
			return err
		}
		return h.market.Hide(ctx, desk, market.QuestionAct{ID: id, Version: 1, Text: "담당자의 이름과 휴대전화 번호가 적혀 있습니다.", Key: h.key()})
	}
	return h.market.Answer(ctx, seller, market.QuestionAct{ID: id, Version: 1, Text: t.answer, Key: h.key()})
}
