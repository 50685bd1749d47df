package db_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patrol/db"
	"patrol/db/dbtest"
)

func TestOpenMakesTheFileForUsAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a %20? file.db")
	d, err := db.Open(t.Context(), name, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(name + suffix)
		if err != nil {
			t.Fatal(err)
		}
		same(t, info.Mode(), os.FileMode(0o600))
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database\n", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(dir, "newer.db")
	execute(t, newer, `PRAGMA user_version = 1000`)
	for _, c := range []struct{ name, says string }{
		{filepath.Join(dir, "missing", "patrol.db"), "no such file or directory"},
		{dir, "is a folder"},
		{text, "not a database"},
		{newer, "newer Patrol"},
		{"postgres://nobody@127.0.0.1:1/nothing", "database nothing on 127.0.0.1"},
	} {
		d, err := db.Open(t.Context(), c.name, db.Options{})
		if err == nil {
			d.Close()
			t.Errorf("opened %s", c.name)
			continue
		}
		names := strings.Contains(err.Error(), c.name) || strings.HasPrefix(c.name, "postgres:")
		if !names || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error is %v", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "missing")); err == nil {
		t.Error("made the folder")
	}
}

// execute runs a statement on a SQLite file.
func execute(t *testing.T, name, statement string) {
	t.Helper()
	file, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// What was kept is there the next time, and a second opening changes nothing.
func TestOpenAgain(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := settle(t, dbtest.OpenDSN(t, dsn))
	token, d := w.token("ci")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.DB = dbtest.OpenDSN(t, dsn)
	b, err := w.Bearer(context.WithoutCancel(t.Context()), d)
	if err != nil || b.TokenID != token.ID {
		t.Errorf("bearer is %+v, %v", b, err)
	}
}
