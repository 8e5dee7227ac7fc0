package kst

import (
	"fmt"
	"time"
)

var koWeekdays = [...]string{"일", "월", "화", "수", "목", "금", "토"}

// FormatDate shows a day with its weekday: "2026. 11. 23.(월)" or "Mon 23 Nov 2026".
func FormatDate(d Day, lang string) string {
	if lang == "ko" {
		return fmt.Sprintf("%d. %d. %d.(%s)", d.Year, d.Month, d.Dom, koWeekdays[d.Weekday()])
	}
	return d.Start().Format("Mon 2 Jan 2006")
}

// FormatDateTime shows an instant in KST with weekday: "2026. 11. 23.(월) 10:12" or
// "Mon 23 Nov 2026, 10:12 KST".
func FormatDateTime(t time.Time, lang string) string {
	k := t.In(Zone)
	if lang == "ko" {
		return FormatDate(DayOf(t), lang) + k.Format(" 15:04")
	}
	return k.Format("Mon 2 Jan 2006, 15:04 KST")
}

// ISO writes an instant for a datetime attribute.
func ISO(t time.Time) string { return t.In(Zone).Format(time.RFC3339) }
