package db

import "context"

// Flush writes the uses noted so far.
func (db *DB) Flush(ctx context.Context) error { return db.usage.flushAll(ctx) }

// Forget empties the memory.
func (db *DB) Forget() { db.memory.clear() }

// Remembers reports how many bearers the memory has.
func (db *DB) Remembers() (n int) {
	for i := range db.memory.bearers {
		n += len(db.memory.bearers[i].values)
	}
	return n
}
