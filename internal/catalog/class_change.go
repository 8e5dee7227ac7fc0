package catalog

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

// Kinds of change to a class, mirrored by class_change_kind_check.
const (
	ChangeRename          = "rename"
	ChangeMove            = "move"
	ChangeAttributeAdd    = "attribute_add"
	ChangeAttributeEdit   = "attribute_change"
	ChangeAttributeRetire = "attribute_retire"
)

// ClassChange is one change to a class as it was written down.
type ClassChange struct {
	ID        int64             `db:"id"`
	Kind      string            `db:"kind"`
	ClassCode string            `db:"class_code"`
	ToCode    *string           `db:"to_code"` // of a move
	Attribute string            `db:"attribute"`
	Before    map[string]string `db:"before"` // only what differs
	After     map[string]string `db:"after"`
	Reason    string            `db:"reason"`
	Items     int               `db:"items"` // that moved along
	Person    string            `db:"person"`
	ChangedAt time.Time         `db:"changed_at"`
}

// Bounds of what the desk writes about a class.
const (
	maxClassName = 80
	maxReason    = 500
)

// Refusals.
var (
	ErrClassClosed    = fault.New(fault.Conflict, "class_closed") // code: where its items are now
	ErrClassUnchanged = fault.New(fault.Conflict, "class_unchanged")
	ErrEffectChanged  = fault.New(fault.Conflict, "effect_changed") // n: how many it is now
	ErrMoveTooLarge   = fault.New(fault.Conflict, "move_too_large", "max", MaxMoved)
	ErrClassConflict  = fault.New(fault.Conflict, "class_conflict") // n: how many items are there already
)

// mayEdit is nil for whoever keeps the classification.
func mayEdit(by auth.Actor) error { return by.Need(org.MarketDesk) }

// SeesWho reports whether a reader learns who changed a class; everybody learns what
// changed and when.
func SeesWho(by auth.Actor) bool { return by.Holds(org.MarketDesk, org.AuditorRole) }

// classRef names a class for the history of acts.
func classRef(code string) string {
	n, _ := strconv.ParseInt(code, 10, 64) // codes are digits; class_code_check
	return audit.Ref("class", n)
}

const lockClasses = `SELECT ` + classColumns + ` FROM catalog.class c WHERE c.code = ANY (@codes::text[]) ORDER BY c.code FOR UPDATE`

// lockClass locks a class as the form showed it: nobody registers an item in it or
// edits it meanwhile.
func lockClass(ctx context.Context, tx *db.Tx, code string, version int) (Class, error) {
	c, err := db.One[Class](tx.Query(ctx, lockClasses, pgx.NamedArgs{"codes": []string{code}}))
	switch {
	case err != nil:
		return c, err
	case c.Closed():
		return c, ErrClassClosed.With("code", *c.MovedTo)
	case c.Version != version:
		return c, fault.ErrStale
	}
	return c, nil
}

const insertClassChange = `
INSERT INTO catalog.class_change (kind, class_code, to_code, attribute, before, after, reason, items, changed_by, changed_at)
VALUES (@kind, @class, nullif(@to, ''), @attribute, @before, @after, @reason, @items, @by, @at) RETURNING id`

const touchClass = `UPDATE catalog.class SET version = version + 1 WHERE code = @code`

// deskChange is a change about to be written down.
type deskChange struct {
	kind, class, to, attribute, reason string
	before, after                      map[string]string
	items                              int
}

// writeDown records a change for the class's history and for the history of acts, and
// counts the class's version up.
func writeDown(ctx context.Context, tx *db.Tx, by auth.Actor, w deskChange) (int64, error) {
	if w.before == nil {
		w.before = map[string]string{}
	}
	if w.after == nil {
		w.after = map[string]string{}
	}
	id, err := db.Value[int64](tx.Query(ctx, insertClassChange, pgx.NamedArgs{
		"kind": w.kind, "class": w.class, "to": w.to, "attribute": w.attribute, "before": w.before, "after": w.after,
		"reason": w.reason, "items": w.items, "by": by.PersonID, "at": tx.Now,
	}))
	if err != nil {
		return 0, err
	}
	b := &pgx.Batch{}
	b.Queue(touchClass, pgx.NamedArgs{"code": w.class})
	audit.Queue(b, tx, audit.Event{By: by.Who(), Action: "class." + w.kind, Object: classRef(w.class), Detail: map[string]any{
		"change": id, "to": w.to, "attribute": w.attribute, "before": w.before, "after": w.after, "reason": w.reason, "items": w.items,
	}})
	return id, tx.SendBatch(ctx, b).Close()
}

// checkText notes what is wrong with a line of text.
func checkText(fields []fault.Field, name, value string, max int) []fault.Field {
	switch n := len([]rune(value)); {
	case n == 0:
		return append(fields, fault.F(name, "required"))
	case n > max:
		return append(fields, fault.F(name, "too_long", "max", max))
	}
	return fields
}

// RenameCommand gives a class other names.
type RenameCommand struct {
	Code    string
	Version int
	NameKo  string
	NameEn  string
	Reason  string
}

const updateClassNames = `UPDATE catalog.class SET name_ko = @ko, name_en = @en, edited_at = @at WHERE code = @code`

// RenameClass renames a class of any level. Its code and everything in it stay.
func (s *Service) RenameClass(ctx context.Context, by auth.Actor, c RenameCommand) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	c.NameKo, c.NameEn, c.Reason = oneLine(c.NameKo), oneLine(c.NameEn), strings.TrimSpace(c.Reason)
	fields := checkText(nil, "name_ko", c.NameKo, maxClassName)
	fields = checkText(fields, "name_en", c.NameEn, maxClassName)
	if fields = checkText(fields, "reason", c.Reason, maxReason); len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		class, err := lockClass(ctx, tx, c.Code, c.Version)
		if err != nil {
			return err
		}
		before, after := differing(
			map[string]string{"name_ko": class.NameKo, "name_en": class.NameEn}, map[string]string{"name_ko": c.NameKo, "name_en": c.NameEn})
		if len(after) == 0 {
			return ErrClassUnchanged
		}
		if _, err := tx.Exec(ctx, updateClassNames, pgx.NamedArgs{"ko": c.NameKo, "en": c.NameEn, "at": tx.Now, "code": c.Code}); err != nil {
			return err
		}
		_, err = writeDown(ctx, tx, by, deskChange{kind: ChangeRename, class: c.Code, reason: c.Reason, before: before, after: after})
		return err
	})
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// differing keeps of two descriptions what they do not share.
func differing(before, after map[string]string) (was, is map[string]string) {
	was, is = map[string]string{}, map[string]string{}
	for k, v := range after {
		if before[k] != v {
			was[k], is[k] = before[k], v
		}
	}
	return was, is
}

const selectClassChanges = `
SELECT h.id, h.kind, h.class_code, h.to_code, h.attribute, h.before, h.after, h.reason, h.items,
       CASE WHEN @who THEN coalesce(p.name, '') ELSE '' END AS person, h.changed_at
  FROM catalog.class_change h LEFT JOIN org.person p ON p.id = h.changed_by
 WHERE h.class_code = @code OR h.to_code = @code ORDER BY h.id DESC LIMIT 100`

// ItemMove is one move of an item from a detail class to another.
type ItemMove struct {
	From   string    `db:"from_code"`
	FromKo string    `db:"from_ko"`
	FromEn string    `db:"from_en"`
	To     string    `db:"to_code"`
	ToKo   string    `db:"to_ko"`
	ToEn   string    `db:"to_en"`
	Reason string    `db:"reason"`
	At     time.Time `db:"changed_at"`
}

const selectItemMoves = `
SELECT m.from_code, f.name_ko AS from_ko, f.name_en AS from_en, m.to_code, t.name_ko AS to_ko, t.name_en AS to_en, h.reason, h.changed_at
  FROM catalog.item_class m JOIN catalog.class_change h ON h.id = m.change_id
  JOIN catalog.class f ON f.code = m.from_code JOIN catalog.class t ON t.code = m.to_code
 WHERE m.item_number = @item ORDER BY m.change_id DESC`

// ItemMoves lists the classes an item was moved between, the last move first.
func ItemMoves(ctx context.Context, q db.Querier, item int) ([]ItemMove, error) {
	return db.All[ItemMove](q.Query(ctx, selectItemMoves, pgx.NamedArgs{"item": item}))
}
