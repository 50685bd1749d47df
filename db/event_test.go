package db_test

import (
	"slices"
	"testing"
	"time"

	"patrol"
)

// happened writes five events of Dana's at acme, one each minute, and returns
// them with all that the log says of them, newest first.
func (w *town) happened() (all []*patrol.Event) {
	for n := range 5 {
		e := &patrol.Event{At: now.Add(time.Duration(n) * time.Minute), Action: patrol.AccessGranted,
			ActorID: w.olivia.ID, UserID: w.dana.ID, OwnerID: w.acme.ID, TokenID: int64(n%2) + 1, TokenName: "CI 100%",
			GrantID: 3, RequestID: 4, Detail: "all there is",
			Facts: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{w.site.ID},
				Permissions: patrol.Permissions{"contents": patrol.Write}},
			From: patrol.Origin{Address: "192.0.2.1", Agent: "git/2.39"}}
		w.update(func(tx patrol.Tx) error { return tx.Record(e) })
		e.Actor, e.User, e.Owner, e.OwnerKind = "olivia", "Dana", "Acme", patrol.Organization
		e.Business, e.BusinessID = "acme-group", w.acmeGroup.ID
		all = append(all, e)
	}
	slices.Reverse(all)
	return all
}

func TestEvents(t *testing.T) {
	w := newTown(t)
	all := w.happened()
	w.view(func(tx patrol.Tx) error {
		for _, c := range []struct {
			q    patrol.EventQuery
			want []*patrol.Event
		}{
			{patrol.EventQuery{UserID: w.dana.ID, TokenID: 2, Limit: 10}, []*patrol.Event{all[1], all[3]}},
			{patrol.EventQuery{UserID: w.dana.ID, TokenID: 2, Limit: 1}, all[1:2]},
			{patrol.EventQuery{UserID: w.dana.ID, TokenID: 2, Limit: 1, Before: all[1].ID}, all[3:4]},
			{patrol.EventQuery{UserID: w.sam.ID, TokenID: 2, Limit: 10}, nil},
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

func TestLogIsFiltered(t *testing.T) {
	w := newTown(t)
	all := w.happened()
	for name, c := range map[string]struct {
		filter patrol.LogFilter
		want   []*patrol.Event
	}{
		"nothing said":    {patrol.LogFilter{}, all},
		"actor":           {patrol.LogFilter{Actor: "OLIVIA"}, all},
		"other actor":     {patrol.LogFilter{Actor: "dana"}, nil},
		"no such actor":   {patrol.LogFilter{Actor: "nobody"}, nil},
		"action":          {patrol.LogFilter{Action: patrol.AccessGranted}, all},
		"other action":    {patrol.LogFilter{Action: patrol.AccessRevoked}, nil},
		"kind of action":  {patrol.LogFilter{Action: "personal_access_token"}, all},
		"other kind":      {patrol.LogFilter{Action: "user"}, nil},
		"token":           {patrol.LogFilter{Token: "2"}, []*patrol.Event{all[1], all[3]}},
		"token by name":   {patrol.LogFilter{Token: "ci 100%"}, all},
		"since":           {patrol.LogFilter{Since: all[1].At}, all[:2]},
		"before":          {patrol.LogFilter{Before: all[1].At}, all[2:]},
		"word":            {patrol.LogFilter{Words: []string{"THERE"}}, all},
		"words":           {patrol.LogFilter{Words: []string{"192.0", "GIT", "dana"}}, all},
		"wild card":       {patrol.LogFilter{Words: []string{"00%"}}, all},
		"no wild card":    {patrol.LogFilter{Words: []string{"%0"}}, nil},
		"all but a word":  {patrol.LogFilter{Actor: "olivia", Words: []string{"nothing"}}, nil},
		"a token's times": {patrol.LogFilter{Token: "1", Since: all[3].At}, []*patrol.Event{all[0], all[2]}},
	} {
		for _, q := range []patrol.LogQuery{{OwnerID: w.acme.ID}, {UserID: w.dana.ID}} {
			q.LogFilter, q.Limit = c.filter, 10
			w.view(func(tx patrol.Tx) error {
				page, err := tx.Log(q)
				if page.Previous != "" || page.Next != "" {
					t.Errorf("%s: there are pages around the only one", name)
				}
				t.Run(name, func(t *testing.T) { same(t, page.Events, c.want) })
				return err
			})
		}
	}
}

// What happened to a token is in the logs that it concerns, and in no other.
func TestLogOfATokenIsItsOwners(t *testing.T) {
	w := newTown(t)
	all := w.happened()
	for _, c := range []struct {
		q    patrol.LogQuery
		want []*patrol.Event
	}{
		{patrol.LogQuery{EnterpriseID: w.acmeGroup.ID}, []*patrol.Event{all[1], all[3]}},
		{patrol.LogQuery{EnterpriseID: w.acmeGroup.ID, LogFilter: patrol.LogFilter{Org: "acme"}}, []*patrol.Event{all[1], all[3]}},
		{patrol.LogQuery{EnterpriseID: w.acmeGroup.ID, LogFilter: patrol.LogFilter{Org: "dana"}}, nil},
		{patrol.LogQuery{EnterpriseID: w.acme.ID}, nil},
		{patrol.LogQuery{OwnerID: w.dana.ID}, nil},
		{patrol.LogQuery{UserID: w.olivia.ID}, nil},
	} {
		c.q.Token, c.q.Limit = "2", 10
		w.view(func(tx patrol.Tx) error {
			page, err := tx.Log(c.q)
			same(t, page.Events, c.want)
			return err
		})
	}
}

// A log is read page by page, back and forth, and what is new moves nothing.
func TestLogIsPaged(t *testing.T) {
	w := newTown(t)
	all := w.happened()
	page := func(after string) (p patrol.LogPage) {
		w.view(func(tx patrol.Tx) (err error) {
			p, err = tx.Log(patrol.LogQuery{OwnerID: w.acme.ID, After: after, Limit: 2})
			return err
		})
		return p
	}
	first := page("")
	same(t, first.Events, all[:2])
	second := page(first.Next)
	same(t, second.Events, all[2:4])
	third := page(second.Next)
	same(t, third.Events, all[4:])
	if first.Previous != "" || third.Next != "" {
		t.Error("there is a page beyond the ends")
	}
	w.update(func(tx patrol.Tx) error {
		return tx.Record(&patrol.Event{At: now.Add(time.Hour), Action: patrol.AccessRevoked, OwnerID: w.acme.ID})
	})
	same(t, page(first.Next).Events, all[2:4])
	same(t, page(third.Previous).Events, all[2:4])
	back := page(second.Previous)
	same(t, back.Events, all[:2])
	if back.Previous == "" {
		t.Error("what is new cannot be reached")
	}
}
