package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
	"patrol/handlers/rest"
	"patrol/web"
)

// A town is a whole house with a clock in hand: acme, an organization of the
// enterprise globex, which olivia and oscar own and dana is a member of, and
// which requires approval; and repositories acme/site, acme/docs (public) and
// dana/dotfiles. Everybody's password is the same.
type town struct {
	*patrol.Authority
	t            testing.TB
	server       http.Handler
	now          time.Time
	globex, acme *patrol.Account
	site, docs   *patrol.Repository
}

const (
	password    = "correct horse"
	townAddress = "https://patrol.test"
)

// plain are passwords kept as they are: hashing is tested where it is done.
type plain struct{}

func (plain) Hash(_ context.Context, password string) (string, error) { return password, nil }
func (plain) Check(_ context.Context, hash, password string) (bool, error) {
	return hash != "" && hash == password, nil
}

// newTown returns a town that is reached at address.
func newTown(t testing.TB, address string) *town {
	t.Helper()
	w := emptyTown(t, address)
	w.update(w.settle)
	return w
}

// emptyTown is a town that nobody lives in yet.
func emptyTown(t testing.TB, address string) *town {
	t.Helper()
	w := &town{t: t, now: time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC)}
	w.Authority = &patrol.Authority{Store: dbtest.Open(t), Passwords: plain{}, Now: func() time.Time { return w.now }, URL: address,
		Payloads: rest.Payloads{URL: address}}
	server, err := web.New(w.Authority, nil, web.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	w.must(err)
	w.server = inspected{server, t}
	return w
}

// settle fills an empty town.
func (w *town) settle(tx patrol.Tx) error {
	w.globex = &patrol.Account{Login: "globex", Kind: patrol.Enterprise}
	if err := tx.InsertAccount(w.globex); err != nil {
		return err
	}
	w.acme = &patrol.Account{Login: "acme", Kind: patrol.Organization, Enterprise: w.globex.ID, Base: patrol.Write}
	if err := tx.InsertAccount(w.acme); err != nil {
		return err
	}
	people := map[string]*patrol.Account{}
	for _, login := range []string{"olivia", "oscar", "dana", "erin"} {
		people[login] = &patrol.Account{Login: login, Email: login + "@example.test", Kind: patrol.User, CreatedAt: w.now}
		if err := errors.Join(tx.InsertAccount(people[login]), tx.SetPasswordHash(people[login].ID, password)); err != nil {
			return err
		}
	}
	w.site = &patrol.Repository{OwnerID: w.acme.ID, Name: "site", Visibility: patrol.Private}
	w.docs = &patrol.Repository{OwnerID: w.acme.ID, Name: "docs", Visibility: patrol.Public}
	dotfiles := &patrol.Repository{OwnerID: people["dana"].ID, Name: "dotfiles", Visibility: patrol.Private}
	return errors.Join(
		tx.InsertRepository(w.site), tx.InsertRepository(w.docs), tx.InsertRepository(dotfiles),
		tx.SetMember(w.globex.ID, people["erin"].ID, patrol.Owner),
		tx.SetMember(w.acme.ID, people["olivia"].ID, patrol.Owner),
		tx.SetMember(w.acme.ID, people["oscar"].ID, patrol.Owner),
		tx.SetMember(w.acme.ID, people["dana"].ID, patrol.Member),
	)
}

func (w *town) update(fn func(patrol.Tx) error) {
	w.t.Helper()
	w.must(w.Store.Update(w.t.Context(), fn))
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// pass lets time pass.
func (w *town) pass(d time.Duration) { w.now = w.now.Add(d) }

// visitor returns the browser of someone who has not signed in.
func (w *town) visitor() *browser {
	w.t.Helper()
	return newBrowser(w.t, w.server, w.URL)
}

// browser returns the browser of someone who has signed in.
func (w *town) browser(login string) *browser {
	w.t.Helper()
	b := w.visitor()
	b.Open("/login?to=/settings/sessions")
	b.SignIn(login, password)
	if b.URL.Path != "/settings/sessions" {
		w.t.Fatalf("%s cannot sign in: %d %s", login, b.Status, b.URL)
	}
	return b
}

// viewer is someone who has signed in.
func (w *town) viewer(login string) *patrol.Viewer {
	w.t.Helper()
	v, _, err := w.SignIn(w.t.Context(), login, password, patrol.Origin{Address: "192.0.2.7", Agent: "test"})
	w.must(err)
	return v
}

// SignIn fills in the form to sign in, which b is on.
func (b *browser) SignIn(login, password string) {
	b.t.Helper()
	b.Submit("sign-in", "Sign in", url.Values{"login": {login}, "password": {password}})
}

// ask has a user ask acme for a token that reads the contents of acme/site.
func (w *town) ask(login, name string) {
	w.t.Helper()
	_, err := w.CreateToken(w.t.Context(), w.viewer(login), patrol.TokenSpec{
		Name: name, Owner: "acme", Days: 30, Reason: "to build the site",
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID},
			Permissions: patrol.Permissions{"contents": patrol.Read}},
	})
	w.must(err)
}
