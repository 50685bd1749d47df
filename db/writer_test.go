package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"patrol"
)

// together calls fn n times at once and waits.
func together(n int, fn func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { fn(i) })
	}
	group.Wait()
}

func TestManyWriters(t *testing.T) {
	w := newTown(t)
	const writers, each = 64, 10
	var failed atomic.Int64
	together(writers, func(i int) {
		for n := range each {
			err := w.Update(t.Context(), func(tx patrol.Tx) error {
				token := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: fmt.Sprint(i, "-", n),
					State: patrol.Active, Wants: patrol.Reach{Selection: patrol.All}}
				if err := keep(tx, token, patrol.NewSecret(1).Digest()); err != nil {
					return err
				}
				if n%3 == 0 {
					return errors.New("changed my mind") // and nothing of it is left
				}
				return nil
			})
			if err != nil {
				failed.Add(1)
				if n%3 != 0 {
					t.Error(err)
				}
			}
		}
	})
	same(t, failed.Load(), writers*4)
	w.view(func(tx patrol.Tx) error {
		page, err := tx.Tokens(patrol.TokenQuery{UserID: w.dana.ID, Limit: 10_000, Now: now})
		same(t, len(page.Tokens), writers*6)
		n, _ := tx.CountTokens(patrol.FineGrained, w.dana.ID)
		same(t, n, writers*6)
		return err
	})
}

func TestOneReviewWins(t *testing.T) {
	w := newTown(t)
	token, _ := w.token("ci")
	r := &patrol.Request{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID, State: patrol.Open,
		Reach: patrol.Reach{Selection: patrol.All}}
	w.update(func(tx patrol.Tx) error { return tx.InsertRequest(r) })
	var won atomic.Int64
	together(8, func(int) {
		approved := patrol.Review{State: patrol.Approved, By: w.olivia.ID}
		err := w.Update(t.Context(), func(tx patrol.Tx) error { return tx.CloseRequests(w.acme.ID, approved, r) })
		if err == nil {
			won.Add(1)
		} else {
			kind(t, err, patrol.Conflict)
		}
	})
	same(t, won.Load(), 1)
	w.view(func(tx patrol.Tx) error {
		n, err := tx.CountOpenRequests(w.acme.ID)
		same(t, n, 0)
		return err
	})
}

// What an update did before it panicked is not kept, and others go on.
func TestPanicIsTheCallers(t *testing.T) {
	w := newTown(t)
	func() {
		defer func() { same(t, recover(), any("no")) }()
		w.Update(t.Context(), func(tx patrol.Tx) error {
			tx.SetSuspended(w.dana.ID, now)
			panic("no")
		})
	}()
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Account(w.dana.ID)
		same(t, got, w.dana)
		return err
	})
	w.account(patrol.Account{Login: "next", Kind: patrol.User})
}

func TestUpdateOfWhoLeft(t *testing.T) {
	w := newTown(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	err := w.Update(ctx, func(patrol.Tx) error { return errors.New("ran") })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	err = w.View(ctx, func(tx patrol.Tx) error { _, err := tx.AnyAccount(); return err })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	w.view(func(tx patrol.Tx) error { _, err := tx.AnyAccount(); return err })
}

func TestUpdateAfterClose(t *testing.T) {
	w := newTown(t)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.Update(t.Context(), func(patrol.Tx) error { return nil }) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("kept in a closed database")
		}
	case <-time.After(time.Minute):
		t.Error("hangs")
	}
}

// A view sees one state, whatever is written meanwhile.
func TestViewStandsStill(t *testing.T) {
	w := newTown(t)
	w.view(func(tx patrol.Tx) error {
		if _, err := tx.Account(w.dana.ID); err != nil {
			return err
		}
		w.update(func(tx patrol.Tx) error { return tx.SetSuspended(w.dana.ID, now) })
		got, err := tx.Account(w.dana.ID)
		same(t, got, w.dana)
		return err
	})
}
