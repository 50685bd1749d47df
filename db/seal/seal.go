package seal

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"patrol"
)

// A Sealer seals what is written to the audit log. It reads events that are
// there already, so those who write them never wait for it. Of several at one
// database each does a part; none does what another has done.
type Sealer struct {
	Store patrol.Store
	Log   *slog.Logger
	// Away gets each checkpoint, to be kept where those who may write to the
	// database may not; nil for nowhere.
	Away io.Writer
}

const (
	batchSize = 500 // events under one checkpoint at most
	sealEvery = 250 * time.Millisecond
)

// Run seals until ctx ends, and then what was written before that.
func (s *Sealer) Run(ctx context.Context) {
	ticker := time.NewTicker(sealEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.sealAll(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			s.sealAll(last)
			return
		}
	}
}

// sealAll seals all that is there to be sealed. What fails is done later.
func (s *Sealer) sealAll(ctx context.Context) {
	for {
		n, err := s.Seal(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("sealing the audit log", "err", err)
		}
		if err != nil || n < batchSize {
			return
		}
	}
}

// Seal seals some events and returns how many.
func (s *Sealer) Seal(ctx context.Context) (int, error) {
	var events []*patrol.Event
	var newest *patrol.Checkpoint
	err := s.Store.View(ctx, func(tx patrol.Tx) (err error) {
		newest, err = tx.NewestCheckpoint()
		if err != nil && !patrol.NotFound.Is(err) {
			return err
		}
		events, err = tx.Unsealed(batchSize)
		return err
	})
	if err != nil || len(events) == 0 {
		return 0, err
	}
	key, err := Key(ctx, s.Store)
	if err != nil {
		return 0, err
	}
	seals, checkpoint, err := seal(events, newest, key)
	if err != nil {
		return 0, err
	}
	err = s.Store.Update(ctx, func(tx patrol.Tx) error { return tx.Seal(seals, checkpoint) })
	if patrol.Conflict.Is(err) { // another server was faster
		return 0, nil
	}
	if err == nil && s.Away != nil {
		_, err = fmt.Fprintln(s.Away, checkpoint.Note)
	}
	return len(seals), err
}

// seal makes lines of events, after those that newest vouches for, and a
// checkpoint that vouches for them all.
func seal(events []*patrol.Event, newest *patrol.Checkpoint, key *patrol.SealKey) ([]patrol.Seal, *patrol.Checkpoint, error) {
	t := newTree(newest)
	var seals []patrol.Seal
	for _, e := range events {
		h, err := leaf(e)
		if err != nil {
			return nil, nil, err
		}
		t.add(h)
		seals = append(seals, patrol.Seal{Line: t.size, EventID: e.ID, Hash: h})
	}
	c, err := sign(t, key)
	return seals, c, err
}
