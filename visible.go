package patrol

import (
	"context"
	"slices"
)

// VisibleTo is a page of the repositories that q asks for, each as the place
// that it is to p's user, and how many there are in all. It shows and counts
// public ones, and of the others those that an admission in force reaches, if
// it has what the operation needs: nothing that could not be had by name.
func (a *Authority) VisibleTo(ctx context.Context, p *Pass, q RepositoryQuery) ([]*Place, int, error) {
	admitted, err := a.admitted(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	q.UserID, q.Through = p.UserID(), true
	q.Admissions = slices.DeleteFunc(admitted, func(admission Admission) bool {
		return p.kind() != Classic && !p.sufficient(admission.Reach.Permissions)
	})
	var found []*Repository
	var total int
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		if total, err = tx.CountRepositories(q); err != nil {
			return err
		}
		found, err = tx.Repositories(q)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	var seen []*Place
	for _, r := range found {
		place, err := optional(a.Store.Place(ctx, q.UserID, r.Owner, r.Name))
		if err != nil {
			return nil, 0, err
		}
		if place != nil { // it may have gone meanwhile
			seen = append(seen, place)
		}
	}
	return seen, total, nil
}

// sufficient reports whether p's errand could be done with has.
func (p *Pass) sufficient(has Permissions) bool {
	needs := p.asked.Access.Needs
	return len(needs) == 0 || slices.ContainsFunc(needs, has.Include)
}

// OrganizationsOf are those that p's user is a member of, as far as p's bearer
// reaches them: none for a fine-grained token.
//
// GitHub: GET /user/orgs is an empty list for fine-grained tokens.
func (a *Authority) OrganizationsOf(ctx context.Context, p *Pass) (orgs []*Account, err error) {
	if p.kind() != Classic {
		return nil, nil
	}
	var memberships []Membership
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		memberships, err = tx.Memberships(p.UserID())
		return err
	})
	for _, m := range memberships {
		if m.Account.Kind != Organization {
			continue
		}
		admitted, failed := a.admits(ctx, p, m.Account.Login)
		if failed != nil {
			return nil, failed
		}
		if admitted {
			orgs = append(orgs, m.Account)
		}
	}
	return orgs, err
}
