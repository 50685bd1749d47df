// Package worker does what has to be done without anybody asking for it.
package worker

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A Job is something to be done again and again, by each node alike: what of it
// must not be done twice, the law sees to.
type Job struct {
	Name  string
	Every time.Duration // how long to wait after there was nothing more to do
	// Do does a bounded piece of it, and reports whether there is more.
	Do func(context.Context) (more bool, err error)
}

// Run does jobs, each beside the others, until ctx ends. It returns when the
// last of them has. A job that fails is logged, and tried again after a while.
func Run(ctx context.Context, log *slog.Logger, jobs ...Job) {
	var all sync.WaitGroup
	for _, j := range jobs {
		all.Go(func() { j.run(ctx, log) })
	}
	all.Wait()
}

func (j Job) run(ctx context.Context, log *slog.Logger) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		more, err := j.Do(ctx)
		if err != nil && ctx.Err() == nil {
			log.Error("work", "job", j.Name, "error", err)
		}
		if more && err == nil {
			timer.Reset(0)
		} else {
			timer.Reset(j.Every)
		}
	}
}
