package db_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"patrol"
)

// The list of an enterprise is those of its organizations put together, in the
// same order; a list goes along when its organization joins or leaves.
func TestAnEnterprisesListIsThoseOfItsOrganizations(t *testing.T) {
	w := newTown(t)
	lab := w.account(patrol.Account{Login: "lab", Kind: patrol.Organization, Enterprise: w.acmeGroup.ID})
	alone := w.account(patrol.Account{Login: "alone", Kind: patrol.Organization})
	for n := range 30 {
		owner := []*patrol.Account{w.acme, lab, alone}[n%3]
		token, _ := w.token(fmt.Sprintf("deploy %d", n), func(t *patrol.Token) {
			t.UserID, t.OwnerID = []int64{w.dana.ID, w.olivia.ID}[n/3%2], owner.ID
			t.ExpiresAt = t.IssuedAt.AddDate(0, 0, 1+n*7%11)
		})
		w.Used(patrol.Use{TokenID: token.ID, At: now.Add(-time.Duration(n*5%13) * 24 * time.Hour)})
	}
	w.flush()
	w.sameLists("from the beginning", w.acme, lab)
	alone.Enterprise, lab.Enterprise = w.acmeGroup.ID, 0
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(alone) })
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(lab) })
	w.sameLists("one joined, one left", w.acme, alone)
}

// sameLists fails w.t unless the enterprise's list is that of orgs, however it
// is sorted and filtered.
func (w *town) sameLists(when string, orgs ...*patrol.Account) {
	w.t.Helper()
	for _, sort := range []patrol.TokenSort{patrol.ByNewest, patrol.ByOldest, patrol.ByExpiry, patrol.ByLastUsed} {
		for _, text := range []string{"", "deploy", "lifetime:>5", "used:<6d", "permission:contents_read", "owner:dana"} {
			q := patrol.ListQuery{Sort: sort, Limit: 100, Now: now}
			q.Filter, _ = patrol.ParseFilter(patrol.FineGrained, text)
			if q.Filter.Owner != "" {
				q.UserID = w.dana.ID
			}
			var want []*patrol.ActiveToken
			for _, org := range orgs {
				q.OwnerID = org.ID
				want = append(want, w.walk(q)...)
			}
			slices.SortFunc(want, func(x, y *patrol.ActiveToken) int { return compareActive(sort, x, y) })
			q.OwnerID, q.EnterpriseID, q.Limit = 0, w.acmeGroup.ID, 3
			if got := w.walk(q); !slices.EqualFunc(got, want, func(x, y *patrol.ActiveToken) bool { return x.Grant.ID == y.Grant.ID }) {
				w.t.Errorf("%s, %q by %s: %d rows, want %d", when, text, sort, len(got), len(want))
			}
		}
	}
	w.view(func(tx patrol.Tx) error {
		n, err := tx.CountActiveTokens(w.acmeGroup.ID)
		if n != 20 {
			w.t.Errorf("%s: %d are counted", when, n)
		}
		return err
	})
}

// walk is all rows that q asks for, page after page.
func (w *town) walk(q patrol.ListQuery) (rows []*patrol.ActiveToken) {
	w.t.Helper()
	for more := true; more; more = q.After != "" {
		w.view(func(tx patrol.Tx) error {
			page, err := tx.ActiveTokens(q)
			rows, q.After = append(rows, page.Rows...), page.Next
			return err
		})
	}
	return rows
}

// compareActive is the order of a list.
func compareActive(sort patrol.TokenSort, x, y *patrol.ActiveToken) int {
	ids := cmp.Compare(x.Grant.ID, y.Grant.ID)
	switch sort {
	case patrol.ByOldest:
		return ids
	case patrol.ByExpiry:
		return cmp.Or(x.Token.ExpiresAt.Compare(y.Token.ExpiresAt), ids)
	case patrol.ByLastUsed:
		return cmp.Or(y.Token.LastUsedAt.Truncate(time.Hour).Compare(x.Token.LastUsedAt.Truncate(time.Hour)), -ids)
	}
	return -ids
}
