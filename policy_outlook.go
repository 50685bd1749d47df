package patrol

import (
	"context"
	"time"
)

// A PolicyOutlook is what a change of a policy would come to.
type PolicyOutlook struct {
	Change        PolicyChange
	Before, After Governance
	Toll          Toll // on them
}

// A Toll is how many tokens a change stops, and whom that concerns. Of more
// than MostCounted that are listed, it knows as many.
type Toll struct {
	Listed int // tokens that have access and live too long
	Tokens int // those among them that would work without the change
	People int // whose these are
	Used   int // of these, used in the last 30 days
}

// MostCounted is how far the tokens are counted that a change concerns.
const MostCounted = 10_000

// recently is how long ago a token in use was used at the most.
const recently = 30 * day

// A TollQuery asks for the Toll on tokens that have access at an owner and live
// longer than some days in all.
type TollQuery struct {
	OwnerID int64
	Over    int
	Upto    int       // days that a token may live as it is, or Forever
	Now     time.Time // when it is not to have expired
	Since   time.Time // when it is to have been used
	Limit   int
}

// PolicyOutlook returns what ChangePolicy would make of c. It keeps nothing.
func (a *Authority) PolicyOutlook(ctx context.Context, v *Viewer, org string, c PolicyChange) (
	o *PolicyOutlook, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		account, before, err := a.ownGovernance(tx, v, org, c.Kind)
		if err != nil {
			return err
		}
		o = &PolicyOutlook{Change: c, Before: before}
		if o.After, err = before.after(c, a.Now()); err != nil {
			return err
		}
		return a.count(tx, account, o)
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// Stricter reports whether the change takes something away.
func (o *PolicyOutlook) Stricter() bool { return o.After.Stricter(o.Before) }

// count fills in whom o's change concerns. What is not taken away, and what
// classic tokens may do, concerns no token that there is.
func (a *Authority) count(tx Tx, org *Account, o *PolicyOutlook) (err error) {
	if !o.Stricter() || o.Change.Kind == Classic || o.Change.Block == ApprovalBlock {
		return nil
	}
	now := a.Now()
	q := TollQuery{OwnerID: org.ID, Now: now, Since: now.Add(-recently), Limit: MostCounted}
	if o.Change.Block == LifetimeBlock {
		q.Over = o.After.Org.MaxDays
	}
	if allowed, _ := o.Before.Access(); allowed {
		q.Upto = o.Before.Limit(true).Days
	}
	o.Toll, err = tx.Toll(q)
	return err
}
