package catalog

import (
	"context"
	"embed"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

//go:embed data/classes.csv data/attributes.csv data/synonyms.csv
var data embed.FS

const upsertClasses = `
INSERT INTO catalog.class (code, parent, name_ko, name_en, official)
SELECT c.code, nullif(left(c.code, -2), ''), c.name_ko, c.name_en, c.official
  FROM unnest(@codes::text[], @ko::text[], @en::text[], @official::bool[]) AS c (code, name_ko, name_en, official) ORDER BY length(c.code), c.code
ON CONFLICT (code) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en, official = excluded.official
 WHERE class.edited_at IS NULL AND (class.name_ko, class.name_en, class.official) IS DISTINCT FROM (excluded.name_ko, excluded.name_en, excluded.official)`

const upsertAttributes = `
INSERT INTO catalog.attribute (class_code, key, position, name_ko, name_en, kind, unit, choices, required)
SELECT a.class, a.key, a.position, a.ko, a.en, a.kind, a.unit, coalesce(string_to_array(nullif(a.choices, ''), '|'), '{}'), a.required
  FROM unnest(@classes::text[], @keys::text[], @positions::int[], @ko::text[], @en::text[], @kinds::text[], @units::text[], @choices::text[], @required::bool[])
    AS a (class, key, position, ko, en, kind, unit, choices, required)
ON CONFLICT (class_code, key) DO UPDATE SET position = excluded.position, name_ko = excluded.name_ko, name_en = excluded.name_en, kind = excluded.kind,
  unit = excluded.unit, choices = excluded.choices, required = excluded.required
 WHERE attribute.edited_at IS NULL AND (attribute.position, attribute.name_ko, attribute.name_en, attribute.kind, attribute.unit, attribute.choices, attribute.required)
   IS DISTINCT FROM (excluded.position, excluded.name_ko, excluded.name_en, excluded.kind, excluded.unit, excluded.choices, excluded.required)`

// What the desk removed stays removed.
const insertSynonyms = `
INSERT INTO catalog.synonym (class_code, word, meant)
SELECT nullif(n.class, ''), n.word, n.meant FROM unnest(@classes::text[], @words::text[], @meant::text[]) AS n (class, word, meant)
 WHERE NOT EXISTS (SELECT FROM catalog.synonym s WHERE coalesce(s.class_code, '') = n.class AND s.squeezed = catalog.squeeze(n.word))
ON CONFLICT DO NOTHING`

// LoadClasses brings the classification, its attributes and synonyms up to what the
// program carries. It runs at every start and writes only what differs; it removes
// nothing, since items may hang on it, and it yields to whatever the desk has edited.
func LoadClasses(ctx context.Context, d *db.DB) error {
	classes, err := readData("data/classes.csv", 4)
	if err != nil {
		return err
	}
	attributes, err := readData("data/attributes.csv", 8)
	if err != nil {
		return err
	}
	synonyms, err := readData("data/synonyms.csv", 3)
	if err != nil {
		return err
	}
	return d.Run(ctx, func(tx *db.Tx) error {
		b := &pgx.Batch{}
		b.Queue(upsertClasses, classArgs(classes))
		b.Queue(upsertAttributes, attributeArgs(attributes))
		b.Queue(insertSynonyms, pgx.NamedArgs{"classes": column(synonyms, 0), "words": column(synonyms, 1), "meant": column(synonyms, 2)})
		return tx.SendBatch(ctx, b).Close()
	})
}

func classArgs(rows [][]string) pgx.NamedArgs {
	official := make([]bool, len(rows))
	for i, r := range rows {
		official[i] = r[3] == "official"
	}
	return pgx.NamedArgs{"codes": column(rows, 0), "ko": column(rows, 1), "en": column(rows, 2), "official": official}
}

func attributeArgs(rows [][]string) pgx.NamedArgs {
	positions, required := make([]int, len(rows)), make([]bool, len(rows))
	last := map[string]int{}
	for i, r := range rows {
		last[r[0]]++
		positions[i], required[i] = last[r[0]], r[7] == "required"
	}
	return pgx.NamedArgs{
		"classes": column(rows, 0), "keys": column(rows, 1), "positions": positions, "ko": column(rows, 2), "en": column(rows, 3),
		"kinds": column(rows, 4), "units": column(rows, 5), "choices": column(rows, 6), "required": required,
	}
}

func column(rows [][]string, i int) []string {
	out := make([]string, len(rows))
	for n, r := range rows {
		out[n] = strings.TrimSpace(r[i])
	}
	return out
}

// readData reads a data file without its heading.
func readData(name string, fields int) ([][]string, error) {
	f, err := data.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = fields
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("catalog: %s: %w", name, err)
	}
	return rows[1:], nil
}
