package patrol

import (
	"context"
	"unicode/utf8"
)

// Approve lets the token of an open request in, as an owner of the organization.
func (a *Authority) Approve(ctx context.Context, v *Viewer, org string, requestID int64, reason string) error {
	return a.review(ctx, v, org, requestID, Approved, reason)
}

// Deny closes an open request, as an owner of the organization. What the token
// had been granted before stays.
func (a *Authority) Deny(ctx context.Context, v *Viewer, org string, requestID int64, reason string) error {
	return a.review(ctx, v, org, requestID, Denied, reason)
}

func (a *Authority) review(ctx context.Context, v *Viewer, org string, id int64, as RequestState, reason string) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, func(tx Tx) error {
		o, err := ownOrg(tx, v.Account, org)
		if err != nil {
			return err
		}
		r, err := tx.Request(o.ID, id)
		if err != nil {
			return err
		}
		return a.close(tx, v, r, as, reason)
	})
}

// checkReason is an owner's reason as it is kept, unless it is too long.
func checkReason(reason string) (string, error) {
	reason = written(reason)
	var bad problems
	bad.check(utf8.RuneCountInString(reason) <= MaxReason, "reason", "Reason is too long (maximum is 1,024 characters)")
	return reason, bad.err()
}

// close reviews r, by v's doing, or is a Conflict if it is not open.
func (a *Authority) close(tx Tx, v *Viewer, r *Request, as RequestState, reason string) error {
	r.State, r.ReviewedBy, r.ReviewedAt, r.ReviewReason = as, v.ID, a.Now(), reason
	if err := tx.CloseRequest(r); err != nil {
		return err
	}
	t, err := tx.Token(r.UserID, r.TokenID)
	if err != nil {
		return err
	}
	if as == Approved {
		t.State = Active
		err = a.grant(tx, v, t, r)
	} else {
		err = a.deny(tx, v, t, r)
	}
	if err != nil {
		return err
	}
	return tx.UpdateToken(t)
}

// deny writes down that r was denied, and what that makes of t.
func (a *Authority) deny(tx Tx, v *Viewer, t *Token, r *Request) error {
	if t.State == Pending {
		t.State = Refused
	}
	e := t.event(RequestDenied, r.Reach.facts())
	e.RequestID, e.Detail = r.ID, r.ReviewReason
	return a.record(tx, v, e)
}

// Revoke takes away what org, of which v is an owner, has granted a token. It
// holds for the next thing that the token is used for. The token's user may ask
// again; what is asked for already goes on waiting.
//
// GitHub: "Reviewing and revoking personal access tokens in your organization".
func (a *Authority) Revoke(ctx context.Context, v *Viewer, org string, grantID int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		o, err := ownOrg(tx, v.Account, org)
		if err != nil {
			return err
		}
		t, err := tx.ActiveToken(o.ID, grantID)
		if err != nil {
			return err
		}
		return a.takeBack(tx, v, t.Grant)
	})
}

// takeBack revokes g, by v's doing, or is a Conflict if it is not in force.
func (a *Authority) takeBack(tx Tx, v *Viewer, g *Grant) error {
	t, err := tx.Token(g.UserID, g.TokenID)
	if err != nil {
		return err
	}
	if err := a.revoke(tx, v, t, g); err != nil {
		return err
	}
	if t.OwnerID != g.OwnerID {
		return nil
	}
	t.State = Revoked
	waits, err := optional(tx.OpenRequest(t.ID, t.OwnerID))
	if err != nil {
		return err
	}
	if waits != nil {
		t.State = Pending
	}
	return tx.UpdateToken(t)
}
