package patrol_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
)

// A town is an authority with an enterprise, globex; an organization in it,
// acme, that olivia owns and dana is a member of; another outside of it,
// initech; and repositories: acme/site (private), acme/docs (public),
// acme/vault (private), dana/dotfiles (private), initech/tps (private).
type town struct {
	*patrol.Authority
	t                                  *testing.T
	now                                time.Time
	globex, acme, initech              *patrol.Account
	olivia, dana, sam, erin            *patrol.Viewer
	site, docs, vault, dotfiles, other *patrol.Repository
}

// plain are passwords kept as they are: hashing is tested where it is done.
type plain struct{}

func (plain) Hash(_ context.Context, password string) (string, error) { return password, nil }
func (plain) Check(_ context.Context, hash, password string) (bool, error) {
	return hash != "" && hash == password, nil
}

const password = "correct horse"

func newTown(t *testing.T) *town {
	t.Helper()
	return townIn(t, dbtest.Open(t))
}

// townIn is a town in an empty database.
func townIn(t *testing.T, store patrol.Store) *town {
	t.Helper()
	w := &town{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	w.Authority = &patrol.Authority{Store: store, Passwords: plain{}, Now: func() time.Time { return w.now },
		URL: "https://patrol.test"}
	w.update(w.settle)
	w.olivia, w.dana = w.signIn("olivia"), w.signIn("dana")
	w.sam, w.erin = w.signIn("sam"), w.signIn("erin")
	return w
}

// settle fills an empty town.
func (w *town) settle(tx patrol.Tx) error {
	w.globex = &patrol.Account{Login: "globex", Kind: patrol.Enterprise}
	if err := tx.InsertAccount(w.globex); err != nil {
		return err
	}
	w.acme = &patrol.Account{Login: "acme", Kind: patrol.Organization, Enterprise: w.globex.ID, Base: patrol.Write}
	w.initech = &patrol.Account{Login: "initech", Kind: patrol.Organization, Base: patrol.Read}
	for _, org := range []*patrol.Account{w.acme, w.initech} {
		if err := tx.InsertAccount(org); err != nil {
			return err
		}
	}
	people := map[string]*patrol.Account{}
	for _, login := range []string{"olivia", "dana", "sam", "erin"} {
		people[login] = &patrol.Account{Login: login, Email: login + "@example.test", Kind: patrol.User}
		if err := errors.Join(tx.InsertAccount(people[login]), tx.SetPasswordHash(people[login].ID, password)); err != nil {
			return err
		}
	}
	w.site = &patrol.Repository{OwnerID: w.acme.ID, Name: "site", Visibility: patrol.Private}
	w.docs = &patrol.Repository{OwnerID: w.acme.ID, Name: "docs", Visibility: patrol.Public}
	w.vault = &patrol.Repository{OwnerID: w.acme.ID, Name: "vault", Visibility: patrol.Private}
	w.dotfiles = &patrol.Repository{OwnerID: people["dana"].ID, Name: "dotfiles", Visibility: patrol.Private}
	w.other = &patrol.Repository{OwnerID: w.initech.ID, Name: "tps", Visibility: patrol.Private}
	for _, r := range []*patrol.Repository{w.site, w.docs, w.vault, w.dotfiles, w.other} {
		if err := tx.InsertRepository(r); err != nil {
			return err
		}
	}
	return errors.Join(
		tx.SetMember(w.globex.ID, people["erin"].ID, patrol.Owner),
		tx.SetMember(w.acme.ID, people["olivia"].ID, patrol.Owner),
		tx.SetMember(w.acme.ID, people["dana"].ID, patrol.Member),
		tx.SetCollaboration(w.site.ID, people["sam"].ID, patrol.Read),
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

func (w *town) signIn(login string) *patrol.Viewer {
	w.t.Helper()
	v, _, err := w.SignIn(w.t.Context(), login, password, patrol.Origin{Address: "192.0.2.7", Agent: "test"})
	w.must(err)
	return v
}

// policy has acme decide p.
func (w *town) policy(p patrol.Policy) {
	w.t.Helper()
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.acme.ID, patrol.FineGrained, p) })
}

// ci is a token that may read and write the contents of acme/site.
func (w *town) ci() patrol.TokenSpec {
	return patrol.TokenSpec{Name: "CI", Owner: "ACME", Days: 30, Reason: "to build", Reach: patrol.Reach{
		Selection: patrol.Selected, Repositories: []int64{w.site.ID}, Permissions: patrol.Permissions{"contents": patrol.Read}}}
}

func (w *town) create(v *patrol.Viewer, spec patrol.TokenSpec) *patrol.Issued {
	w.t.Helper()
	issued, err := w.CreateToken(w.t.Context(), v, spec)
	w.must(err)
	return issued
}

// approve has olivia approve the one request that waits.
func (w *town) approve() {
	w.t.Helper()
	w.must(w.Approve(w.t.Context(), w.olivia, "acme", w.waiting().ID, ""))
}

// waiting is the one request that waits for acme's owners.
func (w *town) waiting() *patrol.Request {
	w.t.Helper()
	page, err := w.OpenRequests(w.t.Context(), w.olivia, "acme", patrol.ListQuery{Limit: 10})
	w.must(err)
	if len(page.Rows) != 1 || page.Total != 1 {
		w.t.Fatalf("%d requests wait, %d are counted; want 1", len(page.Rows), page.Total)
	}
	return page.Rows[0]
}

// rule is which rule decides whether secret may read contents of a repository,
// or write them.
func (w *town) rule(secret patrol.Secret, r *patrol.Repository, level patrol.Level) string {
	w.t.Helper()
	p, err := w.Authorize(w.t.Context(), patrol.Credential{Secret: secret, Given: true}, patrol.Errand{
		Target: patrol.Target{Owner: w.login(r.OwnerID), Repository: r.Name},
		Reads:  level == patrol.Read, Open: level == patrol.Read,
		Needs: []patrol.Permissions{{"contents": level}}, Takes: level, Operation: "test"})
	w.must(err)
	return p.Rule
}

func (w *town) login(id int64) string {
	switch id {
	case w.acme.ID:
		return "acme"
	case w.initech.ID:
		return "initech"
	}
	return "dana"
}

// wantRule fails the test unless rule decides.
func (w *town) wantRule(secret patrol.Secret, r *patrol.Repository, level patrol.Level, want string) {
	w.t.Helper()
	if got := w.rule(secret, r, level); got != want {
		w.t.Errorf("%s of %s is decided by %q, want %q", level, r.Name, got, want)
	}
}

// wantKind fails the test unless err is of kind k.
func (w *town) wantKind(k patrol.Kind, err error) {
	w.t.Helper()
	if !k.Is(err) {
		w.t.Errorf("%v, want kind %d", err, k)
	}
}

// wantProblem fails the test unless err names just these fields.
func (w *town) wantProblem(err error, fields ...string) {
	w.t.Helper()
	e, _ := errors.AsType[*patrol.Error](err)
	var got []string
	if e != nil {
		for _, f := range e.Fields {
			got = append(got, f.Field)
		}
	}
	if len(got) != len(fields) {
		w.t.Errorf("problems with %v, want %v (%v)", got, fields, err)
		return
	}
	for i := range fields {
		if got[i] != fields[i] {
			w.t.Errorf("problems with %v, want %v", got, fields)
		}
	}
}
