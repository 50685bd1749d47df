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
	lookEvery = time.Second // for what is due, at least
	atOnce    = 32          // deliveries that are sent at the same time
	toOne     = 4           // of them to the same webhook
)

// A Worker sends the deliveries that are due: a few at a time to each webhook,
// in no certain order, so that one which is slow holds up nobody else. There may
// be many workers on one database, each delivery is sent by one of them.
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
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	defer w.client.CloseIdleConnections()
	var senders sync.WaitGroup
	defer senders.Wait()
	sending, free := load{}, make(chan int64, atOnce)
	for {
		for sending.all() < atOnce {
			d, h := w.next(ctx, sending.busy())
			if d == nil {
				break
			}
			sending[h.ID]++
			senders.Go(func() {
				w.deliver(context.WithoutCancel(ctx), d, h)
				free <- h.ID
			})
		}
		select {
		case <-ctx.Done():
			return
		case id := <-free:
			sending[id]--
		case <-look.C:
		}
	}
}

// load is how many deliveries are on their way, by webhook.
type load map[int64]int

func (l load) all() (n int) {
	for _, some := range l {
		n += some
	}
	return n
}

// busy are the webhooks that are sent no more for now. Those that are sent
// nothing leave l.
func (l load) busy() (ids []int64) {
	maps.DeleteFunc(l, func(_ int64, n int) bool { return n == 0 })
	for id, n := range l {
		if n >= toOne {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// next takes a delivery that is due, of a webhook that is not busy; nil if
// there is none, or none can be had.
func (w *Worker) next(ctx context.Context, busy []int64) (*patrol.Delivery, *patrol.Hook) {
	d, h, err := w.authority.NextDelivery(ctx, busy)
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
