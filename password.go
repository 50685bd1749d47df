package patrol

import (
	"context"
	"unicode/utf8"
)

const (
	// minPassword and maxPassword are in characters and bytes.
	minPassword = 10
	maxPassword = 1024
)

// checkNewPassword adds to bad what is wrong with a new password, typed twice.
func checkNewPassword(bad *problems, password, again string) {
	why := CheckPassword(password)
	bad.check(why == "", "password", why)
	bad.check(password == again, "again", "The two passwords differ")
}

// CheckPassword says what is wrong with password as a new one, or "".
func CheckPassword(password string) string {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return "Password is too short (minimum is 10 characters)"
	case len(password) > maxPassword:
		return "Password is too long (maximum is 1,024 bytes)"
	}
	return ""
}

// hashNew returns the hash of a new password, typed twice.
func (a *Authority) hashNew(ctx context.Context, password, again string) (string, error) {
	var bad problems
	checkNewPassword(&bad, password, again)
	if err := bad.err(); err != nil {
		return "", err
	}
	return a.Passwords.Hash(ctx, password)
}

// ChangePassword sets v's own password. It ends their other sessions, and gives
// this one a new key.
func (a *Authority) ChangePassword(ctx context.Context, v *Viewer, password, again string) (Key, error) {
	hash, err := a.hashNew(ctx, password, again)
	if err != nil {
		return Key{}, err
	}
	key := NewKey()
	err = a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		if err := tx.SetPasswordHash(v.ID, hash); err != nil {
			return err
		}
		if err := endOthers(tx, v); err != nil {
			return err
		}
		if err := tx.RenewSession(v.SessionID, key.Digest(), a.Now()); err != nil {
			return err
		}
		return a.record(tx, v, &Event{Action: PasswordChanged, UserID: v.ID, OwnerID: v.ID})
	})
	return key, err
}

// endOthers ends all of v's sessions but this one.
func endOthers(tx Tx, v *Viewer) error {
	sessions, err := tx.Sessions(v.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.ID == v.SessionID {
			continue
		}
		if err := tx.DeleteSession(v.ID, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// SetPassword sets the password of the user whose link has that key, ends
// their sessions and begins one.
func (a *Authority) SetPassword(ctx context.Context, key Key, password, again string, from Origin) (*Viewer, Key, error) {
	hash, err := a.hashNew(ctx, password, again)
	if err != nil {
		return nil, Key{}, err
	}
	var user *Account
	err = a.Store.Update(ctx, func(tx Tx) error {
		if user, err = a.link(tx, key, SetPassword); err != nil {
			return err
		}
		if user.Suspended() {
			return errorf(Forbidden, "This account is suspended")
		}
		if err := tx.UseLink(key.Digest()); err != nil {
			return err
		}
		return a.setPassword(tx, user, hash, from)
	})
	if err != nil {
		return nil, Key{}, err
	}
	return a.begin(ctx, user, from)
}

// setPassword gives user a password and ends their sessions.
func (a *Authority) setPassword(tx Tx, user *Account, hash string, from Origin) error {
	if err := tx.SetPasswordHash(user.ID, hash); err != nil {
		return err
	}
	if err := tx.DeleteSessions(user.ID); err != nil {
		return err
	}
	return tx.Record(&Event{At: a.Now(), Action: PasswordChanged, ActorID: user.ID, UserID: user.ID, OwnerID: user.ID, From: from})
}
