package main

import (
	"context"
	"time"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/watch"
)

// The jobs of the search.
type (
	tellSearches struct{}
	tidySearches struct{}
)

func (tellSearches) Kind() string { return "watch.tell" }
func (tidySearches) Kind() string { return "catalog.tidy_searches" }

// scheduleSearches adds the jobs of saved searches and of what is popular. Those that
// tell by the clock are found due by the same job as those that tell at once.
func scheduleSearches(jobs *job.Runner, d *db.DB, w *watch.Service) {
	job.HandleLong(jobs, statistics, func(ctx context.Context, _ tellSearches) error {
		return done(ctx, "saved searches told")(w.TellDue(ctx))
	})
	job.Handle(jobs, func(ctx context.Context, _ tidySearches) error {
		return done(ctx, "days of searches forgotten")(catalog.TidySearchCounts(ctx, d, kst.DayOf(kst.Real())))
	})
	jobs.Every(5*time.Minute, tellSearches{})
	jobs.Daily(0, 30, tidySearches{})
}

// countSearches writes what is searched for while the site is open; end writes the rest.
func (a *app) countSearches(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		a.popular.Run(ctx)
	}()
	return func() {
		cancel()
		<-finished
	}
}
