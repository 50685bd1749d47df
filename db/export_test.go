package db

import "testing"

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
