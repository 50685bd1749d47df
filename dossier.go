package patrol

import (
	"context"
	"fmt"
)

// A Dossier is all there is to know of a token, for its user.
type Dossier struct {
	Token        *Token
	Replaced     *Token        // the classic one that it takes over from; nil for none
	Grants       []*Grant      // newest first, closed ones too
	Requests     []*Request    // newest first
	Repositories []*Repository // those it wants that its user may read
	Uses         []Use         // the last ones, newest first
	Events       []*Event      // newest first, a page of them
	EventsBefore int64         // asks for the next page of events; 0 if there is none
	// Obstacles say, a sentence each, why the token can do less than it was
	// granted. The token itself is told none of it.
	Obstacles []string
	Warning   *Warning // of what will stop it; nil for nothing
	Callable  int      // operations of the REST API, with what it has been granted
}

// Granted is the grant in force; nil if there is none.
func (d *Dossier) Granted() *Grant {
	for _, g := range d.Grants {
		if g.RevokedAt.IsZero() && g.OwnerID == d.Token.OwnerID {
			return g
		}
	}
	return nil
}

// Waiting is the request that waits for the owners; nil if none does.
func (d *Dossier) Waiting() *Request {
	for _, r := range d.Requests {
		if r.State == Open {
			return r
		}
	}
	return nil
}

// CanAskAgain reports whether the token wants more than it has, nobody is asked
// for it, and nothing stands in the way of asking.
func (d *Dossier) CanAskAgain() bool {
	g := d.Granted()
	return len(d.Obstacles) == 0 && d.Waiting() == nil && (g == nil || !d.Token.Wants.Within(g.Reach))
}

// eventsShown is how many events a dossier holds.
const eventsShown = 30

// Dossier returns all there is to know of a token of v's. Events begin before
// one (0 for the newest).
func (a *Authority) Dossier(ctx context.Context, v *Viewer, id, eventsBefore int64) (*Dossier, error) {
	var d *Dossier
	err := a.Store.View(ctx, func(tx Tx) error {
		t, err := tx.Token(v.ID, id)
		if err != nil {
			return err
		}
		d = &Dossier{Token: t}
		if d.Replaced, err = optional(tx.ClassicToken(v.ID, t.Replaces)); err != nil {
			return err
		}
		if d.Grants, err = tx.Grants(id); err != nil {
			return err
		}
		if d.Requests, err = tx.Requests(id); err != nil {
			return err
		}
		if d.Uses, err = tx.Uses(id); err != nil {
			return err
		}
		if d.Events, d.EventsBefore, err = eventsOf(tx, v.ID, id, eventsBefore); err != nil {
			return err
		}
		return a.assess(tx, v, d)
	})
	if err != nil {
		return nil, err
	}
	var reach Reach
	if g := d.Granted(); g != nil {
		reach = g.Reach
	}
	d.Callable = reach.countCallable(d.Token.OwnerKind)
	return d, nil
}

// assess finds the repositories of d's token and what stands in its way.
func (a *Authority) assess(tx Tx, v *Viewer, d *Dossier) (err error) {
	t := d.Token
	if ids := t.Wants.Repositories; len(ids) > 0 {
		q := RepositoryQuery{UserID: v.ID, OwnerID: t.OwnerID, IDs: ids, Limit: len(ids)}
		if d.Repositories, err = tx.Repositories(q); err != nil {
			return err
		}
	}
	owner, err := a.resourceOwner(tx, v.Account, t.Owner)
	if err != nil {
		return err
	}
	d.Warning = owner.warning(t)
	obstacle, err := d.obstacle(tx, owner)
	if err != nil {
		return err
	}
	if obstacle != "" {
		d.Obstacles = append(d.Obstacles, obstacle)
	} else if lost := len(t.Wants.Repositories) - len(d.Repositories); lost > 0 {
		d.Obstacles = append(d.Obstacles, fmt.Sprintf("Of the repositories that it wants, %d cannot be had any more: "+
			"they are gone, or you may not read them. Edit the token to choose others.", lost))
	}
	return nil
}

// obstacle is what owner, nil if the user is nobody there, has against d's token.
func (d *Dossier) obstacle(tx Tx, owner *ResourceOwner) (string, error) {
	t := d.Token
	switch {
	case owner == nil:
		return fmt.Sprintf("You are no longer a member of %s, so the token reads public resources only. "+
			"Delete it, or edit it to give it another resource owner.", t.Owner), nil
	case !owner.Allowed:
		return owner.restriction(tx)
	case !owner.Limit.Allows(t.Days()):
		return fmt.Sprintf("The token does not work at %s, for it lives longer than it may: %s. "+
			"Regenerate it with an earlier expiration.", t.Owner, owner.Limit), nil
	}
	return "", nil
}

// restriction says who decided that o allows no tokens, and since when, as far
// as that is known.
func (o *ResourceOwner) restriction(tx Tx) (string, error) {
	q := PolicyQuery{AccountID: o.ID, Kind: o.Governance.Kind, Block: AccessBlock, State: ChangeDone, Limit: 1}
	who := o.Login
	if o.AllowedBy == Enterprise {
		q.AccountID = o.Enterprise
		who = fmt.Sprintf("The enterprise of %s, %s,", o.Login, o.Governance.EnterpriseTitle)
	}
	last, err := tx.PolicyEntries(q)
	if err != nil {
		return "", err
	}
	since := ""
	if len(last) > 0 && last[0].To.Access == No {
		since = " since " + last[0].ClosedAt.UTC().Format("Jan 2, 2006")
	}
	return fmt.Sprintf("%s restricts %s tokens%s, so the token reads public resources only.", who, q.Kind, since), nil
}

// Token returns one of v's fine-grained tokens.
func (a *Authority) Token(ctx context.Context, v *Viewer, id int64) (t *Token, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		t, err = tx.Token(v.ID, id)
		return err
	})
	return t, err
}

// Tokens returns a page of v's fine-grained tokens, and how many there are in all.
func (a *Authority) Tokens(ctx context.Context, v *Viewer, q TokenQuery) (page TokenPage, total int, err error) {
	return a.tokens(ctx, v, FineGrained, q)
}

// tokens is a page of v's tokens of kind k, and how many there are in all.
func (a *Authority) tokens(ctx context.Context, v *Viewer, k TokenKind, q TokenQuery) (
	page TokenPage, total int, err error) {
	q.Kind, q.UserID, q.Now = k, v.ID, a.Now()
	err = a.Store.View(ctx, func(tx Tx) error {
		if page, err = tx.Tokens(q); err != nil {
			return err
		}
		if total, err = tx.CountTokens(k, v.ID); err != nil {
			return err
		}
		if page.Warnings, err = a.warnings(tx, v, k, page.Tokens); err != nil {
			return err
		}
		if k == Classic {
			page.Stopped, err = a.classicStopped(tx, v, page.Tokens)
		} else {
			page.Stopped, err = a.stopped(tx, v, page.Tokens)
		}
		return err
	})
	return page, total, err
}

// eventsOf are some events of a user's token, newest first, from before an ID,
// and from before which there are more; 0 if there are none.
func eventsOf(tx Tx, userID, tokenID, before int64) (events []*Event, next int64, err error) {
	events, err = tx.Events(EventQuery{TokenID: tokenID, UserID: userID, Before: before, Limit: eventsShown + 1})
	events, next = cut(events, eventsShown, func(e *Event) int64 { return e.ID })
	return events, next, err
}
