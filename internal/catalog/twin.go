package catalog

import (
	"context"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
)

// Twin is an item that another command to register one may mean.
type Twin struct {
	Item
	ClassKo string `db:"class_ko"`
	ClassEn string `db:"class_en"`
}

// A maker is the same with and without the words for its legal form, and both maker and
// model however they are spaced, marked and cased. A class does not tell twins apart:
// the same thing put into a neighbouring class is the usual mistake.
const selectTwins = `
SELECT i.number, i.class_code, i.maker, i.model, i.name_ko, i.name_en, i.registered_by, i.created_at, c.name_ko AS class_ko, c.name_en AS class_en
  FROM catalog.item i JOIN catalog.class c ON c.code = i.class_code
 WHERE catalog.squeeze(i.model) = catalog.squeeze(@model) AND catalog.squeeze(@model) <> ''
   AND catalog.squeeze(regexp_replace(i.maker, @form, '', 'g')) = catalog.squeeze(regexp_replace(@maker, @form, '', 'g'))
   AND catalog.squeeze(regexp_replace(@maker, @form, '', 'g')) <> ''
   AND (i.class_code, i.maker, i.model) <> (@class, @maker, @model)
 ORDER BY (i.class_code = @class) DESC, i.number LIMIT 10`

// legalForm matches the words for a company's legal form.
const legalForm = `\(주\)|\(유\)|㈜|주식회사|유한회사|유한책임회사`

func twinsOf(ctx context.Context, q db.Querier, c ItemCommand) ([]Twin, error) {
	args := c.args()
	args["form"] = legalForm
	return db.All[Twin](q.Query(ctx, selectTwins, args))
}

// Twins lists the items that are the same maker's model under another spelling or in
// another detail class, those of the same class first.
func (s *Service) Twins(ctx context.Context, by auth.Actor, c ItemCommand) ([]Twin, error) {
	if err := mayWrite(by); err != nil {
		return nil, err
	}
	return twinsOf(ctx, s.db, c.tidy())
}
