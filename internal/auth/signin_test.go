package auth_test

import (
	"errors"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/org"
)

func TestSignIn_takesTheRightPassword(t *testing.T) {
	w := newDoor(t, false)
	id := w.person("kim@example.kr")
	for _, email := range []string{"kim@example.kr", "KIM@Example.KR", " kim@example.kr "} {
		if got, err := w.auth.SignIn(t.Context(), email, password, home); err != nil || got != id {
			t.Errorf("%q: %d, %v", email, got, err)
		}
	}
	// The same text in decomposed form, as some keyboards send it.
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", norm.NFD.String(password), home); err != nil {
		t.Errorf("decomposed: %v", err)
	}
}

// Whoever tries addresses learns nothing: not whether one is known, disabled, or has no
// password yet.
func TestSignIn_refusesAllAlike(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	gone := w.person("gone@example.kr")
	w.exec(`UPDATE org.person SET state = 'disabled' WHERE id = $1`, gone)
	w.exec(`INSERT INTO org.person (email, name) VALUES ('invited@example.kr', '초대')`)
	var sentences []string
	for name, try := range map[string][2]string{
		"wrong password":  {"kim@example.kr", "고양이는 세 발로 걷는다"},
		"other case":      {"kim@example.kr", password + " "},
		"unknown address": {"nobody@example.kr", password},
		"disabled":        {"gone@example.kr", password},
		"no password yet": {"invited@example.kr", ""},
		"the dummy's own": {"invited@example.kr", "no account has this password"},
		"a very long one": {"kim@example.kr", string(make([]byte, 1<<16))},
	} {
		id, err := w.auth.SignIn(t.Context(), try[0], try[1], home+name)
		if id != 0 || !errors.Is(err, auth.ErrCredentials) {
			t.Errorf("%s: %d, %v", name, id, err)
			continue
		}
		sentences = append(sentences, err.Error())
	}
	for _, s := range sentences {
		if s != sentences[0] {
			t.Errorf("%q is not %q", s, sentences[0])
		}
	}
	if n := value[int](w, `SELECT count(*)::int FROM audit.event WHERE action = 'auth.sign_in_failed'`); n != len(sentences) {
		t.Errorf("%d failures recorded", n)
	}
}

func (w *door) fail(email, ip string, times int) (last error) {
	w.t.Helper()
	for range times {
		_, last = w.auth.SignIn(w.t.Context(), email, "wrong password", ip)
	}
	return last
}

func TestSignIn_throttlesAGuesserAndNotTheVictim(t *testing.T) {
	w := newDoor(t, false)
	id := w.person("kim@example.kr")
	if err := w.fail("kim@example.kr", office, 5); !errors.Is(err, auth.ErrCredentials) {
		t.Fatalf("the fifth try: %v", err)
	}
	if err := w.fail("kim@example.kr", office, 1); !errors.Is(err, auth.ErrThrottled) {
		t.Fatalf("the sixth try: %v", err)
	}
	// Even the right password waits from there: a guesser must not learn that it is right.
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, office); !errors.Is(err, auth.ErrThrottled) || !fault.Of(err, fault.Limited) {
		t.Errorf("the right password from the guesser's address: %v", err)
	}
	if got, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, home); err != nil || got != id {
		t.Errorf("the owner from home: %v", err)
	}
}

func TestSignIn_anAttackFromEverywhereLeavesTheOwnerIn(t *testing.T) {
	w := newDoor(t, false)
	id := w.person("kim@example.kr")
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, home); err != nil {
		t.Fatal(err)
	}
	_ = w.fail("kim@example.kr", "192.0.2.1", 3)
	// The rest of the forty came in threes as well, from a dozen addresses more.
	w.exec(`UPDATE auth.throttle SET failures = 39 WHERE key LIKE 'e:%'`)
	_ = w.fail("kim@example.kr", "192.0.2.2", 1)
	if err := w.fail("kim@example.kr", office, 1); !errors.Is(err, auth.ErrThrottled) {
		t.Errorf("one more strange address: %v", err)
	}
	if got, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, home); err != nil || got != id {
		t.Errorf("the owner from home: %v", err)
	}
	w.person("lee@example.kr")
	if _, err := w.auth.SignIn(t.Context(), "lee@example.kr", password, office); err != nil {
		t.Errorf("another person: %v", err)
	}
}

func TestSignIn_throttlesAnAddressThatTriesManyAccounts(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	_ = w.fail("nobody@example.kr", office, 1)
	w.exec(`UPDATE auth.throttle SET failures = 59 WHERE key LIKE 'a:%'`) // as many accounts, once each
	_ = w.fail("somebody@example.kr", office, 1)
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, office); !errors.Is(err, auth.ErrThrottled) {
		t.Errorf("after sixty failures: %v", err)
	}
}

func TestSignIn_forgetsFailuresAfterTheWindow(t *testing.T) {
	w := newDoor(t, false)
	id := w.person("kim@example.kr")
	then := service(t, w.db.WithClock(func() time.Time { return time.Now().Add(-16 * time.Minute) }), false)
	for range 5 {
		_, _ = then.SignIn(t.Context(), "kim@example.kr", "wrong password", office)
	}
	if got, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, office); err != nil || got != id {
		t.Errorf("a quarter of an hour later: %v", err)
	}
}

func TestSignInPersona_existsInDemoModeOnly(t *testing.T) {
	w := newDoor(t, true)
	id := value[int64](w, `INSERT INTO org.person (email, name, demo, persona) VALUES ('market@demo.kr', '한시장', true, 'market') RETURNING id`)
	w.exec(`INSERT INTO org.person (email, name, persona) VALUES ('real@example.kr', '실제', 'real')`)
	if got, err := w.auth.SignInPersona(t.Context(), "market"); err != nil || got != id {
		t.Errorf("in demo mode: %d, %v", got, err)
	}
	for _, p := range []string{"real", "nobody", ""} {
		if got, err := w.auth.SignInPersona(t.Context(), p); got != 0 || !fault.Of(err, fault.NotFound) {
			t.Errorf("%q: %d, %v", p, got, err)
		}
	}
	production := service(t, w.db, false)
	if got, err := production.SignInPersona(t.Context(), "market"); got != 0 || !fault.Of(err, fault.NotFound) {
		t.Errorf("in production: %d, %v", got, err)
	}
	if list, err := production.Personas(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("production lists %d personas, %v", len(list), err)
	}
}

func TestLoad_seesAChangeAtOnce(t *testing.T) {
	w := newDoor(t, false)
	a := w.member("kim@example.kr", org.Approver)
	if !a.Has(org.Approver) {
		t.Fatalf("%+v", a)
	}
	w.exec(`UPDATE org.membership SET roles = '{requester}' WHERE id = $1`, a.MembershipID)
	if v, err := w.auth.Load(t.Context(), a.PersonID, a.BodyID); err != nil || v.Actor.Has(org.Approver) || !v.Actor.Has(org.Requester) {
		t.Errorf("after a change of roles: %+v, %v", v.Actor.Roles, err)
	}
	w.exec(`UPDATE org.body SET state = 'suspended' WHERE id = $1`, a.BodyID)
	v, err := w.auth.Load(t.Context(), a.PersonID, a.BodyID)
	if err != nil || v.Actor.Has(org.Requester) || !v.Actor.Holds(org.Requester) {
		t.Errorf("a suspended body may read and not act: %+v, %v", v.Actor, err)
	}
	w.exec(`UPDATE org.membership SET left_at = now() WHERE id = $1`, a.MembershipID)
	if v, err := w.auth.Load(t.Context(), a.PersonID, a.BodyID); err != nil || v.Actor.Holds(org.Requester) || v.Actor.BodyID != 0 {
		t.Errorf("after leaving: %+v, %v", v.Actor, err)
	}
	w.exec(`UPDATE org.person SET state = 'disabled' WHERE id = $1`, a.PersonID)
	if _, err := w.auth.Load(t.Context(), a.PersonID, a.BodyID); !fault.Of(err, fault.NotFound) {
		t.Errorf("a disabled person: %v", err)
	}
}
