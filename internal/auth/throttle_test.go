package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"jangteo.kr/internal/auth"
)

// Tries sent at once are counted one by one: no more are looked at than one after the
// other would be.
func TestSignIn_triesAtOnceAreNotMoreTries(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	var looked, refused atomic.Int32
	var wg sync.WaitGroup
	for i := range 15 {
		wg.Go(func() {
			switch _, err := w.auth.SignIn(t.Context(), "kim@example.kr", fmt.Sprint("guess ", i), office); {
			case errors.Is(err, auth.ErrCredentials):
				looked.Add(1)
			case errors.Is(err, auth.ErrThrottled):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if looked.Load() != 5 || refused.Load() != 10 {
		t.Errorf("%d looked at, %d refused", looked.Load(), refused.Load())
	}
	if n := value[int](w, `SELECT failures FROM auth.throttle WHERE key LIKE 'e:%'`); n != 5 {
		t.Errorf("%d failures of the account: knocking on closes it to others", n)
	}
}

func TestSignIn_successTakesItsTryBack(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	for range 3 {
		if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", password, office); err != nil {
			t.Fatal(err)
		}
	}
	if n := value[int](w, `SELECT coalesce(sum(failures), 0)::int FROM auth.throttle`); n != 0 {
		t.Errorf("%d failures after three successes", n)
	}
}

func TestSignIn_countsAnIPv6NetworkAsOneAddress(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	for i := range 5 {
		_ = w.fail("kim@example.kr", fmt.Sprintf("2001:db8:1:2::%x", i+1), 1)
	}
	if err := w.fail("kim@example.kr", "2001:db8:1:2:ffff::1", 1); !errors.Is(err, auth.ErrThrottled) {
		t.Errorf("the same network: %v", err)
	}
	if err := w.fail("kim@example.kr", "2001:db8:1:3::1", 1); !errors.Is(err, auth.ErrCredentials) {
		t.Errorf("another network: %v", err)
	}
}

// The longest password that may be chosen opens the account.
func TestSignIn_takesALongPassphrase(t *testing.T) {
	w := newDoor(t, false)
	id := w.person("kim@example.kr")
	long := strings.Repeat("가나다라마바사아자차", 25) + "카타파하"
	hash, err := w.auth.Hash(t.Context(), long)
	if err != nil {
		t.Fatal(err)
	}
	w.exec(`UPDATE org.person SET password_hash = $1 WHERE id = $2`, hash, id)
	if _, err := w.auth.SignIn(t.Context(), "kim@example.kr", long, home); err != nil {
		t.Error(err)
	}
}

func TestRequestReset_floodsNobodysMailbox(t *testing.T) {
	w := newDoor(t, false)
	w.person("kim@example.kr")
	for range 8 {
		if err := w.auth.RequestReset(t.Context(), "kim@example.kr"); err != nil {
			t.Fatal(err)
		}
	}
	if n := value[int](w, `SELECT count(*)::int FROM mail.message`); n != 5 {
		t.Errorf("%d mails", n)
	}
	w.exec(`UPDATE auth.reset SET expires_at = now() - interval '1 second'`)
	if err := w.auth.RequestReset(t.Context(), "kim@example.kr"); err != nil {
		t.Fatal(err)
	}
	if n := value[int](w, `SELECT count(*)::int FROM mail.message`); n != 6 {
		t.Errorf("%d mails after the hour", n)
	}
}
