package web_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// A repository is found by the names that it had, by those who may see it, until
// another has such a name.
func TestRenamedRepositoriesAreFound(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	issues := w.approved("issues", reads("issues=write", w.site))
	other := bearer(w.approved("other", reads("issues=write", w.docs)))
	admin := w.client(w.tokenOf(w.olivia, "acme", "admin", administrates)).Repositories
	for _, name := range []string{"page", "portal"} {
		repository, _, err := admin.Edit(ctx, "acme", "site", &github.Repository{Name: &name})
		w.must(err)
		if repository.GetName() != name {
			t.Errorf("%v", repository)
		}
	}
	client := w.client(issues)
	for n, name := range []string{"site", "page", "PORTAL"} { // with a method that has a body, and one that has none
		issue, _, err := client.Issues.Create(ctx, "acme", name, github.CreateIssueRequest{Title: name})
		w.must(err)
		found, _, err := client.Issues.Get(ctx, "acme", name, n+1)
		w.must(err)
		if issue.GetNumber() != n+1 || found.GetTitle() != name {
			t.Errorf("%v %v", issue, found)
		}
	}
	id := strconv.FormatInt(w.site.ID, 10)
	for _, c := range []struct{ method, as, path, want string }{
		{"GET", bearer(issues), "/repos/acme/site/issues/1?per_page=1", "301 /repositories/" + id + "/issues/1?per_page=1"},
		{"HEAD", bearer(issues), "/repos/Acme/SITE", "301 /repositories/" + id},
		{"PATCH", bearer(issues), "/repos/acme/site/issues/1", "307 /repositories/" + id + "/issues/1"},
		{"GET", bearer(issues), "/repos/acme/site/contents/docs", "403 "},
		{"GET", other, "/repos/acme/site", "404 "},
		{"GET", "", "/repos/acme/site", "404 "},
		{"GET", "Bearer x", "/repos/acme/site", "401 "},
		{"GET", bearer(issues), "/networks/acme/site/events", "404 "},
		{"GET", bearer(issues), "/repos/dana/site", "404 "},
	} {
		got := w.call(c.method, c.as, c.path)
		to := strings.TrimPrefix(got.Header.Get("Location"), townAddress+"/api/v3")
		if strconv.Itoa(got.StatusCode)+" "+to != c.want {
			t.Errorf("%s %s: %d %s, want %s", c.method, c.path, got.StatusCode, to, c.want)
		}
	}
	w.update(func(tx patrol.Tx) error { return w.TransferRepository(tx, w.site, w.dana.Account) })
	if got := w.get(bearer(issues), "/repos/acme/portal"); got.StatusCode != 404 {
		t.Errorf("a token of its former owner: %d", got.StatusCode)
	}
	own := bearer(w.token("own", "dana", 30, reads("metadata=read")))
	if got := w.get(own, "/repos/acme/page"); got.StatusCode != 301 {
		t.Errorf("a token of its new owner: %d", got.StatusCode)
	}
	made := w.add(w.acme.ID, "page", patrol.Public)
	if got := w.get(own, "/repos/acme/page"); got.StatusCode != 200 {
		t.Errorf("another of that name: %d", got.StatusCode)
	}
	w.update(func(tx patrol.Tx) error { return tx.DeleteRepository(made.ID) })
	if got := w.get(own, "/repos/acme/page"); got.StatusCode != 404 {
		t.Errorf("another of that name, gone: %d", got.StatusCode)
	}
}

// GitHub's Go client transfers repositories, with a classic token: no other can.
func TestTransferWithGoGitHub(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	fine := w.client(w.tokenOf(w.olivia, "acme", "admin", administrates)).Repositories
	_, response, err := fine.Transfer(ctx, "acme", "site", github.TransferRequest{NewOwner: "olivia"})
	w.wantStatus(403, response, err)
	spec := patrol.ClassicSpec{Note: "x", Days: 30, Scopes: patrol.Scopes{patrol.RepoScope}}
	issued, err := w.CreateClassicToken(ctx, w.olivia, spec)
	w.must(err)
	client := w.client(issued).Repositories
	for _, wrong := range []github.TransferRequest{{}, {NewOwner: "nobody"}, {NewOwner: "olivia", NewName: new("a b")}} {
		_, response, err = client.Transfer(ctx, "acme", "site", wrong)
		w.wantStatus(422, response, err)
	}
	_, response, err = client.Transfer(ctx, "acme", "site", github.TransferRequest{NewOwner: "olivia", NewName: new("page")})
	w.wantStatus(202, response, err)
	repository, _, err := client.Get(ctx, "acme", "site")
	w.must(err)
	if repository.GetFullName() != "olivia/page" || repository.GetID() != w.site.ID {
		t.Errorf("%v", repository)
	}
	blocked := patrol.Policy{Access: patrol.No, MaxDays: patrol.Forever}
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.acme.ID, patrol.Classic, blocked) })
	_, response, err = client.Transfer(ctx, "olivia", "page", github.TransferRequest{NewOwner: "acme"})
	w.wantStatus(403, response, err) // where the token is kept out it brings nothing
}
