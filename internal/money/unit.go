package money

// Hundredths is an amount in hundredths of a won: the price of one content unit, which
// may be less than a won. It is shown, never paid.
type Hundredths int64

// String writes it as people read it: whole won from 100 won on, two decimals below.
// Parts that are not shown are cut off.
func (h Hundredths) String() string {
	if h >= 100_00 || h%100 == 0 || h < 0 {
		return Won(h / 100).String()
	}
	cents := h % 100
	return Won(h/100).String() + "." + string([]byte{byte('0' + cents/10), byte('0' + cents%10)})
}
