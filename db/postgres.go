package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// A postgres runs transactions on a server, which may have other clients.
type postgres struct {
	db       *sql.DB
	memory   *memory
	listener *listener
	again    chan struct{} // held by the transaction that runs again
}

const (
	connections = 16
	tries       = 40 // of a transaction that meets others
)

func openPostgres(ctx context.Context, dsn string, m *memory, log *slog.Logger) (*postgres, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := migratePostgres(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("database %s on %s: %w", config.Database, config.Host, err), db.Close())
	}
	return &postgres{db: db, memory: m, again: make(chan struct{}, 1),
		listener: startListener(context.WithoutCancel(ctx), config, m, log)}, nil
}

// migratePostgres brings the schema up to date, one process at a time.
func migratePostgres(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, forPostgres{files},
		goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(inTurn{}))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// inTurn lets one process at a time migrate. It waits in the server's queue:
// goose's own lock looks every five seconds whether it is free.
type inTurn struct{}

func (inTurn) SessionLock(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, lock.DefaultLockID)
	return err
}

func (inTurn) SessionUnlock(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, lock.DefaultLockID)
	return err
}

func (p *postgres) glance(ctx context.Context, fn func(*tx) error) error {
	return fn(&tx{ctx: ctx, sql: p.db})
}

func (p *postgres) view(ctx context.Context, fn func(*tx) error) error {
	t, err := p.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return err
	}
	defer t.Rollback()
	return fn(&tx{ctx: ctx, sql: t})
}

// update runs fn again when it met another transaction: then one after the
// other, so that many who want the same do not keep each other from it.
func (p *postgres) update(ctx context.Context, fn func(*tx) error) error {
	err := p.try(ctx, fn)
	if !retryable(err) {
		return err
	}
	select {
	case p.again <- struct{}{}:
		defer func() { <-p.again }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for range tries {
		if err = p.try(ctx, fn); !retryable(err) {
			return err
		}
		select {
		case <-time.After(rand.N(10 * time.Millisecond)): // others may be on another machine
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("gave up after %d tries: %w", tries, err)
}

func (p *postgres) try(ctx context.Context, fn func(*tx) error) error {
	return p.keep(ctx, sql.LevelSerializable, fn)
}

// keep runs fn in a transaction of its own.
func (p *postgres) keep(ctx context.Context, isolation sql.IsolationLevel, fn func(*tx) error) error {
	t, err := p.db.BeginTx(ctx, &sql.TxOptions{Isolation: isolation})
	if err != nil {
		return err
	}
	defer t.Rollback() // does nothing after a Commit
	tx := &tx{ctx: ctx, sql: t}
	if err := fn(tx); err != nil {
		return err
	}
	if tx.changes.any() {
		if err := tx.exec(`SELECT pg_notify($1, $2)`, channel, p.listener.tell(&tx.changes)); err != nil {
			return err
		}
	}
	if err := t.Commit(); err != nil {
		return err
	}
	p.memory.forget(&tx.changes)
	return nil
}

func (p *postgres) fresh(context.Context) (bool, error) { return p.listener.fresh(), nil }

func (p *postgres) close() error {
	p.listener.close()
	return p.db.Close()
}
