package patrol_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"patrol"
)

// letIn has so many of dana's tokens let in to acme, and returns their grants.
func (w *town) letIn(n int) (grants []int64) {
	w.t.Helper()
	_, err := w.StartBulk(w.t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Approving, IDs: w.ask(n)})
	w.must(err)
	w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) (err error) {
		grants, _, err = tx.ActiveTokenIDs(patrol.ListQuery{OwnerID: w.acme.ID, Limit: n, Now: w.now})
		return err
	}))
	if len(grants) != n {
		w.t.Fatalf("%d are let in, want %d", len(grants), n)
	}
	return grants
}

// An owner who revokes tokens one by one, many at the same time, hears of each
// by itself, and everything that belongs to one is done once.
func TestRevokeOneByOneAtOnce(t *testing.T) {
	w := newTown(t)
	const hands, each, nowhere = 16, 25, 1 << 40
	grants := w.letIn(hands * each)
	var all sync.WaitGroup
	var mu sync.Mutex
	won := map[int64]int{}
	for hand := range hands {
		mine := grants[hand*each:][:each]
		others := grants[(hand+1)%hands*each:][:each]
		all.Go(func() {
			for _, id := range slices.Concat(mine, []int64{nowhere}, others) {
				err := w.Revoke(t.Context(), w.olivia, "acme", id)
				switch {
				case id == nowhere && patrol.NotFound.Is(err), id != nowhere && patrol.Conflict.Is(err):
				case err == nil:
					mu.Lock()
					won[id]++
					mu.Unlock()
				default:
					t.Errorf("grant %d: %v", id, err)
				}
			}
		})
	}
	all.Wait()
	once := map[int64]int{}
	for _, id := range grants {
		once[id] = 1
	}
	if !maps.Equal(won, once) {
		t.Errorf("revoked: %v", won)
	}
	w.wantRevokedOnce(once)
}

// wantRevokedOnce fails the test unless just these of dana's grants at acme are
// revoked, with one event, one mail and one notification each.
func (w *town) wantRevokedOnce(grants map[int64]int) {
	w.t.Helper()
	logged, noted, mailed := map[int64]int{}, 0, 0
	w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) error {
		for id := range grants {
			active, err := tx.ActiveToken(w.acme.ID, id)
			if err != nil {
				return err
			}
			if active.Token.State != patrol.Revoked || active.Grant.RevokedBy != w.olivia.ID {
				w.t.Errorf("grant %d: %+v of a token that is %s", id, active.Grant, active.Token.State)
			}
			events, err := tx.Events(patrol.EventQuery{TokenID: active.Token.ID, UserID: w.dana.ID, Limit: 10})
			if err != nil {
				return err
			}
			for _, e := range events {
				if e.Action == patrol.AccessRevoked {
					logged[e.GrantID]++
				}
			}
		}
		notes, err := tx.Notifications(w.dana.ID, 0, 10*len(grants))
		for _, n := range notes {
			if n.Kind == patrol.AccessTaken {
				noted++
			}
		}
		if err != nil {
			return err
		}
		mails, err := tx.Mails(0, 10*len(grants))
		for _, m := range mails {
			if m.Kind == patrol.AccessTaken && m.UserID == w.dana.ID {
				mailed++
			}
		}
		return err
	}))
	if !maps.Equal(logged, grants) || noted != len(grants) || mailed != len(grants) {
		w.t.Errorf("%d grants: %d notifications, %d mails, and logged: %v", len(grants), noted, mailed, logged)
	}
}

// A busy store lets updates in when it is free.
type busy struct {
	patrol.Store
	came, free chan struct{}
	updates    int
}

func (b *busy) Update(ctx context.Context, fn func(patrol.Tx) error) error {
	b.updates++
	b.came <- struct{}{}
	<-b.free
	return b.Store.Update(ctx, fn)
}

// A listener is a context that says when somebody waits for its end.
type listener struct {
	context.Context
	heard func()
}

func (l listener) Done() <-chan struct{} {
	l.heard()
	return l.Context.Done()
}

// behind has deed done to each row while the store is busy with the first of
// them, and before makes it free. It returns what came of each row, in order.
func (w *town) behind(rows []int64, deed func(context.Context, int64) error, before func(stop []context.CancelFunc)) []error {
	w.t.Helper()
	store := &busy{Store: w.Store, came: make(chan struct{}, 1), free: make(chan struct{})}
	w.Store = store
	errs, stops := make([]error, len(rows)), make([]context.CancelFunc, len(rows))
	var all sync.WaitGroup
	for i, id := range rows {
		ctx, stop := context.WithCancel(w.t.Context())
		defer stop()
		stops[i] = stop
		waits := make(chan struct{})
		all.Go(func() {
			errs[i] = errors.New("panicked")
			defer func() { recover() }()
			errs[i] = deed(listener{ctx, sync.OnceFunc(func() { close(waits) })}, id)
		})
		if i == 0 {
			<-store.came
		} else {
			<-waits
		}
	}
	before(stops)
	close(store.free)
	all.Wait()
	if store.updates != 1 {
		w.t.Errorf("%d updates, want 1", store.updates)
	}
	w.Store = store.Store
	return errs
}

// Who gives up gets nothing, and takes nothing from those who go along; not even
// who was first.
func TestWhoGivesUpKeepsNobodyElse(t *testing.T) {
	w := newTown(t)
	grants := w.letIn(5)
	rows := append(grants, grants[1], grants[4])
	errs := w.behind(rows, func(ctx context.Context, id int64) error {
		return w.Revoke(ctx, w.olivia, "acme", id)
	}, func(stop []context.CancelFunc) { stop[0](); stop[3]() })
	for i, want := range []error{context.Canceled, nil, nil, context.Canceled, nil} {
		if !errors.Is(errs[i], want) {
			t.Errorf("row %d: %v, want %v", i, errs[i], want)
		}
	}
	w.wantKind(patrol.Conflict, errs[5])
	w.wantKind(patrol.Conflict, errs[6])
	w.wantRevokedOnce(map[int64]int{grants[1]: 1, grants[2]: 1, grants[4]: 1})
	w.must(w.Revoke(t.Context(), w.olivia, "acme", grants[0]))
}

// What a token may not approve does not keep it from what it may.
func TestForbiddenRowKeepsNobodyElse(t *testing.T) {
	w := newTown(t)
	ids := w.ask(3)
	w.update(func(tx patrol.Tx) error {
		k := &patrol.Token{UserID: w.olivia.ID, OwnerID: w.acme.ID, Name: "own", Wants: w.ci().Reach,
			State: patrol.Pending, CreatedAt: w.now, Life: patrol.Life{IssuedAt: w.now}}
		if err := tx.InsertToken(k); err != nil {
			return err
		}
		r := &patrol.Request{TokenID: k.ID, OwnerID: w.acme.ID, UserID: w.olivia.ID, Reach: k.Wants, State: patrol.Open}
		err := tx.InsertRequest(r)
		ids[1] = r.ID
		return err
	})
	program := &patrol.Viewer{Account: w.olivia.Account, By: &patrol.Bearer{TokenID: 1 << 40, User: w.olivia.Account}}
	errs := w.behind(ids, func(ctx context.Context, id int64) error {
		return w.Approve(ctx, program, "acme", id, "")
	}, func([]context.CancelFunc) {})
	w.must(errors.Join(errs[0], errs[2]))
	w.wantKind(patrol.Forbidden, errs[1])
	if l := w.listed(""); l.Total != 2 {
		t.Errorf("%d wait, want 2", l.Total)
	}
}

// Who may not hears so, whoever was first; and if that one falls, nobody is left
// waiting.
func TestAllHearOfTheSameFailure(t *testing.T) {
	w := newTown(t)
	grants := w.letIn(3)
	for _, err := range w.behind(grants, func(ctx context.Context, id int64) error {
		return w.Revoke(ctx, w.dana, "acme", id)
	}, func([]context.CancelFunc) {}) {
		w.wantKind(patrol.NotFound, err)
	}
	now := w.Now
	for i, err := range w.behind(grants, func(ctx context.Context, id int64) error {
		return w.Revoke(ctx, w.olivia, "acme", id)
	}, func([]context.CancelFunc) { w.Now = func() time.Time { panic("no clock") } }) {
		if err == nil {
			t.Errorf("row %d is done", i)
		}
	}
	w.Now = now
	for _, id := range grants {
		w.must(w.Revoke(t.Context(), w.olivia, "acme", id))
	}
}
