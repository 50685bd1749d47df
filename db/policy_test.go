package db_test

import (
	"fmt"
	"testing"
	"time"

	"patrol"
)

// entry is a change of what acme's enterprise decided, on a day ahead.
func (w *town) entry(b patrol.Block, on time.Time) *patrol.PolicyEntry {
	return &patrol.PolicyEntry{
		AccountID: w.acmeGroup.ID, At: now, ByID: w.erin.ID, By: "erin", State: patrol.ChangeScheduled,
		PolicyChange: patrol.PolicyChange{Kind: patrol.FineGrained, Block: b, From: patrol.Policy{MaxDays: patrol.Forever},
			To: patrol.Policy{Access: patrol.No, Approval: patrol.Yes, MaxDays: 7, ExemptAdmins: true}, Note: "why", On: on}}
}

func TestPolicyEntries(t *testing.T) {
	w := newTown(t)
	later := w.entry(patrol.AccessBlock, now.Add(2*time.Hour))
	sooner := w.entry(patrol.LifetimeBlock, now.Add(time.Hour))
	done := w.entry(patrol.AccessBlock, time.Time{})
	done.State, done.ByID, done.By, done.Back = patrol.ChangeDone, 0, "", true
	w.update(func(tx patrol.Tx) error {
		for _, e := range []*patrol.PolicyEntry{later, sooner, done} {
			if err := tx.InsertPolicyEntry(e); err != nil {
				return err
			}
		}
		return nil
	})
	err := w.Update(t.Context(), func(tx patrol.Tx) error {
		return tx.InsertPolicyEntry(w.entry(patrol.AccessBlock, now.Add(time.Minute)))
	})
	kind(t, err, patrol.Conflict)
	w.view(func(tx patrol.Tx) error {
		all, err := tx.PolicyEntries(patrol.PolicyQuery{AccountID: w.acmeGroup.ID, Kind: patrol.FineGrained, Limit: 9})
		same(t, all, []*patrol.PolicyEntry{done, sooner, later})
		return err
	})
	w.view(func(tx patrol.Tx) error {
		last, err := tx.PolicyEntries(patrol.PolicyQuery{AccountID: w.acmeGroup.ID, Block: patrol.AccessBlock,
			Before: done.ID, State: patrol.ChangeScheduled, Limit: 1})
		same(t, last, []*patrol.PolicyEntry{later})
		return err
	})
	w.view(func(tx patrol.Tx) error {
		coming, err := tx.ComingPolicies(w.acmeGroup.ID, patrol.FineGrained)
		same(t, coming, []*patrol.PolicyEntry{sooner, later})
		return err
	})
	w.view(func(tx patrol.Tx) error {
		due, err := tx.DuePolicies(now.Add(time.Hour))
		same(t, due, []*patrol.PolicyEntry{sooner})
		return err
	})
	w.update(func(tx patrol.Tx) error { return tx.ClosePolicyEntry(later.ID, patrol.ChangeWithdrawn, now) })
	err = w.Update(t.Context(), func(tx patrol.Tx) error { return tx.ClosePolicyEntry(later.ID, patrol.ChangeDone, now) })
	kind(t, err, patrol.Conflict)
	w.view(func(tx patrol.Tx) error {
		later.State, later.ClosedAt = patrol.ChangeWithdrawn, now
		got, err := tx.PolicyEntry(w.acmeGroup.ID, later.ID)
		same(t, got, later)
		return err
	})
	w.view(func(tx patrol.Tx) error {
		_, err := tx.PolicyEntry(w.acme.ID, later.ID)
		kind(t, err, patrol.NotFound)
		return nil
	})
}

// What somebody holds comes together, page by page of people.
func TestHoldings(t *testing.T) {
	w := newTown(t)
	elsewhere := w.account(patrol.Account{Login: "elsewhere", Kind: patrol.Organization})
	want := map[int64]int{}
	for i := range 7 {
		user := w.account(patrol.Account{Login: fmt.Sprintf("user-%d", i), Kind: patrol.User})
		for n := range 2 * i {
			owner := []int64{w.acme.ID, elsewhere.ID}[n%2]
			name := fmt.Sprint("token", n)
			w.update(func(tx patrol.Tx) error {
				k := &patrol.Token{UserID: user.ID, OwnerID: owner, Name: name, State: patrol.Active,
					Wants: patrol.Reach{Selection: patrol.All}, Life: patrol.Life{IssuedAt: now, ExpiresAt: now.Add(time.Hour)}}
				return keep(tx, k, patrol.NewSecret(1).Digest())
			})
			if owner == w.acme.ID {
				want[user.ID]++
			}
		}
	}
	got := map[int64]int{}
	after, users := int64(0), 0
	for {
		var page []*patrol.Holding
		w.view(func(tx patrol.Tx) (err error) {
			page, err = tx.HoldingsIn(w.acmeGroup.ID, patrol.FineGrained, after, 2)
			return err
		})
		if len(page) == 0 {
			break
		}
		for _, h := range page {
			if h.UserID < after || h.OwnerID != w.acme.ID || h.Life.ExpiresAt != now.Add(time.Hour) {
				t.Errorf("%+v after %d", h, after)
			}
			if h.UserID != after {
				users++
			}
			after = h.UserID
			got[h.UserID]++
		}
	}
	same(t, got, want)
	same(t, users, 6)
}
