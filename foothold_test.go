package patrol_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

// flush writes the uses noted so far.
func (w *town) flush() {
	w.t.Helper()
	store, ok := w.Store.(interface{ Flush(context.Context) error })
	if !ok {
		w.t.Fatal("the store does not flush")
	}
	w.must(store.Flush(w.t.Context()))
}

// What classic tokens did is kept from the first time on, by operation and
// repository; what everybody may do is nothing to an organization.
func TestFootholds(t *testing.T) {
	w := newTown(t)
	laptop, ci := w.classic(w.dana, "my laptop", patrol.Forever, "repo"), w.classic(w.sam, "CI", 30, "repo")
	day1 := w.now
	for range 3 {
		w.tries(laptop.Secret, fetches("acme", "site"))
	}
	w.now = w.now.Add(24 * time.Hour)
	w.tries(laptop.Secret, pushes("acme", "site"))
	w.tries(laptop.Secret, fetches("acme", "docs"))
	w.tries(laptop.Secret, fetches("dana", "dotfiles"))
	w.flush()
	w.tries(laptop.Secret, fetches("acme", "site"))
	w.tries(ci.Secret, fetches("acme", "site"))
	w.tries(ci.Secret, fetches("acme", "vault"))
	w.flush()

	list := func(q patrol.ListQuery) []*patrol.Foothold {
		t.Helper()
		q.Limit = 10
		l, err := w.ClassicTokensAt(t.Context(), w.olivia, patrol.Organization, "acme", q)
		w.must(err)
		if l.Problems != nil {
			t.Fatalf("problems %v", l.Problems)
		}
		return l.Rows
	}
	all := list(patrol.ListQuery{Sort: patrol.ByOldest})
	if len(all) != 2 || all[0].User != "dana" || all[0].Uses != 5 || !all[0].FirstAt.Equal(day1) || !all[0].LastAt.Equal(w.now) {
		t.Fatalf("listed %+v", all)
	}
	if v := all[0].Visits; len(v) != 2 || v[0].Operation != "git-upload-pack" || v[0].Uses != 4 || v[0].Repository != "site" ||
		v[1].Operation != "git-receive-pack" || v[1].Uses != 1 {
		t.Errorf("visits %+v %+v", v[0], v[1])
	}
	for text, want := range map[string]string{
		"owner:sam": "CI", "lap": "my laptop", "expires:never": "my laptop", "lifetime:<31": "CI", "used:<1d": "my laptop CI",
		"repository:site owner:dana": "my laptop", "repository:vault": "", "used:>30d": "", "scope:repo": "my laptop CI",
		"scope:public_repo lap": "my laptop", "scope:gist": "", "state:revoked": "",
	} {
		filter, bad := patrol.ParseFilter(patrol.Classic, text)
		if bad != nil {
			t.Fatal(bad)
		}
		var names []string
		for _, f := range list(patrol.ListQuery{Filter: filter, Sort: patrol.ByOldest}) {
			names = append(names, f.Token.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s finds %q, want %q", text, got, want)
		}
	}
	_, err := w.ClassicTokensAt(t.Context(), w.dana, patrol.Organization, "acme", patrol.ListQuery{Limit: 9})
	w.wantKind(patrol.NotFound, err)
	l, err := w.ClassicTokensAt(t.Context(), w.erin, patrol.Enterprise, "globex", patrol.ListQuery{Limit: 9})
	w.must(err)
	if len(l.Rows) != 2 {
		t.Errorf("%d in the enterprise", len(l.Rows))
	}
	w.now = w.now.Add(91 * 24 * time.Hour)
	if rest := list(patrol.ListQuery{}); len(rest) != 0 {
		t.Errorf("%d after 91 days", len(rest))
	}
}

// A new note is found, the old one is not; a new life is sorted by.
func TestFootholdsFollowTheirToken(t *testing.T) {
	w := newTown(t)
	laptop := w.classic(w.dana, "laptop", 30, "repo")
	w.tries(laptop.Secret, fetches("acme", "site"))
	w.flush()
	spec := patrol.ClassicSpec{Note: "desk", Scopes: patrol.Scopes{"repo:status", "user"}}
	_, err := w.EditClassicToken(t.Context(), w.dana, laptop.Token.ID, spec)
	w.must(err)
	_, err = w.RegenerateClassicToken(t.Context(), w.dana, laptop.Token.ID, laptop.Token.SecretID, patrol.Forever)
	w.must(err)
	for text, want := range map[string]int{"laptop": 0, "desk": 1, "expires:never": 1, "lifetime:<31": 0,
		"scope:repo": 0, "scope:repo:status": 1, "scope:read:user": 1, "scope:user desk": 1, "scope:user laptop": 0} {
		filter, _ := patrol.ParseFilter(patrol.Classic, text)
		l, err := w.ClassicTokensAt(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Filter: filter, Limit: 9})
		w.must(err)
		if len(l.Rows) != want {
			t.Errorf("%s finds %d, want %d", text, len(l.Rows), want)
		}
	}
}

// An owner asks once a week to replace a token, and may shut it out until one lets
// it in again: that is in the organization's log, and the user hears of it.
func TestOwnersAskAndShutOut(t *testing.T) {
	w := newTown(t)
	laptop := w.classic(w.dana, "laptop", 90, "repo")
	w.tries(laptop.Secret, fetches("acme", "site"))
	w.flush()
	l, err := w.ClassicTokensAt(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 9})
	w.must(err)
	id := l.Rows[0].ID
	ask := func(want int) {
		t.Helper()
		asked, err := w.AskToReplace(t.Context(), w.olivia, "acme", []int64{id})
		w.must(err)
		if asked != want {
			t.Errorf("asked %d, want %d", asked, want)
		}
	}
	ask(1)
	w.now = w.now.Add(6 * 24 * time.Hour)
	ask(0)
	w.now = w.now.Add(24 * time.Hour)
	ask(1)
	_, err = w.AskToReplace(t.Context(), w.dana, "acme", []int64{id})
	w.wantKind(patrol.NotFound, err)
	w.wantKind(patrol.NotFound, w.RevokeFoothold(t.Context(), w.olivia, "acme", id+7))

	w.must(w.RevokeFoothold(t.Context(), w.olivia, "acme", id))
	w.wantKind(patrol.NotFound, w.RevokeFoothold(t.Context(), w.olivia, "acme", id))
	for _, tt := range []struct {
		errand patrol.Errand
		rule   string
	}{{fetches("acme", "site"), "shut out"}, {fetches("acme", "docs"), "public to read"}, {fetches("dana", "dotfiles"), "in order"}} {
		if got := w.tries(laptop.Secret, tt.errand); got != tt.rule {
			t.Errorf("%s: %s", tt.errand.Operation, got)
		}
	}
	d, err := w.ClassicDossier(t.Context(), w.dana, laptop.Token.ID, 0)
	w.must(err)
	if len(d.Obstacles) != 1 || !strings.Contains(d.Obstacles[0], "An owner of acme") {
		t.Errorf("obstacles %q", d.Obstacles)
	}
	listed := func(q patrol.ListQuery) (ids []int64) {
		q.Limit = 9
		l, err := w.ClassicTokensAt(t.Context(), w.olivia, patrol.Organization, "acme", q)
		w.must(err)
		for _, f := range l.Rows {
			ids = append(ids, f.ID)
		}
		return ids
	}
	w.now = w.now.Add(100 * 24 * time.Hour)
	out := patrol.ListQuery{Filter: patrol.Filter{ShutOut: true}}
	if got := listed(out); !slices.Equal(got, []int64{id}) || listed(patrol.ListQuery{}) != nil {
		t.Errorf("shut out are %v", got)
	}
	w.now = w.now.Add(-100 * 24 * time.Hour)
	w.wantKind(patrol.NotFound, w.RestoreFoothold(t.Context(), w.dana, "acme", id))
	w.must(w.RestoreFoothold(t.Context(), w.olivia, "acme", id))
	w.wantKind(patrol.NotFound, w.RestoreFoothold(t.Context(), w.olivia, "acme", id))
	if got := w.tries(laptop.Secret, fetches("acme", "site")); got != "in order" {
		t.Errorf("let in again: %s", got)
	}
	if got := listed(patrol.ListQuery{}); !slices.Equal(got, []int64{id}) || listed(out) != nil {
		t.Errorf("in force are %v", got)
	}
	w.update(func(tx patrol.Tx) error {
		mails, err := tx.Mails(0, 9)
		var kinds []patrol.NewsKind
		for _, m := range mails {
			kinds = append(kinds, m.Kind)
		}
		want := []patrol.NewsKind{patrol.ClassicLetIn, patrol.ClassicShutOut, patrol.ReplaceClassic, patrol.ReplaceClassic, patrol.TokenAdded}
		if !slices.Equal(kinds, want) {
			t.Errorf("mails %q", kinds)
		}
		return err
	})
}

// What a stricter policy would stop is known from what tokens reached.
func TestClassicOutlook(t *testing.T) {
	w := newTown(t)
	laptop, ci := w.classic(w.dana, "laptop", patrol.Forever, "repo"), w.classic(w.dana, "CI", 30, "repo")
	sams := w.classic(w.sam, "mine", 90, "repo")
	w.classic(w.dana, "never used", patrol.Forever, "repo")
	for _, s := range []*patrol.Issued{laptop, ci, sams} {
		w.tries(s.Secret, fetches("acme", "site"))
	}
	w.tries(laptop.Secret, fetches("dana", "dotfiles"))
	w.flush()
	change := patrol.PolicyChange{Kind: patrol.Classic, Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.No}}
	o, err := w.PolicyOutlook(t.Context(), w.olivia, patrol.Organization, "acme", change)
	w.must(err)
	if s := o.Stopped; s.Tokens != 3 || s.People != 2 || s.Used != 3 || len(o.Busiest) != 3 || o.Busiest[0].Grant.Owner != "acme" {
		t.Errorf("a block stops %+v, busiest %d", s, len(o.Busiest))
	}
	for _, b := range o.Busiest {
		if b.Uses != 1 {
			t.Errorf("%s has %d uses at acme, want 1", b.Token.Name, b.Uses)
		}
	}
	o, err = w.PolicyOutlook(t.Context(), w.erin, patrol.Enterprise, "globex", change)
	w.must(err)
	if s := o.Stopped; s.Tokens != 3 || s.Organizations != 1 {
		t.Errorf("the enterprise's stops %+v", s)
	}
	change = patrol.PolicyChange{Kind: patrol.Classic, Block: patrol.LifetimeBlock, To: patrol.Policy{MaxDays: 60}}
	change.From.MaxDays = 0
	o, err = w.PolicyOutlook(t.Context(), w.olivia, patrol.Organization, "acme", change)
	w.must(err)
	if s := o.Stopped; s.Tokens != 2 || s.People != 2 {
		t.Errorf("a limit stops %+v", s)
	}
}

// From a classic token with recorded uses to its smaller replacement in use,
// and what each tells of the other.
func TestMoveToFineGrained(t *testing.T) {
	w := newTown(t)
	w.policy(patrol.Policy{Approval: patrol.No})
	old := w.classic(w.dana, strings.Repeat("laptop ", 9), patrol.Forever, "repo", "workflow")
	w.tries(old.Secret, fetches("acme", "site"))
	w.tries(old.Secret, pushes("acme", "site"))
	w.tries(old.Secret, fetches("acme", "docs"))
	w.tries(old.Secret, fetches("dana", "dotfiles"))
	w.flush()
	m, err := w.Move(t.Context(), w.dana, old.Token.ID)
	w.must(err)
	if len(m.Steps) != 2 || len(m.Uncovered) != 0 || m.Open != 1 || len(m.Notes) != 1 {
		t.Fatalf("move %+v", m)
	}
	if m.Could != (patrol.Extent{Owners: 2, Repositories: 3, Operations: m.Could.Operations}) ||
		m.Will != (patrol.Extent{Owners: 2, Repositories: 2, Operations: m.Will.Operations}) || m.Will.Operations >= m.Could.Operations {
		t.Errorf("could %+v, will %+v", m.Could, m.Will)
	}
	var made []*patrol.Issued
	for _, s := range m.Steps {
		spec := s.Spec(old.Token)
		spec.Name += " " + s.Owner.Login
		spec.Name = spec.Name[len(spec.Name)-20:]
		made = append(made, w.create(w.dana, spec))
	}
	w.wantRule(made[0].Secret, w.site, patrol.Write, "in order")
	w.wantRule(made[0].Secret, w.vault, patrol.Read, "repository not selected")
	w.wantRule(made[1].Secret, w.dotfiles, patrol.Read, "in order")
	w.wantRule(made[1].Secret, w.dotfiles, patrol.Write, "permission")
	w.flush()
	d, err := w.ClassicDossier(t.Context(), w.dana, old.Token.ID, 0)
	w.must(err)
	if len(d.Successors) != 2 || !d.Successors[0].LastUsedAt.Equal(w.now) || len(d.Visits) != 4 {
		t.Errorf("successors %+v, visits %d", d.Successors, len(d.Visits))
	}
	other, err := w.Dossier(t.Context(), w.dana, made[0].Token.ID, 0)
	w.must(err)
	if other.Replaced == nil || !other.Replaced.LastUsedAt.Equal(w.now) {
		t.Errorf("replaced %+v", other.Replaced)
	}
	w.must(w.DeleteClassicToken(t.Context(), w.dana, old.Token.ID))
	other, err = w.Dossier(t.Context(), w.dana, made[0].Token.ID, 0)
	w.must(err)
	if other.Replaced != nil || other.Token.Replaces != 0 {
		t.Error("it replaces what is gone")
	}
	_, err = w.Move(t.Context(), w.sam, old.Token.ID)
	w.wantKind(patrol.NotFound, err)
}
