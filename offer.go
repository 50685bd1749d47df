package patrol

import "time"

// An Offer is what a token would be whose secret is about to be handed out.
type Offer struct {
	TokenID int64 // 0 for one that is new
	OwnerID int64
	Reach   Reach // there, at once; what others have to approve is not in it
	Ends    time.Time
}

// Widens says why handing out o would give whoever holds b more than b has; ""
// if it would not. A token renews neither itself nor what lives longer than it,
// and reaches by no other token what it does not reach itself. What has no
// reach of its own is nobody's gain: it waits for somebody else's approval.
func (b *Bearer) Widens(o Offer) (why string) {
	admission := b.admission(o.OwnerID)
	switch {
	case b.Kind != FineGrained:
		return "A classic token makes and renews no tokens"
	case o.TokenID == b.TokenID:
		return "A token does not renew itself"
	case !b.ExpiresAt.IsZero() && (o.Ends.IsZero() || o.Ends.After(b.ExpiresAt)):
		return "It would live longer than the token that asks for it"
	case o.Reach.powerless():
		return ""
	case admission == nil || !o.Reach.Within(admission.Reach):
		return "It would reach more than the token that asks for it"
	}
	return ""
}

// powerless reports whether r reaches no more than everybody does.
func (r Reach) powerless() bool {
	return r.Selection != All && len(r.Repositories) == 0 && Permissions{}.Include(r.Permissions)
}

// mayIssue refuses to hand out o to the holder of b if that widens it; nil is a
// person, whom nothing widens.
func (b *Bearer) mayIssue(o Offer) error {
	if b == nil {
		return nil
	}
	if why := b.Widens(o); why != "" {
		return errorf(Forbidden, "%s", why)
	}
	return nil
}

// offered is what a token that spec asks for at owner would be.
func (a *Authority) offered(owner *ResourceOwner, spec TokenSpec) Offer {
	o := Offer{OwnerID: owner.ID, Ends: a.life(spec.Days).ExpiresAt}
	if !owner.NeedsRequest {
		o.Reach = spec.Reach
	}
	return o
}

// renewed is what t would be with a new life of so many days.
func (a *Authority) renewed(tx Tx, t *Token, days int) (Offer, error) {
	o := Offer{TokenID: t.ID, OwnerID: t.OwnerID, Ends: a.life(days).ExpiresAt}
	g, err := optional(tx.Grant(t.ID, t.OwnerID))
	if g != nil {
		o.Reach = g.Reach
	}
	return o, err
}
