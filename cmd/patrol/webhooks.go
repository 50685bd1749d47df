package main

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"patrol"
	"patrol/web/hooks"
)

// webhooks are the flags that say where webhooks may lead.
type webhooks struct {
	HooksAllow []network `placeholder:"NETWORK" help:"Private addresses or networks that webhooks may lead to, with commas between. Others are refused."`
}

// A network is a network, or an address as the network of it alone.
type network netip.Prefix

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *network) UnmarshalText(text []byte) error {
	prefix, err := parseNetwork(string(text))
	*n = network(prefix)
	return err
}

// start sends webhooks what they are told, until ctx ends. The function that it
// returns makes it stop, and waits for what is on its way then.
func (w webhooks) start(ctx context.Context, a *patrol.Authority, log *slog.Logger) (stop func()) {
	var allowed []netip.Prefix
	for _, n := range w.HooksAllow {
		allowed = append(allowed, netip.Prefix(n))
	}
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() { hooks.NewWorker(a, allowed, log).Run(ctx) })
	return func() {
		cancel()
		working.Wait()
	}
}
