package patrol

import (
	"context"
	"errors"
)

// A PolicyUndo is a change of an enterprise's policy, and what RollBack would
// make of it.
type PolicyUndo struct {
	Owner   *Account // the enterprise
	Entry   *PolicyEntry
	Outlook *PolicyOutlook // of rolling it back; nil where that cannot be
	Stays   string         // why it cannot be
}

// PolicyUndo returns one change of the policy of an enterprise of v's, with
// what it would do to roll it back. It keeps nothing.
func (a *Authority) PolicyUndo(ctx context.Context, v *Viewer, enterprise string, id int64) (
	*PolicyUndo, error) {
	u := new(PolicyUndo)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if u.Owner, err = ownEnterprise(tx, v.Account, enterprise); err != nil {
			return err
		}
		if u.Entry, err = tx.PolicyEntry(u.Owner.ID, id); err != nil {
			return err
		}
		u.Outlook, err = a.undoing(tx, u.Owner, u.Entry)
		if e, ok := errors.AsType[*Error](err); ok && e.Kind == Conflict {
			u.Stays, err = e.Message, nil
		}
		return err
	})
	return u, err
}

// undoing is what it would do to roll e back, or a Conflict if that cannot be.
func (a *Authority) undoing(tx Tx, owner *Account, e *PolicyEntry) (*PolicyOutlook, error) {
	g, err := governanceAt(tx, owner, e.Kind)
	if err != nil {
		return nil, err
	}
	back, err := e.undone(g.At(a.Now()), a.Now())
	if err != nil {
		return nil, err
	}
	return a.outlook(tx, owner, g, back)
}
