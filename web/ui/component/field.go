package component

import (
	"strings"

	"github.com/a-h/templ"
)

// Field is the one props struct of every input. A component ignores what does
// not concern it. The input's id is FieldID(Name); hint and error are wired to
// it by aria-describedby, an error also by aria-invalid.
type Field struct {
	Name  string
	Label string
	Hint  string
	Value string // raw, as typed
	Error string // sentence shown at the field; empty when it is right

	Type         string // Input only: "text" when empty; email, tel, password, number, url …
	Required     bool   // marked and announced; checked by the server, so that messages are ours
	Optional     bool   // writes "(optional)" beside the label
	HideLabel    bool   // label for screen readers only
	ReadOnly     bool
	Disabled     bool
	Checked      bool // Checkbox only
	Multiple     bool // File only
	AutoSubmit   bool // Select only: the form is sent on change (a button remains without script)
	Rows         int  // Textarea only: 4 when zero
	MaxLength    int
	Accept       string // File only
	Autocomplete string
	InputMode    string
	Pattern      string
	Placeholder  string // an example, never a label
	Min, Max     string
	Step         string
	Prefix       string // shown before the input
	Suffix       string // shown after the input, e.g. a unit
	Width        Width
	List         []string // Input only: suggestions (datalist)
	ID           string   // only where two inputs of a page share a name
	Current      string   // File only: what is kept when nothing is chosen
	TestID       string
	Attrs        templ.Attributes
}

// Option is one choice of a Select, Radios or Checkboxes.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Group    string // Select only: options of the same group stand together
	Disabled bool
	Selected bool // in addition to being the field's Value; for Checkboxes
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return itoa(f.Rows)
}

func (f Field) hintID() string  { return f.id() + "-hint" }
func (f Field) errorID() string { return f.id() + "-error" }

// describedBy lists the ids of the texts that explain the input.
func (f Field) describedBy() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.errorID())
	}
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	return strings.Join(ids, " ")
}

// wiring is what connects any input with its label, hint and error.
func (f Field) wiring() templ.Attributes {
	invalid := ""
	if f.Error != "" {
		invalid = "true"
	}
	required := ""
	if f.Required {
		required = "true"
	}
	maxLength := ""
	if f.MaxLength > 0 {
		maxLength = itoa(f.MaxLength)
	}
	return attrs(
		opt("aria-describedby", f.describedBy()), opt("aria-invalid", invalid),
		opt("autocomplete", f.Autocomplete), opt("inputmode", f.InputMode), opt("pattern", f.Pattern),
		opt("placeholder", f.Placeholder), opt("min", f.Min), opt("max", f.Max), opt("step", f.Step),
		opt("maxlength", maxLength), opt("data-testid", f.TestID),
		opt("aria-required", required), flag("readonly", f.ReadOnly), flag("disabled", f.Disabled), f.Attrs,
	)
}

func (f Field) class() string {
	return classes("field", prefixed("w-", f.Width), errClass(f.Error))
}

func errClass(e string) string {
	if e == "" {
		return ""
	}
	return "has-error"
}

func (f Field) listID() string {
	if len(f.List) == 0 {
		return ""
	}
	return f.id() + "-list"
}

// selected says whether an option is chosen.
func (f Field) selected(o Option) bool { return o.Selected || o.Value == f.Value }

// optionID gives the first choice the field's own id, so that the error
// summary's link lands on it.
func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + itoa(i+1)
}

// optionGroups keeps the order of first appearance.
func optionGroups(options []Option) []optionGroup {
	var out []optionGroup
	at := map[string]int{}
	for _, o := range options {
		i, ok := at[o.Group]
		if !ok {
			i = len(out)
			at[o.Group] = i
			out = append(out, optionGroup{Label: o.Group})
		}
		out[i].Options = append(out[i].Options, o)
	}
	return out
}

type optionGroup struct {
	Label   string
	Options []Option
}
