package kit

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"jangteo.kr/internal/text"
)

const flashCookie = "flash"

type flash struct {
	ID     string `json:"i"`
	Params []any  `json:"p,omitempty"`
}

// setFlash keeps a text id and its parameters for the next page. It is a cookie, so
// that a redirect costs no write; what it can say is limited to our own sentences.
func setFlash(w http.ResponseWriter, r *http.Request, textID string, params ...any) {
	b, err := json.Marshal(flash{textID, params})
	if err != nil {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60,
		HttpOnly: true, Secure: visitOf(r.Context()).Secure, SameSite: http.SameSiteLaxMode,
	})
}

// TakeFlash gives the sentence left for this page and forgets it.
func TakeFlash(w http.ResponseWriter, r *http.Request) string {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	var f flash
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // a number is shown as it was written, never as 2.4e+07
	if err != nil || d.Decode(&f) != nil || !text.From(r.Context()).Has(f.ID) {
		return ""
	}
	return text.T(r.Context(), f.ID, f.Params...)
}
