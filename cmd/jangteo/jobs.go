package main

import (
	"context"
	"log/slog"
	"time"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
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
	refreshPrices  struct{}
	refreshWords   struct{}
	refreshShares  struct{}
	forgetDrafts   struct{}
	recount        struct{}
)

func (expireOrders) Kind() string   { return "order.expire" }
func (applyFunding) Kind() string   { return "innovation.apply_funding" }
func (tidyShelves) Kind() string    { return "market.tidy_shelves" }
func (refreshFigures) Kind() string { return "insight.refresh" }
func (sweepSessions) Kind() string  { return "auth.sweep_sessions" }
func (refreshPrices) Kind() string  { return "catalog.refresh_prices" }
func (refreshWords) Kind() string   { return "catalog.refresh_words" }
func (refreshShares) Kind() string  { return "catalog.refresh_shares" }
func (forgetDrafts) Kind() string   { return "catalog.forget_drafts" }
func (recount) Kind() string        { return "order.recount_purchases" }

// statistics is how long a job may run that reads every listing; its statements may take
// as long.
const statistics = 10 * time.Minute

// expiredAtOnce bounds how many orders one run lets expire.
const expiredAtOnce = 500

func schedule(jobs *job.Runner, d *db.DB, a *auth.Service, m *market.Service, o *order.Service, i *innovation.Service) {
	job.Handle(jobs, func(ctx context.Context, _ expireOrders) error {
		return done(ctx, "orders expired")(o.ExpireDue(ctx, expiredAtOnce))
	})
	job.Handle(jobs, func(ctx context.Context, _ applyFunding) error {
		return done(ctx, "grounds funded anew")(i.ApplyFunding(ctx))
	})
	job.HandleLong(jobs, statistics, func(ctx context.Context, _ tidyShelves) error { return done(ctx, "shelves tidied")(m.TidyShelves(ctx)) })
	job.Handle(jobs, func(ctx context.Context, _ refreshFigures) error { return insight.Refresh(ctx, d) })
	job.Handle(jobs, func(ctx context.Context, _ sweepSessions) error { return a.SweepSessions(ctx) })
	job.HandleLong(jobs, statistics, func(ctx context.Context, _ refreshPrices) error {
		return done(ctx, "prices of classes counted")(catalog.RefreshClassPrices(ctx, d))
	})
	job.HandleLong(jobs, statistics, func(ctx context.Context, _ refreshShares) error {
		return done(ctx, "shares of lexemes estimated")(catalog.RefreshShares(ctx, d))
	})
	job.HandleLong(jobs, statistics, func(ctx context.Context, _ refreshWords) error {
		return done(ctx, "words of names collected")(catalog.RefreshWords(ctx, d))
	})
	job.Handle(jobs, func(ctx context.Context, _ forgetDrafts) error {
		return done(ctx, "old drafts of forms forgotten")(catalog.ForgetDrafts(ctx, d))
	})

	job.Handle(jobs, func(ctx context.Context, _ recount) error {
		return done(ctx, "purchases counted anew")(order.RecountPurchases(ctx, d))
	})

	jobs.Every(time.Minute, expireOrders{})
	jobs.Every(5*time.Minute, refreshFigures{})
	jobs.Every(time.Hour, sweepSessions{})
	jobs.Daily(0, 1, tidyShelves{})
	jobs.Daily(0, 2, applyFunding{})
	jobs.Daily(0, 20, refreshPrices{})
	jobs.Daily(0, 30, refreshWords{})
	jobs.Daily(0, 35, refreshShares{})
	jobs.Daily(0, 40, forgetDrafts{})
	jobs.Daily(0, 50, recount{})
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
