package demo

import (
	"context"
	"fmt"

	"jangteo.kr/internal/document"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/tender"
)

// plan is one notice of the story.
type plan struct {
	title   string
	kind    tender.Kind
	method  tender.Method
	million money.Won // estimate without VAT
	class   string
	days    int // from publication to deadline
	urgent  bool
	ago     int // published so many days before today
}

var plans = []plan{
	{"새솔시 통합돌봄센터 의료장비 구매", tender.Goods, tender.Open, 480, "42181904", 14, false, 60},
	{"초등학교 교실 전자칠판 구매(설치 포함)", tender.Goods, tender.Restricted, 190, "44111911", 12, false, 48},
	{"스마트 가로등 교체 공사", tender.Works, tender.Open, 920, "", 15, false, 45},
	{"공공도서관 정보시스템 재구축 용역", tender.Services, tender.Negotiated, 850, "", 45, false, 40},
	{"방역물품 비축창고 위탁운영 용역", tender.Services, tender.Open, 260, "", 14, false, 33},
	{"시청사 태양광 발전설비 설치공사", tender.Works, tender.Restricted, 1450, "", 24, false, 21},
	{"응급의료 이송장비 구매", tender.Goods, tender.Open, 620, "42192207", 21, false, 15},
	{"업무용 컴퓨터 단가계약 구매", tender.Goods, tender.Open, 2100, "43211507", 25, false, 14},
	{"해양 관측 드론 구매", tender.Goods, tender.Restricted, 310, "25131899", 20, false, 12},
	{"과학관 상설전시 개편 용역", tender.Services, tender.Negotiated, 1900, "", 45, false, 11},
	{"폭염 대비 버스승강장 설치", tender.Works, tender.Open, 640, "", 20, false, 9},
	{"학교급식 식재료 공동구매(김치류)", tender.Goods, tender.Restricted, 155, "50467001", 12, false, 8},
	{"노후 소화기 교체 구매", tender.Goods, tender.Private, 48, "46191601", 10, false, 7},
	{"도시공사 사옥 출입통제시스템 구매", tender.Goods, tender.Open, 230, "46171619", 14, false, 6},
	{"재난 예경보 방송장비 긴급 구매", tender.Goods, tender.Open, 175, "45111705", 8, true, 5},
	{"정보전략계획 수립 용역", tender.Services, tender.Negotiated, 420, "80101507", 44, false, 4},
	{"체육공원 야외운동기구 구매", tender.Goods, tender.Nominated, 96, "49201697", 12, false, 3},
	{"산업단지 완충저류시설 설치공사", tender.Works, tender.Open, 9400, "", 45, false, 3},
	{"병원 정보보호 관제 용역", tender.Services, tender.Open, 310, "", 16, false, 2},
	{"전기차 충전시설 설치공사", tender.Works, tender.Restricted, 380, "", 18, false, 1},
}

// notices drafts, submits and publishes the plans, each by its own people.
func (w *world) notices(ctx context.Context) error {
	var buyers []*institution
	for _, in := range w.institutions {
		if in.staff[org.ContractingOfficer] != "" {
			buyers = append(buyers, in)
		}
	}
	for i, p := range plans {
		in := buyers[i%len(buyers)]
		if i%4 == 0 {
			in = buyers[0]
		}
		n, err := w.main.draft(ctx, in, p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.title, err)
		}
		if err := w.main.publish(ctx, in, n, p); err != nil {
			return fmt.Errorf("%s: %w", p.title, err)
		}
	}
	return nil
}

func (p plan) terms(in *institution, publish kst.Day) tender.Terms {
	deadline := kst.DueDay(publish.Add(p.days)).At(10, 0)
	t := tender.Terms{
		Title: p.title, Kind: p.kind, Method: p.method, ClassCode: p.class, EstimatedPrice: p.million * 1_000_000, BaseAmount: p.million * 1_100_000,
		Urgent: p.urgent, PublishOn: publish, Deadline: deadline, OpeningAt: kst.DayOf(deadline).At(11, 0),
		Description:  p.title + "에 관한 입찰입니다. 자세한 규격과 납품 조건은 붙임 규격서를 보십시오. 설치 장소와 일정은 낙찰자와 협의하여 정합니다.",
		Requirements: "국가종합전자조달시스템에 입찰참가자격을 등록하고, 부정당업자 제재를 받고 있지 않은 자. 물품은 직접생산확인증명서를 갖춘 중소기업.",
	}
	if p.method == tender.Restricted {
		t.Region = in.region
	}
	if p.urgent {
		t.UrgentReason = "장마철 이전에 설치를 마쳐야 하는 재난 예방 사업"
	}
	return t
}

func (h *hand) draft(ctx context.Context, in *institution, p plan) (tender.Notice, error) {
	publish := h.ago(p.ago)
	h.at(publish.Add(-4), 10, 15)
	by, err := h.as(ctx, in.staff[org.ContractingOfficer])
	if err != nil {
		return tender.Notice{}, err
	}
	n, err := h.tender.Draft(ctx, by, tender.DraftCommand{Key: h.key(), Terms: p.terms(in, publish)})
	if err != nil {
		return n, err
	}
	h.later(30)
	file, err := h.specification(ctx, in, p)
	if err != nil {
		return n, err
	}
	return h.tender.Attach(ctx, by, tender.AttachCommand{ID: n.ID, Version: n.Version, Hash: file.Hash, Name: "규격서.pdf", MIME: file.MIME, Size: file.Size})
}

func (h *hand) submit(ctx context.Context, in *institution, n tender.Notice) (tender.Notice, error) {
	by, err := h.as(ctx, in.staff[org.ContractingOfficer])
	if err != nil {
		return n, err
	}
	h.later(60)
	return h.tender.Submit(ctx, by, n.ID, n.Version)
}

func (h *hand) publish(ctx context.Context, in *institution, n tender.Notice, p plan) error {
	n, err := h.submit(ctx, in, n)
	if err != nil {
		return err
	}
	h.at(h.ago(p.ago), 9, 40)
	desk, err := h.as(ctx, mailOf("tender", ppsHost))
	if err != nil {
		return err
	}
	_, err = h.tender.Publish(ctx, desk, n.ID, n.Version)
	return err
}

// specification draws up the document that goes with a notice.
func (h *hand) specification(ctx context.Context, in *institution, p plan) (ref, error) {
	pdf := document.NewPDF(document.Meta{Title: "규격서", Number: in.ko, IssuedAt: h.now, Sample: "시연용"})
	pdf.Title()
	pdf.Heading("1. 사업 개요")
	pdf.Paragraph(p.title + " 사업의 규격과 납품 조건을 정한다.")
	pdf.Heading("2. 일반 조건")
	pdf.Paragraph("모든 물품은 새것이어야 하며 설치, 시운전, 사용자 교육을 포함한다. 하자보수 기간은 검수일부터 2년으로 한다.")
	b, err := pdf.Bytes()
	if err != nil {
		return ref{}, err
	}
	return h.keep(ctx, b)
}
