package db_test

import (
	"slices"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
)

func TestUses(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := settle(t, dbtest.OpenDSN(t, dsn))
	token, _ := w.token("ci")
	gone, _ := w.token("gone")
	for n := range 250 {
		w.Used(patrol.Use{TokenID: token.ID, At: now.Add(time.Duration(n) * time.Second), Operation: "GET /user",
			From: patrol.Origin{Address: "192.0.2.1", Agent: "curl"}})
		w.Used(patrol.Use{TokenID: gone.ID, At: now})
	}
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(w.dana.ID, gone.ID) })
	if err := w.Close(); err != nil { // which writes them
		t.Fatal(err)
	}
	w.DB = dbtest.OpenDSN(t, dsn)
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Token(w.dana.ID, token.ID)
		if err != nil {
			return err
		}
		same(t, [2]any{got.Uses, got.LastUsedAt}, [2]any{int64(250), now.Add(249 * time.Second)})
		uses, err := tx.Uses(token.ID)
		same(t, len(uses), 100)
		same(t, uses[0], patrol.Use{TokenID: token.ID, At: now.Add(249 * time.Second), Operation: "GET /user",
			From: patrol.Origin{Address: "192.0.2.1", Agent: "curl"}})
		newestFirst := slices.IsSortedFunc(uses, func(a, b patrol.Use) int { return b.At.Compare(a.At) })
		same(t, newestFirst, true)
		return err
	})
}
