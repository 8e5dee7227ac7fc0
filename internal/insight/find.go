package insight

import (
	"context"
	"net/url"
	"strconv"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/org"
)

// Found is the page that a number names.
type Found struct {
	Kind string // item, class, order, notice, designation, ground, body, paper; "" if none
	Path string
}

type named struct {
	Kind string `db:"kind"`
	Ref  string `db:"ref"`
	ID   int64  `db:"id"`
}

// Among several objects of one number the first kind in the list is meant. An order is
// found only by its two parties and by those who oversee all orders. The number of a
// class that was closed means the class its items are in now.
const selectNumber = `
SELECT n.kind, CASE n.kind WHEN 'class' THEN (SELECT coalesce(c.moved_to, c.code) FROM catalog.class c WHERE c.code = n.ref) ELSE n.ref END AS ref, n.id
  FROM insight.number n
 WHERE n.squeezed = ANY (@numbers::text[])
   AND (n.kind <> 'order' OR @sees_all OR n.institution_id = @body OR n.supplier_id = @body)
 ORDER BY array_position(ARRAY['order','notice','designation','ground','paper','item','body','class'], n.kind),
          array_position(@numbers::text[], n.squeezed), n.id
 LIMIT 1`

// minNumber is the length below which a text is a search, not a number.
const minNumber = 5

// Find tells which page a number names for a reader: an item's number, a 16-digit list
// number (class and item), a class, an order, a notice, a contract, a designation, a
// business number or an issued paper's verification number, however it is written.
func Find(ctx context.Context, q db.Querier, by auth.Actor, number string) (Found, error) {
	number = catalog.Squeeze(catalog.CutSearch(number))
	if len(number) < minNumber || !hasDigit(number) {
		return Found{}, nil
	}
	numbers := []string{number}
	if len(number) == 16 && allDigits(number) {
		numbers = append(numbers, number[8:]) // 물품목록번호: class, then item
	}
	n, err := db.All[named](q.Query(ctx, selectNumber, pgx.NamedArgs{
		"numbers": numbers, "body": by.BodyID, "sees_all": by.SignedIn() && by.Holds(org.MarketDesk, org.BudgetOfficer, org.AuditorRole),
	}))
	if err != nil || len(n) == 0 {
		return Found{}, err
	}
	return Found{Kind: n[0].Kind, Path: n[0].path()}, nil
}

func (n named) path() string {
	id := strconv.FormatInt(n.ID, 10)
	switch n.Kind {
	case "item":
		return "/items/" + id
	case "class":
		return "/search?class=" + url.QueryEscape(n.Ref)
	case "ground":
		return "/search?ground=" + url.QueryEscape(n.Ref)
	case "order":
		return "/orders/" + id
	case "notice":
		return "/notices/" + id
	case "designation":
		return "/designations/" + id
	case "body":
		return "/bodies/" + id
	}
	return "/verify/" + url.PathEscape(n.Ref)
}

func hasDigit(s string) bool {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			return true
		}
	}
	return false
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
