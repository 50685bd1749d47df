package db_test

import (
	"testing"
	"time"

	"patrol"
)

func TestRequests(t *testing.T) {
	w := newTown(t)
	token, _ := w.token("ci", func(k *patrol.Token) { k.ExpiresAt = now.Add(time.Hour) })
	r := &patrol.Request{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID,
		Reason: "to deploy", State: patrol.Open,
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID},
			Permissions: patrol.Permissions{"contents": patrol.Read}},
		CreatedAt: now, User: "Dana", Owner: "Acme", TokenName: "ci", TokenState: patrol.Active, ExpiresAt: token.ExpiresAt}
	w.update(func(tx patrol.Tx) error { return tx.InsertRequest(r) })
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Request(w.acme.ID, r.ID)
		same(t, got, r)
		open, _ := tx.OpenRequest(token.ID, w.acme.ID)
		same(t, open, r)
		_, missing := tx.Request(w.dana.ID, r.ID)
		kind(t, missing, patrol.NotFound)
		waiting, _ := tx.OpenRequests(patrol.ListQuery{OwnerID: w.acme.ID, Limit: 10})
		same(t, waiting.Rows, []*patrol.Request{r})
		n, _ := tx.CountOpenRequests(w.acme.ID)
		same(t, n, 1)
		return err
	})
	twice := *r
	w.conflict(func(tx patrol.Tx) error { return tx.InsertRequest(&twice) })
	r.State, r.ReviewedBy, r.ReviewedByLogin = patrol.Denied, w.olivia.ID, "olivia"
	r.ReviewedAt, r.ReviewReason = now, "no"
	review := patrol.Review{State: r.State, By: r.ReviewedBy, At: now, Reason: r.ReviewReason}
	close := func(tx patrol.Tx) error { return tx.CloseRequests(w.acme.ID, review, r) }
	w.update(close)
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Requests(token.ID)
		same(t, got, []*patrol.Request{r})
		_, missing := tx.OpenRequest(token.ID, w.acme.ID)
		kind(t, missing, patrol.NotFound)
		n, _ := tx.CountOpenRequests(w.acme.ID)
		same(t, n, 0)
		return err
	})
	w.conflict(close)
}
