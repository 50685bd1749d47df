package main

import (
	"strings"

	"patrol"
)

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
	a.Policy, a.ClassicPolicy = w.policy.over(a.Policy), w.classic.over(a.ClassicPolicy)
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
	policies, err := p.changePolicies(old, a)
	if err != nil {
		return err
	}
	what = append(what, policies...)
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

// changePolicies makes what old decided what a does, and returns the names of
// the policies that changed.
func (p *plan) changePolicies(old, a *patrol.Account) (names []string, err error) {
	for _, policy := range []struct {
		name string
		on   patrol.TokenKind
	}{
		{"policy", patrol.FineGrained}, {"classic policy", patrol.Classic},
	} {
		if old.PolicyOn(policy.on) == a.PolicyOn(policy.on) {
			continue
		}
		names = append(names, policy.name)
		if err := p.tx.SetPolicy(a.ID, policy.on, a.PolicyOn(policy.on)); err != nil {
			return nil, err
		}
		if err := p.note(a, policy.on, old.PolicyOn(policy.on)); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// note keeps in the history of a's policy on tokens of one kind what it says
// otherwise than it did.
func (p *plan) note(a *patrol.Account, k patrol.TokenKind, was patrol.Policy) error {
	now := p.authority.Now()
	for _, b := range k.Blocks() {
		c := patrol.PolicyChange{Kind: k, Block: b, From: was.About(b), To: a.PolicyOn(k).About(b), Note: "Imported"}
		if c.From == c.To {
			continue
		}
		e := &patrol.PolicyEntry{AccountID: a.ID, PolicyChange: c, At: now, ClosedAt: now, State: patrol.ChangeDone}
		if err := p.tx.InsertPolicyEntry(e); err != nil {
			return err
		}
	}
	return nil
}

// members makes people members of an organization or enterprise as w says.
func (p *plan) members(w *accountWish) error {
	if len(w.members) == 0 {
		return nil
	}
	of, err := p.find(w.login.value)
	if err != nil || of == nil || of.Kind != w.kind {
		return err // and said already
	}
	for _, m := range w.members {
		user, err := p.findKind(m.login, patrol.User)
		if err != nil {
			return err
		}
		if user == nil {
			continue
		}
		if err := p.member(of, user, m.role); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}

// member gives user a role in an organization or enterprise, or none.
func (p *plan) member(of, user *patrol.Account, role patrol.MemberRole) error {
	had, err := p.tx.MemberRole(of.ID, user.ID)
	if err != nil || had == role {
		return err
	}
	if role != "" {
		if err := p.tx.SetMember(of.ID, user.ID, role); err != nil {
			return err
		}
		return p.changed(of, patrol.Imported, user.ID, "make %s %s of %s", user.Login, role, of.Login)
	}
	if err := p.authority.EndMembership(p.tx, of, user); err != nil {
		return err
	}
	return p.changed(of, patrol.Imported, user.ID, "take %s out of %s", user.Login, of.Login)
}
