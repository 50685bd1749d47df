package patrol

import (
	"context"
	"slices"
	"time"
)

// An Outlook is what a token would be if it were made as its spec says now:
// what the form shows beside itself, and a confirmation restates.
type Outlook struct {
	Spec         TokenSpec // normalized
	Owner        *ResourceOwner
	Owners       []*ResourceOwner // to choose from, the user first; those that allow no tokens are left out
	ExpiresAt    time.Time        // zero for never, or for no valid choice
	Repositories []*Repository    // those picked that can be, also while others are asked for
	Reachable    int              // repositories of the owner that the user may read
	Callable     int              // operations of the REST API
	Asks         bool             // owners have to approve it first, or what is new in it
	Warning      *Warning         // of what will stop a new token; nil for nothing
	Problems     []FieldError     // all that is wrong with the spec
	picked       []int64

	// Of a change to a token there is.
	Token   *Token
	Granted *Grant // what it has; nil for nothing
}

// OwnerStays reports whether the resource owner cannot be another any more:
// an organization has let the token in, and would not see it leave.
func (o *Outlook) OwnerStays() bool { return o.Granted != nil && o.Token.OwnerKind == Organization }

// Beyond is what the spec asks for and the grant does not give.
func (o *Outlook) Beyond() Permissions {
	if o.Granted == nil {
		return o.Spec.Reach.Permissions
	}
	return o.Spec.Reach.Permissions.Beyond(o.Granted.Reach.Permissions)
}

// Widens reports whether the spec reaches repositories that the grant does not.
func (o *Outlook) Widens() bool {
	r := o.Spec.Reach
	r.Permissions = nil
	return o.Granted == nil || !r.Within(o.Granted.Reach)
}

// Outlook returns what a token of v's would be. It keeps nothing.
func (a *Authority) Outlook(ctx context.Context, v *Viewer, spec TokenSpec) (*Outlook, error) {
	o := &Outlook{Spec: spec.normalized(), picked: spec.Reach.Repositories}
	err := a.Store.View(ctx, func(tx Tx) error { return a.lookAhead(tx, v, o) })
	if err != nil {
		return nil, err
	}
	now := a.Now()
	if d := o.Spec.Days; d > 0 && d <= MaxDays {
		o.ExpiresAt = now.AddDate(0, 0, d)
	}
	if o.Owner != nil && o.Spec.Days != 0 {
		o.Warning = o.Owner.Governance.warning(Life{IssuedAt: now, ExpiresAt: o.ExpiresAt}, o.Owner.Exempt)
	}
	return o, nil
}

// EditOutlook returns what EditToken would make of a token of v's. It keeps
// nothing.
func (a *Authority) EditOutlook(ctx context.Context, v *Viewer, id int64, spec TokenSpec) (*Outlook, error) {
	var o *Outlook
	err := a.Store.View(ctx, func(tx Tx) error {
		t, err := tx.Token(v.ID, id)
		if err != nil {
			return err
		}
		spec.Days = t.Days()
		o = &Outlook{Spec: spec.normalized(), Token: t, ExpiresAt: t.ExpiresAt, picked: spec.Reach.Repositories}
		if o.Granted, err = optional(tx.Grant(t.ID, t.OwnerID)); err != nil {
			return err
		}
		return a.lookAhead(tx, v, o)
	})
	return o, err
}

// lookAhead fills in what o's spec comes to.
func (a *Authority) lookAhead(tx Tx, v *Viewer, o *Outlook) (err error) {
	if o.Owners, err = a.resourceOwners(tx, v.Account); err != nil {
		return err
	}
	o.Owner, err = a.checkSpec(tx, v.Account, o.Spec)
	if e, ok := Problems(err); ok {
		o.Problems, err = e, nil
	}
	if err != nil {
		return err
	}
	if err := a.lookForRoom(tx, v, o); err != nil || o.Owner == nil {
		return err
	}
	o.Asks = o.Owner.NeedsRequest && !o.changesNothing()
	return a.lookAt(tx, v, o)
}

// lookForRoom adds to o's problems that its name is another token's, or that
// there may be no more tokens.
func (a *Authority) lookForRoom(tx Tx, v *Viewer, o *Outlook) error {
	named, err := optional(tx.TokenNamed(v.ID, o.Spec.Name))
	if err != nil {
		return err
	}
	if named != nil && (o.Token == nil || named.ID != o.Token.ID) {
		taken := FieldError{Field: "name", Message: "Name has already been taken", Code: AlreadyExists}
		o.Problems = slices.Insert(o.Problems, 0, taken) // as the form asks for it first
	}
	if o.Token != nil {
		return nil
	}
	n, err := tx.CountTokens(FineGrained, v.ID)
	if most := a.Limits.tokens(); err == nil && n >= most {
		o.Problems = append(o.Problems, noTokenPlace(most))
	}
	return err
}

// changesNothing reports whether o's token gets no more than it has, or than
// it asked for before.
func (o *Outlook) changesNothing() bool {
	if o.Token == nil || o.Owner.ID != o.Token.OwnerID {
		return false
	}
	return o.Spec.Reach.Equal(o.Token.Wants) || o.Granted != nil && o.Spec.Reach.Within(o.Granted.Reach)
}

// lookAt fills in what o's owner has.
func (a *Authority) lookAt(tx Tx, v *Viewer, o *Outlook) (err error) {
	q := RepositoryQuery{UserID: v.ID, OwnerID: o.Owner.ID, Every: o.Owner.Open}
	if o.Reachable, err = tx.CountRepositories(q); err != nil {
		return err
	}
	if q.IDs = o.picked; len(q.IDs) > 0 {
		q.Limit = a.Limits.SelectedRepositories()
		if o.Repositories, err = tx.Repositories(q); err != nil {
			return err
		}
	}
	o.Callable = o.Spec.Reach.countCallable(o.Owner.Kind)
	return nil
}

// resourceOwners are whom user may make tokens for: oneself, then the
// organizations one is a member of that allow fine-grained tokens.
func (a *Authority) resourceOwners(tx Tx, user *Account) ([]*ResourceOwner, error) {
	self, err := a.candidate(tx, user, user, "")
	if err != nil {
		return nil, err
	}
	owners := []*ResourceOwner{self}
	memberships, err := tx.Memberships(user.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range memberships {
		if m.Account.Kind != Organization {
			continue
		}
		c, err := a.candidate(tx, user, m.Account, m.Role)
		if err != nil {
			return nil, err
		}
		if c.Allowed {
			owners = append(owners, c)
		}
	}
	return owners, nil
}

// FindRepositories returns the repositories of a resource owner that v may
// choose for a token and whose names have text in them.
func (a *Authority) FindRepositories(ctx context.Context, v *Viewer, owner, text string, most int) (
	found []*Repository, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		o, err := a.resourceOwner(tx, v.Account, owner)
		if err != nil || o == nil {
			return err
		}
		q := RepositoryQuery{UserID: v.ID, OwnerID: o.ID, Every: o.Open, Text: text, Limit: most}
		found, err = tx.Repositories(q)
		return err
	})
	return found, err
}
