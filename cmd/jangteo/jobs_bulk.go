package main

import (
	"context"

	"jangteo.kr/internal/bulk"
	"jangteo.kr/internal/job"
)

// handleFiles lets jobs work on files of offers, and forget them in time.
func handleFiles(jobs *job.Runner, b *bulk.Service) {
	job.Handle(jobs, b.Check)
	job.Handle(jobs, b.Run)
	job.Handle(jobs, b.SubmitRun)
	job.Handle(jobs, b.UndoRun)
	job.Handle(jobs, func(ctx context.Context, _ bulk.ForgetJob) error {
		return done(ctx, "files of offers forgotten")(b.Forget(ctx))
	})
	jobs.Daily(0, 55, bulk.ForgetJob{})
}
