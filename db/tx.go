package db

import (
	"cmp"
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"

	"patrol"
)

// tx is a patrol.Tx. Like the sql.Tx of PostgreSQL, it lives as long as one context.
type tx struct {
	ctx     context.Context
	sql     session
	changes changes
}

// A session runs statements: a sql.Tx, or a connection to SQLite.
type session interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A scanner is a row.
type scanner interface{ Scan(...any) error }

// each calls scan with every row that query selects.
func (tx *tx) each(scan func(scanner) error, query string, args ...any) error {
	if err := keepable(args); err != nil {
		return err
	}
	rows, err := tx.sql.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() && tx.ctx.Err() == nil {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return translate(cmp.Or(rows.Err(), tx.ctx.Err()))
}

// all returns the rows that query selects.
func all[T any](tx *tx, scan func(scanner, *T) error, query string, args ...any) ([]*T, error) {
	var vs []*T
	err := tx.each(func(row scanner) error {
		v := new(T)
		vs = append(vs, v)
		return scan(row, v)
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return vs, nil
}

// one returns the row that query selects, or a NotFound.
func one[T any](tx *tx, scan func(scanner, *T) error, query string, args ...any) (*T, error) {
	vs, err := all(tx, scan, query, args...)
	if err != nil {
		return nil, err
	}
	if len(vs) == 0 {
		return nil, translate(sql.ErrNoRows)
	}
	return vs[0], nil
}

// value returns the only value that query selects, zero if there is none.
func value[T any](tx *tx, query string, args ...any) (T, error) {
	var v T
	err := tx.each(func(row scanner) error { return row.Scan(&v) }, query, args...)
	return v, err
}

func (tx *tx) exec(query string, args ...any) error {
	_, err := tx.changed(query, args...)
	return err
}

// insert runs an INSERT ... RETURNING id and sets id.
func (tx *tx) insert(id *int64, query string, args ...any) error {
	return tx.each(func(row scanner) error { return row.Scan(id) }, query, args...)
}

// changed runs a statement and returns how many rows it changed.
func (tx *tx) changed(query string, args ...any) (int64, error) {
	if err := keepable(args); err != nil {
		return 0, err
	}
	res, err := tx.sql.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, translate(err)
	}
	return res.RowsAffected()
}

// keepable refuses text that PostgreSQL does not keep, whatever the database is.
func keepable(args []any) error {
	for _, arg := range args {
		if text, is := arg.(string); is && (strings.Contains(text, "\x00") || !utf8.ValidString(text)) {
			return &patrol.Error{Kind: patrol.Invalid, Message: "Some of the text has characters that cannot be kept"}
		}
	}
	return nil
}

// change runs a statement that must change one row, or is a Conflict.
func (tx *tx) change(query string, args ...any) error {
	n, err := tx.changed(query, args...)
	if err == nil && n != 1 {
		err = errChanged
	}
	return err
}

var errChanged = &patrol.Error{Kind: patrol.Conflict, Message: "It has changed meanwhile"}
