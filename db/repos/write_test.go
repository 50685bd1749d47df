package repos_test

import (
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
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

// Of many who make, move or take away the same reference one does.
func TestMoversRace(t *testing.T) {
	s := newShelf(t)
	main := run(t, s.repo.Path, "rev-parse", "main")
	var commits []string
	for i := range 4 {
		s.commit("main", map[string]string{"x": strings.Repeat("x", i)})
		commits = append(commits, run(t, s.repo.Path, "rev-parse", "main"))
	}
	race := func(move func(i int) patrol.ReferenceMove) (won int) {
		var wait sync.WaitGroup
		var wins atomic.Int64
		for i := range commits {
			wait.Go(func() {
				_, err := s.MoveReference(t.Context(), s.repo, move(i))
				switch {
				case err == nil:
					wins.Add(1)
				case !patrol.Conflict.Is(err) && !patrol.Invalid.Is(err):
					t.Error(err)
				}
			})
		}
		wait.Wait()
		return int(wins.Load())
	}
	const name = "refs/heads/x"
	if won := race(func(int) patrol.ReferenceMove {
		return patrol.ReferenceMove{Name: name, To: main, Creates: true}
	}); won != 1 {
		t.Errorf("%d made it", won)
	}
	if won := race(func(i int) patrol.ReferenceMove {
		return patrol.ReferenceMove{Name: name, To: commits[i]}
	}); won < 1 {
		t.Error("nobody moved it")
	}
	if won := race(func(int) patrol.ReferenceMove { return patrol.ReferenceMove{Name: name} }); won != 1 {
		t.Errorf("%d took it away", won)
	}
}

// A tree becomes what changes make of it: folders are put as a whole, what lay
// there goes, and a file may take a folder's place.
func TestKeepTree(t *testing.T) {
	s := newShelf(t)
	s.commit("main", map[string]string{"a/b/c": "1", "a/b/d": "2", "a/e": "3", "ab": "4"})
	docs := run(t, s.repo.Path, "rev-parse", "main:a")
	for _, tt := range []struct {
		change patrol.TreeChange
		want   string
	}{
		{patrol.TreeChange{Path: "a", Gone: true}, ".github/workflows/ci.yml README.md ab"},
		{patrol.TreeChange{Path: "a/b", Mode: "040000", SHA: docs},
			".github/workflows/ci.yml README.md a/b/b/c a/b/b/d a/b/e a/e ab"},
		{patrol.TreeChange{Path: "a", Mode: "100644"}, ".github/workflows/ci.yml README.md a ab"},
		{patrol.TreeChange{Path: "ab/x", Mode: "100755"}, ".github/workflows/ci.yml README.md a/b/c a/b/d a/e ab/x"},
		{patrol.TreeChange{Path: "nothing", Gone: true}, ".github/workflows/ci.yml README.md a/b/c a/b/d a/e ab"},
	} {
		tree, err := s.KeepTree(t.Context(), s.repo, "main", []patrol.TreeChange{tt.change})
		if err != nil {
			t.Errorf("%+v: %v", tt.change, err)
			continue
		}
		files := run(t, s.repo.Path, "ls-tree", "-r", "--name-only", tree.SHA)
		if got := strings.Join(strings.Fields(files), " "); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.change, got, tt.want)
		}
	}
}
