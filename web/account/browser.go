package account

import (
	"context"
	"strings"

	"jangteo.kr/internal/text"
)

// Marks in a user agent, the particular before the general: a browser built on another
// also carries the other's mark.
var (
	browserMarks = [][2]string{{"Edg/", "Edge"}, {"Whale/", "Whale"}, {"SamsungBrowser/", "Samsung Internet"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systemMarks  = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}}
)

// browser names the program and the system of a user agent as people know them.
func browser(ctx context.Context, agent string) string {
	name, system := marked(agent, browserMarks), marked(agent, systemMarks)
	switch {
	case name == "":
		return text.T(ctx, "account.session.other")
	case system == "":
		return name
	}
	return name + " · " + system
}

func marked(agent string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return ""
}
