// Package db keeps the authority's state in SQLite or PostgreSQL.
// It knows SQL and no rules.
package db

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"patrol"
)

// DB is a patrol.Store.
type DB struct {
	engine engine
	memory *memory
	usage  *usage
	close  func() error
}

var _ patrol.Store = (*DB)(nil)

// Options are how to open a database. The zero Options will do.
type Options struct {
	// Remember is how many bearers, and how many places, are kept in memory;
	// 131,072 if it is 0.
	Remember int
	// Log hears of what fails in the background; slog.Default() if it is nil.
	Log *slog.Logger
}

// An engine runs transactions, and keeps the memory from telling what is no
// longer true.
type engine interface {
	// glance runs fn, which is one query, quickly.
	glance(ctx context.Context, fn func(*tx) error) error
	// view runs fn, whose queries all see the same state.
	view(ctx context.Context, fn func(*tx) error) error
	// update runs fn in a transaction and, once all it did is kept, makes the
	// memory forget what fn changed.
	update(ctx context.Context, fn func(*tx) error) error
	// load is an update that stores very much, while nobody else writes.
	load(ctx context.Context, fn func(*tx) error) error
	// fresh reports whether the memory knows of all that others changed.
	fresh(ctx context.Context) (bool, error)
	close() error
}

// Open opens the database that dsn names, a file or a postgres:// URL, and
// brings its schema up to date. It makes the file, but not its folder.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	db := &DB{memory: newMemory(o.Remember)}
	var err error
	if isPostgres(dsn) {
		db.engine, err = openPostgres(ctx, dsn, db.memory, o.Log)
	} else {
		db.engine, err = openSQLite(ctx, dsn, db.memory, o.Log)
	}
	if err != nil {
		return nil, err
	}
	db.usage = startUsage(context.WithoutCancel(ctx), db.engine, o.Log)
	db.close = sync.OnceValue(func() error {
		return errors.Join(db.usage.close(), db.engine.close())
	})
	return db, nil
}

// Close writes what is still to be written and closes the database.
func (db *DB) Close() error { return db.close() }

// View implements patrol.Store.
func (db *DB) View(ctx context.Context, fn func(patrol.Tx) error) error {
	return db.engine.view(ctx, func(tx *tx) error { return fn(tx) })
}

// Update implements patrol.Store.
func (db *DB) Update(ctx context.Context, fn func(patrol.Tx) error) error {
	return db.engine.update(ctx, func(tx *tx) error { return fn(tx) })
}

// Used implements patrol.Store.
func (db *DB) Used(u patrol.Use) { db.usage.add(u) }

// Flush writes the uses noted so far, for who will not wait until that happens
// by itself.
func (db *DB) Flush(ctx context.Context) error { return db.usage.flushAll(ctx) }

// changes are what a transaction changed of what the memory may know.
type changes struct {
	everything bool
	digests    []patrol.Digest // of secrets
}

// any reports whether there are changes at all.
func (c *changes) any() bool { return c.everything || len(c.digests) > 0 }
