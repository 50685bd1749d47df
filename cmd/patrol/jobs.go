package main

import (
	"context"
	"log/slog"
	"time"

	"patrol"
	"patrol/web/worker"
)

const (
	mailEvery   = time.Second
	bulkEvery   = time.Second
	clockEvery  = time.Minute // what is due by the clock
	policyEvery = time.Second
	cleanEvery  = time.Hour
)

// clockJobs are what a does as time passes.
func clockJobs(a *patrol.Authority) []worker.Job {
	return []worker.Job{
		{Name: "reminders", Every: clockEvery, Do: a.Remind},
		{Name: "bulk", Every: bulkEvery, Do: a.WorkOnBulk},
		{Name: "digests", Every: clockEvery, Do: a.SendDigests},
		{Name: "warnings", Every: clockEvery, Do: a.WarnOfPolicies},
		{Name: "policies", Every: policyEvery, Do: func(ctx context.Context) (bool, error) {
			_, err := a.SettlePolicies(ctx)
			return false, err
		}},
	}
}

// besides runs fn with jobs beside it. When fn has returned the jobs are told
// to stop, and it returns when they have.
func besides(ctx context.Context, log *slog.Logger, jobs []worker.Job, fn func() error) error {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		worker.Run(ctx, log, jobs...)
		close(done)
	}()
	defer func() { stop(); <-done }()
	return fn()
}
