package repos_test

import (
	"os/exec"
	"strings"
	"testing"

	"patrol"
)

// Every name of a reference that we take, git takes.
func FuzzReference(f *testing.F) {
	for _, s := range []string{"main", "a/b", "", "/", "a//b", ".a", "a.", "a..b", "a@{b", "@", "-a", "a.lock", "a.lock/b", "a b",
		"a\x00", "ü", "a\\b", "a*", "\x7f", "\xff", "a/-b", "{", "HEAD", strings.Repeat("x", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := "refs/heads/" + s
		if patrol.CheckReference(name) != "" {
			return
		}
		if out, err := exec.Command("git", "check-ref-format", name).CombinedOutput(); err != nil {
			t.Errorf("%q: %v %s", name, err, out)
		}
	})
}

func TestDifference(t *testing.T) {
	s := newShelf(t)
	dir := s.clone()
	write(t, dir, "text", "a\nb\nc\nd\ne\nf\n")
	write(t, dir, "binary", "x\x00y")
	write(t, dir, "link", "a file")
	run(t, dir, "rm", "-q", "README.md")
	run(t, dir, "mv", "text", "moved text")
	run(t, dir, "commit", "-qm", "Move")
	write(t, dir, "moved text", "a\nb\nC\nd\ne\nf\n")
	s.workflows.Store(true)
	run(t, dir, "push", "-q", "origin", "HEAD:main")
	base, head := run(t, dir, "rev-list", "--max-parents=0", "HEAD"), run(t, dir, "rev-parse", "HEAD")
	d, err := s.Difference(t.Context(), s.repo, base, head)
	if err != nil || len(d.Files) != 4 || d.Additions != 7 || d.Deletions != 1 {
		t.Fatalf("%+v %v", d, err)
	}
	for i, want := range []patrol.FileChange{
		{Path: "README.md", Status: patrol.FileRemoved, Deletions: 1, Patch: "@@ -1 +0,0 @@\n-Site"},
		{Path: "binary", Status: patrol.FileAdded},
		{Path: "link", Status: patrol.FileAdded, Additions: 1, Patch: "@@ -0,0 +1 @@\n+a file\n\\ No newline at end of file"},
		{Path: "moved text", Status: patrol.FileAdded, Additions: 6,
			Patch: "@@ -0,0 +1,6 @@\n+a\n+b\n+C\n+d\n+e\n+f"},
	} {
		got := *d.Files[i]
		got.SHA = ""
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	d, err = s.Difference(t.Context(), s.repo, run(t, dir, "rev-parse", "HEAD~2"), head)
	if err != nil {
		t.Fatal(err)
	}
	if moved := d.Files[len(d.Files)-1]; moved.Status != patrol.FileRenamed || moved.Was != "text" || moved.Additions != 1 {
		t.Errorf("%+v", moved)
	}
	if d, err = s.Difference(t.Context(), s.repo, "", base); err != nil || len(d.Files) != 2 {
		t.Errorf("of the first: %+v %v", d, err)
	}
}

// Histories that began apart have nothing to compare.
func TestCompareStrangers(t *testing.T) {
	s := newShelf(t)
	tree := run(t, s.repo.Path, "rev-parse", "main^{tree}")
	c, err := s.KeepCommit(t.Context(), s.repo, &patrol.Commit{Tree: tree, Message: "Other",
		Author: patrol.Signature{Name: "D", Email: "d@x", When: noon}, Committer: patrol.Signature{Name: "D", Email: "d@x", When: noon}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Compare(t.Context(), s.repo, "main", c.SHA, 0, 30); !patrol.NotFound.Is(err) {
		t.Error(err)
	}
}

// The pages of a comparison are the history, oldest first, each commit once.
func TestComparePages(t *testing.T) {
	s := newShelf(t)
	base := run(t, s.repo.Path, "rev-parse", "main")
	for range 5 {
		s.commit("main", map[string]string{"x": "y"})
	}
	var got []string
	for offset := 0; offset < 8; offset += 2 {
		v, err := s.Compare(t.Context(), s.repo, base, "main", offset, 2)
		if err != nil || v.Ahead != 5 || v.Behind != 0 || v.Status() != "ahead" {
			t.Fatalf("%+v %v", v, err)
		}
		for _, c := range v.Commits {
			got = append(got, c.SHA)
		}
	}
	if want := run(t, s.repo.Path, "rev-list", "--reverse", base+"..main"); strings.Join(got, "\n") != want {
		t.Errorf("%v, want %s", got, want)
	}
}
