package repos_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
)

func TestBranches(t *testing.T) {
	s := newShelf(t)
	s.commit("a/b", map[string]string{"x": "y"})
	branches, err := s.Branches(t.Context(), s.repo)
	if err != nil || len(branches) != 2 || branches[0].Name != "a/b" || branches[1].Name != "main" {
		t.Fatalf("%v %v", branches, err)
	}
	if branches[1].SHA != run(t, s.repo.Path, "rev-parse", "main") {
		t.Errorf("main is at %s", branches[1].SHA)
	}
}

func TestCommits(t *testing.T) {
	s := newShelf(t)
	s.commit("main", map[string]string{"docs/a.md": "A\n"})
	s.commit("main", map[string]string{"docs/b.md": "B\n"})
	for _, c := range []struct {
		query patrol.CommitQuery
		want  int
	}{
		{patrol.CommitQuery{Ref: "main", Limit: 30}, 3},
		{patrol.CommitQuery{Ref: "main", Limit: 2}, 2},
		{patrol.CommitQuery{Ref: "main", Offset: 2, Limit: 2}, 1},
		{patrol.CommitQuery{Ref: "main", Offset: 9, Limit: 2}, 0},
		{patrol.CommitQuery{Ref: "main", Path: "docs", Limit: 30}, 2},
		{patrol.CommitQuery{Ref: "main", Path: "d*", Limit: 30}, 0},
		{patrol.CommitQuery{Ref: "main", Author: "DANA@example", Limit: 30}, 3},
		{patrol.CommitQuery{Ref: "main", Author: "sam", Limit: 30}, 0},
		{patrol.CommitQuery{Ref: "main", Since: noon.Add(time.Hour), Limit: 30}, 0},
		{patrol.CommitQuery{Ref: "main", Until: noon, Limit: 30}, 3},
		{patrol.CommitQuery{Ref: "main", Since: time.Unix(-1e9, 0), Limit: 30}, 3},
		{patrol.CommitQuery{Ref: "main", Until: time.Unix(-1e9, 0), Limit: 30}, 0},
	} {
		commits, err := s.Commits(t.Context(), s.repo, c.query)
		if err != nil || len(commits) != c.want {
			t.Errorf("%+v: %d commits, %v", c.query, len(commits), err)
		}
	}
	commits, _ := s.Commits(t.Context(), s.repo, patrol.CommitQuery{Ref: "main", Limit: 1})
	dana := patrol.Signature{Name: "Dana", Email: "dana@example.com", When: noon}
	if c := commits[0]; c.Message != "More" || c.Author != dana || c.Committer != dana || len(c.Parents) != 1 ||
		c.SHA != run(t, s.repo.Path, "rev-parse", "main") || c.Tree != run(t, s.repo.Path, "rev-parse", "main^{tree}") {
		t.Errorf("%+v", c)
	}
}

// Of all that git takes for the name of a commit, three kinds are.
func TestRefs(t *testing.T) {
	s := newShelf(t)
	id := run(t, s.repo.Path, "rev-parse", "main")
	run(t, s.repo.Path, "-c", "user.name=D", "-c", "user.email=d@x", "tag", "-am", "one", "v1", "main")
	for ref, found := range map[string]bool{
		"main": true, "v1": true, id: true, id[:8]: true, "HEAD": true, "heads/main": true, "tags/v1": true,
		"refs/heads/main": true, "refs/tags/v1": true,
		"": false, "nope": false, "heads/v1": false, "refs/main": false, "FETCH_HEAD": false, "main\x00": false, "main~0": false, "main@{0}": false, "main:README.md": false,
		":/More": false, "--all": false, "../heads/main": false, "a\nb": false,
	} {
		_, err := s.Commits(t.Context(), s.repo, patrol.CommitQuery{Ref: ref, Limit: 1})
		if found != (err == nil) || !found && !patrol.NotFound.Is(err) {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestContent(t *testing.T) {
	s := newShelf(t)
	s.commit("main", map[string]string{"docs/a.md": "A\n", "docs/deep/b.md": "B\n"})
	get := func(path string, limit int64) *patrol.Content {
		c, err := s.Content(t.Context(), s.repo, "main", path, limit)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return c
	}
	if c := get("docs/a.md", 100); c.Kind != patrol.File || string(c.Data) != "A\n" || c.Size != 2 ||
		c.SHA != run(t, s.repo.Path, "rev-parse", "main:docs/a.md") {
		t.Errorf("%+v", c)
	}
	if c := get("docs/a.md", 1); c.Data != nil || c.Size != 2 {
		t.Errorf("too large: %+v", c)
	}
	paths := func(c *patrol.Content) (all []string) {
		for _, e := range c.Entries {
			all = append(all, e.Path+" "+string(e.Kind))
		}
		return all
	}
	if got := paths(get("docs/", 100)); !slices.Equal(got, []string{"docs/a.md file", "docs/deep dir"}) {
		t.Errorf("docs: %v", got)
	}
	if got := paths(get("", 100)); !slices.Equal(got, []string{".github dir", "README.md file", "docs dir"}) {
		t.Errorf("root: %v", got)
	}
	for _, path := range []string{"nope", "docs/a.md/b", "*", "../docs", ":/", "docs/a*"} {
		if c, err := s.Content(t.Context(), s.repo, "main", path, 100); path != "../docs" && !patrol.NotFound.Is(err) {
			t.Errorf("%s: %+v %v", path, c, err)
		}
	}
}

func TestFind(t *testing.T) {
	d, dir := open(t), t.TempDir()
	for _, name := range []string{
		"acme/site.git", "acme/tools.git", "dana/notes.git", "acme/not bare", "api/x.git", "acme/b d.git"} {
		if err := d.Init(t.Context(), filepath.Join(dir, name), "trunk"); err != nil {
			t.Fatal(err)
		}
	}
	found, odd, err := repos.Find(dir)
	want := []repos.Found{
		{"acme", "site", filepath.Join(dir, "acme/site.git")},
		{"acme", "tools", filepath.Join(dir, "acme/tools.git")},
		{"dana", "notes", filepath.Join(dir, "dana/notes.git")},
	}
	if err != nil || !slices.Equal(found, want) || len(odd) != 2 {
		t.Errorf("%v %v %v", found, odd, err)
	}
	if b := repos.DefaultBranch(want[0].Path); b != "trunk" {
		t.Errorf("its branch is %s", b)
	}
}

func TestRepositoryWithoutPath(t *testing.T) {
	_, err := open(t).Branches(t.Context(), &patrol.Repository{})
	if !patrol.NotFound.Is(err) {
		t.Error(err)
	}
}
