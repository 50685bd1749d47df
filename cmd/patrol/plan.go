package main

import (
	"fmt"
	"strings"

	"patrol"
)

// A plan carries out a manifest in one transaction and notes what that
// changes. To know what would change is to carry it out and keep nothing.
type plan struct {
	authority *patrol.Authority
	tx        patrol.Tx
	accounts  map[string]*patrol.Account // looked up so far, by login in lower case; nil if there is none
	changes   []string
	problems  problems
	newcomers []*patrol.Account  // users that were not there before
	ownerKind patrol.AccountKind // of owners to be made for repositories on disk; empty for none
	homeless  map[string]bool    // owners, in lower case, that are not there and told of
	step      func() error       // is called after each wish
}

// newPlan is a plan that nothing was done of yet.
func newPlan(a *patrol.Authority, tx patrol.Tx, ownerKind patrol.AccountKind, step func() error) *plan {
	return &plan{authority: a, tx: tx, accounts: map[string]*patrol.Account{}, ownerKind: ownerKind,
		homeless: map[string]bool{}, step: step}
}

// carryOut does what m asks for, or says all that is wrong with it.
func (p *plan) carryOut(m *manifest) error {
	for _, group := range [][]*accountWish{m.enterprises, m.people, m.organizations} {
		if err := each(p, group, p.account); err != nil {
			return err
		}
	}
	for _, group := range [][]*accountWish{m.enterprises, m.organizations} {
		if err := each(p, group, p.members); err != nil {
			return err
		}
	}
	// What goes makes room for what comes.
	if err := each(p, m.departures, p.departure); err != nil {
		return err
	}
	if err := each(p, m.repositories, p.repository); err != nil {
		return err
	}
	return p.problems.err()
}

// each has do carry out wishes one by one.
func each[T any](p *plan, wishes []T, do func(T) error) error {
	for _, w := range wishes {
		if err := do(w); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}

// find returns the account with that login, nil if there is none.
func (p *plan) find(login string) (*patrol.Account, error) {
	key := strings.ToLower(login)
	if a, known := p.accounts[key]; known {
		return a, nil
	}
	a, err := p.tx.AccountByLogin(login)
	if patrol.NotFound.Is(err) {
		a, err = nil, nil
	}
	if err == nil {
		p.accounts[key] = a
	}
	return a, err
}

// findKind returns the account with that login, which must be of a kind. If
// there is no such account, that is a problem, and nil is returned.
func (p *plan) findKind(login said[string], kind patrol.AccountKind) (*patrol.Account, error) {
	a, err := p.find(login.value)
	switch {
	case err != nil:
		return nil, err
	case a == nil:
		p.problems.add(login.at, "there is no %s %q", strings.ToLower(string(kind)), login.value)
		return nil, nil
	case a.Kind != kind:
		p.problems.add(login.at, "%s is %s, not %s", a.Login, words[a.Kind], words[kind])
		return nil, nil
	}
	return a, nil
}

// changed notes a change at an account, and in the audit log.
func (p *plan) changed(at *patrol.Account, action string, userID int64, format string, args ...any) error {
	words := fmt.Sprintf(format, args...)
	p.changes = append(p.changes, words)
	return p.tx.Record(&patrol.Event{At: p.authority.Now(), Action: action, UserID: userID, OwnerID: at.ID,
		Detail: words})
}
