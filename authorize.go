package patrol

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A Credential is what a request presented. Given without a Secret, it is
// something that cannot be one of ours.
type Credential struct {
	Secret Secret
	Given  bool
	ticket Digest // instead of Secret
}

// digest is what we know c by, zero if it can be nothing of ours.
func (c Credential) digest() Digest {
	if c.Secret.IsZero() {
		return c.ticket
	}
	return c.Secret.Digest()
}

// An Errand is what someone wants to do.
type Errand struct {
	Target           // zero if it is about nobody's resources
	Beside    Target // a repository that it is about as well; zero for none
	Self      bool   // it is about the token's own user
	Reads     bool   // it changes nothing
	Open      bool   // it shows no more than everybody may see of what is public
	Closed    bool   // no fine-grained token can do it
	Shelved   bool   // it can be done with what is archived
	Workflows bool   // it changes what runs with a repository's own power
	Needs     []Permissions
	Scopes    []Scope // that classic tokens need, any one of them
	Takes     Level   // the role that the user must have there
	Operation string  // as people read it in the token's last uses
	From      Origin
}

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
		return p.Bearer.Scopes.Include(WorkflowScope)
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

// Needed are the sets of permissions any one of which would do.
func (p *Pass) Needed() []Permissions { return p.asked.Access.Needs }

// Scopes are those of a classic token any one of which would do.
func (p *Pass) Scopes() []Scope { return p.asked.Access.Scopes }

// UserID is whose stand-in p's bearer is, 0 for nobody.
func (p *Pass) UserID() int64 {
	if p.Bearer == nil {
		return 0
	}
	return p.Bearer.User.ID
}

// Authorize decides whether whoever presents c may do e. A refusal is a
// decision; an error is our failure.
func (a *Authority) Authorize(ctx context.Context, c Credential, e Errand) (*Pass, error) {
	p := &Pass{url: a.URL, from: e.From}
	q := &p.asked
	*q = Question{Anonymous: !c.Given, Now: a.Now()}
	var err error
	if digest := c.digest(); digest != (Digest{}) {
		if p.Bearer, err = optional(a.Store.Bearer(ctx, digest)); err != nil {
			return nil, err
		}
		q.Bearer = p.Bearer
	}
	if p.Place, err = a.place(ctx, p, e.Target); err != nil {
		return nil, err
	}
	if p.Place == nil && e.Repository != "" {
		if p.Place, err = a.formerly(ctx, p, e.Target); err != nil {
			return nil, err
		}
		p.Moved = p.Place != nil
	}
	q.Access = e.access(p, q.Now)
	p.Decision = Decide(*q)
	if p.Bearer != nil && p.Verdict != BadCredentials {
		if p.Warning, err = a.warningTo(ctx, p); err != nil {
			return nil, err
		}
	}
	if p.Verdict == Allowed && e.Beside != (Target{}) {
		if err := a.look(ctx, p, e); err != nil {
			return nil, err
		}
	}
	switch {
	case p.Verdict == BadCredentials:
		return p, a.hold(ctx, e.From.Address, q.Now)
	case p.Verdict == Allowed && p.Bearer != nil:
		a.Store.Used(e.use(p))
	}
	return p, nil
}

// hold keeps an address waiting that presents one bad token after the other.
func (a *Authority) hold(ctx context.Context, address string, now time.Time) error {
	wait := a.attempts.wait(byProgram(address), withPrograms, now)
	a.attempts.failed(now, byProgram(address))
	if wait == 0 {
		return nil
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// place is what p's user is to a target, nil if there is none.
func (a *Authority) place(ctx context.Context, p *Pass, t Target) (*Place, error) {
	if t.OwnerID != 0 || t.RepositoryID != 0 {
		err := a.Store.View(ctx, func(tx Tx) (err error) {
			t, err = t.byName(tx)
			return err
		})
		if err != nil {
			return optional[Place](nil, err)
		}
	}
	if t.Owner == "" {
		return nil, nil
	}
	place, err := optional(a.Store.Place(ctx, p.UserID(), t.Owner, t.Repository))
	if err != nil || place == nil || !t.fits(place.Owner.Kind) {
		return nil, err
	}
	return place, nil
}

// formerly is what p's user is to the repository that had the name which t
// gives, nil if none had.
func (a *Authority) formerly(ctx context.Context, p *Pass, t Target) (*Place, error) {
	var r *Repository
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		r, err = optional(tx.RepositoryFormerly(t.Owner, t.Repository))
		return err
	})
	if err != nil || r == nil {
		return nil, err
	}
	return optional(a.Store.Place(ctx, p.UserID(), r.Owner, r.Name))
}

// look decides again, about the repository beside what e is about: it must be
// there for p's bearer to see, and be the same owner's unless the errand is
// about the bearer's own account.
func (a *Authority) look(ctx context.Context, p *Pass, e Errand) (err error) {
	if p.Beside, err = a.place(ctx, p, e.Beside); err != nil {
		return err
	}
	if p.Beside != nil && p.Place != nil && p.Beside.Owner.ID != p.Place.Owner.ID {
		p.Beside = nil
	}
	q := p.asked
	q.Access = Errand{Reads: true, Open: true, Takes: Read, Scopes: []Scope{RepoScope}}.at(p.Beside, p.kind(), q.Now)
	if d := Decide(q); d.Verdict != Allowed {
		p.asked, p.Decision = q, d
	}
	return nil
}

// access is e as the law sees it at p's place, at a time.
func (e Errand) access(p *Pass, now time.Time) Access {
	if e.Target != (Target{}) {
		return e.at(p.Place, p.kind(), now)
	}
	a := Access{Reads: e.Reads, Open: e.Open, Closed: e.Closed, Needs: e.Needs, Scopes: e.Scopes,
		Takes: e.Takes, Public: true, Role: Read}
	if !e.Self {
		return a // what is nobody's is no secret
	}
	a.Public = p.Bearer != nil
	a.Open = e.Open && (p.kind() != Classic || len(e.Scopes) == 0)
	if p.Bearer != nil {
		a.OwnerID, a.Role, a.Governance = p.Bearer.User.ID, Admin, Governance{Kind: p.kind(), Personal: true}
	}
	return a
}

// at is e, done with a token of kind k, as the law sees it at a place, which is
// nil if there is none, at a time.
func (e Errand) at(place *Place, k TokenKind, now time.Time) Access {
	a := Access{Reads: e.Reads, Open: e.Open, Closed: e.Closed, Workflows: e.Workflows, Needs: e.Needs,
		Scopes: e.Scopes, Takes: e.Takes}
	if place == nil { // as good as hidden
		return a
	}
	a.OwnerID = place.Owner.ID
	a.Role, a.Exempt, a.Governance = place.Role, place.Exempt, place.GovernanceOn(k).At(now)
	a.Public = place.Owner.Kind != Enterprise
	if r := place.Repository; r != nil {
		a.RepositoryID, a.Public, a.Archived = r.ID, r.Visibility == Public, r.Archived && !e.Shelved
	}
	return a
}

// use is what is kept of e, which was let through.
func (e Errand) use(p *Pass) Use {
	u := Use{TokenID: p.Bearer.TokenID, At: p.asked.Now, Operation: e.Operation, From: e.From}
	if p.Bearer.Kind == Classic {
		u.Reached = e.reached(p)
	}
	return u
}

// reached is what a classic token got at by e. What everybody can read is
// nobody's in particular, and noted under the token's user.
func (e Errand) reached(p *Pass) *Reached {
	r := &Reached{OwnerID: p.asked.Access.OwnerID, RepositoryID: p.asked.Access.RepositoryID, Operation: e.Operation}
	if git, repository, _ := strings.Cut(e.Operation, " "); !strings.HasPrefix(repository, "/") {
		r.Operation = git
	}
	r.Open = p.Rule == "public to read" && (r.RepositoryID != 0 || len(e.Needs) == 0)
	if r.Open || r.OwnerID == 0 {
		r.OwnerID, r.RepositoryID = p.Bearer.User.ID, 0
	}
	return r
}

// Admitted is p's bearer's admissions that policy lets work now: what its
// lists may show of private resources. For a user's own resources no policy
// holds; for an organization's, tokens may be restricted or live too long.
func (a *Authority) Admitted(ctx context.Context, p *Pass) ([]Admission, error) {
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
	g := place.GovernanceOn(p.Bearer.Kind).At(p.asked.Now)
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
