package db_test

import (
	"fmt"
	"testing"
	"time"

	"patrol"
)

// A search looks at so many events and says how far it came; page by page it
// finds all that there is, there and back.
func TestLogIsSearchedPieceByPiece(t *testing.T) {
	w := newTown(t)
	const many, every = 25_000, 6_000 // every so many events there is one to find
	w.update(func(tx patrol.Tx) error {
		for n := range many {
			e := &patrol.Event{At: now.Add(time.Duration(n/3) * time.Second), Action: patrol.AccessGranted, OwnerID: w.acme.ID,
				ActorID: w.olivia.ID, TokenName: "CI"}
			if n%every == 0 {
				e.TokenName, e.TokenID = fmt.Sprint("needle ", n), int64(n)
			}
			if err := tx.Record(e); err != nil {
				return err
			}
		}
		return nil
	})
	for _, f := range []patrol.LogFilter{
		{Words: []string{"needle"}},
		{Words: []string{"NEEDLE"}, Actor: "olivia", Action: patrol.AccessGranted},
	} {
		q := patrol.LogQuery{OwnerID: w.acme.ID, LogFilter: f, Limit: 10}
		pages := w.searched(q, 3)
		same(t, tokensOf(pages...), []string{"needle 24000", "needle 18000", "needle 12000", "needle 6000", "needle 0"})
		same(t, tokensOf(pages[0]), []string{"needle 24000", "needle 18000"})
		same(t, pages[0].Searched, now.Add((many-10_000)/3*time.Second))
		q.After = pages[2].Previous
		back := w.searched(q, 1)[0]
		q.After = back.Previous
		same(t, tokensOf(back, w.searched(q, 1)[0]), []string{"needle 6000", "needle 18000", "needle 12000"})
	}
	nothing := patrol.LogFilter{Token: "nothing", Since: now.Add((many - 5_000) / 3 * time.Second)}
	page := w.searched(patrol.LogQuery{OwnerID: w.acme.ID, LogFilter: nothing, Limit: 10}, 1)[0]
	if len(page.Events) != 0 || page.Next != "" {
		t.Errorf("%d events, and on to %q", len(page.Events), page.Next)
	}
}

// searched are so many pages from the first that q asks for.
func (w *town) searched(q patrol.LogQuery, n int) (pages []patrol.LogPage) {
	w.t.Helper()
	for range n {
		w.view(func(tx patrol.Tx) error {
			page, err := tx.Log(q)
			pages, q.After = append(pages, page), page.Next
			return err
		})
	}
	return pages
}

// tokensOf are the names of the tokens of events.
func tokensOf(pages ...patrol.LogPage) (all []string) {
	for _, p := range pages {
		for _, e := range p.Events {
			all = append(all, e.TokenName)
		}
	}
	return all
}
