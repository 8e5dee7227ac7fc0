package catalog

import (
	"strconv"
	"strings"
)

// The newest of many hits stand among few listings: the index knows on which day and in
// which ten days each was listed, so a page of the newest asks for those it needs and no
// more.

const (
	dayMicros = 24 * 3600 * 1_000_000 // a day, as catalog.lexemes numbers them since 1970
	maxDays   = 12                    // asked for one by one
	maxTens   = 48                    // ten days each; what needs more is so rare that all of it is quickly read
	ample     = 3                     // how many times the hits of a page the days must promise
)

// recent asks the index for the days in which a page of the newest that begins there will
// be full, if found hits are spread as the listings are. "" when that would not help.
func (k *question) recent(begin cursor, found float64, limit int) string {
	if k.Sort != SortNewest || k.v.rows == 0 || found <= float64(2*ample*limit) {
		return ""
	}
	if k.backwards() && begin == last { // the oldest: nobody knows since when things are listed
		return ""
	}
	wanted := float64(ample*limit) / found // of all listings
	days, share := k.days(begin, "d:", 1, maxDays, wanted)
	if days == "" {
		days, share = k.days(begin, "m:", 10, maxTens, wanted)
	}
	// Walking along the days passes the others between two hits.
	if walked := float64(limit) * k.v.rows / found; walked < found*share {
		return ""
	}
	return days
}

// days asks for spans of so many days, from where a page begins, until they hold the
// wanted share of the listings; "" if most of them do not. A day's share is estimated by
// that of its ten.
func (k *question) days(begin cursor, mark string, length int64, most int, wanted float64) (asked string, share float64) {
	newest := k.v.read.UnixMicro()/dayMicros + 1
	day, step := min(-begin.keys[0]/dayMicros, newest), int64(-1)
	if k.backwards() {
		step = 1
	}
	var ways []string
	for n := day / length; len(ways) < most && n >= 0 && n*length <= newest; n += step {
		ways = append(ways, quoted(mark+strconv.FormatInt(n, 10)))
		share += k.v.share("m:"+strconv.FormatInt(n*length/10, 10)) * float64(length) / 10
		if share >= wanted {
			return "(" + strings.Join(ways, " | ") + ")", share
		}
	}
	return "", 0
}
