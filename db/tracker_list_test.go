package db

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patrol"
)

// The places of a page of issues are found in the index of their order, however
// deep it lies and whatever is asked for, or among the few that a sieve leaves.
func TestIssuesUseIndexes(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for name, q := range map[string]patrol.IssueQuery{
		"":          {},
		"given":     {Assignee: patrol.Anybody},
		"given not": {Assignee: patrol.Nobody},
		"creator":   {Creator: "x"},
		"changed":   {Since: time.Unix(1, 0)},
		"assignee":  {Assignee: "x"},
		"mentioned": {Mentioned: "x", Creator: "y"},
		"labels":    {Labels: []string{"x", "y"}, Since: time.Unix(1, 0)},
	} {
		for sort, o := range issueOrders {
			for _, state := range []patrol.IssueState{"", patrol.OpenIssue} {
				q.RepositoryID, q.Sort, q.State, q.Skip = 1, sort, state, patrol.MostSkipped
				r := issueReading{q: q, sieves: issueSieves(q), narrow: broad}
				many := d.plan(t, func(tx *tx) error {
					if _, err := tx.spots(r, &cursor{back: true, id: 1, key: "1"}, 9); err != nil {
						return err
					}
					_, err := tx.spots(r, nil, 9)
					return err
				})
				index := strings.TrimPrefix(o.key, "i.")
				if state != "" && sort == patrol.ByNumber {
					index = "state"
				}
				if slow.MatchString(many) || !strings.Contains(many, index) || name == "" && !strings.Contains(many, "COVERING INDEX") {
					t.Errorf("%s %s by %s:\n%s", state, name, o.key, many)
				}
				for r.narrow = range r.sieves {
					some := d.plan(t, func(tx *tx) error { _, err := tx.spots(r, nil, 9); return err })
					if scansTable.MatchString(some) {
						t.Errorf("%s %s by %s, few by %d:\n%s", state, name, o.key, r.narrow, some)
					}
				}
			}
		}
	}
}
