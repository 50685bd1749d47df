package git_test

import (
	"os"
	"strings"
	"testing"

	"patrol"
)

// What git prints, in every case that there is.
func TestWhatGitPrints(t *testing.T) {
	w := newTown(t)
	reader, writer := w.token("contents=read", "acme/site"), w.token("contents=write")
	blind := w.token("issues=read", "acme/site")
	const (
		bad = "remote: Invalid username or token. Password authentication is not supported for Git operations." +
			"\nfatal: Authentication failed for"
		missing  = "remote: Repository not found.\nfatal: repository "
		noWrite  = "remote: Write access to repository not granted.\nfatal: unable to access "
		noUser   = "fatal: could not read Username"
		archived = "remote: This repository was archived so it is read-only.\n"
	)
	for _, c := range []struct {
		name, verb, repository, user, password string
		want                                   string // in what git prints; empty for success
	}{
		{"anybody reads what is public", "fetch", "acme/docs", "", "", ""},
		{"with .git or without", "fetch", "acme/docs.git", "", "", ""},
		{"whatever the case", "fetch", "ACME/Docs.git", "", "", ""},
		{"nobody pushes", "push", "acme/docs", "", "", noUser},
		{"private asks who it is", "fetch", "acme/site", "", "", noUser},
		{"missing asks who it is", "fetch", "acme/nothing", "", "", noUser},
		{"a token reads", "fetch", "acme/site", "dana", reader, ""},
		{"by any name", "fetch", "acme/site", "x-access-token", reader, ""},
		{"but not by none", "fetch", "acme/site", "", reader, bad},
		{"a password", "fetch", "acme/site", "dana", "correct horse", bad},
		{"a wrong token", "fetch", "acme/site", "dana", patrol.NewSecret(1).Reveal(), bad},
		{"no password", "fetch", "acme/site", "dana", "", noUser[:6]},
		{"outside the selection", "fetch", "acme/vault", "dana", reader, missing},
		{"outside the grant", "fetch", "initech/tps", "dana", writer, missing},
		{"not there", "fetch", "acme/nothing", "dana", writer, missing},
		{"nowhere", "fetch", "no_one/nothing", "dana", writer, missing},
		{"in the books alone", "fetch", "acme/ghost", "dana", writer, missing},
		{"outside the grant, to push", "push", "initech/tps", "dana", writer, missing},
		{"public, outside the grant", "fetch", "initech/www", "dana", writer, ""},
		{"public, outside the grant, to push", "push", "initech/www", "dana", writer, noWrite},
		{"no permission to read", "fetch", "acme/site", "dana", blind, noWrite},
		{"no permission to write", "push", "acme/site", "dana", reader, noWrite},
		{"no right to push", "push", "acme/vault", "dana", writer, "remote: Permission to acme/vault.git denied to dana.\n"},
		{"archived", "push", "acme/old", "dana", writer, archived},
		{"archived, to read", "fetch", "acme/old", "dana", writer, ""},
		{"a token writes", "push", "acme/site", "dana", writer, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			args := []string{"ls-remote", w.at(c.repository, c.user, c.password), "HEAD"}
			if c.verb == "push" {
				dir = w.clone("acme/site", "a.txt", c.name)
				args = []string{"push", "-q", w.at(c.repository, c.user, c.password), "HEAD:refs/heads/new"}
			}
			out, err := w.try(dir, args...)
			if (err == nil) != (c.want == "") || !strings.Contains(out, c.want) {
				t.Errorf("git %s: %v\n%s", c.verb, err, out)
			}
		})
	}
}

// git finds a repository by the name that it had, if it finds it at all, until
// another has that name.
func TestRenamedRepositories(t *testing.T) {
	w := newTown(t)
	secret, other := w.token("contents=write", "acme/site"), w.token("contents=read", "acme/docs")
	w.rename("acme/site", "page")
	w.rename("acme/docs", "words")
	w.rename("initech/tps", "reports")
	helper := "credential.helper=!echo username=dana; echo password=" + secret + ";:"
	at := w.at("acme/site", "", "")
	dir := t.TempDir()
	for _, args := range [][]string{
		{"clone", "-q", w.at("acme/docs", "", ""), "words"},
		{"-c", helper, "clone", "-q", at, "site"},
		{"-C", "site", "-c", helper, "pull", "-q"},
		{"-C", "site", "commit", "-q", "--allow-empty", "-m", "More"},
		{"-C", "site", "-c", helper, "push", "-q", "origin", "HEAD:refs/heads/new"},
	} {
		w.run(dir, args...)
	}
	for repository, password := range map[string]string{"acme/site": other, "initech/tps": secret} {
		if out, err := w.try(dir, "ls-remote", w.at(repository, "dana", password)); err == nil || !strings.Contains(out, "Repository not found") {
			t.Errorf("%s: %v\n%s", repository, err, out)
		}
	}
	if out, err := w.try(dir, "ls-remote", at); err == nil || !strings.Contains(out, "could not read Username") {
		t.Errorf("%v\n%s", err, out)
	}
	w.must(w.Store.Update(t.Context(), func(tx patrol.Tx) error {
		return w.settleRepository(tx, &patrol.Repository{OwnerID: w.by["acme/site"].OwnerID, Owner: "acme", Name: "docs", Visibility: patrol.Public})
	}))
	w.run(dir, "clone", "-q", w.at("acme/docs", "", ""), "docs")
	if text, err := os.ReadFile(dir + "/docs/README.md"); err != nil || string(text) != "acme/docs\n" || w.by["acme/docs"].Path == "" {
		t.Errorf("%q %v", text, err)
	}
}

// rename calls a repository otherwise.
func (w *town) rename(repository, name string) {
	w.t.Helper()
	r := *w.by[repository]
	r.Name = name
	w.must(w.Store.Update(w.t.Context(), func(tx patrol.Tx) error { return tx.UpdateRepository(&r) }))
}

// A token that lives longer than its owner's policy allows says so.
func TestLifetimeIsSaid(t *testing.T) {
	w := newTown(t)
	secret := w.token("contents=read")
	w.must(w.Store.Update(t.Context(), func(tx patrol.Tx) error {
		return tx.SetPolicy(w.by["acme/site"].OwnerID, patrol.FineGrained, patrol.Policy{MaxDays: 7})
	}))
	out, _ := w.try(t.TempDir(), "ls-remote", w.at("acme/site", "dana", secret))
	if !strings.Contains(out, "remote: The 'acme' organization forbids access via a"+
		" fine-grained personal access tokens if the token's lifetime is greater than 7 days.") || !strings.Contains(out, "error: 403") {
		t.Error(out)
	}
}

// Changing workflows takes a permission besides.
func TestWorkflowsTakeAPermission(t *testing.T) {
	w := newTown(t)
	dir := w.clone("acme/site", ".github/workflows/x.yml", "on: push\n")
	out, err := w.try(dir, "push", w.at("acme/site", "dana", w.token("contents=write")), "HEAD:main")
	if err == nil || !strings.Contains(out, " ! [remote rejected] HEAD -> main (refusing to allow a Personal Access Token to"+
		" create or update workflow `.github/workflows/x.yml` without `workflow` scope)\n") {
		t.Errorf("without: %v\n%s", err, out)
	}
	w.run(dir, "push", "-q", w.at("acme/site", "dana", w.token("contents=write workflows=write")), "HEAD:main")
}

// What our git has to remark for those who run it is no matter of clients.
func TestOurGitRemarksNothing(t *testing.T) {
	w := newTown(t)
	at := w.at("acme/site", "dana", w.token("contents=write", "acme/site"))
	dir := w.clone("acme/site", "a.txt", "a")
	for _, args := range [][]string{{"clone", "-q", at, t.TempDir() + "/clone"}, {"push", "-q", at, "HEAD:refs/heads/new"}} {
		if out, err := w.try(dir, args...); out != "" || err != nil {
			t.Errorf("git %s prints %q, %v", args[0], out, err)
		}
	}
}

// classic is a secret of a classic token of dana's.
func (w *town) classic(scopes ...patrol.Scope) string {
	w.t.Helper()
	spec := patrol.ClassicSpec{Note: "laptop", Days: 30, Scopes: scopes}
	issued, err := w.CreateClassicToken(w.t.Context(), w.dana, spec)
	w.must(err)
	return issued.Secret.Reveal()
}

// What git prints to those with a classic token.
func TestWhatGitPrintsOfClassicTokens(t *testing.T) {
	w := newTown(t)
	none, public, repo := w.classic(), w.classic("public_repo"), w.classic("repo")
	workflow := w.classic("repo", "workflow")
	const (
		missing = "remote: Repository not found.\nfatal: repository "
		noWrite = "remote: Write access to repository not granted.\nfatal: unable to access "
		rejects = " ! [remote rejected] HEAD -> new (refusing to allow a Personal Access Token to create or update workflow " +
			"`.github/workflows/x.yml` without `workflow` scope)\n"
	)
	const plain, flow = "a.txt", ".github/workflows/x.yml"
	for i, c := range []struct {
		password, repository, file string // no file is to fetch
		want                       string // in what git prints; empty for success
	}{
		{none, "acme/docs", "", ""},
		{none, "acme/site", "", missing},
		{none, "acme/docs", plain, noWrite},
		{public, "acme/docs", plain, ""},
		{public, "acme/site", "", missing},
		{public, "acme/site", plain, missing},
		{public, "initech/www", plain, "remote: Permission to initech/www.git denied to dana.\n"},
		{repo, "acme/site", "", ""},
		{repo, "acme/site", plain, ""},
		{repo, "acme/docs", plain, ""},
		{repo, "initech/tps", "", missing},
		{repo, "acme/vault", plain, "remote: Permission to acme/vault.git denied to dana.\n"},
		{repo, "acme/old", plain, "remote: This repository was archived so it is read-only.\n"},
		{repo, "acme/site", flow, rejects},
		{workflow, "acme/site", flow, ""},
	} {
		dir := t.TempDir()
		args := []string{"ls-remote", w.at(c.repository, "dana", c.password), "HEAD"}
		if c.file != "" {
			dir = w.clone("acme/site", c.file, strings.Repeat("x", i+1))
			args = []string{"push", "-qf", w.at(c.repository, "dana", c.password), "HEAD:refs/heads/new"}
		}
		out, err := w.try(dir, args...)
		if (err == nil) != (c.want == "") || !strings.Contains(out, c.want) {
			t.Errorf("%d, git %s of %s: %v\n%s", i, args[0], c.repository, err, out)
		}
	}
	w.must(w.Store.Update(t.Context(), func(tx patrol.Tx) error {
		return tx.SetPolicy(w.by["acme/site"].OwnerID, patrol.Classic, patrol.Policy{Access: patrol.No})
	}))
	out, _ := w.try(t.TempDir(), "ls-remote", w.at("acme/site", "dana", repo))
	if !strings.Contains(out, "remote: `acme` forbids access via a personal access token (classic). Please use") ||
		!strings.Contains(out, "error: 403") {
		t.Error(out)
	}
	w.run(t.TempDir(), "ls-remote", w.at("acme/docs", "dana", repo))
}
