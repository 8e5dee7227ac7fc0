// Package component owns the building blocks of every screen: buttons, fields,
// lists, tables, figures and charts, with their accessible wiring. A component
// is a templ function of one props struct; it reads only the localiser from the
// context. It refuses to know the business: no services, no queries, no rules.
package component

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"jangteo.kr/internal/text"
)

// Tone is the meaning a colour carries; the words must carry it too.
type Tone string

// Tones. The zero value is neutral grey.
const (
	Neutral Tone = ""
	Primary Tone = "primary"
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Danger  Tone = "danger"
	Accent  Tone = "accent" // the storefront's own colour
)

// Variant is the weight of a button.
type Variant string

// Variants. The zero value is the primary button, of which a page has one.
const (
	VariantPrimary   Variant = ""
	VariantSecondary Variant = "secondary"
	VariantTertiary  Variant = "tertiary"
	VariantDanger    Variant = "danger"
	VariantText      Variant = "text"
)

// Size of a button or a money figure.
type Size string

// Sizes. The zero value is the medium size, 44 px high.
const (
	Medium Size = ""
	Small  Size = "sm"
	Large  Size = "lg"
)

// Width of a field, in the length of what is typed into it.
type Width string

// Widths, from about four characters to the whole line.
const (
	WidthAuto Width = ""
	WidthXS   Width = "xs" // about 5 characters
	WidthSM   Width = "sm" // about 12
	WidthMD   Width = "md" // about 24
	WidthLG   Width = "lg" // about 40
	WidthFull Width = "full"
)

// FieldID is the id of the input with that name. The error summary links to it.
func FieldID(name string) string { return "f-" + name }

func classes(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

func prefixed[S ~string](prefix string, s S) string {
	if s == "" {
		return ""
	}
	return prefix + string(s)
}

// attrs joins attribute sets; later ones win.
func attrs(sets ...templ.Attributes) templ.Attributes {
	out := templ.Attributes{}
	for _, set := range sets {
		for k, v := range set {
			out[k] = v
		}
	}
	return out
}

// opt is an attribute set with one attribute, or an empty one when v is "".
func opt(key, v string) templ.Attributes {
	if v == "" {
		return nil
	}
	return templ.Attributes{key: v}
}

func flag(key string, on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{key: true}
}

func itoa(n int) string { return strconv.Itoa(n) }

// Count writes a whole number with thousands separators.
func Count(n int) string { return count(n) }

func count[N ~int | ~int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

func t(ctx context.Context, id string, kv ...any) string { return text.T(ctx, id, kv...) }

func isSet(at time.Time) bool { return !at.IsZero() }
