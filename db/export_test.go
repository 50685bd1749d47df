package db

import (
	"testing"

	"patrol"
)

// Forget empties the memory.
func (db *DB) Forget() { db.memory.clear() }

// Remembers reports how many bearers the memory has.
func (db *DB) Remembers() (n int) {
	for i := range db.memory.bearers {
		n += len(db.memory.bearers[i].values)
	}
	return n
}

// Spares is how many indexes and constraints loads do without for a while.
func (db *DB) Spares(t testing.TB) (n int) {
	t.Helper()
	queries := []string{spareIndexes}
	if _, server := db.engine.(*postgres); server {
		queries = []string{spareConstraints, spareServerIndexes}
	}
	for _, query := range queries {
		err := db.engine.view(t.Context(), func(tx *tx) error {
			return tx.each(func(scanner) error { n++; return nil }, query)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// Plans are how the queries of fn are run, by query. Where there is an index it
// is used, though what a test has stored may be so little that a server would
// rather read all of it.
func (db *DB) Plans(t testing.TB, fn func(patrol.Tx) error) map[string]string {
	t.Helper()
	p := planner{plans: map[string]string{}}
	err := db.engine.view(t.Context(), func(under *tx) error {
		p.session = under.sql
		if _, server := db.engine.(*postgres); server {
			if err := under.exec(`SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
		}
		return fn(&tx{ctx: t.Context(), sql: &p})
	})
	if err != nil {
		t.Fatal(err)
	}
	return p.plans
}

// Analyze has the engine look at what is stored, as it does by itself in time.
func (db *DB) Analyze(t testing.TB) {
	t.Helper()
	server, ok := db.engine.(*postgres)
	if !ok {
		return
	}
	if _, err := server.db.ExecContext(t.Context(), `ANALYZE`); err != nil {
		t.Fatal(err)
	}
}

// IssuesEachWay are the ids of the issues that q asks for, found along their
// order and among those that each sieve leaves.
func (db *DB) IssuesEachWay(t testing.TB, q patrol.IssueQuery) (ways [][]int64) {
	t.Helper()
	err := db.engine.view(t.Context(), func(tx *tx) error {
		r := issueReading{q: q, sieves: issueSieves(q)}
		for r.narrow = broad; r.narrow < len(r.sieves); r.narrow++ {
			spots, err := tx.spots(r, nil, q.Limit)
			if err != nil {
				return err
			}
			var ids []int64
			for _, s := range spots {
				ids = append(ids, s.issue)
			}
			ways = append(ways, ids)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ways
}

// Filed is how many rows the registers of lists have.
func (db *DB) Filed(t testing.TB) (n int) {
	t.Helper()
	err := db.engine.view(t.Context(), func(tx *tx) error {
		for _, table := range []string{grantList.permissions, grantList.repositories, requestList.permissions,
			requestList.repositories} {
			rows, err := value[int](tx, `SELECT count(*) FROM `+table)
			if err != nil {
				return err
			}
			n += rows
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
