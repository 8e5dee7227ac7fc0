package auth

import (
	"context"
	_ "embed"
	"strings"
	"sync"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"jangteo.kr/internal/fault"
)

// MinPassword is the fewest characters a password may have; no composition rules
// apply and at least 64 are allowed (OWASP ASVS 6.2).
const MinPassword = 10

const maxPassword = 256

// common holds passwords that attackers try first, one a line, lower case.
//
//go:embed common_passwords.txt
var commonFile string

var common = func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonFile) {
		m[strings.TrimSpace(line)] = true
	}
	return m
}()

// hasher bounds how many hashes are computed at once: each takes 19 MiB and a core.
type hasher struct {
	sem    *semaphore.Weighted
	params *argon2id.Params
}

// strong is what every password that is a secret gets (OWASP: 19 MiB, two passes).
var strong = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// dummy is compared against when the account is unknown, so that both take as long.
var dummy = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash("no account has this password", strong)
})

func newHasher(cores int) *hasher {
	return &hasher{sem: semaphore.NewWeighted(int64(cores)), params: strong}
}

// WithPublicPasswords gives a service that hashes at next to no cost, for loading the
// demonstration's accounts, whose password is published. What it hashed verifies
// anywhere, because a hash carries its parameters.
func (s *Service) WithPublicPasswords() *Service {
	c := *s
	c.hasher = &hasher{sem: s.hasher.sem, params: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}}
	return &c
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.sem.Acquire(ctx, 1); err != nil {
		return "", err
	}
	defer h.sem.Release(1)
	return argon2id.CreateHash(norm.NFC.String(password), h.params)
}

func (h *hasher) matches(ctx context.Context, password, hash string) (bool, error) {
	if err := h.sem.Acquire(ctx, 1); err != nil {
		return false, err
	}
	defer h.sem.Release(1)
	if hash == "" {
		var err error
		if hash, err = dummy(); err != nil {
			return false, err
		}
	}
	if r := []rune(password); len(r) > maxPassword {
		password = string(r[:maxPassword]) // no account has a longer one
	}
	return argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
}

// checkPassword refuses what is short, common, or says whose it is.
func checkPassword(password string, about ...string) error {
	n := len([]rune(password))
	low := strings.ToLower(norm.NFC.String(password))
	switch {
	case n < MinPassword:
		return ErrPasswordShort
	case n > maxPassword:
		return fault.Bad("password_rejected", fault.F("password", "too_long", "max", maxPassword))
	case common[low]:
		return ErrPasswordCommon
	}
	for _, a := range about {
		a = strings.ToLower(strings.TrimSpace(a))
		if a != "" && (low == a || strings.ReplaceAll(low, "-", "") == strings.ReplaceAll(a, "-", "")) {
			return ErrPasswordCommon
		}
	}
	return nil
}
