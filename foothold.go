package patrol

import (
	"context"
	"time"
)

// A Reached is what a classic token got at by a request.
type Reached struct {
	OwnerID      int64  // whose it was; the token's user where it was nobody's
	RepositoryID int64  // 0 if it was about the owner alone
	Operation    string // such as "GET /repos/{owner}/{repo}" or "git-upload-pack"
	Open         bool   // anybody could have
}

// A Visit is one thing that a classic token did, and how often.
type Visit struct {
	Reached
	FootholdID      int64
	Owner           string // login
	OwnerKind       AccountKind
	Repository      string     // its name; empty for none, or if it is gone
	Visibility      Visibility // the repository's
	Archived        bool
	FirstAt, LastAt time.Time
	Uses            int64
}

// A Foothold is a classic token at an owner whose resources it reached. What
// anybody could have done does not count.
type Foothold struct {
	ID              int64
	Token           *Token
	User            string // login of the token's user
	OwnerID         int64
	Owner           string // login
	FirstAt, LastAt time.Time
	Uses            int64
	AskedAt         time.Time // when an owner asked last to replace it; zero for never
	RevokedAt       time.Time // from when on it reaches nothing there; zero for never
	Visits          []*Visit  // the last ones, latest first
}

const (
	// reachedFor is how long a foothold is listed after its last use.
	reachedFor = 90 * day
	// askAgainAfter is how long owners wait before they ask again to replace one.
	askAgainAfter = 7 * day
	// visitsShown is how many visits lists show of each foothold.
	visitsShown = 5
)

// ClassicTokensAt returns a page of the classic tokens that reached resources of
// an organization that v owns, or of any organization of an enterprise that v
// owns, in the last 90 days; or, if the filter says so, of those that an owner
// shut out, whenever they did.
func (a *Authority) ClassicTokensAt(ctx context.Context, v *Viewer, kind AccountKind, login string, q ListQuery) (
	l *Listing[Foothold], err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		o, err := owned(tx, v.Account, login, kind)
		if err != nil {
			return err
		}
		q.Kind = Classic
		if !q.Filter.ShutOut {
			q.Since = a.Now().Add(-reachedFor)
		}
		if l, err = openListing[Foothold](a, tx, o, q); err != nil {
			return err
		}
		if l.Problems != nil {
			return nil
		}
		if l.Page, err = tx.Footholds(l.Query); err != nil {
			return err
		}
		if l.Stopped, err = a.barred(tx, l.Org, l.Rows); err != nil {
			return err
		}
		return tx.LastVisits(l.Rows, visitsShown)
	})
	return l, err
}

// Foothold returns one at org, of which v is an owner, and org: one in force, or
// one that was shut out.
func (a *Authority) Foothold(ctx context.Context, v *Viewer, org string, id int64, shutOut bool) (
	o *Account, f *Foothold, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		if o, err = ownOrg(tx, v.Account, org); err != nil {
			return err
		}
		f, err = ownFoothold(tx, v, org, id, shutOut)
		return err
	})
	return o, f, err
}

// Footholds returns some of the classic tokens that ClassicTokensAt lists,
// newest first and by number, as programs ask: those of one user, if login
// says so. The caller has to know that org's owners may see them.
func (a *Authority) Footholds(ctx context.Context, org *Account, login string, offset, limit int) (
	found []*Foothold, err error) {
	q := FootholdQuery{OwnerID: org.ID, Since: a.Now().Add(-reachedFor), Offset: offset, Limit: limit}
	err = a.Store.View(ctx, func(tx Tx) error {
		if login != "" {
			user, err := optional(userNamed(tx, login))
			if err != nil || user == nil {
				return err
			}
			q.UserID = user.ID
		}
		found, err = tx.NumberedFootholds(q)
		return err
	})
	return found, err
}

// A FootholdQuery asks for an owner's footholds in force, newest first.
type FootholdQuery struct {
	OwnerID, UserID int64     // UserID is 0 for anybody's
	Since           time.Time // when they were used last, at the earliest
	Offset, Limit   int
}

// RevokeFoothold has a classic token reach nothing more of org, of which v is
// an owner, but what everybody can read. A new secret does not change that.
func (a *Authority) RevokeFoothold(ctx context.Context, v *Viewer, org string, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		c, err := ownFoothold(tx, v, org, id, false)
		if err != nil {
			return err
		}
		if err := tx.CloseFoothold(c, v.ID, a.Now()); err != nil {
			return err
		}
		return a.record(tx, v, c.event(CredentialRevoked))
	})
}

// RestoreFoothold takes RevokeFoothold back: the token reaches again what the
// policies at org let it.
func (a *Authority) RestoreFoothold(ctx context.Context, v *Viewer, org string, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		c, err := ownFoothold(tx, v, org, id, true)
		if err != nil {
			return err
		}
		if err := tx.ReopenFoothold(c); err != nil {
			return err
		}
		return a.record(tx, v, c.event(CredentialGranted))
	})
}

// ownFoothold is a foothold at org, of which v is an owner, in force or shut out.
func ownFoothold(tx Tx, v *Viewer, org string, id int64, shutOut bool) (*Foothold, error) {
	o, err := ownOrg(tx, v.Account, org)
	if err != nil {
		return nil, err
	}
	c, err := tx.Foothold(o.ID, id)
	if err == nil && c.RevokedAt.IsZero() == shutOut {
		err = errorf(NotFound, "Not Found")
	}
	return c, err
}

// event is what happened to c in the eyes of its owner.
func (c *Foothold) event(action string) *Event {
	e := c.Token.event(action, Facts{TokenScopes: c.Token.Scopes.String()})
	e.OwnerID = c.OwnerID
	return e
}

// AskToReplace asks the users of classic tokens that reached resources of org,
// of which v is an owner, to move to fine-grained ones, and returns how many
// that was: whoever was asked of a token within a week is not asked again.
func (a *Authority) AskToReplace(ctx context.Context, v *Viewer, org string, ids []int64) (asked int, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		asked = 0
		for _, id := range ids {
			c, err := ownFoothold(tx, v, org, id, false)
			if err != nil {
				return err
			}
			if !c.AskedAt.IsZero() && a.Now().Sub(c.AskedAt) < askAgainAfter {
				continue
			}
			if err := tx.AskedToReplace(c, a.Now()); err != nil {
				return err
			}
			if err := a.record(tx, v, c.event(ReplacementAsked)); err != nil {
				return err
			}
			asked++
		}
		return nil
	})
	return asked, err
}
