package patrol

import "context"

// ownEnterprise is ownOrg for enterprises.
func ownEnterprise(tx Tx, viewer *Account, login string) (*Account, error) {
	return owned(tx, viewer, login, Enterprise)
}

// inEnterprise runs what is sensitive in an enterprise of v's: what was
// announced and is due has been written down.
func (a *Authority) inEnterprise(ctx context.Context, v *Viewer, login string, fn func(Tx, *Account) error) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		if _, err := a.settlePolicies(tx); err != nil {
			return err
		}
		e, err := ownEnterprise(tx, v.Account, login)
		if err != nil {
			return err
		}
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		return fn(tx, e)
	})
}

// An EnterprisePolicy is what an enterprise decided about tokens of one kind,
// for its owners.
type EnterprisePolicy struct {
	Enterprise    *Account
	Kind          TokenKind
	Policy        Policy // settled, as it holds
	Coming        []*ComingChange
	Organizations int
	Recent        []*PolicyEntry // the latest changes
}

// An EnterpriseSpread is how many fine-grained tokens an enterprise's policies
// are about, for its owners.
type EnterpriseSpread struct {
	Enterprise    *Account
	Organizations int
	Spread        Spread
}

// A Spread is how many tokens of users in good standing the organizations of an
// enterprise have let in that have not expired, and how long these live in all.
type Spread struct {
	Tokens  int
	Used    int // of the tokens, in the last 30 days
	Quarter int // live 90 days at most
	Year    int // live longer, and DefaultMaxDays at most
}

// Beyond is how many live longer than a year, or forever.
func (s Spread) Beyond() int { return s.Tokens - s.Quarter - s.Year }

// A ComingChange is a change that is announced, and whom it still concerns.
type ComingChange struct {
	*PolicyEntry
	Left int // tokens that it will stop
}

// recentChanges is how many of the latest changes an EnterprisePolicy has.
const recentChanges = 5

// EnterprisePolicy returns what an enterprise of v's decided about tokens of
// kind k. Tokens are counted only for changes that are announced.
func (a *Authority) EnterprisePolicy(ctx context.Context, v *Viewer, enterprise string, k TokenKind) (
	p *EnterprisePolicy, err error) {
	var g Governance
	err = a.Store.View(ctx, func(tx Tx) error {
		p = &EnterprisePolicy{Kind: k}
		if p.Enterprise, err = ownEnterprise(tx, v.Account, enterprise); err != nil {
			return err
		}
		if g, err = governanceAt(tx, p.Enterprise, k); err != nil {
			return err
		}
		g = g.At(a.Now())
		p.Policy = g.Settled()
		if p.Organizations, err = tx.CountOrganizations(p.Enterprise.ID); err != nil {
			return err
		}
		p.Recent, err = tx.PolicyEntries(PolicyQuery{AccountID: p.Enterprise.ID, Kind: k, Limit: recentChanges})
		return err
	})
	if err == nil && len(g.Coming) > 0 {
		p.Coming, err = a.comingChanges(ctx, p.Enterprise, g)
	}
	return p, err
}

// comingChanges are those announced in g, what holds at an enterprise, each with
// the tokens that it will stop.
func (a *Authority) comingChanges(ctx context.Context, enterprise *Account, g Governance) (all []*ComingChange, err error) {
	err = a.viewMuch(ctx, func(tx Tx) error {
		all = nil
		for _, e := range g.Coming {
			o, err := a.foresee(tx, enterprise, g, g.saying(g.own().with(e.Block, e.To)), e.On)
			if err != nil {
				return err
			}
			all = append(all, &ComingChange{e, o.Stopped.Tokens})
		}
		return nil
	})
	return all, err
}

// EnterpriseSpread counts the fine-grained tokens at the organizations of an
// enterprise of v's.
func (a *Authority) EnterpriseSpread(ctx context.Context, v *Viewer, enterprise string) (s *EnterpriseSpread, err error) {
	err = a.viewMuch(ctx, func(tx Tx) error {
		s = new(EnterpriseSpread)
		if s.Enterprise, err = ownEnterprise(tx, v.Account, enterprise); err != nil {
			return err
		}
		if s.Organizations, err = tx.CountOrganizations(s.Enterprise.ID); err != nil {
			return err
		}
		s.Spread, err = tx.Spread(s.Enterprise.ID, a.Now(), a.Now().Add(-recently))
		return err
	})
	return s, err
}

// ChangeEnterprisePolicy changes what an enterprise of v's decided, at once or,
// if c says so, on a day ahead. Nothing is deleted by it, as in ChangePolicy.
// A block for which a change is announced has to wait for that or its end.
func (a *Authority) ChangeEnterprisePolicy(ctx context.Context, v *Viewer, enterprise string, c PolicyChange) error {
	return a.inEnterprise(ctx, v, enterprise, func(tx Tx, owner *Account) error {
		before, err := governanceAt(tx, owner, c.Kind)
		if err != nil {
			return err
		}
		return a.changePolicy(tx, v, owner, before, &PolicyEntry{PolicyChange: c})
	})
}
