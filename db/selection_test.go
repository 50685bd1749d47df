package db_test

import (
	"testing"

	"patrol"
)

// A repository is found in what selects it, and counted at its owner alone.
func TestRepositoryGoes(t *testing.T) {
	w := newTown(t)
	selects := func(t *patrol.Token) {
		t.Wants.Selection, t.Wants.Repositories = patrol.Selected, []int64{w.site.ID, w.secret.ID}
	}
	token, _ := w.token("ci", selects)
	w.token("all")
	w.update(func(tx patrol.Tx) error {
		return tx.InsertRequest(&patrol.Request{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID,
			Reach: token.Wants, State: patrol.Open, CreatedAt: now})
	})
	w.view(func(tx patrol.Tx) error {
		grants, err := tx.GrantsSelecting(w.secret.ID, 9)
		same(t, len(grants), 1)
		requests, _ := tx.RequestsSelecting(w.secret.ID, 9)
		same(t, len(requests), 1)
		tokens, _ := tx.TokensSelecting(w.secret.ID, 9)
		same(t, len(tokens), 1)
		return err
	})
	token.Wants.Repositories = []int64{w.site.ID}
	moved := *w.site
	moved.OwnerID, moved.Owner = w.sam.ID, w.sam.Login
	w.update(func(tx patrol.Tx) error {
		if err := tx.UpdateToken(token); err != nil {
			return err
		}
		tokens, err := tx.TokensSelecting(w.secret.ID, 9)
		same(t, len(tokens), 0)
		if err != nil {
			return err
		}
		return tx.MoveRepository(&moved)
	})
	w.wantPublic(w.acme, 0)
	w.wantPublic(w.sam, 1)
	again := w.repository(w.acme, "Site", patrol.Private)
	again.OwnerID = w.sam.ID
	field(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.MoveRepository(again) }), "name")
	w.update(func(tx patrol.Tx) error { return tx.DeleteRepository(moved.ID) })
	w.wantPublic(w.sam, 0)
	w.conflict(func(tx patrol.Tx) error { return tx.DeleteRepository(moved.ID) })
}

// wantPublic fails the test unless so many public repositories of a are counted.
func (w *town) wantPublic(a *patrol.Account, want int64) {
	w.t.Helper()
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Account(a.ID)
		if err == nil && got.PublicRepositories != want {
			w.t.Errorf("%s has %d public repositories, want %d", a.Login, got.PublicRepositories, want)
		}
		return err
	})
}
