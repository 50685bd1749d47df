package db_test

import (
	"errors"
	"testing"

	"patrol"
	"patrol/db"
)

// A crowd that could not be stored whole is not stored at all, and nothing that
// was taken away for it is missing.
func TestCrowdIsWholeOrNotThere(t *testing.T) {
	w := newTown(t)
	broken := errors.New("no more secrets")
	c := db.Crowd{OwnerID: w.acme.ID, People: 2, Login: "person", Tokens: 30, Since: now, Until: now, Now: now,
		Secret: func(id int64) (patrol.Secret, error) {
			if id > 20 {
				return patrol.Secret{}, broken
			}
			return patrol.NewSecret(id), nil
		}}
	if err := w.Fill(t.Context(), func() {}, c); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	w.view(func(tx patrol.Tx) error {
		if _, err := tx.AccountByLogin("person-1"); !patrol.NotFound.Is(err) {
			t.Errorf("there is somebody: %v", err)
		}
		return nil
	})
	c.Secret = func(id int64) (patrol.Secret, error) { return patrol.NewSecret(id), nil }
	before := w.Spares(t)
	if err := w.Fill(t.Context(), func() {}, c); err != nil {
		t.Fatal(err)
	}
	if after := w.Spares(t); before < 40 || after != before {
		t.Errorf("%d indexes and constraints before, %d after", before, after)
	}
}
