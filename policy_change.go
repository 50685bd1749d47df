package patrol

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"
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
		p.MaxDays, p.ExemptAdmins = other.MaxDays, other.ExemptAdmins
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
	Note  string // why, if anybody says; at most MaxReason characters
	// On is when it takes effect, zero for at once. Enterprises may set a day
	// ahead for what is stricter, so that nobody is surprised.
	On time.Time
}

// after is g once c has taken effect, or why it may not be: c changes the
// policy of the account that g is about, as of now.
func (g Governance) after(c PolicyChange, now time.Time) (Governance, error) {
	if !slices.Contains(c.Kind.Blocks(), c.Block) {
		return g, errorf(Invalid, "No policy on %s tokens decides about %s", c.Kind, c.Block)
	}
	if g.Fixed(c.Block) {
		return g, errorf(Forbidden, "%s, the enterprise, has decided this for all its organizations", g.EnterpriseTitle)
	}
	if g.Settled().About(c.Block) != g.settle(c.From).About(c.Block) {
		return g, errorf(Conflict, "This setting has changed meanwhile")
	}
	if w := g.scheduled(c.Block); w != nil && g.ofEnterprise() {
		return g, errorf(Conflict, "Another change of this setting is announced for %s: withdraw it first", w.when())
	}
	var bad problems
	switch c.Block {
	case AccessBlock:
		bad.check(g.maySay(c.To.Access), "access", "Choose whether these tokens may be used")
	case ApprovalBlock:
		bad.check(g.maySay(c.To.Approval), "approval", "Choose whether an owner has to approve")
	case LifetimeBlock:
		g.checkLimit(&bad, c.To)
	}
	bad.check(utf8.RuneCountInString(c.Note) <= MaxReason, "note", "The note is too long (maximum is 1,024 characters)")
	after := g.saying(g.own().with(c.Block, c.To))
	g.checkDate(&bad, c, after, now)
	return after, bad.err()
}

// maySay reports whether the account that g is about may rule r: an enterprise may
// leave it to its organizations.
func (g Governance) maySay(r Ruling) bool { return r.said() || g.ofEnterprise() && r == Unsaid }

// checkLimit says what is wrong with the maximum lifetime of p, for the account
// that g is about.
func (g Governance) checkLimit(bad *problems, p Policy) {
	valid := p.MaxDays == Forever || 1 <= p.MaxDays && p.MaxDays <= MaxDays
	bad.check(valid, "max_days", "Choose a number of days from 1 to 366")
	if g.ofEnterprise() {
		return
	}
	if valid {
		bad.check(g.Ceiling().Allows(p.MaxDays), "max_days", g.Ceiling().String()+": choose as many or fewer")
	}
	bad.check(!p.ExemptAdmins, "exempt_admins", "Only an enterprise exempts its administrators")
}

// Governance returns the policies on tokens of one kind at an organization of
// which v is an owner.
func (a *Authority) Governance(ctx context.Context, v *Viewer, org string, k TokenKind) (g Governance, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		_, g, err = a.ownGovernance(tx, v, org, k)
		return err
	})
	return g, err
}

// ownGovernance is an organization of which v is an owner, and its policies.
func (a *Authority) ownGovernance(tx Tx, v *Viewer, org string, k TokenKind) (*Account, Governance, error) {
	o, err := ownOrg(tx, v.Account, org)
	if err != nil {
		return nil, Governance{}, err
	}
	g, err := governanceAt(tx, o, k)
	return o, g.At(a.Now()), err
}

// ChangePolicy changes what an organization, of which v is an owner, decided.
// Nothing is deleted by it: policies hold when tokens are made and used, and
// changing them back brings back what worked before.
func (a *Authority) ChangePolicy(ctx context.Context, v *Viewer, org string, c PolicyChange) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		o, before, err := a.ownGovernance(tx, v, org, c.Kind)
		if err != nil {
			return err
		}
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		return a.changePolicy(tx, v, o, before, &PolicyEntry{PolicyChange: c})
	})
}

// changePolicy makes or schedules e, a change of what owner decided, where
// before holds. What says nothing new is no change.
func (a *Authority) changePolicy(tx Tx, v *Viewer, owner *Account, before Governance, e *PolicyEntry) error {
	after, err := before.after(e.PolicyChange, a.Now())
	if err != nil || after.Settled() == before.Settled() {
		return err
	}
	e.From, e.To = before.own().About(e.Block), e.To.About(e.Block)
	e.AccountID, e.At, e.ByID, e.By, e.State = owner.ID, a.Now(), v.ID, v.Login, ChangeDone
	e.ClosedAt = e.At
	if !e.On.IsZero() {
		e.State, e.ClosedAt = ChangeScheduled, time.Time{}
	}
	if err := tx.InsertPolicyEntry(e); err != nil {
		return err
	}
	if e.State == ChangeScheduled {
		return a.schedule(tx, v, e, before)
	}
	if e.Back {
		if err := a.record(tx, v, e.event(PolicyRolledBack, before)); err != nil {
			return err
		}
	}
	return a.enact(tx, v, owner, before, e)
}

// enact has e, a change of what owner decided where before holds, take effect.
func (a *Authority) enact(tx Tx, v *Viewer, owner *Account, before Governance, e *PolicyEntry) error {
	after := before.saying(before.own().with(e.Block, e.To))
	if err := tx.SetPolicy(owner.ID, e.Kind, after.own()); err != nil {
		return err
	}
	return a.record(tx, v, e.effect(before, after))
}
