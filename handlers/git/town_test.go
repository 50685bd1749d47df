package git_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
	"patrol/db/repos"
	"patrol/handlers/git"
	"patrol/web"
)

// A town is an authority with repositories and the door for git open to them.
// Dana is a member of acme, where members may read all repositories; she may
// push to site, docs and old. In initech she is nobody.
type town struct {
	*patrol.Authority
	t       testing.TB
	dana    *patrol.Viewer
	disk    *repos.Disk
	handler http.Handler                  // the whole house
	by      map[string]*patrol.Repository // by full name
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newTown(t testing.TB) *town {
	t.Helper()
	return newPatientTown(t, time.Minute)
}

// newPatientTown is a town whose git waits so long for a client.
func newPatientTown(t testing.TB, patience time.Duration) *town {
	t.Helper()
	w := &town{t: t, by: map[string]*patrol.Repository{}}
	w.Authority = &patrol.Authority{Store: dbtest.Open(t), Now: func() time.Time { return noon }}
	var err error
	w.disk, err = repos.Open(t.Context(), repos.Limits{Processes: 4, Wait: time.Minute})
	w.must(err)
	w.must(w.Store.Update(t.Context(), w.settle))
	server := httptest.NewUnstartedServer(nil)
	w.URL = "http://" + server.Listener.Addr().String()
	w.handler, err = web.New(w.Authority, w.disk, web.Options{
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Git: git.Limits{Body: 8 << 20, Time: time.Minute, Patience: patience}})
	w.must(err)
	server.Config.Handler = w.handler
	server.Start()
	t.Cleanup(server.Close)
	return w
}

func (w *town) settle(tx patrol.Tx) error {
	atOnce := patrol.Policy{Approval: patrol.No}
	acme := &patrol.Account{Login: "acme", Kind: patrol.Organization, Base: patrol.Read, Policy: atOnce}
	initech := &patrol.Account{Login: "initech", Kind: patrol.Organization, Policy: atOnce}
	dana := &patrol.Account{Login: "dana", Email: "dana@example.test", Kind: patrol.User}
	if err := errors.Join(tx.InsertAccount(acme), tx.InsertAccount(initech), tx.InsertAccount(dana)); err != nil {
		return err
	}
	session := &patrol.Session{UserID: dana.ID, CreatedAt: noon, SeenAt: noon, ConfirmedAt: noon,
		ExpiresAt: noon.Add(time.Hour)}
	if err := tx.InsertSession(session); err != nil {
		return err
	}
	w.dana = &patrol.Viewer{Account: dana, SessionID: session.ID, ConfirmedAt: noon}
	if err := tx.SetMember(acme.ID, dana.ID, patrol.Member); err != nil {
		return err
	}
	for _, r := range []*patrol.Repository{
		{OwnerID: acme.ID, Owner: "acme", Name: "site", Visibility: patrol.Private},
		{OwnerID: acme.ID, Owner: "acme", Name: "docs", Visibility: patrol.Public},
		{OwnerID: acme.ID, Owner: "acme", Name: "vault", Visibility: patrol.Private},
		{OwnerID: acme.ID, Owner: "acme", Name: "old", Visibility: patrol.Private, Archived: true},
		{OwnerID: acme.ID, Owner: "acme", Name: "ghost", Visibility: patrol.Private},
		{OwnerID: initech.ID, Owner: "initech", Name: "tps", Visibility: patrol.Private},
		{OwnerID: initech.ID, Owner: "initech", Name: "www", Visibility: patrol.Public},
	} {
		if err := w.settleRepository(tx, r); err != nil {
			return err
		}
	}
	return errors.Join(
		tx.SetCollaboration(w.by["acme/site"].ID, dana.ID, patrol.Write),
		tx.SetCollaboration(w.by["acme/docs"].ID, dana.ID, patrol.Write),
		tx.SetCollaboration(w.by["acme/old"].ID, dana.ID, patrol.Write),
	)
}

// settleRepository makes r, with a commit in it; ghosts are in the books alone.
func (w *town) settleRepository(tx patrol.Tx, r *patrol.Repository) error {
	w.by[r.FullName()] = r
	if r.Name != "ghost" {
		r.Path = filepath.Join(w.t.TempDir(), r.Name+".git")
		draft := repos.Draft{Branch: "main", Message: "Begin", Files: map[string]string{"README.md": r.FullName() + "\n"},
			Author: patrol.Signature{Name: "Dana", Email: "dana@example.test", When: noon}}
		if err := w.disk.Init(w.t.Context(), r.Path, "main"); err != nil {
			return err
		}
		if err := w.disk.Commit(w.t.Context(), r.Path, draft); err != nil {
			return err
		}
	}
	return tx.InsertRepository(r)
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// token is a secret of dana's for acme, with permissions, on some of its
// repositories or all.
func (w *town) token(permissions string, repositories ...string) string {
	w.t.Helper()
	p, err := patrol.ParsePermissions(permissions)
	w.must(err)
	reach := patrol.Reach{Selection: patrol.All, Permissions: p}
	for _, name := range repositories {
		reach.Selection = patrol.Selected
		reach.Repositories = append(reach.Repositories, w.by[name].ID)
	}
	issued, err := w.CreateToken(w.t.Context(), w.dana, patrol.TokenSpec{
		Name: permissions + strings.Join(repositories, " "), Owner: "acme", Days: 30, Reach: reach})
	w.must(err)
	return issued.Secret.Reveal()
}

// at is the address of a repository for someone with a password.
func (w *town) at(repository, user, password string) string {
	u, err := url.Parse(w.URL + "/" + repository)
	w.must(err)
	if user != "" || password != "" {
		u.User = url.UserPassword(user, password)
	}
	return u.String()
}

// try runs git as someone at their own machine would, and returns what it printed.
func (w *town) try(dir string, args ...string) (string, error) {
	w.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Dana", "GIT_AUTHOR_EMAIL=dana@example.test",
		"GIT_COMMITTER_NAME=Dana", "GIT_COMMITTER_EMAIL=dana@example.test")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// run is try of what must succeed.
func (w *town) run(dir string, args ...string) string {
	w.t.Helper()
	out, err := w.try(dir, args...)
	if err != nil {
		w.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(out)
}

// clone is a work tree of a repository, by way of its disk, with one more commit.
func (w *town) clone(repository, file, text string) string {
	w.t.Helper()
	dir := w.t.TempDir()
	w.run(dir, "clone", "-q", w.by[repository].Path, ".")
	w.must(os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755))
	w.must(os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644))
	w.run(dir, "add", "--all")
	w.run(dir, "commit", "-qm", "Write "+file)
	return dir
}
