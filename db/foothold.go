package db

import (
	"cmp"
	"maps"
	"slices"

	"patrol"
)

// visitsKept is how many different things are kept that a classic token did
// at one owner: the last ones.
const visitsKept = 2000

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
		foothold, err := tx.touchFoothold(token, what, t.reached[what])
		if err != nil {
			return err
		}
		if err := tx.writeVisit(foothold, what, t.reached[what]); err != nil {
			return err
		}
	}
	return nil
}

// touchFoothold notes that a classic token was used at an owner, and returns
// the id of the foothold that it is there. What anybody could have done does
// not count as use.
func (tx *tx) touchFoothold(t *patrol.Token, what patrol.Reached, r reached) (id int64, err error) {
	var uses, used int64
	if !what.Open {
		uses, used = r.n, r.at.Truncate(hour).Unix()
	}
	var isNew bool
	err = tx.each(func(row scanner) error { return row.Scan(&id, &isNew) }, `
		INSERT INTO footholds (token_id, owner_id, user_id, first_at, last_at, uses, used_at, ends_at, days,
			enterprise_id)
		SELECT t.id, $2, t.user_id, $6, $3, $4, $5, `+lastIfNever+`, `+daysOfToken+`,
			(SELECT o.enterprise_id FROM accounts o WHERE o.id = $2)
		FROM tokens t WHERE t.id = $1
		ON CONFLICT (token_id, owner_id) DO UPDATE SET uses = footholds.uses + excluded.uses,
			first_at = CASE WHEN footholds.first_at < excluded.first_at THEN footholds.first_at ELSE excluded.first_at END,
			last_at = CASE WHEN excluded.used_at = 0 OR footholds.last_at > excluded.last_at
				THEN footholds.last_at ELSE excluded.last_at END,
			used_at = CASE WHEN footholds.used_at > excluded.used_at THEN footholds.used_at ELSE excluded.used_at END
		RETURNING id, NOT EXISTS (SELECT 1 FROM visits u WHERE u.foothold_id = footholds.id)`,
		t.ID, what.OwnerID, unix(r.at), uses, used, unix(r.first))
	if err == nil && isNew && what.OwnerID != t.OwnerID {
		err = tx.keepWordsAt(t, what.OwnerID)
	}
	return id, err
}

// writeVisit adds to what a foothold did; of too much, the oldest is dropped.
func (tx *tx) writeVisit(foothold int64, what patrol.Reached, r reached) error {
	var uses int64
	err := tx.each(func(row scanner) error { return row.Scan(&uses) }, `
		INSERT INTO visits (foothold_id, repository_id, operation, open, first_at, last_at, uses)
		VALUES ($1, $2, $3, $4, $7, $5, $6)
		ON CONFLICT (foothold_id, repository_id, operation, open) DO UPDATE
			SET uses = visits.uses + excluded.uses, last_at = excluded.last_at
		RETURNING uses`,
		foothold, what.RepositoryID, what.Operation, what.Open, unix(r.at), r.n, unix(r.first))
	if err != nil || uses > r.n {
		return err
	}
	return tx.exec(`
		DELETE FROM visits WHERE foothold_id = $1 AND id IN (
			SELECT u.id FROM visits u WHERE u.foothold_id = $1
			ORDER BY u.last_at DESC, u.id DESC LIMIT 1000 OFFSET $2)`, foothold, visitsKept)
}

// relistClassic has lists know what became of a classic token.
func (tx *tx) relistClassic(was, is *patrol.Token) error {
	if was.Name != is.Name || !slices.Equal(was.Scopes, is.Scopes) {
		if err := tx.exec(`DELETE FROM token_words WHERE token_id = $1`, is.ID); err != nil {
			return err
		}
		owners, err := all(tx, scanID, `SELECT owner_id FROM footholds WHERE token_id = $1 AND owner_id <> $2
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
	return tx.exec(`UPDATE footholds SET (ends_at, days) = (SELECT `+lastIfNever+`, `+daysOfToken+` FROM tokens t WHERE t.id = $1)
		WHERE token_id = $1`, is.ID)
}
