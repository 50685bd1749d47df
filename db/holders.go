package db

import (
	"time"

	"patrol"
)

// lasting is how long a token lives, in days, as its column has it.
func lasting(days int) int64 {
	if days == patrol.Forever {
		return never
	}
	return int64(days)
}

// held is the tokens i that q asks for. A plus keeps all from being found but
// in the order of the index that has everything.
func held(q patrol.HolderQuery, w *conditions) string {
	from := `grants i WHERE`
	if q.Kind == patrol.Classic {
		from = `footholds i WHERE i.uses > 0 AND` // what only read what is open to all loses nothing
	}
	from += ` i.owner_id = ` + w.arg(q.OwnerID) + ` AND i.revoked_at = 0` +
		` AND +i.days >= ` + w.arg(lasting(q.Days.From)) + ` AND +i.days <= ` + w.arg(lasting(q.Days.To)) +
		` AND +i.ends_at > ` + w.arg(unix(q.Now))
	if !q.Reached.IsZero() {
		from += ` AND i.used_at >= ` + w.arg(unix(q.Reached.Truncate(hour)))
	}
	if q.UserIDs != nil {
		from += ` AND i.user_id IN (` + w.list(q.UserIDs) + `)`
	}
	return from
}

// Holders implements patrol.Tx.
func (tx *tx) Holders(q patrol.HolderQuery) ([]patrol.Holder, error) {
	w := new(conditions)
	since := w.arg(unix(q.Since.Truncate(hour)))
	var holders []patrol.Holder
	err := tx.each(func(row scanner) error {
		var h patrol.Holder
		err := row.Scan(&h.UserID, &h.Tokens, &h.Used, &h.Uses)
		holders = append(holders, h)
		return err
	}, `SELECT i.user_id, count(*), count(*) FILTER (WHERE i.used_at >= `+since+`),
			COALESCE(max(i.uses) FILTER (WHERE i.used_at >= `+since+`), 0)
		FROM `+held(q, w)+` GROUP BY i.user_id`, w.args...)
	return holders, err
}

// spread counts the tokens at the organizations of $1 that end after $2, by how
// long they live, up to $4 days, and those used from $3 on. A plus keeps all from being found but
// in the order of the index that has everything.
const spread = `
	SELECT count(*), count(*) FILTER (WHERE i.used_at >= $3), count(*) FILTER (WHERE i.days <= 90),
		count(*) FILTER (WHERE i.days > 90 AND i.days <= $4)
	FROM accounts o CROSS JOIN grants i
	WHERE o.enterprise_id = $1 AND i.owner_id = o.id AND i.revoked_at = 0 AND +i.ends_at > $2
		AND i.user_id NOT IN (SELECT s.id FROM accounts s WHERE s.suspended_at <> 0)`

// Spread implements patrol.Tx.
func (tx *tx) Spread(enterpriseID int64, now, since time.Time) (patrol.Spread, error) {
	s, err := one(tx, func(row scanner, s *patrol.Spread) error {
		return row.Scan(&s.Tokens, &s.Used, &s.Quarter, &s.Year)
	}, spread, enterpriseID, unix(now), unix(since.Truncate(hour)), patrol.DefaultMaxDays)
	if err != nil {
		return patrol.Spread{}, err
	}
	return *s, nil
}

// BusiestTokens implements patrol.Tx.
func (tx *tx) BusiestTokens(q patrol.HolderQuery, limit int) ([]*patrol.ActiveToken, error) {
	w := new(conditions)
	since := w.arg(unix(q.Since.Truncate(hour)))
	uses := `n.uses`
	if q.Kind == patrol.Classic {
		uses = `b.uses` // elsewhere it has others
	}
	return all(tx, scanBusy, `SELECT`+tokenColumns+`, u.login, h.login, `+uses+`
		FROM (SELECT i.token_id, i.owner_id, i.user_id, i.uses FROM `+held(q, w)+` AND i.used_at >= `+since+`
				ORDER BY i.uses DESC, i.id LIMIT `+w.arg(limit)+`) AS b
			JOIN accounts h ON h.id = b.owner_id JOIN accounts u ON u.id = b.user_id
			JOIN tokens t ON t.id = b.token_id JOIN accounts o ON o.id = t.owner_id
			JOIN token_usage n ON n.token_id = t.id
		ORDER BY b.uses DESC, t.id`, w.args...)
}

// scanBusy reads a token at an owner, of whose grant it knows no more.
func scanBusy(row scanner, t *patrol.ActiveToken) error {
	t.Grant, t.Token = new(patrol.Grant), new(patrol.Token)
	return row.Scan(append(tokenFields(t.Token), &t.User, &t.Grant.Owner, &t.Uses)...)
}

// OrganizationsOf implements patrol.Tx.
func (tx *tx) OrganizationsOf(enterpriseID int64) ([]*patrol.Account, error) {
	return all(tx, scanAccount, selectAccount+`WHERE a.enterprise_id = $1 ORDER BY a.id`, enterpriseID)
}

// OrganizationCounts implements patrol.Tx.
func (tx *tx) OrganizationCounts(ids []int64) (map[int64]*patrol.OrganizationCount, error) {
	return among(tx, func(row scanner, c *patrol.OrganizationCount) error {
		return row.Scan(&c.OrgID, &c.Active, &c.Pending)
	}, func(c *patrol.OrganizationCount) int64 { return c.OrgID }, ids, `
		SELECT o.id, COALESCE(a.n, 0), COALESCE(p.n, 0) FROM accounts o
			LEFT JOIN counters a ON a.account_id = o.id AND a.name = $1
			LEFT JOIN counters p ON p.account_id = o.id AND p.name = $2
		WHERE o.id`, activeTokensAt, openRequestsAt)
}

// SuspendedUsers implements patrol.Tx.
func (tx *tx) SuspendedUsers() (found []int64, err error) {
	err = tx.each(func(row scanner) error {
		var id int64
		err := row.Scan(&id)
		found = append(found, id)
		return err
	}, `SELECT id FROM accounts WHERE suspended_at <> 0`)
	return found, err
}
