package patrol_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"patrol"
)

// orgs is what erin finds of the enterprise's organizations.
func (w *borough) orgs(q patrol.OrganizationQuery) *patrol.OrganizationList {
	w.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	l, err := w.EnterpriseOrganizations(w.t.Context(), w.erin, "globex", q)
	w.must(err)
	return l
}

// logins are those of a page's organizations.
func logins(p patrol.Page[patrol.OrganizationStanding]) string {
	var all []string
	for _, s := range p.Rows {
		all = append(all, s.Org.Login)
	}
	return strings.Join(all, " ")
}

// What is not compliant is what does not work, though it is alive: each token
// is asked.
func TestNonCompliantIsWhatDoesNotWork(t *testing.T) {
	w := newBorough(t)
	open := patrol.Policy{Approval: patrol.No, MaxDays: patrol.Forever}
	w.decreeAll(open, map[*patrol.Account]patrol.Policy{w.acme: open, w.lab: open})
	alive, _ := w.answers()
	rapid.Check(t, func(r *rapid.T) {
		w.decreeAll(anyPolicy(r, "enterprise"), map[*patrol.Account]patrol.Policy{
			w.acme: anyPolicy(r, "acme"), w.lab: anyPolicy(r, "lab")})
		work, _ := w.answers()
		for _, s := range w.orgs(patrol.OrganizationQuery{}).Rows {
			want := 0
			for _, subject := range w.subjects {
				if subject.org.ID == s.Org.ID && alive[subject.id] && !work[subject.id] {
					want++
				}
			}
			if s.NonCompliant != want {
				r.Fatalf("%s has %d, want %d: %+v", s.Org.Login, s.NonCompliant, want, s.FineGrained)
			}
		}
	})
}

func TestEnterpriseOwnersSeeHowOrganizationsStand(t *testing.T) {
	w := newBorough(t)
	w.decreeAll(patrol.Policy{MaxDays: 90}, map[*patrol.Account]patrol.Policy{
		w.acme: {MaxDays: 366, Access: patrol.No}, w.lab: {MaxDays: 30}})
	w.must(w.Revoke(t.Context(), w.erin, "globex", w.ids(w.lab)[0]))
	l := w.orgs(patrol.OrganizationQuery{})
	if l.Total != 2 || l.Found != 2 || logins(l.Page) != "acme lab" || l.Previous+l.Next != "" {
		t.Fatalf("%+v", l)
	}
	acme, lab := l.Rows[0], l.Rows[1]
	if acme.Active != 20 || acme.Pending != 1 || acme.Owned || lab.Active != 19 || lab.Pending != 0 || !lab.Owned {
		t.Errorf("%+v, %+v", acme, lab)
	}
	if limit := acme.FineGrained.Limit(false); limit.Days != 90 || limit.By != patrol.Enterprise ||
		!acme.FineGrained.Overrides(patrol.LifetimeBlock) || acme.FineGrained.Overrides(patrol.AccessBlock) {
		t.Errorf("%+v", acme.FineGrained)
	}
	if limit := lab.FineGrained.Limit(false); limit.Days != 30 || limit.By != patrol.Organization {
		t.Errorf("%+v", lab.FineGrained)
	}
	for want, q := range map[string]patrol.OrganizationQuery{
		"lab":      {Text: "LA"},
		"acme":     {Only: patrol.Overridden},
		"":         {Text: "nobody"},
		"acme lab": {Only: patrol.NonCompliant, Sort: patrol.ByActive},
	} {
		if l := w.orgs(q); logins(l.Page) != want || l.Total != 2 {
			t.Errorf("%+v: %q of %d, want %q", q, logins(l.Page), l.Total, want)
		}
	}
	if got := logins(w.orgs(patrol.OrganizationQuery{Only: patrol.WithPending}).Page); got != "acme" {
		t.Errorf("with requests: %q", got)
	}
	for _, v := range []*patrol.Viewer{w.olivia, w.dana} {
		_, err := w.EnterpriseOrganizations(t.Context(), v, "globex", patrol.OrganizationQuery{Limit: 9})
		w.wantKind(patrol.NotFound, err)
	}
}

// Whatever the order, pages forth and back are the list in pieces.
func TestPagesOfOrganizationsAreTheListInPieces(t *testing.T) {
	w := newBorough(t)
	w.update(func(tx patrol.Tx) error {
		for n := range 9 {
			a := &patrol.Account{Login: fmt.Sprintf("Org-%d", n*4%9), Kind: patrol.Organization, Enterprise: w.globex.ID}
			if err := tx.InsertAccount(a); err != nil {
				return err
			}
		}
		return nil
	})
	for _, sort := range []patrol.OrganizationSort{patrol.ByLogin, patrol.ByActive, patrol.ByPending, patrol.ByNonCompliant} {
		whole := strings.Fields(logins(w.orgs(patrol.OrganizationQuery{Sort: sort}).Page))
		var forth, back []string
		q := patrol.OrganizationQuery{Sort: sort, Limit: 4}
		l := w.orgs(q)
		for ; l.Next != ""; l = w.orgs(q) {
			forth, q.After = append(forth, strings.Fields(logins(l.Page))...), l.Next
		}
		forth = append(forth, strings.Fields(logins(l.Page))...)
		for back = strings.Fields(logins(l.Page)); l.Previous != ""; {
			q.After = l.Previous
			l = w.orgs(q)
			back = append(strings.Fields(logins(l.Page)), back...)
		}
		if len(whole) != 11 || !slices.Equal(forth, whole) || !slices.Equal(back, whole) {
			t.Errorf("by %s: %v, forth %v, back %v", sort, whole, forth, back)
		}
	}
}
