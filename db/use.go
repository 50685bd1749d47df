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
	maxTallies = 1 << 18         // tokens noted at a time; others wait for their next use
	maxUses    = 1 << 14         // uses noted in full at a time; others are counted
	maxReached = 1 << 16         // different things noted at a time that were got at
)

// A usage collects uses of tokens and writes them late, many at once. What it
// holds is bounded, and so is how much of the database's time it takes.
type usage struct {
	engine engine
	log    *slog.Logger

	mu      sync.Mutex
	tallies map[int64]tally // by token
	uses    int             // in tallies, noted in full
	reached int             // different things in tallies

	flushing sync.Mutex
	waiting  []tally // taken from tallies and not yet written

	quit chan struct{} // closed to stop
	gone chan error    // what came of the last flush
}

// A tally is the uses of a token since the last flush.
type tally struct {
	tokenID int64
	n       int64
	at      time.Time                  // of the last
	last    []patrol.Use               // usesKept or somewhat more
	reached map[patrol.Reached]reached // what a classic token got at
}

// A reached is how often the same was got at.
type reached struct {
	n         int64
	first, at time.Time // the first and the last time
}

func startUsage(ctx context.Context, e engine, log *slog.Logger) *usage {
	u := &usage{engine: e, log: log, tallies: map[int64]tally{},
		quit: make(chan struct{}), gone: make(chan error, 1)}
	go u.run(ctx)
	return u
}

// add notes a use.
func (u *usage) add(use patrol.Use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	t, found := u.tallies[use.TokenID]
	if !found && len(u.tallies) >= maxTallies {
		return
	}
	t.tokenID, t.at = use.TokenID, use.At
	t.n++
	if len(t.last) == 2*usesKept {
		t.last = append(t.last[:0], t.last[usesKept:]...)
		u.uses -= usesKept
	}
	if u.uses < maxUses {
		t.last = append(t.last, use)
		u.uses++
	}
	if use.Reached != nil {
		u.reach(&t, *use.Reached, use.At)
	}
	u.tallies[use.TokenID] = t
}

// reach notes what a classic token got at.
func (u *usage) reach(t *tally, what patrol.Reached, at time.Time) {
	r, found := t.reached[what]
	switch {
	case !found && u.reached >= maxReached:
		return
	case !found:
		u.reached++
		r.first = at
	}
	if t.reached == nil {
		t.reached = map[patrol.Reached]reached{}
	}
	t.reached[what] = reached{r.n + 1, r.first, at}
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
func (u *usage) take() []tally {
	u.mu.Lock()
	defer u.mu.Unlock()
	byToken := func(a, b tally) int { return cmp.Compare(a.tokenID, b.tokenID) }
	taken := slices.SortedFunc(maps.Values(u.tallies), byToken)
	u.tallies, u.uses, u.reached = map[int64]tally{}, 0, 0
	return taken
}

// close writes what is left.
func (u *usage) close() error {
	close(u.quit)
	return <-u.gone
}

// writeTallies adds uses of tokens to those before.
func (tx *tx) writeTallies(tallies []tally) error {
	for _, t := range tallies {
		if err := tx.writeTally(t); err != nil {
			return err
		}
	}
	return nil
}

// writeTally adds the uses of a token, if it is still there.
func (tx *tx) writeTally(t tally) error {
	n, err := tx.changed(`
		UPDATE token_usage
		SET uses = uses + $2, last_used_at = CASE WHEN last_used_at < $3 THEN $3 ELSE last_used_at END
		WHERE token_id = $1`, t.tokenID, t.n, unix(t.at))
	if err != nil || n == 0 {
		return err
	}
	if t.reached != nil {
		err = tx.writeReached(t)
	} else {
		err = tx.listUse(t.tokenID, t.at)
	}
	if err != nil {
		return err
	}
	for _, use := range t.last[max(0, len(t.last)-usesKept):] {
		err := tx.exec(`
			INSERT INTO token_uses (token_id, at, operation, address, agent) VALUES ($1, $2, $3, $4, $5)`,
			t.tokenID, unix(use.At), use.Operation, use.From.Address, use.From.Agent)
		if err != nil {
			return err
		}
	}
	return tx.exec(`
		DELETE FROM token_uses WHERE token_id = $1 AND id <= (
			SELECT u.id FROM token_uses u WHERE u.token_id = $1 ORDER BY u.id DESC LIMIT 1 OFFSET $2)`,
		t.tokenID, usesKept)
}
