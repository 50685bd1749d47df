package db

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patrol"
)

// talk adds to lists a repository's issues with each filter, in the orders that
// it is found in by an index.
func talk(lists map[string]func(*tx) error) {
	walked := []patrol.IssueSort{patrol.ByNumber, patrol.ByChange, patrol.ByComments}
	sieved := walked[:1] // what few issues are sorted otherwise
	for name, l := range map[string]struct {
		q     patrol.IssueQuery
		sorts []patrol.IssueSort
	}{
		"all":       {patrol.IssueQuery{}, walked},
		"open":      {patrol.IssueQuery{State: patrol.OpenIssue}, walked},
		"changed":   {patrol.IssueQuery{State: patrol.OpenIssue, Since: time.Unix(1, 0)}, walked[1:2]},
		"given":     {patrol.IssueQuery{Assignee: patrol.Anybody}, walked},
		"given not": {patrol.IssueQuery{Assignee: patrol.Nobody}, walked},
		"creator":   {patrol.IssueQuery{Creator: "x"}, sieved},
		"assignee":  {patrol.IssueQuery{Assignee: "x", State: patrol.OpenIssue}, sieved},
		"mentioned": {patrol.IssueQuery{Mentioned: "x", Assignee: "y"}, sieved},
		"labels":    {patrol.IssueQuery{Labels: []string{"x", "y"}, State: patrol.OpenIssue}, sieved},
	} {
		for _, sort := range l.sorts {
			for _, back := range []bool{false, true} {
				q := l.q
				q.RepositoryID, q.Sort, q.Backwards, q.Limit = 1, sort, back, 9
				lists["issues by "+name+" "+string(sort)+map[bool]string{true: ", back"}[back]] = func(tx *tx) error {
					if _, err := tx.Issues(q); err != nil {
						return err
					}
					_, err := tx.spots(q, &cursor{id: 1, key: "1"}, 9)
					return err
				}
			}
		}
	}
}

// How deep a page of issues may lie is no matter of their rows: its place is
// found in an index alone.
func TestPlacesOfIssuesAreFoundInAnIndex(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for sort := range issueOrders {
		for _, state := range []patrol.IssueState{"", patrol.OpenIssue} {
			plan := d.plan(t, func(tx *tx) error {
				_, err := tx.spots(patrol.IssueQuery{RepositoryID: 1, Sort: sort, State: state, Skip: patrol.MostSkipped}, nil, 9)
				return err
			})
			if !strings.Contains(plan, "USING COVERING INDEX issues_") {
				t.Error(plan)
			}
		}
	}
}
