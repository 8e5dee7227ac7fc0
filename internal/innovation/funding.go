package innovation

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// FundingCommand sets the terms on which a programme pays a share of orders of
// designated products.
type FundingCommand struct {
	BudgetID int64
	ShareBP  int       // basis points of the order's amount, 1 to 10000
	Cap      money.Won // of the share in one order
	From     kst.Day
	Last     kst.Day // the last day
	Article  string  // what the terms rest on
}

// SetFundingTerms sets terms for a period that has none yet. The budget is that of a
// programme, and the period lies in its fiscal year. Terms that begin today or earlier
// reach every designated product at once; later ones through ApplyFunding on their day.
func (s *Service) SetFundingTerms(ctx context.Context, by auth.Actor, c FundingCommand) (FundingTerms, error) {
	if err := by.Need(org.BudgetOfficer); err != nil {
		return FundingTerms{}, err
	}
	if err := c.check(); err != nil {
		return FundingTerms{}, err
	}
	var out FundingTerms
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		b, err := ledger.BudgetByID(ctx, tx, c.BudgetID)
		if fault.Of(err, fault.NotFound) || (err == nil && b.Kind != ledger.Programme) {
			return ErrTermsBudget
		}
		if err != nil {
			return err
		}
		if c.From.Year != b.FiscalYear || c.Last.Year != b.FiscalYear {
			return fault.Bad("form_invalid", fault.F("from", "funding_terms_year", "year", b.FiscalYear))
		}
		id, err := insertTerms(ctx, tx, c)
		if err != nil {
			return err
		}
		err = audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "funding.set", Object: audit.Ref("funding_terms", id),
			Detail: map[string]any{"budget": c.BudgetID, "share_bp": c.ShareBP, "cap": c.Cap, "from": c.From.String(), "last": c.Last.String()},
		})
		if err != nil {
			return err
		}
		if _, err := s.applyTx(ctx, tx, by); err != nil {
			return err
		}
		out, err = db.One[FundingTerms](tx.Query(ctx, selectTerms+` WHERE t.id = @id`, pgx.NamedArgs{"id": id}))
		return err
	})
	return out, err
}

// ApplyFunding brings the funding of every designated product in force to the terms of
// this day; it says how many it changed. A job calls it each day, so that a new year's
// terms take effect, and terms that ended fund nothing more.
func (s *Service) ApplyFunding(ctx context.Context) (int, error) {
	n := 0
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		n, err = s.applyTx(ctx, tx, auth.System)
		return err
	})
	return n, err
}

func (s *Service) applyTx(ctx context.Context, tx *db.Tx, by auth.Actor) (int, error) {
	now, err := clock(ctx, tx)
	if err != nil {
		return 0, err
	}
	t, err := termsOn(ctx, tx, kst.DayOf(now))
	if err != nil {
		return 0, err
	}
	return s.market.FundTx(ctx, tx, by, market.InnovationDesignation, t.funding())
}

func (c FundingCommand) check() error {
	var bad []fault.Field
	if c.ShareBP < 1 || c.ShareBP > 10000 {
		bad = append(bad, fault.F("share", "out_of_range", "min", 1, "max", 100))
	}
	if c.Cap <= 0 {
		bad = append(bad, fault.F("cap", "amount_zero"))
	}
	if c.From.IsZero() {
		bad = append(bad, fault.F("from", "required"))
	}
	if c.Last.IsZero() || c.Last.Before(c.From) {
		bad = append(bad, fault.F("until", "period_reversed"))
	}
	if strings.TrimSpace(c.Article) == "" {
		bad = append(bad, fault.F("article", "required"))
	}
	if len(bad) > 0 {
		return fault.Bad("form_invalid", bad...)
	}
	return nil
}

const insertTermsSQL = `
INSERT INTO innovation.funding_terms (budget_id, share_bp, cap, valid, article)
VALUES (@budget, @share, @cap, daterange(@from, @last, '[]'), @article) RETURNING id`

func insertTerms(ctx context.Context, tx *db.Tx, c FundingCommand) (int64, error) {
	return db.Value[int64](tx.Query(ctx, insertTermsSQL, pgx.NamedArgs{
		"budget": c.BudgetID, "share": c.ShareBP, "cap": c.Cap, "from": c.From.Time(), "last": c.Last.Time(), "article": c.Article,
	}))
}

const selectTerms = `
SELECT t.id, t.budget_id, g.name_ko AS budget_ko, g.name_en AS budget_en, g.fiscal_year, t.share_bp, t.cap,
       lower(t.valid) AS from_on, upper(t.valid) - 1 AS last_on, t.article
  FROM innovation.funding_terms t JOIN ledger.budget g ON g.id = t.budget_id`

// termsOn gives the terms of a day; the zero FundingTerms if there are none.
func termsOn(ctx context.Context, q db.Querier, on kst.Day) (FundingTerms, error) {
	t, err := db.One[FundingTerms](q.Query(ctx, selectTerms+` WHERE t.valid @> @on::date`, pgx.NamedArgs{"on": on.Time()}))
	if fault.Of(err, fault.NotFound) {
		return FundingTerms{}, nil
	}
	return t, err
}

func (t FundingTerms) funding() *market.Funding {
	if t.ID == 0 {
		return nil
	}
	return &market.Funding{BudgetID: t.BudgetID, ShareBP: t.ShareBP, Cap: t.Cap}
}

// FundingTermsAll lists all terms, the latest first. They are public.
func (s *Service) FundingTermsAll(ctx context.Context) ([]FundingTerms, error) {
	return db.All[FundingTerms](s.db.Query(ctx, selectTerms+` ORDER BY lower(t.valid) DESC`))
}

// Programme is a programme's budget that terms may name.
type Programme struct {
	ID     int64  `db:"id"`
	Year   int    `db:"fiscal_year"`
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
}

// Programmes lists the programmes' budgets, the latest year first.
func (s *Service) Programmes(ctx context.Context, by auth.Actor) ([]Programme, error) {
	if err := needHolds(by, org.BudgetOfficer, org.InnovationDesk, org.AuditorRole); err != nil {
		return nil, err
	}
	return db.All[Programme](s.db.Query(ctx, `
SELECT id, fiscal_year, name_ko, name_en FROM ledger.budget WHERE kind = 'programme' ORDER BY fiscal_year DESC, code`))
}
