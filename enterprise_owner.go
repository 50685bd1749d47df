package patrol

import "context"

// EnterprisePeople are the owners of an enterprise, by login.
type EnterprisePeople struct {
	Enterprise *Account
	Owners     []*Account
	Next       string // where the next page begins; empty if there is none
}

// peopleShown is how many owners a page has.
const peopleShown = 100

// EnterpriseOwners returns a page of the owners of an enterprise of v's, those
// after a login.
func (a *Authority) EnterpriseOwners(ctx context.Context, v *Viewer, enterprise, after string) (*EnterprisePeople, error) {
	p := new(EnterprisePeople)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if p.Enterprise, err = ownEnterprise(tx, v.Account, enterprise); err != nil {
			return err
		}
		found, err := tx.OwnerAccounts(p.Enterprise.ID, after, peopleShown+1)
		p.Owners, p.Next = cut(found, peopleShown, func(a *Account) string { return a.Login })
		return err
	})
	return p, err
}

// EnterpriseOwner returns an enterprise of v's with one of its owners alone.
func (a *Authority) EnterpriseOwner(ctx context.Context, v *Viewer, enterprise, login string) (*EnterprisePeople, error) {
	p := new(EnterprisePeople)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if p.Enterprise, err = ownEnterprise(tx, v.Account, enterprise); err != nil {
			return err
		}
		owner, err := ownerNamed(tx, p.Enterprise, login)
		p.Owners = []*Account{owner}
		return err
	})
	return p, err
}

// ownerNamed is the owner of e of that login, or NotFound.
func ownerNamed(tx Tx, e *Account, login string) (*Account, error) {
	user, err := tx.AccountByLogin(login)
	if err != nil {
		return nil, err
	}
	role, err := tx.MemberRole(e.ID, user.ID)
	if err == nil && role != Owner {
		err = errorf(NotFound, "Not Found")
	}
	return user, err
}

// AddEnterpriseOwner makes a user an owner of an enterprise of v's.
func (a *Authority) AddEnterpriseOwner(ctx context.Context, v *Viewer, enterprise, login string) error {
	return a.inEnterprise(ctx, v, enterprise, func(tx Tx, e *Account) error {
		user, err := optional(userNamed(tx, login))
		if err != nil {
			return err
		}
		if user == nil {
			return invalid("login", "There is no user of that name")
		}
		role, err := tx.MemberRole(e.ID, user.ID)
		if err != nil {
			return err
		}
		var bad problems
		bad.check(role != Owner, "login", user.Login+" is an owner already")
		bad.check(!user.Suspended(), "login", user.Login+" is suspended")
		if err := bad.err(); err != nil {
			return err
		}
		if err := tx.SetMember(e.ID, user.ID, Owner); err != nil {
			return err
		}
		return a.record(tx, v, &Event{Action: AdminAdded, UserID: user.ID, OwnerID: e.ID})
	})
}

// RemoveEnterpriseOwner makes a user an owner no more. Somebody who is not
// suspended has to be left.
func (a *Authority) RemoveEnterpriseOwner(ctx context.Context, v *Viewer, enterprise, login string) error {
	return a.inEnterprise(ctx, v, enterprise, func(tx Tx, e *Account) error {
		user, err := ownerNamed(tx, e, login)
		if err != nil {
			return err
		}
		if err := tx.SetMember(e.ID, user.ID, ""); err != nil {
			return err
		}
		left, err := tx.Owners(e.ID)
		if err != nil {
			return err
		}
		if len(left) == 0 {
			return errorf(Conflict, "An enterprise needs an owner: add another one first")
		}
		return a.record(tx, v, &Event{Action: AdminRemoved, UserID: user.ID, OwnerID: e.ID})
	})
}
