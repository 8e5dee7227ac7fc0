package catalog

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// Class is one node of the goods classification: 2 digits a segment, 4 a family, 6 a
// class, 8 a commodity (물품분류번호), 10 a detail class (세부품명번호).
type Class struct {
	Code     string  `db:"code"`
	Parent   *string `db:"parent"`
	NameKo   string  `db:"name_ko"`
	NameEn   string  `db:"name_en"`
	Official bool    `db:"official"` // false: a plausible extension, for illustration
	MovedTo  *string `db:"moved_to"` // closed: everything in it is there now
	Version  int     `db:"version"`  // counts the desk's edits, attributes included, to detect stale forms
}

// Detail reports whether items belong in it rather than below it.
func (c Class) Detail() bool { return len(c.Code) == 10 }

// Closed reports whether everything in it has moved to another class.
func (c Class) Closed() bool { return c.MovedTo != nil }

// Open reports whether items can be registered in it.
func (c Class) Open() bool { return c.Detail() && !c.Closed() }

// Kinds of attribute.
const (
	KindText   = "text"
	KindNumber = "number"
	KindChoice = "choice"
)

// Attribute is one line that a specification of a detail class has.
type Attribute struct {
	ClassCode      string     `db:"class_code"`
	Key            string     `db:"key"`
	Position       int        `db:"position"`
	NameKo         string     `db:"name_ko"`
	NameEn         string     `db:"name_en"`
	Kind           string     `db:"kind"`
	Unit           string     `db:"unit"`
	Choices        []string   `db:"choices"` // see ChoiceText
	Required       bool       `db:"required"`
	RetiredChoices []string   `db:"retired_choices"` // no longer to be chosen; offers that say one may go on saying it
	RetiredAt      *time.Time `db:"retired_at"`      // no longer asked since; offers that answer it may go on doing so
}

// FieldName is the attribute's name in forms and faults.
func (a Attribute) FieldName() string { return "attr_" + a.Key }

// ChoiceText shows a choice in a language: a choice that needs words is written
// "벽걸이형 / Wall-mounted".
func ChoiceText(choice, lang string) string {
	ko, en, ok := strings.Cut(choice, " / ")
	switch {
	case !ok:
		return choice
	case lang == "ko":
		return ko
	}
	return en
}

const classColumns = `c.code, c.parent, c.name_ko, c.name_en, c.official, c.moved_to, c.version`

const selectClass = `SELECT ` + classColumns + ` FROM catalog.class c WHERE c.code = @code`

// ClassByCode reads one class.
func ClassByCode(ctx context.Context, q db.Querier, code string) (Class, error) {
	return db.One[Class](q.Query(ctx, selectClass, pgx.NamedArgs{"code": code}))
}

const selectPath = `SELECT ` + classColumns + ` FROM catalog.class c WHERE @code LIKE c.code || '%' ORDER BY c.code`

// ClassPath lists a class and those above it, the segment first.
func ClassPath(ctx context.Context, q db.Querier, code string) ([]Class, error) {
	return db.All[Class](q.Query(ctx, selectPath, pgx.NamedArgs{"code": code}))
}

const selectDetailClasses = `SELECT ` + classColumns + ` FROM catalog.class c WHERE length(c.code) = 10 AND c.moved_to IS NULL ORDER BY c.code`

// DetailClasses lists the classes in which items can be registered, by code.
func DetailClasses(ctx context.Context, q db.Querier) ([]Class, error) {
	return db.All[Class](q.Query(ctx, selectDetailClasses))
}

const selectAllAttributes = `
SELECT a.class_code, a.key, a.position, a.name_ko, a.name_en, a.kind, a.unit, a.choices, a.required, a.retired_choices, a.retired_at
  FROM catalog.attribute a WHERE a.class_code = @class`

const (
	byPosition       = ` ORDER BY a.retired_at NULLS FIRST, a.position, a.key`
	selectAttributes = selectAllAttributes + ` AND a.retired_at IS NULL` + byPosition
)

// AttributesOf lists what a specification of a detail class is asked for, in order.
func AttributesOf(ctx context.Context, q db.Querier, class string) ([]Attribute, error) {
	return db.All[Attribute](q.Query(ctx, selectAttributes, pgx.NamedArgs{"class": class}))
}

// AllAttributesOf lists after them those that are no longer asked, for showing and
// checking what offers said when they were.
func AllAttributesOf(ctx context.Context, q db.Querier, class string) ([]Attribute, error) {
	return db.All[Attribute](q.Query(ctx, selectAllAttributes+byPosition, pgx.NamedArgs{"class": class}))
}
