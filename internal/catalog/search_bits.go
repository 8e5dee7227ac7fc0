package catalog

import (
	"slices"
	"strconv"

	"jangteo.kr/internal/org"
)

// What facets count stands in one number on each listing, as catalog.facet_bits makes
// it: a thousand rows are counted from a thousand numbers. A new kind of company,
// certificate or region needs a bit there and here.
const (
	traitBits      = 0
	certBits       = 6
	regionBits     = 20
	nationwideBit  = 37
	priceShift     = 38 // three bits: number of the price band, from 1
	leadShift      = 41 // three bits: number of the lead band, from 0
	shelfBits      = 44 // set by the search, by the time: see shelves
	threeBits      = 7
	maxMultiFacets = 3
)

// bitFacets are the facets of which a listing may have several values, each a bit.
var bitFacets = [maxMultiFacets]struct {
	facet  string
	from   int
	values []string
}{
	{FacetTrait, traitBits, org.Traits},
	{FacetCert, certBits, CertificateKinds},
	{FacetRegion, regionBits, org.Regions},
}

// shelves is the expression for the shelves on which a listing stands now, as bits.
const shelves = `(CASE WHEN l.nara_from <= now() AND now() < l.nara_until THEN 1::bigint << 44 ELSE 0 END
       | CASE WHEN l.hyeokshin_from <= now() AND now() < l.hyeokshin_until THEN 1::bigint << 45 ELSE 0 END
       | CASE WHEN l.venture_from <= now() AND now() < l.venture_until THEN 1::bigint << 46 ELSE 0 END)`

// maskOf is the bits of some values of a facet; unknown ones have none.
func maskOf(facet string, values []string) int64 {
	mask := int64(0)
	for _, f := range bitFacets {
		if f.facet != facet {
			continue
		}
		for _, v := range values {
			if i := slices.Index(f.values, v); i >= 0 {
				mask |= 1 << (f.from + i)
			}
		}
	}
	return mask
}

// tally counts the values of a facet over the numbers of a set's rows.
func tally(facet string, numbers []int64) map[string]int {
	out := map[string]int{}
	put := func(value string, n int) {
		if n > 0 {
			out[value] += n
		}
	}
	switch facet {
	case FacetStore:
		for i, s := range SearchShelves {
			put(s, countBit(numbers, shelfBits+i))
		}
	case FacetPrice:
		for _, x := range numbers {
			put(strconv.FormatInt(x>>priceShift&threeBits, 10), 1)
		}
	case FacetLead:
		for band, days := range LeadTimes {
			n := 0
			for _, x := range numbers {
				if x>>leadShift&threeBits <= int64(band) {
					n++
				}
			}
			put(strconv.Itoa(days), n)
		}
	}
	for _, f := range bitFacets {
		if f.facet != facet {
			continue
		}
		everywhere := 0
		if facet == FacetRegion {
			everywhere = countBit(numbers, nationwideBit)
		}
		for i, v := range f.values {
			put(v, countBit(numbers, f.from+i)+everywhere)
		}
	}
	return out
}

func countBit(numbers []int64, bit int) int {
	n := 0
	for _, x := range numbers {
		n += int(x >> bit & 1)
	}
	return n
}
