package patrol

import (
	"context"
	"strings"
	"time"
)

// A Link lets whoever has it do one thing once: set a password, or set up the
// authority.
type Link struct {
	Digest    Digest // of its key
	Purpose   LinkPurpose
	UserID    int64
	ExpiresAt time.Time
}

// A LinkPurpose says what a Link is good for.
type LinkPurpose string

const (
	SetPassword LinkPurpose = "password"
	SetUp       LinkPurpose = "setup"
)

const (
	setUpLife       = time.Hour
	setPasswordLife = 7 * day
)

// SetUpLink returns a link by which the first administrator makes the
// enterprise and their account, or a Conflict if there is anybody already.
func (a *Authority) SetUpLink(ctx context.Context) (string, error) {
	key := NewKey()
	err := a.Store.Update(ctx, func(tx Tx) error {
		if err := nobodyYet(tx); err != nil {
			return err
		}
		return tx.InsertLink(&Link{key.Digest(), SetUp, 0, a.Now().Add(setUpLife)})
	})
	return a.URL + "/setup/" + key.Reveal(), err
}

func nobodyYet(tx Tx) error {
	any, err := tx.AnyAccount()
	if err == nil && any {
		err = errorf(Conflict, "This authority has been set up already: sign in")
	}
	return err
}

// CheckLink returns whose link has that key and is good for purpose, or
// NotFound. The user is nil for a link to set up.
func (a *Authority) CheckLink(ctx context.Context, key Key, purpose LinkPurpose) (user *Account, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		user, err = a.link(tx, key, purpose)
		return err
	})
	return user, err
}

func (a *Authority) link(tx Tx, key Key, purpose LinkPurpose) (*Account, error) {
	l, err := optional(tx.Link(key.Digest()))
	if err != nil {
		return nil, err
	}
	if l == nil || l.Purpose != purpose || !a.Now().Before(l.ExpiresAt) {
		return nil, errorf(NotFound, "This link is not good any more: it was used, or is too old. Ask for a new one.")
	}
	if l.UserID == 0 {
		return nil, nil
	}
	return tx.Account(l.UserID)
}

// A SetUpSpec is what the first administrator says.
type SetUpSpec struct {
	Enterprise, Login, Name, Email, Password, Again string
}

// SetUp makes the enterprise and its first owner, who is then signed in.
func (a *Authority) SetUp(ctx context.Context, key Key, s SetUpSpec, from Origin) (*Viewer, Key, error) {
	if err := s.check(); err != nil {
		return nil, Key{}, err
	}
	hash, err := a.Passwords.Hash(ctx, s.Password)
	if err != nil {
		return nil, Key{}, err
	}
	var admin *Account
	err = a.Store.Update(ctx, func(tx Tx) error {
		if _, err := a.link(tx, key, SetUp); err != nil {
			return err
		}
		if err := tx.UseLink(key.Digest()); err != nil {
			return err
		}
		if err := nobodyYet(tx); err != nil {
			return err
		}
		admin = &Account{Login: s.Login, Name: s.Name, Email: s.Email, Kind: User, CreatedAt: a.Now()}
		return a.found(tx, admin, s.Enterprise, hash)
	})
	if err != nil {
		return nil, Key{}, err
	}
	return a.begin(ctx, admin, from)
}

// found makes an enterprise, and admin its owner.
func (a *Authority) found(tx Tx, admin *Account, login, hash string) error {
	enterprise := &Account{Login: login, Kind: Enterprise, CreatedAt: a.Now()}
	for _, account := range []*Account{enterprise, admin} {
		if err := tx.InsertAccount(account); err != nil {
			return err
		}
	}
	if err := tx.SetMember(enterprise.ID, admin.ID, Owner); err != nil {
		return err
	}
	if err := tx.SetPasswordHash(admin.ID, hash); err != nil {
		return err
	}
	created := Event{At: a.Now(), Action: UserCreated, ActorID: admin.ID, UserID: admin.ID, OwnerID: admin.ID}
	if err := tx.Record(&created); err != nil {
		return err
	}
	return tx.Record(&Event{At: a.Now(), Action: EnterpriseCreated, ActorID: admin.ID, UserID: admin.ID, OwnerID: enterprise.ID})
}

func (s SetUpSpec) check() error {
	var bad problems
	why := CheckLogin(s.Enterprise)
	bad.check(why == "", "enterprise", why)
	why = CheckLogin(s.Login)
	bad.check(why == "", "login", why)
	bad.check(!strings.EqualFold(s.Login, s.Enterprise), "login", "Login must differ from the enterprise's")
	bad.check(validEmail(s.Email), "email", "Email is not an address, such as you@example.com")
	checkNewPassword(&bad, s.Password, s.Again)
	return bad.err()
}

// validEmail reports whether mail could be sent to s, as far as its looks go.
func validEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	return found && local != "" && domain != "" && !strings.ContainsAny(s, " \t\r\n<>,;") && !strings.Contains(domain, "@")
}

// PasswordLink returns a link by which a user sets their password.
func (a *Authority) PasswordLink(ctx context.Context, login string) (link string, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		user, err := userByLogin(tx, login)
		if err != nil {
			return err
		}
		link, err = a.NewPasswordLink(tx, user)
		return err
	})
	return link, err
}

// NewPasswordLink is PasswordLink within a transaction.
func (a *Authority) NewPasswordLink(tx Tx, user *Account) (string, error) {
	key := NewKey()
	err := tx.InsertLink(&Link{key.Digest(), SetPassword, user.ID, a.Now().Add(setPasswordLife)})
	return a.URL + "/password/" + key.Reveal(), err
}
