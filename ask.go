package patrol

import "context"

// AskAgain files the request again that was denied, cancelled or whose grant
// was revoked.
func (a *Authority) AskAgain(ctx context.Context, v *Viewer, id int64, reason string) (r *Request, err error) {
	spec := TokenSpec{Reason: reason}.normalized()
	err = a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		t, err := tx.Token(v.ID, id)
		if err != nil {
			return err
		}
		if err := checkAskable(tx, t); err != nil {
			return err
		}
		spec.Name, spec.Owner, spec.Days, spec.Reach = t.Name, t.Owner, t.Days(), t.Wants
		owner, err := a.checkSpec(tx, v.Account, spec)
		if err != nil {
			return err
		}
		if r, err = a.ask(tx, v, t, owner, spec.Reason); err != nil {
			return err
		}
		return tx.UpdateToken(t)
	})
	return r, err
}

// checkAskable is a Conflict unless t wants more than it has and nobody is
// asked for it.
func checkAskable(tx Tx, t *Token) error {
	waits, err := optional(tx.OpenRequest(t.ID, t.OwnerID))
	if err != nil {
		return err
	}
	if waits != nil {
		return errorf(Conflict, "This token's request is waiting already. No second one was made.")
	}
	g, err := optional(tx.Grant(t.ID, t.OwnerID))
	if err == nil && g != nil && t.Wants.Within(g.Reach) {
		err = errorf(Conflict, "This token has all that it asks for. No request was made.")
	}
	return err
}

// CancelRequest takes back what a token of v's asks for, or is a Conflict if
// that does not wait any more.
func (a *Authority) CancelRequest(ctx context.Context, v *Viewer, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		t, err := tx.Token(v.ID, id)
		if err != nil {
			return err
		}
		waits, err := optional(tx.OpenRequest(t.ID, t.OwnerID))
		if err != nil {
			return err
		}
		if waits == nil {
			return errorf(Conflict, "This token has no request that waits: it was taken back or decided already.")
		}
		if err := a.cancelRequest(tx, v, t); err != nil {
			return err
		}
		if t.State != Pending {
			return nil // it has a grant besides
		}
		t.State = Withdrawn
		return tx.UpdateToken(t)
	})
}

// cancelRequest closes the request of t that waits, if one does.
func (a *Authority) cancelRequest(tx Tx, v *Viewer, t *Token) error {
	r, err := optional(tx.OpenRequest(t.ID, t.OwnerID))
	if err != nil || r == nil {
		return err
	}
	if err := tx.CloseRequests(r.OwnerID, Review{State: Cancelled, By: v.ID, At: a.Now()}, r); err != nil {
		return err
	}
	e := t.event(RequestCancelled, r.Reach.facts())
	e.RequestID = r.ID
	return a.record(tx, v, e)
}
