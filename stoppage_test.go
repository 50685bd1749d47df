package patrol_test

import (
	"testing"

	"patrol"
)

// The list of one's classic tokens says which do not work where they did: by a
// policy of the organization or its enterprise, or because an owner shut them
// out; those that never were there are left alone.
func TestClassicTokensThatDoNotWorkNow(t *testing.T) {
	w := newTown(t)
	here, both := w.classic(w.dana, "here", patrol.Forever, "repo"), w.classic(w.dana, "both", 90, "repo")
	w.classic(w.dana, "nowhere", patrol.Forever, "repo")
	for _, s := range []*patrol.Issued{here, both} {
		w.tries(s.Secret, fetches("acme", "site"))
	}
	w.tries(both.Secret, fetches("dana", "dotfiles"))
	w.flush()
	says := func(why string, whole, partly int, listed bool) {
		t.Helper()
		page, _, err := w.ClassicTokens(t.Context(), w.dana, patrol.TokenQuery{Limit: 9})
		w.must(err)
		var wholes, partlies int
		for _, s := range page.Stopped {
			if s.Whole {
				wholes++
			} else if len(s.Owners) == 1 && s.Owners[0] == "acme" {
				partlies++
			}
		}
		if wholes != whole || partlies != partly {
			t.Errorf("%s: %+v", why, page.Stopped)
		}
		l, err := w.ClassicTokensAt(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 9})
		w.must(err)
		for _, f := range l.Rows {
			if l.Stopped[f.ID] != listed {
				t.Errorf("%s: acme lists %s as %v", why, f.Token.Name, !listed)
			}
		}
	}
	decide := func(p patrol.Policy) {
		w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.acme.ID, patrol.Classic, p) })
	}
	says("nothing stops them", 0, 0, false)
	decide(patrol.Policy{Access: patrol.No})
	says("acme restricts them", 1, 1, true)
	decide(patrol.Policy{MaxDays: 30})
	says("they live too long", 1, 1, true)
	decide(patrol.Policy{MaxDays: patrol.Forever})
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(w.globex.ID, patrol.Classic, patrol.Policy{MaxDays: 1, ExemptAdmins: true})
	})
	says("they live longer than the enterprise lets them", 1, 1, true)
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.globex.ID, patrol.Classic, patrol.Policy{}) })
	l, err := w.ClassicTokensAt(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 9})
	w.must(err)
	for _, f := range l.Rows {
		w.must(w.RevokeFoothold(t.Context(), w.olivia, "acme", f.ID))
	}
	says("shut out", 1, 1, false)
	w.now = w.now.AddDate(0, 0, 91)
	says("one has expired", 1, 0, false)
}
