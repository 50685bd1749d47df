package main

import (
	"fmt"

	"patrol"
)

// departure takes a repository out of Patrol, or gives it to another owner, as
// w says. One that is gone already is left alone.
func (p *plan) departure(w *departureWish) error {
	r, err := p.repositoryAt(w.owner, w.name)
	if err != nil {
		return err
	}
	if w.to.at != "" {
		return p.move(r, w)
	}
	if r == nil {
		return nil
	}
	p.changes = append(p.changes, fmt.Sprintf("remove %s", r.FullName()))
	return p.authority.RemoveRepository(p.tx, r)
}

// move gives r, nil if it is not there any more, to the owner that w says.
func (p *plan) move(r *patrol.Repository, w *departureWish) error {
	to, err := p.find(w.to.value)
	if err != nil {
		return err
	}
	if to == nil || to.Kind == patrol.Enterprise {
		p.problems.add(w.to.at, "there is no user or organization %q", w.to.value)
		return nil
	}
	there, err := p.repositoryAt(w.to.value, w.name)
	switch {
	case err != nil:
		return err
	case r == nil && there == nil:
		p.problems.add(w.at, "there is no repository %s to move", w.fullName())
		return nil
	case r == nil:
		return nil // it has moved already
	case there != nil:
		p.problems.add(w.to.at, "%s is there already", there.FullName())
		return nil
	}
	p.changes = append(p.changes, fmt.Sprintf("move %s to %s", r.FullName(), to.Login))
	return p.authority.TransferRepository(p.tx, r, to)
}

// repositoryAt returns the repository with that name, nil if there is none.
func (p *plan) repositoryAt(owner, name string) (*patrol.Repository, error) {
	r, err := p.tx.Repository(owner, name)
	if patrol.NotFound.Is(err) {
		return nil, nil
	}
	return r, err
}
