package db

import (
	"context"
	"errors"
)

// The indexes that a load can do without until all is stored: then each is
// made in one go, which takes a third of the time. Those by which what was
// just stored is found again stay.
const spareIndexes = `
	SELECT name, sql FROM sqlite_master
	WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE '%\_token' ESCAPE '\' AND tbl_name IN
		('tokens', 'secrets', 'grants', 'grant_permissions', 'grant_repositories', 'requests', 'request_permissions',
		'request_repositories', 'events', 'token_usage', 'token_words', 'token_repositories')`

// An index is one of a table, and the statement that makes it.
type index struct{ name, sql string }

// load implements engine. Nobody else can use the file meanwhile.
func (f *file) load(ctx context.Context, fn func() error) error {
	var spare []*index
	err := f.update(ctx, func(tx *tx) (err error) {
		spare, err = all(tx, func(row scanner, i *index) error { return row.Scan(&i.name, &i.sql) }, spareIndexes)
		if err != nil {
			return err
		}
		for _, i := range spare {
			if err := tx.exec(`DROP INDEX ` + i.name); err != nil {
				return err
			}
		}
		return tx.exec(`PRAGMA cache_size = -400000`)
	})
	if err != nil {
		return err
	}
	err = fn()
	for _, i := range spare {
		made := f.update(context.WithoutCancel(ctx), func(tx *tx) error { return tx.exec(i.sql) })
		err = errors.Join(err, made)
	}
	calm := f.update(context.WithoutCancel(ctx), func(tx *tx) error { return tx.exec(`PRAGMA cache_size = -8000`) })
	return errors.Join(err, calm)
}

// load implements engine. The server plans its queries by what it knows of
// the tables, which is nothing yet.
func (p *postgres) load(ctx context.Context, fn func() error) error {
	if err := fn(); err != nil {
		return err
	}
	_, err := p.db.ExecContext(ctx, `ANALYZE`)
	return err
}
