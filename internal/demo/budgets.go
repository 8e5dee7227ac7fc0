package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

const eok = money.Won(100_000_000)

// programmeYears are the pilot-purchase programme's budgets as published, in units of
// 100 million won: as first voted, and the revisions that followed.
var programmeYears = []struct {
	year      int
	original  money.Won
	revisions []money.Won // in won
}{
	{2019, 24 * eok, nil},
	{2020, 99 * eok, []money.Won{18_140_000_000}},
	{2021, 445 * eok, nil},
	{2022, 471 * eok, nil},
	{2023, 483 * eok, nil},
	{2024, 530 * eok, nil},
	{2025, 529 * eok, nil},
	{2026, 839 * eok, nil},
}

// budgets opens the programme's years and the institutions' lines, each amount
// proposed by one person and confirmed by another.
func (w *world) budgets(ctx context.Context) error {
	if err := w.programmes(ctx); err != nil {
		return err
	}
	return w.each(ctx, len(w.institutions), func(ctx context.Context, h *hand, i int) error {
		in := w.institutions[i]
		for _, year := range []int{w.Today.Year - 1, w.Today.Year} {
			lines, err := h.lines(ctx, in, year)
			if err != nil {
				return err
			}
			if year == w.Today.Year {
				in.money = lines
			} else {
				in.last = lines
			}
		}
		return nil
	})
}

// moneyHand is two people who keep a budget: one proposes, the other confirms.
type moneyHand struct {
	*hand
	first, second string
}

func (m moneyHand) open(ctx context.Context, c ledger.OpenCommand) (int64, error) {
	by, err := m.as(ctx, m.first)
	if err != nil {
		return 0, err
	}
	c.Key = m.key()
	b, err := m.ledger.OpenBudget(ctx, by, c)
	return b.ID, err
}

func (m moneyHand) move(ctx context.Context, budget int64, e ledger.Event, amount money.Won, basis string) error {
	by, err := m.as(ctx, m.first)
	if err != nil {
		return err
	}
	second, err := m.as(ctx, m.second)
	if err != nil {
		return err
	}
	m.later(20)
	p, err := m.ledger.Propose(ctx, by, ledger.ProposeCommand{
		BudgetID: budget, Event: e, Amount: amount, Basis: basis, EffectiveOn: kst.DayOf(m.now), Key: m.key(),
	})
	if err != nil {
		return err
	}
	m.later(180)
	return m.ledger.Confirm(ctx, second, p.ID)
}

// programmes opens each year of the pilot-purchase programme up to today's.
func (w *world) programmes(ctx context.Context) error {
	m := moneyHand{w.main, mailOf("budget", ppsHost), mailOf("budget-second", ppsHost)}
	years := programmeYears
	for y := years[len(years)-1].year + 1; y <= w.Today.Year; y++ {
		years = append(years, programmeYears[len(programmeYears)-1])
		years[len(years)-1].year = y
	}
	for _, y := range years {
		if y.year > w.Today.Year {
			break
		}
		m.at(kst.Date(y.year, 1, 2), 10, 0)
		id, err := m.open(ctx, ledger.OpenCommand{
			FiscalYear: y.year, Code: "3037-405", NameKo: "혁신제품 시범구매", NameEn: "Pilot purchases of innovative products",
		})
		if err != nil {
			return err
		}
		if err := m.move(ctx, id, ledger.Appropriate, y.original, fmt.Sprintf("%d년도 세출예산", y.year)); err != nil {
			return err
		}
		if err := m.allot(ctx, id, y.original, y.year); err != nil {
			return err
		}
		for i, r := range y.revisions {
			m.at(kst.Date(y.year, 7, 3), 10, i)
			if err := m.move(ctx, id, ledger.Appropriate, r, fmt.Sprintf("%d년도 제%d회 추가경정예산", y.year, i+1)); err != nil {
				return err
			}
			if err := m.move(ctx, id, ledger.Allot, r, "추가경정예산 배정"); err != nil {
				return err
			}
		}
		if err := w.fund(ctx, m.hand, id, y.year); err != nil {
			return err
		}
	}
	return nil
}

// allot releases a year's budget by quarters, as far as today.
func (m moneyHand) allot(ctx context.Context, id int64, total money.Won, year int) error {
	for q := range 4 {
		day := kst.Date(year, 1, 5)
		if q > 0 {
			day = kst.DueDay(kst.Date(year, time.Month(1+3*q), 1))
		}
		if m.Today.Before(day) {
			return nil
		}
		m.at(day, 9, 30)
		part := total / 4
		if q == 0 {
			part = total - 3*part
		}
		if err := m.move(ctx, id, ledger.Allot, part, strconv.Itoa(q+1)+"분기 배정"); err != nil {
			return err
		}
	}
	return nil
}

// fund sets on what terms the year's programme pays a share.
func (w *world) fund(ctx context.Context, h *hand, budget int64, year int) error {
	by, err := w.as(ctx, mailOf("budget", ppsHost))
	if err != nil {
		return err
	}
	if year < 2024 {
		return nil // no designation of the country is older
	}
	h.at(kst.Date(year, 1, 6), 11, 0)
	_, err = h.innovation.SetFundingTerms(ctx, by, innovation.FundingCommand{
		BudgetID: budget, ShareBP: 7000, Cap: 3 * eok, From: kst.Date(year, 1, 6), Last: kst.Date(year, 12, 31),
		Article: "조달사업법 제27조제3항; 혁신제품 시범구매 운영지침 제9조",
	})
	return err
}

// lines opens an institution's two lines of a year.
func (h *hand) lines(ctx context.Context, in *institution, year int) ([]int64, error) {
	m := moneyHand{h, in.staff[org.Finance], in.staff["finance-second"]}
	var ids []int64
	for _, l := range []struct {
		code, ko, en string
		percent      money.Won
	}{{"430-01", "자산취득비", "Equipment", 70}, {"210-01", "일반수용비", "Supplies", 30}} {
		m.at(kst.Date(year, 1, 2), 14, 0)
		id, err := m.open(ctx, ledger.OpenCommand{FiscalYear: year, Code: l.code, NameKo: l.ko, NameEn: l.en})
		if err != nil {
			return nil, err
		}
		total := money.Won(in.budget) * 1_000_000 * l.percent / 100
		if err := m.move(ctx, id, ledger.Appropriate, total, fmt.Sprintf("%d년도 본예산", year)); err != nil {
			return nil, err
		}
		if err := m.allot(ctx, id, total, year); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
