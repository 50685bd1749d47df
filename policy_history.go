package patrol

import (
	"context"
	"time"
)

// A PolicyEntry is a change of a policy as it is kept: what was decided, who
// did and when, and what became of it.
type PolicyEntry struct {
	ID        int64
	AccountID int64 // the organization or enterprise whose policy it is
	PolicyChange
	At       time.Time // when it was decided
	ByID     int64     // who did; 0 for whoever runs the authority
	By       string    // their login
	State    ChangeState
	ClosedAt time.Time // when what was scheduled took effect or was withdrawn
	Back     bool      // it set back what another change had made
}

// A ChangeState is where a change stands.
type ChangeState string

const (
	ChangeScheduled ChangeState = "scheduled"
	ChangeWithdrawn ChangeState = "withdrawn"
	ChangeDone      ChangeState = "done"
)

// StateAt is where e stands at a time: what was scheduled is done from its very
// second, whether or not anybody has written that down.
func (e *PolicyEntry) StateAt(now time.Time) ChangeState {
	if e.State == ChangeScheduled && !now.Before(e.On) {
		return ChangeDone
	}
	return e.State
}

// historyShown is how many changes a page of a history has.
const historyShown = 50

// A PolicyHistory is a page of the changes of an account's policy, newest first.
type PolicyHistory struct {
	Owner   *Account // the organization or enterprise
	Entries []*PolicyEntry
	Before  int64 // where the next page begins, 0 if there is none
}

// PolicyHistory returns a page of what an enterprise or an organization of v's
// decided about tokens of kind k, empty for all, from before an entry on; 0 for
// the newest.
func (a *Authority) PolicyHistory(ctx context.Context, v *Viewer, login string, k TokenKind, before int64) (
	*PolicyHistory, error) {
	h := new(PolicyHistory)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if h.Owner, err = owned(tx, v.Account, login, Organization, Enterprise); err != nil {
			return err
		}
		found, err := tx.PolicyEntries(PolicyQuery{AccountID: h.Owner.ID, Kind: k, Before: before, Limit: historyShown + 1})
		h.Entries, h.Before = cut(found, historyShown, func(e *PolicyEntry) int64 { return e.ID })
		return err
	})
	return h, err
}

// RollBack sets a policy of an enterprise of v's back to what it said before a
// change, about what that changed.
func (a *Authority) RollBack(ctx context.Context, v *Viewer, enterprise string, id int64, note string) error {
	return a.inEnterprise(ctx, v, enterprise, func(tx Tx, owner *Account) error {
		e, err := tx.PolicyEntry(owner.ID, id)
		if err != nil {
			return err
		}
		before, err := governanceAt(tx, owner, e.Kind)
		if err != nil {
			return err
		}
		back, err := e.undone(before, a.Now())
		if err != nil {
			return err
		}
		back.Note = note
		return a.changePolicy(tx, v, owner, before, &PolicyEntry{Back: true, PolicyChange: back})
	})
}

// undone is the change that sets back what e made, where before holds now, or
// why there is none.
func (e *PolicyEntry) undone(before Governance, now time.Time) (PolicyChange, error) {
	back := PolicyChange{Kind: e.Kind, Block: e.Block, From: before.own(), To: before.settle(e.From).About(e.Block)}
	state := e.StateAt(now)
	switch {
	case state == ChangeWithdrawn:
		return back, errorf(Conflict, "This change was withdrawn and never took effect")
	case state != ChangeDone:
		return back, errorf(Conflict, "This change has not taken effect")
	case before.Settled().About(e.Block) == back.To:
		return back, errorf(Conflict, "The policy says that already")
	}
	return back, nil
}
