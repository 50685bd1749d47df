package web_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// Every answer leads to our own addresses alone.
func TestAPILeadsToItself(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.approved("all", reads("contents=read")))
	for _, tt := range []struct{ path, within string }{
		{"/", ""},
		{"/meta", ""},
		{"/user", ""},
		{"/users/dana", ""},
		{"/users/acme", ""},
		{"/orgs/acme", ""},
		{"/user/repos", "0"},
		{"/user/repos", "0.owner"},
		{"/orgs/acme/repos", "0"},
		{"/repos/acme/site", ""},
		{"/repos/acme/site", "owner"},
		{"/repos/acme/site", "organization"},
		{"/repos/acme/site/contents/", "0"},
		{"/repos/acme/site/contents", "3"},
		{"/repos/acme/site/contents/README.md", ""},
		{"/repos/acme/site/contents/link.md", ""},
		{"/repos/acme/site/contents/lost", ""},
		{"/repos/acme/site/contents/lib", ""},
		{"/repos/acme/site/branches", "0"},
		{"/repos/acme/site/commits", "0"},
		{"/repos/acme/site/commits", "0.commit"},
		{"/repos/acme/site/commits/main", ""},
		{"/repos/acme/site/commits/main", "files.0"},
		{"/repos/acme/site/commits/main", "commit.verification"},
		{"/repos/acme/site/compare/v1...main", ""},
		{"/repos/acme/site/compare/v1...main", "base_commit"},
		{"/repos/acme/site/compare/v1...main", "files.0"},
		{"/repos/acme/site/branches/main", ""},
		{"/repos/acme/site/branches/main", "commit"},
		{"/repos/acme/site/tags", "0"},
		{"/repos/acme/site/readme", ""},
		{"/repos/acme/site/git/ref/heads/main", ""},
		{"/repos/acme/site/git/matching-refs/tags", "0"},
		{"/repos/acme/site/git/trees/main?recursive=1", ""},
		{"/repos/acme/site/git/trees/main", "tree.0"},
		{"/repos/acme/site/git/blobs/" + w.git("rev-parse", "main:README.md"), ""},
		{"/repos/acme/site/git/commits/" + w.git("rev-parse", "main"), ""},
		{"/repos/acme/site/git/tags/" + w.git("rev-parse", "v1"), ""},
		{"/repos/acme/nothing", ""},
	} {
		got := w.get(as, tt.path)
		var body any
		got.decode(&body)
		for step := range strings.SplitSeq(tt.within, ".") {
			switch at := body.(type) {
			case []any:
				body = at[int(step[0]-'0')]
			case map[string]any:
				if step != "" {
					body = at[step]
				}
			}
		}
		members, _ := body.(map[string]any)
		for name, value := range members {
			url, _ := value.(string)
			if strings.HasSuffix(name, "url") && url != "" && !strings.HasPrefix(url, townAddress+"/") {
				t.Errorf("%s: %s is %s", tt.path, name, url)
			}
		}
	}
}

func TestAPIContents(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.approved("site", reads("contents=read", w.site)))
	const at = "/repos/acme/site/contents/"
	if got := w.get(as, at+"README.md", "Accept", "application/vnd.github.raw+json"); got.body != "# \"Site\"\n" {
		t.Errorf("raw: %q", got.body)
	}
	var folder struct {
		Type    string
		Entries []struct{ Type, Name string }
	}
	w.get(as, at+"docs", "Accept", "application/vnd.github.object+json").decode(&folder)
	if folder.Type != "dir" || len(folder.Entries) != 2 || folder.Entries[1].Name != "more.txt" {
		t.Errorf("a folder as an object: %+v", folder)
	}
	var entries []struct{ Type, Name, URL string }
	w.get(as, at+"?ref=feature/x").decode(&entries)
	want := ".gitmodules=file README.md=file docs=dir lib=file link.md=symlink lost=symlink"
	var have []string
	for _, e := range entries {
		have = append(have, e.Name+"="+e.Type)
	}
	if got := strings.Join(have, " "); got != want || !strings.HasSuffix(entries[0].URL, "/.gitmodules?ref=feature%2Fx") {
		t.Errorf("%s in %v, want %s", got, entries, want)
	}
	for path, member := range map[string]string{
		"lost":      `"target":"../../etc"`,
		"lib":       `"submodule_git_url":"https://patrol.test/acme/lib"`,
		"link.md":   `"content":"` + base64.StdEncoding.EncodeToString([]byte("# \"Site\"\n")) + `\n"`,
		"README.md": `"path":"README.md"`,
	} {
		if got := w.get(as, at+path); !strings.Contains(got.body, member) {
			t.Errorf("%s says %s, want %s", path, got.body, member)
		}
	}
}

func TestAPIOfARepositoryWithoutHistory(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.approved("all", reads("contents=read")))
	for path, want := range map[string]string{
		"/branches":           "[]",
		"/commits":            "409 Git Repository is empty.",
		"/contents/":          "404 This repository is empty.",
		"/contents/README.md": "404 This repository is empty.",
	} {
		got := w.get(as, "/repos/acme/bare"+path)
		if said := got.body; said != want && !strings.HasPrefix(want, got.Status[:3]+" "+got.message()) {
			t.Errorf("%s: %s %s", path, got.Status, said)
		}
	}
}

// GitHub's Go client finds its way.
func TestAPIWithGoGitHub(t *testing.T) {
	w := newWorld(t)
	i := w.approved("all", reads("contents=read"))
	client, err := github.NewClient(github.WithHTTPClient(&http.Client{Transport: w}),
		github.WithAuthToken(i.Secret.Reveal()), github.WithEnterpriseURLs(townAddress, townAddress))
	w.must(err)
	ctx := t.Context()

	user, response, err := client.Users.Get(ctx, "")
	w.must(err)
	if user.GetLogin() != "dana" || user.GetPublicRepos() != 1 ||
		!response.TokenExpiration.Equal(github.Timestamp{Time: i.Token.ExpiresAt}) {
		t.Errorf("%v, until %v", user, response.TokenExpiration)
	}
	org, _, err := client.Organizations.Get(ctx, "acme")
	w.must(err)
	if org.GetLogin() != "acme" || org.GetPublicRepos() != 1 {
		t.Errorf("%v", org)
	}
	repo, _, err := client.Repositories.Get(ctx, "acme", "site")
	w.must(err)
	if can := repo.GetPermissions(); !can.GetPull() || !can.GetPush() || can.GetAdmin() || !repo.GetPrivate() {
		t.Errorf("%v", repo)
	}
	options := &github.RepositoryListByOrgOptions{ListOptions: github.ListOptions{PerPage: 3}}
	all, response, err := client.Repositories.ListByOrg(ctx, "acme", options)
	w.must(err)
	if len(all) != 3 || response.NextPage != 2 || response.LastPage != 2 {
		t.Errorf("%d repositories, then page %d of %d", len(all), response.NextPage, response.LastPage)
	}
	_, _, err = client.Repositories.ListByAuthenticatedUser(ctx, nil)
	w.must(err)
	file, _, _, err := client.Repositories.GetContents(ctx, "acme", "site", "docs/größe.txt", nil)
	w.must(err)
	if text, err := file.GetContent(); err != nil || text != "no\n" {
		t.Errorf("%q %v", text, err)
	}
	main := &github.RepositoryContentGetOptions{Ref: "main"}
	_, folder, _, err := client.Repositories.GetContents(ctx, "acme", "site", "", main)
	w.must(err)
	branches, _, err := client.Repositories.ListBranches(ctx, "acme", "site", nil)
	w.must(err)
	readme := &github.CommitsListOptions{Path: "README.md"}
	commits, _, err := client.Repositories.ListCommits(ctx, "acme", "site", readme)
	w.must(err)
	if len(folder) != 6 || len(branches) != 2 || len(commits) != 1 {
		t.Fatalf("%d entries, %d branches, commits %v", len(folder), len(branches), commits)
	}
	if by := commits[0].GetCommit().GetAuthor(); by.GetEmail() != "dana@example.test" {
		t.Errorf("by %v", by)
	}
	_, _, err = client.Repositories.Get(ctx, "acme", "nothing")
	if e, ok := errors.AsType[*github.ErrorResponse](err); !ok || e.Message != "Not Found" {
		t.Error(err)
	}
}

// Names and messages come through as they were written.
func TestAPIWritesAnyText(t *testing.T) {
	w := newWorld(t)
	const said = "Quotes \" \\ <b> \u2028 ünï\tcode \x01"
	w.docs.Description = said
	w.update(func(tx patrol.Tx) error { return tx.UpdateRepository(w.docs) })
	var got struct{ Description string }
	answer := w.get("", "/repos/acme/docs")
	answer.decode(&got)
	if got.Description != said || !json.Valid([]byte(answer.body)) {
		t.Errorf("%q", got.Description)
	}
}
