package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Session keeps someone signed in on one browser.
type Session struct {
	ID          int64
	UserID      int64
	User        *Account
	Digest      Digest // of the key in the cookie
	CreatedAt   time.Time
	SeenAt      time.Time
	ConfirmedAt time.Time // when the password was last given, or something sensitive done
	ExpiresAt   time.Time
	From        Origin // where it was last seen
}

const (
	// SessionLife is how long a session lasts after it was made.
	SessionLife = 30 * day
	// seenEvery is how old the time last seen may get before it is written.
	seenEvery = time.Minute
)

// SignIn begins a session of the user with that login or e-mail address and
// password. It fails with the same words, and takes as long, whatever is wrong.
func (a *Authority) SignIn(ctx context.Context, name, password string, from Origin) (*Viewer, Key, error) {
	user, err := a.checkPassword(ctx, name, password, from)
	if err != nil {
		return nil, Key{}, err
	}
	return a.begin(ctx, user, from)
}

// begin begins a session of user's, who has proved to be who they are.
func (a *Authority) begin(ctx context.Context, user *Account, from Origin) (v *Viewer, key Key, err error) {
	key = NewKey()
	now := a.Now()
	err = a.Store.Update(ctx, func(tx Tx) error {
		s := &Session{UserID: user.ID, Digest: key.Digest(), CreatedAt: now, SeenAt: now, ConfirmedAt: now,
			ExpiresAt: now.Add(SessionLife), From: from}
		if err := tx.InsertSession(s); err != nil {
			return err
		}
		v = &Viewer{Account: user, SessionID: s.ID, ConfirmedAt: now, From: from}
		if err := tx.DeleteSessionsBefore(now); err != nil {
			return err
		}
		return a.record(tx, v, &Event{Action: UserSignedIn, UserID: user.ID, OwnerID: user.ID})
	})
	return v, key, err
}

// checkPassword returns the user whose name and password these are.
func (a *Authority) checkPassword(ctx context.Context, name, password string, from Origin) (*Account, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	now := a.Now()
	wait := max(a.attempts.wait(byAddress(from.Address), withAddresses, now),
		a.attempts.wait(byAccount(name), withAccounts, now))
	if wait > 0 {
		return nil, &Error{Kind: TooMany, Message: "Too many attempts: try again in " + wholeSeconds(wait), Wait: wait}
	}
	a.attempts.failed(now, byAddress(from.Address), byAccount(name)) // until it has turned out well
	var user *Account
	var hash string
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if user, err = optional(tx.UserByName(name)); err != nil || user == nil {
			return err
		}
		hash, err = tx.PasswordHash(user.ID)
		if NotFound.Is(err) {
			hash, err = "", nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	ok, err := a.Passwords.Check(ctx, hash, password)
	if err != nil {
		return nil, err
	}
	if !ok || user == nil || user.Suspended() {
		return nil, a.failed(ctx, user, from)
	}
	a.attempts.succeeded(name, from.Address)
	return user, nil
}

// failed writes down that someone failed to sign in as user, if there is one,
// and is the error that they are told.
func (a *Authority) failed(ctx context.Context, user *Account, from Origin) error {
	if user != nil {
		err := a.Store.Update(ctx, func(tx Tx) error {
			return tx.Record(&Event{At: a.Now(), Action: UserSignInFailed, UserID: user.ID, OwnerID: user.ID, From: from})
		})
		if err != nil {
			return err
		}
	}
	return errorf(Unauthenticated, "Incorrect username or password.")
}

func wholeSeconds(d time.Duration) string {
	n := int((d + time.Second - 1) / time.Second)
	if n == 1 {
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", n)
}

// Viewer returns whose session has that key, or NotFound if there is none.
func (a *Authority) Viewer(ctx context.Context, key Key, from Origin) (*Viewer, error) {
	s, err := a.Store.Session(ctx, key.Digest())
	if err != nil {
		return nil, err
	}
	now := a.Now()
	if !now.Before(s.ExpiresAt) || s.User.Suspended() {
		return nil, errorf(NotFound, "Not Found")
	}
	if now.Sub(s.SeenAt) >= seenEvery || s.From != from {
		err = a.Store.Update(ctx, func(tx Tx) error { return tx.TouchSession(s.ID, now, from) })
		if Conflict.Is(err) { // it ended just now
			err = errorf(NotFound, "Not Found")
		}
	}
	return &Viewer{Account: s.User, SessionID: s.ID, ConfirmedAt: s.ConfirmedAt, From: from}, err
}

// Confirm takes v's password again, so that sensitive actions may follow, and
// gives the session a new key.
func (a *Authority) Confirm(ctx context.Context, v *Viewer, password string) (Key, error) {
	if _, err := a.checkPassword(ctx, v.Login, password, v.From); err != nil {
		return Key{}, err
	}
	key := NewKey()
	err := a.Store.Update(ctx, func(tx Tx) error { return tx.RenewSession(v.SessionID, key.Digest(), a.Now()) })
	return key, err
}

// Sessions are v's that are good, the latest seen first.
func (a *Authority) Sessions(ctx context.Context, v *Viewer) (sessions []*Session, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		sessions, err = tx.Sessions(v.ID)
		return err
	})
	now := a.Now()
	sessions = slices.DeleteFunc(sessions, func(s *Session) bool { return !now.Before(s.ExpiresAt) })
	slices.SortStableFunc(sessions, func(s, other *Session) int { return other.SeenAt.Compare(s.SeenAt) })
	return sessions, err
}

// SignOut ends one of v's sessions.
func (a *Authority) SignOut(ctx context.Context, v *Viewer, sessionID int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		err := tx.DeleteSession(v.ID, sessionID)
		if Conflict.Is(err) {
			return errorf(NotFound, "Not Found")
		}
		if err != nil {
			return err
		}
		return a.record(tx, v, &Event{Action: SessionRevoked, UserID: v.ID, OwnerID: v.ID})
	})
}

// SignOutEverywhere ends all of v's sessions, this one too.
func (a *Authority) SignOutEverywhere(ctx context.Context, v *Viewer) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		if err := tx.DeleteSessions(v.ID); err != nil {
			return err
		}
		return a.record(tx, v, &Event{Action: SessionRevoked, UserID: v.ID, OwnerID: v.ID, Detail: "all sessions"})
	})
}
