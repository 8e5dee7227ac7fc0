package order

import (
	"slices"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
)

// lawKeys are the rules a request for an order is judged by.
var lawKeys = []string{
	law.TwoStageThreshold, law.TwoStageSME, law.PrivateLimit, law.PrivateLimitInnovation, law.FeeUnitPrice, law.AcceptDays,
}

// QuoteLine is a line as it would be ordered now.
type QuoteLine struct {
	Sale     catalog.OnSale
	Ground   market.Ground
	Quantity int
	Amount   money.Won
}

// Problem is a reason why the order cannot be placed: of one line, or of the whole
// (OfferID 0).
type Problem struct {
	OfferID int64
	Fault   *fault.Error
}

// Quote is an order as it would stand if it were placed now: what it costs, who pays
// what share, the fee, the earliest day, and what stands in its way.
type Quote struct {
	Storefront market.Storefront
	SupplierID int64
	Supplier   string
	SupplierEn string
	Lines      []QuoteLine
	Total      money.Won
	Supply     money.Won
	VAT        money.Won
	Fee        money.Won // PPS fee on top of Total, billed to the institution apart
	FeeArticle string
	FeeRates   []law.Rule
	Fundings   []Funding // institution first; its BudgetID is 0 until one is chosen
	Earliest   kst.Day   // today plus the longest lead time
	UpTo       money.Won // the most this order may come to; 0: no limit
	Article    string    // of the ground it is bought on and of that limit
	AnswerDays int       // business days the supplier has to answer
	Subsidised bool      // a programme would pay a share, unless it is waived
	Problems   []Problem
}

// First gives the first reason why the order cannot be placed, or nil.
func (q Quote) First() error {
	if len(q.Problems) == 0 {
		return nil
	}
	return q.Problems[0].Fault
}

// Problem gives the first reason that concerns an offer (0: the whole order), or nil.
func (q Quote) Problem(offerID int64) *fault.Error {
	for _, p := range q.Problems {
		if p.OfferID == offerID {
			return p.Fault
		}
	}
	return nil
}

func (q *Quote) refuse(offerID int64, f *fault.Error) {
	q.Problems = append(q.Problems, Problem{offerID, f})
}

// facts are what a request is judged by, read in its transaction.
type facts struct {
	today    kst.Day
	law      string // act that binds the institution
	region   string
	store    market.Storefront
	supplier int64
	lines    []LineCommand
	sale     map[int64]catalog.OnSale
	grounds  map[int64]market.Ground
	book     *law.Book
	budgetID int64
	waive    bool // the programme's share is not asked for
	// open says whether a programme's budget is of today's fiscal year.
	open func(budgetID int64) bool
}

// judge computes the quote and everything that stands in its way. It reads nothing.
func judge(f facts) (Quote, error) {
	q := Quote{Storefront: f.store, SupplierID: f.supplier}
	if len(f.lines) == 0 {
		q.refuse(0, ErrEmpty)
		return q, nil
	}
	var subsidies []subsidy
	lead := 0
	for _, l := range f.lines {
		line, ok, err := q.judgeLine(f, l)
		if err != nil {
			return q, err
		}
		if !ok {
			continue
		}
		q.Lines = append(q.Lines, line)
		if q.Total, err = q.Total.Add(line.Amount); err != nil {
			return q, err
		}
		lead = max(lead, line.Sale.LeadDays)
		if fund := line.Ground.Funding(); fund != nil && f.open(fund.BudgetID) {
			q.Subsidised = true
			if !f.waive {
				subsidies = append(subsidies, subsidy{fund.BudgetID, fund.ShareBP, fund.Cap, line.Amount})
			}
		}
	}
	q.Earliest = f.today.Add(lead)
	q.Supply, q.VAT = supplyAndVAT(q.Lines)
	if len(q.Lines) == 0 {
		return q, nil
	}
	q.Supplier, q.SupplierEn = q.Lines[0].Sale.SupplierName, q.Lines[0].Sale.SupplierNameEn
	q.Fundings = fundings(q.Total, f.budgetID, subsidies)
	if err := q.judgeWhole(f); err != nil {
		return q, err
	}
	return q, q.addFee(f)
}

func (q *Quote) judgeLine(f facts, l LineCommand) (QuoteLine, bool, error) {
	sale, onSale := f.sale[l.OfferID]
	ground, grounded := f.grounds[l.OfferID]
	line := QuoteLine{Sale: sale, Ground: ground, Quantity: l.Quantity}
	switch {
	case !onSale || !sale.Buyable():
		q.refuse(l.OfferID, ErrNotOnSale.With("name", sale.NameKo, "name_en", sale.NameEn))
		return line, false, nil
	case sale.SupplierID != f.supplier:
		q.refuse(l.OfferID, ErrOtherSupplier)
		return line, false, nil
	case !grounded:
		q.refuse(l.OfferID, ErrNoGround.With("name", sale.NameKo, "name_en", sale.NameEn))
		return line, false, nil
	case l.Quantity < 1 || l.Quantity > catalog.MaxMinOrder:
		q.refuse(l.OfferID, ErrQuantity)
		return line, false, nil
	}
	var err error
	if line.Amount, err = sale.Price.Times(int64(l.Quantity)); err != nil || line.Amount > money.Max {
		q.refuse(l.OfferID, ErrQuantity)
		return line, false, nil
	}
	if l.Quantity < sale.MinOrder {
		f := ErrMinOrder.With("name", sale.NameKo, "name_en", sale.NameEn, "min", sale.MinOrder)
		f.Fields = []fault.Field{fault.F("quantity", "below_min_order", "min", sale.MinOrder)}
		q.refuse(l.OfferID, f)
	}
	if len(sale.Regions) > 0 && !slices.Contains(sale.Regions, f.region) {
		q.refuse(l.OfferID, ErrOutOfRegion.With("name", sale.NameKo, "name_en", sale.NameEn))
	}
	if c := ground.CeilingPrice; c != nil && sale.Price > *c {
		q.refuse(l.OfferID, ErrCeiling.With("name", sale.NameKo, "name_en", sale.NameEn, "ceiling", c.String()).WithArticle(ground.Article))
	}
	return line, true, nil
}

// judgeWhole asks what a single order may come to: below the two-stage threshold and
// within the contract's maximum order in Nara Jangteo, within the private-contract
// limit elsewhere (조달사업법, 국가계약법 시행령 제26조).
func (q *Quote) judgeWhole(f facts) error {
	find := func(key string) (law.Rule, error) {
		return f.book.Find(law.Case{Key: key, Law: f.law, Kind: "goods"})
	}
	answer, err := find(law.AcceptDays)
	if err != nil {
		return err
	}
	q.AnswerDays = int(answer.Int())
	switch f.store {
	case market.Nara:
		key := law.TwoStageThreshold
		if q.Lines[0].Sale.SME() {
			key = law.TwoStageSME
		}
		rule, err := find(key)
		if err != nil {
			return err
		}
		q.UpTo, q.Article = rule.Won()-1, rule.Article
		if q.Total >= rule.Won() {
			q.refuse(0, ErrTwoStage.With("threshold", rule.Won().String(), "total", q.Total.String()).WithArticle(rule.Article))
		}
		q.judgeMaxOrder()
	case market.VentureNara, market.Hyeokshin:
		key := law.PrivateLimit
		if f.store == market.Hyeokshin {
			key = law.PrivateLimitInnovation
		}
		rule, err := find(key)
		if err != nil {
			return err
		}
		q.Article = rule.Article
		if rule.Won() < money.Max {
			q.UpTo = rule.Won()
		}
		if q.Total > rule.Won() {
			q.refuse(0, ErrPrivateLimit.With("limit", rule.Won().String(), "total", q.Total.String()).WithArticle(rule.Article))
		}
	}
	return nil
}

// judgeMaxOrder holds each contract's 1회 최대납품요구금액 against what the order takes
// under it, all its items together.
func (q *Quote) judgeMaxOrder() {
	sums, most := map[string]money.Won{}, map[string]market.Ground{}
	var numbers []string
	for _, l := range q.Lines {
		n := l.Ground.Number
		if _, ok := sums[n]; !ok {
			numbers = append(numbers, n)
		}
		sums[n] += l.Amount
		if m := most[n]; l.Ground.MaxOrder != nil && (m.MaxOrder == nil || *l.Ground.MaxOrder < *m.MaxOrder) {
			most[n] = l.Ground
		}
	}
	for _, n := range numbers {
		g := most[n]
		if g.MaxOrder == nil {
			continue
		}
		if *g.MaxOrder < q.UpTo && len(numbers) == 1 {
			q.UpTo, q.Article = *g.MaxOrder, g.Article
		}
		if sums[n] > *g.MaxOrder {
			q.refuse(0, ErrMaxOrder.With("number", n, "max", g.MaxOrder.String(), "total", sums[n].String()).WithArticle(g.Article))
		}
	}
}

// addFee computes the PPS fee of a unit-price contract in marginal bands. The other
// storefronts bear none.
func (q *Quote) addFee(f facts) error {
	if f.store != market.Nara {
		return nil
	}
	q.FeeRates = f.book.Bands(law.Case{Key: law.FeeUnitPrice, Law: f.law, Kind: "goods"})
	if len(q.FeeRates) == 0 {
		return law.ErrNoRule
	}
	q.FeeArticle = q.FeeRates[0].Article
	var err error
	q.Fee, err = law.Marginal(q.FeeRates, q.Total)
	return err
}

// supplyAndVAT parts the total into supply price and VAT: taxed lines together, exempt
// ones bear none (부가가치세법 제26조).
func supplyAndVAT(lines []QuoteLine) (supply, vat money.Won) {
	var taxed, exempt money.Won
	for _, l := range lines {
		if l.Sale.Tax == catalog.TaxExempt {
			exempt += l.Amount
		} else {
			taxed += l.Amount
		}
	}
	supply, vat = money.SplitVAT(taxed)
	return supply + exempt, vat
}
