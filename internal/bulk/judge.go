package bulk

import (
	"context"
	"maps"
	"slices"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// bench is where the rows of one batch are judged.
type bench struct {
	batch Batch
	layout
	defs    []catalog.Attribute
	movedTo string // where a class's items are that was closed since; "" for an open one

	rowOfItem     map[int]int // rows judged so far by the item they are about
	rowOfIdentity map[catalog.Identity]int
}

func (s *Service) bench(ctx context.Context, q db.Querier, b Batch) (*bench, *Problem, error) {
	defs, err := catalog.AttributesOf(ctx, q, b.ClassCode)
	if err != nil {
		return nil, nil, err
	}
	class, err := catalog.ClassByCode(ctx, q, b.ClassCode)
	if err != nil {
		return nil, nil, err
	}
	l, problem := layOut(ColumnsOf(defs), b.Columns)
	j := &bench{batch: b, layout: l, defs: defs, rowOfItem: map[int]int{}, rowOfIdentity: map[catalog.Identity]int{}}
	if class.MovedTo != nil {
		j.movedTo = *class.MovedTo
	}
	return j, problem, nil
}

// failClosed refuses to register a row's item: the desk closed the class.
func (j *bench) failClosed(e *entry) {
	e.fail(j.layout, fault.F(model, "class_closed", "code", j.movedTo))
}

// judge compares rows with the rules of the screens and with what is registered. In a
// transaction that will write, it locks the offers it finds.
func (j *bench) judge(ctx context.Context, q db.Querier, entries []*entry, locked bool) error {
	if err := j.findItems(ctx, q, entries); err != nil {
		return err
	}
	var items []int
	for _, e := range entries {
		if e.number != 0 {
			items = append(items, e.number)
		}
	}
	standing, err := catalog.StandingOf(ctx, q, j.batch.SupplierID, items, locked)
	if err != nil {
		return err
	}
	for _, e := range entries {
		j.once(e)
		if s, ok := standing[e.number]; ok && e.number != 0 {
			e.standing = &s
		}
		j.decide(e)
		e.complete(j.defs)
		j.check(e)
	}
	return nil
}

// findItems tells which items rows are about.
func (j *bench) findItems(ctx context.Context, q db.Querier, entries []*entry) error {
	var numbers []int
	ids := map[catalog.Identity]bool{}
	for _, e := range entries {
		switch {
		case e.number != 0:
			numbers = append(numbers, e.number)
		case !e.given[itemNumber]:
			for _, f := range e.item.Faults() {
				e.fail(j.layout, f)
			}
			ids[e.item.Identity()] = true
		}
	}
	byNumber, err := catalog.KnownByNumber(ctx, q, numbers)
	if err != nil {
		return err
	}
	byIdentity, err := catalog.KnownByIdentity(ctx, q, j.batch.ClassCode, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.number == 0 {
			if k := byIdentity[e.item.Identity()]; k.Number != 0 {
				e.number = k.Number
			} else if j.movedTo != "" {
				j.failClosed(e)
			} else if k.Twin != 0 {
				e.fail(j.layout, fault.F(model, "item_twin", "n", k.Twin))
			}
			continue
		}
		k, ok := byNumber[e.number]
		id := e.item.Identity()
		switch {
		case !ok:
			e.fail(j.layout, fault.F(itemNumber, "unknown_item"))
			e.number = 0
		case k.ClassCode != j.batch.ClassCode:
			e.fail(j.layout, fault.F(itemNumber, "item_other_class"))
		case id.Model != "" && id.Model != k.Model:
			e.fail(j.layout, fault.F(model, "item_differs", "value", k.Model))
		case id.Maker != "" && id.Maker != k.Maker:
			e.fail(j.layout, fault.F(maker, "item_differs", "value", k.Maker))
		}
	}
	return nil
}

// once refuses a second row about one item.
func (j *bench) once(e *entry) {
	field, first := model, 0
	if e.given[itemNumber] {
		field = itemNumber
	}
	id := e.item.Identity()
	if e.number != 0 {
		first = j.rowOfItem[e.number]
	}
	if named := id.Maker != "" && id.Model != ""; named && first == 0 {
		first = j.rowOfIdentity[id]
	}
	switch {
	case first != 0 && first != e.no:
		e.fail(j.layout, fault.F(field, "item_twice", "row", first))
		return
	case e.number != 0:
		j.rowOfItem[e.number] = e.no
	}
	if id.Maker != "" && id.Model != "" {
		j.rowOfIdentity[id] = e.no
	}
}

// decide says what the row does with the supplier's offer of its item.
func (j *bench) decide(e *entry) {
	field := model
	if e.given[itemNumber] || j.place(model) < 0 {
		field = itemNumber
	}
	if e.standing == nil {
		e.act = ActNew
		return
	}
	switch s := e.standing; {
	case s.State == catalog.Submitted:
		e.fail(j.layout, fault.F(field, "offer_waiting"))
	case s.Pending:
		e.fail(j.layout, fault.F(field, "offer_being_written"))
	case s.State == catalog.Withdrawn:
		e.act = ActAgain
	default:
		e.act = ActChange
	}
}

func (j *bench) check(e *entry) {
	for _, f := range e.terms.Check() {
		if f.Name == price && !e.given[price] {
			f = fault.F(price, "required")
		}
		e.fail(j.layout, f)
	}
	var before map[string]string
	if e.standing != nil {
		before = e.standing.Attributes
	}
	for _, f := range catalog.CheckSpecification(j.defs, before, e.spec) {
		e.fail(j.layout, f)
	}
	if len(e.faults) > 0 || e.act != ActChange {
		return
	}
	s, t := e.standing, e.terms
	e.same = int64(t.Price) == s.Price && t.Tax == s.Tax && t.Unit == s.Unit && max(t.Content, 1) == max(s.Content, 1) && t.ContentUnit == s.ContentUnit &&
		t.MinOrder == s.MinOrder && t.LeadDays == s.LeadDays && slices.Equal(t.Regions, s.Regions) && t.WarrantyMonths == s.WarrantyMonths &&
		e.spec.Summary == s.Summary && e.spec.Description == s.Description && maps.Equal(e.withRetired(), s.Attributes)
}

// state of the row once it is judged.
func (e *entry) state() string {
	switch {
	case len(e.faults) > 0:
		return RowFaulty
	case e.same:
		return RowSame
	}
	return RowGood
}
