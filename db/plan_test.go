package db

import (
	"context"
	"database/sql"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

// A planner is a session that notes how each query will be run.
type planner struct {
	session
	plans map[string]string // by query
}

func (p *planner) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	explain, before := `EXPLAIN QUERY PLAN `, []any{new(any), new(any), new(any)} // what a line has before its text
	if _, server := p.session.(*sql.Tx); server {
		explain, before = `EXPLAIN (COSTS OFF) `, nil
	}
	tx := tx{ctx: ctx, sql: p.session}
	var lines []string
	err := tx.each(func(row scanner) error {
		var line string
		err := row.Scan(slices.Concat(before, []any{&line})...)
		lines = append(lines, line)
		return err
	}, explain+query, args...)
	if err != nil {
		return nil, err
	}
	p.plans[query] = strings.Join(lines, "\n")
	return p.session.QueryContext(ctx, query, args...)
}

// A list that reads a whole table, or sorts what it read, is slow when there
// is much. Of tables that are small for each user it may read all.
var slow = regexp.MustCompile(`(?m)^SCAN \w|USE TEMP B-TREE`)

func TestListsUseIndexes(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for name, list := range lists() {
		t.Run(name, func(t *testing.T) {
			p := planner{plans: map[string]string{}}
			err := d.engine.view(t.Context(), func(under *tx) error {
				p.session = under.sql
				return list(&tx{ctx: t.Context(), sql: &p})
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(p.plans) == 0 {
				t.Error("no query")
			}
			for query, plan := range p.plans {
				if slow.MatchString(plan) {
					t.Errorf("%s\n%s", query, plan)
				}
			}
		})
	}
}

// manyIDs are asked for in one query.
var manyIDs = make([]int64, lengths[0])

// lists are the queries that return many rows, or read what has many.
func lists() map[string]func(*tx) error {
	lists := map[string]func(*tx) error{
		"holders":                 func(tx *tx) error { _, err := tx.Holders(patrol.HolderQuery{OwnerID: 1}); return err },
		"organizations of":        func(tx *tx) error { _, err := tx.OrganizationsOf(1); return err },
		"counts of organizations": func(tx *tx) error { _, err := tx.OrganizationCounts(manyIDs); return err },
		"requests":                func(tx *tx) error { _, err := tx.Requests(1); return err },
		"open request":            func(tx *tx) error { _, err := tx.OpenRequest(1, 1); return ignoreNotFound(err) },
		"grants":                  func(tx *tx) error { _, err := tx.Grants(1); return err },
		"grant":                   func(tx *tx) error { _, err := tx.Grant(1, 1); return ignoreNotFound(err) },
		"uses":                    func(tx *tx) error { _, err := tx.Uses(1); return err },
		"sessions":                func(tx *tx) error { _, err := tx.Sessions(1); return err },
		"session":                 func(tx *tx) error { return tx.each(nil, selectSession+`WHERE s.digest = $1`, "x") },
		"account by login":        func(tx *tx) error { _, err := tx.AccountByLogin("x"); return ignoreNotFound(err) },
		"user by email":           func(tx *tx) error { _, err := tx.UserByName("x@y"); return ignoreNotFound(err) },
		"repository":              func(tx *tx) error { _, err := tx.Repository("x", "y"); return ignoreNotFound(err) },
		"former repository":       func(tx *tx) error { _, err := tx.RepositoryFormerly("x", "y"); return ignoreNotFound(err) },
		"bearer":                  func(tx *tx) error { return tx.each(nil, selectBearer, "x") },
		"events of a token": func(tx *tx) error {
			_, err := tx.Events(patrol.EventQuery{TokenID: 1, UserID: 1, Limit: 9})
			return err
		},
		"requests by id":      func(tx *tx) error { _, err := tx.RequestsAt(1, manyIDs); return err },
		"tokens by id":        func(tx *tx) error { _, err := tx.TokensAt(1, manyIDs); return err },
		"grants by token":     func(tx *tx) error { _, err := tx.GrantsOf(1, manyIDs); return err },
		"active tokens by id": func(tx *tx) error { _, err := tx.ActiveTokensAt(1, manyIDs); return err },
		"waiting by token":    func(tx *tx) error { _, err := tx.WaitingOf(1, manyIDs); return err },
		"accounts by id":      func(tx *tx) error { _, err := tx.Accounts(manyIDs); return err },
		"lists know tokens":   func(tx *tx) error { _, err := tx.listedOf(manyIDs); return err },
		"hooks":               func(tx *tx) error { _, err := tx.Hooks(1); return err },
		"active hooks":        func(tx *tx) error { _, err := tx.ActiveHooks(1); return err },
		"deliveries":          func(tx *tx) error { _, err := tx.Deliveries(1, 0, 9); return err },
		"due delivery": func(tx *tx) error {
			_, err := tx.DueDelivery(time.Unix(1, 0), []int64{2, 3})
			return ignoreNotFound(err)
		},
		"foothold":   func(tx *tx) error { _, err := tx.Foothold(1, 1); return ignoreNotFound(err) },
		"visits":     func(tx *tx) error { return tx.each(nil, lastVisits, 1, 9) },
		"successors": func(tx *tx) error { _, err := tx.Successors(1); return err },
		"classic holders": func(tx *tx) error {
			_, err := tx.Holders(patrol.HolderQuery{Kind: patrol.Classic, OwnerID: 1, Days: patrol.Days{To: 90},
				Reached: time.Unix(1, 0)})
			return err
		},
		"numbered footholds": func(tx *tx) error {
			_, err := tx.NumberedFootholds(patrol.FootholdQuery{OwnerID: 1, Since: time.Unix(1, 0), Limit: 9})
			return err
		},
		"classic tokens by name": func(tx *tx) error {
			_, err := tx.Tokens(patrol.TokenQuery{Kind: patrol.Classic, UserID: 1, Sort: patrol.ByName, Limit: 9})
			return err
		},
		"grants selecting":   func(tx *tx) error { _, err := tx.GrantsSelecting(1, 9); return err },
		"requests selecting": func(tx *tx) error { _, err := tx.RequestsSelecting(1, 9); return err },
		"tokens selecting":   func(tx *tx) error { _, err := tx.TokensSelecting(1, 9); return err },
		"comments":           func(tx *tx) error { _, err := tx.Comments(1, 0, 9); return err },
		"labels":             func(tx *tx) error { _, err := tx.Labels(1, 0, 9); return err },
		"members": func(tx *tx) error {
			_, err := tx.MemberAccounts(patrol.MemberQuery{OrgID: 1, Role: patrol.Member, Limit: 9})
			return err
		},
		"bulks": func(tx *tx) error {
			for _, after := range []string{"", cursor{id: 1, key: "1"}.String(), cursor{true, 1, "1"}.String()} {
				if _, err := tx.Bulks(patrol.BulkQuery{OwnerID: 1, After: after, Limit: 9}); err != nil {
					return err
				}
			}
			return nil
		},
		"running bulk": func(tx *tx) error { _, err := tx.RunningBulk(1); return ignoreNotFound(err) },
		"seals":        func(tx *tx) error { _, err := tx.Seals(1, 9); return err },
		"checkpoints":  func(tx *tx) error { _, err := tx.Checkpoints(1, 9); return err },
		"newest checkpoint": func(tx *tx) error {
			_, err := tx.NewestCheckpoint()
			return ignoreNotFound(err)
		},
		"repositories of an owner": func(tx *tx) error {
			_, err := tx.Repositories(patrol.RepositoryQuery{UserID: 1, OwnerID: 2, Text: "x", Limit: 9})
			return err
		},
	}
	for sort, o := range orders {
		for _, back := range []bool{false, true} {
			lists["tokens "+string(sort)+map[bool]string{true: ", back"}[back]] = func(tx *tx) error {
				q := patrol.TokenQuery{UserID: 1, Sort: sort, Limit: 9, Now: time.Unix(1, 0), State: "active", Text: "x"}
				if _, err := tx.Tokens(q); err != nil {
					return err
				}
				_, err := tx.sorted(q, &cursor{back: back, id: 1, key: map[bool]string{true: "x", false: "1"}[o.text]}, 9)
				return err
			}
		}
	}
	logs(lists)
	maps.Copy(lists, told)
	maps.Copy(lists, decided)
	return lists
}

// told are the lists of what people are told.
var told = map[string]func(*tx) error{
	"notifications": func(tx *tx) error { _, err := tx.Notifications(1, 0, 9); return err },
	"unread":        func(tx *tx) error { _, err := tx.CountUnread(1, 9); return err },
	"due mails":     func(tx *tx) error { _, err := tx.DueMails(time.Unix(1, 0), 9); return err },
	"mails":         func(tx *tx) error { _, err := tx.Mails(0, 9); return err },
	"owners":        func(tx *tx) error { _, err := tx.Owners(1); return err },
	"waited for":    func(tx *tx) error { _, err := tx.WaitedFor(1, 9); return err },
	"tokens ending": func(tx *tx) error { _, err := tx.TokensEnding(time.Unix(1, 0), 1, time.Unix(9, 0), 9); return err },
}

// decided are the lists of what was decided about tokens.
var decided = map[string]func(*tx) error{
	"policy entries": func(tx *tx) error {
		_, err := tx.PolicyEntries(patrol.PolicyQuery{AccountID: 1, Limit: 9})
		return err
	},
	"policy entries of a kind": func(tx *tx) error {
		_, err := tx.PolicyEntries(patrol.PolicyQuery{AccountID: 1, Kind: patrol.Classic, Before: 9, Limit: 9})
		return err
	},
	"holdings":         func(tx *tx) error { _, err := tx.HoldingsIn(1, patrol.FineGrained, 2, 9); return err },
	"classic holdings": func(tx *tx) error { _, err := tx.HoldingsIn(1, patrol.Classic, 2, 9); return err },
	"holdings of one":  func(tx *tx) error { _, err := tx.Holdings(1, patrol.Classic); return err },
	"due policies":     func(tx *tx) error { _, err := tx.DuePolicies(time.Unix(1, 0)); return err },
	"organizations":    func(tx *tx) error { _, err := tx.CountOrganizations(1); return err },
}

// logs adds to lists the audit log with each filter.
func logs(lists map[string]func(*tx) error) {
	for name, f := range map[string]patrol.LogFilter{
		"":       {Words: []string{"x"}},
		"actor":  {Actor: "dana"},
		"action": {Action: patrol.TokenCreated},
		"kind":   {Action: "user"},
		"token":  {Token: "7"},
		"name":   {Token: "CI"},
		"hash":   {Hashed: "x"},
		"org":    {Org: "acme", Token: "7"},
		"time":   {Since: time.Unix(1, 0), Before: time.Unix(9, 0)},
		"all": {Actor: "dana", Action: patrol.TokenCreated, Token: "7", Since: time.Unix(1, 0),
			Before: time.Unix(9, 0), Words: []string{"x"}},
	} {
		for whose, q := range map[string]patrol.LogQuery{
			"owner": {OwnerID: 1}, "enterprise": {EnterpriseID: 1}, "user": {UserID: 1},
		} {
			q.LogFilter, q.Limit = f, 9
			lists["log of "+whose+" by "+name] = func(tx *tx) error {
				_, err := tx.Log(q)
				return err
			}
			lists["log of "+whose+" by "+name+", back"] = func(tx *tx) error {
				_, err := tx.lines(q, &cursor{back: true, id: 1, key: "1"}, 9)
				return err
			}
		}
	}
}

func ignoreNotFound(err error) error {
	if patrol.NotFound.Is(err) {
		return nil
	}
	return err
}

// A page of an owners' list is found without reading the whole list: by the
// index of its order, or among the few rows that one sieve leaves.
func TestOwnersListsUseIndexes(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	enterprises, classics, out := grantList, footholdList, shutOutList
	for _, l := range []*list{&grantList, &requestList, &footholdList, &shutOutList, &enterprises, &classics, &out} {
		index, wide := l.table, l == &enterprises || l == &classics || l == &out
		if wide {
			index += "_enterprise"
		}
		if l.inForce == shutOutList.inForce {
			index += "_out"
		}
		for sort, o := range listOrders {
			for _, text := range []string{"", "permission:contents_write", "deploy", "deploy bot", "used:<9d", "lifetime:>9", "expires:never", "stops:lifetime:9", "scope:repo", "scope:repo deploy"} {
				kind := patrol.FineGrained
				if l.permissions == "" {
					kind = patrol.Classic
				}

				q := patrol.ListQuery{OwnerID: 1, Sort: sort, UserID: 1, RepositoryID: 1, Now: time.Unix(1e9, 0)}
				if wide {
					q.OwnerID, q.EnterpriseID = 0, 1
				}
				var bad []patrol.FieldError
				if q.Filter, bad = patrol.ParseFilter(kind, text); bad != nil {
					continue // no such list
				}
				if text == "stops:lifetime:9" && l != &requestList {
					days := []patrol.Days{{From: 10, To: patrol.Forever}}
					q.Fated = &patrol.Fated{Shares: []patrol.Share{{OwnerIDs: []int64{1, 2}, Days: days}}, Exempt: []int64{3}}
				}
				if text == "" {
					q.UserID, q.RepositoryID = 0, 0
				}
				many := reading{list: *l, q: q, order: o, sieves: l.sieves(q), narrow: broad}
				plan := d.plan(t, func(tx *tx) error {
					if _, err := tx.horizon(&many, &cursor{id: 1, key: "1"}); err != nil {
						return err
					}
					_, err := tx.entries(&many, &cursor{id: 1, key: "1"}, &entry{1, 1}, 9)
					return err
				})
				if slow.MatchString(plan) || !strings.Contains(plan, index+"_"+strings.TrimSuffix(o.key[2:], "_at")) &&
					o.key != "i.id" {
					t.Errorf("%s by %s, %q:\n%s", l.table, sort, text, plan)
				}
				for i, s := range many.sieves {
					some := reading{list: *l, q: q, order: o, sieves: many.sieves, narrow: i}
					plan := d.plan(t, func(tx *tx) error { _, err := tx.entries(&some, nil, nil, 9); return err })
					if scansTable.MatchString(plan) {
						w := new(conditions)
						t.Errorf("%s by %s, few by %s:\n%s", l.table, sort, s.ids(w), plan)
					}
				}
			}
		}
	}
}

// What tokens were granted is found by them, however much their owner has let in.
func TestGrantsOfTokensAreFoundByToken(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	plan := d.plan(t, func(tx *tx) error { _, err := tx.GrantsOf(1, []int64{1, 2}); return err })
	if !strings.Contains(plan, "(token_id=?") {
		t.Error(plan)
	}
}

// scansTable finds what reads a whole table; z are the few rows of a sieve.
var scansTable = regexp.MustCompile(`(?m)^SCAN [^z(]`)

// plan is how SQLite runs the queries of fn.
func (db *DB) plan(t *testing.T, fn func(*tx) error) string {
	t.Helper()
	p := planner{plans: map[string]string{}}
	err := db.engine.view(t.Context(), func(under *tx) error {
		p.session = under.sql
		return fn(&tx{ctx: t.Context(), sql: &p})
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(slices.Collect(maps.Values(p.plans)), "\n")
}

// How long the tokens of an enterprise live is read from one index, without the grants.
func TestSpreadIsReadFromOneIndex(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	plan := d.plan(t, func(tx *tx) error { _, err := tx.Spread(1, time.Unix(1e9, 0), time.Unix(0, 0)); return err })
	if !strings.Contains(plan, "USING COVERING INDEX grants_holders (owner_id=?") {
		t.Error(plan)
	}
}

// Whose tokens a change concerns is read from one index, without the grants.
func TestHoldersAreReadFromOneIndex(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "patrol.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for kind, index := range map[patrol.TokenKind]string{patrol.FineGrained: "grants_holders", patrol.Classic: "footholds_holders"} {
		for _, users := range [][]int64{nil, {1, 2}} {
			plan := d.plan(t, func(tx *tx) error {
				_, err := tx.Holders(patrol.HolderQuery{Kind: kind, OwnerID: 1, UserIDs: users})
				return err
			})
			if !strings.Contains(plan, "USING COVERING INDEX "+index+" (owner_id=?") || slow.MatchString(plan) {
				t.Error(plan)
			}
		}
	}
}
