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
	ticket Digest // instead of Secret
}

// digest is what we know c by, zero if it can be nothing of ours.
func (c Credential) digest() Digest {
	if c.Secret.IsZero() {
		return c.ticket
	}
	return c.Secret.Digest()
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
