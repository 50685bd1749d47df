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
		if err := p.each(group, p.account); err != nil {
			return err
		}
	}
	for _, group := range [][]*accountWish{m.enterprises, m.organizations} {
		if err := p.each(group, p.members); err != nil {
			return err
		}
	}
	for _, w := range m.repositories {
		if err := p.repository(w); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	return p.problems.err()
}

func (p *plan) each(wishes []*accountWish, do func(*accountWish) error) error {
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
	return p.tx.Record(&patrol.Event{At: p.authority.Now(), Action: action, UserID: userID, OwnerID: at.ID, Detail: words})
}

// account makes an account as w says, or changes it.
func (p *plan) account(w *accountWish) error {
	old, err := p.find(w.login.value)
	if err != nil {
		return err
	}
	if old != nil && old.Kind != w.kind {
		p.problems.add(w.login.at, "%s is %s already", old.Login, words[old.Kind])
		return nil
	}
	a := &patrol.Account{Login: w.login.value, Kind: w.kind, CreatedAt: p.authority.Now()}
	if old != nil {
		*a = *old
	}
	if err := p.fill(a, w); err != nil {
		return err
	}
	if old == nil {
		return p.found(a)
	}
	return p.change(old, a)
}

// fill writes what w states into a. What is wrong with it is left out, so that
// the rest can be looked at too.
func (p *plan) fill(a *patrol.Account, w *accountWish) error {
	a.Name, a.Base = w.name.over(a.Name), w.base.over(a.Base)
	a.Policy = patrol.Policy{
		Access:       w.access.over(a.Policy.Access),
		Approval:     w.approval.over(a.Policy.Approval),
		MaxDays:      w.maxDays.over(a.Policy.MaxDays),
		ExemptAdmins: w.exemptAdmins.over(a.Policy.ExemptAdmins),
	}
	if err := p.fillEmail(a, w.email); err != nil || w.enterprise.at == "" {
		return err
	}
	a.Enterprise = 0
	if w.enterprise.value == "" {
		return nil
	}
	enterprise, err := p.findKind(w.enterprise, patrol.Enterprise)
	if enterprise != nil {
		a.Enterprise = enterprise.ID
	}
	return err
}

// fillEmail gives a the address, unless someone else has it.
func (p *plan) fillEmail(a *patrol.Account, email said[string]) error {
	if email.at == "" || email.value == "" {
		a.Email = email.over(a.Email)
		return nil
	}
	other, err := p.tx.UserByName(email.value)
	switch {
	case patrol.NotFound.Is(err) || err == nil && other.ID == a.ID:
		a.Email = email.value
	case err == nil:
		p.problems.add(email.at, "%s is the address of %s", email.value, other.Login)
	default:
		return err
	}
	return nil
}

// found makes an account that was not there.
func (p *plan) found(a *patrol.Account) error {
	if err := p.tx.InsertAccount(a); err != nil {
		return err
	}
	p.accounts[strings.ToLower(a.Login)] = a
	if a.Kind != patrol.User {
		return p.changed(a, patrol.Imported, 0, "make %s %s", strings.ToLower(string(a.Kind)), a.Login)
	}
	p.newcomers = append(p.newcomers, a)
	return p.changed(a, patrol.UserCreated, a.ID, "make user %s", a.Login)
}

// change makes what is old what is in a.
func (p *plan) change(old, a *patrol.Account) error {
	var what []string
	for _, field := range []struct {
		name    string
		differs bool
	}{
		{"name", old.Name != a.Name},
		{"e-mail", old.Email != a.Email},
		{"base permission", old.Base != a.Base},
		{"enterprise", old.Enterprise != a.Enterprise},
	} {
		if field.differs {
			what = append(what, field.name)
		}
	}
	if len(what) > 0 {
		if err := p.tx.UpdateAccount(a); err != nil {
			return err
		}
	}
	if old.Policy != a.Policy {
		what = append(what, "policy")
		if err := p.tx.SetPolicy(a.ID, a.Policy); err != nil {
			return err
		}
	}
	if len(what) == 0 {
		return nil
	}
	p.accounts[strings.ToLower(a.Login)] = a
	var userID int64
	if a.Kind == patrol.User {
		userID = a.ID
	}
	return p.changed(a, patrol.Imported, userID, "change %s: %s", a.Login, strings.Join(what, ", "))
}
