package kit

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"github.com/alexedwards/scs/v2"
	"golang.org/x/text/language"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/text"
)

// Sessions ties a browser to a person.
type Sessions struct {
	scs     *scs.SessionManager
	auth    *auth.Service
	clock   kst.Clock
	idle    time.Duration
	setting Setting
	proxies []netip.Prefix
}

// SessionConfig says how long sessions live and whom to believe about addresses.
type SessionConfig struct {
	Idle, Absolute time.Duration
	Setting        Setting
	Proxies        []netip.Prefix // whose X-Forwarded-For is believed
	Clock          kst.Clock
}

// NewSessions makes the session middleware over the store.
func NewSessions(a *auth.Service, store *auth.SessionStore, c SessionConfig) *Sessions {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime = c.Absolute
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	m.Cookie.Name = "session"
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		slog.ErrorContext(r.Context(), "session store", "error", err, "request_id", RequestID(r.Context()))
		away(w)
	}
	if c.Setting.Secure {
		m.Cookie.Name, m.Cookie.Secure = "__Host-session", true
	}
	return &Sessions{scs: m, auth: a, clock: c.Clock, idle: c.Idle, setting: c.Setting, proxies: c.Proxies}
}

// Middleware finds out who asks, in which language and contrast. A request without a
// session cookie costs no round trip.
func (s *Sessions) Middleware(next http.Handler) http.Handler {
	inner := s.scs.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		v := visit{
			Contrast: cookieOr(r, "contrast", "light"), Demo: s.setting.Demo, Secure: s.setting.Secure,
			Compared: Compared(r),
		}
		if r.Method == http.MethodGet {
			v.Here = r.URL.RequestURI()
		}
		if id := s.scs.GetInt64(ctx, "person"); id != 0 {
			loaded, err := s.auth.Load(ctx, id, s.scs.GetInt64(ctx, "body"))
			switch {
			case err == nil:
				v.Visit = loaded
				v.SessionEnds = earlier(s.scs.Deadline(ctx), s.clock().Add(s.idle))
				ctx = withMemory(ctx, s.scs)
				w.Header().Set("Cache-Control", "no-store")
			case !fault.Of(err, fault.NotFound):
				away(w)
				return
			}
		}
		ctx = WithActor(ctx, v.Actor)
		ctx = context.WithValue(ctx, visitKey{}, v)
		ctx = text.With(ctx, text.For(languageOf(r, v.Actor)))
		next.ServeHTTP(w, r.WithContext(ctx))
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		meta := &auth.SessionMeta{IP: s.IP(r), UserAgent: r.UserAgent()}
		inner.ServeHTTP(w, r.WithContext(auth.WithSessionMeta(r.Context(), meta)))
	})
}

// away answers when nobody can be known because the database does not answer.
func away(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "30")
	http.Error(w, "the database is away", http.StatusServiceUnavailable) //nolint:forbidigo // no page can be made without it
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Begin signs a person in on this browser, under a new token.
func (s *Sessions) Begin(r *http.Request, person, body int64) error {
	ctx := r.Context()
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	auth.SessionMetaFrom(ctx).PersonID = person
	s.scs.Put(ctx, "person", person)
	s.scs.Put(ctx, "body", body)
	return nil
}

// End signs this browser out, on the server too.
func (s *Sessions) End(r *http.Request) error { return s.scs.Destroy(r.Context()) }

// IP is the address a request came from; a forwarded one only from a trusted proxy.
func (s *Sessions) IP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	for _, p := range s.proxies {
		if p.Contains(addr.Unmap()) {
			// A proxy may add a line of its own below one that the client sent.
			parts := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			if last, err := netip.ParseAddr(strings.TrimSpace(parts[len(parts)-1])); err == nil {
				return last.String()
			}
		}
	}
	return addr.String()
}

var matcher = language.NewMatcher([]language.Tag{language.Korean, language.English})

// languageOf: what the reader chose, else the browser's wish, else Korean.
func languageOf(r *http.Request, a auth.Actor) string {
	if c := cookieOr(r, "lang", ""); c == "ko" || c == "en" {
		return c
	}
	if a.SignedIn() {
		return a.Lang
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return "ko"
	}
	_, i, confidence := matcher.Match(tags...)
	if i == 1 && confidence >= language.High {
		return "en"
	}
	return "ko"
}

func cookieOr(r *http.Request, name, other string) string {
	if c, err := r.Cookie(name); err == nil && c.Value != "" {
		return c.Value
	}
	return other
}

// SetPreference keeps a choice of language or contrast in a cookie for a year.
func (s *Sessions) SetPreference(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.setting.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// LocalPath is to if it is a path on this site, otherwise "/": no redirect leaves it.
// Browsers drop tabs and line ends from an address before they read it, so that
// "/\t/evil.example" would lead away.
func LocalPath(to string) string {
	bad := func(r rune) bool { return unicode.IsControl(r) || r == '\\' }
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsFunc(to, bad) {
		return "/"
	}
	return to
}
