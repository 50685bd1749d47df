package patrol

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode"
)

// A Collaborator is somebody who may do something with a repository.
type Collaborator struct {
	User    *Account
	Level   Level
	Invited bool // and not only because everybody may
}

// A CollaboratorQuery asks for a page of a repository's collaborators.
type CollaboratorQuery struct {
	Repository *Repository
	// Direct asks for those alone who were given a role on it, Outside for
	// those of them who are no members of its organization.
	Direct, Outside bool
	AtLeast         Level // may do this; 0 for anything
	Offset, Limit   int
}

// A MemberQuery asks for a page of an organization's members.
type MemberQuery struct {
	OrgID         int64
	Role          MemberRole // empty for any
	Offset, Limit int
}

// Collaborators are those that q asks for.
func (a *Authority) Collaborators(ctx context.Context, q CollaboratorQuery) (found []Collaborator, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.Collaborators(q)
		return err
	})
	return found, err
}

// Members are those that q asks for.
func (a *Authority) Members(ctx context.Context, q MemberQuery) (found []*Account, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.MemberAccounts(q)
		return err
	})
	return found, err
}

// MemberNamed is the member of an organization with a login, or NotFound.
func (a *Authority) MemberNamed(ctx context.Context, orgID int64, login string) (user *Account, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		if user, err = userNamed(tx, login); err != nil {
			return err
		}
		role, err := tx.MemberRole(orgID, user.ID)
		if err == nil && role == "" {
			err = errorf(NotFound, "Not Found")
		}
		return err
	})
	return user, err
}

// CollaboratorNamed is the user with a login, and what they may do with a
// repository, be that nothing.
func (a *Authority) CollaboratorNamed(ctx context.Context, r *Repository, login string) (c Collaborator, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		c, err = collaboratorNamed(tx, r, login)
		return err
	})
	return c, err
}

func collaboratorNamed(tx Tx, r *Repository, login string) (c Collaborator, err error) {
	if c.User, err = userNamed(tx, login); err != nil {
		return c, err
	}
	place, err := FindPlace(tx, c.User.ID, r.Owner, r.Name)
	if err != nil {
		return c, err
	}
	c.Level = place.Role
	facts, err := place.facts(tx, c.User.ID)
	facts.visibility = "" // who is anybody is no collaborator
	c.Invited = facts.role() > None
	return c, err
}

// userNamed is the user with a login, or NotFound.
func userNamed(tx Tx, login string) (*Account, error) {
	user, err := tx.AccountByLogin(login)
	if err == nil && user.Kind != User {
		err = errorf(NotFound, "Not Found")
	}
	return user, err
}

// SetCollaborator gives a user a role on a repository of which v is an
// administrator, at once and without an invitation; None takes it away.
func (a *Authority) SetCollaborator(ctx context.Context, v *Viewer, id int64, login string, level Level) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		place, err := placeOf(tx, v, id, Admin)
		if err != nil {
			return err
		}
		user, err := userNamed(tx, login)
		if err != nil {
			return err
		}
		if user.ID == place.Owner.ID {
			return problems{{Field: "username", Code: InvalidField, Message: "Repository owner cannot be a collaborator"}}.err()
		}
		was, err := tx.Collaboration(id, user.ID)
		if err != nil || was == level {
			return err
		}
		if err := tx.SetCollaboration(id, user.ID, level); err != nil {
			return err
		}
		return a.record(tx, v, place.Repository.collaboration(user, was, level))
	})
}

// collaboration is that a user's role on r changed.
func (r *Repository) collaboration(user *Account, was, now Level) *Event {
	action := CollaboratorRoleChanged
	switch None {
	case was:
		action = CollaboratorAdded
	case now:
		action = CollaboratorRemoved
	}
	e := r.event(action, fmt.Sprintf("%s on %s", cmp.Or(now, was), r.FullName()))
	e.UserID = user.ID
	return e
}

// ChangeName has v be called something else. An empty name is the login.
func (a *Authority) ChangeName(ctx context.Context, v *Viewer, name string) (user *Account, err error) {
	var p problems
	p.require(len([]rune(name)) <= 255, "name", InvalidField, "Name is too long (maximum is 255 characters)")
	p.require(!strings.ContainsFunc(name, unicode.IsControl), "name", InvalidField, "Name has characters that no name has")
	if err := p.err(); err != nil {
		return nil, err
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		if user, err = tx.Account(v.ID); err != nil || user.Name == name {
			return err
		}
		user.Name = name
		if err := tx.UpdateAccount(user); err != nil {
			return err
		}
		return a.record(tx, v, &Event{Action: ProfileChanged, UserID: v.ID, OwnerID: v.ID, Detail: "name"})
	})
	return user, err
}
