package db_test

import (
	"cmp"
	"fmt"
	"reflect"
	"testing"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
)

// now is when tests happen.
var now = time.Unix(1_800_000_000, 0).UTC()

// A town is a database with some people in it.
type town struct {
	*db.DB
	t                     testing.TB
	acmeGroup, acme       *patrol.Account // an enterprise and its organization
	erin, olivia, dana    *patrol.Account // who own these two, and a member
	sam                   *patrol.Account // a collaborator on secret
	site, secret, inhouse *patrol.Repository
}

// settle makes a town in an empty database.
func settle(t testing.TB, d *db.DB) *town {
	t.Helper()
	w := &town{DB: d, t: t}
	w.acmeGroup = w.account(patrol.Account{Login: "acme-group", Kind: patrol.Enterprise})
	w.acme = w.account(patrol.Account{Login: "Acme", Kind: patrol.Organization, Enterprise: w.acmeGroup.ID})
	w.erin = w.account(patrol.Account{Login: "erin", Kind: patrol.User})
	w.olivia = w.account(patrol.Account{Login: "olivia", Kind: patrol.User})
	w.dana = w.account(patrol.Account{Login: "Dana", Email: "Dana@example.com", Kind: patrol.User})
	w.sam = w.account(patrol.Account{Login: "sam", Kind: patrol.User})
	w.site = w.repository(w.acme, "site", patrol.Public)
	w.secret = w.repository(w.acme, "Secret", patrol.Private)
	w.inhouse = w.repository(w.acme, "inhouse", patrol.Internal)
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acmeGroup.ID, w.erin.ID, patrol.Owner) })
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.olivia.ID, patrol.Owner) })
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.dana.ID, patrol.Member) })
	w.update(func(tx patrol.Tx) error { return tx.SetCollaboration(w.secret.ID, w.sam.ID, patrol.Write) })
	return w
}

func newTown(t testing.TB) *town { return settle(t, dbtest.Open(t)) }

func (w *town) update(fn func(patrol.Tx) error) {
	w.t.Helper()
	if err := w.Update(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) view(fn func(patrol.Tx) error) {
	w.t.Helper()
	if err := w.View(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) account(a patrol.Account) *patrol.Account {
	w.t.Helper()
	a.CreatedAt = now
	w.update(func(tx patrol.Tx) error { return tx.InsertAccount(&a) })
	return &a
}

func (w *town) repository(owner *patrol.Account, name string, v patrol.Visibility) *patrol.Repository {
	w.t.Helper()
	r := &patrol.Repository{OwnerID: owner.ID, Owner: owner.Login, Name: name, Visibility: v,
		DefaultBranch: "main", CreatedAt: now}
	w.update(func(tx patrol.Tx) error { return tx.InsertRepository(r) })
	if v == patrol.Public {
		owner.PublicRepositories++
	}
	return r
}

// token makes a token of dana's for herself, and the digest of its secret.
func (w *town) token(name string, change ...func(*patrol.Token)) (*patrol.Token, patrol.Digest) {
	w.t.Helper()
	t := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: name, State: patrol.Active, CreatedAt: now,
		Wants: patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Read}}}
	t.IssuedAt = now
	for _, c := range change {
		c(t)
	}
	d := patrol.NewSecret(1).Digest()
	w.update(func(tx patrol.Tx) error { return keep(tx, t, d) })
	return t, d
}

// keep inserts t as the law does.
func keep(tx patrol.Tx, t *patrol.Token, d patrol.Digest) error {
	if err := tx.TakeTokenPlace(cmp.Or(t.Kind, patrol.FineGrained), t.UserID, 1_000_000); err != nil {
		return err
	}
	if err := tx.InsertToken(t); err != nil {
		return err
	}
	i := &patrol.Imprint{TokenID: t.ID, Digest: d, LastEight: fmt.Sprintf("%08d", t.ID), CreatedAt: now}
	if err := tx.InsertImprint(i); err != nil {
		return err
	}
	t.SecretID, t.LastEight = i.ID, i.LastEight
	g := &patrol.Grant{TokenID: t.ID, OwnerID: t.OwnerID, UserID: t.UserID, Reach: t.Wants,
		GrantedBy: t.UserID, GrantedAt: now}
	return tx.InsertGrants(g)
}

// flush writes the uses noted so far.
func (w *town) flush() {
	w.t.Helper()
	if err := w.Flush(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// same fails t unless got is want, to the last field.
func same[T any](t *testing.T, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// kind fails t unless err is of the kind.
func kind(t *testing.T, err error, want patrol.Kind) {
	t.Helper()
	if !want.Is(err) {
		t.Errorf("error is %v, want one of kind %v", err, want)
	}
}

// field fails t unless err is about one field, which is named.
func field(t *testing.T, err error, name string) {
	t.Helper()
	e, ok := err.(*patrol.Error)
	if !ok || e.Kind != patrol.Invalid || len(e.Fields) != 1 || e.Fields[0].Field != name {
		t.Errorf("error is %v, want one about %s", err, name)
	}
}

// conflict fails w.t unless an update is a Conflict.
func (w *town) conflict(fn func(patrol.Tx) error) {
	w.t.Helper()
	if err := w.Update(w.t.Context(), fn); !patrol.Conflict.Is(err) {
		w.t.Errorf("error is %v, want a conflict", err)
	}
}
