package web_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
	"patrol/web"
)

// git is what git itself says of acme/site.
func (w *world) git(args ...string) string {
	w.t.Helper()
	out, err := exec.Command("git", append([]string{"-C", w.site.Path}, args...)...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// send asks for anything of the API, with a JSON body.
func (w *world) send(method, authorization, path, body string) answer {
	w.t.Helper()
	r := httptest.NewRequest(method, townAddress+"/api/v3"+path, strings.NewReader(body))
	r.Header.Set("Authorization", authorization)
	return w.do(r)
}

// writes is a token that may write to all of acme's, and to workflows if it
// says so.
func (w *world) writes(more string) *patrol.Issued {
	return w.approved("writes"+more, reads("contents=write"+more))
}

// What makes no sense is refused in GitHub's words, and changes nothing.
func TestCodeIsChangedAsGitHubDoes(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.writes(""))
	readme, main, text := w.git("rev-parse", "main:README.md"), w.git("rev-parse", "main"), base64.StdEncoding.EncodeToString([]byte("x"))
	before := w.git("for-each-ref")
	file := func(more string) string { return `{"message":"m","content":"` + text + `"` + more + `}` }
	for _, tt := range []struct{ call, body, want string }{
		{"PUT contents/README.md", `{`, "400 Problems parsing JSON"},
		{"PUT contents/README.md", `{}`, "422 Invalid request.\n\n\"message\", \"content\" weren't supplied."},
		{"PUT contents/README.md", file(""), "422 Invalid request.\n\n\"sha\" wasn't supplied."},
		{"PUT contents/README.md", file(`,"sha":"` + main + `"`), "409 README.md does not match " + main},
		{"PUT contents/new", file(`,"sha":"` + main + `"`), "409 new does not match " + main},
		{"PUT contents/docs", file(""), "422 docs is not a file"},
		{"PUT contents/lib", file(`,"sha":"` + main + `"`), "422 lib is not a file"},
		{"PUT contents/README.md/x", file(""), "422 tree.path contains a malformed path component"},
		{"PUT contents/lib/x/y", file(""), "422 tree.path contains a malformed path component"},
		{"PUT contents/.git/config", file(""), "422 tree.path contains a malformed path component"},
		{"PUT contents/x/.GIT/hooks/y", file(""), "422 tree.path contains a malformed path component"},
		{"PUT contents/new", file(`,"branch":"nope"`), "404 Branch nope not found"},
		{"PUT contents/new", file(`,"branch":"--x"`), "422 path contains a malformed path component"},
		{"PUT contents/new", file(`,"branch":"../x"`), "422 path contains a malformed path component"},
		{"PUT contents/new", `{"message":"m","content":"*"}`, "422 Validation Failed"},
		{"PUT contents/new", `{"message":"a\u0000b","content":""}`, "422 Validation Failed"},
		{"PUT contents/new", file(`,"author":{"name":"<>","email":"x@y"}`), "422 Validation Failed"},
		{"PUT contents/new", file(`,"author":{"name":"x","email":"x@y","date":"1"}`), "422 Validation Failed"},
		{"PUT contents/new", `{"message":7}`, "422 Invalid request."},
		{"DELETE contents/README.md", `{"message":"m"}`, "422 Invalid request.\n\n\"sha\" wasn't supplied."},
		{"DELETE contents/nope", `{"message":"m","sha":"` + readme + `"}`, "404 Not Found"},
		{"POST git/refs", `{"ref":"refs/heads/main","sha":"` + main + `"}`, "422 Reference already exists"},
		{"POST git/refs", `{"ref":"heads/x","sha":"` + main + `"}`, "422 Reference name must start with 'refs/' and have at least two slashes."},
		{"POST git/refs", `{"ref":"refs/heads/a..b","sha":"` + main + `"}`, "422 refs/heads/a..b is not a valid ref name."},
		{"POST git/refs", `{"ref":"refs/heads/x.lock","sha":"` + main + `"}`, "422 refs/heads/x.lock is not a valid ref name."},
		{"POST git/refs", `{"ref":"refs/heads/x","sha":"` + readme + `"}`, "422 Object does not exist"},
		{"POST git/refs", `{"ref":"refs/heads/x","sha":"` + strings.Repeat("1", 40) + `"}`, "422 Object does not exist"},
		{"POST git/refs", `{"ref":"refs/heads/x","sha":"main"}`, "422 Object does not exist"},
		{"POST git/refs", `{"ref":"refs/heads/main/x","sha":"` + main + `"}`, "409 Reference update failed: " +
			"it changed meanwhile, or there is one whose name is the beginning of the other's."},
		{"PATCH git/refs/heads/nope", `{"sha":"` + main + `"}`, "422 Reference does not exist"},
		{"DELETE git/refs/heads/nope", ``, "422 Reference does not exist"},
		{"DELETE git/refs/heads/main", ``, "422 Cannot delete the default branch"},
		{"POST git/trees", `{"tree":[]}`, "422 Invalid request.\n\n\"tree\" wasn't supplied."},
		{"POST git/trees", `{"tree":[{"path":"../x","mode":"100644","content":""}]}`, "422 Validation Failed"},
		{"POST git/trees", `{"tree":[{"path":"x","mode":"100666","content":""}]}`, "422 Validation Failed"},
		{"POST git/trees", `{"tree":[{"path":"x/.git/y","mode":"100644","content":""}]}`, "422 tree.path contains a malformed path component"},
		{"POST git/trees", `{"tree":[{"path":"git~1","mode":"100644","content":""}]}`, "422 tree.path contains a malformed path component"},
		{"POST git/trees", `{"tree":[{"path":"x","mode":"040000","sha":"` + readme + `"}]}`, "422 tree.sha " + readme + " is not a valid tree"},
		{"POST git/trees", `{"base_tree":"nope","tree":[{"path":"x","mode":"100644","content":""}]}`, "422 base_tree is not a valid tree"},
		{"POST git/commits", `{"message":"m","tree":"` + readme + `"}`, "422 Tree SHA does not exist"},
		{"POST git/commits", `{"message":"m","tree":"` + w.git("rev-parse", "main:") + `","parents":["` + readme + `"]}`,
			"422 Parent SHA does not exist or is not a commit object"},
		{"POST git/tags", `{"tag":"v 3","message":"m","object":"` + main + `","type":"commit"}`, "422 Validation Failed"},
		{"POST git/tags", `{"tag":"v3","message":"m","object":"` + main + `","type":"tree"}`, "422 Object does not exist"},
		{"POST git/blobs", `{"content":"x","encoding":"rot13"}`, "422 Validation Failed"},
		{"GET branches/nope", ``, "404 Branch not found"},
		{"GET commits/nope", ``, "422 No commit found for SHA: nope"},
		{"GET commits/main~1", ``, "422 No commit found for SHA: main~1"},
		{"GET compare/main", ``, "404 Not Found"},
		{"GET compare/main...other:main", ``, "404 No commit found for the ref other:main"},
		{"GET git/ref/heads/mai", ``, "404 Not Found"},
		{"GET git/ref/heads", ``, "404 Not Found"},
		{"GET git/blobs/" + main, ``, "404 Not Found"},
		{"GET git/blobs/main:README.md", ``, "404 Not Found"},
		{"GET git/commits/main", ``, "404 Not Found"},
		{"GET git/tags/" + main, ``, "404 Not Found"},
		{"GET git/trees/nope", ``, "404 Not Found"},
		{"GET readme/docs", ``, "404 Not Found"},
	} {
		method, path, _ := strings.Cut(tt.call, " ")
		got := w.send(method, as, "/repos/acme/site/"+path, tt.body)
		if said := fmt.Sprint(got.StatusCode, " ", got.message()); said != tt.want {
			t.Errorf("%s %s: %q, want %q: %s", tt.call, tt.body, said, tt.want, got.body)
		}
	}
	if after := w.git("for-each-ref"); after != before {
		t.Errorf("%s has become %s", before, after)
	}
}

// To write takes the permission and the repository, and nothing else will do.
func TestWritingCodeTakesItsPermission(t *testing.T) {
	w := newWorld(t)
	main := w.git("rev-parse", "main")
	for _, tt := range []struct {
		as   string
		want int
	}{
		{bearer(w.approved("reads", reads("contents=read", w.site))), 403},
		{bearer(w.approved("issues", reads("issues=write", w.site))), 403},
		{bearer(w.approved("elsewhere", reads("contents=write", w.docs))), 404},
		{bearer(w.token("mine", "dana", 30, reads("contents=write"))), 404},
		{bearer(w.token("waiting", "acme", 30, reads("contents=write"))), 404},
		{"", 404},
	} {
		for call, body := range map[string]string{
			"PUT contents/new":                `{"message":"m","content":""}`,
			"DELETE contents/README.md":       `{"message":"m","sha":"` + w.git("rev-parse", "main:README.md") + `"}`,
			"POST git/refs":                   `{"ref":"refs/heads/x","sha":"` + main + `"}`,
			"PATCH git/refs/heads/feature/x":  `{"sha":"` + main + `"}`,
			"DELETE git/refs/heads/feature/x": ``,
			"POST git/blobs":                  `{"content":"x"}`,
			"POST git/trees":                  `{"tree":[{"path":"x","mode":"100644","content":""}]}`,
			"POST git/commits":                `{"message":"m","tree":"` + w.git("rev-parse", "main:") + `"}`,
			"POST git/tags":                   `{"tag":"v3","message":"m","object":"` + main + `","type":"commit"}`,
		} {
			method, path, _ := strings.Cut(call, " ")
			if got := w.send(method, tt.as, "/repos/acme/site/"+path, body); got.StatusCode != tt.want {
				t.Errorf("%.20s %s: %d, want %d", tt.as, call, got.StatusCode, tt.want)
			}
		}
	}
	w.site.Archived = true
	w.update(func(tx patrol.Tx) error { return tx.UpdateRepository(w.site) })
	got := w.send("PUT", bearer(w.writes("")), "/repos/acme/site/contents/new", `{"message":"m","content":""}`)
	if got.StatusCode != 403 || got.message() != "Repository was archived so is read-only." {
		t.Errorf("archived: %d %s", got.StatusCode, got.body)
	}
}

// Workflows take a permission of their own, in whatever way they come, unless
// the same is on another branch.
func TestWorkflowsByAPI(t *testing.T) {
	w := newWorld(t)
	const flow = ".github/workflows/ci.yml"
	file := `{"message":"m","content":"` + base64.StdEncoding.EncodeToString([]byte("on: push\n")) + `"}`
	plain, full := bearer(w.writes("")), bearer(w.writes(" workflows=write"))
	put := func(as string) answer { return w.send("PUT", as, "/repos/acme/site/contents/"+flow, file) }
	branch := func(as, name, sha string) answer {
		return w.send("POST", as, "/repos/acme/site/git/refs", `{"ref":"refs/heads/`+name+`","sha":"`+sha+`"}`)
	}
	// commit makes a commit with a workflow that no branch has.
	commit := func(text string) string {
		var tree, commit struct{ SHA string }
		w.send("POST", plain, "/repos/acme/site/git/trees", `{"base_tree":"main","tree":[{"path":"`+flow+
			`","mode":"100644","content":"`+text+`"}]}`).decode(&tree)
		w.send("POST", plain, "/repos/acme/site/git/commits", `{"message":"m","tree":"`+tree.SHA+`"}`).decode(&commit)
		return commit.SHA
	}
	if got := put(plain); got.StatusCode != 403 || got.message() != "Resource not accessible by personal access token" {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	made := commit("on: push\\n")
	got := branch(plain, "x", made)
	if got.StatusCode != 403 || got.message() != patrol.WorkflowRefusal(flow) {
		t.Errorf("a branch: %d %s", got.StatusCode, got.body)
	}
	got = w.send("PATCH", plain, "/repos/acme/site/git/refs/heads/feature/x", `{"force":true,"sha":"`+made+`"}`)
	if got.StatusCode != 403 {
		t.Errorf("moved: %d %s", got.StatusCode, got.body)
	}
	if got := put(full); got.StatusCode != 201 {
		t.Errorf("with the permission: %d %s", got.StatusCode, got.body)
	}
	if got := branch(plain, "x", made); got.StatusCode != 201 {
		t.Errorf("the same as on main: %d %s", got.StatusCode, got.body)
	}
	if got := branch(plain, "y", commit("on: never\\n")); got.StatusCode != 403 {
		t.Errorf("another: %d %s", got.StatusCode, got.body)
	}
	if got := branch(bearer(w.classic("repo", 30)), "z", commit("on: never\\n")); got.StatusCode != 403 {
		t.Errorf("a classic token without its scope: %d %s", got.StatusCode, got.body)
	}
	if got := branch(bearer(w.classic("repo workflow", 30)), "z", commit("on: never\\n")); got.StatusCode != 201 {
		t.Errorf("and with it: %d %s", got.StatusCode, got.body)
	}
}

// Of many who overwrite the same file one does; who writes another need not
// mind.
func TestWritersRace(t *testing.T) {
	w := newWorld(t)
	as, sha := bearer(w.writes("")), w.git("rev-parse", "main:README.md")
	const writers = 4
	race := func(path, body func(i int) string) (statuses []int) {
		var wait sync.WaitGroup
		statuses = make([]int, writers)
		for i := range writers {
			wait.Go(func() { statuses[i] = w.send("PUT", as, "/repos/acme/site/contents/"+path(i), body(i)).StatusCode })
		}
		wait.Wait()
		slices.Sort(statuses)
		return statuses
	}
	text := func(i int) string { return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "by %d\n", i)) }
	got := race(func(int) string { return "README.md" },
		func(i int) string { return `{"message":"m","content":"` + text(i) + `","sha":"` + sha + `"}` })
	if !slices.Equal(got, []int{200, 409, 409, 409}) || w.git("rev-list", "--count", "main") != "3" {
		t.Errorf("one file: %v, %s commits", got, w.git("rev-list", "--count", "main"))
	}
	got = race(func(i int) string { return fmt.Sprint("file", i) },
		func(i int) string { return `{"message":"m","content":"` + text(i) + `"}` })
	if !slices.Equal(got, []int{201, 201, 201, 201}) || w.git("rev-list", "--count", "main") != "7" {
		t.Errorf("a file each: %v, %s commits", got, w.git("rev-list", "--count", "main"))
	}
}

// A repository begins with a file, and with nothing else.
func TestCodeOfARepositoryWithoutHistory(t *testing.T) {
	w := newWorld(t)
	as, zeros := bearer(w.writes("")), strings.Repeat("0", 40)
	w.git("update-ref", "-d", "refs/heads/main")
	w.git("update-ref", "-d", "refs/heads/feature/x")
	w.git("update-ref", "-d", "refs/tags/v1")
	const empty = "Git Repository is empty."
	for call, body := range map[string]string{
		"GET git/ref/heads/main":      "",
		"GET git/matching-refs/heads": "",
		"GET git/trees/main":          "",
		"GET git/blobs/" + zeros:      "",
		"GET git/commits/" + zeros:    "",
		"GET git/tags/" + zeros:       "",
		"GET commits/main":            "",
		"POST git/refs":               `{"ref":"refs/heads/x","sha":"` + zeros + `"}`,
		"PATCH git/refs/heads/main":   `{"sha":"` + zeros + `"}`,
		"POST git/blobs":              `{"content":"x"}`,
		"POST git/trees":              `{"tree":[{"path":"x","mode":"100644","content":""}]}`,
		"POST git/commits":            `{"message":"m","tree":"` + zeros + `"}`,
		"POST git/tags":               `{"tag":"v3","message":"m","object":"` + zeros + `","type":"commit"}`,
	} {
		method, path, _ := strings.Cut(call, " ")
		if got := w.send(method, as, "/repos/acme/site/"+path, body); got.StatusCode != 409 || got.message() != empty {
			t.Errorf("%s: %d %s", call, got.StatusCode, got.body)
		}
	}
	got := w.send("PUT", as, "/repos/acme/site/contents/README.md", `{"message":"First","content":"","branch":"other"}`)
	if got.StatusCode != 404 {
		t.Errorf("on another branch: %d %s", got.StatusCode, got.body)
	}
	got = w.send("PUT", as, "/repos/acme/site/contents/README.md", `{"message":"First","content":""}`)
	if got.StatusCode != 201 || w.git("log", "--format=%s", "main") != "First" {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if !json.Valid([]byte(got.body)) {
		t.Error(got.body)
	}
}

// Git takes no longer than it may.
func TestCodeInTime(t *testing.T) {
	w := newWorld(t)
	disk, err := repos.Open(t.Context(), repos.Limits{Processes: 1, Wait: time.Minute})
	w.must(err)
	w.server, err = web.New(w.Authority, disk, web.Options{Log: slog.New(slog.DiscardHandler),
		RequestTime: time.Nanosecond})
	w.must(err)
	as := bearer(w.writes(""))
	for _, path := range []string{"commits", "contents/README.md", "branches", "git/trees/main"} {
		if got := w.get(as, "/repos/acme/site/"+path); got.StatusCode != 504 {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	if got := w.get(as, "/repos/acme/site/tarball/main"); got.StatusCode != 302 {
		t.Errorf("an archive, which may take longer: %d %s", got.StatusCode, got.body)
	}
	if got := w.get(as, "/repos/acme/site"); got.StatusCode != 200 {
		t.Errorf("what git has nothing to do with: %d", got.StatusCode)
	}
}

// What programs wrote, git clients get.
func TestGitFetchesWhatProgramsWrote(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.server)
	t.Cleanup(server.Close)
	i := w.writes("")
	got := w.send("PUT", bearer(i), "/repos/acme/site/contents/new.txt", `{"message":"New","content":"bmV3Cg=="}`)
	if got.StatusCode != 201 {
		t.Fatal(got.body)
	}
	clone := exec.Command("git", "-c", "http.extraHeader=Host: patrol.test", "clone", "-q",
		strings.Replace(server.URL, "//", "//x:"+i.Secret.Reveal()+"@", 1)+"/acme/site.git", t.TempDir())
	if out, err := clone.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(clone.Args[len(clone.Args)-1], "new.txt"))
	if err != nil || string(text) != "new\n" {
		t.Errorf("%q %v", text, err)
	}
}
