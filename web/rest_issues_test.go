package web_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// openIssue has olivia open issue 1 of acme/site, label it and say something of it.
func (w *world) openIssue() {
	w.t.Helper()
	i, err := w.OpenIssueAt(w.t.Context(), w.olivia, w.site.ID, patrol.IssueChange{Title: new("First"), Labels: &[]string{"bug"}})
	w.must(err)
	_, err = w.AddComment(w.t.Context(), w.olivia, w.site.ID, i.Number, "Well")
	w.must(err)
}

// A token for issues alone reads and writes them, and no contents.
func TestIssuesWithGoGitHub(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	client := w.client(w.approved("issues", reads("issues=write", w.site)))
	issues := client.Issues
	made, response, err := issues.Create(ctx, "acme", "site", github.CreateIssueRequest{Title: "Broken \"<é>", Body: new("It is."),
		Labels: []string{"Bug", "new"}})
	w.must(err)
	if response.StatusCode != 201 || made.GetNumber() != 1 || len(made.Labels) != 2 || made.GetUser().GetLogin() != "dana" {
		t.Errorf("%v", made)
	}
	_, response, err = issues.Create(ctx, "acme", "site", github.CreateIssueRequest{})
	w.wantStatus(422, response, err)
	if e, ok := errors.AsType[*github.ErrorResponse](err); !ok || e.Errors[0].Code != "missing_field" || e.Errors[0].Field != "title" {
		t.Errorf("%v", err)
	}
	changed, _, err := issues.Update(ctx, "acme", "site", 1, github.UpdateIssueRequest{State: new("closed"), Title: new("Mended")})
	w.must(err)
	if changed.GetState() != "closed" || changed.ClosedAt == nil || changed.GetTitle() != "Mended" || len(changed.Labels) != 2 {
		t.Errorf("%v", changed)
	}
	comment, _, err := issues.CreateComment(ctx, "acme", "site", 1, github.IssueCommentRequest{Body: "Thanks"})
	w.must(err)
	comment, _, err = issues.UpdateComment(ctx, "acme", "site", comment.GetID(), github.IssueCommentRequest{Body: "Thank you"})
	w.must(err)
	comments, _, err := issues.ListComments(ctx, "acme", "site", 1, nil)
	w.must(err)
	if len(comments) != 1 || comments[0].GetBody() != "Thank you" {
		t.Errorf("%v", comments)
	}
	w.must(errOf(issues.DeleteComment(ctx, "acme", "site", comment.GetID())))
	labels, _, err := issues.AddLabelsToIssue(ctx, "acme", "site", 1, []string{"urgent", "BUG"})
	w.must(err)
	if len(labels) != 3 {
		t.Errorf("%v", labels)
	}
	w.must(errOf(issues.RemoveLabelForIssue(ctx, "acme", "site", 1, "bug")))
	response, err = issues.RemoveLabelForIssue(ctx, "acme", "site", 1, "bug")
	w.wantStatus(404, response, err)
	w.must(errOf(issues.DeleteLabel(ctx, "acme", "site", "urgent")))
	_, response, err = issues.CreateLabel(ctx, "acme", "site", github.CreateIssueLabelRequest{Name: "NEW", Color: new("ff0000")})
	w.wantStatus(422, response, err)
	_, response, err = client.Repositories.ListBranches(ctx, "acme", "site", nil)
	w.wantStatus(403, response, err)
}

// Issues are given to people, and locked.
func TestAssigneesWithGoGitHub(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	issues := w.client(w.approved("issues", reads("issues=write", w.site))).Issues
	_, _, err := issues.Create(ctx, "acme", "site", github.CreateIssueRequest{Title: "x", Assignees: []string{"dana"}})
	w.must(err)
	issue, response, err := issues.AddAssignees(ctx, "acme", "site", 1, []string{"olivia", "Dana"})
	w.wantStatus(201, response, err)
	if len(issue.Assignees) != 2 {
		t.Errorf("%v", issue)
	}
	as := bearer(w.approved("reader", reads("issues=read", w.site)))
	var older struct{ Assignee *github.User } // programs that know of one alone
	if w.get(as, "/repos/acme/site/issues/1").decode(&older); older.Assignee.GetLogin() != issue.Assignees[0].GetLogin() {
		t.Errorf("%v", older)
	}
	_, response, err = issues.AddAssignees(ctx, "acme", "site", 1, []string{"nobody"})
	w.wantStatus(422, response, err)
	issue, response, err = issues.RemoveAssignees(ctx, "acme", "site", 1, []string{"dana", "nobody"})
	w.wantStatus(200, response, err)
	if len(issue.Assignees) != 1 || issue.Assignees[0].GetLogin() != "olivia" {
		t.Errorf("%v", issue)
	}
	issue, _, err = issues.Update(ctx, "acme", "site", 1, github.UpdateIssueRequest{Assignees: []string{}})
	w.must(err)
	if len(issue.Assignees) != 0 {
		t.Errorf("%v", issue)
	}
	people, _, err := issues.ListAssignees(ctx, "acme", "site", nil)
	w.must(err)
	for _, one := range people {
		if is, _, err := issues.IsAssignee(ctx, "acme", "site", one.GetLogin()); err != nil || !is {
			t.Errorf("%s: %t %v", one.GetLogin(), is, err)
		}
	}
	if is, _, err := issues.IsAssignee(ctx, "acme", "site", "nobody"); err != nil || is || len(people) == 0 {
		t.Errorf("%t %v %v", is, people, err)
	}
	for path, want := range map[string]int{"/issues/1/assignees/olivia": 204, "/issues/1/assignees/nobody": 404, "/issues/9/assignees/olivia": 404} {
		if got := w.get(as, "/repos/acme/site"+path); got.StatusCode != want {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	response, err = issues.Lock(ctx, "acme", "site", 1, &github.LockIssueOptions{LockReason: "spam"})
	w.wantStatus(204, response, err)
	if issue, _, err = issues.Get(ctx, "acme", "site", 1); err != nil || !issue.GetLocked() || issue.GetActiveLockReason() != "spam" {
		t.Errorf("%v %v", issue, err)
	}
	response, err = issues.Unlock(ctx, "acme", "site", 1)
	w.wantStatus(204, response, err)
}

// Labels are changed where they are made, and on issues replaced and taken away.
func TestLabelsWithGoGitHub(t *testing.T) {
	w := newWorld(t)
	w.openIssue()
	ctx := t.Context()
	token := w.approved("issues", reads("issues=write", w.site))
	issues := w.client(token).Issues
	label, response, err := issues.UpdateLabel(ctx, "acme", "site", "BUG",
		github.UpdateIssueLabelRequest{NewName: new("Fault"), Color: new("FF0000")})
	w.wantStatus(200, response, err)
	if label.GetName() != "Fault" || label.GetColor() != "ff0000" || label.GetDescription() != "" {
		t.Errorf("%v", label)
	}
	_, response, err = issues.UpdateLabel(ctx, "acme", "site", "bug", github.UpdateIssueLabelRequest{})
	w.wantStatus(404, response, err)
	labels, _, err := issues.ReplaceLabelsForIssue(ctx, "acme", "site", 1, []string{"one", "two", "fault"})
	w.must(err)
	if len(labels) != 3 || labels[0].GetName() != "Fault" {
		t.Errorf("%v", labels)
	}
	_, response, err = issues.UpdateLabel(ctx, "acme", "site", "one", github.UpdateIssueLabelRequest{NewName: new("Two")})
	w.wantStatus(422, response, err)
	for body, want := range map[string]int{`"one"`: 200, `{"labels": "two"}`: 200, `{"labels": [{"name": "one"}]}`: 200, ``: 422, `7`: 400,
		`{"labels": 7}`: 422} {
		if got := w.send("PUT", bearer(token), "/repos/acme/site/issues/1/labels", body); got.StatusCode != want {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
	}
	response, err = issues.RemoveLabelsForIssue(ctx, "acme", "site", 1)
	w.wantStatus(204, response, err)
	if labels, _, err = issues.ListLabelsByIssue(ctx, "acme", "site", 1, nil); err != nil || len(labels) != 0 {
		t.Errorf("%v %v", labels, err)
	}
}

// What is read of a private repository takes issues=read, and nothing else.
func TestWhoReadsIssues(t *testing.T) {
	w := newWorld(t)
	w.openIssue()
	_, err := w.OpenIssueAt(t.Context(), w.olivia, w.docs.ID, patrol.IssueChange{Title: new("In the open")})
	w.must(err)
	reader := bearer(w.approved("reader", reads("issues=read", w.site)))
	contents := bearer(w.approved("contents", reads("contents=write", w.site)))
	for _, path := range []string{"/issues", "/issues/1", "/issues/1/comments", "/issues/comments/1", "/labels", "/labels/bug",
		"/issues/1/labels", "/assignees"} {
		for as, want := range map[string]int{"": 404, reader: 200, contents: 403} {
			if got := w.get(as, "/repos/acme/site"+path); got.StatusCode != want {
				t.Errorf("%.20s %s: %d %s", as, path, got.StatusCode, got.body)
			}
		}
	}
	for _, as := range []string{"", reader, contents} {
		if got := w.get(as, "/repos/acme/docs/issues/1"); got.StatusCode != 200 {
			t.Errorf("%.20s of a public one: %d", as, got.StatusCode)
		}
	}
	if got := w.get("", "/repos/acme/docs/issues/comments/1"); got.StatusCode != 404 {
		t.Errorf("a comment of another repository: %d", got.StatusCode)
	}
	if got := w.send("POST", reader, "/repos/acme/site/issues", `{"title":"x"}`); got.StatusCode != 403 {
		t.Errorf("a reader opens issues: %d", got.StatusCode)
	}
}

// Issues are listed as GitHub does, by pages.
func TestIssuesAreFiltered(t *testing.T) {
	w := newWorld(t)
	client := w.client(w.approved("issues", reads("issues=write", w.site)))
	for _, labels := range [][]string{{"bug"}, {"bug", "urgent"}, nil} {
		_, _, err := client.Issues.Create(t.Context(), "acme", "site", github.CreateIssueRequest{Title: "x", Labels: labels})
		w.must(err)
	}
	for number, change := range map[int]github.UpdateIssueRequest{
		1: {Assignee: new("dana")}, 2: {Body: new("@olivia?")}, 3: {State: new("closed")},
	} {
		_, _, err := client.Issues.Update(t.Context(), "acme", "site", number, change)
		w.must(err)
	}
	as := bearer(w.approved("reader", reads("issues=read")))
	for query, want := range map[string]string{
		"": "2 1", "state=all": "3 2 1", "state=closed": "3", "labels=BUG": "2 1", "labels=bug,urgent": "2",
		"labels=none": "", "direction=asc": "1 2", "creator=dana": "2 1", "creator=olivia": "", "sort=updated&state=all": "3 2 1",
		"since=2030-01-01T00:00:00Z": "", "per_page=1&page=2": "1", "sort=comments&direction=asc": "1 2", "assignee=dana": "1",
		"assignee=*": "1", "assignee=none": "2", "mentioned=olivia": "2",
	} {
		var found []struct{ Number int }
		w.get(as, "/repos/acme/site/issues?"+query).decode(&found)
		var numbers []string
		for _, i := range found {
			numbers = append(numbers, string(rune('0'+i.Number)))
		}
		if got := strings.Join(numbers, " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	query := &github.IssueListByRepoOptions{ListOptions: github.ListOptions{PerPage: 1}}
	_, response, err := client.Issues.ListByRepo(t.Context(), "acme", "site", query)
	w.must(err)
	if response.NextPage != 2 || response.After == "" {
		t.Errorf("%+v", response)
	}
	query.After = response.After
	issues, response, err := client.Issues.ListByRepo(t.Context(), "acme", "site", query)
	w.must(err)
	if len(issues) != 1 || issues[0].GetNumber() != 1 || response.After != "" {
		t.Errorf("%v %+v", issues, response)
	}
	for _, query := range []string{"state=x", "sort=x", "page=400&per_page=100", "assignee=%00", "direction=x", "since=x", "labels=%00"} {
		if got := w.get(as, "/repos/acme/site/issues?"+query); got.StatusCode != 422 {
			t.Errorf("%s: %d", query, got.StatusCode)
		}
	}
}
