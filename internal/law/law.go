// Package law owns the dated rules: every rate, threshold and period, with the
// article it rests on, the amounts it covers and the days it was in force. Nothing
// elsewhere holds such a number as a constant. It refuses to guess: a case without a
// rule on its day is an error, not a default.
package law

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// Keys of the rules (migrations/…_seed_law.up.sql holds their rows).
const (
	NoticePeriod           = "notice_period" // days from publication to deadline (입찰공고기간)
	NoticeNegotiated       = "notice_period_negotiated"
	NoticeUrgent           = "notice_period_urgent"
	NoticeUrgentNegotiated = "notice_period_urgent_negotiated"
	BaseAmountDays         = "base_amount_days"
	PrivateLimit           = "private_limit"       // won: private contract up to (수의계약 한도)
	TwoStageThreshold      = "two_stage_threshold" // won: from here a second-stage competition (2단계경쟁)
	TwoStageSME            = "two_stage_threshold_sme"
	FeeUnitPrice           = "fee_unit_price"     // ratio per marginal band (조달수수료)
	LateDamagesDaily       = "late_damages_daily" // ratio a day of the undelivered part (지체상금률)
	LateDamagesCap         = "late_damages_cap"   // ratio of the contract amount
	InspectionDays         = "inspection_days"    // days from delivery notice to inspection
	PaymentDays            = "payment_days"       // business days from claim to payment
	AcceptDays             = "accept_days"        // business days for the supplier's answer
	DesignationYears       = "designation_years"  // term of an innovation designation
	ExtensionYearsOne      = "designation_extension_first"
	ExtensionYearsTwo      = "designation_extension_second"
	DesignationMinTRL      = "designation_min_trl"
	PassMark               = "designation_pass_mark"
	CriterionFloor         = "designation_floor" // percent of each criterion group's points
	PrivateLimitInnovation = "private_limit_innovation"
	VentureYears           = "venture_years"
	SuddenRise             = "sudden_rise"      // ratio: a price further above its recent low needs a stated reason
	SuddenRiseDays         = "sudden_rise_days" // days over which that low is taken
)

// Case asks for a rule: which key, under which contract act, for which kind of
// purchase and amount, on which day.
type Case struct {
	Key    string
	Law    string // "state", "local" or "" for any
	Kind   string // "goods", "services", "works" or "" for any
	Amount money.Won
	On     kst.Day
}

// Rule is one row: the value, its unit, and the article to cite.
type Rule struct {
	ID      int64           `db:"id"`
	Key     string          `db:"key"`
	Law     string          `db:"law"`
	Kind    string          `db:"kind"`
	From    int64           `db:"band_from"` // won, inclusive
	To      *int64          `db:"band_to"`   // won, exclusive; nil: no upper bound
	Value   decimal.Decimal `db:"value"`
	Unit    string          `db:"unit"`
	Article string          `db:"article"`
	Since   time.Time       `db:"since"`
	Until   *time.Time      `db:"until"` // exclusive; nil: in force
	NoteKo  string          `db:"note_ko"`
	NoteEn  string          `db:"note_en"`
}

// Int is the value of a rule in whole units.
func (r Rule) Int() int64 { return r.Value.IntPart() }

// Won is the value of a rule in won.
func (r Rule) Won() money.Won { return money.Won(r.Value.IntPart()) }

// Rate is the value of a rule as a ratio.
func (r Rule) Rate() money.Rate { return money.Rate{Decimal: r.Value} }

const columns = `id, key, law, kind, lower(band) AS band_from, upper(band) AS band_to, value, unit, article,
  lower(valid) AS since, upper(valid) AS until, note_ko, note_en`

const selectRule = `
SELECT ` + columns + ` FROM law.rule
 WHERE key = @key AND law IN ('any', @law) AND kind IN ('any', @kind) AND band @> @amount::bigint AND valid @> @on::date
 ORDER BY (law = 'any')::int + (kind = 'any')::int LIMIT 1`

// ErrNoRule is a case that no rule covers on its day.
var ErrNoRule = fault.New(fault.Unavailable, "no_rule")

// Find gives the rule for a case: the one that names the act and kind before one for any.
func Find(ctx context.Context, q db.Querier, c Case) (Rule, error) {
	r, err := db.One[Rule](q.Query(ctx, selectRule, pgx.NamedArgs{
		"key": c.Key, "law": c.Law, "kind": c.Kind, "amount": int64(c.Amount), "on": c.On.Time(),
	}))
	if fault.Of(err, fault.NotFound) {
		return r, ErrNoRule.Because(fmt.Errorf("law: no %s for %s/%s/%d on %s", c.Key, c.Law, c.Kind, c.Amount, c.On))
	}
	return r, err
}

const selectBands = `
SELECT ` + columns + ` FROM law.rule
 WHERE key = @key AND law IN ('any', @law) AND kind IN ('any', @kind) AND valid @> @on::date ORDER BY lower(band)`

// Bands lists the rules of a key on a day, by amount.
func Bands(ctx context.Context, q db.Querier, c Case) ([]Rule, error) {
	return db.All[Rule](q.Query(ctx, selectBands, pgx.NamedArgs{
		"key": c.Key, "law": c.Law, "kind": c.Kind, "on": c.On.Time(),
	}))
}

// Marginal computes a charge in marginal bands: each band's rate on the part of the
// amount that lies in it, each part rounded down to the won.
func Marginal(bands []Rule, amount money.Won) (money.Won, error) {
	var total money.Won
	for _, b := range bands {
		if int64(amount) <= b.From {
			continue
		}
		top := int64(amount)
		if b.To != nil && *b.To < top {
			top = *b.To
		}
		part, err := b.Rate().Of(money.Won(top-b.From), money.Down)
		if err != nil {
			return 0, err
		}
		if total, err = total.Add(part); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// All lists every rule with its history, for the public page of rules.
func All(ctx context.Context, q db.Querier) ([]Rule, error) {
	return db.All[Rule](q.Query(ctx, `SELECT `+columns+` FROM law.rule ORDER BY key, law, kind, lower(valid), lower(band)`))
}
