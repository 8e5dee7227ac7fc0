package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/org"
)

// begin writes a session as the web does and gives its public number.
func (w *door) begin(s *auth.SessionStore, a auth.Actor, token string, ends time.Time) uuid.UUID {
	w.t.Helper()
	meta := &auth.SessionMeta{PersonID: a.PersonID, IP: home, UserAgent: "test"}
	ctx := auth.WithSessionMeta(w.t.Context(), meta)
	if err := s.CommitCtx(ctx, token, []byte(token), ends); err != nil {
		w.t.Fatal(err)
	}
	return value[uuid.UUID](w, `SELECT public_id FROM auth.session WHERE token_hash = $1`, []byte(token))
}

func TestFind_givesALiveSessionAndItsOwner(t *testing.T) {
	w := newDoor(t, false)
	a := w.member("kim@example.kr", org.Requester)
	s := auth.NewSessionStore(w.db, time.Hour)
	id := w.begin(s, a, "token", time.Now().Add(time.Hour))
	meta := &auth.SessionMeta{}
	data, found, err := s.FindCtx(auth.WithSessionMeta(t.Context(), meta), "token")
	if err != nil || !found || string(data) != "token" || meta.PersonID != a.PersonID || meta.PublicID != id {
		t.Errorf("%q, %t, %v, %+v", data, found, err, meta)
	}
	if _, found, err := s.FindCtx(t.Context(), "another"); found || err != nil {
		t.Errorf("an unknown token: %t, %v", found, err)
	}
}

func TestFind_endsWithIdlenessAndAtTheAbsoluteEnd(t *testing.T) {
	w := newDoor(t, false)
	a := w.member("kim@example.kr", org.Requester)
	s := auth.NewSessionStore(w.db, 30*time.Minute)
	w.begin(s, a, "idle", time.Now().Add(10*time.Hour))
	w.exec(`UPDATE auth.session SET seen_at = now() - interval '29 minutes' WHERE token_hash = 'idle'`)
	if _, found, err := s.FindCtx(t.Context(), "idle"); !found || err != nil {
		t.Errorf("after 29 minutes: %t, %v", found, err)
	}
	if ago := value[time.Duration](w, `SELECT now() - seen_at FROM auth.session WHERE token_hash = 'idle'`); ago > time.Minute {
		t.Errorf("a visit does not count: seen %s ago", ago)
	}
	w.exec(`UPDATE auth.session SET seen_at = now() - interval '31 minutes' WHERE token_hash = 'idle'`)
	if _, found, _ := s.FindCtx(t.Context(), "idle"); found {
		t.Error("idle for 31 minutes and alive")
	}
	w.begin(s, a, "old", time.Now().Add(-time.Second))
	if _, found, _ := s.FindCtx(t.Context(), "old"); found {
		t.Error("past its absolute end and alive")
	}
	if err := w.auth.SweepSessions(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := value[int](w, `SELECT count(*)::int FROM auth.session WHERE token_hash = 'old'`); n != 0 {
		t.Error("the sweep left it")
	}
}

func TestEndSession_endsOnesOwnOnly(t *testing.T) {
	w := newDoor(t, false)
	a, b := w.member("kim@example.kr", org.Requester), w.member("lee@example.kr", org.Requester)
	s := auth.NewSessionStore(w.db, time.Hour)
	mine, mine2, other := w.begin(s, a, "m1", time.Now().Add(time.Hour)), w.begin(s, a, "m2", time.Now().Add(time.Hour)), w.begin(s, b, "o", time.Now().Add(time.Hour))
	if err := w.auth.EndSession(t.Context(), a, other); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := s.FindCtx(t.Context(), "o"); !found {
		t.Fatal("ended another person's session")
	}
	if err := w.auth.EndSession(t.Context(), a, mine2); err != nil {
		t.Fatal(err)
	}
	list, err := w.auth.Sessions(t.Context(), a)
	if err != nil || len(list) != 1 || list[0].PublicID != mine || list[0].IP != home {
		t.Fatalf("%+v, %v", list, err)
	}
	w.begin(s, a, "m3", time.Now().Add(time.Hour))
	if err := w.auth.EndOtherSessions(t.Context(), a, mine); err != nil {
		t.Fatal(err)
	}
	if list, err := w.auth.Sessions(t.Context(), a); err != nil || len(list) != 1 || list[0].PublicID != mine {
		t.Errorf("%+v, %v", list, err)
	}
	if err := w.auth.EndSession(t.Context(), auth.Actor{}, mine); err == nil {
		t.Error("the public ended a session")
	}
}

// A request that was under way when the session ended writes its data last, and the
// session stays ended all the same.
func TestCommit_doesNotBringAnEndedSessionBack(t *testing.T) {
	w := newDoor(t, false)
	a := w.member("kim@example.kr", org.Requester)
	s := auth.NewSessionStore(w.db, time.Hour)
	w.begin(s, a, "stolen", time.Now().Add(time.Hour))
	under := auth.WithSessionMeta(t.Context(), &auth.SessionMeta{})
	if _, found, err := s.FindCtx(under, "stolen"); !found || err != nil {
		t.Fatalf("%t, %v", found, err)
	}
	if err := w.auth.EndOtherSessions(t.Context(), a, uuid.New()); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(under, "stolen", []byte("x"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := s.FindCtx(t.Context(), "stolen"); found {
		t.Error("the ended session is back")
	}
	if err := s.CommitCtx(under, "renewed", []byte("x"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := s.FindCtx(t.Context(), "renewed"); !found {
		t.Error("a new token was not kept")
	}
}

func TestCommit_keepsWhatABrowserSaysAsText(t *testing.T) {
	w := newDoor(t, false)
	s := auth.NewSessionStore(w.db, time.Hour)
	ctx := auth.WithSessionMeta(t.Context(), &auth.SessionMeta{IP: home, UserAgent: "a\xff\x00" + strings.Repeat("가", 100)})
	if err := s.CommitCtx(ctx, "odd", []byte("x"), time.Now().Add(time.Hour)); err != nil {
		t.Error(err)
	}
}
