package patrol_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

// Who may read may open issues and change their own; the rest takes write.
func TestWhoChangesIssues(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	site := w.site.ID
	mine, err := w.OpenIssueAt(ctx, w.sam, site, patrol.IssueChange{Title: new("Mine"), Labels: &[]string{"dropped"}})
	w.must(err)
	if mine.Number != 1 || len(mine.Labels) != 0 {
		t.Errorf("%+v", mine)
	}
	theirs, err := w.OpenIssueAt(ctx, w.dana, site, patrol.IssueChange{Title: new("Theirs"), Labels: &[]string{"bug", "BUG"}})
	w.must(err)
	if theirs.Number != 2 || len(theirs.Labels) != 1 {
		t.Errorf("%+v", theirs)
	}
	change := func(v *patrol.Viewer, number int64, c patrol.IssueChange) error {
		_, err := w.ChangeIssue(ctx, v, site, number, c)
		return err
	}
	w.must(change(w.sam, 1, patrol.IssueChange{State: new(patrol.ClosedIssue)}))
	w.must(change(w.dana, 1, patrol.IssueChange{State: new(patrol.OpenIssue), Labels: &[]string{"bug"}}))
	w.wantKind(patrol.Forbidden, change(w.sam, 1, patrol.IssueChange{Labels: &[]string{}}))
	w.wantKind(patrol.Forbidden, change(w.sam, 2, patrol.IssueChange{Title: new("x")}))
	w.wantKind(patrol.NotFound, change(w.erin, 1, patrol.IssueChange{Title: new("x")}))
	w.wantKind(patrol.NotFound, change(w.dana, 3, patrol.IssueChange{Title: new("x")}))
	w.wantProblem(change(w.dana, 1, patrol.IssueChange{Title: new(" "), State: new(patrol.IssueState("odd"))}), "title", "state")
	_, err = w.OpenIssueAt(ctx, w.erin, site, patrol.IssueChange{Title: new("x")})
	w.wantKind(patrol.NotFound, err)
	_, err = w.Relabel(ctx, w.sam, site, 1, []string{"x"}, nil)
	w.wantKind(patrol.Forbidden, err)
	w.wantKind(patrol.Forbidden, w.CreateLabel(ctx, w.sam, &patrol.Label{RepositoryID: site, Name: "x"}))
	w.wantProblem(w.CreateLabel(ctx, w.dana, &patrol.Label{RepositoryID: site, Name: "Bug"}), "name")
	w.wantProblem(w.CreateLabel(ctx, w.dana, &patrol.Label{RepositoryID: site, Name: "x", Color: "red"}), "color")
}

// People change what they said themselves, and those who may write all of it.
func TestWhoChangesComments(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	i, err := w.OpenIssueAt(ctx, w.olivia, w.site.ID, patrol.IssueChange{Title: new("x")})
	w.must(err)
	said, err := w.AddComment(ctx, w.dana, w.site.ID, i.Number, "one")
	w.must(err)
	_, err = w.AddComment(ctx, w.sam, w.site.ID, i.Number, " ")
	w.wantProblem(err, "body")
	_, err = w.ChangeComment(ctx, w.sam, w.site.ID, said.ID, "two")
	w.wantKind(patrol.Forbidden, err)
	_, err = w.ChangeComment(ctx, w.olivia, w.vault.ID, said.ID, "two")
	w.wantKind(patrol.NotFound, err)
	w.wantKind(patrol.Forbidden, w.DeleteComment(ctx, w.sam, w.site.ID, said.ID))
	w.must(w.DeleteComment(ctx, w.olivia, w.site.ID, said.ID))
	if i, err = w.Issue(ctx, w.site.ID, i.Number); err != nil || i.Comments != 0 {
		t.Errorf("%+v %v", i, err)
	}
	w.update(func(tx patrol.Tx) error { return tx.DeleteRepository(w.site.ID) })
	_, err = w.Issue(ctx, w.site.ID, i.Number)
	w.wantKind(patrol.NotFound, err)
}

// Whoever has a role where an issue is may be given it, by those who may write.
func TestWhoIsAssigned(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	i, err := w.OpenIssueAt(ctx, w.sam, w.site.ID, patrol.IssueChange{Title: new("x"), Assignees: &[]string{"dana"}})
	w.must(err)
	if len(i.Assignees) != 0 {
		t.Errorf("a reader assigns: %+v", i)
	}
	_, err = w.Assign(ctx, w.sam, w.site.ID, i.Number, []string{"sam"}, nil)
	w.wantKind(patrol.Forbidden, err)
	i, err = w.Assign(ctx, w.dana, w.site.ID, i.Number, []string{"SAM", "olivia", "sam"}, nil)
	w.must(err)
	if len(i.Assignees) != 2 {
		t.Errorf("%+v", i.Assignees)
	}
	for _, nobody := range []string{"erin", "acme", "nobody", ""} {
		_, err = w.Assign(ctx, w.dana, w.site.ID, i.Number, []string{nobody}, nil)
		w.wantProblem(err, "assignees")
	}
	w.update(func(tx patrol.Tx) error { return tx.SetCollaboration(w.site.ID, w.sam.ID, patrol.None) })
	i, err = w.ChangeIssue(ctx, w.dana, w.site.ID, i.Number, patrol.IssueChange{Assignees: &[]string{"sam", "dana"}})
	w.must(err)
	if len(i.Assignees) != 2 {
		t.Errorf("who was assigned and has no role any more: %+v", i.Assignees)
	}
	if i, err = w.Assign(ctx, w.dana, w.site.ID, i.Number, nil, []string{"Sam", "erin"}); err != nil || len(i.Assignees) != 1 {
		t.Errorf("%+v %v", i, err)
	}
	_, err = w.ChangeIssue(ctx, w.dana, w.site.ID, i.Number, patrol.IssueChange{Assignees: new(slices.Repeat([]string{"dana"}, 11))})
	w.wantProblem(err, "assignees")
}

// Of what is locked those talk who may write.
func TestLockedIssues(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	i, err := w.OpenIssueAt(ctx, w.sam, w.site.ID, patrol.IssueChange{Title: new("x")})
	w.must(err)
	w.wantKind(patrol.Forbidden, w.LockIssue(ctx, w.sam, w.site.ID, i.Number, ""))
	w.wantProblem(w.LockIssue(ctx, w.dana, w.site.ID, i.Number, "boring"), "lock_reason")
	w.must(w.LockIssue(ctx, w.dana, w.site.ID, i.Number, "too heated"))
	_, err = w.AddComment(ctx, w.sam, w.site.ID, i.Number, "But")
	w.wantKind(patrol.Forbidden, err)
	_, err = w.AddComment(ctx, w.dana, w.site.ID, i.Number, "No")
	w.must(err)
	w.must(w.UnlockIssue(ctx, w.dana, w.site.ID, i.Number))
	_, err = w.AddComment(ctx, w.sam, w.site.ID, i.Number, "But")
	w.must(err)
	if i, err = w.Issue(ctx, w.site.ID, i.Number); err != nil || i.Locked || i.LockReason != "" {
		t.Errorf("%+v %v", i, err)
	}
}

// Who is mentioned in an issue, or in what is said of it, is found by that.
func TestWhoIsMentioned(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	i, err := w.OpenIssueAt(ctx, w.dana, w.site.ID, patrol.IssueChange{Title: new("x"),
		Body: new("@olivia: mail sam@example.test, or see /@erin and @@dana")})
	w.must(err)
	finds := func(login string) bool {
		found, err := w.Issues(ctx, patrol.IssueQuery{RepositoryID: w.site.ID, Mentioned: login, Limit: 9})
		w.must(err)
		return len(found.Rows) == 1
	}
	for login, want := range map[string]bool{"Olivia": true, "sam": false, "erin": false, "dana": false, "nobody": false} {
		if finds(login) != want {
			t.Errorf("%s is mentioned: %t", login, !want)
		}
	}
	_, err = w.AddComment(ctx, w.olivia, w.site.ID, i.Number, "(@sam) @acme")
	w.must(err)
	if !finds("sam") || finds("acme") {
		t.Error("mentioned in a comment")
	}
}

// A page of issues is found by its number as far as that goes, and from there on
// from the page before.
func TestPagesOfIssues(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	for n := range 7 {
		c := patrol.IssueChange{Title: new("x"), Labels: &[]string{"bug"}, Assignees: &[]string{"dana"}}
		if n == 3 {
			c.Labels = nil
		}
		_, err := w.OpenIssueAt(ctx, w.dana, w.site.ID, c)
		w.must(err)
	}
	for _, number := range []int64{6, 2, 2, 5} {
		w.now = w.now.Add(time.Hour)
		_, err := w.AddComment(ctx, w.dana, w.site.ID, number, "Well")
		w.must(err)
	}
	for _, c := range []struct {
		q    patrol.IssueQuery
		want string
	}{
		{patrol.IssueQuery{}, "1 2 3 4 5 6 7"},
		{patrol.IssueQuery{Backwards: true, State: patrol.OpenIssue}, "7 6 5 4 3 2 1"},
		{patrol.IssueQuery{Sort: patrol.ByChange, Backwards: true}, "5 2 6 7 4 3 1"},
		{patrol.IssueQuery{Sort: patrol.ByComments, Backwards: true}, "2 6 5 7 4 3 1"},
		{patrol.IssueQuery{Labels: []string{"bug"}, Backwards: true}, "7 6 5 3 2 1"},
		{patrol.IssueQuery{Labels: []string{"bug"}, Assignee: "dana", Sort: patrol.ByComments}, "1 3 7 5 6 2"},
		{patrol.IssueQuery{Assignee: patrol.Anybody}, "1 2 3 4 5 6 7"},
		{patrol.IssueQuery{Assignee: patrol.Nobody}, ""},
		{patrol.IssueQuery{Assignee: "olivia"}, ""},
		{patrol.IssueQuery{Labels: []string{"bug", "none"}}, ""},
	} {
		c.q.RepositoryID, c.q.Limit = w.site.ID, 2
		numbered, linked := "", ""
		after := c.q
		for ; ; c.q.Skip += 2 {
			page, err := w.Issues(ctx, c.q)
			w.must(err)
			next, err := w.Issues(ctx, after)
			w.must(err)
			numbered, linked = numbered+numbers(page.Rows), linked+numbers(next.Rows)
			if page.Next == "" {
				break
			}
			after.After = page.Next
		}
		if numbered != linked || strings.TrimSpace(linked) != c.want {
			t.Errorf("%+v: %q by number, %q by links", c.q, numbered, linked)
		}
	}
	_, err := w.Issues(ctx, patrol.IssueQuery{RepositoryID: w.site.ID, Skip: patrol.MostSkipped + 1, Limit: 2})
	w.wantProblem(err, "page")
}

// numbers are those of issues, each with a space behind it.
func numbers(issues []*patrol.Issue) string {
	var b strings.Builder
	for _, i := range issues {
		fmt.Fprintf(&b, "%d ", i.Number)
	}
	return b.String()
}
