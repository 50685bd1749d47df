package db_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"patrol"
	"patrol/db"
)

// A crowd is found by the same lists, counted alike, and let in alike as
// tokens are that people made one by one.
func TestCrowd(t *testing.T) {
	w := newTown(t)
	secrets := map[int64]patrol.Secret{}
	batches := 0
	c := db.Crowd{OwnerID: w.acme.ID, ReviewerID: w.dana.ID, People: 7, Login: "person", Tokens: 60, Requests: 9,
		Repositories: []int64{w.site.ID, w.secret.ID}, Since: now.AddDate(-1, 0, 0), Until: now, Now: now,
		Unsealed: true,
		Secret: func(id int64) (patrol.Secret, error) {
			secrets[id] = patrol.NewSecret(id)
			return secrets[id], nil
		}}
	if err := w.Fill(t.Context(), func() { batches++ }, c); err != nil {
		t.Fatal(err)
	}
	if batches != c.Batches() || len(secrets) != 69 {
		t.Errorf("%d batches, %d secrets", batches, len(secrets))
	}
	w.view(func(tx patrol.Tx) error {
		found := map[string]int{}
		for _, text := range []string{"", "owner:person-3", "repository:site", "permission:contents_write", "deploy",
			"60", "expires:never", "used:never", "used:<400d", "lifetime:>1"} {
			filter, bad := patrol.ParseFilter(patrol.FineGrained, text)
			if bad != nil {
				t.Fatal(bad)
			}
			q := patrol.ListQuery{OwnerID: w.acme.ID, Filter: filter, Limit: 100, Now: now}
			if filter.Owner != "" {
				person, err := tx.AccountByLogin(filter.Owner)
				if err != nil {
					return err
				}
				q.UserID = person.ID
			}
			if filter.Repository != "" {
				q.RepositoryID = w.site.ID
			}
			ids, _, err := tx.ActiveTokenIDs(q)
			if err != nil {
				return err
			}
			page, err := tx.ActiveTokens(q)
			if err != nil {
				return err
			}
			if page.Found.N != len(ids) {
				t.Errorf("%q finds %d and counts %d", text, len(ids), page.Found.N)
			}
			found[text] = len(ids)
		}
		want := "map[:60 60:1 deploy:7 expires:never:12 lifetime:>1:60 owner:person-3:9 " +
			"permission:contents_write:12 repository:site:48 used:<400d:54 used:never:6]"
		if got := fmt.Sprint(found); got != want {
			t.Errorf("found %s, want %s", got, want)
		}
		page, err := tx.OpenRequests(patrol.ListQuery{OwnerID: w.acme.ID, Limit: 100, Now: now})
		if err != nil {
			return err
		}
		waiting, err := tx.CountOpenRequests(w.acme.ID)
		if err != nil || waiting != 9 || len(page.Rows) != 9 {
			t.Errorf("%d wait, %d are listed: %v", waiting, len(page.Rows), err)
		}
		events, err := tx.Unsealed(1000)
		if err != nil || len(events) != 2*69 {
			t.Errorf("%d events are to be sealed: %v", len(events), err)
		}
		if !slices.IsSortedFunc(events, func(a, b *patrol.Event) int { return a.At.Compare(b.At) }) {
			t.Error("events are not in the order of their times")
		}
		return nil
	})
	for id, s := range secrets {
		b, err := w.Bearer(t.Context(), s.Digest())
		if err != nil || b.TokenID != id || b.Expired(now.Add(time.Hour)) {
			t.Errorf("token %d is %v: %v", id, b, err)
		}
	}
}
