package patrol

import (
	"context"
	"fmt"
)

// A ClassicDossier is all there is to know of a classic token, for its user.
type ClassicDossier struct {
	Token        *Token
	Footholds    []*Foothold // where it reached what takes its scopes, last used first
	Visits       []*Visit    // all that it did, by owner, repository and operation
	Uses         []Use       // the last ones, newest first
	Events       []*Event    // newest first, a page of them
	EventsBefore int64       // asks for the next page of events; 0 if there is none
	Obstacles    []string    // why it reaches less than it did, a sentence each
	Successors   []*Token    // fine-grained tokens that take over from it
}

// ClassicDossier returns all there is to know of a classic token of v's. Events
// begin before one (0 for the newest).
func (a *Authority) ClassicDossier(ctx context.Context, v *Viewer, id, eventsBefore int64) (d *ClassicDossier, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		d = new(ClassicDossier)
		if d.Token, err = tx.ClassicToken(v.ID, id); err != nil {
			return err
		}
		if d.Footholds, err = tx.FootholdsOf([]int64{id}); err != nil {
			return err
		}
		if d.Visits, err = tx.Visits(id); err != nil {
			return err
		}
		if d.Uses, err = tx.Uses(id); err != nil {
			return err
		}
		if d.Successors, err = tx.Successors(id); err != nil {
			return err
		}
		if d.Events, d.EventsBefore, err = eventsOf(tx, v.ID, id, eventsBefore); err != nil {
			return err
		}
		return a.findObstacles(tx, v, d)
	})
	return d, err
}

// findObstacles finds what stands in the way of d's token where it was used.
func (a *Authority) findObstacles(tx Tx, v *Viewer, d *ClassicDossier) error {
	for _, f := range d.Footholds {
		place, err := FindPlace(tx, v.ID, f.Owner, "")
		if err != nil {
			return err
		}
		g := place.Classic.At(a.Now())
		allowed, by := g.Access()
		limit := g.Limit(place.Exempt)
		switch {
		case !f.RevokedAt.IsZero():
			d.obstacle("An owner of %s let this token reach its resources no more.", f.Owner)
		case !allowed:
			o := ResourceOwner{Account: place.Owner, AllowedBy: by, Governance: g}
			why, err := o.restriction(tx)
			if err != nil {
				return err
			}
			d.Obstacles = append(d.Obstacles, why)
		case !limit.Allows(d.Token.Days()):
			d.obstacle("The token does not work at %s, for it lives longer than it may: %s. "+
				"Regenerate it with an earlier expiration.", f.Owner, limit)
		}
	}
	return nil
}

func (d *ClassicDossier) obstacle(format string, args ...any) {
	d.Obstacles = append(d.Obstacles, fmt.Sprintf(format, args...))
}
