package catalog

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// ClassCard is everything about a class that its page shows.
type ClassCard struct {
	Class      Class
	Path       []Class // the segment first, itself last
	Below      []Class // one level down; closed ones too
	Attributes []Attribute
	Synonyms   []Synonym
	PriceUnit  string // the content unit that most of its offers are sold by; "" without prices
	Prices     []ClassPrice
	Changes    []ClassChange // the last first
}

// Asked are the attributes that a specification written now is asked for.
func (c ClassCard) Asked() []Attribute { return Asked(c.Attributes) }

// Retired are those that are no longer asked.
func (c ClassCard) Retired() []Attribute {
	return slices.DeleteFunc(slices.Clone(c.Attributes), func(a Attribute) bool { return a.RetiredAt == nil })
}

// Named finds an attribute, retired ones too.
func (c ClassCard) Named(key string) (Attribute, bool) {
	at := slices.IndexFunc(c.Attributes, func(a Attribute) bool { return a.Key == key })
	if at < 0 {
		return Attribute{}, false
	}
	return c.Attributes[at], true
}

const selectBelow = `SELECT ` + classColumns + ` FROM catalog.class c WHERE c.parent = @code ORDER BY c.code`

const selectSynonymsOf = `
SELECT s.class_code, s.word, s.squeezed, s.meant FROM catalog.synonym s WHERE s.class_code = @code AND s.removed_at IS NULL ORDER BY s.word`

const selectMainPrices = `
SELECT c.content_unit, c.month, c.offers, c.low, c.median, c.high, c.as_of FROM catalog.class_price c
 WHERE c.class_code = @code AND c.month > now() - make_interval(months => @months)
   AND c.content_unit = (SELECT m.content_unit FROM catalog.class_price m WHERE m.class_code = @code ORDER BY m.month DESC, m.offers DESC, m.content_unit LIMIT 1)
 ORDER BY c.month`

type mainPrice struct {
	ContentUnit string `db:"content_unit"`
	ClassPrice
}

// ClassCard reads a class for its page, in one round trip. The public learns what was
// changed and when; who did it is for the desk and the auditors (SeesWho).
func (s *Service) ClassCard(ctx context.Context, by auth.Actor, code string) (ClassCard, error) {
	var c ClassCard
	var prices []mainPrice
	b := &pgx.Batch{}
	args := pgx.NamedArgs{"code": code, "class": code, "who": SeesWho(by), "months": PriceMonths}
	queueAll(b, selectPath, args, &c.Path)
	queueAll(b, selectBelow, args, &c.Below)
	queueAll(b, selectAllAttributes+byPosition, args, &c.Attributes)
	queueAll(b, selectSynonymsOf, args, &c.Synonyms)
	queueAll(b, selectMainPrices, args, &prices)
	queueAll(b, selectClassChanges, args, &c.Changes)
	if err := s.db.SendBatch(ctx, b).Close(); err != nil {
		return c, db.Fault(err)
	}
	if len(c.Path) == 0 || c.Path[len(c.Path)-1].Code != code {
		return c, fault.ErrNotFound
	}
	c.Class = c.Path[len(c.Path)-1]
	for _, p := range prices {
		c.PriceUnit, c.Prices = p.ContentUnit, append(c.Prices, p.ClassPrice)
	}
	return c, nil
}
