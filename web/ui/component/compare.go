package component

import "strconv"

// CompareMax is how many offers are compared side by side.
const CompareMax = 4

// The addresses of the comparison; its area answers them.
const (
	ComparePath       = "/compare"
	CompareAddPath    = "/compare/add"    // POST offer_id and back
	CompareRemovePath = "/compare/remove" // POST offer_id and back
	CompareClearPath  = "/compare/clear"  // POST back
)

// CompareToggleProps describes the button that puts an offer into the tray, or takes it out.
type CompareToggleProps struct {
	OfferID string
	Name    string // of the offer, for screen readers
	In      bool
	Full    bool   // nothing more fits: the button leads to the tray
	Back    string // where one was
}

func (p CompareToggleProps) hidden() []Hidden {
	return []Hidden{{Name: "offer_id", Value: p.OfferID}, {Name: "back", Value: p.Back}}
}

// CompareAnchor is where an offer's toggle stands on its page, so that pressing it comes
// back to the same place.
func CompareAnchor(offerID int64) string { return "#compare-" + strconv.FormatInt(offerID, 10) }

// CompareTrayProps describes what the tray holds.
type CompareTrayProps struct {
	Count int
	Href  string // of the comparison
	Back  string
}
