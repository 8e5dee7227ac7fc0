package journeys

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The market desk moves an item to another detail class after it has seen what that
// does, and its supplier reads when and why on the offer's page.
func TestClasses_anItemMovesAndItsPagesTell(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		supplier := newBrowser(t, o...).as("haram-admin", o...)
		w := draft(t, supplier, "")
		desk := supplier.as("market", o...)
		desk.open("/classes/4321150701")
		desk.follow("move")
		desk.fillAll("to", "4321159301", "items", w.item, "reason", "일체형으로 확인")
		if status := desk.click("check-button"); status != 200 || desk.text("effect-items") != "1" {
			t.Fatalf("what it does is not shown: %d", status)
		}
		desk.follow("move-button")
		if got := desk.objectID(); got != "4321159301" {
			t.Fatalf("led to %s", got)
		}
		supplier.open("/offers/" + w.offer)
		if got := supplier.text("class-history"); !strings.Contains(got, "4321150701") || !strings.Contains(got, "4321159301") || !strings.Contains(got, "일체형으로 확인") {
			t.Errorf("history %q", got)
		}
	})
}

// A word that the desk adds finds the class from then on, until it is taken away.
func TestClasses_aNewWordFinds(t *testing.T) {
	twice(t, func(t *testing.T, o ...option) {
		word := fmt.Sprintf("탁상컴%d", time.Now().UnixNano())
		public := newBrowser(t, o...)
		desk := public.as("market", o...)
		desk.open("/classes/4321150701")
		desk.follow("synonyms")
		desk.fill("word", "노트북 컴퓨터")
		if status := desk.click("add-button"); status != 409 || desk.errorCode() != "synonym_is_class" {
			t.Fatalf("the name of another class: %d (%s)", status, desk.errorCode())
		}
		desk.fill("word", word)
		desk.follow("add-button")
		public.open("/classes?q=" + word)
		if public.count(`[data-object-id="4321150701"]`) != 1 {
			t.Fatal("the new word finds nothing")
		}
		id := eval[string](desk, `[...document.querySelectorAll('[data-testid="synonym"]')].find(r => r.textContent.includes(`+js(word)+`))?.dataset.objectId || ""`)
		desk.follow("remove-" + id + "-button")
		public.open("/classes?q=" + word)
		if public.has("class") {
			t.Error("the word that was taken away still finds")
		}
	})
}
