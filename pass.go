package patrol

import (
	"context"
	"slices"
)

// A Pass is a decision and what it was made about.
type Pass struct {
	Decision
	Bearer *Bearer // nil for nobody
	Place  *Place  // nil if there is no such place, or the errand is about none
	Beside *Place  // of an errand that is about a repository as well
	// Moved says that Place is called otherwise than the errand calls it, which
	// is what its repository was called before.
	Moved bool
	// Warning is the announced change that will stop the bearer somewhere; nil
	// if none will.
	Warning *Warning
	asked   Question
	url     string
	from    Origin
}

// kind is that of p's bearer.
func (p *Pass) kind() TokenKind { return p.asked.kind() }

// Err is what p's caller is told: nil if it is let through.
func (p *Pass) Err() error { return p.Decision.Err(p.asked, p.url) }

// Public reports whether what p is about is no secret.
func (p *Pass) Public() bool { return p.asked.Access.Public }

// Open reports whether p shows no more than everybody may see.
func (p *Pass) Open() bool { return p.asked.publicToRead() }

// MayChangeWorkflows reports whether p's bearer may change what runs with a
// repository's own power, where p's errand is.
func (p *Pass) MayChangeWorkflows() bool {
	switch {
	case p.Bearer == nil:
		return false
	case p.kind() == Classic:
		return p.Bearer.Scopes.Include(workflowScope)
	}
	admission := p.asked.admission()
	return admission != nil && admission.Reach.Permissions["workflows"] >= Write
}

// Entitled reports whether it is the power of p's bearer that lets p through,
// and not only that everybody may see what is asked for, and whether there is
// nothing about it that others might be shown and p's user not. If it spans
// repositories, bearer and user must have all of them.
func (p *Pass) Entitled(spans bool) bool {
	q := p.asked
	q.Access.Open = false
	switch a := q.Access; {
	case p.Bearer == nil, a.OwnerID == 0, Decide(q).Verdict != Allowed:
		return false
	case a.RepositoryID == 0 && a.Role < Admin:
		return false // members do not see all of an organization
	case a.RepositoryID != 0 && spans:
		return false // nothing tells whose the other ones are
	case a.RepositoryID != 0 && p.Open():
		return a.Role >= Write // who only reads sees what everybody does
	case !spans:
		return true
	case p.kind() == Classic:
		return p.Bearer.Scopes.Include(RepoScope)
	default:
		return q.admission().Reach.Selection == All
	}
}

// UserID is whose stand-in p's bearer is, 0 for nobody.
func (p *Pass) UserID() int64 {
	if p.Bearer == nil {
		return 0
	}
	return p.Bearer.User.ID
}

// admitted is p's bearer's admissions that policy lets work now: what its
// lists may show of private resources. For a user's own resources no policy
// holds; for an organization's, tokens may be restricted or live too long.
func (a *Authority) admitted(ctx context.Context, p *Pass) ([]Admission, error) {
	if p.Bearer == nil {
		return nil, nil
	}
	admissions, err := a.admissions(ctx, p.Bearer)
	if err != nil {
		return nil, err
	}
	var admitted []Admission
	for _, admission := range admissions {
		admits, err := a.admits(ctx, p, admission.Owner)
		if err != nil {
			return nil, err
		}
		if admits {
			admitted = append(admitted, admission)
		}
	}
	return admitted, nil
}

// admits reports whether the policies at an owner let p's bearer work there.
func (a *Authority) admits(ctx context.Context, p *Pass, owner string) (bool, error) {
	place, err := a.Store.Place(ctx, p.UserID(), owner, "")
	if err != nil {
		return false, err
	}
	g := place.governanceOn(p.Bearer.Kind).At(p.asked.Now)
	shutOut := slices.Contains(p.Bearer.ShutOut, place.Owner.ID)
	return !shutOut && g.Admits(p.Bearer.Days(), place.Exempt), nil
}

// admissions are b's. A classic token that may read private repositories is
// let in wherever its user has any.
func (a *Authority) admissions(ctx context.Context, b *Bearer) (all []Admission, err error) {
	if b.Kind != Classic {
		return b.Admissions, nil
	}
	if !b.Scopes.Include(RepoScope) {
		return nil, nil
	}
	err = a.Store.View(ctx, func(tx Tx) error {
		all, err = tx.OwnersAround(b.User.ID)
		return err
	})
	for i := range all {
		all[i].Reach.Selection = All
	}
	return all, err
}
