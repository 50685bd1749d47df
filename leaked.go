package patrol

import (
	"context"
	"fmt"
)

// mostReported is how many credentials one report of leaked ones may name.
//
// GitHub: "Revoke a list of credentials".
const mostReported = 1000

// reports is how many reports may come from one address in an hour.
func (l Limits) reports() int {
	if l.Reports == 0 {
		return 60
	}
	return l.Reports
}

// RevokeLeaked ends those of some credentials for good that are tokens of
// anybody's, as whoever found them asks for, and tells their users. Who asks is
// nowhere kept, and is not told which were tokens.
func (a *Authority) RevokeLeaked(ctx context.Context, credentials []string, address string) error {
	rate, enough := a.reported.spend(spender{address: address}, a.Limits.reports(), a.Now())
	if !enough {
		return a.exceeded(rate, address)
	}
	var bad problems
	bad.check(1 <= len(credentials) && len(credentials) <= mostReported, "credentials",
		fmt.Sprintf("must have from 1 to %d", mostReported))
	if err := bad.err(); err != nil {
		return err
	}
	for _, text := range credentials {
		secret, wellFormed := ParseSecret(text)
		if !wellFormed {
			continue
		}
		b, err := optional(a.Store.Bearer(ctx, secret.Digest()))
		if err != nil {
			return err
		}
		if b == nil {
			continue
		}
		err = a.Store.Update(ctx, func(tx Tx) error { return a.revokeLeaked(tx, b) })
		if err != nil && !NotFound.Is(err) { // somebody was faster
			return err
		}
	}
	return nil
}

// revokeLeaked ends the token of b, by nobody's doing.
func (a *Authority) revokeLeaked(tx Tx, b *Bearer) error {
	nobody := &Viewer{Account: new(Account)}
	find, action := tx.Token, TokenLeaked
	if b.Kind == Classic {
		find, action = tx.ClassicToken, ClassicLeaked
	}
	t, err := find(b.User.ID, b.TokenID)
	if err != nil {
		return err
	}
	if err := a.cancelRequest(tx, nobody, t); err != nil {
		return err
	}
	told := Facts{TokenScopes: t.Scopes.String(), Explanation: "reported as leaked"}
	if err := a.record(tx, nobody, t.ownEvent(action, told)); err != nil {
		return err
	}
	return tx.DeleteToken(t.UserID, t.ID)
}
