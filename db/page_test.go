package db_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

var sorts = []patrol.TokenSort{patrol.ByNewest, patrol.ByOldest, patrol.ByName, patrol.ByExpiry,
	patrol.ByLastUsed}

// In any order and by pages of any size, forth and back, each token comes
// once; the order is what it is called, and ends where it ends.
func TestPages(t *testing.T) {
	w := newTown(t)
	random := rand.New(rand.NewPCG(1, 2))
	const day = 24 * time.Hour
	ends := []time.Time{{}, now.Add(-day), now, now.Add(time.Hour), now.Add(6 * day), now.Add(60 * day)}
	states := []patrol.TokenState{patrol.Active, patrol.Pending, patrol.Refused, patrol.Revoked}
	w.update(func(tx patrol.Tx) error {
		for n := range 40 {
			name := fmt.Sprintf("%c%03d", "aAbBz_% "[random.IntN(8)], n)
			token := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: name, State: states[random.IntN(4)],
				Wants: patrol.Reach{Selection: patrol.All}, Life: patrol.Life{ExpiresAt: ends[random.IntN(6)]}}
			if err := keep(tx, token, patrol.NewSecret(1).Digest()); err != nil {
				return err
			}
			if n%2 == 0 {
				w.Used(patrol.Use{TokenID: token.ID, At: now.Add(time.Duration(random.IntN(5)) * time.Minute)})
			}
		}
		return nil
	})
	w.flush()
	for _, sort := range sorts {
		for _, q := range []patrol.TokenQuery{{}, {Text: "A0"}, {Text: "%"}, {State: "active"}, {State: "pending"},
			{State: "expired"}, {State: "expiring"}, {State: "expiring", Text: "z"}, {Text: "nothing"}} {
			q.UserID, q.Sort, q.Now = w.dana.ID, sort, now
			t.Run(fmt.Sprint(sort, q.Text, q.State), func(t *testing.T) { walk(t, w, q) })
		}
	}
}

// walk reads all pages of q, forth and back, of several sizes.
func walk(t *testing.T, w *town, q patrol.TokenQuery) {
	q.Limit = 1000
	want := w.page(q).Tokens
	if !slices.IsSortedFunc(want, func(a, b *patrol.Token) int { return compare(q.Sort, a, b) }) {
		t.Error("not sorted")
	}
	for _, k := range want {
		if !fits(k, q) {
			t.Errorf("%+v does not fit %+v", k, q)
		}
	}
	for q.Limit = 1; q.Limit < 60; q.Limit += 9 {
		var forth, back []*patrol.Token
		page := w.page(q)
		same(t, page.Previous, "")
		for forth = page.Tokens; page.Next != ""; forth = append(forth, page.Tokens...) {
			q.After = page.Next
			page = w.page(q)
		}
		same(t, forth, want)
		back = page.Tokens
		for page.Previous != "" {
			q.After = page.Previous
			page = w.page(q)
			back = append(page.Tokens, back...)
		}
		same(t, back, want)
		q.After = ""
	}
}

func (w *town) page(q patrol.TokenQuery) (page patrol.TokenPage) {
	w.t.Helper()
	w.view(func(tx patrol.Tx) (err error) {
		page, err = tx.Tokens(q)
		return err
	})
	return page
}

// compare is the order of tokens, told again.
func compare(sort patrol.TokenSort, a, b *patrol.Token) int {
	end := func(k *patrol.Token) time.Time {
		if k.ExpiresAt.IsZero() {
			return time.Unix(1<<50, 0)
		}
		return k.ExpiresAt
	}
	switch sort {
	case patrol.ByName:
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	case patrol.ByOldest:
		return int(a.ID - b.ID)
	case patrol.ByExpiry:
		return end(a).Compare(end(b))
	case patrol.ByLastUsed:
		return b.LastUsedAt.Compare(a.LastUsedAt)
	}
	return int(b.ID - a.ID)
}

// fits reports whether k is what q asks for.
func fits(k *patrol.Token, q patrol.TokenQuery) bool {
	state := string(k.State)
	if k.Expired(now) {
		state = "expired"
	}
	return strings.Contains(strings.ToLower(k.Name), strings.ToLower(q.Text)) &&
		(q.State == "" || q.State == state || q.State == "expiring" && k.ExpiresSoon(now) &&
			(k.State == patrol.Active || k.State == patrol.Pending))
}

func TestBadCursorsStartAtTheFirstPage(t *testing.T) {
	w := newTown(t)
	w.token("one")
	w.token("two")
	for _, sort := range sorts {
		first := w.page(patrol.TokenQuery{UserID: w.dana.ID, Sort: sort, Limit: 1, Now: now})
		for _, cursor := range []string{"x", "====", "dHJ1ZQ", "dHJ1ZSB4IHk"} {
			got := w.page(patrol.TokenQuery{UserID: w.dana.ID, Sort: sort, Limit: 1, Now: now, After: cursor})
			same(t, got, first)
		}
	}
}
