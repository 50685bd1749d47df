package db_test

import (
	"fmt"
	"testing"
	"time"

	"patrol"
)

// Of what a classic token did at an owner the last is kept, and all is counted.
func TestVisitsAreBounded(t *testing.T) {
	w := newTown(t)
	token, _ := w.token("laptop", func(k *patrol.Token) { k.Kind, k.Scopes = patrol.Classic, patrol.Scopes{"repo"} })
	const did = 2010
	for n := range did {
		w.Used(patrol.Use{TokenID: token.ID, At: now.Add(time.Duration(n) * time.Second),
			Reached: &patrol.Reached{OwnerID: w.acme.ID, RepositoryID: w.secret.ID, Operation: fmt.Sprintf("GET /%04d", n)}})
	}
	w.Used(patrol.Use{TokenID: token.ID, At: now, Reached: &patrol.Reached{OwnerID: w.dana.ID, Operation: "GET /user", Open: true}})
	w.flush()
	w.view(func(tx patrol.Tx) error {
		footholds, err := tx.FootholdsOf([]int64{token.ID})
		if err != nil {
			return err
		}
		same(t, [2]any{len(footholds), footholds[0].Uses}, [2]any{2, int64(did)})
		if err := tx.LastVisits(footholds[:1], 1); err != nil {
			return err
		}
		same(t, footholds[0].Visits[0].Operation, fmt.Sprintf("GET /%04d", did-1))
		visits, err := tx.Visits(token.ID)
		same(t, len(visits), 2001)
		same(t, footholds[1].Uses, 0) // what anybody could have done
		return err
	})
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(w.dana.ID, token.ID) })
	w.Used(patrol.Use{TokenID: token.ID, At: now, Reached: &patrol.Reached{OwnerID: w.acme.ID, Operation: "GET /user"}})
	w.flush() // writes nothing of what is gone
}
