package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
	"patrol/web"
)

// A world is a town with files and history in its repositories, which programs
// ask about. Besides those of the town there are acme/vault, private, acme/bare
// without a history, and dana's public dana/www.
type world struct {
	*town
	dana, olivia *patrol.Viewer
	vault        *patrol.Repository
}

// history is what acme/site and acme/docs hold, as git fast-import reads it.
const history = `commit refs/heads/main
mark :1
committer Dana <dana@example.test> 1790000000 +0200
data <<.
First
.
M 100644 inline README.md
data <<.
# "Site"
.
M 120000 inline link.md
data 9
README.md
M 120000 inline lost
data 9
../../etc
M 100644 inline docs/größe.txt
data <<.
no
.
M 100644 inline .gitmodules
data <<.
[submodule "lib"]
	path = lib
	url = https://patrol.test/acme/lib
.
M 160000 6dcb09b5b57875f334f61aebed695e2e4193db5e lib

commit refs/heads/main
mark :2
committer Dana <dana@example.test> 1790000100 +0200
data <<.
Second
.
from :1
M 100644 inline docs/more.txt
data <<.
yes
.

reset refs/heads/feature/x
from :1

tag v1
from :1
tagger Dana <dana@example.test> 1790000200 +0200
data <<.
One
.

done
`

// newWorld returns a world with programs at its door.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{town: newTown(t, townAddress)}
	disk, err := repos.Open(t.Context(), repos.Limits{Processes: 4, Wait: time.Minute})
	w.must(err)
	disk.Home = t.TempDir()
	server, err := web.New(w.Authority, disk, web.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	w.must(err)
	w.server = inspected{server, t}
	w.dana, w.olivia = w.viewer("dana"), w.viewer("olivia")
	w.vault = w.add(w.acme.ID, "vault", patrol.Private)
	w.add(w.acme.ID, "bare", patrol.Private)
	w.add(w.dana.ID, "www", patrol.Public)
	for _, r := range []*patrol.Repository{w.site, w.docs} {
		r.Path, r.DefaultBranch = filepath.Join(t.TempDir(), r.Name+".git"), "main"
		w.must(disk.Init(t.Context(), r.Path, "main"))
		git := exec.Command("git", "-C", r.Path, "fast-import", "--quiet", "--done")
		git.Stdin = strings.NewReader(history)
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("%s: %s", err, out)
		}
		w.update(func(tx patrol.Tx) error { return tx.UpdateRepository(r) })
	}
	return w
}

func (w *world) add(ownerID int64, name string, v patrol.Visibility) *patrol.Repository {
	w.t.Helper()
	r := &patrol.Repository{OwnerID: ownerID, Name: name, Visibility: v, DefaultBranch: "main", CreatedAt: w.now}
	w.update(func(tx patrol.Tx) error { return tx.InsertRepository(r) })
	return r
}

// token makes one of dana's that wants so much of owner.
func (w *world) token(name, owner string, days int, reach patrol.Reach) *patrol.Issued {
	w.t.Helper()
	spec := patrol.TokenSpec{Name: name, Owner: owner, Days: days, Reach: reach}
	issued, err := w.CreateToken(w.t.Context(), w.dana, spec)
	w.must(err)
	return issued
}

// approved makes a token of dana's that acme let in.
func (w *world) approved(name string, reach patrol.Reach) *patrol.Issued {
	w.t.Helper()
	issued := w.token(name, "acme", 30, reach)
	w.must(w.Approve(w.t.Context(), w.olivia, "acme", issued.Request.ID, ""))
	return issued
}

// reads is a reach that reads permissions of some repositories, or of all.
func reads(permissions string, of ...*patrol.Repository) patrol.Reach {
	p, err := patrol.ParsePermissions(permissions)
	if err != nil {
		panic(err)
	}
	r := patrol.Reach{Selection: patrol.All, Permissions: p}
	for _, repository := range of {
		r.Selection = patrol.Selected
		r.Repositories = append(r.Repositories, repository.ID)
	}
	return r
}

// An answer is what a program hears.
type answer struct {
	t testing.TB
	*http.Response
	body string
}

// get asks for a path of the API with a header Authorization.
func (w *world) get(authorization, path string, more ...string) answer {
	w.t.Helper()
	return w.call(http.MethodGet, authorization, path, more...)
}

// call asks for anything of the API, without a body.
func (w *world) call(method, authorization, path string, more ...string) answer {
	w.t.Helper()
	r := httptest.NewRequest(method, townAddress+"/api/v3"+path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	return w.do(r)
}

func (w *world) do(r *http.Request) answer {
	w.t.Helper()
	response, err := w.RoundTrip(r)
	w.must(err)
	body, err := io.ReadAll(response.Body)
	w.must(err)
	return answer{w.t, response, string(body)}
}

// RoundTrip makes w a network that leads to its own server alone.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	if r.Host == "" { // of who was led on
		r.Host = r.URL.Host
	}
	recorder := httptest.NewRecorder()
	w.server.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

// bearer is how a program presents a token.
func bearer(i *patrol.Issued) string { return "Bearer " + i.Secret.Reveal() }

// decode reads the body as JSON.
func (a answer) decode(into any) {
	a.t.Helper()
	if err := json.NewDecoder(bytes.NewReader([]byte(a.body))).Decode(into); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

// message is the message of an error.
func (a answer) message() string {
	a.t.Helper()
	var e struct{ Message, Status string }
	a.decode(&e)
	return e.Message
}

// fullNames are those of a list of repositories.
func (a answer) fullNames() string {
	a.t.Helper()
	var all []struct {
		FullName string `json:"full_name"`
	}
	a.decode(&all)
	var names []string
	for _, r := range all {
		names = append(names, r.FullName)
	}
	return strings.Join(names, " ")
}
