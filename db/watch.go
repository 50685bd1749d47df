package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"syscall"
)

// A watch notices what other processes write to a SQLite file, without a
// query for each question.
//
// Every commit changes the header of the index of the write-ahead log, the
// first 48 bytes of the file that ends in -shm. Only if they changed it reads
// the generation, which whoever changes what we may remember raises.
// See https://www.sqlite.org/walformat.html, "The WAL-Index Header".
type watch struct {
	file   *os.File
	header []byte // of file, as it is now
	memory *memory

	mu   sync.RWMutex
	seen walHeader // when generation was read last
	conn *conn
	// The generations that are ours: from the last one known to be kept, to the
	// one that the writer is about to keep.
	kept, next int64
}

type walHeader [48]byte

// openWatch starts to watch the file at path, which must stay open otherwise.
// The header is mapped as long as the process lasts, so that whoever looks
// while the database is closed does no harm.
func openWatch(ctx context.Context, path string, db *sql.DB, m *memory) (*watch, error) {
	file, err := os.Open(path + "-shm")
	if err != nil {
		return nil, err
	}
	header, err := syscall.Mmap(int(file.Fd()), 0, len(walHeader{}), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &watch{file: file, header: header, memory: m, conn: newConn(c)}, nil
}

// look makes the memory forget everything if another process changed
// something since the last look.
func (w *watch) look(ctx context.Context) error {
	now := walHeader(w.header)
	w.mu.RLock()
	same := w.seen == now
	w.mu.RUnlock()
	if same {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	// Read the header before the generation: what is kept after that changes it.
	if now = walHeader(w.header); w.seen == now {
		return nil
	}
	tx := tx{ctx: ctx, sql: w.conn}
	n, err := value[int64](&tx, `SELECT n FROM generation`)
	if err != nil {
		return err
	}
	if n < w.kept || n > w.next {
		w.kept, w.next = n, n
		w.memory.clear()
	}
	w.seen = now
	return nil
}

// expect says that the writer is about to keep generation n. Nobody else can
// before it has, or has given up.
func (w *watch) expect(n int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n != w.next+1 {
		w.kept = n - 1
		w.memory.clear()
	}
	w.next = n
}

// settle says whether the generation that was expected was kept.
func (w *watch) settle(kept bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if kept {
		w.kept = w.next
		return
	}
	w.next = w.kept
	w.seen = walHeader{}
}

func (w *watch) close() error { return w.conn.close() }
