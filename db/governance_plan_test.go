package db_test

import (
	"regexp"
	"strings"
	"testing"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
)

// governed are the filters that programs can narrow an organization's lists
// by, in a crowd whose first member has the id user.
func governed(user, repository int64) []func(*patrol.ListQuery) {
	return []func(*patrol.ListQuery){
		func(q *patrol.ListQuery) { q.UserIDs = []int64{user, user + 7, user + 900} },
		func(q *patrol.ListQuery) { q.TokenIDs = []int64{1, 77, 1234, 12_500} },
		func(q *patrol.ListQuery) { q.RepositoryID = repository },
		func(q *patrol.ListQuery) { q.Filter.Permission, q.Filter.Level = "contents", patrol.Write },
		func(q *patrol.ListQuery) { q.UsedFrom = now.AddDate(0, -9, 0) },
		func(q *patrol.ListQuery) { q.UsedTill = now.AddDate(0, -1, 0) },
	}
}

// What would be read whole: the tables that grow with the tokens.
var readsAll = regexp.MustCompile(`(?m)(^SCAN [igrtn]\b|Seq Scan on (grant|request|token))`)

// What would be sorted.
var sortsAll = regexp.MustCompile(`USE TEMP B-TREE FOR (ORDER|LAST)|\bSort\b`)

// Whatever a program narrows an organization's lists to, by one filter or by
// several, newest first or oldest, and however deep a page lies that is asked
// for by its number: nothing is read whole, and nothing sorted but the few rows
// that one filter leaves.
func TestGovernanceUsesIndexes(t *testing.T) {
	store := dbtest.Open(t)
	crowd := newCrowd(t, store, 12_000)
	filters := governed(crowd.firstUser, crowd.repository)
	for set := range 1 << len(filters) {
		for _, order := range []patrol.TokenSort{patrol.ByNewest, patrol.ByOldest} {
			for _, skip := range []int{0, patrol.MostSkipped - 100} {
				q := patrol.ListQuery{OwnerID: crowd.org, Sort: order, Skip: skip, Limit: 30, Now: now}
				for n, narrow := range filters {
					if set>>n&1 == 1 {
						narrow(&q)
					}
				}
				for query, plan := range store.Plans(t, func(tx patrol.Tx) error { return readBoth(tx, q) }) {
					many := strings.Contains(query, `ORDER BY`) && !strings.Contains(query, `AS z CROSS JOIN`)
					if readsAll.MatchString(plan) || many && sortsAll.MatchString(plan) {
						t.Errorf("%s, filters %06b:\n%s\n%s", order, set, query, plan)
					}
				}
			}
		}
	}
}

// readBoth reads a page of what is let in, and of what waits.
func readBoth(tx patrol.Tx, q patrol.ListQuery) error {
	if _, err := tx.ActiveTokens(q); err != nil {
		return err
	}
	_, err := tx.OpenRequests(q)
	return err
}

// A crowded organization is one with many tokens and requests.
type crowded struct{ org, firstUser, repository int64 }

func newCrowd(t *testing.T, store *db.DB, tokens int) crowded {
	t.Helper()
	org := &patrol.Account{Login: "crowd", Kind: patrol.Organization, CreatedAt: now}
	site := &patrol.Repository{Name: "site", Visibility: patrol.Private, CreatedAt: now}
	err := store.Update(t.Context(), func(tx patrol.Tx) error {
		if err := tx.InsertAccount(org); err != nil {
			return err
		}
		site.OwnerID = org.ID
		return tx.InsertRepository(site)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Fill(t.Context(), func() {}, db.Crowd{OwnerID: org.ID, ReviewerID: org.ID, People: tokens / 20, Login: "user",
		Tokens: tokens, Requests: tokens / 4, Repositories: []int64{site.ID}, Since: now.AddDate(-1, 0, 0), Until: now, Now: now,
		Secret: func(id int64) (patrol.Secret, error) { return patrol.NewSecret(id), nil }})
	if err != nil {
		t.Fatal(err)
	}
	store.Analyze(t)
	return crowded{org.ID, org.ID + 1, site.ID}
}
