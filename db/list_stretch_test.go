package db

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

// Where many rows are each thing that is asked for, and few are all of it, no
// page looks at more than its stretch, and all pages together find all, forth
// and back.
func TestPagesLookThroughStretches(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.engine.update(t.Context(), func(tx *tx) error { fill(t, tx, 8000); return nil }); err != nil {
		t.Fatal(err)
	}
	for sort := range listOrders {
		for _, text := range []string{"lifetime:>300 expires:<1970-01-03 used:>36000d", "lifetime:>300 expires:>1970-01-09 used:>36000d",
			"stops:lifetime:300 expires:>1970-01-09 used:>36000d"} {
			t.Run(fmt.Sprint(sort, " ", text), func(t *testing.T) {
				f, bad := patrol.ParseFilter(patrol.FineGrained, text)
				if bad != nil {
					t.Fatal(bad)
				}
				q := patrol.ListQuery{OwnerID: 1, Filter: f, Sort: sort, Limit: 1000, Now: time.Unix(36_003*24*3600, 0)}
				if strings.HasPrefix(text, "stops") {
					q.Fated = &patrol.Fated{At: time.Unix(1, 0), Shares: []patrol.Share{{OwnerIDs: []int64{1},
						Days: []patrol.Days{{From: 301, To: 310}, {From: 320, To: patrol.Forever}}}}}
				}
				var want []int64
				err := d.engine.view(t.Context(), func(tx *tx) (err error) { want, err = tx.everyID(q); return err })
				if err != nil || len(want) < 20 {
					t.Fatal(len(want), err)
				}
				q.Limit = 30
				d.walkStretches(t, q, want)
			})
		}
	}
}

// everyID is the ids of all that q asks for, found at once.
func (tx *tx) everyID(q patrol.ListQuery) ([]int64, error) {
	r, err := tx.read(grantList, q)
	if err != nil {
		return nil, err
	}
	found, err := tx.entries(r, nil, nil, q.Limit)
	return idsOf(found), err
}

// walkStretches reads all pages of q forth, and then back.
func (db *DB) walkStretches(t *testing.T, q patrol.ListQuery, want []int64) {
	t.Helper()
	var forth, back []int64
	var stopped int
	turn := func() (page patrol.Page[patrol.ActiveToken]) {
		err := db.engine.view(t.Context(), func(tx *tx) (err error) { page, err = tx.ActiveTokens(q); return err })
		if err != nil {
			t.Fatal(err)
		}
		q.After, q.Searched = page.Next, page.Searched
		return page
	}
	page := turn()
	forth = grantsOn(page)
	for page.Next != "" {
		if page.Searched > 0 {
			stopped++
		}
		page = turn()
		forth = append(forth, grantsOn(page)...)
	}
	if !slices.Equal(forth, want) || stopped == 0 {
		t.Errorf("stopped %d times and found %d, want %d", stopped, len(forth), len(want))
	}
	back = grantsOn(page)
	for page.Previous != "" {
		q.After = page.Previous
		page = turn()
		back = slices.Concat(grantsOn(page), back)
	}
	if !slices.Equal(back, want) {
		t.Errorf("found %d back, want %d", len(back), len(want))
	}
}

func grantsOn(p patrol.Page[patrol.ActiveToken]) (all []int64) {
	for _, t := range p.Rows {
		all = append(all, t.Grant.ID)
	}
	return all
}

// However long a list is, one transaction of many looks at a stretch of it, and
// all together find everything.
func TestManyRowsAreFoundAStretchAtATime(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.engine.update(t.Context(), func(tx *tx) error { fill(t, tx, longestStretch+4000); return nil }); err != nil {
		t.Fatal(err)
	}
	f, _ := patrol.ParseFilter(patrol.FineGrained, "lifetime:>300 expires:<1970-01-03 used:>36000d")
	q := patrol.ListQuery{OwnerID: 1, Filter: f, Limit: 2000, Now: time.Unix(36_003*24*3600, 0)}
	var want, got []int64
	steps := 0
	err = d.engine.view(t.Context(), func(tx *tx) (err error) {
		if want, err = tx.everyID(q); err != nil {
			return err
		}
		for more := true; more; more = q.Below != 0 {
			var ids []int64
			if ids, q.Below, err = tx.ActiveTokenIDs(q); err != nil {
				return err
			}
			got = append(got, ids...)
			steps++
		}
		return nil
	})
	if err != nil || !slices.Equal(got, want) || len(want) == 0 || steps != 2 {
		t.Errorf("%d in %d steps, want %d: %v", len(got), steps, len(want), err)
	}
}

// How many rows a search lets through is said only where they were counted, not
// where it was what they are found by: many tokens may bear a name, and few of
// them wait.
func TestEstimate(t *testing.T) {
	query := func(*conditions) string { return "" }
	for _, c := range []struct {
		sieve sieve
		want  patrol.Tally
	}{
		{sieve{ids: query}, patrol.Tally{N: few, More: true}},
		{sieve{ids: query, many: query}, patrol.Tally{More: true}},
	} {
		r := &reading{sieves: []sieve{c.sieve}}
		if got := r.estimate(nil, false); got != c.want {
			t.Errorf("%+v, want %+v", got, c.want)
		}
	}
}
