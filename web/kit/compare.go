package kit

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/web/ui/component"
)

// compareCookie holds the numbers of the offers that are to be compared, and nothing
// about who compares them.
const compareCookie = "compare"

// Compared are the offers in the tray of the comparison, as they were put there.
func Compared(r *http.Request) []int64 {
	return comparedOf(cookieOr(r, compareCookie, ""))
}

func comparedOf(cookie string) []int64 {
	var out []int64
	for _, s := range strings.Split(cookie, ".") {
		id, err := strconv.ParseInt(s, 10, 64)
		if err == nil && id > 0 && !slices.Contains(out, id) && len(out) < component.CompareMax {
			out = append(out, id)
		}
	}
	return out
}

// SetCompared keeps the tray for thirty days; an empty one is forgotten.
func SetCompared(w http.ResponseWriter, r *http.Request, offers []int64) {
	c := &http.Cookie{
		Name: compareCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: visitOf(r.Context()).Secure, SameSite: http.SameSiteLaxMode,
	}
	if len(offers) > 0 {
		c.Value, c.MaxAge = joined(offers), 30*24*3600
	}
	http.SetCookie(w, c)
}

func joined(offers []int64) string {
	parts := make([]string, len(offers))
	for i, id := range offers {
		parts[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(parts, ".")
}

// CompareToggle is the button beside an offer that puts it into the tray or takes it out,
// as it stands for whoever is asking.
func CompareToggle(ctx context.Context, offerID int64, name string) component.CompareToggleProps {
	v := visitOf(ctx)
	return component.CompareToggleProps{
		OfferID: strconv.FormatInt(offerID, 10), Name: name, In: slices.Contains(v.Compared, offerID),
		Full: len(v.Compared) >= component.CompareMax, Back: v.Here,
	}
}

// onShelves reports whether a page shows offers, so that the tray belongs there.
func onShelves(path string) bool {
	switch path {
	case "/", "/search", "/nara", "/hyeokshin", "/venture":
		return true
	}
	return strings.HasPrefix(path, "/products/") || strings.HasPrefix(path, "/items/") || strings.HasPrefix(path, "/bodies/")
}
