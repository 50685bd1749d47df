package patrol

import (
	"context"
	"unicode/utf8"
)

// Requests is a page of what waits for an organization's owners.
type Requests struct {
	Org     *Account
	Open    []*Request
	Waiting int   // in all
	Before  int64 // asks for the next page; 0 if there is none
	// Repositories are those that the open ones select and that are still
	// there, by ID.
	Repositories map[int64]*Repository
}

// OpenRequests returns what waits for the owners of org, of whom v is one:
// most of them at once, from before a request (0 for the newest of all).
func (a *Authority) OpenRequests(ctx context.Context, v *Viewer, org string, before int64, most int) (*Requests, error) {
	var page *Requests
	err := a.Store.View(ctx, func(tx Tx) error {
		o, err := ownOrg(tx, v.Account, org)
		if err != nil {
			return err
		}
		page = &Requests{Org: o}
		if page.Waiting, err = tx.CountOpenRequests(o.ID); err != nil {
			return err
		}
		if page.Open, err = tx.OpenRequests(o.ID, before, most+1); err != nil {
			return err
		}
		if len(page.Open) > most {
			page.Open = page.Open[:most]
			page.Before = page.Open[most-1].ID
		}
		return page.findRepositories(tx, v)
	})
	return page, err
}

// findRepositories looks up what the requests of p select, as v, an owner, sees it.
func (p *Requests) findRepositories(tx Tx, v *Viewer) error {
	var ids []int64
	for _, r := range p.Open {
		ids = append(ids, r.Reach.Repositories...)
	}
	p.Repositories = map[int64]*Repository{}
	if len(ids) == 0 {
		return nil
	}
	q := RepositoryQuery{UserID: v.ID, OwnerID: p.Org.ID, IDs: ids, Limit: len(ids)}
	found, err := tx.Repositories(q)
	for _, r := range found {
		p.Repositories[r.ID] = r
	}
	return err
}

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
	reason = written(reason)
	var bad problems
	bad.check(utf8.RuneCountInString(reason) <= MaxReason, "reason", "Reason is too long (maximum is 1,024 characters)")
	if err := bad.err(); err != nil {
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
			err = a.grant(tx, v, t, r.Reach)
		} else {
			err = a.deny(tx, v, t, r)
		}
		if err != nil {
			return err
		}
		return tx.UpdateToken(t)
	})
}

// deny writes down that r was denied, and what that makes of t.
func (a *Authority) deny(tx Tx, v *Viewer, t *Token, r *Request) error {
	if t.State == Pending {
		t.State = Refused
	}
	e := t.event(RequestDenied)
	e.RequestID, e.Detail = r.ID, r.ReviewReason
	return a.record(tx, v, e)
}
