package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
)

// readers is how many transactions read at the same time.
const readers = 4

// A file runs transactions on SQLite: one writer, some readers.
type file struct {
	read    *sql.DB
	readers chan *conn // each nil until it is needed
	writer  *writer
	watch   *watch
}

func openSQLite(ctx context.Context, name string, m *memory, log *slog.Logger) (_ *file, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("database %s: %w", name, err)
		}
	}()
	path, err := create(name)
	if err != nil {
		return nil, err
	}
	// What a transaction changes stays in memory until it is kept, up to 64 MB.
	write, err := sql.Open("sqlite", dsn(path, "_txlock=immediate", "busy_timeout(15000)", "journal_mode(WAL)",
		"synchronous(FULL)", "foreign_keys(1)", "wal_autocheckpoint(16384)",
		"cache_size(-4000)", "cache_spill(16384)"))
	if err != nil {
		return nil, err
	}
	// Readers map as much of the file as SQLite can: that is the system's memory, and nothing is copied.
	read, err := sql.Open("sqlite", dsn(path, "", "busy_timeout(15000)", "query_only(1)", "cache_size(-2000)",
		"mmap_size(2147418112)"))
	if err != nil {
		return nil, err
	}
	f := &file{read: read, readers: make(chan *conn, readers)}
	for range readers {
		f.readers <- nil
	}
	if err := f.start(ctx, path, write, m, log); err != nil {
		return nil, errors.Join(err, read.Close(), write.Close())
	}
	return f, nil
}

// The journals of single statements, which undo one that fails, are best kept
// in memory. So would be the sorting of a whole index, which files are for.
const (
	journalInMemory = `PRAGMA temp_store = MEMORY`
	sortInFiles     = `PRAGMA temp_store = FILE`
)

// start makes f ready for transactions.
func (f *file) start(ctx context.Context, path string, write *sql.DB, m *memory, log *slog.Logger) error {
	kept, err := write.Conn(ctx) // as long as it is, so is the file that watch reads
	if err != nil {
		return err
	}
	if err = migrateSQLite(ctx, write); err == nil {
		_, err = kept.ExecContext(ctx, journalInMemory)
	}
	if err == nil {
		f.watch, err = openWatch(ctx, path, f.read, m)
	}
	if err != nil {
		return errors.Join(err, kept.Close())
	}
	f.writer = &writer{ctx: context.WithoutCancel(ctx), db: write, conn: newConn(kept), watch: f.watch, memory: m, log: log}
	f.writer.start()
	return nil
}

// create makes the file unless it is there, for our eyes only, and returns
// its path without links. It does not open one that is there: to close it
// again would drop the locks of whoever in this process has it open.
func create(name string) (string, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return "", reason(err)
		}
		if err := f.Close(); err != nil {
			return "", err
		}
	case err != nil:
		return "", reason(err)
	case info.IsDir():
		return "", errors.New("is a folder")
	}
	return filepath.EvalSymlinks(name)
}

// reason is err without the operation and the path, which are said already.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// dsn is path as the driver wants it, with a parameter and pragmas.
func dsn(path, parameter string, pragmas ...string) string {
	q := url.Values{"_pragma": pragmas}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode() + "&" + parameter
}

// migrateSQLite brings the schema up to date. That it is takes one look.
func migrateSQLite(ctx context.Context, db *sql.DB) error {
	var version int64
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > latest {
		return fmt.Errorf("its schema is version %d, made by a newer Patrol; this one knows %d", version, latest)
	}
	if version == latest {
		return nil
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, latest))
	return err
}

// glance waits for a reader as long as ctx lasts.
func (f *file) glance(ctx context.Context, fn func(*tx) error) error {
	c, err := f.take(ctx)
	if err != nil {
		return err
	}
	defer func() { f.readers <- c }()
	return fn(&tx{ctx: ctx, sql: c})
}

func (f *file) view(ctx context.Context, fn func(*tx) error) (err error) {
	c, err := f.take(ctx)
	if err != nil {
		return err
	}
	defer func() { f.readers <- c }()
	if err := c.run(ctx, `BEGIN`); err != nil {
		return err
	}
	defer func() {
		if end := c.run(context.WithoutCancel(ctx), `ROLLBACK`); end != nil {
			err = errors.Join(err, end, c.close())
			c = nil // another will be opened
		}
	}()
	return fn(&tx{ctx: ctx, sql: c})
}

// take waits for a reader that is free. It goes back to f.readers.
func (f *file) take(ctx context.Context) (*conn, error) {
	var c *conn
	select {
	case c = <-f.readers:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c != nil {
		return c, nil
	}
	opened, err := f.read.Conn(context.WithoutCancel(ctx))
	if err != nil {
		f.readers <- nil
		return nil, err
	}
	return newConn(opened), nil
}

func (f *file) update(ctx context.Context, fn func(*tx) error) error { return f.writer.update(ctx, fn) }

func (f *file) fresh(ctx context.Context) (bool, error) { return true, f.watch.look(ctx) }

// close waits for who is still reading or writing. The file that watch reads
// goes last: closing it drops the locks that this process has on it.
func (f *file) close() error {
	err := f.writer.close()
	for range readers {
		if c := <-f.readers; c != nil {
			err = errors.Join(err, c.close())
		}
	}
	return errors.Join(err, f.watch.close(), f.read.Close(), f.writer.db.Close(), f.watch.file.Close())
}
