package catalog

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/money"
)

// Term is the time during which an offer stands on a shelf: from From up to, but not
// including, Until.
type Term struct {
	From  time.Time
	Until time.Time
}

// Shelves says where an offer stands and when; nil: not on that shelf.
type Shelves struct {
	Nara      *Term
	Hyeokshin *Term
	Venture   *Term
	NaraMax   *money.Won // the most one order may come to under the unit-price contract
}

func (s Shelves) empty() bool { return s.Nara == nil && s.Hyeokshin == nil && s.Venture == nil }

type listingRow struct {
	OfferID      int64     `db:"offer_id"`
	VersionID    int64     `db:"version_id"`
	ClassCode    string    `db:"class_code"`
	ClassKo      string    `db:"class_ko"`
	ClassEn      string    `db:"class_en"`
	NameKo       string    `db:"name_ko"`
	NameEn       string    `db:"name_en"`
	Maker        string    `db:"maker"`
	Model        string    `db:"model"`
	SupplierName string    `db:"supplier_name"`
	SupplierEn   string    `db:"supplier_en"`
	Traits       []string  `db:"traits"`
	ListedAt     time.Time `db:"listed_at"`
}

const selectListable = `
SELECT o.id AS offer_id, v.id AS version_id, i.class_code, c.name_ko AS class_ko, c.name_en AS class_en, i.name_ko, i.name_en, i.maker, i.model,
       b.name_ko AS supplier_name, b.name_en AS supplier_en, b.traits, coalesce(o.listed_at, v.decided_at, v.created_at) AS listed_at
  FROM catalog.offer o JOIN catalog.offer_version v ON v.id = o.current_id JOIN catalog.item i ON i.number = o.item_number
  JOIN catalog.class c ON c.code = i.class_code JOIN org.body b ON b.id = o.supplier_id
 WHERE o.item_number = @item AND o.supplier_id = @supplier AND o.state = 'listed' AND b.state = 'admitted'`

const deleteListing = `
DELETE FROM catalog.listing WHERE offer_id = (SELECT o.id FROM catalog.offer o WHERE o.item_number = @item AND o.supplier_id = @supplier)`

const upsertListing = `
INSERT INTO catalog.listing (offer_id, version_id, item_number, class_code, supplier_id, name_ko, name_en, model, maker, supplier_name, squeezed,
  price, unit, min_order, lead_days, regions, traits, certificates, picture, listed_at, nara, nara_max, hyeokshin, venture)
SELECT @offer, v.id, @item, @class, @supplier, @name_ko, @name_en, @model, @maker, @supplier_name, @squeezed,
  v.price, v.unit, v.min_order, v.lead_days, v.regions, @traits,
  coalesce((SELECT array_agg(DISTINCT k.kind) FROM catalog.offer_certificate k WHERE k.version_id = v.id AND (k.expires_on IS NULL OR k.expires_on >= (@at AT TIME ZONE 'Asia/Seoul')::date)), '{}'),
  (SELECT p.hash FROM catalog.offer_picture p WHERE p.version_id = v.id ORDER BY p.position LIMIT 1), @listed_at,
  tstzrange(@nara_from, @nara_until), @nara_max, tstzrange(@hyeokshin_from, @hyeokshin_until), tstzrange(@venture_from, @venture_until)
  FROM catalog.offer_version v WHERE v.id = @version
ON CONFLICT (offer_id) DO UPDATE SET version_id = excluded.version_id, class_code = excluded.class_code, name_ko = excluded.name_ko, name_en = excluded.name_en,
  model = excluded.model, maker = excluded.maker, supplier_name = excluded.supplier_name, squeezed = excluded.squeezed, price = excluded.price, unit = excluded.unit,
  min_order = excluded.min_order, lead_days = excluded.lead_days, regions = excluded.regions, traits = excluded.traits, certificates = excluded.certificates,
  picture = excluded.picture, listed_at = excluded.listed_at, nara = excluded.nara, nara_max = excluded.nara_max, hyeokshin = excluded.hyeokshin, venture = excluded.venture`

// RefreshListing rewrites the search row of an offer in the transaction that changed
// the offer or one of its grounds. An offer that is not listed, whose supplier may
// not act or that stands on no shelf has no row.
func RefreshListing(ctx context.Context, tx *db.Tx, itemNumber int, supplierID int64, shelves Shelves) error {
	args := pgx.NamedArgs{"item": itemNumber, "supplier": supplierID}
	r, err := db.One[listingRow](tx.Query(ctx, selectListable, args))
	if fault.Of(err, fault.NotFound) || (err == nil && shelves.empty()) {
		_, err = tx.Exec(ctx, deleteListing, args)
		return err
	}
	if err != nil {
		return err
	}
	args["offer"], args["version"], args["class"] = r.OfferID, r.VersionID, r.ClassCode
	args["name_ko"], args["name_en"], args["maker"], args["model"] = r.NameKo, r.NameEn, r.Maker, r.Model
	args["supplier_name"], args["traits"], args["listed_at"], args["at"] = r.SupplierName, r.Traits, r.ListedAt, tx.Now
	number := strconv.Itoa(itemNumber)
	args["squeezed"] = squeezeAll(r.NameKo, r.NameEn, r.Maker, r.Model, r.ClassKo, r.ClassEn, r.SupplierName, r.SupplierEn,
		r.ClassCode, number, r.ClassCode[:8]+number)
	args["nara_max"] = shelves.NaraMax
	for name, term := range map[string]*Term{"nara": shelves.Nara, "hyeokshin": shelves.Hyeokshin, "venture": shelves.Venture} {
		args[name+"_from"], args[name+"_until"] = bounds(term)
	}
	_, err = tx.Exec(ctx, upsertListing, args)
	return err
}

// bounds of a shelf that is not there are equal, which makes the range empty.
func bounds(t *Term) (from, until time.Time) {
	if t == nil {
		return time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
	}
	return t.From, t.Until
}

// squeezeAll squeezes each part and keeps them apart by a space, so that nothing is
// found across the border of two parts.
func squeezeAll(parts ...string) string {
	out := make([]string, 0, len(parts))
	for _, p := range parts {
		if s := Squeeze(p); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// Squeeze reduces text to what search compares: composed (NFC), lower case, and only
// Hangul syllables, initial consonants, Latin letters and digits, so that spacing and
// marks do not matter ("LED 가로등-기구" and "led가로등기구" are the same).
func Squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		switch {
		case r >= '가' && r <= '힣', r >= 'ㄱ' && r <= 'ㅎ', r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, norm.NFC.String(s))
}
