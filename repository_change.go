package patrol

import (
	"cmp"
	"context"
	"slices"
)

// RemoveRepository takes a repository out of Patrol, by order of whoever runs
// the authority, and out of every selection that has it. Its files stay.
func (a *Authority) RemoveRepository(tx Tx, r *Repository) error {
	return a.removeRepository(tx, &Viewer{Account: new(Account)}, r)
}

// removeRepository takes r out of Patrol, and out of every selection.
func (a *Authority) removeRepository(tx Tx, v *Viewer, r *Repository) error {
	if err := a.deselect(tx, v, r, r.FullName()+" was removed"); err != nil {
		return err
	}
	if err := tx.DeleteRepository(r.ID); err != nil {
		return err
	}
	return a.record(tx, v, r.event(RepositoryRemoved, r.FullName()))
}

// TransferRepository gives a repository to another user or organization, by
// order of whoever runs the authority. It leaves every selection that has it,
// which are of what its old owner has; people keep their own roles on it.
func (a *Authority) TransferRepository(tx Tx, r *Repository, to *Account) error {
	if to.Kind == Enterprise || to.ID == r.OwnerID {
		return errorf(Invalid, "%s cannot be given to %s", r.FullName(), to.Login)
	}
	return a.transfer(tx, &Viewer{Account: new(Account)}, r, r.belongingTo(to))
}

// Transfer gives the repository with an id, of which v is an administrator, to v
// or to an organization that v owns, and if newName is not empty another name.
// All else is as with TransferRepository.
//
// GitHub: "Transfer a repository"; a user who is given one has to accept it.
func (a *Authority) Transfer(ctx context.Context, v *Viewer, id int64, newOwner, newName string) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		place, err := placeOf(tx, v, id, Admin)
		if err != nil {
			return err
		}
		to, err := optional(tx.AccountByLogin(newOwner))
		if err != nil {
			return err
		}
		if to == nil || to.ID == place.Owner.ID {
			return problems{{Field: "new_owner", Code: InvalidField,
				Message: "new_owner must be you or an organization of yours, and not who owns it already"}}.err()
		}
		moved := place.Repository.belongingTo(to)
		moved.Name = cmp.Or(newName, moved.Name)
		if err := mayCreate(tx, v, to.Login, moved); err != nil {
			return err
		}
		if err := a.mayEnter(tx, v, to.Login); err != nil {
			return err
		}
		return a.transfer(tx, v, place.Repository, moved)
	})
}

// mayEnter refuses a program whose token the policies at an owner keep out.
func (a *Authority) mayEnter(tx Tx, v *Viewer, owner string) error {
	if v.By == nil {
		return nil
	}
	place, err := FindPlace(tx, v.ID, owner, "")
	if err != nil {
		return err
	}
	q := Question{Bearer: v.By, Now: a.Now(), Access: Errand{Takes: Admin}.at(place, v.By.Kind, a.Now())}
	return Decide(q).Err(q, a.URL)
}

// belongingTo is r as an owner's.
func (r *Repository) belongingTo(owner *Account) *Repository {
	moved := *r
	moved.OwnerID, moved.Owner = owner.ID, owner.Login
	if r.Visibility == Internal && owner.Enterprise == 0 {
		moved.Visibility = Private // there is no enterprise to be inside of
	}
	return &moved
}

// transfer makes of r what it is with another owner, by v's doing.
func (a *Authority) transfer(tx Tx, v *Viewer, r, moved *Repository) error {
	told := r.FullName() + " is now " + moved.FullName()
	if err := a.deselect(tx, v, r, told); err != nil {
		return err
	}
	if err := tx.MoveRepository(moved); err != nil {
		return err
	}
	for _, log := range []*Repository{r, moved} {
		if err := a.record(tx, v, log.event(RepositoryMoved, told)); err != nil {
			return err
		}
	}
	*r = *moved
	return nil
}

// event is what happened to r, in its owner's log.
func (r *Repository) event(action, detail string) *Event {
	return &Event{Action: action, OwnerID: r.OwnerID, Detail: detail, Facts: Facts{RepositoryIDs: []int64{r.ID}}}
}

// selectionsAtOnce is how many selections are read at a time.
const selectionsAtOnce = 100

// deselect takes r out of every selection that has it: of what is granted, of
// what is asked for and of what tokens want. A request only gets smaller by
// that, so owners approve nothing that they have not seen.
func (a *Authority) deselect(tx Tx, v *Viewer, r *Repository, why string) error {
	err := drain(tx.GrantsSelecting, r.ID, func(g *Grant) error {
		return tx.SetGrantReach(g.ID, g.Reach.without(r.ID))
	})
	if err != nil {
		return err
	}
	err = drain(tx.RequestsSelecting, r.ID, func(q *Request) error {
		return tx.SetRequestReach(q.ID, q.Reach.without(r.ID))
	})
	if err != nil {
		return err
	}
	return drain(tx.TokensSelecting, r.ID, func(t *Token) error {
		t.Wants = t.Wants.without(r.ID)
		if err := tx.UpdateToken(t); err != nil {
			return err
		}
		e := t.ownEvent(TokenUpdated, t.Wants.facts())
		e.Detail = why
		return a.record(tx, v, e)
	})
}

// drain has take change what read finds by a repository, until it finds no more.
func drain[T any](read func(repositoryID int64, limit int) ([]T, error), id int64, take func(T) error) error {
	for {
		found, err := read(id, selectionsAtOnce)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, one := range found {
			if err := take(one); err != nil {
				return err
			}
		}
	}
}

// without is r but for one repository. A selection of none stays one: it never
// becomes all.
func (r Reach) without(repositoryID int64) Reach {
	r.Repositories = slices.DeleteFunc(slices.Clone(r.Repositories), func(id int64) bool { return id == repositoryID })
	return r
}
