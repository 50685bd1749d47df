package web_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// tokenOf makes a token of somebody's for owner that is let in.
func (w *world) tokenOf(v *patrol.Viewer, owner, name string, reach patrol.Reach) *patrol.Issued {
	w.t.Helper()
	issued, err := w.CreateToken(w.t.Context(), v, patrol.TokenSpec{Name: name, Owner: owner, Days: 30, Reach: reach})
	w.must(err)
	if issued.Request != nil {
		w.must(w.Approve(w.t.Context(), w.olivia, owner, issued.Request.ID, ""))
	}
	return issued
}

// wantStatus fails the test unless a call of the client was answered so.
func (w *world) wantStatus(status int, response *github.Response, err error) {
	w.t.Helper()
	if response == nil || response.StatusCode != status {
		w.t.Errorf("%v, want %d: %v", response, status, err)
	}
}

// administrates is a reach that does all that owners do with repositories.
var administrates = patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"administration": patrol.Write,
	"members": patrol.Read, "contents": patrol.Read}}

// GitHub's Go client makes, changes and deletes repositories.
func TestRepositoriesAreMadeAndChanged(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	client := w.client(w.tokenOf(w.olivia, "acme", "admin", administrates))
	repo, _, err := client.Repositories.Create(ctx, "acme", &github.Repository{Name: new("made"), Private: new(true),
		Description: new("Of use"), AutoInit: new(true)})
	w.must(err)
	if repo.GetFullName() != "acme/made" || !repo.GetPrivate() || repo.GetDescription() != "Of use" {
		t.Errorf("%v", repo)
	}
	readme, _, _, err := client.Repositories.GetContents(ctx, "acme", "made", "README.md", nil)
	w.must(err)
	if text, err := readme.GetContent(); err != nil || text != "# made\nOf use" {
		t.Errorf("%q %v", text, err)
	}
	for _, name := range []string{"made", "", "a/b"} {
		_, response, err := client.Repositories.Create(ctx, "acme", &github.Repository{Name: &name})
		w.wantStatus(422, response, err)
	}
	was := repo.GetID()
	repo, _, err = client.Repositories.Edit(ctx, "acme", "made", &github.Repository{Name: new("renamed"),
		Visibility: new("internal"), Description: new("")})
	w.must(err)
	if repo.GetID() != was || repo.GetFullName() != "acme/renamed" || repo.GetVisibility() != "internal" {
		t.Errorf("%v", repo)
	}
	_, response, err := client.Repositories.Edit(ctx, "acme", "renamed", &github.Repository{DefaultBranch: new("gone")})
	w.wantStatus(422, response, err)
	repo, _, err = client.Repositories.Edit(ctx, "acme", "site", &github.Repository{DefaultBranch: new("feature/x")})
	w.must(err)
	if head, err := os.ReadFile(w.site.Path + "/HEAD"); err != nil || repo.GetDefaultBranch() != "feature/x" ||
		string(head) != "ref: refs/heads/feature/x\n" {
		t.Errorf("%s %q %v", repo.GetDefaultBranch(), head, err)
	}
	_, _, err = client.Repositories.Edit(ctx, "acme", "renamed", &github.Repository{Archived: new(true)})
	w.must(err)
	_, response, err = client.Repositories.Edit(ctx, "acme", "renamed", &github.Repository{Description: new("x")})
	w.wantStatus(403, response, err)
	_, _, err = client.Repositories.Edit(ctx, "acme", "renamed", &github.Repository{Archived: new(false)})
	w.must(err)
	response, err = client.Repositories.Delete(ctx, "acme", "renamed")
	w.wantStatus(204, response, err)
	_, response, err = client.Repositories.Get(ctx, "acme", "renamed")
	w.wantStatus(404, response, err)
	w.must(errOf(client.Repositories.Delete(ctx, "acme", "site")))
	if _, err := os.Stat(w.site.Path); err != nil {
		t.Errorf("files that were not made here are gone: %v", err)
	}
}

// errOf is the error of a call that has no other answer.
func errOf(_ *github.Response, err error) error { return err }

// A token makes no more than its user may, and what its owner is.
func TestWhoMakesRepositories(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	made := &github.Repository{Name: new("made")}
	member := w.client(w.tokenOf(w.dana, "acme", "member", administrates))
	_, response, err := member.Repositories.Create(ctx, "acme", made)
	w.wantStatus(403, response, err)
	response, err = member.Repositories.Delete(ctx, "acme", "site")
	w.wantStatus(403, response, err)
	_, response, err = member.Repositories.Create(ctx, "", made)
	w.wantStatus(403, response, err)
	reader := w.client(w.tokenOf(w.dana, "dana", "reader", reads("administration=read")))
	_, response, err = reader.Repositories.Create(ctx, "", made)
	w.wantStatus(403, response, err)
	mine := reads("administration=write")
	repo, _, err := w.client(w.tokenOf(w.dana, "dana", "mine", mine)).Repositories.Create(ctx, "", made)
	w.must(err)
	if repo.GetFullName() != "dana/made" || repo.GetPrivate() {
		t.Errorf("%v", repo)
	}
	branches := w.get("", "/repos/dana/made/branches")
	if branches.body != "[]" {
		t.Errorf("a new repository has branches: %s", branches.body)
	}
}

// GitHub's Go client sees members, and gives and takes roles.
func TestMembersAndCollaborators(t *testing.T) {
	w := newWorld(t)
	w.update(w.moveIn)
	ctx := t.Context()
	client := w.client(w.tokenOf(w.olivia, "acme", "admin", administrates))
	for role, want := range map[string]string{"all": "olivia oscar dana", "admin": "olivia oscar", "member": "dana"} {
		members, _, err := client.Organizations.ListMembers(ctx, "acme", &github.ListMembersOptions{Role: role})
		w.must(err)
		if got := logins(members); got != want {
			t.Errorf("%s: %s", role, got)
		}
	}
	page, response, err := client.Organizations.ListMembers(ctx, "acme",
		&github.ListMembersOptions{ListOptions: github.ListOptions{PerPage: 2}})
	w.must(err)
	if len(page) != 2 || response.NextPage != 2 {
		t.Errorf("%d, then page %d", len(page), response.NextPage)
	}
	for login, want := range map[string]bool{"dana": true, "sam": false, "acme": false} {
		if is, _, _ := client.Organizations.IsMember(ctx, "acme", login); is != want {
			t.Errorf("%s is a member: %v", login, is)
		}
	}
	people := client.Repositories
	for _, permission := range []string{"pull", "admin"} {
		_, response, err := people.AddCollaborator(ctx, "acme", "site", "sam",
			&github.RepositoryAddCollaboratorOptions{Permission: permission})
		w.wantStatus(204, response, err)
	}
	for affiliation, want := range map[string]string{"": "olivia oscar dana sam cole", "direct": "sam cole", "outside": "sam cole"} {
		all, _, err := people.ListCollaborators(ctx, "acme", "site", &github.ListCollaboratorsOptions{Affiliation: affiliation})
		w.must(err)
		if got := logins(all); got != want {
			t.Errorf("%q: %s", affiliation, got)
		}
	}
	level, _, err := people.GetPermissionLevel(ctx, "acme", "site", "sam")
	w.must(err)
	if level.GetPermission() != "admin" || level.GetUser().GetLogin() != "sam" {
		t.Errorf("%v", level)
	}
	response, err = people.RemoveCollaborator(ctx, "acme", "site", "sam")
	w.wantStatus(204, response, err)
	if is, _, err := people.IsCollaborator(ctx, "acme", "site", "sam"); is || err != nil {
		t.Errorf("sam is a collaborator still: %v", err)
	}
	_, response, err = people.AddCollaborator(ctx, "acme", "site", "sam",
		&github.RepositoryAddCollaboratorOptions{Permission: "maintain"})
	w.wantStatus(422, response, err)
	var actions []string
	log, err := w.AuditLog(ctx, w.olivia, patrol.Organization, "acme", patrol.LogSearch{Limit: 3})
	w.must(err)
	for _, e := range log.Events {
		actions = append(actions, e.Action)
	}
	if got := strings.Join(actions, " "); got != "repo.remove_member repo.update_member repo.add_member" {
		t.Error(got)
	}
}

// logins are those of users, in their order.
func logins(users []*github.User) string {
	var all []string
	for _, user := range users {
		all = append(all, user.GetLogin())
	}
	return strings.Join(all, " ")
}

// A user's own token changes their profile, and reads their address.
func TestOwnProfile(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	client := w.client(w.tokenOf(w.dana, "dana", "profile", reads("profile=write")))
	user, _, err := client.Users.Update(ctx, github.UserUpdateRequest{Name: new("Dana D.")})
	w.must(err)
	again, _, err := client.Users.Get(ctx, "")
	w.must(err)
	if user.GetName() != "Dana D." || again.GetName() != "Dana D." {
		t.Errorf("%v %v", user, again)
	}
	_, response, err := client.Users.ListEmails(ctx, nil)
	w.wantStatus(403, response, err)
	emails, _, err := w.client(w.tokenOf(w.dana, "dana", "emails", reads("emails=read"))).Users.ListEmails(ctx, nil)
	w.must(err)
	if len(emails) != 1 || emails[0].GetEmail() != "dana@example.test" || !emails[0].GetPrimary() {
		t.Errorf("%v", emails)
	}
}
