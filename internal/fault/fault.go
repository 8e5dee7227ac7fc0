// Package fault owns the one error type that crosses module borders: a kind that
// decides the HTTP answer, a stable code that decides the sentence, the fields at
// fault and the article of law a refusal rests on. It holds no sentences (text makes
// them) and knows no HTTP.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal a fault is; web/kit maps each to one status.
type Kind int

// The kinds, with the HTTP status the web gives each.
const (
	Invalid         Kind = iota + 1 // 422: the input breaks a rule
	Unauthenticated                 // 303 to the sign-in page
	Forbidden                       // 403: known to exist, not for this actor
	NotFound                        // 404: absent, or its existence is secret
	Conflict                        // 409: the state does not allow it
	Stale                           // 409: someone changed it since it was shown
	Limited                         // 429: too many tries
	Unavailable                     // 503: try again later
	NotAllowed                      // 405: the address has no such method
)

// Field is one input at fault: the form's field name, the rule's code and the
// parameters its sentence needs, as key, value pairs.
type Field struct {
	Name   string
	Code   string
	Params []any
}

// F makes a Field.
func F(name, code string, params ...any) Field {
	return Field{Name: name, Code: code, Params: params}
}

// Error is a refusal. Code is stable (docs/contract.md): callers and tests hold on to it.
type Error struct {
	Kind    Kind
	Code    string
	Params  []any
	Fields  []Field
	Article string // e.g. "국가계약법 시행령 제26조"
	Err     error  // the cause, for the log only
}

// New makes a fault of a kind with a code and its sentence's parameters.
func New(k Kind, code string, params ...any) *Error {
	return &Error{Kind: k, Code: code, Params: params}
}

// Bad is an Invalid fault that names the fields at fault.
func Bad(code string, fields ...Field) *Error {
	return &Error{Kind: Invalid, Code: code, Fields: fields}
}

// Error describes the fault for the log.
func (e *Error) Error() string {
	s := "fault " + e.Code
	for _, f := range e.Fields {
		s += fmt.Sprintf(" %s:%s", f.Name, f.Code)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, sentinel) true for faults of the same kind and code, so
// that a sentinel still matches after WithArticle or With.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// WithArticle returns a copy that carries the article the refusal rests on.
func (e *Error) WithArticle(article string) *Error {
	c := *e
	c.Article = article
	return &c
}

// With returns a copy with sentence parameters.
func (e *Error) With(params ...any) *Error {
	c := *e
	c.Params = params
	return &c
}

// Because returns a copy with its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// As finds the fault in an error chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Of reports whether err is a fault of kind k.
func Of(err error, k Kind) bool {
	e, ok := As(err)
	return ok && e.Kind == k
}

// Sentinels every module shares.
var (
	ErrUnauthenticated = New(Unauthenticated, "unauthenticated")
	ErrForbidden       = New(Forbidden, "forbidden")
	ErrNotFound        = New(NotFound, "not_found")
	ErrStale           = New(Stale, "stale")
	ErrSamePerson      = New(Forbidden, "same_person") // an approver is never an earlier actor
)
