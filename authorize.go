package patrol

import (
	"context"
	"time"
)

// A Credential is what a request presented. Given without a Secret, it is
// something that cannot be one of ours.
type Credential struct {
	Secret Secret
	Given  bool
}

// An Errand is what someone wants to do.
type Errand struct {
	Owner      string // login; empty if it is about nobody's resources
	Repository string // name; empty if it is about the owner alone
	Self       bool   // it is about the token's own user
	Reads      bool   // it changes nothing
	Needs      []Permissions
	Takes      Level  // the role that the user must have there
	Operation  string // as people read it in the token's last uses
	From       Origin
}

// A Pass is a decision and what it was made about.
type Pass struct {
	Decision
	Bearer *Bearer // nil for nobody
	Place  *Place  // nil if there is no such place
	asked  Question
	url    string
}

// Err is what p's caller is told: nil if it is let through.
func (p *Pass) Err() error { return p.Decision.Err(p.asked, p.url) }

// Needed are the sets of permissions any one of which would do.
func (p *Pass) Needed() []Permissions { return p.asked.Access.Needs }

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
	p := &Pass{url: a.URL}
	q := &p.asked
	*q = Question{Anonymous: !c.Given, Now: a.Now()}
	var err error
	if !c.Secret.IsZero() {
		if p.Bearer, err = optional(a.Store.Bearer(ctx, c.Secret.Digest())); err != nil {
			return nil, err
		}
		q.Bearer = p.Bearer
	}
	if e.Owner != "" {
		if p.Place, err = optional(a.Store.Place(ctx, p.UserID(), e.Owner, e.Repository)); err != nil {
			return nil, err
		}
	}
	q.Access = e.access(p, q.Now)
	p.Decision = Decide(*q)
	switch {
	case p.Verdict == BadCredentials:
		return p, a.hold(ctx, e.From.Address, q.Now)
	case p.Verdict == Allowed && p.Bearer != nil:
		a.Store.Used(Use{TokenID: p.Bearer.TokenID, At: q.Now, Operation: e.Operation, From: e.From})
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

// access is e as the law sees it at p's place, at a time.
func (e Errand) access(p *Pass, now time.Time) Access {
	a := Access{Reads: e.Reads, Needs: e.Needs, Takes: e.Takes}
	switch {
	case e.Owner == "":
		a.Public = !e.Self || p.Bearer != nil // anyone may read what is nobody's, a token of itself
	case p.Place == nil: // there is none: as good as hidden
	default:
		a.OwnerID = p.Place.Owner.ID
		a.Role, a.Exempt, a.Governance = p.Place.Role, p.Place.Exempt, p.Place.Governance.At(now)
		a.Public = p.Place.Owner.Kind != Enterprise
		if r := p.Place.Repository; r != nil {
			a.RepositoryID, a.Public, a.Archived = r.ID, r.Visibility == Public, r.Archived
		}
	}
	return a
}

// Admitted is p's bearer's admissions that policy lets work now: what its
// lists may show of private resources. For a user's own resources no policy
// holds; for an organization's, tokens may be restricted or live too long.
func (a *Authority) Admitted(ctx context.Context, p *Pass) ([]Admission, error) {
	if p.Bearer == nil {
		return nil, nil
	}
	var admitted []Admission
	for _, admission := range p.Bearer.Admissions {
		place, err := a.Store.Place(ctx, p.UserID(), admission.Owner, "")
		if err != nil {
			return nil, err
		}
		if place.Governance.At(p.asked.Now).Admits(p.Bearer.Days(), place.Exempt) {
			admitted = append(admitted, admission)
		}
	}
	return admitted, nil
}
