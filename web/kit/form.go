package kit

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
)

// maxForm bounds a form's body; uploads have their own bound (ParseUpload).
const maxForm = 256 << 10

// Form holds what was typed, as typed, and every field's error. Getters turn raw text
// into values and note what is wrong; Err then gives one fault that names all fields,
// and the same page shows the form again with everything kept.
type Form struct {
	Values url.Values
	errs   []fault.Field
	fault  *fault.Error // the service's refusal, if it came to that
}

// ParseForm reads a posted form, or a query on GET.
func ParseForm(w http.ResponseWriter, r *http.Request) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, fault.Bad("form_unreadable").Because(err)
	}
	v := r.PostForm
	if r.Method == http.MethodGet {
		v = r.URL.Query()
	}
	return formOf(v)
}

// formOf makes a form of values that are text. Bytes that are not, NUL among them, come
// from no browser's form, and no column could hold them.
func formOf(v url.Values) (*Form, error) {
	if !Readable(v) {
		return nil, fault.Bad("form_unreadable")
	}
	return &Form{Values: v}, nil
}

// Readable reports whether all names and values are text.
func Readable(v url.Values) bool {
	for name, values := range v {
		if !IsText(name) || slices.ContainsFunc(values, func(s string) bool { return !IsText(s) }) {
			return false
		}
	}
	return true
}

// IsText reports whether s is text that can be kept: UTF-8 without NUL.
func IsText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// ParseUpload reads a posted form with files of at most limit bytes in all.
func ParseUpload(w http.ResponseWriter, r *http.Request, limit int64) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := r.ParseMultipartForm(8 << 20); err != nil { //nolint:gosec // the body is bounded above
		return nil, fault.Bad("upload_too_large", fault.F("file", "upload_too_large", "mb", limit>>20)).Because(err)
	}
	return formOf(r.PostForm)
}

// Blank is an empty form, for the first showing of a page; values are name, value pairs.
func Blank(values ...string) *Form {
	f := &Form{Values: url.Values{}}
	for i := 0; i+1 < len(values); i += 2 {
		f.Values.Set(values[i], values[i+1])
	}
	return f
}

// Value is what was typed.
func (f *Form) Value(name string) string { return f.Values.Get(name) }

// Set fills a field, for the first showing of a page.
func (f *Form) Set(name, value string) { f.Values.Set(name, value) }

// Has reports whether a value was ticked among a name's values.
func (f *Form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Fail notes that a field breaks a rule.
func (f *Form) Fail(name, code string, params ...any) {
	f.errs = append(f.errs, fault.F(name, code, params...))
}

// Text is trimmed text of at most max runes; required says whether it may be empty.
func (f *Form) Text(name string, max int, required bool) string {
	s := strings.TrimSpace(f.Values.Get(name))
	switch {
	case s == "" && required:
		f.Fail(name, "required")
	case len([]rune(s)) > max:
		f.Fail(name, "too_long", "max", max)
	case strings.ContainsRune(s, 0):
		f.Fail(name, "unreadable")
	}
	return s
}

// Int is a whole number within bounds.
func (f *Form) Int(name string, lo, hi int) int {
	s := strings.ReplaceAll(strings.TrimSpace(f.Values.Get(name)), ",", "")
	n, err := strconv.Atoi(s)
	switch {
	case s == "":
		f.Fail(name, "required")
	case err != nil:
		f.Fail(name, "not_a_number")
	case n < lo || n > hi:
		f.Fail(name, "out_of_range", "min", lo, "max", hi)
	}
	return n
}

// Won is an amount in won, above zero.
func (f *Form) Won(name string) money.Won {
	s := f.Values.Get(name)
	w, err := money.Parse(s)
	switch {
	case strings.TrimSpace(s) == "":
		f.Fail(name, "required")
	case err != nil:
		f.Fail(name, "not_an_amount")
	case w == 0:
		f.Fail(name, "amount_zero")
	}
	return w
}

// Day is a date.
func (f *Form) Day(name string, required bool) kst.Day {
	s := strings.TrimSpace(f.Values.Get(name))
	if s == "" {
		if required {
			f.Fail(name, "required")
		}
		return kst.Day{}
	}
	d, err := kst.ParseDay(s)
	if err != nil || d.Year < 1900 || d.Year > 2200 {
		f.Fail(name, "not_a_date")
	}
	return d
}

// Choice is one of the allowed values.
func (f *Form) Choice(name string, allowed ...string) string {
	s := f.Values.Get(name)
	switch {
	case s == "":
		f.Fail(name, "required")
	case !slices.Contains(allowed, s):
		f.Fail(name, "not_a_choice")
	}
	return s
}

// Choices are ticked values, all of them allowed.
func (f *Form) Choices(name string, allowed ...string) []string {
	out := []string{}
	for _, s := range f.Values[name] {
		if !slices.Contains(allowed, s) {
			f.Fail(name, "not_a_choice")
			break
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Key is the form's idempotency key (hidden field client_key).
func (f *Form) Key() uuid.UUID {
	k, err := uuid.Parse(f.Values.Get("client_key"))
	if err != nil {
		f.Fail("client_key", "unreadable")
	}
	return k
}

// Version is the row version the form was shown for (hidden field version).
func (f *Form) Version() int {
	n, err := strconv.Atoi(f.Values.Get("version"))
	if err != nil {
		f.Fail("version", "unreadable")
	}
	return n
}

// Err is nil if no getter complained, otherwise a fault that names every field.
func (f *Form) Err() error {
	if len(f.errs) == 0 {
		return nil
	}
	return fault.Bad("form_invalid", f.errs...)
}

// Refuse keeps a refusal in the form, so that the page can show it again with what was
// typed. It reports whether err is one that a form can show (422 or 409); the caller
// returns any other error. The status to render with comes from FormStatus.
func (f *Form) Refuse(err error) bool {
	fe, ok := fault.As(err)
	if !ok || (fe.Kind != fault.Invalid && fe.Kind != fault.Conflict && fe.Kind != fault.Stale) {
		return false
	}
	f.fault = fe
	return true
}

// Status is 200 for a fresh form, otherwise that of the refusal.
func (f *Form) Status() int {
	if f.fault == nil {
		return http.StatusOK
	}
	return Status(f.fault)
}

// Fault is the refusal being shown, if any.
func (f *Form) Fault() *fault.Error { return f.fault }

// Error is the sentence for a field of the refusal, "" if the field is fine.
func (f *Form) Error(ctx context.Context, name string) string {
	if f.fault == nil {
		return ""
	}
	for _, e := range f.fault.Fields {
		if e.Name == name {
			return FieldSentence(ctx, e)
		}
	}
	return ""
}

// FieldSentence is the sentence for one field's error: text id "field." + code.
func FieldSentence(ctx context.Context, e fault.Field) string {
	params := readable(ctx, e.Params)
	if strings.HasSuffix(e.Name, "year") {
		params = slices.Clone(e.Params) // years are not counted
	}
	return text.T(ctx, "field."+e.Code, params...)
}

// FaultSentence is the sentence for a refusal: text id "fault." + code.
func FaultSentence(ctx context.Context, f *fault.Error) string {
	return text.T(ctx, "fault."+f.Code, readable(ctx, f.Params)...)
}

// readable puts days, amounts and bounds among a sentence's parameters as pages show
// them. Other whole numbers may be numbers of items, which are not grouped.
func readable(ctx context.Context, params []any) []any {
	out := slices.Clone(params)
	for i, p := range out {
		switch p := p.(type) {
		case kst.Day:
			out[i] = kst.FormatDate(p, text.Lang(ctx))
		case money.Won:
			out[i] = p.String()
		case int:
			if i > 0 && (params[i-1] == "min" || params[i-1] == "max") {
				out[i] = money.Won(p).String()
			}
		}
	}
	return out
}

// NewKey makes an idempotency key for a form.
func NewKey() string { return uuid.NewString() }
