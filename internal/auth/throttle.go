package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	h := sha256.Sum256([]byte(strings.ToLower(email)))
	e := hex.EncodeToString(h[:12])
	return throttleKeys{"p:" + e + ":" + ip, "a:" + ip, "e:" + e, "k:" + e + ":" + ip}
}

const selectThrottle = `
SELECT coalesce(max(failures) FILTER (WHERE key = @pair), 0), coalesce(max(failures) FILTER (WHERE key = @addr), 0),
       coalesce(max(failures) FILTER (WHERE key = @email), 0), coalesce(bool_or(key = @known), false)
  FROM auth.throttle WHERE (key IN (@pair, @addr, @email) AND since > now() - @window::interval) OR key = @known`

func (s *Service) throttled(ctx context.Context, email, ip string) error {
	k := keysFor(email, ip)
	var pair, addr, all int
	var known bool
	err := s.db.QueryRow(ctx, selectThrottle, pgx.NamedArgs{
		"pair": k.pair, "addr": k.addr, "email": k.email, "known": k.known, "window": throttleWindow,
	}).Scan(&pair, &addr, &all, &known)
	if err != nil {
		return err
	}
	if pair >= maxPairFailures || addr >= maxAddrFailures || (all >= maxEmailFailures && !known) {
		return ErrThrottled.With("minutes", int(throttleWindow.Minutes()))
	}
	return nil
}

const countFailure = `
INSERT INTO auth.throttle (key, failures, since) SELECT unnest(@keys::text[]), 1, @now
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN throttle.since > @now - @window::interval THEN throttle.failures + 1 ELSE 1 END,
  since    = CASE WHEN throttle.since > @now - @window::interval THEN throttle.since ELSE @now END`

// failed counts a failure and gives the one refusal that all failures share.
func (s *Service) failed(ctx context.Context, email, ip string, person int64) error {
	k := keysFor(email, ip)
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, countFailure, pgx.NamedArgs{
			"keys": []string{k.pair, k.addr, k.email}, "now": tx.Now, "window": throttleWindow,
		}); err != nil {
			return err
		}
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
		if _, err := tx.Exec(ctx, `INSERT INTO auth.throttle (key, failures, since) VALUES (@known, 0, @now)
			ON CONFLICT (key) DO UPDATE SET since = excluded.since`, pgx.NamedArgs{"known": k.known, "now": tx.Now}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: audit.Who{PersonID: person}, Action: "auth.sign_in", Object: audit.Ref("person", person), Detail: map[string]any{"ip": ip}})
	})
}
