package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// A writer keeps updates of a SQLite file, many with one commit: the disk
// takes as long for one as for a hundred. Each update runs in a savepoint, so
// that one which fails leaves nothing behind and the others as they are. None
// is answered before all are safe on disk.
type writer struct {
	ctx    context.Context
	db     *sql.DB
	conn   *conn // lent to one update at a time
	watch  *watch
	memory *memory
	log    *slog.Logger
	jobs   chan *job
	quit   chan struct{} // closed to stop
	gone   chan struct{} // closed when the writer has
}

const (
	groupSize       = 128 // updates in a commit at most
	checkpointEvery = time.Second
)

var errClosed = errors.New("the database is closed")

// A job is an update in the queue. It runs on the goroutine of who asked for
// it, when its turn comes, so that a panic is theirs.
type job struct {
	ctx    context.Context
	tx     *tx
	turn   chan bool  // false if it is not to run
	ran    chan error // what came of it
	err    error
	answer chan error // what is kept of it
}

// start has w take updates.
func (w *writer) start() {
	w.jobs, w.quit, w.gone = make(chan *job), make(chan struct{}), make(chan struct{})
	go w.run()
}

// update waits for its turn, runs fn, and waits until what it did is kept.
func (w *writer) update(ctx context.Context, fn func(*tx) error) error {
	j := &job{ctx: ctx, tx: &tx{ctx: w.ctx, sql: w.conn},
		turn: make(chan bool), ran: make(chan error), answer: make(chan error, 1)}
	select {
	case w.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	if <-j.turn {
		j.run(fn)
	}
	return <-j.answer
}

func (j *job) run(fn func(*tx) error) {
	err := errors.New("the update did not return") // should fn panic
	defer func() { j.ran <- err }()
	err = fn(j.tx)
}

// run keeps updates until it is told to quit.
func (w *writer) run() {
	defer close(w.gone)
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	written := false
	for {
		select {
		case j := <-w.jobs:
			w.group(j)
			written = true
		case <-ticker.C:
			if written {
				go w.checkpoint()
			}
			written = false
		case <-w.quit:
			return
		}
	}
}

// checkpoint moves what was written from the log to the file, while others
// write and read, so that no commit has to.
func (w *writer) checkpoint() {
	if _, err := w.db.ExecContext(w.ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
		w.log.Warn("checkpoint", "error", err)
	}
}

// group runs a job, and those that wait behind it, and keeps them together.
func (w *writer) group(first *job) {
	err := w.conn.run(w.ctx, `BEGIN IMMEDIATE`)
	var jobs []*job
	for j := first; j != nil; j = w.next(len(jobs)) {
		jobs = append(jobs, j)
		if err == nil {
			err = w.lend(j, len(jobs) == 1)
		} else {
			j.turn <- false
		}
	}
	if err == nil {
		err = w.commit(jobs)
	}
	if err != nil {
		w.conn.run(w.ctx, `ROLLBACK`) // fails if what failed did that
	}
	for _, j := range jobs {
		if err != nil {
			j.err = fmt.Errorf("nothing was kept: %w", err)
		}
		j.answer <- j.err
	}
}

// next returns a job that waits; nil if there is none, or the group is full.
func (w *writer) next(n int) *job {
	if n == groupSize {
		return nil
	}
	select {
	case j := <-w.jobs:
		return j
	default:
		return nil
	}
}

// lend gives a job its turn. An error is that of the whole group. What the
// first of a group did is undone with the whole transaction: a savepoint would
// have SQLite copy every page that it changes.
func (w *writer) lend(j *job, first bool) error {
	if j.err = j.ctx.Err(); j.err != nil {
		j.turn <- false
		return nil
	}
	begin, keep, undo := []string{`SAVEPOINT job`}, []string{`RELEASE job`}, []string{`ROLLBACK TO job`, `RELEASE job`}
	if first {
		begin, keep, undo = nil, nil, []string{`ROLLBACK`, `BEGIN IMMEDIATE`}
	}
	if err := w.runAll(begin); err != nil {
		j.turn <- false
		return err
	}
	j.turn <- true
	if j.err = <-j.ran; j.err == nil {
		return w.runAll(keep)
	}
	if err := w.runAll(undo); err != nil {
		return errors.Join(j.err, err)
	}
	return nil
}

// runAll runs statements without arguments, as far as they go well.
func (w *writer) runAll(statements []string) error {
	for _, s := range statements {
		if err := w.conn.run(w.ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// commit keeps what the jobs did and makes the memory forget what they changed.
func (w *writer) commit(jobs []*job) error {
	var all changes
	for _, j := range jobs {
		if j.err == nil {
			all.everything = all.everything || j.tx.changes.everything
			all.digests = append(all.digests, j.tx.changes.digests...)
		}
	}
	if !all.any() {
		return w.conn.run(w.ctx, `COMMIT`)
	}
	tx := tx{ctx: w.ctx, sql: w.conn}
	generation, err := value[int64](&tx, `UPDATE generation SET n = n + 1 RETURNING n`)
	if err != nil {
		return err
	}
	w.watch.expect(generation)
	err = w.conn.run(w.ctx, `COMMIT`)
	w.watch.settle(err == nil)
	if err == nil {
		w.memory.forget(&all)
	}
	return err
}

// close waits for the updates that have begun. Others are refused.
func (w *writer) close() error {
	close(w.quit)
	<-w.gone
	return w.conn.close()
}
