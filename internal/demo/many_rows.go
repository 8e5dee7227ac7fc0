package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
)

// sheet is rows on their way into one table.
type sheet struct {
	table   pgx.Identifier
	columns []string
	rows    [][]any
}

func (s *sheet) add(values ...any) { s.rows = append(s.rows, values) }

func newSheet(schema, table string, columns ...string) *sheet {
	return &sheet{table: pgx.Identifier{schema, table}, columns: columns}
}

func copyAll(ctx context.Context, tx *db.Tx, sheets ...*sheet) error {
	for _, s := range sheets {
		if _, err := tx.CopyFrom(ctx, s.table, s.columns, pgx.CopyFromRows(s.rows)); err != nil {
			return fmt.Errorf("%s: %w", s.table.Sanitize(), err)
		}
	}
	return nil
}

// load copies what the firms are into the database.
func (m *many) loadFirms(ctx context.Context, firms []*firm) error {
	people := newSheet("org", "person", "id", "email", "name", "demo", "created_at")
	bodies := newSheet("org", "body", "id", "kind", "state", "name_ko", "name_en", "bizno", "representative", "founded_on", "region", "address", "phone", "email",
		"introduction", "traits", "applied_by", "created_at", "submitted_at", "decided_at")
	members := newSheet("org", "membership", "person_id", "body_id", "roles", "since")
	events := newSheet("audit", "event", "at", "person_id", "body_id", "action", "object", "to_state")
	for i, f := range firms {
		r := m.stream(3, i)
		email := fmt.Sprintf("lead@s%d.example", f.id)
		people.add(f.person, email, f.boss, true, f.admitted)
		bodies.add(f.id, org.Supplier, org.Admitted, f.name.ko, f.name.en, string(f.bizno), f.boss, f.admitted.AddDate(-1-r.IntN(25), 0, 0), f.region,
			fmt.Sprintf("%s %d", pick(r, streets), 1+r.IntN(300)), fmt.Sprintf("0%d-%03d-%04d", 31+r.IntN(30), 200+r.IntN(700), r.IntN(10000)), email,
			f.kinds[0].nouns[0].ko+" 등을 만들어 공공기관에 공급합니다.", f.traits, f.person, f.admitted, f.admitted, f.admitted)
		members.add(f.person, f.id, []string{string(org.SupplierAdmin)}, f.admitted)
		events.add(f.admitted, f.person, f.id, "body.admit", audit.Ref("body", f.id), string(org.Admitted))
	}
	return m.Owner.Run(ctx, func(tx *db.Tx) error { return copyAll(ctx, tx, people, bodies, members, events) })
}

// loadGoods copies the offers from lo up to, but not including, hi, with all that hangs
// on them, in one transaction.
func (m *many) loadGoods(ctx context.Context, lo, hi int) error {
	c := newCrate(m)
	for n := lo; n < hi; n++ {
		if err := c.pack(m.good(n)); err != nil {
			return err
		}
	}
	return m.Owner.Run(ctx, func(tx *db.Tx) error {
		return copyAll(ctx, tx, c.items, c.offers, c.versions, c.certificates, c.pictures, c.grounds, c.purchases, c.listings, c.ranks, c.events)
	})
}

// crate is some offers on their way into every table that knows of them.
type crate struct {
	*many
	items, offers, versions, certificates, pictures, grounds, purchases, listings, ranks, events *sheet
}

func newCrate(m *many) *crate {
	return &crate{
		many:   m,
		items:  newSheet("catalog", "item", "number", "class_code", "maker", "model", "name_ko", "name_en", "registered_by", "created_at"),
		offers: newSheet("catalog", "offer", "id", "item_number", "supplier_id", "state", "current_id", "created_at", "listed_at"),
		versions: newSheet("catalog", "offer_version", "id", "offer_id", "no", "state", "price", "tax", "unit", "min_order", "lead_days", "regions", "warranty_months",
			"summary", "description", "attributes", "sections_done", "created_at", "submitted_at", "submitted_by", "decided_at", "decided_by", "content", "content_unit"),
		certificates: newSheet("catalog", "offer_certificate", "version_id", "position", "kind", "number", "issuer", "expires_on"),
		pictures:     newSheet("catalog", "offer_picture", "version_id", "position", "hash", "alt", "width", "height"),
		grounds: newSheet("market", "ground", "id", "storefront", "kind", "item_number", "supplier_id", "number", "source", "term", "ceiling_price", "max_order",
			"article", "granted_at"),
		purchases: newSheet("catalog", "offer_purchase", "offer_id", "orders", "quantity", "last_at"),
		listings: newSheet("catalog", "listing", "offer_id", "version_id", "item_number", "class_code", "supplier_id", "name_ko", "name_en", "model", "maker",
			"supplier_name", "price", "unit", "min_order", "lead_days", "regions", "traits", "certificates", "picture", "listed_at", "nara", "nara_max",
			"hyeokshin", "venture", "spec", "attributes", "content", "content_unit"),
		ranks:  newSheet("catalog", "listing_rank", "offer_id", "class_code", "price", "unit_price", "lead_days", "bought", "listed_at", "changed_at"),
		events: newSheet("audit", "event", "at", "person_id", "body_id", "action", "object", "to_state"),
	}
}

// pack puts an offer into the crate.
func (c *crate) pack(g *good) error {
	offer, current := c.firstOffer+int64(g.n), c.firstVersion+2*int64(g.n)+1
	attributes, err := json.Marshal(g.attributes)
	if err != nil {
		return err
	}
	if !g.sharedItem {
		c.items.add(g.item, g.kind.code, g.maker, g.model, g.name.ko, g.name.en, g.firm.id, g.listed.AddDate(0, 0, -20))
	}
	c.offers.add(offer, g.item, g.firm.id, string(catalog.Listed), current, g.listed.AddDate(0, 0, -20), g.listed)
	no := 1
	if g.before > 0 {
		c.version(g, current-1, offer, no, catalog.VersionSuperseded, g.before, g.listed.AddDate(0, -7, 0), attributes)
		no++
	}
	c.version(g, current, offer, no, catalog.VersionApproved, g.price, g.listed, attributes)
	kinds := []string{}
	for i, k := range g.certs {
		var expires *time.Time
		if day, err := kst.ParseDay(k.ExpiresOn); err == nil {
			t := day.Time()
			expires = &t
		}
		c.certificates.add(current, i+1, k.Kind, k.Number, k.Issuer, expires)
		kinds = append(kinds, k.Kind)
	}
	slices.Sort(kinds)
	var picture *string
	if g.picture != nil {
		c.pictures.add(current, 1, g.picture.Hash, g.picture.Alt, g.picture.Width, g.picture.Height)
		picture = &g.picture.Hash
	}
	if g.bought > 0 {
		c.purchases.add(offer, g.bought, int64(g.bought*g.kind.minOrder*(1+g.n%9)), c.day(g.n%180))
	}
	c.stand(g, offer)
	terms := map[market.Storefront]pgtype.Range[pgtype.Timestamptz]{market.Nara: emptyTerm, market.Hyeokshin: emptyTerm, market.VentureNara: emptyTerm}
	terms[g.shelf] = termOf(g.term)
	c.listings.add(offer, current, g.item, g.kind.code, g.firm.id, g.name.ko, g.name.en, g.model, g.maker, g.firm.name.ko, int64(g.price), g.kind.unit, g.kind.minOrder,
		g.leadDays, g.regions, g.firm.traits, kinds, picture, g.listed, terms[market.Nara], g.maxOrder(), terms[market.Hyeokshin], terms[market.VentureNara],
		g.spec(), attributes, g.content, g.contents)
	c.ranks.add(offer, g.kind.code, int64(g.price), int64(g.price)*100/int64(g.content), g.leadDays, g.bought, g.listed, g.listed)
	c.events.add(g.listed, c.reviewer, c.reviewerBody, "offer.approve", audit.Ref("offer", offer), string(catalog.Listed))
	return nil
}

func (c *crate) version(g *good, id, offer int64, no int, state catalog.VersionState, price money.Won, at time.Time, attributes []byte) {
	c.versions.add(id, offer, no, string(state), int64(price), g.kind.tax(), g.kind.unit, g.kind.minOrder, g.leadDays, g.regions, g.kind.warranty,
		g.kind.summary, g.kind.summary+" 설치와 사용 교육을 포함합니다.", attributes, catalog.Sections[1:], at.AddDate(0, 0, -10), at.AddDate(0, 0, -3), g.firm.person,
		at, c.reviewer, g.content, g.contents)
}

// stand writes the ground on which the offer stands on its shelf.
func (c *crate) stand(g *good, offer int64) {
	year := g.term.From.Year()
	id, source, term := c.firstGround+int64(g.n), audit.Ref("offer", offer), termOf(g.term)
	c.events.add(g.listed, c.reviewer, c.reviewerBody, "ground.grant", audit.Ref("ground", id), "granted")
	switch g.shelf {
	case market.Nara:
		ceiling := int64(g.price) * 103 / 100 / 10 * 10
		c.grounds.add(id, string(g.shelf), market.UnitPriceContract, g.item, g.firm.id, fmt.Sprintf("00-%02d-%d-%03d", year%100, 5000+g.firm.id, 1+g.n%7), source, term,
			max(ceiling, int64(g.price)), g.maxOrder(), market.ArticleUnitPrice, g.term.From)
	case market.Hyeokshin:
		c.grounds.add(id, string(g.shelf), market.InnovationDesignation, g.item, g.firm.id, fmt.Sprintf("혁신-%d-%05d", year, g.n), source, term, nil, nil, "조달사업법 제27조", g.term.From)
	case market.VentureNara:
		c.grounds.add(id, string(g.shelf), market.VentureDesignation, g.item, g.firm.id, fmt.Sprintf("VN-%d-%05d", year, g.n), source, term, nil, nil, articleVenture, g.term.From)
	}
}

// articleVenture is what a registration in Venture Nara rests on.
const articleVenture = "벤처나라 등록 물품·서비스 지정 관리규정 제9조"

// maxOrder is the most that one order may come to under the contract.
func (g *good) maxOrder() *int64 {
	if g.shelf != market.Nara {
		return nil
	}
	most := max(int64(g.price)*20, 200_000_000)
	return &most
}

var emptyTerm = pgtype.Range[pgtype.Timestamptz]{LowerType: pgtype.Empty, UpperType: pgtype.Empty, Valid: true}

func termOf(t catalog.Term) pgtype.Range[pgtype.Timestamptz] {
	return pgtype.Range[pgtype.Timestamptz]{
		Lower: pgtype.Timestamptz{Time: t.From, Valid: true}, Upper: pgtype.Timestamptz{Time: t.Until, Valid: true},
		LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true,
	}
}
