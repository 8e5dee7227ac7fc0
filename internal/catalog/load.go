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

//go:embed data/classes.csv data/attributes.csv
var data embed.FS

const upsertClasses = `
INSERT INTO catalog.class (code, parent, name_ko, name_en, official)
SELECT c.code, nullif(left(c.code, -2), ''), c.name_ko, c.name_en, c.official
  FROM unnest(@codes::text[], @ko::text[], @en::text[], @official::bool[]) AS c (code, name_ko, name_en, official) ORDER BY length(c.code), c.code
ON CONFLICT (code) DO UPDATE SET name_ko = excluded.name_ko, name_en = excluded.name_en, official = excluded.official
 WHERE (class.name_ko, class.name_en, class.official) IS DISTINCT FROM (excluded.name_ko, excluded.name_en, excluded.official)`

const upsertAttributes = `
INSERT INTO catalog.attribute (class_code, key, position, name_ko, name_en, kind, unit, choices, required)
SELECT a.class, a.key, a.position, a.ko, a.en, a.kind, a.unit, coalesce(string_to_array(nullif(a.choices, ''), '|'), '{}'), a.required
  FROM unnest(@classes::text[], @keys::text[], @positions::int[], @ko::text[], @en::text[], @kinds::text[], @units::text[], @choices::text[], @required::bool[])
    AS a (class, key, position, ko, en, kind, unit, choices, required)
ON CONFLICT (class_code, key) DO UPDATE SET position = excluded.position, name_ko = excluded.name_ko, name_en = excluded.name_en, kind = excluded.kind,
  unit = excluded.unit, choices = excluded.choices, required = excluded.required
 WHERE (attribute.position, attribute.name_ko, attribute.name_en, attribute.kind, attribute.unit, attribute.choices, attribute.required)
   IS DISTINCT FROM (excluded.position, excluded.name_ko, excluded.name_en, excluded.kind, excluded.unit, excluded.choices, excluded.required)`

// LoadClasses brings the classification and its attributes up to what the program
// carries. It runs at every start and writes only what differs; it removes nothing,
// since items may hang on it.
func LoadClasses(ctx context.Context, d *db.DB) error {
	classes, err := readData("data/classes.csv", 4)
	if err != nil {
		return err
	}
	attributes, err := readData("data/attributes.csv", 8)
	if err != nil {
		return err
	}
	return d.Run(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, upsertClasses, classArgs(classes)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, upsertAttributes, attributeArgs(attributes))
		return err
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
