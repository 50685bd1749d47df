package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

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
	rows, err := tx.sql.QueryContext(tx.ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return translate(rows.Err())
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
	_, err := tx.sql.ExecContext(tx.ctx, query, args...)
	return translate(err)
}

// insert runs an INSERT ... RETURNING id and sets id.
func (tx *tx) insert(id *int64, query string, args ...any) error {
	return tx.each(func(row scanner) error { return row.Scan(id) }, query, args...)
}

// changed runs a statement and returns how many rows it changed.
func (tx *tx) changed(query string, args ...any) (int64, error) {
	res, err := tx.sql.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, translate(err)
	}
	return res.RowsAffected()
}

// change runs a statement that must change one row, or is a Conflict.
func (tx *tx) change(query string, args ...any) error {
	n, err := tx.changed(query, args...)
	if err == nil && n != 1 {
		err = &patrol.Error{Kind: patrol.Conflict, Message: "It has changed meanwhile"}
	}
	return err
}

// unix is a time as we store it: whole seconds since 1970, 0 for the zero time.
// Both engines store, compare and aggregate integers alike; times they do not.
type unix time.Time

func (u unix) Value() (driver.Value, error) {
	if t := time.Time(u); !t.IsZero() {
		return t.Unix(), nil
	}
	return int64(0), nil
}

func (u *unix) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("cannot read a time from %T", v)
	}
	*u = unix{}
	if n != 0 {
		*u = unix(time.Unix(n, 0).UTC())
	}
	return nil
}

// ref is the id of another row, or NULL for 0.
type ref int64

func (r ref) Value() (driver.Value, error) {
	if r == 0 {
		return nil, nil
	}
	return int64(r), nil
}

func (r *ref) Scan(v any) error {
	n, ok := v.(int64)
	if !ok && v != nil {
		return fmt.Errorf("cannot read an id from %T", v)
	}
	*r = ref(n)
	return nil
}

// digest is a patrol.Digest as we store it, and as logs show it: in Base64.
type digest patrol.Digest

func (d digest) Value() (driver.Value, error) { return patrol.Digest(d).String(), nil }

func (d *digest) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read a digest from %T", v)
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) != len(d) {
		return fmt.Errorf("%q is no digest", s)
	}
	copy(d[:], b)
	return nil
}

// permissions is a patrol.Permissions as we store it: in its text form.
type permissions patrol.Permissions

func (p permissions) Value() (driver.Value, error) { return patrol.Permissions(p).String(), nil }

func (p *permissions) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read permissions from %T", v)
	}
	got, err := patrol.ParsePermissions(s)
	*p = permissions(got)
	return err
}

// ids are sorted ids as we store them: in decimal, with spaces between.
type ids []int64

func (i ids) Value() (driver.Value, error) {
	var b []byte
	for n, id := range i {
		if n > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(b), nil
}

func (i *ids) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read ids from %T", v)
	}
	*i = nil
	for word := range strings.FieldsSeq(s) {
		id, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return err
		}
		*i = append(*i, id)
	}
	return nil
}

// reach is where to scan the columns selection, repositories, permissions.
func reach(r *patrol.Reach) (selection, repositories, permits any) {
	return &r.Selection, (*ids)(&r.Repositories), (*permissions)(&r.Permissions)
}

// contains is a pattern for lower(x) LIKE lower($n) ESCAPE '\' that finds text anywhere.
func contains(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
