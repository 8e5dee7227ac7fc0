package catalog

// Asks is what a submitted version asks the desks for, mirrored by
// offer_version_asks_check.
type Asks string

// What can be asked.
const (
	AsksListing Asks = "new"    // the offer was never on sale
	AsksChange  Asks = "change" // another content than what is on sale
	AsksPrice   Asks = "price"  // another price and nothing else
)

// AllAsks in the order of the page.
var AllAsks = []Asks{AsksListing, AsksChange, AsksPrice}

// AskedBy says what v asks for beside the version on sale, nil if there is none.
func AskedBy(onSale *OfferVersion, v OfferVersion) Asks {
	switch {
	case onSale == nil:
		return AsksListing
	case PriceOnly(Diff(*onSale, v)):
		return AsksPrice
	}
	return AsksChange
}
