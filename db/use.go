package db

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"patrol"
)

const (
	usesKept   = 100             // of each token
	flushEvery = 2 * time.Second // at least
	flushSize  = 256             // tokens in a transaction
	tooMany    = 1 << 14         // tokens to wait with until the next flush
)

// A usage collects uses of tokens and writes them late, many at once.
type usage struct {
	engine engine
	log    *slog.Logger

	mu      sync.Mutex
	tallies map[int64]*tally // by token

	full chan struct{} // there are too many to wait
	quit chan struct{} // closed to stop
	gone chan error    // what came of the last flush
}

// A tally is the uses of a token since the last flush.
type tally struct {
	n    int64
	last []patrol.Use // usesKept or somewhat more
}

func startUsage(ctx context.Context, e engine, log *slog.Logger) *usage {
	u := &usage{engine: e, log: log, tallies: map[int64]*tally{},
		full: make(chan struct{}, 1), quit: make(chan struct{}), gone: make(chan error, 1)}
	go u.run(ctx)
	return u
}

// add notes a use.
func (u *usage) add(use patrol.Use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	t := u.tallies[use.TokenID]
	if t == nil {
		t = new(tally)
		u.tallies[use.TokenID] = t
	}
	t.n++
	if len(t.last) == 2*usesKept {
		t.last = append(t.last[:0], t.last[usesKept:]...)
	}
	t.last = append(t.last, use)
	if len(u.tallies) >= tooMany {
		select {
		case u.full <- struct{}{}:
		default: // it is known already
		}
	}
}

func (u *usage) run(ctx context.Context) {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-u.full:
		case <-u.quit:
			u.gone <- u.flush(ctx)
			return
		}
		if err := u.flush(ctx); err != nil {
			u.log.Error("uses of tokens are lost", "error", err)
		}
	}
}

// flush writes what was noted since the last time.
func (u *usage) flush(ctx context.Context) error {
	u.mu.Lock()
	tallies := u.tallies
	u.tallies = map[int64]*tally{}
	u.mu.Unlock()
	for tokens := range slices.Chunk(slices.Sorted(maps.Keys(tallies)), flushSize) {
		err := u.engine.update(ctx, func(tx *tx) error {
			for _, id := range tokens {
				if err := tx.writeTally(id, tallies[id]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// close writes what is left.
func (u *usage) close() error {
	close(u.quit)
	return <-u.gone
}

// writeTally adds the uses of a token to those before, if it is still there.
func (tx *tx) writeTally(tokenID int64, t *tally) error {
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
