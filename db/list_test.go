package db_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

// letIn lets in many tokens of two users, and has as many ask.
func (w *town) letIn(random *rand.Rand, n int) {
	w.t.Helper()
	day := 24 * time.Hour
	permissions := []string{"contents=read", "contents=write metadata=read", "issues=read metadata=read", "actions=write"}
	w.update(func(tx patrol.Tx) error {
		for i := range n {
			user := []*patrol.Account{w.dana, w.sam}[random.IntN(2)]
			k := &patrol.Token{UserID: user.ID, OwnerID: w.acme.ID, State: patrol.Active, CreatedAt: now,
				Name: fmt.Sprintf("%s %s-%d", pick(random, "Deploy", "ci", "release"), pick(random, "bot", "Botany", "notes"), i)}
			k.IssuedAt = now.Add(-time.Duration(random.IntN(3)) * day)
			if random.IntN(3) > 0 {
				k.ExpiresAt = k.IssuedAt.AddDate(0, 0, 1+random.IntN(6)*20)
			}
			k.Wants.Permissions, _ = patrol.ParsePermissions(pick(random, permissions...))
			switch k.Wants.Selection = pick(random, patrol.All, patrol.Selected, patrol.PublicOnly); k.Wants.Selection {
			case patrol.Selected:
				k.Wants.Repositories = [][]int64{{w.site.ID}, {w.site.ID, w.secret.ID}}[random.IntN(2)]
			}
			if err := tx.InsertToken(k); err != nil {
				return err
			}
			err := tx.InsertGrants(&patrol.Grant{TokenID: k.ID, OwnerID: w.acme.ID, UserID: user.ID, Reach: k.Wants, GrantedAt: now})
			if err != nil {
				return err
			}
			err = tx.InsertRequest(&patrol.Request{TokenID: k.ID, OwnerID: w.acme.ID, UserID: user.ID, Reach: k.Wants,
				State: patrol.Open, CreatedAt: now})
			if err != nil {
				return err
			}
			if random.IntN(2) == 0 {
				w.Used(patrol.Use{TokenID: k.ID, At: now.Add(-time.Duration(random.IntN(100)) * day)})
			}
		}
		return nil
	})
	w.flush()
}

func pick[T any](random *rand.Rand, of ...T) T { return of[random.IntN(len(of))] }

// What a list shows is what its filter says, in the order that was asked for,
// each row once, by pages of any size, forth and back.
func TestLists(t *testing.T) {
	w := newTown(t)
	random := rand.New(rand.NewPCG(3, 4))
	w.letIn(random, 60)
	for _, text := range []string{"", "owner:dana", "repository:site", "repository:secret", "permission:contents_write",
		"permission:contents", "bot", "deploy bot", "token:bot", "DEPLOY", "bot-3", "nothing", "expires:never",
		"expires:<2027-02-01", "expires:>2027-02-01", "used:never", "used:<30d", "used:>30d", "lifetime:>41",
		"lifetime:<41", "owner:sam repository:site permission:metadata_read used:never bot lifetime:>20"} {
		for _, sort := range []patrol.TokenSort{patrol.ByNewest, patrol.ByOldest, patrol.ByExpiry, patrol.ByLastUsed} {
			t.Run(text+" "+string(sort), func(t *testing.T) { w.walkLists(t, w.asked(t, text, sort)) })
		}
	}
}

// asked is a query as the law makes it.
func (w *town) asked(t *testing.T, text string, sort patrol.TokenSort) patrol.ListQuery {
	f, problems := patrol.ParseFilter(patrol.FineGrained, text)
	if problems != nil {
		t.Fatal(problems)
	}
	return patrol.ListQuery{OwnerID: w.acme.ID, Filter: f, Sort: sort, Now: now, Limit: 1000,
		UserID:       map[string]int64{"dana": w.dana.ID, "sam": w.sam.ID}[f.Owner],
		RepositoryID: map[string]int64{"site": w.site.ID, "secret": w.secret.ID}[f.Repository]}
}

// walkLists reads all pages of q in both lists, and compares them with what q
// lets through of all rows.
func (w *town) walkLists(t *testing.T, q patrol.ListQuery) {
	var everything patrol.Page[patrol.ActiveToken]
	w.view(func(tx patrol.Tx) (err error) {
		everything, err = tx.ActiveTokens(patrol.ListQuery{OwnerID: q.OwnerID, Limit: 1000})
		return err
	})
	var want []string
	rows := slices.DeleteFunc(everything.Rows, func(k *patrol.ActiveToken) bool { return !lets(q, k) })
	slices.SortStableFunc(rows, func(a, b *patrol.ActiveToken) int { return inListOrder(q.Sort, a, b) })
	for _, k := range rows {
		want = append(want, k.Token.Name)
	}
	active := func(tx patrol.Tx, q patrol.ListQuery) ([]string, string, string, error) {
		p, err := tx.ActiveTokens(q)
		return names(p.Rows, func(k *patrol.ActiveToken) string { return k.Token.Name }), p.Previous, p.Next, err
	}
	open := func(tx patrol.Tx, q patrol.ListQuery) ([]string, string, string, error) {
		p, err := tx.OpenRequests(q)
		return names(p.Rows, func(r *patrol.Request) string { return r.TokenName }), p.Previous, p.Next, err
	}
	for _, read := range []reader{active, open} {
		for _, q.Limit = range []int{7, 100} {
			forth, back := w.pages(q, read)
			same(t, forth, want)
			same(t, back, want)
		}
	}
	w.view(func(tx patrol.Tx) error {
		a, err := tx.ActiveTokens(q)
		r, err2 := tx.OpenRequests(q)
		if q.Filter.IsZero() {
			return cmp.Or(err, err2)
		}
		same(t, a.Found, patrol.Tally{N: len(want)})
		same(t, r.Found, a.Found)
		return cmp.Or(err, err2)
	})
}

type reader func(patrol.Tx, patrol.ListQuery) (names []string, previous, next string, err error)

// pages reads all of q, forth and then back.
func (w *town) pages(q patrol.ListQuery, read reader) (forth, back []string) {
	w.t.Helper()
	for first := true; first || q.After != ""; first = false {
		w.view(func(tx patrol.Tx) error {
			found, previous, next, err := read(tx, q)
			if (previous == "") != first {
				w.t.Errorf("there is a page before %q: %t", q.After, previous != "")
			}
			forth = append(forth, found...)
			if q.After = next; next == "" {
				back, q.After = found, previous
			}
			return err
		})
		if len(back) > 0 || len(forth) == 0 {
			break
		}
	}
	for q.After != "" {
		w.view(func(tx patrol.Tx) error {
			found, previous, _, err := read(tx, q)
			back, q.After = slices.Concat(found, back), previous
			return err
		})
	}
	return forth, back
}

func names[T any](rows []*T, name func(*T) string) (all []string) {
	for _, r := range rows {
		all = append(all, name(r))
	}
	return all
}

// lets reports whether q lets k through, told again.
func lets(q patrol.ListQuery, k *patrol.ActiveToken) bool {
	f, day := q.Filter, 24*time.Hour
	used, life := k.Token.LastUsedAt, k.Token.Days()
	if life == patrol.Forever {
		life = 1 << 30
	}
	for _, word := range f.Words {
		if !strings.Contains(" "+strings.ReplaceAll(strings.ToLower(k.Token.Name), "-", " "), " "+word) {
			return false
		}
	}
	return (q.UserID == 0 || k.Token.UserID == q.UserID) &&
		(q.RepositoryID == 0 || k.Grant.Reach.Has(q.RepositoryID)) &&
		(f.Permission == "" || k.Grant.Reach.Permissions[f.Permission] >= f.Level) &&
		(!f.Ends.Never || k.Token.ExpiresAt.IsZero()) &&
		(f.Ends.Before.IsZero() || !k.Token.ExpiresAt.IsZero() && k.Token.ExpiresAt.Before(f.Ends.Before)) &&
		(f.Ends.After.IsZero() || !k.Token.ExpiresAt.Before(f.Ends.After.Add(day))) &&
		(!f.Used.Never || used.IsZero()) &&
		(f.Used.Within == 0 || used.After(now.Add(-time.Duration(f.Used.Within)*day-time.Hour))) &&
		(f.Used.Without == 0 || used.Before(now.Add(-time.Duration(f.Used.Without)*day-time.Hour))) &&
		(f.Lives.Over == 0 || life > f.Lives.Over) && (f.Lives.Under == 0 || life < f.Lives.Under)
}

// inListOrder is the order of a list, told again.
func inListOrder(sort patrol.TokenSort, a, b *patrol.ActiveToken) int {
	age := cmp.Compare(a.Grant.ID, b.Grant.ID)
	end := func(k *patrol.ActiveToken) int64 {
		if k.Token.ExpiresAt.IsZero() {
			return 1 << 60
		}
		return k.Token.ExpiresAt.Unix()
	}
	switch sort {
	case patrol.ByOldest:
		return age
	case patrol.ByExpiry:
		return cmp.Or(cmp.Compare(end(a), end(b)), age)
	case patrol.ByLastUsed:
		return cmp.Or(b.Token.LastUsedAt.Truncate(time.Hour).Compare(a.Token.LastUsedAt.Truncate(time.Hour)), -age)
	}
	return -age
}

// Lists follow what becomes of tokens.
func TestListsFollowTokens(t *testing.T) {
	w := newTown(t)
	w.letIn(rand.New(rand.NewPCG(1, 1)), 1)
	find := func(text string) (active, open int) {
		w.view(func(tx patrol.Tx) error {
			a, err := tx.ActiveTokens(w.asked(t, text, patrol.ByNewest))
			r, err2 := tx.OpenRequests(w.asked(t, text, patrol.ByNewest))
			active, open = a.Found.N, r.Found.N
			return cmp.Or(err, err2)
		})
		return active, open
	}
	if w.Filed(t) == 0 {
		t.Error("nothing is filed")
	}
	var k *patrol.ActiveToken
	w.view(func(tx patrol.Tx) error {
		p, err := tx.ActiveTokens(w.asked(t, "", patrol.ByNewest))
		if err != nil {
			return err
		}
		k, err = tx.ActiveToken(w.acme.ID, p.Rows[0].Grant.ID)
		return err
	})
	changed := *k.Token
	changed.Name, changed.Life = "Weather Vane", patrol.Life{IssuedAt: now, ExpiresAt: now.AddDate(0, 0, 77)}
	w.update(func(tx patrol.Tx) error { return tx.UpdateToken(&changed) })
	w.Used(patrol.Use{TokenID: k.Token.ID, At: now.Add(-time.Minute)})
	w.flush()
	for text, want := range map[string]int{"vane": 1, "weather va": 1, k.Token.Name: 0, "lifetime:>76": 1, "lifetime:>77": 0,
		"used:<1d": 1, "used:never": 0, "expires:never": 0} {
		if active, open := find(text); active != want || open != want {
			t.Errorf("%s finds %d and %d, want %d", text, active, open, want)
		}
	}
	count := func() (n int) {
		w.view(func(tx patrol.Tx) (err error) { n, err = tx.CountActiveTokens(w.acme.ID); return err })
		return n
	}
	if n := count(); n != 1 {
		t.Errorf("counted %d", n)
	}
	w.update(func(tx patrol.Tx) error { return tx.CloseGrants(w.acme.ID, w.olivia.ID, now, k.Grant) })
	if active, open := find("vane"); active != 0 || open != 1 || count() != 0 {
		t.Errorf("revoked: %d, %d, counted %d", active, open, count())
	}
	reach := k.Grant.Reach
	w.update(func(tx patrol.Tx) error {
		return tx.InsertGrants(&patrol.Grant{TokenID: k.Token.ID, OwnerID: w.acme.ID, UserID: k.Token.UserID, Reach: reach, GrantedAt: now})
	})
	w.update(func(tx patrol.Tx) error { return tx.TakeTokenPlace(patrol.FineGrained, k.Token.UserID, 9) })
	w.update(func(tx patrol.Tx) error { return tx.DeleteToken(k.Token.UserID, k.Token.ID) })
	if active, open := find("vane"); active != 0 || open != 0 || count() != 0 {
		t.Errorf("deleted: %d, %d, counted %d", active, open, count())
	}
	if n := w.Filed(t); n != 0 {
		t.Errorf("deleted: %d rows are still filed", n)
	}
	if !reflect.DeepEqual(reach, k.Grant.Reach) {
		t.Error("a reach was changed")
	}
}
