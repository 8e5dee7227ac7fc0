package catalog

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxFilterBytes is longer than any value of a filter.
const maxFilterBytes = 300

// unwritable is a text that no row holds and that the database would not even read.
func unwritable(s string) bool {
	return len(s) > maxFilterBytes || strings.ContainsRune(s, 0) || !utf8.ValidString(s)
}

// readable leaves out of a query the values that can be in no row.
func (q SearchQuery) readable() SearchQuery {
	for _, list := range []*[]string{&q.Stores, &q.Prices, &q.Regions, &q.Traits, &q.Certificates} {
		*list = slices.DeleteFunc(slices.Clone(*list), unwritable)
	}
	for _, s := range []*string{&q.Class, &q.Ground} {
		if unwritable(*s) {
			*s = ""
		}
	}
	kept := make(map[string][]string, len(q.Attributes))
	for key, values := range q.Attributes {
		if !unwritable(key) {
			kept[key] = slices.DeleteFunc(slices.Clone(values), unwritable)
		}
	}
	q.Attributes = kept
	return q
}
