package db_test

import (
	"testing"

	"patrol"
)

func TestPublicRepositoriesAreCounted(t *testing.T) {
	w := newTown(t)
	count := func() (n int64) {
		w.view(func(tx patrol.Tx) error {
			a, err := tx.Account(w.sam.ID)
			n = a.PublicRepositories
			return err
		})
		return n
	}
	before := count()
	r := w.repository(w.sam, "counted", patrol.Private)
	for _, visibility := range []patrol.Visibility{patrol.Public, patrol.Internal, patrol.Public, patrol.Private} {
		r.Visibility = visibility
		more := map[bool]int64{true: 1}[visibility == patrol.Public]
		for range 2 {
			w.update(func(tx patrol.Tx) error { return tx.UpdateRepository(r) })
			same(t, count(), before+more)
		}
	}
	w.repository(w.sam, "shown", patrol.Public)
	same(t, count(), before+1)
}

func TestRepository(t *testing.T) {
	w := newTown(t)
	r := &patrol.Repository{OwnerID: w.acme.ID, Owner: "Acme", Name: "Big.Thing", Description: "what it is",
		Visibility: patrol.Internal, DefaultBranch: "trunk", Archived: true, Path: "/srv/x.git", CreatedAt: now}
	w.update(func(tx patrol.Tx) error { return tx.InsertRepository(r) })
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Repository("aCME", "big.thing")
		same(t, got, r)
		r.Name, r.Description, r.Visibility, r.DefaultBranch, r.Archived, r.Path = "Thing", "", patrol.Public, "main", false, ""
		if err := tx.UpdateRepository(r); err != nil {
			return err
		}
		got, _ = tx.Repository("acme", "thing")
		same(t, got, r)
		_, missing := tx.Repository("acme", "nothing")
		kind(t, missing, patrol.NotFound)
		return err
	})
	again := *r
	again.Name = "THING"
	field(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.InsertRepository(&again) }), "name")
	w.update(func(tx patrol.Tx) error {
		level, _ := tx.Collaboration(w.secret.ID, w.sam.ID)
		same(t, level, patrol.Write)
		tx.SetCollaboration(w.secret.ID, w.sam.ID, patrol.Admin)
		level, _ = tx.Collaboration(w.secret.ID, w.sam.ID)
		same(t, level, patrol.Admin)
		tx.SetCollaboration(w.secret.ID, w.sam.ID, patrol.None)
		level, err := tx.Collaboration(w.secret.ID, w.sam.ID)
		same(t, level, patrol.None)
		return err
	})
}

func TestRepositoriesSeen(t *testing.T) {
	w := newTown(t)
	w.repository(w.dana, "notes", patrol.Private)
	w.repository(w.sam, "blog", patrol.Public)
	other := w.account(patrol.Account{Login: "other", Kind: patrol.Organization, Enterprise: w.acmeGroup.ID})
	mia := w.account(patrol.Account{Login: "mia", Kind: patrol.User})
	w.update(func(tx patrol.Tx) error { return tx.SetMember(other.ID, mia.ID, patrol.Member) })
	type query = patrol.RepositoryQuery
	at := w.acme.ID
	all := patrol.Reach{Selection: patrol.All}
	some := patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.secret.ID}}
	for _, c := range []struct {
		who  string
		q    query
		want []string
	}{
		{"nobody", query{OwnerID: at}, []string{"site"}},
		{"an owner", query{UserID: w.olivia.ID, OwnerID: at}, []string{"inhouse", "Secret", "site"}},
		{"a member", query{UserID: w.dana.ID, OwnerID: at}, []string{"inhouse", "site"}},
		{"a collaborator", query{UserID: w.sam.ID, OwnerID: at}, []string{"Secret", "site"}},
		{"a member next door", query{UserID: mia.ID, OwnerID: at}, []string{"inhouse", "site"}},
		{"an enterprise owner", query{UserID: w.erin.ID, OwnerID: at}, []string{"site"}},
		{"a member, all theirs", query{UserID: w.dana.ID}, []string{"inhouse", "site", "notes"}},
		{"a collaborator, all theirs", query{UserID: w.sam.ID}, []string{"Secret", "blog"}},
		{"nobody, all theirs", query{}, nil},
		{"a search", query{UserID: w.olivia.ID, OwnerID: at, Text: "SE"}, []string{"inhouse", "Secret"}},
		{"a wild search", query{UserID: w.olivia.ID, OwnerID: at, Text: "%"}, nil},
		{"by id", query{UserID: w.dana.ID, IDs: []int64{w.secret.ID, w.site.ID}}, []string{"site"}},
		{"no ids", query{UserID: w.dana.ID, IDs: []int64{}}, nil},
		{"a token for nothing", query{UserID: w.olivia.ID, OwnerID: at, Through: true}, []string{"site"}},
		{"a token for all", query{UserID: w.olivia.ID, OwnerID: at, Through: true,
			Admissions: []patrol.Admission{{OwnerID: at, Reach: all}}}, []string{"inhouse", "Secret", "site"}},
		{"a token for all elsewhere", query{UserID: w.olivia.ID, OwnerID: at, Through: true,
			Admissions: []patrol.Admission{{OwnerID: w.dana.ID, Reach: all}}}, []string{"site"}},
		{"a token for some", query{UserID: w.olivia.ID, OwnerID: at, Through: true,
			Admissions: []patrol.Admission{{OwnerID: at, Reach: some}}}, []string{"Secret", "site"}},
		{"a token for what its user lost", query{UserID: w.dana.ID, OwnerID: at, Through: true,
			Admissions: []patrol.Admission{{OwnerID: at, Reach: some}}}, []string{"site"}},
	} {
		t.Run(c.who, func(t *testing.T) { seen(t, w, c.q, c.want) })
	}
	// A base permission lets members in.
	w.acme.Base = patrol.Read
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(w.acme) })
	seen(t, w, patrol.RepositoryQuery{UserID: w.dana.ID, OwnerID: at}, []string{"inhouse", "Secret", "site"})
}

// seen fails t unless q finds want, page by page too.
func seen(t *testing.T, w *town, q patrol.RepositoryQuery, want []string) {
	t.Helper()
	w.view(func(tx patrol.Tx) error {
		n, err := tx.CountRepositories(q)
		if err != nil {
			return err
		}
		same(t, n, len(want))
		var got []string
		for q.Limit, q.Offset = 2, 0; q.Offset <= n; q.Offset += q.Limit {
			page, err := tx.Repositories(q)
			if err != nil {
				return err
			}
			for _, r := range page {
				got = append(got, r.Name)
			}
		}
		same(t, got, want)
		return nil
	})
}
