package patrol

import (
	"context"
	"maps"
	"slices"
	"unicode/utf8"
)

// Approve lets the token of an open request in, as an owner of the organization.
func (a *Authority) Approve(ctx context.Context, v *Viewer, org string, requestID int64, reason string) error {
	return a.doOne(ctx, v, org, deed{Approving, reason}, requestID)
}

// Deny closes an open request, as an owner of the organization. What the token
// had been granted before stays.
func (a *Authority) Deny(ctx context.Context, v *Viewer, org string, requestID int64, reason string) error {
	return a.doOne(ctx, v, org, deed{Denying, reason}, requestID)
}

// Revoke takes away what org, of which v is an owner, has granted a token. An
// owner of an enterprise does so by order of any of its organizations. It
// holds for the next thing that the token is used for. The token's user may ask
// again; what is asked for already goes on waiting.
//
// GitHub: "Reviewing and revoking personal access tokens in your organization".
func (a *Authority) Revoke(ctx context.Context, v *Viewer, org string, grantID int64) error {
	return a.doOne(ctx, v, org, deed{Deed: Revoking}, grantID)
}

// doOne does to one row what can be done to many.
func (a *Authority) doOne(ctx context.Context, v *Viewer, org string, d deed, id int64) (err error) {
	if d.reason, err = checkReason(d.reason); err != nil {
		return err
	}
	return a.together(ctx, v.order(org, d), id, func(tx Tx, rows []*wish) error { return a.doEach(tx, v, org, d, rows) })
}

// doEach does d to rows that v wishes it done to, each by itself, and tells each
// what came of it.
func (a *Authority) doEach(tx Tx, v *Viewer, org string, d deed, rows []*wish) error {
	o, err := ownList(tx, v.Account, org, d.Deed)
	if err != nil {
		return err
	}
	ids := idsOf(rows, func(w *wish) int64 { return w.id })
	refused, err := refusals(tx, v, o.ID, d.Deed, ids)
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return refused[id] != nil })
	outcomes, err := a.do(tx, v, o.ID, d, ids)
	if err != nil {
		return err
	}
	for _, w := range rows {
		if w.err = refused[w.id]; w.err == nil {
			w.err, outcomes = outcomes[0].Result.err(), outcomes[1:]
		}
	}
	return nil
}

// refusals are why v may not do d to some of an owner's rows, by their ids: no
// token approves what it asks for itself, or what another token of its user
// does. Nobody's programs let themselves in.
func refusals(tx Tx, v *Viewer, ownerID int64, d Deed, ids []int64) (map[int64]error, error) {
	if v.By == nil || d != Approving {
		return nil, nil
	}
	found, err := tx.RequestsAt(ownerID, ids)
	refused := map[int64]error{}
	for id, r := range found {
		if r.UserID == v.ID {
			refused[id] = errorf(Forbidden, "No token approves what tokens of its own user ask for")
		}
	}
	return refused, err
}

// checkReason is an owner's reason as it is kept, unless it is too long.
func checkReason(reason string) (string, error) {
	reason = written(reason)
	var bad problems
	bad.check(utf8.RuneCountInString(reason) <= MaxReason, "reason", "Reason is too long (maximum is 1,024 characters)")
	return reason, bad.err()
}

// A deed is a Deed with the reason that its doer gives.
type deed struct {
	Deed
	reason string
}

// do does d to rows of an owner's, to each unless someone was faster or it is
// gone, and returns what became of each in the order of ids.
func (a *Authority) do(tx Tx, v *Viewer, ownerID int64, d deed, ids []int64) ([]*Outcome, error) {
	switch d.Deed {
	case Approving:
		return a.close(tx, v, ownerID, Review{State: Approved, Reason: d.reason}, ids)
	case Denying:
		return a.close(tx, v, ownerID, Review{State: Denied, Reason: d.reason}, ids)
	}
	return a.takeBack(tx, v, ownerID, ids)
}

// close reviews those of an owner's requests that are open, by v's doing.
func (a *Authority) close(tx Tx, v *Viewer, ownerID int64, as Review, ids []int64) ([]*Outcome, error) {
	as.By, as.At = v.ID, a.Now()
	found, err := tx.RequestsAt(ownerID, ids)
	if err != nil {
		return nil, err
	}
	var closed []*Request
	outcomes := outcomesOf(ids, found, func(r *Request, o *Outcome) bool {
		o.TokenName, o.User = r.TokenName, r.User
		if r.State != Open {
			return false
		}
		r.review(as)
		closed = append(closed, r)
		return true
	})
	if len(closed) == 0 {
		return outcomes, nil
	}
	if err := tx.CloseRequests(ownerID, as, closed...); err != nil {
		return nil, err
	}
	pleas, err := pleasOf(tx, ownerID, closed)
	if err != nil {
		return nil, err
	}
	if as.State == Approved {
		return outcomes, a.approve(tx, v, pleas)
	}
	return outcomes, a.deny(tx, v, pleas)
}

// A plea is what a token asks of its resource owner, and what it was granted
// there before; nil for nothing. Where nobody has to be asked, the request has
// only a reach.
type plea struct {
	token   *Token
	request *Request
	granted *Grant
}

// pleasOf are those that an owner's requests make.
func pleasOf(tx Tx, ownerID int64, requests []*Request) ([]plea, error) {
	granted, err := tx.GrantsOf(ownerID, idsOf(requests, func(r *Request) int64 { return r.TokenID }))
	if err != nil {
		return nil, err
	}
	pleas := make([]plea, len(requests))
	for i, r := range requests {
		pleas[i] = plea{r.token(), r, granted[r.TokenID]}
	}
	return pleas, nil
}

// approve grants what is asked for, by v's doing.
func (a *Authority) approve(tx Tx, v *Viewer, pleas []plea) error {
	var woken []int64
	for _, p := range pleas {
		if p.token.State != Active {
			woken = append(woken, p.token.ID)
		}
	}
	if err := a.grant(tx, v, pleas...); err != nil {
		return err
	}
	return tx.SetTokenState(Active, woken...)
}

// deny writes down that what was asked for is not granted, by v's doing.
func (a *Authority) deny(tx Tx, v *Viewer, pleas []plea) error {
	var refused []int64
	events := make([]*Event, len(pleas))
	for i, p := range pleas {
		if p.token.State == Pending {
			refused = append(refused, p.token.ID)
		}
		e := p.token.event(RequestDenied, p.request.Reach.facts())
		e.RequestID, e.Detail = p.request.ID, p.request.ReviewReason
		events[i] = e
	}
	if err := a.record(tx, v, events...); err != nil {
		return err
	}
	return tx.SetTokenState(Refused, refused...)
}

// takeBack revokes those of the grants at an owner, or at the organizations of
// an enterprise, that are in force, by v's doing.
func (a *Authority) takeBack(tx Tx, v *Viewer, ownerID int64, ids []int64) ([]*Outcome, error) {
	found, err := tx.ActiveTokensAt(ownerID, ids)
	if err != nil {
		return nil, err
	}
	var revoked []*ActiveToken
	outcomes := outcomesOf(ids, found, func(t *ActiveToken, o *Outcome) bool {
		o.TokenName, o.User = t.Token.Name, t.User
		if !t.Grant.RevokedAt.IsZero() {
			return false
		}
		t.Grant.RevokedAt = a.Now()
		revoked = append(revoked, t)
		return true
	})
	at := map[int64][]*ActiveToken{}
	for _, t := range revoked {
		at[t.Grant.OwnerID] = append(at[t.Grant.OwnerID], t)
	}
	for _, owner := range slices.Sorted(maps.Keys(at)) {
		if err := a.revoke(tx, v, at[owner]...); err != nil {
			return nil, err
		}
		if err := fall(tx, owner, at[owner]); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// fall sets what tokens are that lost their grant at their resource owner: some
// have asked for more, which waits.
func fall(tx Tx, ownerID int64, revoked []*ActiveToken) error {
	tokens := idsOf(revoked, func(t *ActiveToken) int64 { return t.Token.ID })
	waits, err := tx.WaitingOf(ownerID, tokens)
	if err != nil {
		return err
	}
	var fallen, pending []int64
	for _, t := range revoked {
		switch {
		case t.Token.OwnerID != ownerID:
		case waits[t.Token.ID]:
			pending = append(pending, t.Token.ID)
		default:
			fallen = append(fallen, t.Token.ID)
		}
	}
	if err := tx.SetTokenState(Pending, pending...); err != nil {
		return err
	}
	return tx.SetTokenState(Revoked, fallen...)
}

// outcomesOf tries a deed on rows, each once, and returns what became of each
// in the order of ids. try writes down what the row is called, and reports
// whether the deed can be done to it.
func outcomesOf[T any](ids []int64, found map[int64]T, try func(T, *Outcome) bool) []*Outcome {
	outcomes := make([]*Outcome, len(ids))
	for i, id := range ids {
		o := &Outcome{ItemID: id, Result: Gone}
		if row, there := found[id]; there {
			o.Result = TooLate
			if try(row, o) {
				o.Result = Decided
			}
		}
		outcomes[i] = o
	}
	return outcomes
}

// idsOf are the ids that rows have.
func idsOf[T any](rows []T, id func(T) int64) []int64 {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = id(row)
	}
	return ids
}
