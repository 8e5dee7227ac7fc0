package auth_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

func TestHash_refusesWeakPasswords(t *testing.T) {
	w := newDoor(t, false)
	for name, c := range map[string]struct {
		password string
		about    []string
	}{
		"short":                    {"short pw", nil},
		"short in letters":         {"고양이네발", nil},
		"common":                   {"password123", nil},
		"common in capitals":       {"PASSWORD123", nil},
		"the address":              {"kim@example.kr", []string{"kim@example.kr"}},
		"the company":              {"한빛전자 주식회사", []string{"한빛전자 주식회사"}},
		"the number":               {"101-82-00008", []string{"1018200008"}},
		"endless":                  {strings.Repeat("ㅏ", 257), nil},
		"the address, capitalised": {"KIM@EXAMPLE.KR", []string{"kim@example.kr"}},
	} {
		if _, err := w.auth.Hash(t.Context(), c.password, c.about...); !fault.Of(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHash_asksForLengthAndNothingElse(t *testing.T) {
	w := newDoor(t, false)
	seen := map[string]bool{}
	for _, p := range []string{"abcdefghij klm", "여섯 글자 이상 한글", strings.Repeat("long ", 50), "    spaces around    ", "abcdefghij klm"} {
		h, err := w.auth.Hash(t.Context(), p)
		if err != nil || !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(h, p) {
			t.Errorf("%q: %q, %v", p, h, err)
		}
		if seen[h] {
			t.Errorf("%q: two hashes of one password are alike", p)
		}
		seen[h] = true
	}
}

func TestReset_worksOnceAndEndsEverySession(t *testing.T) {
	w := newDoor(t, false)
	a := w.member("kim@example.kr", org.Requester)
	store := auth.NewSessionStore(w.db, time.Hour)
	w.begin(store, a, "one", time.Now().Add(time.Hour))
	if err := w.auth.RequestReset(t.Context(), " KIM@example.kr "); err != nil {
		t.Fatal(err)
	}
	token := w.token("kim@example.kr")
	if token == "" {
		t.Fatal("no mail with a link")
	}
	if err := w.auth.Reset(t.Context(), token, "short"); !errors.Is(err, auth.ErrPasswordShort) {
		t.Errorf("a weak password: %v", err)
	}
	const next = "새로운 비밀번호는 이것이다"
	if err := w.auth.Reset(t.Context(), token, next); err != nil {
		t.Fatalf("the token after a weak try: %v", err)
	}
	if err := w.auth.Reset(t.Context(), token, "세 번째 비밀번호는 없다"); !errors.Is(err, auth.ErrResetExpired) {
		t.Errorf("the token a second time: %v", err)
	}
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, home); !errors.Is(err, auth.ErrCredentials) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", next, home); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if _, found, err := store.FindCtx(t.Context(), "one"); found || err != nil {
		t.Errorf("a session outlived the reset: %v", err)
	}
}

func TestReset_tokensEndAndAreKeptHashed(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	then := service(t, w.db.WithClock(func() time.Time { return time.Now().Add(-61 * time.Minute) }), false)
	if err := then.RequestReset(t.Context(), "kim@example.kr"); err != nil {
		t.Fatal(err)
	}
	token := w.token("kim@example.kr")
	if n := value[int](w, `SELECT count(*)::int FROM auth.reset WHERE token_hash = $1`, []byte(token)); n != 0 {
		t.Error("the token itself is in the database")
	}
	if err := w.auth.Reset(t.Context(), token, "새로운 비밀번호는 이것이다"); !errors.Is(err, auth.ErrResetExpired) {
		t.Errorf("after an hour: %v", err)
	}
	if err := w.auth.Reset(t.Context(), "not-a-token", "새로운 비밀번호는 이것이다"); !errors.Is(err, auth.ErrResetExpired) {
		t.Errorf("a made-up token: %v", err)
	}
}

func TestRequestReset_saysNothingAboutAddresses(t *testing.T) {
	w := newDoor(t, false)
	gone := w.person("gone@example.kr")
	w.exec(`UPDATE org.person SET state = 'disabled' WHERE id = $1`, gone)
	for _, email := range []string{"nobody@example.kr", "gone@example.kr", "not an address"} {
		if err := w.auth.RequestReset(t.Context(), email); err != nil {
			t.Errorf("%q: %v", email, err)
		}
	}
	if n := value[int](w, `SELECT count(*)::int FROM mail.message`); n != 0 {
		t.Errorf("%d mails", n)
	}
}

func TestChangePassword_needsThePresentOneAndEndsOtherSessions(t *testing.T) {
	w := newDoor(t, false)
	a := w.member("kim@example.kr", org.Requester)
	a.BodyName = "한국조달연구원 서울지소"
	store := auth.NewSessionStore(w.db, time.Hour)
	here := w.begin(store, a, "here", time.Now().Add(time.Hour))
	w.begin(store, a, "there", time.Now().Add(time.Hour))
	const next = "새로운 비밀번호는 이것이다"
	if err := w.auth.ChangePassword(t.Context(), a, "not the present one", next, here); !fault.Of(err, fault.Invalid) {
		t.Errorf("without the present password: %v", err)
	}
	if err := w.auth.ChangePassword(t.Context(), a, password, a.BodyName, here); !fault.Of(err, fault.Invalid) {
		t.Errorf("the body's name as password: %v", err)
	}
	if err := w.auth.ChangePassword(t.Context(), auth.Actor{}, password, next, uuid.Nil); !fault.Of(err, fault.Unauthenticated) {
		t.Errorf("the public: %v", err)
	}
	if err := w.auth.ChangePassword(t.Context(), a, password, next, here); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := store.FindCtx(t.Context(), "here"); !found {
		t.Error("the session at hand ended")
	}
	if _, found, _ := store.FindCtx(t.Context(), "there"); found {
		t.Error("another session went on")
	}
}
