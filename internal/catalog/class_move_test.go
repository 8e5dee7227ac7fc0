package catalog_test

import (
	"errors"
	"testing"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/dbtest/town"
)

const fillClass = `
INSERT INTO catalog.item (class_code, maker, model, name_ko, registered_by) SELECT $1, '한빛전자', 'M-' || n, '데스크톱', $2 FROM generate_series(1, $3::int) n`

func TestMoveItems_refusesMoreThanOneTransactionShouldCarry(t *testing.T) {
	w := town.New(t)
	ctx := t.Context()
	one := w.Item(w.Maker, town.Desktop, "HB-1")
	town.Must(w.DB.Exec(ctx, fillClass, town.Desktop, w.Maker.BodyID, catalog.MaxMoved))(t)
	all := moveAll(w, t, catalog.MaxMoved+1)
	if e := town.Must(w.Catalog.MoveEffect(ctx, w.Desk, all))(t); !e.TooLarge() || e.Items != catalog.MaxMoved+1 {
		t.Fatalf("the effect does not say so: %+v", e)
	}
	if _, err := w.Catalog.MoveItems(ctx, w.Desk, all); !errors.Is(err, catalog.ErrMoveTooLarge) {
		t.Fatalf("moved: %v", err)
	}
	part := moveAll(w, t, 1)
	part.Items = []int{one.Number}
	if n := town.Must(w.Catalog.MoveItems(ctx, w.Desk, part))(t); n != 1 {
		t.Fatalf("%d moved as a part", n)
	}
	if e := town.Must(w.Catalog.MoveEffect(ctx, w.Desk, moveAll(w, t, 0)))(t); e.TooLarge() {
		t.Fatalf("the rest is too large: %+v", e)
	}
	if n := town.Must(w.Catalog.MoveItems(ctx, w.Desk, moveAll(w, t, catalog.MaxMoved)))(t); n != catalog.MaxMoved {
		t.Fatalf("%d moved as the rest", n)
	}
}
