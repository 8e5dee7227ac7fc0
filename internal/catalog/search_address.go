package catalog

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/org"
)

// attributePrefix stands before the key of an attribute in an address: attr.filter=H14.
const attributePrefix = "attr."

// Bounds of the filters of an address. What lies beyond is left out.
const (
	maxAttributeKeys   = 8
	maxAttributeValues = 12
	maxAttributeRunes  = 100
	maxGround          = 60
	maxCursor          = 120
)

// PageSizes are how many hits a page may show; the first is usual.
var PageSizes = []int{24, 48, 96}

// ParseSearch reads a search from the values of an address. What is unknown is left
// out, so that an old address still finds something.
func ParseSearch(v url.Values) SearchQuery {
	q := SearchQuery{Text: CutSearch(v.Get("q")), Sort: Sorts[0], Size: PageSizes[0]}
	q.Stores = known(v["store"], SearchShelves)
	if c := v.Get("class"); isClass(c) {
		q.Class = c
	}
	bands := make([]string, len(Bands))
	for i, b := range Bands {
		bands[i] = b.Key
	}
	q.Prices = known(v["price"], bands)
	q.Regions = known(v["region"], org.Regions)
	if d, err := strconv.Atoi(v.Get("lead")); err == nil && slices.Contains(LeadTimes, d) {
		q.LeadDays = d
	}
	q.Traits, q.Certificates = known(v["trait"], org.Traits), known(v["cert"], CertificateKinds)
	q.Attributes = attributesIn(v, q.Class)
	if g := v.Get("ground"); len(g) <= maxGround && !strings.ContainsRune(g, 0) {
		q.Ground = g
	}
	if id, err := strconv.ParseInt(v.Get("supplier"), 10, 64); err == nil && id > 0 {
		q.SupplierID = id
	}
	if want := Sort(v.Get("sort")); slices.Contains(Sorts, want) {
		q.Sort = want
	}
	if size, err := strconv.Atoi(v.Get("size")); err == nil && slices.Contains(PageSizes, size) {
		q.Size = size
	}
	if c := v.Get("after"); len(c) <= maxCursor {
		q.After = c
	}
	if c := v.Get("before"); len(c) <= maxCursor && q.After == "" {
		q.Before = c
	}
	return q
}

// known keeps the values that are allowed, each once, in the order of the allowed.
func known(values, allowed []string) []string {
	var out []string
	for _, a := range allowed {
		if slices.Contains(values, a) {
			out = append(out, a)
		}
	}
	return out
}

func isClass(c string) bool {
	return len(c) >= 2 && len(c) <= 10 && len(c)%2 == 0 && strings.Trim(c, "0123456789") == ""
}

// attributesIn reads the attribute values of an address; they belong to a detail class.
func attributesIn(v url.Values, class string) map[string][]string {
	if len(class) != 10 {
		return nil
	}
	var out map[string][]string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		key, ok := strings.CutPrefix(name, attributePrefix)
		if !ok || !isAttributeKey(key) || len(out) == maxAttributeKeys {
			continue
		}
		var values []string
		for _, x := range v[name] {
			if x != "" && len([]rune(x)) <= maxAttributeRunes && !strings.ContainsRune(x, 0) && len(values) < maxAttributeValues {
				values = append(values, x)
			}
		}
		if slices.Sort(values); len(values) > 0 {
			if out == nil {
				out = map[string][]string{}
			}
			out[key] = slices.Compact(values)
		}
	}
	return out
}

func isAttributeKey(k string) bool {
	return k != "" && len(k) <= 40 && strings.Trim(k, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// AttributeField is the name of an attribute's filter in a form or an address.
func AttributeField(key string) string { return attributePrefix + key }

// Address writes a search as the values of an address, defaults left out, so that one
// search has one address. ParseSearch reads it.
func (q SearchQuery) Address() url.Values {
	v := url.Values{}
	set := func(k, x string) {
		if x != "" {
			v.Set(k, x)
		}
	}
	set("q", q.Text)
	set("class", q.Class)
	set("ground", q.Ground)
	set("after", q.After)
	set("before", q.Before)
	for k, xs := range map[string][]string{"store": q.Stores, "price": q.Prices, "region": q.Regions, "trait": q.Traits, "cert": q.Certificates} {
		if len(xs) > 0 {
			v[k] = slices.Clone(xs)
		}
	}
	if len(q.Class) == 10 {
		for k, xs := range q.Attributes {
			if len(xs) > 0 {
				v[AttributeField(k)] = slices.Clone(xs)
			}
		}
	}
	if q.LeadDays > 0 {
		set("lead", strconv.Itoa(q.LeadDays))
	}
	if q.SupplierID > 0 {
		set("supplier", strconv.FormatInt(q.SupplierID, 10))
	}
	if q.Sort != Sorts[0] {
		set("sort", string(q.Sort))
	}
	if q.Size != PageSizes[0] && q.Size != 0 {
		set("size", strconv.Itoa(q.Size))
	}
	return v
}

// Lasting is the search without the place in its list: what is worth saving.
func (q SearchQuery) Lasting() SearchQuery {
	q.After, q.Before, q.Size = "", "", 0
	return q
}
