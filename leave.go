package patrol

// EndMembership makes a user no member of an organization any more, by order
// of whoever runs the authority. What the user's tokens were granted there is
// revoked, and what they ask for is cancelled; coming back revives neither.
//
// GitHub: a token is "inactive if the user loses access to the resource".
func (a *Authority) EndMembership(tx Tx, org, user *Account) error {
	operator := &Viewer{Account: new(Account)}
	if err := tx.SetMember(org.ID, user.ID, ""); err != nil {
		return err
	}
	q := TokenQuery{Kind: FineGrained, UserID: user.ID, Sort: ByOldest, Limit: 100, Now: a.Now()}
	for {
		page, err := tx.Tokens(q)
		if err != nil {
			return err
		}
		for _, t := range page.Tokens {
			if t.OwnerID != org.ID {
				continue
			}
			if err := a.shutOut(tx, operator, t); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// shutOut ends, by v's doing, what t was granted and asks for.
func (a *Authority) shutOut(tx Tx, v *Viewer, t *Token) error {
	if err := a.cancelRequest(tx, v, t); err != nil {
		return err
	}
	g, err := optional(tx.Grant(t.ID, t.OwnerID))
	if err != nil {
		return err
	}
	switch {
	case g != nil:
		t.State = Revoked
		err = a.revoke(tx, v, &ActiveToken{Token: t, Grant: g})
	case t.State == Pending:
		t.State = Withdrawn
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return tx.UpdateToken(t)
}

// revoke closes grants of one owner's, which are in force, by v's doing.
func (a *Authority) revoke(tx Tx, v *Viewer, held ...*ActiveToken) error {
	grants, events := make([]*Grant, len(held)), make([]*Event, len(held))
	for i, t := range held {
		e := t.Token.event(AccessRevoked, t.Grant.Reach.facts())
		e.GrantID = t.Grant.ID
		grants[i], events[i] = t.Grant, e
	}
	if err := tx.CloseGrants(held[0].Grant.OwnerID, v.ID, a.Now(), grants...); err != nil {
		return err
	}
	return a.record(tx, v, events...)
}
