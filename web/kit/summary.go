package kit

import (
	"context"
	"strconv"
	"strings"

	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/component"
)

// Labels says what the input of a name is labelled with on the page, "" if nothing.
type Labels func(ctx context.Context, name string) string

// LabelsAt looks labels up under text ids that are a prefix and the input's name; the
// first prefix that has one counts. An input that repeats on a page ends in its place
// ("alt_2") and is labelled with it ("2. …").
func LabelsAt(prefixes ...string) Labels {
	return func(ctx context.Context, name string) string {
		name, place := repeated(name)
		words := text.From(ctx)
		for _, p := range prefixes {
			if words.Has(p + name) {
				return place + words.T(p+name)
			}
		}
		return ""
	}
}

// With names the text ids of inputs whose label does not follow the prefixes.
func (l Labels) With(ids map[string]string) Labels {
	return func(ctx context.Context, name string) string {
		bare, place := repeated(name)
		if id, ok := ids[bare]; ok {
			return place + text.T(ctx, id)
		}
		return l(ctx, name)
	}
}

func repeated(name string) (bare, place string) {
	at := strings.LastIndexByte(name, '_')
	if at <= 0 {
		return name, ""
	}
	if _, err := strconv.Atoi(name[at+1:]); err != nil {
		return name, ""
	}
	return name[:at], name[at+1:] + ". "
}

// Summary is the error summary of a refused form. Each line says which field it is
// about, so that equal mistakes can be told apart.
func (f *Form) Summary(ctx context.Context, labels Labels) component.ErrorSummaryProps {
	if f.fault == nil {
		return component.ErrorSummaryProps{}
	}
	p := component.ErrorSummaryProps{Code: f.fault.Code, Article: f.fault.Article}
	if f.fault.Code != "form_invalid" || len(f.fault.Fields) == 0 {
		p.Errors = append(p.Errors, component.FieldError{Message: FaultSentence(ctx, f.fault)})
	}
	for _, e := range f.fault.Fields {
		message := FieldSentence(ctx, e)
		if label := labels(ctx, e.Name); label != "" && !strings.HasPrefix(message, label) {
			message = label + ": " + message
		}
		p.Errors = append(p.Errors, component.FieldError{FieldName: e.Name, Message: message})
	}
	return p
}
