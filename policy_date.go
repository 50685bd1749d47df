package patrol

import (
	"context"
	"fmt"
	"time"
)

// MostAhead is how many days ahead a change of a policy may be announced.
const MostAhead = 90

// checkDate says what is wrong with when c, which leads from g to after, is to
// take effect.
func (g Governance) checkDate(bad *problems, c PolicyChange, after Governance, now time.Time) {
	if c.On.IsZero() {
		return
	}
	bad.check(g.ofEnterprise(), "on", "Only an enterprise announces what it decides")
	bad.check(c.On.After(now), "on", "Choose a day that is still to come")
	bad.check(!c.On.After(now.Add(MostAhead*day)), "on",
		fmt.Sprintf("Choose a day that is %d days ahead at most", MostAhead))
	bad.check(after.Stricter(g), "on", "Only what is stricter waits for a day: this takes effect at once")
}

// scheduled is the change of b that is announced at g, nil if there is none.
func (g Governance) scheduled(b Block) *PolicyEntry {
	for _, e := range g.Coming {
		if e.Block == b {
			return e
		}
	}
	return nil
}

// when is when e takes effect, as people read it.
func (e *PolicyEntry) when() string { return e.On.UTC().Format("Jan 2, 2006, 15:04 UTC") }

// schedule announces e, where before holds.
func (a *Authority) schedule(tx Tx, v *Viewer, e *PolicyEntry, before Governance) error {
	if err := tx.InsertSweep(e.sweep()); err != nil {
		return err
	}
	return a.record(tx, v, e.event(PolicyScheduled, before))
}

// SettlePolicies writes down which of the changes announced have taken effect,
// each once, whoever else does it, and reports how many it wrote. They hold
// without that: Governance.At asks the clock.
func (a *Authority) SettlePolicies(ctx context.Context) (n int, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		due, err := tx.DuePolicies(a.Now())
		n = len(due)
		return err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	err = a.Store.Update(ctx, func(tx Tx) (err error) {
		n, err = a.settlePolicies(tx)
		return err
	})
	return n, err
}

// settlePolicies is SettlePolicies within a transaction.
func (a *Authority) settlePolicies(tx Tx) (int, error) {
	due, err := tx.DuePolicies(a.Now())
	if err != nil {
		return 0, err
	}
	for _, e := range due {
		if err := a.settlePolicy(tx, e); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// settlePolicy writes down that e has taken effect, by whoever announced it.
func (a *Authority) settlePolicy(tx Tx, e *PolicyEntry) error {
	if err := tx.ClosePolicyEntry(e.ID, ChangeDone, e.On); err != nil {
		return err
	}
	owner, err := tx.Account(e.AccountID)
	if err != nil {
		return err
	}
	actor, err := tx.Account(e.ByID)
	if err != nil {
		return err
	}
	before, err := governanceAt(tx, owner, e.Kind)
	if err != nil {
		return err
	}
	return a.enact(tx, &Viewer{Account: actor}, owner, before, e)
}

// WithdrawChange takes back a change that an enterprise of v's has announced.
func (a *Authority) WithdrawChange(ctx context.Context, v *Viewer, enterprise string, id int64) error {
	return a.inEnterprise(ctx, v, enterprise, func(tx Tx, owner *Account) error {
		e, err := tx.PolicyEntry(owner.ID, id)
		if err != nil {
			return err
		}
		switch e.State {
		case ChangeDone:
			return errorf(Conflict, "This change has taken effect: roll it back instead")
		case ChangeWithdrawn:
			return errorf(Conflict, "This change was withdrawn already")
		}
		e.ClosedAt = a.Now()
		if err := tx.ClosePolicyEntry(id, ChangeWithdrawn, e.ClosedAt); err != nil {
			return err
		}
		if err := tx.InsertSweep(e.withdrawal()); err != nil {
			return err
		}
		before, err := governanceAt(tx, owner, e.Kind)
		if err != nil {
			return err
		}
		return a.record(tx, v, e.event(PolicyWithdrawn, before))
	})
}
