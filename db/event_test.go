package db_test

import (
	"testing"

	"patrol"
)

func TestEvents(t *testing.T) {
	w := newTown(t)
	var all []*patrol.Event
	for n := range 5 {
		e := &patrol.Event{At: now, Action: patrol.TokenCreated, ActorID: w.dana.ID, UserID: w.dana.ID,
			OwnerID: w.acme.ID, TokenID: int64(n % 2), TokenName: "ci", GrantID: 3, RequestID: 4,
			Detail: "all there is", From: patrol.Origin{Address: "192.0.2.1", Agent: "git/2.39"}, Actor: "Dana"}
		w.update(func(tx patrol.Tx) error { return tx.Record(e) })
		all = append([]*patrol.Event{e}, all...)
	}
	w.view(func(tx patrol.Tx) error {
		for _, c := range []struct {
			q    patrol.EventQuery
			want []*patrol.Event
		}{
			{patrol.EventQuery{OwnerID: w.acme.ID, Limit: 10}, all},
			{patrol.EventQuery{OwnerID: w.acme.ID, Limit: 2}, all[:2]},
			{patrol.EventQuery{OwnerID: w.acme.ID, Limit: 2, Before: all[1].ID}, all[2:4]},
			{patrol.EventQuery{UserID: w.dana.ID, TokenID: 1, Limit: 10}, []*patrol.Event{all[1], all[3]}},
			{patrol.EventQuery{UserID: w.sam.ID, TokenID: 1, Limit: 10}, nil},
			{patrol.EventQuery{UserID: w.dana.ID, Limit: 10}, all},
		} {
			got, err := tx.Events(c.q)
			if err != nil {
				return err
			}
			same(t, got, c.want)
		}
		return nil
	})
}
