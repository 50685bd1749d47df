package db_test

import (
	"testing"
	"time"

	"patrol"
)

// grant lets a token of somebody's, that lives so many days, in at acme.
func (w *town) grant(user *patrol.Account, name string, days int) int64 {
	w.t.Helper()
	token, _ := w.token(name, func(t *patrol.Token) {
		t.UserID, t.OwnerID = user.ID, w.acme.ID
		if days != patrol.Forever {
			t.ExpiresAt = t.IssuedAt.AddDate(0, 0, days)
		}
	})
	return token.ID
}

func TestHolders(t *testing.T) {
	w := newTown(t)
	w.grant(w.dana, "week", 7)
	month := w.grant(w.dana, "month", 30)
	quarter := w.grant(w.olivia, "quarter", 90)
	w.grant(w.olivia, "ever", patrol.Forever)
	closed := w.grant(w.sam, "closed", 90)
	w.token("elsewhere")
	w.Used(patrol.Use{TokenID: month, At: now.Add(-40 * 24 * time.Hour)})
	for range 3 {
		w.Used(patrol.Use{TokenID: quarter, At: now.Add(-20 * 24 * time.Hour)})
	}
	w.flush()
	w.update(func(tx patrol.Tx) error {
		g, err := tx.Grant(closed, w.acme.ID)
		if err != nil {
			return err
		}
		return tx.CloseGrants(g.OwnerID, w.olivia.ID, now, g)
	})
	of := func(user *patrol.Account) func(tokens, used int, uses int64) patrol.Holder {
		return func(tokens, used int, uses int64) patrol.Holder {
			return patrol.Holder{UserID: user.ID, Tokens: tokens, Used: used, Uses: uses}
		}
	}
	dana, olivia := of(w.dana), of(w.olivia)
	for _, c := range []struct {
		name   string
		change func(*patrol.HolderQuery)
		want   []patrol.Holder
	}{
		{"all", func(*patrol.HolderQuery) {}, []patrol.Holder{olivia(2, 1, 3), dana(2, 0, 0)}},
		{"elsewhere", func(q *patrol.HolderQuery) { q.OwnerID = w.acmeGroup.ID }, nil},
		{"over a week", func(q *patrol.HolderQuery) { q.Days.From = 8 }, []patrol.Holder{olivia(2, 1, 3), dana(1, 0, 0)}},
		{"for ever", func(q *patrol.HolderQuery) { q.Days.From = patrol.Forever }, []patrol.Holder{olivia(1, 0, 0)}},
		{"up to a month", func(q *patrol.HolderQuery) { q.Days.To = 30 }, []patrol.Holder{dana(2, 0, 0)}},
		{"of dana", func(q *patrol.HolderQuery) { q.UserIDs = []int64{w.dana.ID} }, []patrol.Holder{dana(2, 0, 0)}},
		{"some expired", func(q *patrol.HolderQuery) { q.Now = now.AddDate(0, 0, 30) }, []patrol.Holder{olivia(2, 1, 3)}},
		{"longer ago", func(q *patrol.HolderQuery) { q.Since = now.AddDate(0, 0, -50) },
			[]patrol.Holder{olivia(2, 1, 3), dana(2, 1, 1)}},
	} {
		q := patrol.HolderQuery{OwnerID: w.acme.ID, Days: patrol.Days{To: patrol.Forever}, Now: now,
			Since: now.AddDate(0, 0, -30)}
		c.change(&q)
		w.view(func(tx patrol.Tx) error {
			got, err := tx.Holders(q)
			if !sameHolders(got, c.want) {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			}
			return err
		})
	}
	w.view(func(tx patrol.Tx) error {
		busiest, err := tx.BusiestTokens(patrol.HolderQuery{OwnerID: w.acme.ID, UserIDs: []int64{w.olivia.ID, w.dana.ID},
			Days: patrol.Days{To: patrol.Forever}, Now: now, Since: now.AddDate(0, 0, -50)}, 9)
		if len(busiest) != 2 || busiest[0].Token.ID != quarter || busiest[1].Token.ID != month {
			t.Errorf("busiest: %+v", busiest)
		}
		return err
	})
}

// sameHolders compares holders in any order.
func sameHolders(got, want []patrol.Holder) bool {
	byUser := map[int64]patrol.Holder{}
	for _, h := range got {
		byUser[h.UserID] = h
	}
	for _, h := range want {
		if byUser[h.UserID] != h {
			return false
		}
	}
	return len(got) == len(want)
}

func TestWhoIsSuspendedAndWhatAnEnterpriseHas(t *testing.T) {
	w := newTown(t)
	w.update(func(tx patrol.Tx) error { return tx.SetSuspended(w.sam.ID, now) })
	w.view(func(tx patrol.Tx) error {
		suspended, err := tx.SuspendedUsers()
		if err != nil {
			return err
		}
		same(t, suspended, []int64{w.sam.ID})
		orgs, err := tx.OrganizationsOf(w.acmeGroup.ID)
		same(t, len(orgs), 1)
		same(t, orgs[0].Login, "Acme")
		return err
	})
}

// An enterprise's tokens are counted by how long they live, without those that
// are over, taken back, a suspended user's, or no organization's of its own.
func TestSpread(t *testing.T) {
	w := newTown(t)
	w.grant(w.dana, "week", 7)
	quarter := w.grant(w.dana, "quarter", 90)
	w.grant(w.olivia, "year", 366)
	w.grant(w.olivia, "longer", 367)
	w.grant(w.olivia, "ever", patrol.Forever)
	w.grant(w.sam, "suspended", 30)
	w.token("elsewhere")
	w.Used(patrol.Use{TokenID: quarter, At: now.Add(-20 * 24 * time.Hour)})
	w.flush()
	w.update(func(tx patrol.Tx) error { return tx.SetSuspended(w.sam.ID, now) })
	for _, c := range []struct {
		at   time.Time
		want patrol.Spread
	}{
		{now, patrol.Spread{Tokens: 5, Used: 1, Quarter: 2, Year: 1}},
		{now.AddDate(0, 0, 8), patrol.Spread{Tokens: 4, Used: 1, Quarter: 1, Year: 1}},
		{now.AddDate(0, 0, 60), patrol.Spread{Tokens: 4, Quarter: 1, Year: 1}},
	} {
		w.view(func(tx patrol.Tx) error {
			got, err := tx.Spread(w.acmeGroup.ID, c.at, c.at.AddDate(0, 0, -30))
			same(t, got, c.want)
			return err
		})
	}
}
