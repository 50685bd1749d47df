package main

import (
	"strings"

	"patrol"
	"patrol/db/repos"
)

// repository makes a repository as w says, or changes it.
func (p *plan) repository(w *repositoryWish) error {
	owner, err := p.owner(w)
	if err != nil || owner == nil {
		return err
	}
	old, err := p.tx.Repository(w.owner.value, w.name.value)
	if err != nil && !patrol.NotFound.Is(err) {
		return err
	}
	r := &patrol.Repository{OwnerID: owner.ID, Owner: owner.Login, Name: w.name.value,
		CreatedAt: p.authority.Now()}
	if old != nil {
		*r = *old
	}
	p.fillRepository(r, w, owner)
	if err := p.keep(old, r, owner); err != nil {
		return err
	}
	return p.collaborators(r, owner, w)
}

// owner is who owns w. Nobody is a problem, told of once, and nil is returned.
func (p *plan) owner(w *repositoryWish) (*patrol.Account, error) {
	owner, err := p.find(w.owner.value)
	if err != nil || owner != nil && owner.Kind != patrol.Enterprise {
		return owner, err
	}
	if owner == nil && w.found && p.ownerKind != "" {
		owner = &patrol.Account{Login: w.owner.value, Kind: p.ownerKind, CreatedAt: p.authority.Now()}
		return owner, p.found(owner)
	}
	key := strings.ToLower(w.owner.value)
	if p.homeless[key] {
		return nil, nil
	}
	p.homeless[key] = true
	hint := ""
	if owner == nil && w.found {
		hint = "; --owner-kind says what to make of them"
	}
	p.problems.add(w.owner.at, "there is no user or organization %q%s", w.owner.value, hint)
	return nil, nil
}

// fillRepository writes what w states into r.
func (p *plan) fillRepository(r *patrol.Repository, w *repositoryWish, owner *patrol.Account) {
	r.Description, r.Archived = w.description.over(r.Description), w.archived.over(r.Archived)
	r.Path = w.path.over(r.Path)
	r.Visibility = w.visibility.over(r.Visibility)
	if r.Visibility == "" {
		r.Visibility = patrol.Private
	}
	if w.path.at != "" && w.path.value != "" {
		if !repos.IsRepository(r.Path) {
			p.problems.add(w.path.at, "no bare git repository lies at %s", r.Path)
		}
		r.DefaultBranch = repos.DefaultBranch(r.Path)
	}
	r.DefaultBranch = w.defaultBranch.over(r.DefaultBranch)
	if r.DefaultBranch == "" {
		r.DefaultBranch = "main"
	}
	if w.visibility.value == patrol.Internal && owner.Enterprise == 0 {
		p.problems.add(w.visibility.at, "%s cannot be internal: %s is in no enterprise", w.fullName(), owner.Login)
	}
}

// keep makes or changes a repository: old, nil if there was none, is to be r.
func (p *plan) keep(old, r *patrol.Repository, owner *patrol.Account) error {
	switch {
	case old == nil:
		if err := p.tx.InsertRepository(r); err != nil {
			return err
		}
		return p.changed(owner, patrol.Imported, 0, "make %s repository %s", r.Visibility, r.FullName())
	case *old == *r:
		return nil
	}
	if err := p.tx.UpdateRepository(r); err != nil {
		return err
	}
	what := strings.Join(differences(old, r), ", ")
	return p.changed(owner, patrol.Imported, 0, "change %s: %s", r.FullName(), what)
}

// differences are what of a repository is not as it was.
func differences(old, r *patrol.Repository) (what []string) {
	for _, field := range []struct {
		name    string
		differs bool
	}{
		{"description", old.Description != r.Description},
		{"visibility", old.Visibility != r.Visibility},
		{"default branch", old.DefaultBranch != r.DefaultBranch},
		{"archived", old.Archived != r.Archived},
		{"path", old.Path != r.Path},
	} {
		if field.differs {
			what = append(what, field.name)
		}
	}
	return what
}

// collaborators gives people what w says they may do with r.
func (p *plan) collaborators(r *patrol.Repository, owner *patrol.Account, w *repositoryWish) error {
	for _, c := range w.collaborators {
		user, err := p.findKind(c.login, patrol.User)
		if err != nil {
			return err
		}
		if user == nil {
			continue
		}
		had, err := p.tx.Collaboration(r.ID, user.ID)
		if err != nil {
			return err
		}
		if had == c.level {
			continue
		}
		if err := p.tx.SetCollaboration(r.ID, user.ID, c.level); err != nil {
			return err
		}
		err = p.changed(owner, patrol.Imported, user.ID, "give %s %s on %s", user.Login, c.level, r.FullName())
		if err != nil {
			return err
		}
	}
	return nil
}
