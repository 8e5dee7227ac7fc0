package component

import (
	"time"

	"jangteo.kr/internal/kst"
)

// daysLeft counts Korean calendar days from now until due; negative when past.
func daysLeft(now, due time.Time) int { return kst.DayOf(due).Sub(kst.DayOf(now)) }

// DDayProps describes a deadline seen from now.
type DDayProps struct {
	Due    time.Time
	Now    time.Time // the request's clock
	Closed bool      // what was due is done or over: no colour
	Duty   bool      // somebody still has to act: once past it is overdue, not closed
}

func (p DDayProps) over() bool { return !p.Now.Before(p.Due) }

func (p DDayProps) days() int { return daysLeft(p.Now, p.Due) }

// overdue reports whether a duty is still waiting after its day.
func (p DDayProps) overdue() bool { return p.Duty && !p.Closed && p.over() }

// overdueText names the text that says by how many days.
func (p DDayProps) overdueText() string {
	switch -p.days() {
	case 0:
		return "ui.dday.overdue.today"
	case 1:
		return "ui.dday.overdue.one"
	}
	return "ui.dday.overdue"
}

// tone warns from three days before the deadline on.
func (p DDayProps) tone() Tone {
	switch {
	case p.overdue():
		return Danger
	case p.Closed || p.over():
		return Neutral
	case p.days() <= 1:
		return Danger
	case p.days() <= 3:
		return Warning
	}
	return Info
}

// EventState says where an event of a timeline stands.
type EventState string

// Event states.
const (
	EventDone    EventState = "done"
	EventNow     EventState = "now"
	EventNext    EventState = "next"
	EventStopped EventState = "stopped" // ended here: rejected, cancelled
)

// Event is one step of a timeline.
type Event struct {
	Title string
	State EventState
	At    time.Time // when it happened
	Actor string    // who did it
	Text  string
	Href  string // the act's page or paper
	Turn  string // whose turn it is (EventNow)
	Due   time.Time
}

// TimelineProps describes the course of one object.
type TimelineProps struct {
	Label  string // for screen readers
	Events []Event
	Now    time.Time
	TestID string
}
