package patrol

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A ClassicSpec is a classic token as someone asks for it. Without scopes it
// reads what is public.
type ClassicSpec struct {
	Note   string
	Days   int // to live, from 1 on, or Forever
	Scopes Scopes
}

// maxNote is how long a note may be, in characters.
const maxNote = 255

// normalized is s as it is kept.
func (s ClassicSpec) normalized() ClassicSpec {
	s.Note, s.Scopes = strings.TrimSpace(s.Note), s.Scopes.normalized()
	return s
}

// check says all that is wrong with s, nil if there is nothing.
//
// GitHub: no policy is asked when a classic token is made, but when it is used.
func (s ClassicSpec) check() error {
	var bad problems
	bad.check(s.Note != "", "note", "Note can't be blank")
	bad.check(utf8.RuneCountInString(s.Note) <= maxNote, "note", "Note is too long (maximum is 255 characters)")
	bad.check(!strings.ContainsFunc(s.Note, isControl), "note", "Note may not contain control characters")
	s.checkDays(&bad)
	for _, scope := range s.Scopes {
		bad.check(scope.line() != nil, "scopes", fmt.Sprintf("There is no scope %q", scope))
	}
	return bad.err()
}

func (s ClassicSpec) checkDays(bad *problems) {
	bad.check(s.Days == Forever || 1 <= s.Days && s.Days <= mostDays, "expires_in",
		"Choose when the token expires: in 1 to 36,500 days, or never")
}

// CreateClassicToken makes the classic token that v asks for. Nobody has to
// approve it.
func (a *Authority) CreateClassicToken(ctx context.Context, v *Viewer, spec ClassicSpec) (*Issued, error) {
	spec = spec.normalized()
	var issued *Issued
	err := a.Store.Update(ctx, func(tx Tx) error {
		if err := a.confirm(tx, v); err != nil {
			return err
		}
		if err := spec.check(); err != nil {
			return err
		}
		most := a.Limits.tokens()
		if err := tx.TakeTokenPlace(Classic, v.ID, most); Conflict.Is(err) {
			return invalid("note", "You have %d classic tokens, the most that there may be: "+
				"delete one that you no longer use", most)
		} else if err != nil {
			return err
		}
		var err error
		issued, err = a.mint(tx, &Token{Kind: Classic, UserID: v.ID, OwnerID: v.ID, Owner: v.Login, OwnerKind: User,
			Name: spec.Note, Scopes: spec.Scopes, Wants: Reach{Selection: PublicOnly}, State: Active,
			CreatedAt: a.Now(), Life: a.life(spec.Days)})
		if err != nil {
			return err
		}
		told := Facts{HashedToken: issued.Secret.Digest().String()}
		return a.recordClassic(tx, v, issued.Token, told, AuthorizedClassic, ClassicCreated)
	})
	if err != nil {
		return nil, err
	}
	return issued, nil
}

// recordClassic writes what happened to t, a classic token.
//
// GitHub: classic tokens log as an access and its authorization.
func (a *Authority) recordClassic(tx Tx, v *Viewer, t *Token, told Facts, actions ...string) error {
	told.TokenScopes = t.Scopes.String()
	for _, action := range actions {
		if err := a.record(tx, v, t.ownEvent(action, told)); err != nil {
			return err
		}
	}
	return nil
}

// EditClassicToken gives a classic token of v's the note and the scopes that
// spec says, at once.
func (a *Authority) EditClassicToken(ctx context.Context, v *Viewer, id int64, spec ClassicSpec) (t *Token, err error) {
	spec = spec.normalized()
	err = a.Store.Update(ctx, func(tx Tx) error {
		if t, err = a.ownClassic(tx, v, id); err != nil {
			return err
		}
		spec.Days = Forever // a new life takes a new secret
		if err := spec.check(); err != nil {
			return err
		}
		t.Name, t.Scopes = spec.Note, spec.Scopes
		if err := tx.UpdateToken(t); err != nil {
			return err
		}
		return a.recordClassic(tx, v, t, Facts{}, ReauthorizedClassic, ClassicUpdated)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// ownClassic is a classic token of v's, who is about to do something sensitive
// to it.
func (a *Authority) ownClassic(tx Tx, v *Viewer, id int64) (*Token, error) {
	if err := a.confirm(tx, v); err != nil {
		return nil, err
	}
	return tx.ClassicToken(v.ID, id)
}

// RegenerateClassicToken is RegenerateToken for a classic token of v's.
func (a *Authority) RegenerateClassicToken(ctx context.Context, v *Viewer, id, oldSecretID int64, days int) (
	issued *Issued, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		t, err := a.ownClassic(tx, v, id)
		if err != nil {
			return err
		}
		if err := t.mayRenew(oldSecretID); err != nil {
			return err
		}
		var bad problems
		ClassicSpec{Days: days}.checkDays(&bad)
		if err := bad.err(); err != nil {
			return err
		}
		issued, err = a.renew(tx, v, t, days, ClassicRegenerated)
		return err
	})
	if err != nil {
		return nil, err
	}
	return issued, nil
}

// DeleteClassicToken ends a classic token of v's for good.
func (a *Authority) DeleteClassicToken(ctx context.Context, v *Viewer, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		t, err := a.ownClassic(tx, v, id)
		if err != nil {
			return err
		}
		told := Facts{Explanation: "deleted by its user"}
		if err := a.recordClassic(tx, v, t, told, UnauthorizedClassic, ClassicDestroyed); err != nil {
			return err
		}
		return tx.DeleteToken(v.ID, id)
	})
}

// ClassicTokens returns a page of v's classic tokens, and how many there are
// in all.
func (a *Authority) ClassicTokens(ctx context.Context, v *Viewer, q TokenQuery) (page TokenPage, total int, err error) {
	return a.tokens(ctx, v, Classic, q)
}
