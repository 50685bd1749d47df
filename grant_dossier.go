package patrol

import (
	"context"
	"slices"
)

// A RequestDossier is all that an organization's owners need to decide on a
// request.
type RequestDossier struct {
	Org          *Account
	Request      *Request
	Granted      *Grant // what the token has already; nil for nothing
	Repositories map[int64]*Repository
	Others       []*ActiveToken // the requester's other tokens that the organization let in
	Callable     []Operation    // that the request would open
}

// RequestDossier returns all there is to know of a request to org, of which v
// is an owner, whatever has become of it.
func (a *Authority) RequestDossier(ctx context.Context, v *Viewer, org string, id int64) (*RequestDossier, error) {
	var d *RequestDossier
	err := a.Store.View(ctx, func(tx Tx) error {
		o, err := ownOrg(tx, v.Account, org)
		if err != nil {
			return err
		}
		d = &RequestDossier{Org: o}
		if d.Request, err = tx.Request(o.ID, id); err != nil {
			return err
		}
		r := d.Request
		if r.State == Open {
			if d.Granted, err = optional(tx.Grant(r.TokenID, o.ID)); err != nil {
				return err
			}
		}
		if d.Others, err = othersOf(tx, o, r.UserID, r.TokenID, a); err != nil {
			return err
		}
		d.Repositories, err = selected(tx, v, o, r.Reach)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.Callable = d.Request.Reach.Callable(Organization)
	return d, nil
}

// othersShown is how many other tokens of a user a dossier holds.
const othersShown = 50

// othersOf are the tokens of a user that o let in, newest first, but for one.
func othersOf(tx Tx, o *Account, userID, but int64, a *Authority) ([]*ActiveToken, error) {
	page, err := tx.ActiveTokens(ListQuery{OwnerID: o.ID, UserID: userID, Sort: ByNewest, Limit: othersShown, Now: a.Now()})
	var others []*ActiveToken
	for _, t := range page.Rows {
		if t.Token.ID != but {
			others = append(others, t)
		}
	}
	return others, err
}

// A GrantDossier is all that an organization's owners see of a token that they
// let in.
type GrantDossier struct {
	List         *Account // in whose list it is looked at: Org, or its enterprise
	Org          *Account
	Active       *ActiveToken
	Stopped      bool // policies keep it from working now
	Repositories map[int64]*Repository
	Others       []*ActiveToken // the user's other tokens that the organization let in
	Callable     []Operation
	Events       []*Event // of the token at the organization, newest first, a page of them
	EventsBefore int64    // asks for the next page of events; 0 if there is none
}

// GrantDossier returns all there is to know of a grant, in force or not, of an
// organization that v owns, or of any organization of an enterprise that v owns.
// Events begin before one (0 for the newest).
func (a *Authority) GrantDossier(ctx context.Context, v *Viewer, kind AccountKind, login string, id, eventsBefore int64) (
	*GrantDossier, error) {
	var d *GrantDossier
	err := a.Store.View(ctx, func(tx Tx) error {
		list, err := owned(tx, v.Account, login, kind)
		if err != nil {
			return err
		}
		d = &GrantDossier{List: list}
		if d.Active, err = tx.ActiveToken(list.ID, id); err != nil {
			return err
		}
		g := d.Active.Grant
		o, err := tx.Account(g.OwnerID)
		if err != nil {
			return err
		}
		d.Org = o
		kept, err := a.kept(tx, o, d.Active)
		if err != nil {
			return err
		}
		d.Stopped = kept[g.ID]
		if d.Others, err = othersOf(tx, o, g.UserID, g.TokenID, a); err != nil {
			return err
		}
		if d.Repositories, err = selected(tx, v, o, g.Reach); err != nil {
			return err
		}
		return d.readEvents(tx, g, eventsBefore)
	})
	if err != nil {
		return nil, err
	}
	d.Callable = d.Active.Grant.Reach.Callable(Organization)
	return d, nil
}

// readEvents reads a page of what happened to g's token at d's organization.
// What happened to it elsewhere is not for d's owners to see.
func (d *GrantDossier) readEvents(tx Tx, g *Grant, before int64) (err error) {
	d.Events, d.EventsBefore, err = eventsOf(tx, g.UserID, g.TokenID, before)
	d.Events = slices.DeleteFunc(d.Events, func(e *Event) bool { return e.OwnerID != d.Org.ID })
	return err
}
