package db_test

import (
	"testing"
	"time"

	"patrol"
)

func TestGrants(t *testing.T) {
	w := newTown(t)
	token, _ := w.token("ci")
	g := &patrol.Grant{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID,
		GrantedBy: w.olivia.ID, GrantedAt: now,
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID},
			Permissions: patrol.Permissions{"contents": patrol.Read}}, Owner: "Acme", GrantedByLogin: "olivia"}
	w.update(func(tx patrol.Tx) error { return tx.InsertGrants(g) })
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Grant(token.ID, w.acme.ID)
		same(t, got, g)
		g.Reach = patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"issues": patrol.Write}}
		if err := tx.SetGrantReach(g.ID, g.Reach); err != nil {
			return err
		}
		got, _ = tx.Grant(token.ID, w.acme.ID)
		same(t, got, g)
		return err
	})
	twice := *g
	w.conflict(func(tx patrol.Tx) error { return tx.InsertGrants(&twice) })
	w.conflict(func(tx patrol.Tx) error { return tx.CloseGrants(w.dana.ID, w.dana.ID, now, g) })
	w.update(func(tx patrol.Tx) error { return tx.CloseGrants(w.acme.ID, w.olivia.ID, now.Add(time.Hour), g) })
	w.conflict(func(tx patrol.Tx) error { return tx.CloseGrants(w.acme.ID, w.olivia.ID, now, g) })
	w.conflict(func(tx patrol.Tx) error { return tx.SetGrantReach(g.ID, g.Reach) })
	w.update(func(tx patrol.Tx) error {
		_, missing := tx.Grant(token.ID, w.acme.ID)
		kind(t, missing, patrol.NotFound)
		return tx.InsertGrants(&twice) // in its place
	})
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Grants(token.ID)
		g.RevokedBy, g.RevokedByLogin, g.RevokedAt = w.olivia.ID, "olivia", now.Add(time.Hour)
		if err == nil && len(got) == 3 { // and its user's own, the oldest
			same(t, got[0], &twice)
			same(t, got[1], g)
			return nil
		}
		t.Errorf("grants are %v", got)
		return err
	})
}
