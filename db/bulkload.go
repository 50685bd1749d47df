package db

import (
	"context"
	"database/sql"
)

// A spare is what a load does without until all is stored, by the statements
// that take it away and make it again: in one go that takes a third of the time.
type spare struct{ drop, remake string }

// spareIndexes are those of SQLite, but for those by which what was just
// stored is found again.
const spareIndexes = `
	SELECT 'DROP INDEX ' || name, sql FROM sqlite_master
	WHERE type = 'index' AND sql IS NOT NULL AND name NOT IN ('secrets_token', 'grants_token', 'requests_token')
		AND tbl_name IN ` + loaded

// spareConstraints and spareServerIndexes are those of PostgreSQL, which looks
// up a row for each reference.
const (
	spareConstraints = `
		SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.conname),
			format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid))
		FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
		WHERE c.contype = 'f' AND t.relnamespace = to_regnamespace(current_schema()) AND t.relname IN ` + loaded
	spareServerIndexes = `
		SELECT format('DROP INDEX %I', i.relname), pg_get_indexdef(x.indexrelid)
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
		WHERE NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)
			AND t.relnamespace = to_regnamespace(current_schema()) AND t.relname IN ` + loaded + `
			AND i.relname NOT IN ('secrets_token', 'grants_token', 'requests_token')`
)

// loaded are the tables that get much.
const loaded = `('tokens', 'secrets', 'grants', 'grant_permissions', 'grant_repositories', 'requests',
	'request_permissions', 'request_repositories', 'events', 'token_usage', 'token_uses', 'token_words',
	'token_repositories', 'memberships')`

// without runs fn in a transaction that does without what queries find.
func (tx *tx) without(fn func(*tx) error, queries ...string) error {
	var all []*spare
	for _, query := range queries {
		err := tx.each(func(row scanner) error {
			s := new(spare)
			all = append(all, s)
			return row.Scan(&s.drop, &s.remake)
		}, query)
		if err != nil {
			return err
		}
	}
	for _, s := range all {
		if err := tx.exec(s.drop); err != nil {
			return err
		}
	}
	if err := fn(tx); err != nil {
		return err
	}
	for _, s := range all {
		if err := tx.exec(s.remake); err != nil {
			return err
		}
	}
	return nil
}

// load implements engine.
func (f *file) load(ctx context.Context, fn func(*tx) error) error {
	return f.update(ctx, func(tx *tx) error {
		for _, much := range []string{`PRAGMA cache_size = -400000`, sortInFiles} {
			if err := tx.exec(much); err != nil {
				return err
			}
		}
		defer tx.exec(`PRAGMA cache_size = -4000`)
		defer tx.exec(journalInMemory)
		return tx.without(fn, spareIndexes)
	})
}

// load implements engine. In the end the server is told what there is, to plan
// its queries by.
func (p *postgres) load(ctx context.Context, fn func(*tx) error) error {
	err := p.keep(ctx, sql.LevelReadCommitted, func(tx *tx) error {
		if err := tx.exec(`SET LOCAL maintenance_work_mem = '256MB'`); err != nil {
			return err
		}
		return tx.without(fn, spareConstraints, spareServerIndexes)
	})
	if err != nil {
		return err
	}
	_, err = p.db.ExecContext(ctx, `ANALYZE`)
	return err
}
