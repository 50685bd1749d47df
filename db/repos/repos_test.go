package repos_test

import (
	"errors"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) *repos.Disk {
	t.Helper()
	d, err := repos.Open(t.Context(), repos.Limits{Processes: 4, Wait: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A shelf is a Disk with one repository, reachable by git at url.
type shelf struct {
	*repos.Disk
	t         *testing.T
	repo      *patrol.Repository
	url       string
	workflows atomic.Bool // pushes may change them
}

// newShelf puts a repository with a file, and a workflow, on a shelf.
func newShelf(t *testing.T) *shelf {
	s := &shelf{Disk: open(t), t: t, repo: &patrol.Repository{Path: filepath.Join(t.TempDir(), "site.git")}}
	if err := s.Init(t.Context(), s.repo.Path, "main"); err != nil {
		t.Fatal(err)
	}
	s.commit("main", map[string]string{"README.md": "Site\n", ".github/workflows/ci.yml": "on: push\n"})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// ServeHTTP is the least that git needs of a web server.
func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := patrol.Exchange{Service: patrol.GitService(r.URL.Path[1:]), Workflows: s.workflows.Load()}
	if x.Advertise = r.URL.Path == "/info/refs"; x.Advertise {
		x.Service = patrol.GitService(r.URL.Query().Get("service"))
	}
	if r.Header.Get("Git-Protocol") == "version=2" {
		x.Protocol = 2
	}
	w.Header().Set("Content-Type", "application/x-"+string(x.Service)+"-result")
	if x.Advertise {
		w.Header().Set("Content-Type", "application/x-"+string(x.Service)+"-advertisement")
	}
	http.NewResponseController(w).EnableFullDuplex()
	if err := s.Serve(r.Context(), s.repo, x, r.Body, w); err != nil {
		log.Print(err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// commit adds files to a branch of the repository.
func (s *shelf) commit(branch string, files map[string]string) {
	s.t.Helper()
	draft := repos.Draft{Branch: branch, Files: files, Message: "More",
		Author: patrol.Signature{Name: "Dana", Email: "dana@example.com", When: noon}}
	if err := s.Commit(s.t.Context(), s.repo.Path, draft); err != nil {
		s.t.Fatal(err)
	}
}

// clone is a work tree of the repository.
func (s *shelf) clone(options ...string) string {
	s.t.Helper()
	dir := s.t.TempDir()
	run(s.t, dir, append(append([]string{"clone", "-q"}, options...), s.url, ".")...)
	return dir
}

// try runs git as someone at their own machine would, and returns what it printed.
func try(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Dana", "GIT_AUTHOR_EMAIL=dana@example.com",
		"GIT_COMMITTER_NAME=Dana", "GIT_COMMITTER_EMAIL=dana@example.com")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// run is try of what must succeed.
func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := try(t, dir, args...)
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(out)
}

// write writes a file into a work tree and commits it.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "add", "--all")
	run(t, dir, "commit", "-qm", "Write "+name)
}

func TestCloneAndPush(t *testing.T) {
	for _, version := range []string{"0", "1", "2"} {
		s := newShelf(t)
		dir := s.clone("-c", "protocol.version="+version)
		write(t, dir, "big.bin", strings.Repeat(version+"random"+time.Now().String(), 100))
		run(t, dir, "push", "-q", "origin", "main")
		if got, want := run(t, s.repo.Path, "rev-parse", "main"), run(t, dir, "rev-parse", "main"); got != want {
			t.Errorf("protocol %s: main is %s after the push of %s", version, got, want)
		}
	}
}

// Whose files they are is no matter.
func TestRepositoryOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("only root can give files away: nothing is tested")
		return
	}
	s := newShelf(t)
	err := filepath.WalkDir(s.repo.Path, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, 4321, 4321))
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := s.clone()
	write(t, dir, "a.txt", "a")
	run(t, dir, "push", "-q", "origin", "main")
}

// SHA-256 repositories are served like others.
func TestSHA256(t *testing.T) {
	s := newShelf(t)
	if err := os.RemoveAll(s.repo.Path); err != nil {
		t.Fatal(err)
	}
	run(t, t.TempDir(), "init", "-q", "--bare", "--object-format=sha256", "--initial-branch=main", s.repo.Path)
	s.commit("main", map[string]string{"README.md": "Site\n"})
	dir := s.clone()
	if format := run(t, dir, "rev-parse", "--show-object-format"); format != "sha256" {
		t.Errorf("the clone is of %s", format)
	}
	run(t, dir, "branch", "plain")
	write(t, dir, ".github/workflows/x.yml", "x")
	out, err := try(t, dir, "push", "origin", "main", "plain")
	if err == nil || !strings.Contains(out, "[remote rejected] main") {
		t.Error(out)
	}
	if got, want := run(t, s.repo.Path, "rev-parse", "plain"), run(t, dir, "rev-parse", "plain"); got != want {
		t.Errorf("plain is %s, not %s", got, want)
	}
}

func TestPartOfAHistory(t *testing.T) {
	s := newShelf(t)
	s.commit("main", map[string]string{"README.md": "Site, again\n"})
	shallow := s.clone("--depth=1")
	if n := run(t, shallow, "rev-list", "--count", "HEAD"); n != "1" {
		t.Errorf("a clone of depth 1 has %s commits", n)
	}
	run(t, shallow, "fetch", "-q", "--unshallow")
	if n := run(t, shallow, "rev-list", "--count", "HEAD"); n != "2" {
		t.Errorf("deepened, it has %s commits", n)
	}
	partial := s.clone("--filter=blob:none", "--no-checkout")
	if out := run(t, partial, "rev-list", "--objects", "--missing=print", "HEAD"); !strings.Contains(out, "\n?") {
		t.Errorf("a clone without blobs misses none:\n%s", out)
	}
	run(t, partial, "checkout", "-q", "main") // fetches those it needs
}

func TestWorkflowsAreGuarded(t *testing.T) {
	const refused = "refusing to allow a Personal Access Token to create or update workflow" +
		" `.github/workflows/x.yml` without `workflow` scope"
	cases := []struct {
		name   string
		make   func(dir string)
		push   []string
		passes []string // references
		fails  []string
	}{
		{"other files", func(dir string) { write(t, dir, "a.txt", "a") }, []string{"main"}, []string{"main"}, nil},
		{"a new workflow", func(dir string) { write(t, dir, ".github/workflows/x.yml", "x") },
			[]string{"main"}, nil, []string{"main"}},
		{"a new workflow beside others", func(dir string) {
			run(t, dir, "branch", "plain")
			write(t, dir, ".github/workflows/x.yml", "x")
		}, []string{"main", "plain"}, []string{"plain"}, []string{"main"}},
		{"all or nothing", func(dir string) {
			run(t, dir, "branch", "plain")
			write(t, dir, ".github/workflows/x.yml", "x")
		}, []string{"--atomic", "main", "plain"}, nil, []string{"main", "plain"}},
		{"a workflow of another branch", func(dir string) {
			run(t, dir, "checkout", "-q", "-b", "copy")
			write(t, dir, ".github/workflows/other.yml", "on: pull_request\n")
		}, []string{"copy"}, []string{"copy"}, nil},
		{"a new branch from what is there", func(dir string) { run(t, dir, "branch", "copy") },
			[]string{"copy"}, []string{"copy"}, nil},
		{"a tag of a new workflow", func(dir string) {
			write(t, dir, ".github/workflows/x.yml", "x")
			run(t, dir, "tag", "-am", "one", "v1")
		}, []string{"v1"}, nil, []string{"v1"}},
		{"a deletion", func(string) {}, []string{":other"}, nil, nil},
		{"a deletion beside a new workflow", func(dir string) { write(t, dir, ".github/workflows/x.yml", "x") },
			[]string{":other", "main"}, nil, []string{"main"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t)
			s.commit("other", map[string]string{".github/workflows/other.yml": "on: pull_request\n"})
			dir := s.clone()
			c.make(dir)
			out, err := try(t, dir, append([]string{"push", "origin"}, c.push...)...)
			if (err == nil) != (len(c.fails) == 0) {
				t.Errorf("push: %v\n%s", err, out)
			}
			for _, ref := range c.passes {
				if got, want := run(t, s.repo.Path, "rev-parse", ref), run(t, dir, "rev-parse", ref); got != want {
					t.Errorf("%s was not pushed:\n%s", ref, out)
				}
			}
			for _, ref := range c.fails {
				if !strings.Contains(out, "! [remote rejected] "+ref) || !strings.Contains(out, refused) {
					t.Errorf("of %s git prints\n%s", ref, out)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(s.repo.Path, "objects", "tmp_*")); len(left) > 0 {
				t.Errorf("left in quarantine: %v", left)
			}
		})
	}
	t.Run("removed", func(t *testing.T) {
		s := newShelf(t)
		dir := s.clone()
		run(t, dir, "rm", "-q", ".github/workflows/ci.yml")
		run(t, dir, "commit", "-qm", "No more checks")
		out, err := try(t, dir, "push", "origin", "main")
		if err == nil || !strings.Contains(out, "`.github/workflows/ci.yml`") {
			t.Errorf("a workflow could be removed:\n%s", out)
		}
		s.workflows.Store(true)
		run(t, dir, "push", "-q", "origin", "main")
	})
}
