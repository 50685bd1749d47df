package db_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
)

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

func TestAccounts(t *testing.T) {
	d := dbtest.Open(t)
	ctx := t.Context()
	w := &town{DB: d, t: t}
	w.view(func(tx patrol.Tx) error {
		any, err := tx.AnyAccount()
		same(t, any, false)
		return err
	})
	group := w.account(patrol.Account{Login: "group", Kind: patrol.Enterprise})
	org := w.account(patrol.Account{Login: "Acme", Name: "Acme Inc.", Kind: patrol.Organization, Enterprise: group.ID,
		Base: patrol.Write, Policy: patrol.Policy{Access: patrol.Yes, Approval: patrol.No, MaxDays: patrol.Forever, ExemptAdmins: true}})
	user := w.account(patrol.Account{Login: "dana", Email: "Dana@example.com", Kind: patrol.User,
		Theme: patrol.Theme{Mode: "dark", Light: "light", Dark: "dark_dimmed"}})

	w.update(func(tx patrol.Tx) error {
		got, err := tx.Account(org.ID)
		same(t, got, org)
		byLogin, _ := tx.AccountByLogin("aCME")
		same(t, byLogin, org)
		for _, name := range []string{"DANA", "dana@EXAMPLE.com"} {
			u, err := tx.UserByName(name)
			if err != nil {
				return err
			}
			same(t, u, user)
		}
		any, _ := tx.AnyAccount()
		same(t, any, true)
		_, missing := tx.Account(999)
		kind(t, missing, patrol.NotFound)
		_, missing = tx.UserByName("acme") // no user
		kind(t, missing, patrol.NotFound)
		return err
	})

	user.Name, user.Email, user.Theme.Mode = "Dana D.", "", "light"
	org.Base, org.Enterprise, org.Policy = patrol.None, 0, patrol.Policy{MaxDays: 30}
	user.SuspendedAt = now
	w.update(func(tx patrol.Tx) error {
		for _, err := range []error{tx.UpdateAccount(user), tx.UpdateAccount(org), tx.SetPolicy(org.ID, org.Policy),
			tx.SetSuspended(user.ID, now)} {
			if err != nil {
				return err
			}
		}
		got, _ := tx.Account(user.ID)
		same(t, got, user)
		got, err := tx.Account(org.ID)
		same(t, got, org)
		return err
	})

	again := *user
	again.Login = "DANA"
	field(t, d.Update(ctx, func(tx patrol.Tx) error { return tx.InsertAccount(&again) }), "login")
	one := patrol.Account{Login: "one", Email: "a@b.c", Kind: patrol.User}
	two := patrol.Account{Login: "two", Email: "A@B.C", Kind: patrol.User}
	w.account(one)
	field(t, d.Update(ctx, func(tx patrol.Tx) error { return tx.InsertAccount(&two) }), "email")
	kind(t, d.Update(ctx, func(tx patrol.Tx) error { return tx.SetSuspended(org.ID, now) }), patrol.Conflict)
}

func TestMembers(t *testing.T) {
	w := newTown(t)
	role := func(account, user int64) (got patrol.MemberRole) {
		w.view(func(tx patrol.Tx) (err error) {
			got, err = tx.MemberRole(account, user)
			return err
		})
		return got
	}
	same(t, role(w.acme.ID, w.olivia.ID), patrol.Owner)
	same(t, role(w.acme.ID, w.dana.ID), patrol.Member)
	same(t, role(w.acme.ID, w.sam.ID), patrol.MemberRole(""))
	beta := w.account(patrol.Account{Login: "Beta", Kind: patrol.Organization})
	w.update(func(tx patrol.Tx) error { return tx.SetMember(beta.ID, w.dana.ID, patrol.Owner) })
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Memberships(w.dana.ID)
		same(t, got, []patrol.Membership{{Account: w.acme, Role: patrol.Member}, {Account: beta, Role: patrol.Owner}})
		return err
	})
	w.update(func(tx patrol.Tx) error { return tx.SetMember(beta.ID, w.dana.ID, "") })
	same(t, role(beta.ID, w.dana.ID), patrol.MemberRole(""))
}

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
	for visibility, more := range map[patrol.Visibility]int64{patrol.Public: 1, patrol.Internal: 0, patrol.Private: 0} {
		r.Visibility = visibility
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
		r.Description, r.Visibility, r.DefaultBranch, r.Archived, r.Path = "", patrol.Public, "main", false, ""
		if err := tx.UpdateRepository(r); err != nil {
			return err
		}
		got, _ = tx.Repository("acme", "big.thing")
		same(t, got, r)
		_, missing := tx.Repository("acme", "nothing")
		kind(t, missing, patrol.NotFound)
		return err
	})
	again := *r
	again.Name = "BIG.THING"
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
	all := patrol.Reach{Selection: patrol.All}
	some := patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.secret.ID}}
	for _, c := range []struct {
		who  string
		q    patrol.RepositoryQuery
		want []string
	}{
		{"nobody", patrol.RepositoryQuery{OwnerID: w.acme.ID}, []string{"site"}},
		{"an owner", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID}, []string{"inhouse", "Secret", "site"}},
		{"a member", patrol.RepositoryQuery{UserID: w.dana.ID, OwnerID: w.acme.ID}, []string{"inhouse", "site"}},
		{"a collaborator", patrol.RepositoryQuery{UserID: w.sam.ID, OwnerID: w.acme.ID}, []string{"Secret", "site"}},
		{"a member next door", patrol.RepositoryQuery{UserID: mia.ID, OwnerID: w.acme.ID}, []string{"inhouse", "site"}},
		{"an enterprise owner", patrol.RepositoryQuery{UserID: w.erin.ID, OwnerID: w.acme.ID}, []string{"site"}},
		{"a member, all theirs", patrol.RepositoryQuery{UserID: w.dana.ID}, []string{"inhouse", "site", "notes"}},
		{"a collaborator, all theirs", patrol.RepositoryQuery{UserID: w.sam.ID}, []string{"Secret", "blog"}},
		{"nobody, all theirs", patrol.RepositoryQuery{}, nil},
		{"a search", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID, Text: "SE"}, []string{"inhouse", "Secret"}},
		{"a wild search", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID, Text: "%"}, nil},
		{"by id", patrol.RepositoryQuery{UserID: w.dana.ID, IDs: []int64{w.secret.ID, w.site.ID}}, []string{"site"}},
		{"no ids", patrol.RepositoryQuery{UserID: w.dana.ID, IDs: []int64{}}, nil},
		{"a token for nothing", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID, Through: true}, []string{"site"}},
		{"a token for all", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID, Through: true,
			Admissions: []patrol.Admission{{OwnerID: w.acme.ID, Reach: all}}}, []string{"inhouse", "Secret", "site"}},
		{"a token for all elsewhere", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID, Through: true,
			Admissions: []patrol.Admission{{OwnerID: w.dana.ID, Reach: all}}}, []string{"site"}},
		{"a token for some", patrol.RepositoryQuery{UserID: w.olivia.ID, OwnerID: w.acme.ID, Through: true,
			Admissions: []patrol.Admission{{OwnerID: w.acme.ID, Reach: some}}}, []string{"Secret", "site"}},
		{"a token for what its user lost", patrol.RepositoryQuery{UserID: w.dana.ID, OwnerID: w.acme.ID, Through: true,
			Admissions: []patrol.Admission{{OwnerID: w.acme.ID, Reach: some}}}, []string{"site"}},
	} {
		t.Run(c.who, func(t *testing.T) { seen(t, w, c.q, c.want) })
	}
	// A base permission lets members in.
	w.acme.Base = patrol.Read
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(w.acme) })
	seen(t, w, patrol.RepositoryQuery{UserID: w.dana.ID, OwnerID: w.acme.ID}, []string{"inhouse", "Secret", "site"})
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

func TestTokens(t *testing.T) {
	w := newTown(t)
	made, d := w.token("ci", func(k *patrol.Token) {
		k.Description, k.OwnerID, k.Owner, k.OwnerKind = "for ci", w.acme.ID, "Acme", patrol.Organization
		k.Wants = patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID, w.secret.ID},
			Permissions: patrol.Permissions{"contents": patrol.Write, "metadata": patrol.Read}}
		k.ExpiresAt = now.Add(time.Hour)
	})
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Token(w.dana.ID, made.ID)
		same(t, got, made)
		_, missing := tx.Token(w.sam.ID, made.ID)
		kind(t, missing, patrol.NotFound)
		made.Name, made.Description, made.State, made.ExpiresAt = "cd", "", patrol.Pending, time.Time{}
		made.Wants = patrol.Reach{Selection: patrol.PublicOnly, Permissions: patrol.Permissions{}}
		if err := tx.UpdateToken(made); err != nil {
			return err
		}
		got, _ = tx.Token(w.dana.ID, made.ID)
		same(t, got, made)
		n, _ := tx.CountTokens(w.dana.ID)
		same(t, n, 1)
		return err
	})
	again := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: "CD", State: patrol.Active,
		Wants: patrol.Reach{Selection: patrol.All}}
	field(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.InsertToken(again) }), "name")
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.DeleteToken(w.sam.ID, made.ID) }), patrol.Conflict)
	w.update(func(tx patrol.Tx) error {
		return tx.InsertRequest(&patrol.Request{TokenID: made.ID, OwnerID: w.acme.ID, UserID: w.dana.ID,
			Reach: made.Wants, State: patrol.Open, CreatedAt: now})
	})
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(w.dana.ID, made.ID) })
	w.view(func(tx patrol.Tx) error {
		n, _ := tx.CountTokens(w.dana.ID)
		same(t, n, 0)
		n, _ = tx.CountOpenRequests(w.acme.ID)
		same(t, n, 0)
		grants, err := tx.Grants(made.ID)
		same(t, len(grants), 0)
		return err
	})
	_, err := w.Bearer(t.Context(), d)
	kind(t, err, patrol.NotFound)
	later, _ := w.token("later")
	if later.ID <= made.ID {
		t.Errorf("id %d was used again", later.ID)
	}
}

func TestTokenPlaces(t *testing.T) {
	w := newTown(t)
	for n := range 5 {
		err := w.Update(t.Context(), func(tx patrol.Tx) error { return tx.TakeTokenPlace(w.dana.ID, 3) })
		if n < 3 && err != nil {
			t.Fatal(err)
		}
		if n >= 3 {
			kind(t, err, patrol.Conflict)
		}
	}
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.TakeTokenPlace(w.sam.ID, 0) }), patrol.Conflict)
}

func TestReplaceImprint(t *testing.T) {
	w := newTown(t)
	token, old := w.token("ci")
	next := &patrol.Imprint{TokenID: token.ID, Digest: patrol.NewSecret(1).Digest(), LastEight: "abcdefgh", CreatedAt: now}
	w.update(func(tx patrol.Tx) error { return tx.ReplaceImprint(token.SecretID, next) })
	twice := *next
	twice.Digest = patrol.NewSecret(1).Digest()
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.ReplaceImprint(token.SecretID, &twice) }), patrol.Conflict)
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Token(w.dana.ID, token.ID)
		same(t, [2]any{got.SecretID, got.LastEight}, [2]any{next.ID, "abcdefgh"})
		return err
	})
	_, err := w.Bearer(t.Context(), old)
	kind(t, err, patrol.NotFound)
	b, err := w.Bearer(t.Context(), next.Digest)
	if err != nil || b.TokenID != token.ID {
		t.Errorf("bearer is %+v, %v", b, err)
	}
}

func TestGrants(t *testing.T) {
	w := newTown(t)
	token, _ := w.token("ci")
	g := &patrol.Grant{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID, GrantedBy: w.olivia.ID, GrantedAt: now,
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID},
			Permissions: patrol.Permissions{"contents": patrol.Read}}, Owner: "Acme", GrantedByLogin: "olivia"}
	w.update(func(tx patrol.Tx) error { return tx.InsertGrant(g) })
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Grant(token.ID, w.acme.ID)
		same(t, got, g)
		g.Reach = patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"issues": patrol.Write}}
		if err := tx.SetGrantReach(g.ID, g.Reach); err != nil {
			return err
		}
		got, _ = tx.Grant(token.ID, w.acme.ID)
		same(t, got, g)
		return err
	})
	twice := *g
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.InsertGrant(&twice) }), patrol.Conflict)
	elsewhere := w.Update(t.Context(), func(tx patrol.Tx) error { return tx.CloseGrant(w.dana.ID, g.ID, w.dana.ID, now) })
	kind(t, elsewhere, patrol.Conflict)
	w.update(func(tx patrol.Tx) error { return tx.CloseGrant(w.acme.ID, g.ID, w.olivia.ID, now.Add(time.Hour)) })
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.CloseGrant(w.acme.ID, g.ID, w.olivia.ID, now) }), patrol.Conflict)
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.SetGrantReach(g.ID, g.Reach) }), patrol.Conflict)
	w.update(func(tx patrol.Tx) error {
		_, missing := tx.Grant(token.ID, w.acme.ID)
		kind(t, missing, patrol.NotFound)
		return tx.InsertGrant(&twice) // in its place
	})
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Grants(token.ID)
		g.RevokedBy, g.RevokedByLogin, g.RevokedAt = w.olivia.ID, "olivia", now.Add(time.Hour)
		if err == nil && len(got) == 3 { // and its user's own, the oldest
			same(t, got[0], &twice)
			same(t, got[1], g)
			return nil
		}
		t.Errorf("grants are %v", got)
		return err
	})
}

func TestRequests(t *testing.T) {
	w := newTown(t)
	token, _ := w.token("ci", func(k *patrol.Token) { k.ExpiresAt = now.Add(time.Hour) })
	r := &patrol.Request{TokenID: token.ID, OwnerID: w.acme.ID, UserID: w.dana.ID, Reason: "to deploy", State: patrol.Open,
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID},
			Permissions: patrol.Permissions{"contents": patrol.Read}},
		CreatedAt: now, User: "Dana", Owner: "Acme", TokenName: "ci", ExpiresAt: token.ExpiresAt}
	w.update(func(tx patrol.Tx) error { return tx.InsertRequest(r) })
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Request(w.acme.ID, r.ID)
		same(t, got, r)
		open, _ := tx.OpenRequest(token.ID, w.acme.ID)
		same(t, open, r)
		_, missing := tx.Request(w.dana.ID, r.ID)
		kind(t, missing, patrol.NotFound)
		waiting, _ := tx.OpenRequests(w.acme.ID, 0, 10)
		same(t, waiting, []*patrol.Request{r})
		waiting, _ = tx.OpenRequests(w.acme.ID, r.ID, 10)
		same(t, len(waiting), 0)
		n, _ := tx.CountOpenRequests(w.acme.ID)
		same(t, n, 1)
		return err
	})
	twice := *r
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.InsertRequest(&twice) }), patrol.Conflict)
	r.State, r.ReviewedBy, r.ReviewedAt, r.ReviewReason, r.ReviewedByLogin = patrol.Denied, w.olivia.ID, now, "no", "olivia"
	w.update(func(tx patrol.Tx) error { return tx.CloseRequest(r) })
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Requests(token.ID)
		same(t, got, []*patrol.Request{r})
		_, missing := tx.OpenRequest(token.ID, w.acme.ID)
		kind(t, missing, patrol.NotFound)
		n, _ := tx.CountOpenRequests(w.acme.ID)
		same(t, n, 0)
		return err
	})
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.CloseRequest(r) }), patrol.Conflict)
}

func TestEvents(t *testing.T) {
	w := newTown(t)
	var all []*patrol.Event
	for n := range 5 {
		e := &patrol.Event{At: now, Action: patrol.TokenCreated, ActorID: w.dana.ID, UserID: w.dana.ID,
			OwnerID: w.acme.ID, TokenID: int64(n % 2), TokenName: "ci", GrantID: 3, RequestID: 4, Detail: "all there is",
			From: patrol.Origin{Address: "192.0.2.1", Agent: "git/2.39"}, Actor: "Dana"}
		w.update(func(tx patrol.Tx) error { return tx.Record(e) })
		all = append([]*patrol.Event{e}, all...)
	}
	w.view(func(tx patrol.Tx) error {
		for _, c := range []struct {
			q    patrol.EventQuery
			want []*patrol.Event
		}{
			{patrol.EventQuery{OwnerID: w.acme.ID, Limit: 10}, all},
			{patrol.EventQuery{OwnerID: w.acme.ID, Limit: 2}, all[:2]},
			{patrol.EventQuery{OwnerID: w.acme.ID, Limit: 2, Before: all[1].ID}, all[2:4]},
			{patrol.EventQuery{UserID: w.dana.ID, TokenID: 1, Limit: 10}, []*patrol.Event{all[1], all[3]}},
			{patrol.EventQuery{UserID: w.sam.ID, TokenID: 1, Limit: 10}, nil},
			{patrol.EventQuery{UserID: w.dana.ID, Limit: 10}, all},
		} {
			got, err := tx.Events(c.q)
			if err != nil {
				return err
			}
			same(t, got, c.want)
		}
		return nil
	})
}

func TestSessions(t *testing.T) {
	w := newTown(t)
	s := &patrol.Session{UserID: w.dana.ID, User: w.dana, Digest: patrol.Digest{1}, CreatedAt: now, SeenAt: now,
		ConfirmedAt: now, ExpiresAt: now.Add(time.Hour), From: patrol.Origin{Address: "192.0.2.1", Agent: "Firefox"}}
	other := &patrol.Session{UserID: w.dana.ID, User: w.dana, Digest: patrol.Digest{2}, ExpiresAt: now.Add(-time.Hour)}
	w.update(func(tx patrol.Tx) error {
		if err := tx.InsertSession(s); err != nil {
			return err
		}
		return tx.InsertSession(other)
	})
	w.update(func(tx patrol.Tx) error {
		got, err := tx.Session(s.Digest)
		same(t, got, s)
		list, _ := tx.Sessions(w.dana.ID)
		same(t, list, []*patrol.Session{other, s})
		s.SeenAt, s.From, s.Digest, s.ConfirmedAt = now.Add(1e9), patrol.Origin{Agent: "lynx"}, patrol.Digest{3}, now.Add(3e9)
		for _, err := range []error{tx.TouchSession(s.ID, s.SeenAt, s.From), tx.RenewSession(s.ID, s.Digest, now.Add(2e9)),
			tx.ConfirmSession(s.ID, s.ConfirmedAt), tx.DeleteSessionsBefore(now)} {
			if err != nil {
				return err
			}
		}
		list, _ = tx.Sessions(w.dana.ID)
		same(t, list, []*patrol.Session{s})
		return err
	})
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.DeleteSession(w.sam.ID, s.ID) }), patrol.Conflict)
	w.update(func(tx patrol.Tx) error { return tx.DeleteSession(w.dana.ID, s.ID) })
	w.update(func(tx patrol.Tx) error {
		_, missing := tx.Session(s.Digest)
		kind(t, missing, patrol.NotFound)
		return tx.DeleteSessions(w.dana.ID)
	})
}

func TestPasswordsAndLinks(t *testing.T) {
	w := newTown(t)
	link := &patrol.Link{Digest: patrol.Digest{1}, Purpose: patrol.SetPassword, UserID: w.dana.ID, ExpiresAt: now}
	setUp := &patrol.Link{Digest: patrol.Digest{2}, Purpose: patrol.SetUp, ExpiresAt: now}
	w.update(func(tx patrol.Tx) error {
		_, missing := tx.PasswordHash(w.dana.ID)
		kind(t, missing, patrol.NotFound)
		for _, hash := range []string{"first", "second"} {
			if err := tx.SetPasswordHash(w.dana.ID, hash); err != nil {
				return err
			}
		}
		hash, _ := tx.PasswordHash(w.dana.ID)
		same(t, hash, "second")
		for _, l := range []*patrol.Link{link, setUp} {
			if err := tx.InsertLink(l); err != nil {
				return err
			}
			got, err := tx.Link(l.Digest)
			if err != nil {
				return err
			}
			same(t, got, l)
		}
		return tx.UseLink(link.Digest)
	})
	kind(t, w.Update(t.Context(), func(tx patrol.Tx) error { return tx.UseLink(link.Digest) }), patrol.Conflict)
	w.view(func(tx patrol.Tx) error {
		_, missing := tx.Link(link.Digest)
		kind(t, missing, patrol.NotFound)
		return nil
	})
}

func TestUses(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := settle(t, dbtest.OpenDSN(t, dsn))
	token, _ := w.token("ci")
	gone, _ := w.token("gone")
	for n := range 250 {
		w.Used(patrol.Use{TokenID: token.ID, At: now.Add(time.Duration(n) * time.Second), Operation: "GET /user",
			From: patrol.Origin{Address: "192.0.2.1", Agent: "curl"}})
		w.Used(patrol.Use{TokenID: gone.ID, At: now})
	}
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(w.dana.ID, gone.ID) })
	if err := w.Close(); err != nil { // which writes them
		t.Fatal(err)
	}
	w.DB = dbtest.OpenDSN(t, dsn)
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Token(w.dana.ID, token.ID)
		if err != nil {
			return err
		}
		same(t, [2]any{got.Uses, got.LastUsedAt}, [2]any{int64(250), now.Add(249 * time.Second)})
		uses, err := tx.Uses(token.ID)
		same(t, len(uses), 100)
		same(t, uses[0], patrol.Use{TokenID: token.ID, At: now.Add(249 * time.Second), Operation: "GET /user",
			From: patrol.Origin{Address: "192.0.2.1", Agent: "curl"}})
		newestFirst := slices.IsSortedFunc(uses, func(a, b patrol.Use) int { return b.At.Compare(a.At) })
		same(t, newestFirst, true)
		return err
	})
}
