package market

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// maxReasons bounds the list that every form of a desk carries.
const maxReasons = 100

// ErrTooManyReasons is a list of reason templates that is full.
var ErrTooManyReasons = fault.New(fault.Conflict, "too_many_reasons", "max", maxReasons)

// Reason is a sentence that reviewers return offers with, at the field it is about.
type Reason struct {
	ID      int64     `db:"id"`
	Field   string    `db:"field"`
	TextKo  string    `db:"text_ko"`
	TextEn  string    `db:"text_en"`
	Adder   string    `db:"adder"` // "" when it came with the program
	AddedAt time.Time `db:"added_at"`
}

const selectReasons = `
SELECT t.id, t.field, t.text_ko, t.text_en, coalesce(p.name, '') AS adder, t.added_at
  FROM market.reason_template t LEFT JOIN org.person p ON p.id = t.added_by WHERE t.removed_at IS NULL ORDER BY t.field, t.id`

// Reasons lists the reason templates in use.
func (s *Service) Reasons(ctx context.Context, by auth.Actor) ([]Reason, error) {
	if err := mayRead(by); err != nil {
		return nil, err
	}
	return db.All[Reason](s.db.Query(ctx, selectReasons))
}

// ReasonFields are the fields that a template can stand at. Attributes differ from class
// to class and have none.
func ReasonFields() []string { return slices.Clone(returnable) }

// ReasonCommand adds a reason template.
type ReasonCommand struct {
	Field  string
	TextKo string
	TextEn string
	Key    uuid.UUID `json:"-"`
}

func (c ReasonCommand) check() error {
	var fields []fault.Field
	if !slices.Contains(returnable, c.Field) {
		fields = append(fields, fault.F("field", "not_a_choice"))
	}
	for _, f := range []struct{ name, value string }{{"text_ko", c.TextKo}, {"text_en", c.TextEn}} {
		switch n := len([]rune(f.value)); {
		case n == 0:
			fields = append(fields, fault.F(f.name, "required"))
		case n > 300:
			fields = append(fields, fault.F(f.name, "too_long", "max", 300))
		}
	}
	if len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

const insertReason = `
INSERT INTO market.reason_template (field, text_ko, text_en, added_by, added_at)
SELECT @field, @ko, @en, @person, @at WHERE (SELECT count(*) FROM market.reason_template WHERE removed_at IS NULL) < @max RETURNING id`

const addReason = "reason_template.add"

// AddReason adds a reason template for every reviewer and desk. The same command again
// gives the template that the first one made.
func (s *Service) AddReason(ctx context.Context, by auth.Actor, c ReasonCommand) (int64, error) {
	if err := by.Need(deskRoles...); err != nil {
		return 0, err
	}
	c.TextKo, c.TextEn = strings.TrimSpace(c.TextKo), strings.TrimSpace(c.TextEn)
	if err := c.check(); err != nil {
		return 0, err
	}
	var id int64
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		object, done, err := audit.Once(ctx, tx, by.Who(), addReason, c.Key, c)
		if err != nil {
			return err
		}
		if done {
			id, err = strconv.ParseInt(strings.TrimPrefix(object, "reason_template:"), 10, 64)
			return err
		}
		id, err = insertReasonTx(ctx, tx, by, c)
		if err != nil {
			return err
		}
		return audit.Settle(ctx, tx, by.Who(), addReason, c.Key, audit.Ref("reason_template", id))
	})
	return id, err
}

func insertReasonTx(ctx context.Context, tx *db.Tx, by auth.Actor, c ReasonCommand) (int64, error) {
	id, err := db.Value[int64](tx.Query(ctx, insertReason, pgx.NamedArgs{
		"field": c.Field, "ko": c.TextKo, "en": c.TextEn, "person": by.PersonID, "at": tx.Now, "max": maxReasons,
	}))
	if fault.Of(err, fault.NotFound) {
		return 0, ErrTooManyReasons
	}
	if err != nil {
		return 0, err
	}
	return id, audit.Record(ctx, tx, audit.Event{
		By: by.Who(), Action: addReason, Object: audit.Ref("reason_template", id), Detail: map[string]any{"field": c.Field, "text": c.TextKo},
	})
}

const removeReason = `UPDATE market.reason_template SET removed_at = @at WHERE id = @id AND removed_at IS NULL`

// RemoveReason takes a reason template out of use. Offers returned with it keep its words.
func (s *Service) RemoveReason(ctx context.Context, by auth.Actor, id int64) error {
	if err := by.Need(deskRoles...); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		tag, err := tx.Exec(ctx, removeReason, pgx.NamedArgs{"id": id, "at": tx.Now})
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return fault.ErrNotFound
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "reason_template.remove", Object: audit.Ref("reason_template", id)})
	})
}
