package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long command is: a bar on a terminal, and plain lines
// elsewhere, at most one every few seconds.
type progress struct {
	out   io.Writer
	bar   *progressbar.ProgressBar // nil: plain lines
	step  string
	began time.Time
	said  time.Time
}

// sayEvery is how often a plain line is written.
const sayEvery = 5 * time.Second

// foreseeable is how many parts a step needs for its end to be foretold: few parts are
// not alike.
const foreseeable = 1000

func newProgress(out io.Writer) *progress { return &progress{out: out} }

// show is told that a step has done so many of all. It is not for several goroutines
// at once.
func (p *progress) show(step string, done, of int) {
	now := time.Now()
	if step != p.step {
		p.step, p.began, p.said, p.bar = step, now, time.Time{}, nil
		if f, ok := p.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			p.bar = progressbar.NewOptions(of, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(fmt.Sprintf("%-8s", step)),
				progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"), progressbar.OptionSetPredictTime(true),
				progressbar.OptionFullWidth(), progressbar.OptionOnCompletion(func() { fmt.Fprintln(f) }))
		}
	}
	if p.bar != nil {
		_ = p.bar.Set(done)
		return
	}
	if done < of && now.Sub(p.said) < sayEvery {
		return
	}
	p.said = now
	took := now.Sub(p.began)
	line := fmt.Sprintf("%s: %d of %d", step, done, of)
	if ms := int(took.Milliseconds()); ms > 0 && done < of && of >= foreseeable {
		left := time.Duration(int64(took) * int64(of-done) / int64(done)).Round(time.Second)
		line += fmt.Sprintf(", %d a second, %s left", done*1000/ms, left)
	}
	fmt.Fprintln(p.out, line)
}
