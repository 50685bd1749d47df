package patrol

import (
	"context"
	"fmt"
)

// Issued is a token with its secret, which cannot be had again.
type Issued struct {
	Token   *Token
	Secret  Secret
	Request *Request // what waits for an organization's owners; nil if nothing does
	Warning *Warning // of a change announced that will stop it; nil for none
}

// CreateToken makes the token that v asks for. Where owners must approve, it
// asks them.
func (a *Authority) CreateToken(ctx context.Context, v *Viewer, spec TokenSpec) (*Issued, error) {
	spec = spec.normalized()
	var issued *Issued
	err := a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirmPerson(tx, v); err != nil {
			return err
		}
		owner, err := a.checkSpec(tx, v.Account, spec)
		if err != nil {
			return err
		}
		if err := v.By.mayIssue(a.offered(owner, spec)); err != nil {
			return err
		}
		if err := a.takeTokenPlace(tx, v); err != nil {
			return err
		}
		t := a.newToken(v, owner, spec)
		if t.Replaces, err = stillThere(tx, v, spec.Replaces); err != nil {
			return err
		}
		if issued, err = a.mint(tx, t); err != nil {
			return err
		}
		told := t.Wants.facts()
		told.HashedToken = issued.Secret.Digest().String()
		if err := a.record(tx, v, t.ownEvent(TokenCreated, told)); err != nil {
			return err
		}
		if issued.Request, err = a.letIn(tx, v, t, owner, spec.Reason); err != nil {
			return err
		}
		return a.forewarn(tx, v, issued)
	})
	if err != nil {
		return nil, err
	}
	return issued, nil
}

// stillThere is the id of a classic token of v's, 0 if it has gone meanwhile.
func stillThere(tx Tx, v *Viewer, id int64) (int64, error) {
	t, err := optional(tx.ClassicToken(v.ID, id))
	if t == nil {
		return 0, err
	}
	return t.ID, nil
}

// mint keeps t, and gives it its first secret.
func (a *Authority) mint(tx Tx, t *Token) (*Issued, error) {
	if err := tx.InsertToken(t); err != nil {
		return nil, err
	}
	secret, err := a.imprint(tx, t)
	return &Issued{Token: t, Secret: secret}, err
}

func (a *Authority) takeTokenPlace(tx Tx, v *Viewer) error {
	most := a.Limits.tokens()
	err := tx.TakeTokenPlace(FineGrained, v.ID, most)
	if Conflict.Is(err) {
		return problems{noTokenPlace(most)}.err()
	}
	return err
}

func noTokenPlace(most int) FieldError {
	return FieldError{Field: "name", Message: fmt.Sprintf(
		"You have %d fine-grained tokens, the most that there may be: delete one that you no longer use", most)}
}

func (a *Authority) newToken(v *Viewer, owner *ResourceOwner, spec TokenSpec) *Token {
	t := &Token{
		Kind:        FineGrained,
		UserID:      v.ID,
		Name:        spec.Name,
		Description: spec.Description,
		OwnerID:     owner.ID,
		Owner:       owner.Login,
		OwnerKind:   owner.Kind,
		Wants:       spec.Reach,
		State:       Active,
		CreatedAt:   a.Now(),
		Life:        a.life(spec.Days),
	}
	if owner.NeedsRequest {
		t.State = Pending
	}
	return t
}

// life is one of so many days from now.
func (a *Authority) life(days int) Life {
	l := Life{IssuedAt: a.Now()}
	if days != Forever {
		l.ExpiresAt = l.IssuedAt.AddDate(0, 0, days)
	}
	return l
}

// imprint makes a secret for a token that has none, and keeps its imprint.
func (a *Authority) imprint(tx Tx, t *Token) (Secret, error) {
	secret := t.newSecret()
	i := t.newImprint(secret)
	if err := tx.InsertImprint(i); err != nil {
		return Secret{}, err
	}
	t.SecretID, t.LastEight = i.ID, i.LastEight
	return secret, nil
}

// newSecret is one that t could have.
func (t *Token) newSecret() Secret {
	if t.Kind == Classic {
		return NewClassicSecret()
	}
	return NewSecret(t.ID)
}

// newImprint is what is kept of a new secret of t.
func (t *Token) newImprint(s Secret) *Imprint {
	return &Imprint{TokenID: t.ID, Digest: s.Digest(), LastEight: s.LastEight(), CreatedAt: t.IssuedAt}
}

// letIn grants t what it wants of owner, or, where owners have to approve,
// asks them and returns the request.
func (a *Authority) letIn(tx Tx, v *Viewer, t *Token, owner *ResourceOwner, reason string) (*Request, error) {
	granted, err := optional(tx.Grant(t.ID, t.OwnerID))
	if err != nil {
		return nil, err
	}
	if !owner.NeedsRequest {
		return nil, a.grant(tx, v, plea{t, &Request{Reach: t.Wants}, granted})
	}
	r := &Request{TokenID: t.ID, OwnerID: owner.ID, UserID: t.UserID, Reach: t.Wants,
		Reason: reason, State: Open, CreatedAt: a.Now()}
	if err := tx.InsertRequest(r); err != nil {
		return nil, err
	}
	e := t.event(RequestCreated, r.Reach.factsBeside(granted))
	e.RequestID, e.Detail = r.ID, reason
	return r, a.record(tx, v, e)
}

// grant lets tokens in at their resource owner with what they ask for, by v's
// doing: each gets a new grant, or the one in force is changed.
func (a *Authority) grant(tx Tx, v *Viewer, pleas ...plea) error {
	grants, events := make([]*Grant, len(pleas)), make([]*Event, len(pleas))
	var fresh []*Grant
	for i, p := range pleas {
		t := p.token
		e := t.event(AccessGranted, p.request.Reach.factsBeside(p.granted))
		e.RequestID, e.Detail = p.request.ID, p.request.ReviewReason
		events[i], grants[i] = e, p.granted
		if p.granted != nil {
			if err := tx.SetGrantReach(p.granted.ID, p.request.Reach); err != nil {
				return err
			}
			continue
		}
		grants[i] = &Grant{TokenID: t.ID, OwnerID: t.OwnerID, UserID: t.UserID, Reach: p.request.Reach,
			GrantedBy: v.ID, GrantedAt: a.Now()}
		fresh = append(fresh, grants[i])
	}
	if err := tx.InsertGrants(fresh...); err != nil {
		return err
	}
	for i, g := range grants {
		events[i].GrantID = g.ID
	}
	return a.record(tx, v, events...)
}

// RegenerateToken gives a token of v's a new secret and a new life of so many
// days; its grants stay. The secret with oldSecretID ends at once; if that is
// no longer the token's, someone was faster and the answer is a Conflict.
func (a *Authority) RegenerateToken(ctx context.Context, v *Viewer, id, oldSecretID int64, days int) (*Issued, error) {
	var issued *Issued
	err := a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirmPerson(tx, v); err != nil {
			return err
		}
		t, err := tx.Token(v.ID, id)
		if err != nil {
			return err
		}
		if err := t.mayRenew(oldSecretID); err != nil {
			return err
		}
		if err := a.checkLife(tx, v.Account, t, days); err != nil {
			return err
		}
		renewed, err := a.renewed(tx, t, days)
		if err != nil {
			return err
		}
		if err := v.By.mayIssue(renewed); err != nil {
			return err
		}
		issued, err = a.renew(tx, v, t, days, TokenRegenerated)
		return err
	})
	if err != nil {
		return nil, err
	}
	return issued, nil
}

// mayRenew is a Conflict if another secret than the one seen is t's by now.
func (t *Token) mayRenew(seenSecretID int64) error {
	if t.SecretID != seenSecretID {
		return errorf(Conflict, "This token has already been regenerated: its secret ends in %s now, and no other was made. "+
			"It was shown once; if nobody has kept it, regenerate the token again.", t.LastEight)
	}
	return nil
}

// renew gives t a new secret and a new life of so many days.
func (a *Authority) renew(tx Tx, v *Viewer, t *Token, days int, action string) (*Issued, error) {
	t.Life = a.life(days)
	issued := &Issued{Token: t, Secret: t.newSecret()}
	i := t.newImprint(issued.Secret)
	if err := tx.ReplaceImprint(t.SecretID, i); err != nil {
		return nil, err
	}
	t.SecretID, t.LastEight = i.ID, i.LastEight
	if err := tx.UpdateToken(t); err != nil {
		return nil, err
	}
	told := Facts{HashedToken: i.Digest.String(), TokenScopes: t.Scopes.String()}
	if err := a.record(tx, v, t.ownEvent(action, told)); err != nil {
		return nil, err
	}
	return issued, a.forewarn(tx, v, issued)
}

// forewarn finds out what will stop the token just issued to v: mails of it may
// have gone out before.
func (a *Authority) forewarn(tx Tx, v *Viewer, issued *Issued) error {
	warnings, err := a.warnings(tx, v, issued.Token.Kind, []*Token{issued.Token})
	issued.Warning = warnings[issued.Token.ID]
	return err
}

// checkLife says what is wrong with t living for so many days. Its owner may
// have become one that its user could not choose any more; then a short life
// harms nobody.
func (a *Authority) checkLife(tx Tx, user *Account, t *Token, days int) error {
	owner, err := a.resourceOwner(tx, user, t.Owner)
	if err != nil {
		return err
	}
	var bad problems
	TokenSpec{Days: days}.checkDays(&bad, owner)
	return bad.err()
}
