package shop

import (
	"strings"
	"testing"
)

func TestSearch_aClosedClassLeadsToWhereItsItemsAre(t *testing.T) {
	s := newStand(t)
	s.exec(`UPDATE catalog.class SET moved_to = '4321159301' WHERE code = '4321150701'`)
	to := s.get("/search?q=a&class=4321150701&attr_ram=16&trait=sme").Header().Get("Location")
	if !strings.Contains(to, "class=4321159301") || !strings.Contains(to, "trait=sme") || strings.Contains(to, "ram") {
		t.Errorf("led to %q", to)
	}
}

func TestItem_tellsBetweenWhichClassesItMoved(t *testing.T) {
	s := newStand(t)
	if s.page("/items/24000002").Find("[data-testid=class-history]").Length() != 0 {
		t.Error("an item that never moved has a history of moves")
	}
	s.exec(`WITH h AS (INSERT INTO catalog.class_change (kind, class_code, to_code, reason, items, changed_by, changed_at)
		VALUES ('move', '4321150701', '4321159301', '합침', 1, 1, '2026-11-23T03:00:00Z') RETURNING id)
		INSERT INTO catalog.item_class (item_number, change_id, from_code, to_code) SELECT 24000002, h.id, '4321150701', '4321159301' FROM h`)
	got := strings.Join(strings.Fields(s.page("/items/24000002").Find("[data-testid=class-history]").Text()), " ")
	for _, want := range []string{"2026. 11. 23.", "4321150701", "→ 4321159301", "합침"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}
