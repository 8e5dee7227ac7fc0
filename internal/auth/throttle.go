package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
)

// How many failures are borne within the window. A pair of account and address runs
// dry first. An account that is attacked from everywhere closes only to addresses
// from which it never signed in, so that nobody can lock its owner out.
const (
	throttleWindow   = 15 * time.Minute
	maxPairFailures  = 5
	maxAddrFailures  = 60
	maxEmailFailures = 40
)

type throttleKeys struct{ pair, addr, email, known string }

func keysFor(email, ip string) throttleKeys {
	ip = network(ip)
	h := sha256.Sum256([]byte(strings.ToLower(email)))
	e := hex.EncodeToString(h[:12])
	return throttleKeys{"p:" + e + ":" + ip, "a:" + ip, "e:" + e, "k:" + e + ":" + ip}
}

// network is the address that failures are counted by: of IPv6 the /64, since one
// subscriber has all of it.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil || addr.Unmap().Is4() {
		return ip
	}
	return netip.PrefixFrom(addr.WithZone(""), 64).Masked().String()
}

const countTry = `
INSERT INTO auth.throttle (key, failures, since) SELECT unnest(@keys::text[]), 1, @now
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN throttle.since > @now - @window::interval THEN throttle.failures + 1 ELSE 1 END,
  since    = CASE WHEN throttle.since > @now - @window::interval THEN throttle.since ELSE @now END
RETURNING failures`

// try counts a try as a failure before the password is looked at, so that a hundred
// sent at once are not a hundred tries; success takes it back. One try too many is not
// counted: whoever goes on knocking closes no further door.
func (s *Service) try(ctx context.Context, email, ip string) error {
	k := keysFor(email, ip)
	return s.db.Run(ctx, func(tx *db.Tx) error {
		n, err := db.Values[int](tx.Query(ctx, countTry, pgx.NamedArgs{
			"keys": []string{k.pair, k.addr, k.email}, "now": tx.Now, "window": throttleWindow,
		}))
		if err != nil {
			return err
		}
		known := true
		if n[2] > maxEmailFailures {
			known, err = db.Value[bool](tx.Query(ctx, `SELECT EXISTS (SELECT FROM auth.throttle WHERE key = @known)`, pgx.NamedArgs{"known": k.known}))
			if err != nil {
				return err
			}
		}
		if n[0] > maxPairFailures || n[1] > maxAddrFailures || !known {
			return ErrThrottled.With("minutes", int(throttleWindow.Minutes()))
		}
		return nil
	})
}

// failed records a failure and gives the one refusal that all failures share.
func (s *Service) failed(ctx context.Context, ip string, person int64) error {
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Event{Action: "auth.sign_in_failed", Object: audit.Ref("person", person), Detail: map[string]any{"ip": ip}})
	})
	if err != nil {
		return err
	}
	return ErrCredentials
}

func (s *Service) succeeded(ctx context.Context, email, ip string, person int64) error {
	k := keysFor(email, ip)
	return s.db.Run(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM auth.throttle WHERE key = @pair`, pgx.NamedArgs{"pair": k.pair}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE auth.throttle SET failures = greatest(failures - 1, 0) WHERE key = ANY(@keys)`,
			pgx.NamedArgs{"keys": []string{k.addr, k.email}}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO auth.throttle (key, failures, since) VALUES (@known, 0, @now)
			ON CONFLICT (key) DO UPDATE SET since = excluded.since`, pgx.NamedArgs{"known": k.known, "now": tx.Now}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: audit.Who{PersonID: person}, Action: "auth.sign_in", Object: audit.Ref("person", person), Detail: map[string]any{"ip": ip}})
	})
}
