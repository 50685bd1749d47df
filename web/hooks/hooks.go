// Package hooks tells organizations' webhooks what happens.
package hooks

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"patrol"
)

const (
	lookEvery   = time.Second // for what is due, at least
	atOnce      = 16          // webhooks that are told something at the same time
	forgetEvery = time.Hour
)

// A Worker sends the deliveries that are due: to each webhook one at a time, so
// that one which is slow holds up nobody else. There may be many workers on one
// database, each delivery is sent by one of them.
type Worker struct {
	authority *patrol.Authority
	client    *http.Client
	log       *slog.Logger
}

// NewWorker returns a worker that sends deliveries to the Internet and to the
// networks allowed, and to no other private place.
func NewWorker(a *patrol.Authority, allowed []netip.Prefix, log *slog.Logger) *Worker {
	return &Worker{authority: a, client: newClient(guard(allowed)), log: log}
}

// Run sends what is due until ctx ends, and then finishes what it has begun.
func (w *Worker) Run(ctx context.Context) {
	look, forget := time.NewTicker(lookEvery), time.NewTicker(forgetEvery)
	defer look.Stop()
	defer forget.Stop()
	defer w.client.CloseIdleConnections()
	var senders sync.WaitGroup
	defer senders.Wait()
	busy, free := map[int64]bool{}, make(chan int64, atOnce)
	for {
		for len(busy) < atOnce {
			d, h := w.next(ctx, busy)
			if d == nil {
				break
			}
			busy[h.ID] = true
			senders.Go(func() {
				w.deliver(context.WithoutCancel(ctx), d, h)
				free <- h.ID
			})
		}
		select {
		case <-ctx.Done():
			return
		case id := <-free:
			delete(busy, id)
		case <-look.C:
		case <-forget.C:
			w.complain(ctx, w.authority.ForgetDeliveries(ctx))
		}
	}
}

// next takes a delivery that is due, of a webhook that is not busy; nil if
// there is none, or none can be had.
func (w *Worker) next(ctx context.Context, busy map[int64]bool) (*patrol.Delivery, *patrol.Hook) {
	d, h, err := w.authority.NextDelivery(ctx, slices.Sorted(maps.Keys(busy)))
	w.complain(ctx, err)
	return d, h
}

// deliver sends d to h once and writes down what came of it.
func (w *Worker) deliver(ctx context.Context, d *patrol.Delivery, h *patrol.Hook) {
	w.complain(ctx, w.authority.Attempted(ctx, d, w.attempt(ctx, d, h)))
}

// complain logs an error, unless it is that we are to stop, that another sender
// was faster, or that someone turned the webhook off. What was not done is
// tried again.
func (w *Worker) complain(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil && !patrol.Conflict.Is(err) {
		w.log.Error("webhooks", "error", err)
	}
}
