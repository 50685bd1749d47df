package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A load is clients that each ask again as soon as they are answered.
type load struct {
	server  *server
	clients int
	// request is the nth of all clients' requests. It may be called at the
	// same time by several.
	request func(n int64) []byte
	status  int // that all answers must have

	asked atomic.Int64
}

// A pace is how fast a load was answered.
type pace struct {
	rate     float64       // answers a second
	p50, p99 time.Duration // from request to answer
	cpu      time.Duration // of the server, for each answer
}

// run has l's clients ask for as long as that.
func (l *load) run(ctx context.Context, long time.Duration) (pace, error) {
	wires := make([]*wire, l.clients)
	for i := range wires {
		w, err := dial(l.server.address)
		if err != nil {
			return pace{}, err
		}
		defer w.close()
		wires[i] = w
	}
	cpu, err := l.server.cpu()
	if err != nil {
		return pace{}, err
	}
	began := time.Now()
	took, err := l.drive(ctx, wires, began.Add(long))
	if err != nil {
		return pace{}, err
	}
	elapsed := time.Since(began)
	after, err := l.server.cpu()
	n := len(took)
	return pace{
		rate: float64(n) / elapsed.Seconds(),
		p50:  took[n/2],
		p99:  took[n*99/100],
		cpu:  (after - cpu) / time.Duration(n),
	}, err
}

// drive has one client ask on each wire until the end, and returns how long
// the answers took, sorted. There is one at least.
func (l *load) drive(ctx context.Context, wires []*wire, end time.Time) ([]time.Duration, error) {
	var all []time.Duration
	var failed error
	var mu sync.Mutex
	var clients sync.WaitGroup
	for _, w := range wires {
		clients.Go(func() {
			took, err := l.client(ctx, w, end)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			if err != nil {
				failed = err
			}
		})
	}
	clients.Wait()
	slices.Sort(all)
	return all, failed
}

func (l *load) client(ctx context.Context, w *wire, end time.Time) (took []time.Duration, err error) {
	w.conn.SetDeadline(end.Add(patience))
	for now := time.Now(); now.Before(end) || len(took) == 0; {
		if err := ctx.Err(); err != nil {
			return took, err
		}
		request := l.request(l.asked.Add(1) - 1)
		now = time.Now()
		status, err := w.exchange(request)
		if err != nil {
			return took, err
		}
		if status != l.status {
			return took, fmt.Errorf("answered %d, not %d:\n%s", status, l.status, request)
		}
		answered := time.Now()
		took = append(took, answered.Sub(now))
		now = answered
	}
	return took, nil
}

// once has l's clients make so many requests in all.
func (l *load) once(ctx context.Context, requests int) error {
	w, err := dial(l.server.address)
	if err != nil {
		return err
	}
	defer w.close()
	for n := range int64(requests) {
		status, err := w.exchange(l.request(n))
		if err != nil {
			return err
		}
		if status != l.status {
			return fmt.Errorf("answered %d, not %d", status, l.status)
		}
	}
	return ctx.Err()
}

const rounds = 3

// A comparison is the pace of Patrol and of the floor, one after the other.
type comparison struct{ patrol, floor pace }

func (c comparison) ratio() float64 { return c.patrol.rate / c.floor.rate }

// compare runs l and as many clients of the floor in turn, and returns the
// round with the median ratio.
func (b *bench) compare(ctx context.Context, l *load) (comparison, error) {
	return b.compareWith(ctx, l, b.floorLoad(l.clients))
}

// compareWith is compare with another load of the floor.
func (b *bench) compareWith(ctx context.Context, l, floor *load) (comparison, error) {
	var all []comparison
	for range rounds {
		var c comparison
		var err error
		if c.floor, err = floor.run(ctx, b.round/2); err != nil {
			return c, err
		}
		if c.patrol, err = l.run(ctx, b.round); err != nil {
			return c, err
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(x, y comparison) int {
		if x.ratio() < y.ratio() {
			return -1
		}
		return 1
	})
	return all[len(all)/2], nil
}
