package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgress_writesPlainLinesWhereThereIsNoTerminal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	for n := 0; n <= 2000; n += 100 {
		p.show("offers", n+1, 2001)
	}
	p.began, p.said = p.began.Add(-10*time.Second), time.Time{}
	p.show("offers", 1000, 2001)
	p.show("indexes", 1, 24)
	p.show("indexes", 24, 24)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for i, want := range []string{"offers: 1 of 2001", "offers: 2001 of 2001", "offers: 1000 of 2001, 100 a second, 10s left", "indexes: 1 of 24", "indexes: 24 of 24"} {
		if i > 0 && lines[i] != want || !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d: %q, want %q", i, lines[i], want)
		}
	}
}

func TestDemo_refusesMoreOffersThanThereCouldBe(t *testing.T) {
	var out, errOut bytes.Buffer
	code := run([]string{"demo", "--offers", "2000001"}, []string{"JANGTEO_DATA_DIR=" + t.TempDir()}, &out, &errOut)
	if code != exitFailed || !strings.Contains(errOut.String(), "--offers") {
		t.Errorf("code %d: %s", code, errOut.String())
	}
}
