package db

import (
	"cmp"

	"patrol"
)

// tokenColumns are those of tokens, as tokenFields has them.
const tokenColumns = ` t.id, t.user_id, t.name, t.description, t.owner_id, o.login, o.kind,
	t.selection, t.repositories, t.permissions, t.state, t.created_at, t.issued_at, t.expires_at,
	t.last_eight, t.secret_id, n.last_used_at, n.uses, t.kind, t.scopes, t.replaces`

// fromTokens are tokens t with their owners o and their usage n.
const fromTokens = `
	FROM tokens t JOIN accounts o ON o.id = t.owner_id JOIN token_usage n ON n.token_id = t.id `

const selectToken = `SELECT` + tokenColumns + fromTokens

// tokenFields are where to scan tokenColumns.
func tokenFields(t *patrol.Token) []any {
	selection, repositories, permits := reach(&t.Wants)
	return []any{&t.ID, &t.UserID, &t.Name, &t.Description, &t.OwnerID, &t.Owner, &t.OwnerKind,
		selection, repositories, permits, &t.State, (*unix)(&t.CreatedAt), (*unix)(&t.IssuedAt),
		(*unix)(&t.ExpiresAt), &t.LastEight, (*ref)(&t.SecretID), (*unix)(&t.LastUsedAt), &t.Uses,
		&t.Kind, (*scopes)(&t.Scopes), (*ref)(&t.Replaces)}
}

func scanToken(row scanner, t *patrol.Token) error { return row.Scan(tokenFields(t)...) }

func (tx *tx) Token(userID, id int64) (*patrol.Token, error) {
	return tx.token(patrol.FineGrained, userID, id)
}

func (tx *tx) ClassicToken(userID, id int64) (*patrol.Token, error) {
	return tx.token(patrol.Classic, userID, id)
}

func (tx *tx) token(k patrol.TokenKind, userID, id int64) (*patrol.Token, error) {
	return one(tx, scanToken, selectToken+`WHERE t.user_id = $1 AND t.id = $2 AND t.kind = $3`, userID, id, string(k))
}

func (tx *tx) TokensAt(ownerID int64, ids []int64) (map[int64]*patrol.Token, error) {
	return among(tx, scanToken, func(t *patrol.Token) int64 { return t.ID }, ids,
		selectToken+`WHERE +t.owner_id = $1 AND t.id`, ownerID)
}

func (tx *tx) TokenNamed(userID int64, name string) (*patrol.Token, error) {
	return one(tx, scanToken, selectToken+`
		WHERE t.user_id = $1 AND lower(t.name) = lower($2) AND t.kind = 'fine-grained' `, userID, name)
}

func (tx *tx) TakeTokenPlace(k patrol.TokenKind, userID int64, max int) error {
	if max < 1 {
		return &patrol.Error{Kind: patrol.Conflict, Message: "No more tokens"}
	}
	return tx.change(`
		INSERT INTO counters (account_id, name, n) VALUES ($1, $2, 1)
		ON CONFLICT (account_id, name) DO UPDATE SET n = counters.n + 1 WHERE counters.n < $3`,
		userID, tokensOf[k], max)
}

func (tx *tx) CountTokens(k patrol.TokenKind, userID int64) (int, error) {
	return tx.counted(userID, tokensOf[k])
}

func (tx *tx) InsertToken(t *patrol.Token) error {
	t.Kind = cmp.Or(t.Kind, patrol.FineGrained)
	err := tx.insert(&t.ID, `
		INSERT INTO tokens (user_id, owner_id, name, description, selection, repositories, permissions, state,
			created_at, issued_at, expires_at, kind, scopes, replaces)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		RETURNING id`,
		t.UserID, t.OwnerID, t.Name, t.Description, string(t.Wants.Selection), ids(t.Wants.Repositories),
		permissions(t.Wants.Permissions), string(t.State), unix(t.CreatedAt), unix(t.IssuedAt), unix(t.ExpiresAt),
		string(t.Kind), scopes(t.Scopes), ref(t.Replaces))
	if err != nil {
		return err
	}
	err = tx.exec(`INSERT INTO token_usage (token_id, user_id, last_used_at, uses) VALUES ($1, $2, 0, 0)`,
		t.ID, t.UserID)
	if err != nil {
		return err
	}
	if err := tx.keepWords(t); err != nil {
		return err
	}
	return tx.keepSelection(t)
}

func (tx *tx) UpdateToken(t *patrol.Token) error {
	if err := tx.forget(t.ID); err != nil {
		return err
	}
	was, err := one(tx, scanListed,
		`SELECT name, owner_id, repositories, issued_at, expires_at, scopes FROM tokens WHERE id = $1`, t.ID)
	if err != nil {
		return err
	}
	err = tx.change(`
		UPDATE tokens SET name = $3, description = $4, selection = $5, repositories = $6, permissions = $7,
			state = $8, issued_at = $9, expires_at = $10, owner_id = $11, scopes = $12
		WHERE user_id = $1 AND id = $2`,
		t.UserID, t.ID, t.Name, t.Description, string(t.Wants.Selection), ids(t.Wants.Repositories),
		permissions(t.Wants.Permissions), string(t.State), unix(t.IssuedAt), unix(t.ExpiresAt), t.OwnerID,
		scopes(t.Scopes))
	if err != nil {
		return err
	}
	return tx.relist(was, t)
}

// SetTokenState implements patrol.Tx. No bearer knows of it: grants say what a
// token may do.
func (tx *tx) SetTokenState(s patrol.TokenState, ids ...int64) error {
	return tx.changeAll(ids, `UPDATE tokens SET state = $1 WHERE id`, string(s))
}

func (tx *tx) DeleteToken(userID, id int64) error {
	if err := tx.forget(id); err != nil {
		return err
	}
	for counter, l := range map[string]list{openRequestsAt: requestList, activeTokensAt: grantList} {
		found, err := all(tx, scanFiled, `SELECT`+filedColumns+`FROM `+l.table+` i WHERE i.token_id = $1 AND `+l.inForce, id)
		if err == nil {
			err = tx.unfile(l, found...)
		}
		if err != nil {
			return err
		}
		for _, r := range found {
			if err := tx.count(r.ownerID, counter, -1); err != nil {
				return err
			}
		}
	}
	kind, err := value[patrol.TokenKind](tx, `SELECT kind FROM tokens WHERE id = $1`, id)
	if err != nil {
		return err
	}
	if err := tx.change(`DELETE FROM tokens WHERE user_id = $1 AND id = $2`, userID, id); err != nil {
		return err
	}
	return tx.count(userID, tokensOf[kind], -1)
}

func scanID(row scanner, id *int64) error { return row.Scan(id) }

// forget makes the memory forget who presents tokens' secrets.
func (tx *tx) forget(tokenIDs ...int64) error {
	return within(tokenIDs, nil, func(_ int, in string, args []any) error {
		return tx.forgetThose(`s.token_id`+in, args...)
	})
}

// forgetThose makes the memory forget who presents the secrets s of which a
// condition holds.
func (tx *tx) forgetThose(condition string, args ...any) error {
	return tx.each(func(row scanner) error {
		var d digest
		err := row.Scan(&d)
		tx.changes.digests = append(tx.changes.digests, patrol.Digest(d))
		return err
	}, `SELECT s.digest FROM secrets s WHERE `+condition, args...)
}

func (tx *tx) InsertImprint(i *patrol.Imprint) error {
	tx.changes.digests = append(tx.changes.digests, i.Digest) // which may be known as unknown
	if err := tx.insertSecret(i); err != nil {
		return err
	}
	return tx.change(`UPDATE tokens SET secret_id = $2, last_eight = $3 WHERE id = $1`,
		i.TokenID, i.ID, i.LastEight)
}

func (tx *tx) ReplaceImprint(oldID int64, i *patrol.Imprint) error {
	if err := tx.forget(i.TokenID); err != nil {
		return err
	}
	err := tx.change(`UPDATE secrets SET retires_at = $3 WHERE token_id = $1 AND id = $2 AND retires_at = 0`,
		i.TokenID, oldID, unix(i.CreatedAt))
	if err != nil {
		return err
	}
	tx.changes.digests = append(tx.changes.digests, i.Digest)
	if err := tx.insertSecret(i); err != nil {
		return err
	}
	return tx.change(`UPDATE tokens SET secret_id = $3, last_eight = $4 WHERE id = $1 AND secret_id = $2`,
		i.TokenID, oldID, i.ID, i.LastEight)
}

func (tx *tx) insertSecret(i *patrol.Imprint) error {
	return tx.insert(&i.ID, `
		INSERT INTO secrets (token_id, digest, last_eight, created_at, retires_at) VALUES ($1, $2, $3, $4, $5)
		RETURNING id`,
		i.TokenID, digest(i.Digest), i.LastEight, unix(i.CreatedAt), unix(i.RetiresAt))
}

func (tx *tx) Uses(tokenID int64) ([]patrol.Use, error) {
	var uses []patrol.Use
	err := tx.each(func(row scanner) error {
		var u patrol.Use
		err := row.Scan(&u.TokenID, (*unix)(&u.At), &u.Operation, &u.From.Address, &u.From.Agent)
		uses = append(uses, u)
		return err
	}, `SELECT token_id, at, operation, address, agent FROM token_uses
		WHERE token_id = $1 ORDER BY id DESC LIMIT $2`, tokenID, usesKept)
	return uses, err
}
