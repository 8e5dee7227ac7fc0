package component

import (
	"github.com/a-h/templ"

	"jangteo.kr/internal/money"
)

// PictureProps describes a picture of known size.
type PictureProps struct {
	Src    string // empty: a drawn placeholder takes the place
	SrcSet string
	Sizes  string
	Alt    string // empty for decoration
	W, H   int
	Eager  bool // the picture is in the first screen
	Class  string
}

// ProductProps describes an offer in a list. ProductCard and ProductRow show the
// same props at two densities.
type ProductProps struct {
	Title      string
	Href       string
	Picture    PictureProps
	Supplier   string
	Facts      []string // short: model, region, lead time, minimum order
	Price      money.Won
	Unit       string // sales unit
	PriceNote  string // "incl. VAT"
	Badges     []BadgeProps
	Storefront string // "nara", "hyeokshin", "venture": colours the accent line
	May        string // "may I buy this directly, up to what, and why", in one line
	MayTone    Tone   // Success: yes · Warning: with conditions · Danger: no
	Action     templ.Component
	Compare    templ.Component // a checkbox, where lists can be compared
	Level      int             // heading level: 3 when zero
	TestID     string
	ObjectID   string // data-object-id
}

// CardProps describes a box with a heading, for whatever is inside.
type CardProps struct {
	Title      string
	Href       string // the heading links there
	Text       string
	Meta       templ.Component // right of the heading
	Foot       templ.Component
	Storefront string
	Flat       bool // no border: a tinted surface
	TestID     string
}

// PersonaProps describes somebody one can be in the demonstration.
type PersonaProps struct {
	Title  string // who
	Body   string // of which body
	Text   string // what they do
	Action string // the form's address
	Hidden []Hidden
	Button string
	TestID string
}

// StatProps describes one figure of a front page or a dashboard.
type StatProps struct {
	Label  string
	Value  string
	Unit   string
	Note   string
	Href   string
	Tone   Tone
	Spark  []int64 // last values, drawn as a small line
	TestID string
}

// ProgressProps describes a part of a whole.
type ProgressProps struct {
	Label string
	Value int64
	Max   int64
	Text  string // instead of "value / max"
	Bare  bool   // the label says it all: no figures beside it
	Tone  Tone
}
