package catalog

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
)

// MaxChosenItems is how many items can be chosen by number for one move.
const MaxChosenItems = 500

// MaxMoved is how many items, and how many offers of them, one move may carry: it holds
// its rows until it ends, and has to end before the page that asked for it gives up.
const MaxMoved = 5_000

// shownConflicts is how many items are named when a move is refused.
const shownConflicts = 50

// MoveCommand moves items of a detail class to another.
type MoveCommand struct {
	From    string
	Version int // of From
	To      string
	Items   []int // by number; empty: all of them, and From is closed
	Reason  string
	Seen    int // how many items the mover was shown that would move; see MoveEffect
}

// MoveEffect is what a move does, shown before it is done.
type MoveEffect struct {
	To        Class
	Path      []Class
	Items     int `db:"items"`     // that move
	Offers    int `db:"offers"`    // on sale or suspended, of those items
	Drafts    int `db:"drafts"`    // versions being written or reviewed: they are asked what To asks
	Suppliers int `db:"suppliers"` // that are told
	Conflicts []ItemConflict
	Asked     []Attribute // what To asks and From does not: at the next change of each offer
	Dropped   []Attribute // what From asks and To does not: still shown, not asked any more
}

// ItemConflict is an item whose maker and model To has under another number.
type ItemConflict struct {
	Number int    `db:"number"`
	Twin   int    `db:"twin"`
	Maker  string `db:"maker"`
	Model  string `db:"model"`
}

// TooLarge reports whether the move has to be made in parts.
func (e MoveEffect) TooLarge() bool { return max(e.Items, e.Offers) > MaxMoved }

const itemsMoving = ` i.class_code = @from AND (@all OR i.number = ANY (@items::int[]))`

const selectMoveEffect = `
SELECT count(DISTINCT i.number)::int AS items, count(DISTINCT o.id) FILTER (WHERE o.state IN ('listed','suspended'))::int AS offers,
       count(DISTINCT o.id) FILTER (WHERE o.pending_id IS NOT NULL)::int AS drafts, count(DISTINCT o.supplier_id)::int AS suppliers
  FROM catalog.item i LEFT JOIN catalog.offer o ON o.item_number = i.number AND o.state <> 'withdrawn' WHERE` + itemsMoving

const selectConflicts = `
SELECT i.number, t.number AS twin, i.maker, i.model
  FROM catalog.item i JOIN catalog.item t ON t.class_code = @to AND t.maker = i.maker AND t.model = i.model WHERE` + itemsMoving + ` ORDER BY i.number`

const selectStrangers = `
SELECT n.number FROM unnest(@items::int[]) n (number) WHERE NOT EXISTS (SELECT FROM catalog.item i WHERE i.number = n.number AND i.class_code = @from) ORDER BY 1`

// ClassUse is how much hangs on a class and those below it.
type ClassUse struct {
	Items  int `db:"items"`
	Offers int `db:"offers"` // on sale or suspended
	Drafts int `db:"drafts"` // versions being written or reviewed
}

const selectClassUse = `
SELECT count(DISTINCT i.number)::int AS items, count(DISTINCT o.id) FILTER (WHERE o.state IN ('listed','suspended'))::int AS offers,
       count(DISTINCT o.id) FILTER (WHERE o.pending_id IS NOT NULL)::int AS drafts
  FROM catalog.item i LEFT JOIN catalog.offer o ON o.item_number = i.number AND o.state <> 'withdrawn'
 WHERE i.class_code IN (SELECT c.code FROM catalog.class c WHERE c.code LIKE @code || '%' AND length(c.code) = 10)`

// ClassUse says what an edit of a class touches, before it is done.
func (s *Service) ClassUse(ctx context.Context, by auth.Actor, code string) (ClassUse, error) {
	if err := mayEdit(by); err != nil {
		return ClassUse{}, err
	}
	return db.One[ClassUse](s.db.Query(ctx, selectClassUse, pgx.NamedArgs{"code": code}))
}

func (c MoveCommand) args() pgx.NamedArgs {
	return pgx.NamedArgs{"from": c.From, "to": c.To, "all": len(c.Items) == 0, "items": append([]int{}, c.Items...)}
}

func (c MoveCommand) check() error {
	fields := checkText(nil, "to", c.To, 10)
	if c.To != "" && (len(c.To) != 10 || !digits(c.To)) {
		fields = append(fields, fault.F("to", "not_detail_class"))
	} else if c.To == c.From {
		fields = append(fields, fault.F("to", "same_class"))
	}
	if len(c.Items) > MaxChosenItems {
		fields = append(fields, fault.F("items", "too_many", "max", MaxChosenItems))
	}
	if fields = checkText(fields, "reason", c.Reason, maxReason); len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

// MoveEffect says what a move would do. Nothing is locked: the move itself compares
// with what was shown.
func (s *Service) MoveEffect(ctx context.Context, by auth.Actor, c MoveCommand) (MoveEffect, error) {
	if err := mayEdit(by); err != nil {
		return MoveEffect{}, err
	}
	c.Reason = strings.TrimSpace(c.Reason)
	if err := c.check(); err != nil {
		return MoveEffect{}, err
	}
	from, err := ClassByCode(ctx, s.db, c.From)
	if err != nil {
		return MoveEffect{}, err
	}
	e, err := effectOf(ctx, s.db, from, c)
	if err != nil {
		return e, err
	}
	e.Path, err = ClassPath(ctx, s.db, c.To)
	return e, err
}

func effectOf(ctx context.Context, q db.Querier, from Class, c MoveCommand) (MoveEffect, error) {
	to, err := ClassByCode(ctx, q, c.To)
	switch {
	case fault.Of(err, fault.NotFound):
		return MoveEffect{}, fault.Bad("form_invalid", fault.F("to", "not_detail_class"))
	case err != nil:
		return MoveEffect{}, err
	case !from.Detail():
		return MoveEffect{}, ErrNotDetailClass
	case from.Closed():
		return MoveEffect{}, ErrClassClosed.With("code", *from.MovedTo)
	case to.Closed() && *to.MovedTo != from.Code: // back to where they came from is a way to undo
		return MoveEffect{}, fault.Bad("form_invalid", fault.F("to", "class_closed", "code", *to.MovedTo))
	}
	strangers, err := db.Values[int](q.Query(ctx, selectStrangers, c.args()))
	if err != nil {
		return MoveEffect{}, err
	}
	var fields []fault.Field
	for _, n := range strangers[:min(len(strangers), shownConflicts)] {
		fields = append(fields, fault.F("items", "not_in_class", "number", n))
	}
	if len(fields) > 0 {
		return MoveEffect{}, fault.Bad("form_invalid", fields...)
	}
	e := MoveEffect{To: to}
	if err := q.QueryRow(ctx, selectMoveEffect, c.args()).Scan(&e.Items, &e.Offers, &e.Drafts, &e.Suppliers); err != nil {
		return e, err
	}
	if e.Conflicts, err = db.All[ItemConflict](q.Query(ctx, selectConflicts, c.args())); err != nil {
		return e, err
	}
	ours, err := AttributesOf(ctx, q, c.From)
	if err != nil {
		return e, err
	}
	theirs, err := AttributesOf(ctx, q, c.To)
	e.Asked, e.Dropped = without(theirs, ours), without(ours, theirs)
	return e, err
}

// without lists the attributes whose key others do not have.
func without(attributes, others []Attribute) []Attribute {
	return slices.DeleteFunc(slices.Clone(attributes), func(a Attribute) bool {
		return slices.ContainsFunc(others, func(o Attribute) bool { return o.Key == a.Key })
	})
}

const insertItemMoves = `
INSERT INTO catalog.item_class (item_number, change_id, from_code, to_code)
SELECT i.number, @change, @from, @to FROM catalog.item i WHERE` + itemsMoving

// One statement each, however many there are: a search sees all of them there or here.
const (
	moveItems    = `UPDATE catalog.item i SET class_code = @to FROM catalog.item_class m WHERE m.change_id = @change AND i.number = m.item_number`
	moveListings = `UPDATE catalog.listing l SET class_code = @to FROM catalog.item_class m WHERE m.change_id = @change AND l.item_number = m.item_number`
)

// What offers say stays, so the words for it come along, no longer asked.
const bringAttributes = `
INSERT INTO catalog.attribute (class_code, key, position, name_ko, name_en, kind, unit, choices, required, retired_choices, retired_at, edited_at)
SELECT @to, a.key, 1000 + a.position, a.name_ko, a.name_en, a.kind, a.unit, a.choices, a.required, a.retired_choices, @at, @at
  FROM catalog.attribute a WHERE a.class_code = @from
ON CONFLICT (class_code, key) DO NOTHING`

// What other offers may have chosen here stays understood there too.
const bringChoices = `
UPDATE catalog.attribute t SET edited_at = @at, retired_choices = ARRAY(
         SELECT x FROM unnest(t.retired_choices || a.choices || a.retired_choices) WITH ORDINALITY u (x, n) WHERE x <> ALL (t.choices) GROUP BY x ORDER BY min(n))
  FROM catalog.attribute a
 WHERE t.class_code = @to AND a.class_code = @from AND a.key = t.key AND t.kind = 'choice' AND a.kind = 'choice'
   AND NOT ((a.choices || a.retired_choices) <@ (t.choices || t.retired_choices))`

const (
	closeClass  = `UPDATE catalog.class SET moved_to = @to, edited_at = @at WHERE code = @from OR moved_to = @from AND code <> @to`
	reopenClass = `UPDATE catalog.class SET moved_to = NULL, edited_at = @at, version = version + 1 WHERE code = @to`
)

// The words for a class that is closed become words for the class it moved to, its own
// name among them.
const (
	bringSynonyms = `
INSERT INTO catalog.synonym (class_code, word, added_by, added_at)
SELECT DISTINCT ON (catalog.squeeze(w.word)) @to, w.word, @by::bigint, @at::timestamptz
  FROM (SELECT s.word FROM catalog.synonym s WHERE s.class_code = @from AND s.removed_at IS NULL
        UNION ALL SELECT f.name_ko FROM catalog.class f WHERE f.code = @from) w, catalog.class t
 WHERE t.code = @to AND catalog.squeeze(w.word) NOT IN (catalog.squeeze(t.name_ko), catalog.squeeze(t.name_en)) AND length(catalog.squeeze(w.word)) >= 2
ON CONFLICT DO NOTHING`
	dropSynonyms = `UPDATE catalog.synonym SET removed_by = @by, removed_at = @at WHERE class_code = @from AND removed_at IS NULL`
)

// MoveItems moves items of a detail class to another: all of them, which closes the
// class, or the chosen ones. They keep their numbers, and what stands on a shelf is
// found under the new class in the same instant. It refuses as a whole when the other
// class has one of them already, when other items would move than the mover was shown, and
// when there are more than MaxMoved.
func (s *Service) MoveItems(ctx context.Context, by auth.Actor, c MoveCommand) (int, error) {
	if err := mayEdit(by); err != nil {
		return 0, err
	}
	c.Reason = strings.TrimSpace(c.Reason)
	if err := c.check(); err != nil {
		return 0, err
	}
	moved := 0
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		// The largest that may move takes longer than a statement of a page may.
		if err := tx.Allow(ctx, time.Minute); err != nil {
			return err
		}
		locked, err := db.All[Class](tx.Query(ctx, lockClasses, pgx.NamedArgs{"codes": []string{c.From, c.To}}))
		if err != nil {
			return err
		}
		at := slices.IndexFunc(locked, func(l Class) bool { return l.Code == c.From })
		switch {
		case at < 0:
			return fault.ErrNotFound
		case !locked[at].Closed() && locked[at].Version != c.Version:
			return fault.ErrStale
		}
		e, err := effectOf(ctx, tx, locked[at], c)
		if err != nil {
			return err
		}
		if err := e.refusal(c.Seen); err != nil {
			return err
		}
		moved = e.Items
		return move(ctx, tx, by, c, e)
	})
	return moved, err
}

// refusal is why a move is not done, nil if it is.
func (e MoveEffect) refusal(seen int) error {
	if e.TooLarge() {
		return ErrMoveTooLarge
	}
	if len(e.Conflicts) > 0 {
		f := ErrClassConflict.With("n", len(e.Conflicts))
		for _, k := range e.Conflicts[:min(len(e.Conflicts), shownConflicts)] {
			f.Fields = append(f.Fields, fault.F("items", "item_conflict", "number", k.Number, "twin", k.Twin, "maker", k.Maker, "model", k.Model))
		}
		return f
	}
	if e.Items != seen {
		return ErrEffectChanged.With("n", e.Items)
	}
	return nil
}

func move(ctx context.Context, tx *db.Tx, by auth.Actor, c MoveCommand, e MoveEffect) error {
	id, err := writeDown(ctx, tx, by, deskChange{kind: ChangeMove, class: c.From, to: c.To, reason: c.Reason, items: e.Items})
	if err != nil {
		return err
	}
	args := c.args()
	args["change"], args["at"], args["by"] = id, tx.Now, by.PersonID
	b := &pgx.Batch{}
	b.Queue(insertItemMoves, args)
	b.Queue(moveItems, args)
	b.Queue(moveListings, args)
	b.Queue(bringAttributes, args)
	b.Queue(bringChoices, args)
	if e.To.Closed() {
		b.Queue(reopenClass, args)
	}
	if len(c.Items) == 0 {
		b.Queue(closeClass, args)
		b.Queue(bringSynonyms, args)
		b.Queue(dropSynonyms, args)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	return tellMoved(ctx, tx, id, c)
}

type movedSupplier struct {
	ID     int64 `db:"id"`
	Offers int   `db:"offers"`
}

const selectMovedSuppliers = `
SELECT o.supplier_id AS id, count(*)::int AS offers FROM catalog.item_class m JOIN catalog.offer o ON o.item_number = m.item_number
 WHERE m.change_id = @change AND o.state <> 'withdrawn' GROUP BY o.supplier_id ORDER BY 1`

const selectTwoNames = `
SELECT f.name_ko || ' → ' || t.name_ko FROM catalog.class f, catalog.class t WHERE f.code = @from AND t.code = @to`

// tellMoved tells every supplier with an offer of a moved item, once.
func tellMoved(ctx context.Context, tx *db.Tx, change int64, c MoveCommand) error {
	suppliers, err := db.All[movedSupplier](tx.Query(ctx, selectMovedSuppliers, pgx.NamedArgs{"change": change}))
	if err != nil || len(suppliers) == 0 {
		return err
	}
	names, err := db.Value[string](tx.Query(ctx, selectTwoNames, pgx.NamedArgs{"from": c.From, "to": c.To}))
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	for _, s := range suppliers {
		notify.QueueSend(b, tx, notify.Message{
			BodyID: s.ID, Roles: []org.Role{org.SupplierAdmin, org.SupplierMember}, Kind: "class.moved", Object: classRef(c.To),
			Params: map[string]any{"n": s.Offers, "classes": names, "reason": c.Reason},
		})
	}
	return tx.SendBatch(ctx, b).Close()
}
