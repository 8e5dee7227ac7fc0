package kst

import "time"

// holidays lists Korea's public holidays that fall by the lunar calendar, by
// election or by substitution (관공서의 공휴일에 관한 규정 제2·3조). Fixed solar ones
// are in fixedHoliday. Years outside the table know only the fixed ones.
var holidays = map[string]bool{
	"2024-02-09": true, "2024-02-10": true, "2024-02-11": true, "2024-02-12": true, "2024-04-10": true,
	"2024-05-06": true, "2024-05-15": true, "2024-09-16": true, "2024-09-17": true, "2024-09-18": true, "2024-10-01": true,
	"2025-01-27": true, "2025-01-28": true, "2025-01-29": true, "2025-01-30": true, "2025-03-03": true,
	"2025-05-05": true, "2025-05-06": true, "2025-06-03": true, "2025-10-05": true, "2025-10-06": true, "2025-10-07": true, "2025-10-08": true,
	"2026-02-16": true, "2026-02-17": true, "2026-02-18": true, "2026-03-02": true, "2026-05-24": true, "2026-05-25": true,
	"2026-06-03": true, "2026-08-17": true, "2026-09-24": true, "2026-09-25": true, "2026-09-26": true, "2026-10-05": true,
	"2027-02-06": true, "2027-02-07": true, "2027-02-08": true, "2027-02-09": true, "2027-05-13": true, "2027-07-19": true, "2027-08-16": true,
	"2027-09-14": true, "2027-09-15": true, "2027-09-16": true, "2027-10-04": true, "2027-10-11": true, "2027-12-27": true,
}

func fixedHoliday(d Day) bool {
	switch (int(d.Month) * 100) + d.Dom {
	case 101, 301, 505, 606, 815, 1003, 1009, 1225:
		return true
	case 717: // Constitution Day is a holiday again since 2026 (공휴일에 관한 법률)
		return d.Year >= 2026
	}
	return false
}

// IsBusinessDay reports whether public offices are open that day.
func IsBusinessDay(d Day) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday && !fixedHoliday(d) && !holidays[d.String()]
}

// AddBusinessDays moves forward by n days on which public offices are open, the
// first day not counted (민법 제157조); n = 0 gives d itself.
func AddBusinessDays(d Day, n int) Day {
	for n > 0 {
		d = d.Add(1)
		if IsBusinessDay(d) {
			n--
		}
	}
	return d
}

// DueDay moves a period's last day to the next business day when it falls on a
// holiday or weekend (민법 제161조).
func DueDay(d Day) Day {
	for !IsBusinessDay(d) {
		d = d.Add(1)
	}
	return d
}
