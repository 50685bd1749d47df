// Package dbtest gives tests a database of their own.
package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"

	"patrol/db"
)

// Open returns an empty database, good until t ends: PostgreSQL if
// PATROL_TEST_POSTGRES names one, or else SQLite.
func Open(t testing.TB) *db.DB {
	t.Helper()
	dsn := DSN(t)
	if !strings.Contains(dsn, "://") {
		empty, err := migrated()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dsn, empty, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return OpenDSN(t, dsn)
}

// migrated is the file of an empty SQLite database: to copy it is much quicker
// than to make its tables for each test.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "patrol")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "patrol.db")
	d, err := db.Open(context.Background(), path, db.Options{})
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// OpenDSN opens the database that dsn names until t ends.
func OpenDSN(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// DSN names a database that is not there yet, for t alone.
func DSN(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("PATROL_TEST_POSTGRES"); server != "" {
		return schema(t, server)
	}
	return filepath.Join(t.TempDir(), "patrol.db")
}

// schema makes a schema for t on server and returns a dsn for it.
func schema(t testing.TB, server string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	exec(t, server, "CREATE SCHEMA "+name)
	t.Cleanup(func() { exec(t, server, "DROP SCHEMA "+name+" CASCADE") })
	sep := "?"
	if strings.Contains(server, "?") {
		sep = "&"
	}
	return server + sep + "search_path=" + name
}

func exec(t testing.TB, server, statement string) {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Fatal(err)
	}
}
