package main

import (
	"context"
	"log/slog"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
)

// The jobs that nobody enqueues: they run by the clock. None of them is what makes a
// lapsed ground or a late answer count; readers and services judge that themselves.
type (
	expireOrders   struct{}
	applyFunding   struct{}
	tidyShelves    struct{}
	refreshFigures struct{}
	sweepSessions  struct{}
)

func (expireOrders) Kind() string   { return "order.expire" }
func (applyFunding) Kind() string   { return "innovation.apply_funding" }
func (tidyShelves) Kind() string    { return "market.tidy_shelves" }
func (refreshFigures) Kind() string { return "insight.refresh" }
func (sweepSessions) Kind() string  { return "auth.sweep_sessions" }

// expiredAtOnce bounds how many orders one run lets expire.
const expiredAtOnce = 500

func schedule(jobs *job.Runner, d *db.DB, a *auth.Service, m *market.Service, o *order.Service, i *innovation.Service) {
	job.Handle(jobs, func(ctx context.Context, _ expireOrders) error {
		return done(ctx, "orders expired")(o.ExpireDue(ctx, expiredAtOnce))
	})
	job.Handle(jobs, func(ctx context.Context, _ applyFunding) error {
		return done(ctx, "grounds funded anew")(i.ApplyFunding(ctx))
	})
	job.Handle(jobs, func(ctx context.Context, _ tidyShelves) error { return done(ctx, "shelves tidied")(m.TidyShelves(ctx)) })
	job.Handle(jobs, func(ctx context.Context, _ refreshFigures) error { return insight.Refresh(ctx, d) })
	job.Handle(jobs, func(ctx context.Context, _ sweepSessions) error { return a.SweepSessions(ctx) })

	jobs.Every(time.Minute, expireOrders{})
	jobs.Every(5*time.Minute, refreshFigures{})
	jobs.Every(time.Hour, sweepSessions{})
	jobs.Daily(0, 1, tidyShelves{})
	jobs.Daily(0, 2, applyFunding{})
}

// done logs what a job did, if it did anything.
func done(ctx context.Context, what string) func(n int, err error) error {
	return func(n int, err error) error {
		if err == nil && n > 0 {
			slog.InfoContext(ctx, what, "count", n)
		}
		return err
	}
}
