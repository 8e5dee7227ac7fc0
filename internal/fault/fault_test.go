package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"jangteo.kr/internal/fault"
)

var errShort = fault.New(fault.Conflict, "budget_short")

func TestIs_matchesASentinelWhateverWasAdded(t *testing.T) {
	cause := errors.New("relation is locked")
	for name, err := range map[string]error{
		"with parameters": errShort.With("by", 3),
		"with an article": errShort.WithArticle("국가재정법 제45조"),
		"with a cause":    errShort.Because(cause),
		"wrapped":         fmt.Errorf("order: %w", errShort.With("by", 3)),
	} {
		if !errors.Is(err, errShort) {
			t.Errorf("%s: lost", name)
		}
	}
	if !errors.Is(errShort.Because(cause), cause) {
		t.Error("the cause is lost")
	}
}

func TestIs_needsKindAndCode(t *testing.T) {
	for name, other := range map[string]error{
		"another kind": fault.New(fault.Invalid, "budget_short"), "another code": fault.New(fault.Conflict, "stale"), "no fault": errors.New("budget_short"),
	} {
		if errors.Is(errShort, other) {
			t.Errorf("%s matches", name)
		}
	}
}

func TestWith_leavesTheSentinelAlone(t *testing.T) {
	_ = errShort.With("by", 3).WithArticle("제45조").Because(errors.New("x"))
	if errShort.Params != nil || errShort.Article != "" || errShort.Err != nil {
		t.Errorf("the shared sentinel changed: %+v", errShort)
	}
}

func TestOf_looksThroughWrapping(t *testing.T) {
	err := fmt.Errorf("a: %w", fmt.Errorf("b: %w", errShort))
	if !fault.Of(err, fault.Conflict) || fault.Of(err, fault.Invalid) || fault.Of(errors.New("x"), fault.Conflict) || fault.Of(nil, fault.Conflict) {
		t.Error("wrong kind")
	}
}

func TestError_namesFieldsAndCauseForTheLog(t *testing.T) {
	s := fault.Bad("form_invalid", fault.F("quantity", "min_order", "min", 10)).Because(errors.New("parse")).Error()
	for _, want := range []string{"form_invalid", "quantity:min_order", "parse"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q lacks %q", s, want)
		}
	}
}
