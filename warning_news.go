package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// sweep is of the users whom e has to be told: they are in order of their IDs.
func (e *PolicyEntry) sweep() Sweep {
	return Sweep{Name: fmt.Sprintf("policy change %d", e.ID), At: e.At}
}

// WarnOfPolicies tells users which of their tokens the changes announced will
// stop, and tells them again if a change is withdrawn, of each change once. It
// reports whether there is more to do.
func (a *Authority) WarnOfPolicies(ctx context.Context) (more bool, err error) {
	var coming, withdrawn []*PolicyEntry
	err = a.Store.View(ctx, func(tx Tx) error {
		if coming, err = tx.DuePolicies(a.Now().Add(MostAhead * day)); err != nil {
			return err
		}
		withdrawn, err = tx.WithdrawnPolicies(a.Now().Add(-day))
		return err
	})
	for _, e := range slices.Concat(coming, withdrawn) {
		step := a.warn
		if e.State == ChangeWithdrawn {
			step = a.reassure
		}
		left, err := step(ctx, e)
		if err != nil {
			return false, err
		}
		more = more || left
	}
	return more, err
}

// withdrawal is of the users who have to be told that e will not be, in order
// of their IDs.
func (e *PolicyEntry) withdrawal() Sweep {
	return Sweep{Name: fmt.Sprintf("withdrawal of policy change %d", e.ID), At: e.ClosedAt}
}

// reassure takes a step of telling users that e will not be: those who were
// told that it would.
func (a *Authority) reassure(ctx context.Context, e *PolicyEntry) (more bool, err error) {
	return a.sweep(ctx, e.withdrawal(), func(tx Tx, s *Sweep, limit int) (int, error) {
		if s.ID == sweepDone {
			return 0, nil
		}
		told, err := tx.ToldOf(e, s.ID, limit)
		if err != nil {
			return 0, err
		}
		for _, n := range told {
			s.ID = n.UserID
			off := News{Kind: ChangeOff, At: a.Now(), TokenID: n.TokenID, TokenKind: n.TokenKind,
				TokenName: n.TokenName, OwnerID: n.OwnerID, ExpiresAt: n.ExpiresAt}
			if err := tellUser(tx, n.UserID, off); err != nil {
				return 0, err
			}
		}
		if len(told) < limit {
			s.ID = sweepDone
		}
		return len(told), nil
	})
}

// warn takes a step of telling users of e.
func (a *Authority) warn(ctx context.Context, e *PolicyEntry) (more bool, err error) {
	return a.sweep(ctx, e.sweep(), func(tx Tx, s *Sweep, limit int) (int, error) {
		if s.ID == sweepDone {
			return 0, nil
		}
		e, err := tx.PolicyEntry(e.AccountID, e.ID)
		if err != nil {
			return 0, err
		}
		var holdings []*Holding
		if e.State == ChangeScheduled {
			if holdings, err = tx.HoldingsIn(e.AccountID, e.Kind, s.ID, limit); err != nil {
				return 0, err
			}
		}
		users := 0
		f := forecast{Authority: a, tx: tx, entry: e, places: map[int64]Governance{}}
		for len(holdings) > 0 {
			s.ID = holdings[0].UserID
			others := slices.IndexFunc(holdings, func(h *Holding) bool { return h.UserID != s.ID })
			if others < 0 {
				others = len(holdings)
			}
			if err := f.tell(s.ID, holdings[:others]); err != nil {
				return 0, err
			}
			holdings = holdings[others:]
			users++
		}
		if users < limit {
			s.ID = sweepDone
		}
		return users, nil
	})
}

// A forecast tells users which of their tokens a change announced will stop.
type forecast struct {
	*Authority
	tx     Tx
	entry  *PolicyEntry
	places map[int64]Governance // by organization, as it is kept
}

// tell tells a user which of the tokens they hold will stop, if any will.
func (f *forecast) tell(userID int64, holdings []*Holding) error {
	exempt, err := administers(f.tx, userID, f.entry.AccountID)
	if err != nil {
		return err
	}
	var ids []int64
	var names []string
	for _, h := range holdings {
		g, err := f.governance(h.OwnerID)
		if err != nil {
			return err
		}
		stop := g.At(f.Now()).Stop(h.Life, exempt)
		if stop != nil && stop.ID == f.entry.ID && !slices.Contains(ids, h.TokenID) {
			ids, names = append(ids, h.TokenID), append(names, h.TokenName)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	n := News{Kind: f.entry.News(), At: f.Now(), TokenKind: f.entry.Kind, TokenName: someOf(names), OwnerID: f.entry.AccountID,
		ActorID: f.entry.ByID, Detail: f.entry.Note, ExpiresAt: f.entry.On}
	if len(ids) == 1 {
		n.TokenID = ids[0]
	}
	return tellUser(f.tx, userID, n)
}

// governance is what is kept for an organization.
func (f *forecast) governance(orgID int64) (Governance, error) {
	if g, known := f.places[orgID]; known {
		return g, nil
	}
	org, err := f.tx.Account(orgID)
	if err != nil {
		return Governance{}, err
	}
	f.places[orgID], err = governanceAt(f.tx, org, f.entry.Kind)
	return f.places[orgID], err
}

// News is what e is to whoever has tokens that it stops.
func (e *PolicyEntry) News() NewsKind {
	if e.Block == LifetimeBlock {
		return LifetimeComing
	}
	return RestrictionComing
}

// namesShown is how many names of tokens are in the news, at most.
const namesShown = 5

// someOf is names in a sentence, the last of many left out.
func someOf(names []string) string {
	n := len(names)
	switch {
	case n == 1:
		return names[0]
	case n > namesShown:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:namesShown], ", "), n-namesShown)
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}
