package patrol

import (
	"context"
	"time"
)

// These are for whoever runs the authority: they take no viewer, and no door
// but the command line leads to them.

// AddUser makes a user without a password, who sets one by a PasswordLink.
func (a *Authority) AddUser(ctx context.Context, user *Account) error {
	var bad problems
	why := CheckLogin(user.Login)
	bad.check(why == "", "login", why)
	why = CheckEmail(user.Email)
	bad.check(why == "", "email", why)
	if err := bad.err(); err != nil {
		return err
	}
	user.Kind, user.CreatedAt = User, a.Now()
	return a.Store.Update(ctx, func(tx Tx) error {
		if err := tx.InsertAccount(user); err != nil {
			return err
		}
		return tx.Record(&Event{At: a.Now(), Action: UserCreated, UserID: user.ID, OwnerID: user.ID})
	})
}

// CheckEmail says what is wrong with email as that of a user, who need not
// have any, or "".
func CheckEmail(email string) string {
	if email == "" || validEmail(email) {
		return ""
	}
	return "Email is not an address, such as you@example.com"
}

// ResetPassword sets the password of a user and ends their sessions.
func (a *Authority) ResetPassword(ctx context.Context, login, password string) error {
	hash, err := a.hashNew(ctx, password, password)
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, func(tx Tx) error {
		user, err := userByLogin(tx, login)
		if err != nil {
			return err
		}
		return a.setPassword(tx, user, hash, Origin{})
	})
}

// Suspend puts a user out at once, their sessions and tokens with them, or
// lets them in again: the tokens work again, the sessions are gone.
func (a *Authority) Suspend(ctx context.Context, login string, suspended bool) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		user, err := userByLogin(tx, login)
		if err != nil {
			return err
		}
		if user.Suspended() == suspended {
			return nil
		}
		if !suspended {
			if err := tx.SetSuspended(user.ID, time.Time{}); err != nil {
				return err
			}
			return tx.Record(&Event{At: a.Now(), Action: UserUnsuspended, UserID: user.ID, OwnerID: user.ID})
		}
		if err := tx.DeleteSessions(user.ID); err != nil {
			return err
		}
		if err := tx.SetSuspended(user.ID, a.Now()); err != nil {
			return err
		}
		return tx.Record(&Event{At: a.Now(), Action: UserSuspended, UserID: user.ID, OwnerID: user.ID})
	})
}

// userByLogin returns a user, or says that there is none.
func userByLogin(tx Tx, login string) (*Account, error) {
	user, err := userNamed(tx, login)
	if NotFound.Is(err) {
		err = errorf(NotFound, "There is no user %q", login)
	}
	return user, err
}
