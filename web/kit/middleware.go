package kit

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/a-h/templ"

	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
)

// Number gives every request an id, in the log and in the answer.
func Number(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:16]
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(WithRequestID(r.Context(), id)))
	})
}

// Log writes one line per request when it is done.
func Log(clock kst.Clock) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := clock()
			sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
			next.ServeHTTP(sw, r)
			slog.InfoContext(r.Context(), "request", "method", r.Method, "path", loggedPath(r), "status", sw.status,
				"bytes", sw.bytes, "ms", clock().Sub(start).Milliseconds(), "request_id", RequestID(r.Context()))
		})
	}
}

// tokenPaths are followed by a token that opens an account: the log may not hold it.
var tokenPaths = []string{"/reset/", "/invitations/"}

// loggedPath is the request's path as the log may show it.
func loggedPath(r *http.Request) string {
	for _, p := range tokenPaths {
		if strings.HasPrefix(r.URL.Path, p) {
			return p + "-"
		}
	}
	return r.URL.Path
}

type statusWriter struct {
	http.ResponseWriter
	status, bytes int
}

func (w *statusWriter) WriteHeader(s int) {
	w.status = s
	w.ResponseWriter.WriteHeader(s)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	n, err := w.ResponseWriter.Write(b)
	w.bytes += n
	return n, err
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Recover turns a panic into the page of a defect.
func Recover(p Pages) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				v := recover()
				if v == nil {
					return
				}
				if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(v)
				}
				slog.ErrorContext(r.Context(), "panic", "value", v, "stack", string(debug.Stack()), "request_id", RequestID(r.Context()))
				f := &fault.Error{Code: "defect"}
				_ = Render(w, r, http.StatusInternalServerError, p.ErrorPage(w, r, http.StatusInternalServerError, f))
			}()
			next.ServeHTTP(w, r)
		})
	}
}

// Secure sets the headers that browsers enforce. Scripts run only with the nonce of
// this answer; nothing inline, nothing from elsewhere, nobody may frame us.
func Secure(https bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			nonce := rand.Text()
			h := w.Header()
			h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"' 'strict-dynamic'; style-src 'self'; "+
				"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "+
				"require-trusted-types-for 'script'; trusted-types 'none'")
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
			if https {
				h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
			}
			next.ServeHTTP(w, r.WithContext(templ.WithNonce(r.Context(), nonce)))
		})
	}
}
