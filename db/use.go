package db

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"patrol"
)

const (
	usesKept   = 100             // of each token
	flushEvery = 2 * time.Second // at least
	flushFor   = flushEvery / 8  // at most: the rest waits for the next time
	flushSize  = 256             // tokens in a transaction
	maxTallies = 1 << 17         // tokens waiting; what others do then is not noted
	maxUses    = 1 << 16         // uses waiting; of each token the last one still is
)

// A usage collects uses of tokens and writes them late, many at once. What it
// holds is bounded, and so is how much of the database's time it takes.
type usage struct {
	engine engine
	log    *slog.Logger

	mu      sync.Mutex
	tallies map[int64]*tally // by token
	uses    int              // in tallies

	flushing sync.Mutex
	waiting  []*tally // taken from tallies and not yet written

	quit chan struct{} // closed to stop
	gone chan error    // what came of the last flush
}

// A tally is the uses of a token since the last flush.
type tally struct {
	n    int64
	last []patrol.Use // never empty; usesKept or somewhat more
}

func startUsage(ctx context.Context, e engine, log *slog.Logger) *usage {
	u := &usage{engine: e, log: log, tallies: map[int64]*tally{},
		quit: make(chan struct{}), gone: make(chan error, 1)}
	go u.run(ctx)
	return u
}

// add notes a use.
func (u *usage) add(use patrol.Use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	t := u.tallies[use.TokenID]
	switch {
	case t != nil && u.uses < maxUses:
		u.uses++
		t.n++
		if len(t.last) == 2*usesKept {
			t.last = append(t.last[:0], t.last[usesKept:]...)
			u.uses -= usesKept
		}
		t.last = append(t.last, use)
	case t != nil:
		t.n++
		t.last[len(t.last)-1] = use
	case len(u.tallies) < maxTallies:
		u.uses++
		u.tallies[use.TokenID] = &tally{1, []patrol.Use{use}}
	}
}

func (u *usage) run(ctx context.Context) {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := u.flush(ctx, flushFor); err != nil {
				u.log.Error("uses of tokens are not written", "error", err)
			}
		case <-u.quit:
			u.gone <- u.flushAll(ctx)
			return
		}
	}
}

// flush writes what was noted, for some time. What is left comes first the
// next time.
func (u *usage) flush(ctx context.Context, patience time.Duration) error {
	u.flushing.Lock()
	defer u.flushing.Unlock()
	if len(u.waiting) == 0 {
		u.waiting = u.take()
	}
	for start := time.Now(); len(u.waiting) > 0 && time.Since(start) < patience; {
		some := u.waiting[:min(len(u.waiting), flushSize)]
		if err := u.engine.update(ctx, func(tx *tx) error { return tx.writeTallies(some) }); err != nil {
			return err
		}
		u.waiting = u.waiting[len(some):]
	}
	return nil
}

// flushAll writes all that was noted until now.
func (u *usage) flushAll(ctx context.Context) error {
	for range 2 { // what waits, and what was noted since
		if err := u.flush(ctx, math.MaxInt64); err != nil {
			return err
		}
	}
	return nil
}

// take returns the tallies by token, and begins new ones.
func (u *usage) take() []*tally {
	u.mu.Lock()
	defer u.mu.Unlock()
	byToken := func(a, b *tally) int { return cmp.Compare(a.last[0].TokenID, b.last[0].TokenID) }
	taken := slices.SortedFunc(maps.Values(u.tallies), byToken)
	u.tallies, u.uses = map[int64]*tally{}, 0
	return taken
}

// close writes what is left.
func (u *usage) close() error {
	close(u.quit)
	return <-u.gone
}

// writeTallies adds uses of tokens to those before.
func (tx *tx) writeTallies(tallies []*tally) error {
	for _, t := range tallies {
		if err := tx.writeTally(t); err != nil {
			return err
		}
	}
	return nil
}

// writeTally adds the uses of a token, if it is still there.
func (tx *tx) writeTally(t *tally) error {
	tokenID := t.last[0].TokenID
	last := t.last[max(0, len(t.last)-usesKept):]
	var at int64
	for _, use := range last {
		at = max(at, use.At.Unix())
	}
	n, err := tx.changed(`
		UPDATE token_usage
		SET uses = uses + $2, last_used_at = CASE WHEN last_used_at < $3 THEN $3 ELSE last_used_at END
		WHERE token_id = $1`, tokenID, t.n, at)
	if err != nil || n == 0 {
		return err
	}
	for _, use := range last {
		err := tx.exec(`INSERT INTO token_uses (token_id, at, operation, address, agent) VALUES ($1, $2, $3, $4, $5)`,
			tokenID, unix(use.At), use.Operation, use.From.Address, use.From.Agent)
		if err != nil {
			return err
		}
	}
	return tx.exec(`
		DELETE FROM token_uses WHERE token_id = $1 AND id <= (
			SELECT u.id FROM token_uses u WHERE u.token_id = $1 ORDER BY u.id DESC LIMIT 1 OFFSET $2)`,
		tokenID, usesKept)
}
