package patrol

import (
	"context"
	"fmt"
	"slices"
	"strconv"
)

// A Block is one of the things that a Policy decides. Each is changed by itself.
type Block string

const (
	AccessBlock   Block = "access"
	LifetimeBlock Block = "lifetime"
	ApprovalBlock Block = "approval" // of fine-grained tokens
)

// Blocks are what a policy on tokens of kind k decides, none for no kind there is.
func (k TokenKind) Blocks() []Block {
	switch k {
	case FineGrained:
		return []Block{AccessBlock, LifetimeBlock, ApprovalBlock}
	case Classic:
		return []Block{AccessBlock, LifetimeBlock}
	}
	return nil
}

// About is what p says about b, and nothing else.
func (p Policy) About(b Block) Policy { return Policy{}.with(b, p) }

// with is p, saying about b what other says.
func (p Policy) with(b Block, other Policy) Policy {
	switch b {
	case AccessBlock:
		p.Access = other.Access
	case LifetimeBlock:
		p.MaxDays = other.MaxDays
	case ApprovalBlock:
		p.Approval = other.Approval
	}
	return p
}

// A PolicyChange asks that a policy say something else about one block.
type PolicyChange struct {
	Kind  TokenKind
	Block Block
	From  Policy // what was shown; if the policy says something else by now, it stays
	To    Policy // what it is to say about Block
}

// after is g once its organization's policy is changed by c, or why it may not be.
func (g Governance) after(c PolicyChange) (Governance, error) {
	if !slices.Contains(c.Kind.Blocks(), c.Block) {
		return g, errorf(Invalid, "No policy on %s tokens decides about %s", c.Kind, c.Block)
	}
	if g.Fixed(c.Block) {
		return g, errorf(Forbidden, "%s, the enterprise, has decided this for all its organizations", g.EnterpriseName)
	}
	if g.Org.About(c.Block) != c.From.About(c.Block) {
		return g, errorf(Conflict, "This setting has changed meanwhile")
	}
	var bad problems
	switch c.Block {
	case AccessBlock:
		bad.check(c.To.Access.said(), "access", "Choose whether these tokens may be used")
	case ApprovalBlock:
		bad.check(c.To.Approval.said(), "approval", "Choose whether an owner has to approve")
	case LifetimeBlock:
		g.checkDays(&bad, c.To.MaxDays)
	}
	g.Org = g.Org.with(c.Block, c.To)
	return g, bad.err()
}

// checkDays says what is wrong with a maximum lifetime of g's organization.
func (g Governance) checkDays(bad *problems, days int) {
	valid := days == Forever || 1 <= days && days <= MaxDays
	bad.check(valid, "max_days", "Choose a number of days from 1 to 366")
	if valid {
		bad.check(g.Ceiling().Allows(days), "max_days", g.Ceiling().String()+": choose as many or fewer")
	}
}

// Governance returns the policies on tokens of one kind at an organization of
// which v is an owner.
func (a *Authority) Governance(ctx context.Context, v *Viewer, org string, k TokenKind) (g Governance, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		_, g, err = ownGovernance(tx, v, org, k)
		return err
	})
	return g, err
}

// ownGovernance is an organization of which v is an owner, and its policies.
func ownGovernance(tx Tx, v *Viewer, org string, k TokenKind) (*Account, Governance, error) {
	o, err := ownOrg(tx, v.Account, org)
	if err != nil {
		return nil, Governance{}, err
	}
	g, err := governanceAt(tx, o, k)
	return o, g, err
}

// ChangePolicy changes what an organization, of which v is an owner, decided.
// Nothing is deleted by it: policies hold when tokens are made and used, and
// changing them back brings back what worked before.
func (a *Authority) ChangePolicy(ctx context.Context, v *Viewer, org string, c PolicyChange) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		o, before, err := ownGovernance(tx, v, org, c.Kind)
		if err != nil {
			return err
		}
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		after, err := before.after(c)
		if err != nil || after.Settled() == before.Settled() {
			return err
		}
		if err := tx.SetPolicy(o.ID, c.Kind, after.Org); err != nil {
			return err
		}
		return a.record(tx, v, c.event(o, before, after))
	})
}

// event is that org's policies, which were before, are after now.
func (c PolicyChange) event(org *Account, before, after Governance) Event {
	was, is := before.Settled(), after.Settled()
	e := Event{OwnerID: org.ID, Detail: fmt.Sprintf("%s of %s tokens: %s, was %s",
		c.Block, c.Kind, is.say(c.Block), was.say(c.Block))}
	switch c.Block {
	case AccessBlock:
		e.Action = RestrictionDisabled
		if is.Access == No {
			e.Action = RestrictionEnabled
		}
	case ApprovalBlock:
		required := is.Approval == Yes
		e.Action, e.Facts.ApprovalRequired = AutoApproveEnabled, &required
		if required {
			e.Action = AutoApproveDisabled
		}
	case LifetimeBlock:
		e.Action, e.Facts.OldTokenExpiration = ExpirationLimitUnset, expiration(was.MaxDays)
		if is.MaxDays != Forever {
			e.Action, e.Facts.TokenExpiration = ExpirationLimitSet, expiration(is.MaxDays)
		}
	}
	return e
}

// say is what p, a settled policy, says about b.
func (p Policy) say(b Block) string {
	switch {
	case b == AccessBlock && p.Access == No:
		return "restricted"
	case b == AccessBlock:
		return "allowed"
	case b == ApprovalBlock && p.Approval == Yes:
		return "required"
	case b == ApprovalBlock:
		return "not required"
	case p.MaxDays == Forever:
		return "no limit"
	}
	return fmt.Sprintf("%d days at most", p.MaxDays)
}

// expiration is a maximum lifetime as events have it.
func expiration(days int) string {
	if days == Forever {
		return "none"
	}
	return strconv.Itoa(days)
}
