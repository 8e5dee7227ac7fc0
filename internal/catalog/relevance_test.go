package catalog_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/bizno"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
)

// planted is an offer that a person looks for among thousands of others.
type planted struct {
	offer int64
	item  int
	class string
	bizno string
}

// firstTen is how far down a person looks.
const firstTen = 10

func TestRelevance_findsWhatPeopleMean(t *testing.T) {
	ctx := t.Context()
	d := bigShelf(t, 3000)
	shelf := plant(ctx, t, d)
	if _, err := catalog.RefreshWords(ctx, d); err != nil {
		t.Fatal(err)
	}
	reader := catalog.NewReader(d, kst.Real)
	rows := readCSV(t, "testdata/relevance.csv", 3)
	if len(rows) < 120 {
		t.Errorf("only %d queries", len(rows))
	}
	for _, row := range rows {
		kind, text, want := row[0], row[1], shelf[row[2]]
		if want.offer == 0 {
			t.Fatalf("%s is not in testdata/shelf.csv", row[2])
		}
		text = strings.NewReplacer("{item}", strconv.Itoa(want.item), "{class}", want.class[:8], "{bizno}", bizno.Number(want.bizno).String()).Replace(text)
		t.Run(kind+"/"+text, func(t *testing.T) {
			res, err := reader.Search(ctx, catalog.SearchQuery{Text: text, Size: firstTen})
			if err != nil {
				t.Fatal(err)
			}
			if kind == "typo" {
				if len(res.Hits) > 0 || res.Meant == "" {
					t.Fatalf("%d hits, meant %q", len(res.Hits), res.Meant)
				}
				if res, err = reader.Search(ctx, catalog.SearchQuery{Text: res.Meant, Size: firstTen}); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.ContainsFunc(res.Hits, func(h catalog.Hit) bool { return h.OfferID == want.offer }) {
				t.Errorf("%s is not among the first ten for %q: %s", row[2], res.Query.Text, names(res))
			}
		})
	}
}

func names(r catalog.Results) string {
	var b strings.Builder
	for _, h := range r.Hits {
		fmt.Fprintf(&b, "\n  %d %s %s (%s)", h.Place, h.NameKo, h.Model, h.SupplierName)
	}
	return b.String()
}

func readCSV(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = fields
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

const insertPlanted = `
WITH body AS (
  INSERT INTO org.body (kind, state, name_ko, bizno) SELECT 'supplier', 'admitted', $1, $2 WHERE NOT EXISTS (SELECT FROM org.body WHERE bizno = $2) RETURNING id
), supplier AS (SELECT id FROM body UNION ALL SELECT id FROM org.body WHERE bizno = $2
), item AS (
  INSERT INTO catalog.item (class_code, maker, model, name_ko, name_en, registered_by) SELECT $3, $4, $5, $6, $7, id FROM supplier RETURNING number, registered_by
), offer AS (
  INSERT INTO catalog.offer (item_number, supplier_id, state, listed_at) SELECT number, registered_by, 'listed', $9 FROM item RETURNING id, item_number, supplier_id
), version AS (
  INSERT INTO catalog.offer_version (offer_id, no, state, price, attributes, decided_at) SELECT id, 1, 'approved', 1000000, $8, $9 FROM offer RETURNING id, offer_id
)
SELECT o.id, o.item_number, o.supplier_id, v.id FROM offer o JOIN version v ON v.offer_id = o.id`

// plant puts the offers of testdata/shelf.csv on a shelf, listed within the last days.
func plant(ctx context.Context, t *testing.T, d *db.DB) map[string]planted {
	t.Helper()
	out := map[string]planted{}
	for i, row := range readCSV(t, "testdata/shelf.csv", 9) {
		attributes := map[string]string{}
		for _, pair := range strings.Split(row[8], ";") {
			if k, v, ok := strings.Cut(pair, "="); ok {
				attributes[k] = v
			}
		}
		p := planted{class: row[1], bizno: row[3]}
		err := d.Run(ctx, func(tx *db.Tx) error {
			listed := tx.Now.Add(-time.Duration(i) * 3 * time.Hour)
			var supplier, version int64
			if err := tx.QueryRow(ctx, insertPlanted, row[2], row[3], row[1], row[4], row[5], row[6], row[7], attributes, listed).
				Scan(&p.offer, &p.item, &supplier, &version); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE catalog.offer SET current_id = $1 WHERE id = $2`, version, p.offer); err != nil {
				return err
			}
			return catalog.RefreshListing(ctx, tx, p.item, supplier, catalog.Shelves{Nara: &catalog.Term{From: listed, Until: tx.Now.AddDate(3, 0, 0)}})
		})
		if err != nil {
			t.Fatalf("%s: %v", row[0], err)
		}
		out[row[0]] = p
	}
	return out
}
