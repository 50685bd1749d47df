package db_test

import (
	"testing"
	"time"

	"patrol"
)

func TestTokens(t *testing.T) {
	w := newTown(t)
	made, d := w.token("ci", func(k *patrol.Token) {
		k.Description, k.OwnerID, k.Owner, k.OwnerKind = "for ci", w.acme.ID, "Acme", patrol.Organization
		k.Wants = patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID, w.secret.ID},
			Permissions: patrol.Permissions{"contents": patrol.Write, "metadata": patrol.Read}}
		k.ExpiresAt = now.Add(time.Hour)
	})
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Token(w.dana.ID, made.ID)
		same(t, got, made)
		_, missing := tx.Token(w.sam.ID, made.ID)
		kind(t, missing, patrol.NotFound)
		made.Name, made.Description, made.State, made.ExpiresAt = "cd", "", patrol.Pending, time.Time{}
		made.Wants = patrol.Reach{Selection: patrol.PublicOnly, Permissions: patrol.Permissions{}}
		if err := tx.UpdateToken(made); err != nil {
			return err
		}
		got, _ = tx.Token(w.dana.ID, made.ID)
		same(t, got, made)
		n, _ := tx.CountTokens(patrol.FineGrained, w.dana.ID)
		same(t, n, 1)
		return err
	})
	again := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: "CD", State: patrol.Active,
		Wants: patrol.Reach{Selection: patrol.All}}
	field(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.InsertToken(again) }), "name")
	w.conflict(func(tx patrol.Tx) error { return tx.DeleteToken(w.sam.ID, made.ID) })
	w.update(func(tx patrol.Tx) error {
		return tx.InsertRequest(&patrol.Request{TokenID: made.ID, OwnerID: w.acme.ID, UserID: w.dana.ID,
			Reach: made.Wants, State: patrol.Open, CreatedAt: now})
	})
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(w.dana.ID, made.ID) })
	w.view(func(tx patrol.Tx) error {
		n, _ := tx.CountTokens(patrol.FineGrained, w.dana.ID)
		same(t, n, 0)
		n, _ = tx.CountOpenRequests(w.acme.ID)
		same(t, n, 0)
		grants, err := tx.Grants(made.ID)
		same(t, len(grants), 0)
		return err
	})
	_, err := w.Bearer(t.Context(), d)
	kind(t, err, patrol.NotFound)
	later, _ := w.token("later")
	if later.ID <= made.ID {
		t.Errorf("id %d was used again", later.ID)
	}
}

func TestTokenPlaces(t *testing.T) {
	w := newTown(t)
	for n := range 5 {
		err := w.Update(t.Context(), func(tx patrol.Tx) error { return tx.TakeTokenPlace(patrol.FineGrained, w.dana.ID, 3) })
		if n < 3 && err != nil {
			t.Fatal(err)
		}
		if n >= 3 {
			kind(t, err, patrol.Conflict)
		}
	}
	w.conflict(func(tx patrol.Tx) error { return tx.TakeTokenPlace(patrol.FineGrained, w.sam.ID, 0) })
}

func TestReplaceImprint(t *testing.T) {
	w := newTown(t)
	token, old := w.token("ci")
	next := &patrol.Imprint{TokenID: token.ID, Digest: patrol.NewSecret(1).Digest(), LastEight: "abcdefgh",
		CreatedAt: now}
	w.update(func(tx patrol.Tx) error { return tx.ReplaceImprint(token.SecretID, next) })
	twice := *next
	twice.Digest = patrol.NewSecret(1).Digest()
	w.conflict(func(tx patrol.Tx) error { return tx.ReplaceImprint(token.SecretID, &twice) })
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Token(w.dana.ID, token.ID)
		same(t, [2]any{got.SecretID, got.LastEight}, [2]any{next.ID, "abcdefgh"})
		return err
	})
	_, err := w.Bearer(t.Context(), old)
	kind(t, err, patrol.NotFound)
	b, err := w.Bearer(t.Context(), next.Digest)
	if err != nil || b.TokenID != token.ID {
		t.Errorf("bearer is %+v, %v", b, err)
	}
}
