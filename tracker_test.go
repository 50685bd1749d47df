package patrol_test

import (
	"testing"

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
