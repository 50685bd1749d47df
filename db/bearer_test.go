package db_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
)

func TestBearer(t *testing.T) {
	w := newTown(t)
	token, d := w.token("ci", func(k *patrol.Token) { k.ExpiresAt = now.Add(time.Hour) })
	g := &patrol.Grant{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID,
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID},
			Permissions: patrol.Permissions{}}}
	w.update(func(tx patrol.Tx) error { return tx.InsertGrants(g) })
	want := &patrol.Bearer{TokenID: token.ID, Kind: patrol.FineGrained, OwnerID: w.dana.ID, User: w.dana, Life: token.Life,
		Admissions: []patrol.Admission{{OwnerID: w.dana.ID, Owner: "Dana", Reach: token.Wants},
			{OwnerID: w.acme.ID, Owner: "Acme", Reach: g.Reach}}}
	for range 2 { // from the database, and from memory
		got, err := w.Bearer(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
	_, err := w.Bearer(t.Context(), patrol.Digest{9})
	kind(t, err, patrol.NotFound)
}

func TestPlace(t *testing.T) {
	w := newTown(t)
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(w.acmeGroup.ID, patrol.FineGrained, patrol.Policy{MaxDays: 30})
	})
	for _, c := range []struct {
		who        *patrol.Account
		repository string
		role       patrol.Level
		exempt     bool
	}{
		{w.olivia, "", patrol.Admin, false}, {w.dana, "", patrol.Read, false}, {w.sam, "", patrol.None, false},
		{w.erin, "", patrol.None, true}, {nil, "", patrol.None, false},
		{w.olivia, "secret", patrol.Admin, false}, {w.dana, "SECRET", patrol.None, false},
		{w.sam, "Secret", patrol.Write, false}, {w.erin, "secret", patrol.None, true},
		{w.dana, "inhouse", patrol.Read, false}, {w.sam, "inhouse", patrol.None, false},
		{nil, "inhouse", patrol.None, false}, {nil, "site", patrol.Read, false},
	} {
		var id int64
		if c.who != nil {
			id = c.who.ID
		}
		for range 2 { // from the database, and from memory
			p, err := w.Place(t.Context(), id, "ACME", c.repository)
			if err != nil {
				t.Fatal(err)
			}
			if p.Role != c.role || p.Exempt != c.exempt || (p.Repository == nil) != (c.repository == "") {
				t.Errorf("%d is %v (exempt: %v) at %q", id, p.Role, p.Exempt, c.repository)
			}
			same(t, p.Owner, w.acme)
			same(t, p.Governance, patrol.Governance{Kind: patrol.FineGrained, Org: w.acme.Policy, OrgName: "Acme",
				Enterprise: patrol.Policy{MaxDays: 30}, EnterpriseName: "acme-group", EnterpriseTitle: "acme-group"})
		}
	}
	_, err := w.Place(t.Context(), w.dana.ID, "acme", "nothing")
	kind(t, err, patrol.NotFound)
	_, err = w.Place(t.Context(), w.dana.ID, "nobody", "")
	kind(t, err, patrol.NotFound)
}

// While one changes things and others ask, nobody is told what was no longer
// so when they asked: answers never fall behind the last change that was kept.
func TestMemoryIsExact(t *testing.T) {
	w := newTown(t)
	token, d := w.token("ci", func(k *patrol.Token) { k.ExpiresAt = time.Unix(1, 0) })
	var kept, questions atomic.Int64 // kept is the second of the token's life, and the policy's limit
	stop := make(chan struct{})
	ask := func() error {
		before := kept.Load()
		b, err := w.Bearer(t.Context(), d)
		if err != nil {
			return err
		}
		p, err := w.Place(t.Context(), w.dana.ID, "acme", "site")
		if err != nil {
			return err
		}
		if life, limit := b.ExpiresAt.Unix(), int64(p.Governance.Org.MaxDays); life < before || limit < before-3 {
			return fmt.Errorf("life is %d, limit %d, when they were %d", life, limit, before)
		}
		questions.Add(1)
		return nil
	}
	var asking sync.WaitGroup
	for range 2 {
		asking.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := ask(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := int64(1); n <= 120 || questions.Load() < 20_000 && !t.Failed(); n++ {
		w.update(func(tx patrol.Tx) error {
			token.ExpiresAt = time.Unix(n, 0)
			if err := tx.UpdateToken(token); err != nil || n%4 != 0 {
				return err
			}
			return tx.SetPolicy(w.acme.ID, patrol.FineGrained, patrol.Policy{MaxDays: int(n)})
		})
		kept.Store(n)
	}
	close(stop)
	asking.Wait()
	t.Logf("%d questions", questions.Load())
}

// A token is created, used, regenerated and deleted: each at once.
func TestMemoryFollowsAToken(t *testing.T) {
	w := newTown(t)
	d := patrol.NewSecret(1).Digest()
	_, err := w.Bearer(t.Context(), d)
	kind(t, err, patrol.NotFound) // which is remembered
	token := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: "ci", State: patrol.Active,
		Wants: patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{}}}
	w.update(func(tx patrol.Tx) error { return keep(tx, token, d) })
	admissions := func() int {
		b, err := w.Bearer(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return len(b.Admissions)
	}
	same(t, admissions(), 1)
	g := &patrol.Grant{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID, Reach: token.Wants}
	w.update(func(tx patrol.Tx) error { return tx.InsertGrants(g) })
	same(t, admissions(), 2)
	w.update(func(tx patrol.Tx) error { return tx.CloseGrants(w.acme.ID, w.olivia.ID, now, g) })
	same(t, admissions(), 1)
	w.update(func(tx patrol.Tx) error { return tx.SetSuspended(w.dana.ID, now) })
	b, _ := w.Bearer(t.Context(), d)
	same(t, b.User.Suspended(), true)
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(w.dana.ID, token.ID) })
	_, err = w.Bearer(t.Context(), d)
	kind(t, err, patrol.NotFound)
}

// Roles are lost at once.
func TestMemoryFollowsRoles(t *testing.T) {
	w := newTown(t)
	role := func(user *patrol.Account) patrol.Level {
		p, err := w.Place(t.Context(), user.ID, "acme", "secret")
		if err != nil {
			t.Fatal(err)
		}
		return p.Role
	}
	same(t, role(w.sam), patrol.Write)
	w.update(func(tx patrol.Tx) error { return tx.SetCollaboration(w.secret.ID, w.sam.ID, patrol.Read) })
	same(t, role(w.sam), patrol.Read)
	same(t, role(w.olivia), patrol.Admin)
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.olivia.ID, "") })
	same(t, role(w.olivia), patrol.None)
	w.secret.Visibility = patrol.Public
	w.update(func(tx patrol.Tx) error { return tx.UpdateRepository(w.secret) })
	same(t, role(w.olivia), patrol.Read)
}

// Another program with the same database suspends a user: on SQLite the next
// question knows of it, on PostgreSQL one within a second.
func TestMemoryHearsOfOthers(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := settle(t, dbtest.OpenDSN(t, dsn))
	other := dbtest.OpenDSN(t, dsn)
	_, d := w.token("ci")
	for n := range 20 {
		at := time.Time{}
		if n%2 == 0 {
			at = now
		}
		if _, err := w.Bearer(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		err := other.Update(t.Context(), func(tx patrol.Tx) error { return tx.SetSuspended(w.dana.ID, at) })
		if err != nil {
			t.Fatal(err)
		}
		done := time.Now()
		for {
			b, err := w.Bearer(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			if b.User.SuspendedAt.Equal(at) {
				break
			}
			if time.Since(done) > hearsay() {
				t.Fatalf("still told after %v", time.Since(done))
			}
		}
		w.token(fmt.Sprint("ours-", n)) // our own changes go on between
	}
}

// What others do not change stays in memory, and so does what we change not.
func TestMemoryKeepsTheRest(t *testing.T) {
	w := newTown(t)
	_, d := w.token("kept")
	for ready := time.Now().Add(time.Minute); w.Remembers() == 0 && time.Now().Before(ready); {
		if _, err := w.Bearer(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	w.token("another")
	w.update(func(tx patrol.Tx) error { return tx.Record(&patrol.Event{Action: "x"}) })
	if _, err := w.Bearer(t.Context(), patrol.Digest{1}); !patrol.NotFound.Is(err) {
		t.Error(err)
	}
	same(t, w.Remembers(), 1)
}

func TestMemoryIsBounded(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.DSN(t), db.Options{Remember: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	w := settle(t, d)
	var digests []patrol.Digest
	for n := range 300 {
		_, digest := w.token(fmt.Sprint(n))
		digests = append(digests, digest)
	}
	for range 3 {
		for _, digest := range digests {
			if _, err := w.Bearer(context.WithoutCancel(t.Context()), digest); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := w.Remembers(); n > 64 {
		t.Errorf("remembers %d", n)
	}
}
