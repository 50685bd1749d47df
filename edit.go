package patrol

import "context"

// EditToken makes a token of v's what spec says, all but its days: a new life
// takes a new secret. Name, description and whatever gives up power hold at
// once; what asks for more than was granted waits for the owners who have to
// approve it, and returns the request, while the grant stays as it is.
func (a *Authority) EditToken(ctx context.Context, v *Viewer, id int64, spec TokenSpec) (*Token, *Request, error) {
	spec = spec.normalized()
	var t *Token
	var r *Request
	err := a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		var err error
		if t, err = tx.Token(v.ID, id); err != nil {
			return err
		}
		spec.Days = t.Days()
		owner, err := a.checkSpec(tx, v.Account, spec)
		if err != nil {
			return err
		}
		t.Name, t.Description = spec.Name, spec.Description
		if r, err = a.change(tx, v, t, owner, spec); err != nil {
			return err
		}
		if err := tx.UpdateToken(t); err != nil {
			return err
		}
		return a.record(tx, v, t.ownEvent(TokenUpdated, t.Wants.facts()))
	})
	if err != nil {
		return nil, nil, err
	}
	return t, r, nil
}

// change has t want what spec says of owner, and gets it that as far as it can.
func (a *Authority) change(tx Tx, v *Viewer, t *Token, owner *ResourceOwner, spec TokenSpec) (*Request, error) {
	if owner.ID != t.OwnerID {
		if err := a.leave(tx, v, t); err != nil {
			return nil, err
		}
		t.OwnerID, t.Owner, t.OwnerKind, t.Wants = owner.ID, owner.Login, owner.Kind, spec.Reach
		return a.ask(tx, v, t, owner, spec.Reason)
	}
	if spec.Reach.Equal(t.Wants) {
		return nil, nil
	}
	t.Wants = spec.Reach
	g, err := optional(tx.Grant(t.ID, owner.ID))
	if err != nil {
		return nil, err
	}
	if g != nil && t.Wants.Within(g.Reach) {
		if err := a.cancelRequest(tx, v, t); err != nil {
			return nil, err
		}
		return nil, tx.SetGrantReach(g.ID, t.Wants)
	}
	if g != nil {
		if err := tx.SetGrantReach(g.ID, t.Wants.Meet(g.Reach)); err != nil {
			return nil, err
		}
	}
	return a.ask(tx, v, t, owner, spec.Reason)
}

// leave takes t away from its resource owner, which an organization that let
// it in would not see: then it has to be revoked or deleted instead.
func (a *Authority) leave(tx Tx, v *Viewer, t *Token) error {
	g, err := optional(tx.Grant(t.ID, t.OwnerID))
	if err != nil {
		return err
	}
	if g == nil {
		return a.cancelRequest(tx, v, t)
	}
	if t.OwnerKind == Organization {
		return invalid("owner", "%s has let this token in, so its resource owner stays: make another token instead", t.Owner)
	}
	return a.revoke(tx, v, &ActiveToken{Token: t, Grant: g})
}

// ask gets t what it wants of owner. A request that waits already is replaced,
// not changed, so that owners approve what they have seen.
func (a *Authority) ask(tx Tx, v *Viewer, t *Token, owner *ResourceOwner, reason string) (*Request, error) {
	waits, err := optional(tx.OpenRequest(t.ID, owner.ID))
	if err != nil {
		return nil, err
	}
	if waits != nil && reason == "" {
		reason = waits.Reason
	}
	if err := a.cancelRequest(tx, v, t); err != nil {
		return nil, err
	}
	r, err := a.letIn(tx, v, t, owner, reason)
	if err != nil {
		return nil, err
	}
	return r, standing(tx, t)
}

// standing sets t's state by what its owner has granted and has yet to decide.
func standing(tx Tx, t *Token) error {
	g, err := optional(tx.Grant(t.ID, t.OwnerID))
	if err != nil {
		return err
	}
	if g != nil {
		t.State = Active
		return nil
	}
	waits, err := optional(tx.OpenRequest(t.ID, t.OwnerID))
	if err == nil && waits != nil {
		t.State = Pending
	}
	return err
}

// DeleteToken ends a token of v's for good, and what it asks for.
func (a *Authority) DeleteToken(ctx context.Context, v *Viewer, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirmPerson(tx, v); err != nil {
			return err
		}
		t, err := tx.Token(v.ID, id)
		if err != nil {
			return err
		}
		if err := a.cancelRequest(tx, v, t); err != nil {
			return err
		}
		told := Facts{Explanation: "deleted by its user"}
		if err := a.record(tx, v, t.ownEvent(TokenDestroyed, told)); err != nil {
			return err
		}
		return tx.DeleteToken(v.ID, id)
	})
}
