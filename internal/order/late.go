package order

import (
	"github.com/shopspring/decimal"

	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/money"
)

// LatePart is an accepted part that came after the wanted day.
type LatePart struct {
	ShipmentNo int
	LineNo     int
	Name       string
	Amount     money.Won // of the quantity accepted from this shipment
	Days       int       // calendar days after the wanted day
	Damages    money.Won // ⌊Amount × rate × Days⌋
}

// LateDamages (지체상금) is what the supplier forfeits for lateness: the sum over its late
// parts, at most a share of the contract amount, with the rules it rests on.
type LateDamages struct {
	Parts   []LatePart
	Rate    money.Rate // a day
	Cap     money.Won
	Sum     money.Won // before the cap
	Charged money.Won
	Article string
	CapRule string // article of the cap
}

// delivery is an accepted quantity of a line in a shipment.
type delivery struct {
	shipmentNo, lineNo int
	name               string
	unitPrice          money.Won
	accepted           int
	deliveredOn        kst.Day
}

// lateDamages computes what lateness costs. Each part is rounded down to the won
// (국고금 관리법 제47조); a part counts from the day after the wanted day to the day of
// its delivery notice.
func lateDamages(total money.Won, wanted kst.Day, parts []delivery, daily, ceiling law.Rule) (LateDamages, error) {
	out := LateDamages{Rate: daily.Rate(), Article: daily.Article, CapRule: ceiling.Article}
	var err error
	if out.Cap, err = ceiling.Rate().Of(total, money.Down); err != nil {
		return out, err
	}
	for _, p := range parts {
		days := p.deliveredOn.Sub(wanted)
		if days <= 0 || p.accepted == 0 {
			continue
		}
		amount, err := p.unitPrice.Times(int64(p.accepted))
		if err != nil {
			return out, err
		}
		rate := money.Rate{Decimal: daily.Value.Mul(decimal.NewFromInt(int64(days)))}
		damages, err := rate.Of(amount, money.Down)
		if err != nil {
			return out, err
		}
		out.Parts = append(out.Parts, LatePart{
			ShipmentNo: p.shipmentNo, LineNo: p.lineNo, Name: p.name, Amount: amount, Days: days, Damages: damages,
		})
		if out.Sum, err = out.Sum.Add(damages); err != nil {
			return out, err
		}
	}
	out.Charged = min(out.Sum, out.Cap)
	return out, nil
}
