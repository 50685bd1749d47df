package db_test

import (
	"slices"
	"testing"
	"time"

	"patrol"
)

// Issues are the same whichever way they are found.
func TestIssuesEachWay(t *testing.T) {
	w := newTown(t)
	people := []*patrol.Account{w.dana, w.olivia, w.sam}
	bug, late := &patrol.Label{RepositoryID: w.site.ID, Name: "bug"}, &patrol.Label{RepositoryID: w.site.ID, Name: "late"}
	w.update(func(tx patrol.Tx) error { return tx.InsertLabel(bug) })
	w.update(func(tx patrol.Tx) error { return tx.InsertLabel(late) })
	for n := range 40 {
		i := &patrol.Issue{RepositoryID: w.site.ID, UserID: people[n%3].ID, Title: "x", State: patrol.OpenIssue,
			CreatedAt: now, UpdatedAt: now.Add(time.Duration(n*17%40) * time.Hour)}
		w.update(func(tx patrol.Tx) error { return tx.InsertIssue(i) })
		w.update(func(tx patrol.Tx) error { return tx.SetLabels(i.ID, []*patrol.Label{bug, late}[:n%3]) })
		w.update(func(tx patrol.Tx) error { return tx.SetAssignees(i, people[:n%4]) })
		w.update(func(tx patrol.Tx) error { return tx.Mention(i, []string{people[n%3].Login, "nobody"}[n%2:]) })
		elsewhere := &patrol.Issue{RepositoryID: w.secret.ID, UserID: w.dana.ID, Title: "y", State: patrol.OpenIssue, UpdatedAt: now}
		w.update(func(tx patrol.Tx) error { return tx.InsertIssue(elsewhere) })
		w.update(func(tx patrol.Tx) error { return tx.SetAssignees(elsewhere, people) })
	}
	for _, q := range []patrol.IssueQuery{
		{Labels: []string{"bug", "LATE"}, Assignee: "dana"}, {Assignee: patrol.Anybody, Creator: "DANA"},
		{Assignee: "olivia", Mentioned: "dana", Since: now.Add(5 * time.Hour)}, {Assignee: patrol.Nobody, Labels: []string{"bug"}},
		{Since: now.Add(20 * time.Hour), Creator: "sam", State: patrol.OpenIssue},
	} {
		for _, sort := range []patrol.IssueSort{patrol.ByNumber, patrol.ByChange, patrol.ByComments} {
			for _, q.Backwards = range []bool{false, true} {
				q.RepositoryID, q.Sort, q.Skip, q.Limit = w.site.ID, sort, 1, 100
				ways := w.IssuesEachWay(t, q)
				for _, ids := range ways {
					if len(ids) == 0 || !slices.Equal(ids, ways[0]) {
						t.Errorf("%+v: %v", q, ways)
					}
				}
			}
		}
	}
}
