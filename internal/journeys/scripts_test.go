package journeys

import "testing"

// TestScripts_areOffWhenAJourneySaysSo: the journeys without JavaScript would prove
// nothing if the browser ran it. An open menu closes on Escape by script alone.
func TestScripts_areOffWhenAJourneySaysSo(t *testing.T) {
	closes := func(o ...option) bool {
		b := newBrowser(t, o...)
		b.signIn("requester")
		return eval[bool](b, `(() => { const menu = document.querySelector("details[data-menu]"); menu.open = true;
			document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true})); return !menu.open })()`)
	}
	if !closes() {
		t.Error("the page's script does not run where it should")
	}
	if closes(scriptsOff) {
		t.Error("the page's script runs where it should not")
	}
}
