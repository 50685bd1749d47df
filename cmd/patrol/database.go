package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"patrol/db"
)

// A database is the flag that says where state is kept.
type database struct {
	Database string `default:"patrol.db" help:"Database: a file, or postgres://…"`
}

// isFile reports whether d is a file of ours, and not a server.
func (d database) isFile() bool {
	return !strings.HasPrefix(d.Database, "postgres://") && !strings.HasPrefix(d.Database, "postgresql://")
}

// exists reports whether there may be something in d.
func (d database) exists() bool {
	if !d.isFile() {
		return true
	}
	_, err := os.Stat(d.Database)
	return !errors.Is(err, fs.ErrNotExist)
}

// open opens d and lets fn use it. If fn fails, a file that was not there
// before is not there afterwards.
func (d database) open(ctx context.Context, log *slog.Logger, fn func(*db.DB) error) (err error) {
	if existed := d.exists(); !existed {
		defer func() {
			if err != nil {
				d.remove()
			}
		}()
	}
	store, err := db.Open(ctx, d.Database, db.Options{Log: log})
	if err != nil {
		return errors.New(strings.Join(strings.Fields(err.Error()), " ")) // in one line
	}
	return errors.Join(fn(store), store.Close())
}

// use is open for commands that make sense only where there is something.
func (d database) use(ctx context.Context, fn func(*db.DB) error) error {
	if !d.exists() {
		return fmt.Errorf("there is no database at %s; --database says where it is", d.Database)
	}
	return d.open(ctx, logger(), fn)
}

// remove removes the files of d.
func (d database) remove() {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(d.Database + suffix)
	}
}

// logger writes to standard error, a line of JSON for each event.
func logger() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stderr, nil)) }
