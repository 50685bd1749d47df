package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patrol/web/worker"
)

// Jobs go on while there is more to do, rest when there is not or when they
// fail, and are over when Run returns.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		busy, broken := 0, 0
		var said strings.Builder
		log := slog.New(slog.NewTextHandler(&said, nil))
		go func() {
			time.Sleep(150 * time.Second)
			stop()
		}()
		worker.Run(ctx, log,
			worker.Job{Name: "busy", Every: time.Minute, Do: func(context.Context) (bool, error) {
				busy++
				return busy%10 != 0, nil
			}},
			worker.Job{Name: "broken", Every: time.Minute, Do: func(context.Context) (bool, error) {
				broken++
				return true, errors.New("out of paper")
			}})
		if busy != 30 || broken != 3 || strings.Count(said.String(), "out of paper") != 3 {
			t.Errorf("busy %d times, broken %d times: %s", busy, broken, &said)
		}
	})
}
