// Package patrol is an authority for fine-grained personal access tokens: it
// issues them, has organizations approve them, and decides what they may do.
//
// This package is the law: types, rules and use cases, without HTTP and
// without SQL. Package db keeps state, packages under handlers are the doors
// that people and programs come through, and package views is what people see.
package patrol

import (
	"slices"
	"sync"
	"time"
)

// An Authority does what users, owners and programs ask, if the law allows.
// Each method is one use case and one transaction; who asks is a parameter.
type Authority struct {
	Store     Store
	Passwords Passwords
	Now       func() time.Time
	URL       string // under which people reach us, without a slash at the end
	Limits    Limits
	Payloads  Payloads // for webhooks, which without them are told nothing

	attempts attempts
	rates    rates
	reported rates      // of reports of leaked tokens
	counting sync.Mutex // held by viewMuch
	batches  batches
}

// Limits are how much of something there may be. The zero Limits are GitHub's.
type Limits struct {
	Tokens       int // of a user; 50 if 0
	Repositories int // selected for a token; 50 if 0
	// Requests are a user's to the REST API in an hour, and AnonymousRequests
	// those from one address without a token; 0 for any.
	Requests, AnonymousRequests int
	Reports                     int // of leaked tokens from one address in an hour; 60 if 0
}

func (l Limits) tokens() int {
	if l.Tokens == 0 {
		return 50
	}
	return l.Tokens
}

// SelectedRepositories is how many repositories may be selected for a token.
func (l Limits) SelectedRepositories() int {
	if l.Repositories == 0 {
		return 50
	}
	return l.Repositories
}

// governanceAt returns the policies on tokens of one kind that are kept for a
// resource owner, or for an enterprise itself; At tells which of them hold.
func governanceAt(tx Tx, owner *Account, k TokenKind) (Governance, error) {
	enterprise, err := enterpriseOf(tx, owner)
	if err != nil {
		return Governance{}, err
	}
	return governanceIn(tx, enterprise, owner, k)
}

// enterpriseOf is the enterprise that a resource owner is in, or is; nil if
// there is none.
func enterpriseOf(tx Tx, owner *Account) (*Account, error) {
	switch {
	case owner.Kind == Enterprise:
		return owner, nil
	case owner.Enterprise == 0:
		return nil, nil
	}
	return tx.Account(owner.Enterprise)
}

// governanceIn is governanceAt of an owner in an enterprise, nil for none.
func governanceIn(tx Tx, enterprise, owner *Account, k TokenKind) (g Governance, err error) {
	g.Kind, g.Personal = k, owner.Kind == User
	if owner.Kind != Enterprise {
		g.Org, g.OrgName = owner.PolicyOn(k), owner.Login
	}
	if enterprise != nil {
		g.Enterprise = enterprise.PolicyOn(k)
		g.EnterpriseName, g.EnterpriseTitle = enterprise.Login, enterprise.DisplayName()
		g.Coming, err = tx.ComingPolicies(enterprise.ID, k)
	}
	return g, err
}

// ownOrg returns the organization named, if viewer is one of its owners. To
// anyone else it does not exist.
func ownOrg(tx Tx, viewer *Account, login string) (*Account, error) {
	return owned(tx, viewer, login, Organization)
}

// owned is ownOrg for accounts of some kinds.
func owned(tx Tx, viewer *Account, login string, kinds ...AccountKind) (*Account, error) {
	account, err := tx.AccountByLogin(login)
	if err != nil {
		return nil, err
	}
	role, err := tx.MemberRole(account.ID, viewer.ID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(kinds, account.Kind) || role != Owner {
		return nil, errorf(NotFound, "Not Found")
	}
	return account, nil
}

// optional makes nil of what is NotFound.
func optional[T any](v *T, err error) (*T, error) {
	if NotFound.Is(err) {
		return nil, nil
	}
	return v, err
}

// cut is a page of n of rows, of which one more was asked for, and the key of
// its last row if there are more; zero otherwise.
func cut[T, K any](rows []*T, n int, key func(*T) K) (page []*T, last K) {
	if len(rows) <= n {
		return rows, last
	}
	return rows[:n], key(rows[n-1])
}
