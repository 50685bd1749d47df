package patrol

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// A PolicyOutlook is what a change of a policy would come to. It counts tokens
// that have not expired by then, of users in good standing. Of classic tokens
// it knows where they were used, not where else they could be.
type PolicyOutlook struct {
	Account       *Account // the organization or enterprise whose policy it is
	Change        PolicyChange
	Before, After Governance // of Account, when the change takes effect
	At            time.Time  // when that is

	Stopped      Effect // on tokens that would work, and will not
	NeedApproval Effect // on tokens that may get more by themselves, and will have to ask an owner
	Revived      Effect // on tokens that would not work, and will

	ByOrg   []OrgEffect    // organizations where something changes, most tokens first
	Busiest []*ActiveToken // of those concerned and used recently, most uses first
}

// An Effect is how many tokens a change does the same to, and whom it concerns.
type Effect struct {
	Tokens        int
	People        int // whose these are
	Organizations int // that let them in
	Used          int // of the tokens, in the last 30 days
}

// An OrgEffect is how many tokens that an organization let in a change concerns.
type OrgEffect struct {
	Login                          string
	Stopped, NeedApproval, Revived int
}

// Tokens is how many the change concerns in all.
func (e OrgEffect) Tokens() int { return e.Stopped + e.NeedApproval + e.Revived }

// busiestShown is how many of the busiest tokens an outlook names.
const busiestShown = 10

// recently is how long ago a token in use was used at the most.
const recently = 30 * day

// PolicyOutlook returns what a change of the policy of an organization or an
// enterprise, of which v is an owner, would come to when it takes effect. It
// keeps nothing.
func (a *Authority) PolicyOutlook(ctx context.Context, v *Viewer, kind AccountKind, login string, c PolicyChange) (
	o *PolicyOutlook, err error) {
	err = a.viewMuch(ctx, func(tx Tx) error {
		account, err := owned(tx, v.Account, login, kind)
		if err != nil {
			return err
		}
		g, err := governanceAt(tx, account, c.Kind)
		if err != nil {
			return err
		}
		o, err = a.outlook(tx, account, g, c)
		return err
	})
	return o, err
}

// outlook is what c would come to, a change of account's policy, where g holds.
func (a *Authority) outlook(tx Tx, account *Account, g Governance, c PolicyChange) (*PolicyOutlook, error) {
	now := a.Now()
	if _, err := g.At(now).after(c, now); err != nil {
		return nil, err
	}
	at := now
	if !c.On.IsZero() {
		at = c.On
	}
	before := g.At(at)
	o, err := a.foresee(tx, account, before, before.saying(before.own().with(c.Block, c.To)), at)
	if err == nil {
		o.Change = c
	}
	return o, err
}

// viewMuch is a View that counts what may be very much. There is one at a time,
// so that others find a reader free.
func (a *Authority) viewMuch(ctx context.Context, fn func(Tx) error) error {
	a.counting.Lock()
	defer a.counting.Unlock()
	return a.Store.View(ctx, fn)
}

// foresee is what it comes to if account's policies are after, and no longer
// before, at a time. No organization lets classic tokens in: those are counted
// that reached its resources of late.
func (a *Authority) foresee(tx Tx, account *Account, before, after Governance, at time.Time) (*PolicyOutlook, error) {
	o := &PolicyOutlook{Account: account, Before: before, After: after, At: at}
	orgs := []*Account{account}
	if account.Kind == Enterprise {
		var err error
		if orgs, err = tx.OrganizationsOf(account.ID); err != nil {
			return nil, err
		}
	}
	return o, newCensus(tx, o, a.Now(), fates...).take(orgs)
}

// Stricter reports whether the change takes something away.
func (o *PolicyOutlook) Stricter() bool { return o.After.Stricter(o.Before) }

// effect is where o counts the tokens whose fate is f.
func (o *PolicyOutlook) effect(f fate) *Effect {
	return map[fate]*Effect{stopped: &o.Stopped, mustAsk: &o.NeedApproval, revived: &o.Revived}[f]
}

// sort puts first what is concerned most.
func (o *PolicyOutlook) sort() {
	slices.SortStableFunc(o.ByOrg, func(x, y OrgEffect) int { return cmp.Compare(y.Tokens(), x.Tokens()) })
	slices.SortStableFunc(o.Busiest, func(x, y *ActiveToken) int { return cmp.Compare(y.Uses, x.Uses) })
	o.Busiest = o.Busiest[:min(len(o.Busiest), busiestShown)]
}
