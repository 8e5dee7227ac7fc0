package catalog

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Bounds of an attribute.
const (
	MaxAttributes  = 30 // asked in one class
	MaxChoices     = 60
	maxChoice      = 60
	maxUnit        = 20
	maxAttrKeySize = 30
)

// AttributeCommand adds an attribute to a detail class or changes one.
type AttributeCommand struct {
	ClassCode string
	Version   int // of the class
	Key       string
	NameKo    string
	NameEn    string
	Kind      string // fixed once the attribute is there: what offers say is of that kind
	Unit      string
	Choices   []string // of KindChoice, in order
	Required  bool
	Position  int // from 1 among those that are asked; beyond the last: last
	Reason    string
	Seen      int // how many offers the desk was shown that say what is retired; see AttributeEffect
}

var attributeKey = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (c *AttributeCommand) tidy() {
	c.NameKo, c.NameEn, c.Unit, c.Reason = oneLine(c.NameKo), oneLine(c.NameEn), oneLine(c.Unit), strings.TrimSpace(c.Reason)
	c.Key = strings.TrimSpace(c.Key)
	choices := []string{}
	for _, x := range c.Choices {
		if x = oneLine(x); x != "" {
			choices = append(choices, x)
		}
	}
	c.Choices = choices
}

func (c AttributeCommand) check() error {
	fields := checkText(nil, "key", c.Key, maxAttrKeySize)
	if c.Key != "" && (!attributeKey.MatchString(c.Key) || c.Key == "new") {
		fields = append(fields, fault.F("key", "bad_key"))
	}
	fields = checkText(fields, "name_ko", c.NameKo, maxClassName)
	fields = checkText(fields, "name_en", c.NameEn, maxClassName)
	if c.Unit != "" {
		fields = checkText(fields, "unit", c.Unit, maxUnit)
	}
	if !slices.Contains([]string{KindText, KindNumber, KindChoice}, c.Kind) {
		fields = append(fields, fault.F("kind", "not_a_choice"))
	}
	if c.Position < 1 {
		fields = append(fields, fault.F("position", "out_of_range", "min", 1, "max", MaxAttributes))
	}
	fields = append(fields, c.checkChoices()...)
	if fields = checkText(fields, "reason", c.Reason, maxReason); len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

func (c AttributeCommand) checkChoices() []fault.Field {
	switch {
	case c.Kind != KindChoice && len(c.Choices) > 0:
		return []fault.Field{fault.F("choices", "choices_of_choice")}
	case c.Kind != KindChoice:
		return nil
	case len(c.Choices) < 2:
		return []fault.Field{fault.F("choices", "two_choices")}
	case len(c.Choices) > MaxChoices:
		return []fault.Field{fault.F("choices", "too_many", "max", MaxChoices)}
	}
	for i, x := range c.Choices {
		switch {
		case len([]rune(x)) > maxChoice:
			return []fault.Field{fault.F("choices", "too_long", "max", maxChoice)}
		case strings.Contains(x, "|"):
			return []fault.Field{fault.F("choices", "unreadable")}
		case slices.Contains(c.Choices[:i], x):
			return []fault.Field{fault.F("choices", "twice", "choice", x)}
		}
	}
	return nil
}

// AttributeEffect is what offers say to an attribute, shown before it is changed.
type AttributeEffect struct {
	Answered int            // offers on sale that answer it; they go on saying so
	Lacking  int            // offers on sale that do not: asked at their next change if it is required
	Drafts   int            // versions being written or reviewed: asked anew
	Choices  map[string]int // offers on sale by the choice they say
}

// Saying counts the offers that say one of the choices.
func (e AttributeEffect) Saying(choices []string) int {
	n := 0
	for _, x := range choices {
		n += e.Choices[x]
	}
	return n
}

type answered struct {
	Value  *string `db:"value"`
	Offers int     `db:"offers"`
	Drafts int     `db:"drafts"`
}

const selectAnswers = `
SELECT CASE WHEN @choice OR v.attributes ->> @key IS NULL THEN v.attributes ->> @key ELSE '' END AS value,
       count(*) FILTER (WHERE v.id = o.current_id AND o.state IN ('listed','suspended'))::int AS offers, count(*) FILTER (WHERE v.id = o.pending_id)::int AS drafts
  FROM catalog.item i JOIN catalog.offer o ON o.item_number = i.number JOIN catalog.offer_version v ON v.id IN (o.current_id, o.pending_id)
 WHERE i.class_code = @class GROUP BY 1`

// AttributeEffect says what offers of a class say to an attribute; one that is not
// there yet is answered by nobody.
func (s *Service) AttributeEffect(ctx context.Context, by auth.Actor, class, key string) (AttributeEffect, error) {
	if err := mayEdit(by); err != nil {
		return AttributeEffect{}, err
	}
	return answersTo(ctx, s.db, class, key, true)
}

func answersTo(ctx context.Context, q db.Querier, class, key string, choice bool) (AttributeEffect, error) {
	rows, err := db.All[answered](q.Query(ctx, selectAnswers, pgx.NamedArgs{"class": class, "key": key, "choice": choice}))
	e := AttributeEffect{Choices: map[string]int{}}
	for _, r := range rows {
		e.Drafts += r.Drafts
		if r.Value == nil {
			e.Lacking += r.Offers
			continue
		}
		e.Answered += r.Offers
		e.Choices[*r.Value] += r.Offers
	}
	return e, err
}

// lines describes an attribute for its history.
func (a Attribute) lines() map[string]string {
	return map[string]string{
		"name_ko": a.NameKo, "name_en": a.NameEn, "kind": a.Kind, "unit": a.Unit, "choices": strings.Join(a.Choices, "|"),
		"required": strconv.FormatBool(a.Required), "position": strconv.Itoa(a.Position),
	}
}

const storeAttribute = `
INSERT INTO catalog.attribute AS a (class_code, key, position, name_ko, name_en, kind, unit, choices, required, retired_choices, edited_at)
VALUES (@class, @key, @position, @ko, @en, @kind, @unit, @choices, @required, @retired, @at)
ON CONFLICT (class_code, key) DO UPDATE SET position = excluded.position, name_ko = excluded.name_ko, name_en = excluded.name_en, unit = excluded.unit,
  choices = excluded.choices, required = excluded.required, retired_choices = excluded.retired_choices, retired_at = NULL, edited_at = excluded.edited_at`

const placeAttribute = `
UPDATE catalog.attribute SET position = @position, edited_at = @at WHERE class_code = @class AND key = @key AND position <> @position`

const retireAttribute = `UPDATE catalog.attribute SET retired_at = @at, edited_at = @at WHERE class_code = @class AND key = @key`

// AddAttribute asks offers of a detail class for one thing more. One that was retired
// is asked again under its key. Offers on sale stay as they are until their next change.
func (s *Service) AddAttribute(ctx context.Context, by auth.Actor, c AttributeCommand) error {
	c.tidy()
	return s.editAttribute(ctx, by, c, func(tx *db.Tx, all []Attribute, old *Attribute) error {
		if old != nil && old.RetiredAt == nil {
			return fault.Bad("form_invalid", fault.F("key", "attribute_exists"))
		}
		if old != nil && old.Kind != c.Kind {
			return fault.Bad("form_invalid", fault.F("kind", "kind_fixed"))
		}
		if len(all) >= MaxAttributes {
			return fault.Bad("form_invalid", fault.F("key", "too_many", "max", MaxAttributes))
		}
		was := Attribute{}
		if old != nil {
			was = *old
		}
		next := c.attribute(was)
		if err := arrange(ctx, tx, all, &next); err != nil {
			return err
		}
		_, err := writeDown(ctx, tx, by, deskChange{kind: ChangeAttributeAdd, class: c.ClassCode, attribute: c.Key, reason: c.Reason, after: next.lines()})
		return err
	})
}

// ChangeAttribute changes names, unit, choices, place or whether an answer is
// required. A choice that offers say may be taken away by whoever was shown how many.
func (s *Service) ChangeAttribute(ctx context.Context, by auth.Actor, c AttributeCommand) error {
	c.tidy()
	return s.editAttribute(ctx, by, c, func(tx *db.Tx, all []Attribute, old *Attribute) error {
		switch {
		case old == nil || old.RetiredAt != nil:
			return fault.ErrNotFound
		case old.Kind != c.Kind:
			return fault.Bad("form_invalid", fault.F("kind", "kind_fixed"))
		}
		next := c.attribute(*old)
		if gone := withoutText(old.Choices, next.Choices); len(gone) > 0 {
			e, err := answersTo(ctx, tx, c.ClassCode, c.Key, true)
			if err != nil {
				return err
			}
			if n := e.Saying(gone); n != c.Seen {
				return ErrEffectChanged.With("n", n)
			}
		}
		if err := arrange(ctx, tx, all, &next); err != nil {
			return err
		}
		before, after := differing(old.lines(), next.lines())
		if len(after) == 0 {
			return ErrClassUnchanged
		}
		_, err := writeDown(ctx, tx, by, deskChange{kind: ChangeAttributeEdit, class: c.ClassCode, attribute: c.Key, reason: c.Reason, before: before, after: after})
		return err
	})
}

// RetireCommand stops asking for an attribute.
type RetireCommand struct {
	ClassCode string
	Version   int // of the class
	Key       string
	Reason    string
	Seen      int // how many offers on sale the desk was shown that answer it
}

// RetireAttribute stops asking for an attribute and filtering by it. What offers say
// to it stays and is shown.
func (s *Service) RetireAttribute(ctx context.Context, by auth.Actor, c RetireCommand) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	c.Reason = strings.TrimSpace(c.Reason)
	if fields := checkText(nil, "reason", c.Reason, maxReason); len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		if _, err := lockClass(ctx, tx, c.ClassCode, c.Version); err != nil {
			return err
		}
		all, err := AttributesOf(ctx, tx, c.ClassCode)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(a Attribute) bool { return a.Key == c.Key })
		if at < 0 {
			return fault.ErrNotFound
		}
		e, err := answersTo(ctx, tx, c.ClassCode, c.Key, false)
		if err != nil {
			return err
		}
		if e.Answered != c.Seen {
			return ErrEffectChanged.With("n", e.Answered)
		}
		if _, err := tx.Exec(ctx, retireAttribute, pgx.NamedArgs{"class": c.ClassCode, "key": c.Key, "at": tx.Now}); err != nil {
			return err
		}
		_, err = writeDown(ctx, tx, by, deskChange{
			kind: ChangeAttributeRetire, class: c.ClassCode, attribute: c.Key, reason: c.Reason,
			before: map[string]string{"name_ko": all[at].NameKo, "name_en": all[at].NameEn},
		})
		return err
	})
}

// editAttribute locks the class and hands over what it asks now, and the attribute of
// the command's key, nil if there is none.
func (s *Service) editAttribute(ctx context.Context, by auth.Actor, c AttributeCommand, edit func(tx *db.Tx, asked []Attribute, old *Attribute) error) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		class, err := lockClass(ctx, tx, c.ClassCode, c.Version)
		if err != nil {
			return err
		}
		if !class.Detail() {
			return ErrNotDetailClass
		}
		all, err := AllAttributesOf(ctx, tx, c.ClassCode)
		if err != nil {
			return err
		}
		var old *Attribute
		if at := slices.IndexFunc(all, func(a Attribute) bool { return a.Key == c.Key }); at >= 0 {
			old = &all[at]
		}
		return edit(tx, Asked(all), old)
	})
}

// attribute is what the command makes of an attribute. Choices that are taken away are
// kept among the retired, so that offers that say them stay understood.
func (c AttributeCommand) attribute(was Attribute) Attribute {
	return Attribute{
		ClassCode: c.ClassCode, Key: c.Key, Position: c.Position, NameKo: c.NameKo, NameEn: c.NameEn, Kind: c.Kind, Unit: c.Unit,
		Choices: c.Choices, Required: c.Required, RetiredChoices: withoutText(append(slices.Clone(was.RetiredChoices), was.Choices...), c.Choices),
	}
}

// withoutText lists the texts that others do not have, each once.
func withoutText(texts, others []string) []string {
	out := []string{}
	for _, x := range texts {
		if !slices.Contains(others, x) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// arrange stores an attribute at its place and numbers the others around it.
func arrange(ctx context.Context, tx *db.Tx, asked []Attribute, a *Attribute) error {
	others := slices.DeleteFunc(slices.Clone(asked), func(o Attribute) bool { return o.Key == a.Key })
	a.Position = min(a.Position, len(others)+1)
	b := &pgx.Batch{}
	b.Queue(storeAttribute, pgx.NamedArgs{
		"class": a.ClassCode, "key": a.Key, "position": a.Position, "ko": a.NameKo, "en": a.NameEn, "kind": a.Kind, "unit": a.Unit,
		"choices": append([]string{}, a.Choices...), "required": a.Required, "retired": a.RetiredChoices, "at": tx.Now,
	})
	for i, o := range others {
		place := i + 1
		if place >= a.Position {
			place++
		}
		b.Queue(placeAttribute, pgx.NamedArgs{"class": o.ClassCode, "key": o.Key, "position": place, "at": tx.Now})
	}
	return tx.SendBatch(ctx, b).Close()
}

// CheckKept is CheckAttributes for an offer that said something before: what it said
// to an attribute that is retired since, or with a choice that is, it may go on saying.
func CheckKept(defs []Attribute, before, values map[string]string) []fault.Field {
	values = maps.Clone(values)
	asked := make([]Attribute, 0, len(defs))
	for _, a := range defs {
		same := values[a.Key] != "" && values[a.Key] == before[a.Key]
		if same && slices.Contains(a.RetiredChoices, values[a.Key]) {
			a.Choices = append(slices.Clone(a.Choices), values[a.Key])
		}
		if a.RetiredAt == nil {
			asked = append(asked, a)
		} else if same {
			delete(values, a.Key)
		}
	}
	return CheckAttributes(asked, values)
}
