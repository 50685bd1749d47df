package patrol

import (
	"context"
	"errors"
	"sync"
)

// batches are rows to which owners do something one by one, many at the same
// time. While a batch is done, those of equal orders gather in the next one, so
// that one transaction is enough for them all. Who asks alone waits for nobody.
// The zero batches are ready for use.
type batches struct {
	mu     sync.Mutex
	newest map[order]*batch // each until it is done
}

// An order is who wants what done, and at which owner. It makes no difference
// whether equal orders are carried out together or one after the other.
type order struct {
	userID  int64
	tokenID int64 // of the token that asks; 0 for a person
	kind    TokenKind
	from    Origin
	owner   string
	deed    deed
}

// order is that of v's to do d at an owner.
func (v *Viewer) order(owner string, d deed) order {
	o := order{userID: v.ID, from: v.From, owner: owner, deed: d}
	if v.By != nil {
		o.tokenID, o.kind = v.By.TokenID, v.By.Kind
	}
	return o
}

// A batch is rows that are done in one transaction, by whose row is the first.
type batch struct {
	rows   []*wish
	closed bool          // takes no more rows
	before chan struct{} // that of the batch before, nil if there was none
	done   chan struct{} // closed when the batch is
}

// A wish is for an order to be carried out on one row.
type wish struct {
	ctx context.Context
	id  int64
	err error // what came of it, once its batch is done
}

var errUnfinished = errors.New("what was asked for did not come to an end")

// together carries out o on a row, along with all that are wished for at the
// same time, and returns what came of that one. do writes down what comes of
// each, and may run more than once, as in Update. Who gives up early enough has
// nothing done, and keeps nobody else from it.
func (a *Authority) together(ctx context.Context, o order, id int64, do func(Tx, []*wish) error) error {
	w := &wish{ctx: ctx, id: id, err: errUnfinished}
	b, first := a.batches.join(o, w)
	if !first {
		select {
		case <-b.done:
			return w.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer a.batches.leave(o, b)
	if b.before != nil {
		<-b.before
	}
	err := a.Store.Update(context.WithoutCancel(ctx), func(tx Tx) error { return do(tx, a.batches.close(b)) })
	if err != nil {
		for _, w := range a.batches.close(b) {
			w.err = err
		}
	}
	return w.err
}

// join adds w to the batch that gathers for o, and reports whether it is the first.
func (bs *batches) join(o order, w *wish) (b *batch, first bool) {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	b = bs.newest[o]
	if b != nil && !b.closed && len(b.rows) < MostAtOnce {
		b.rows = append(b.rows, w)
		return b, false
	}
	next := &batch{rows: []*wish{w}, done: make(chan struct{})}
	if b != nil {
		next.before = b.done
	}
	if bs.newest == nil {
		bs.newest = map[order]*batch{}
	}
	bs.newest[o] = next
	return next, true
}

// close has b take no more rows, and returns those that are still wished for.
func (bs *batches) close(b *batch) []*wish {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	b.closed = true
	var wanted []*wish
	for _, w := range b.rows {
		if w.err = w.ctx.Err(); w.err == nil {
			w.err = errUnfinished // until do says better
			wanted = append(wanted, w)
		}
	}
	return wanted
}

// leave tells all who wait for b that it is done, whatever came of it.
func (bs *batches) leave(o order, b *batch) {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	if bs.newest[o] == b {
		delete(bs.newest, o)
	}
	close(b.done)
}
