package main

import (
	"database/sql"
	"fmt"
	"log/slog"
	"testing"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
)

const (
	crashes       = 3
	writers       = 8 // at once
	crashPassword = "correct-horse"
)

// Whatever secret somebody has seen is good after a crash, at whatever moment
// it comes, and no token is there by half.
func TestNothingSeenIsLostInACrash(t *testing.T) {
	dsn := dbtest.DSN(t)
	settle(t, dsn)
	var seen []string
	for round := range crashes {
		v := startVictim(t, dsn)
		v.stillGood(t, seen)
		fresh := v.crashUnderLoad(t, fmt.Sprint("round ", round))
		if len(fresh) == 0 {
			t.Error("no secret was seen before the crash")
		}
		seen = append(seen, fresh...)
	}
	v := startVictim(t, dsn)
	v.stillGood(t, seen)
	v.kill(t)
	noHalves(t, dsn, len(seen))
}

// settle has dana join an organization that approves tokens.
func settle(t *testing.T, dsn string) {
	t.Helper()
	ctx := t.Context()
	err := database{dsn}.open(ctx, slog.New(slog.DiscardHandler), func(store *db.DB) error {
		a := newAuthority(store, "http://127.0.0.1", limits{})
		dana := &patrol.Account{Login: "dana", Kind: patrol.User}
		if err := a.AddUser(ctx, dana); err != nil {
			return err
		}
		if err := a.ResetPassword(ctx, "dana", crashPassword); err != nil {
			return err
		}
		return store.Update(ctx, func(tx patrol.Tx) error {
			acme := &patrol.Account{Login: "acme", Kind: patrol.Organization}
			if err := tx.InsertAccount(acme); err != nil {
				return err
			}
			return tx.SetMember(acme.ID, dana.ID, patrol.Member)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// halves count tokens of which a part is missing.
var halves = map[string]string{
	"its secret": `SELECT COUNT(*) FROM tokens t WHERE NOT EXISTS
		(SELECT 1 FROM secrets s WHERE s.token_id = t.id AND s.id = t.secret_id)`,
	"its grant or request": `SELECT COUNT(*) FROM tokens t WHERE
		NOT EXISTS (SELECT 1 FROM grants g WHERE g.token_id = t.id AND g.owner_id = t.owner_id AND t.state = 'active') AND
		NOT EXISTS (SELECT 1 FROM requests r WHERE r.token_id = t.id AND r.owner_id = t.owner_id AND t.state = 'pending')`,
	"its event": `SELECT COUNT(*) FROM tokens t WHERE NOT EXISTS
		(SELECT 1 FROM events e WHERE e.token_id = t.id AND e.action = '` + patrol.TokenCreated + `')`,
}

// noHalves fails the test if a token is there by half, or fewer than were seen.
func noHalves(t *testing.T, dsn string, seen int) {
	t.Helper()
	driver := "sqlite"
	if !(database{dsn}).isFile() {
		driver = "pgx"
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	count := func(query string) (n int) {
		t.Helper()
		if err := pool.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for part, query := range halves {
		if n := count(query); n > 0 {
			t.Errorf("%d tokens lack %s", n, part)
		}
	}
	made := count("SELECT COUNT(*) FROM tokens")
	t.Logf("%d secrets seen of %d tokens made", seen, made)
	if made < seen {
		t.Error("more secrets than tokens")
	}
}
