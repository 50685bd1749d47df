package db

import (
	"slices"
	"time"

	"patrol"
)

// daysOfToken is how long the tokens t live.
const daysOfToken = `CASE t.expires_at WHEN 0 THEN 9223372036854775807
	ELSE (t.expires_at - t.issued_at + 86399) / 86400 END`

// ofToken are the values of ends_at, days and used_at for the token $1.
const ofToken = `
	(SELECT ` + lastIfNever + ` FROM tokens t WHERE t.id = $1),
	(SELECT ` + daysOfToken + ` FROM tokens t WHERE t.id = $1),
	(SELECT n.last_used_at - n.last_used_at % 3600 FROM token_usage n WHERE n.token_id = $1)`

// listed is what lists are sorted by of a token, as its grants and requests have it.
type listed struct{ tokenID, endsAt, days, usedAt, uses int64 }

// listedOf returns it of some tokens.
func (tx *tx) listedOf(tokenIDs []int64) (map[int64]*listed, error) {
	return among(tx, func(row scanner, l *listed) error {
		return row.Scan(&l.tokenID, &l.endsAt, &l.days, &l.usedAt, &l.uses)
	}, func(l *listed) int64 { return l.tokenID }, tokenIDs, `
		SELECT t.id, `+lastIfNever+`, `+daysOfToken+`, n.last_used_at - n.last_used_at % 3600, n.uses
		FROM tokens t JOIN token_usage n ON n.token_id = t.id WHERE t.id`)
}

// scanListed reads what lists know of a token itself.
func scanListed(row scanner, t *patrol.Token) error {
	return row.Scan(&t.Name, &t.OwnerID, (*ids)(&t.Wants.Repositories), (*unix)(&t.IssuedAt), (*unix)(&t.ExpiresAt),
		(*scopes)(&t.Scopes))
}

// relist has lists know what became of a token.
func (tx *tx) relist(was, is *patrol.Token) error {
	if is.Kind == patrol.Classic {
		return tx.relistClassic(was, is)
	}
	if was.Name != is.Name || was.OwnerID != is.OwnerID {
		if err := tx.exec(`DELETE FROM token_words WHERE token_id = $1`, is.ID); err != nil {
			return err
		}
		if err := tx.keepWords(is); err != nil {
			return err
		}
	}
	if !slices.Equal(was.Wants.Repositories, is.Wants.Repositories) {
		if err := tx.exec(`DELETE FROM token_repositories WHERE token_id = $1`, is.ID); err != nil {
			return err
		}
		if err := tx.keepSelection(is); err != nil {
			return err
		}
	}
	if was.IssuedAt.Equal(is.IssuedAt) && was.ExpiresAt.Equal(is.ExpiresAt) {
		return nil
	}
	for _, l := range []list{grantList, requestList} {
		err := tx.exec(`UPDATE `+l.table+` AS i SET (ends_at, days, used_at) = (SELECT`+ofToken+`)
			WHERE i.token_id = $1 AND `+l.inForce, is.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// keepWords writes down what a token is found by.
func (tx *tx) keepWords(t *patrol.Token) error {
	return tx.keepWordsAt(t, t.OwnerID)
}

// keepWordsAt has a token found at an owner by the words of its name, and by its
// scopes.
func (tx *tx) keepWordsAt(t *patrol.Token, ownerID int64) error {
	words := slices.Compact(slices.Sorted(slices.Values(patrol.NameWords(t.Name))))
	for _, s := range t.Scopes {
		words = append(words, scopeWord(s))
	}
	for _, word := range words {
		err := tx.exec(`INSERT INTO token_words (token_id, owner_id, word) VALUES ($1, $2, $3)`, t.ID, ownerID, word)
		if err != nil {
			return err
		}
	}
	return nil
}

// scopeWord is a scope among the words that tokens are found by. No word of a
// name begins so.
func scopeWord(s patrol.Scope) string { return ":" + string(s) }

// listUse has lists know when a token was used, once in an hour.
func (tx *tx) listUse(tokenID int64, at time.Time) error {
	err := tx.exec(`UPDATE requests SET used_at = $2 WHERE token_id = $1 AND state = 'open' AND used_at < $2`,
		tokenID, unix(at.Truncate(hour)))
	if err != nil {
		return err
	}
	return tx.exec(`
		UPDATE grants SET used_at = $2, uses = (SELECT n.uses FROM token_usage n WHERE n.token_id = $1)
		WHERE token_id = $1 AND revoked_at = 0 AND used_at < $2`, tokenID, unix(at.Truncate(hour)))
}

// selectActive reads grants g with their tokens t and those tokens' users u.
const selectActive = `SELECT` + grantColumns + `,` + tokenColumns + `, u.login` + fromGrants + `
	JOIN tokens t ON t.id = g.token_id
	JOIN token_usage n ON n.token_id = g.token_id
	JOIN accounts u ON u.id = g.user_id `

func scanActive(row scanner, t *patrol.ActiveToken) error {
	t.Grant, t.Token = new(patrol.Grant), new(patrol.Token)
	return row.Scan(slices.Concat(grantFields(t.Grant), tokenFields(t.Token), []any{&t.User})...)
}

func (tx *tx) ActiveToken(ownerID, grantID int64) (*patrol.ActiveToken, error) {
	return one(tx, scanActive, selectActive+`WHERE (g.owner_id = $1 OR o.enterprise_id = $1) AND g.id = $2`, ownerID, grantID)
}

func (tx *tx) ActiveTokensAt(ownerID int64, grantIDs []int64) (map[int64]*patrol.ActiveToken, error) {
	return among(tx, scanActive, func(t *patrol.ActiveToken) int64 { return t.Grant.ID }, grantIDs,
		selectActive+`WHERE (+g.owner_id = $1 OR o.enterprise_id = $1) AND g.id`, ownerID)
}

// selectLetIn is selectActive of what a row of a list shows, which is less than half.
const selectLetIn = `SELECT g.id, g.token_id, g.owner_id, g.user_id, g.selection, g.repositories, g.permissions,
		g.granted_by, g.granted_at, o.login, COALESCE(a.login, ''), u.login,
		t.name, t.issued_at, t.expires_at, n.last_used_at
	FROM grants g JOIN accounts o ON o.id = g.owner_id
		LEFT JOIN accounts a ON a.id = g.granted_by
		JOIN accounts u ON u.id = g.user_id
		JOIN tokens t ON t.id = g.token_id
		JOIN token_usage n ON n.token_id = g.token_id `

func scanLetIn(row scanner, let *patrol.ActiveToken) error {
	g, t := new(patrol.Grant), new(patrol.Token)
	let.Grant, let.Token = g, t
	selection, repositories, permits := reach(&g.Reach)
	err := row.Scan(&g.ID, &g.TokenID, &g.OwnerID, &g.UserID, selection, repositories, permits,
		(*ref)(&g.GrantedBy), (*unix)(&g.GrantedAt), &g.Owner, &g.GrantedByLogin, &let.User,
		&t.Name, (*unix)(&t.IssuedAt), (*unix)(&t.ExpiresAt), (*unix)(&t.LastUsedAt))
	t.ID, t.UserID = g.TokenID, g.UserID
	return err
}

func (tx *tx) ActiveTokens(q patrol.ListQuery) (patrol.Page[patrol.ActiveToken], error) {
	return rowsOf(tx, grantList, q, scanLetIn, selectLetIn, func(t *patrol.ActiveToken) int64 { return t.Grant.ID })
}

func (tx *tx) ActiveTokenIDs(q patrol.ListQuery) (ids []int64, below int64, err error) {
	return tx.firstOf(grantList, q)
}

func (tx *tx) CountActiveTokens(ownerID int64) (int, error) {
	return tx.counted(ownerID, activeTokensAt)
}

func (tx *tx) GrantsOf(ownerID int64, tokenIDs []int64) (map[int64]*patrol.Grant, error) {
	// The plus keeps all that the owner has let in from being read.
	return among(tx, scanGrant, func(g *patrol.Grant) int64 { return g.TokenID }, tokenIDs,
		selectGrant+`WHERE +g.owner_id = $1 AND g.revoked_at = 0 AND g.token_id`, ownerID)
}

// rowsOf reads the page of a list that q asks for, with its rows.
func rowsOf[T any](tx *tx, l list, q patrol.ListQuery, scan func(scanner, *T) error, selectRows string,
	id func(*T) int64) (patrol.Page[T], error) {
	p, err := tx.page(l, q)
	if err != nil {
		return patrol.Page[T]{}, err
	}
	page := patrol.Page[T]{Previous: p.previous, Next: p.next, Found: p.found,
		Searched: p.searched, Beyond: p.beyond}
	if len(p.ids) == 0 {
		return page, nil
	}
	w := new(conditions)
	w.add(l.row + ` IN (` + w.list(p.ids) + `)`)
	page.Rows, err = all(tx, scan, selectRows+w.String(), w.args...)
	slices.SortFunc(page.Rows, func(a, b *T) int { return slices.Index(p.ids, id(a)) - slices.Index(p.ids, id(b)) })
	return page, err
}
