package db

import (
	"cmp"
	"maps"
	"slices"

	"patrol"
)

// reachedKept is how many different things are kept that a classic token did
// at one owner: the last ones.
const reachedKept = 2000

// writeReached adds what a classic token got at to what it did before.
func (tx *tx) writeReached(t tally) error {
	token, err := one(tx, scanToken, selectToken+`WHERE t.id = $1`, t.tokenID)
	if err != nil {
		return err
	}
	order := func(a, b patrol.Reached) int {
		return cmp.Or(cmp.Compare(a.OwnerID, b.OwnerID), cmp.Compare(a.RepositoryID, b.RepositoryID),
			cmp.Compare(a.Operation, b.Operation))
	}
	for _, what := range slices.SortedFunc(maps.Keys(t.reached), order) {
		credential, err := tx.touchCredential(token, what, t.reached[what])
		if err != nil {
			return err
		}
		if err := tx.writeDeed(credential, what, t.reached[what]); err != nil {
			return err
		}
	}
	return nil
}

// touchCredential notes that a classic token was used at an owner, and returns
// the id of the credential that it is there. What anybody could have done does
// not count as use.
func (tx *tx) touchCredential(t *patrol.Token, what patrol.Reached, r reached) (id int64, err error) {
	var uses, used int64
	if !what.Open {
		uses, used = r.n, r.at.Truncate(hour).Unix()
	}
	var isNew bool
	err = tx.each(func(row scanner) error { return row.Scan(&id, &isNew) }, `
		INSERT INTO credentials (token_id, owner_id, user_id, first_at, last_at, uses, used_at, ends_at, days)
		SELECT t.id, $2, t.user_id, $3, $3, $4, $5, `+endOfToken+` FROM tokens t WHERE t.id = $1
		ON CONFLICT (token_id, owner_id) DO UPDATE SET uses = credentials.uses + excluded.uses,
			last_at = CASE WHEN excluded.used_at = 0 OR credentials.last_at > excluded.last_at
				THEN credentials.last_at ELSE excluded.last_at END,
			used_at = CASE WHEN credentials.used_at > excluded.used_at THEN credentials.used_at ELSE excluded.used_at END
		RETURNING id, NOT EXISTS (SELECT 1 FROM credential_uses u WHERE u.credential_id = credentials.id)`,
		t.ID, what.OwnerID, unix(r.at), uses, used)
	if err == nil && isNew && what.OwnerID != t.OwnerID {
		err = tx.keepWordsAt(t, what.OwnerID)
	}
	return id, err
}

// endOfToken are the values of ends_at and days for tokens t.
const endOfToken = lastIfNever + `,
	CASE t.expires_at WHEN 0 THEN 9223372036854775807 ELSE (t.expires_at - t.issued_at + 86399) / 86400 END`

// writeDeed adds to what a credential did; of too much, the oldest is dropped.
func (tx *tx) writeDeed(credential int64, what patrol.Reached, r reached) error {
	var uses int64
	err := tx.each(func(row scanner) error { return row.Scan(&uses) }, `
		INSERT INTO credential_uses (credential_id, repository_id, operation, open, first_at, last_at, uses)
		VALUES ($1, $2, $3, $4, $5, $5, $6)
		ON CONFLICT (credential_id, repository_id, operation, open) DO UPDATE
			SET uses = credential_uses.uses + excluded.uses, last_at = excluded.last_at
		RETURNING uses`,
		credential, what.RepositoryID, what.Operation, what.Open, unix(r.at), r.n)
	if err != nil || uses > r.n {
		return err
	}
	return tx.exec(`
		DELETE FROM credential_uses WHERE credential_id = $1 AND id IN (
			SELECT u.id FROM credential_uses u WHERE u.credential_id = $1
			ORDER BY u.last_at DESC, u.id DESC LIMIT 1000 OFFSET $2)`, credential, reachedKept)
}

// relistClassic has lists know what became of a classic token.
func (tx *tx) relistClassic(was, is *patrol.Token) error {
	if was.Name != is.Name {
		if err := tx.exec(`DELETE FROM token_words WHERE token_id = $1`, is.ID); err != nil {
			return err
		}
		owners, err := all(tx, scanID, `SELECT owner_id FROM credentials WHERE token_id = $1 AND owner_id <> $2
			UNION ALL SELECT CAST($2 AS BIGINT)`, is.ID, is.OwnerID)
		if err != nil {
			return err
		}
		for _, owner := range owners {
			if err := tx.keepWordsAt(is, *owner); err != nil {
				return err
			}
		}
	}
	if was.IssuedAt.Equal(is.IssuedAt) && was.ExpiresAt.Equal(is.ExpiresAt) {
		return nil
	}
	return tx.exec(`UPDATE credentials SET (ends_at, days) = (SELECT `+endOfToken+` FROM tokens t WHERE t.id = $1)
		WHERE token_id = $1`, is.ID)
}
