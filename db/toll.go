package db

import (
	"math"

	"patrol"
)

// Toll reads no more rows than its limit.
func (tx *tx) Toll(q patrol.TollQuery) (t patrol.Toll, err error) {
	upto := int64(q.Upto)
	if q.Upto == patrol.Forever {
		upto = math.MaxInt64
	}
	err = tx.each(func(row scanner) error { return row.Scan(&t.Listed, &t.Tokens, &t.People, &t.Used) }, `
		SELECT COUNT(*), COUNT(s.works), COUNT(DISTINCT s.works), COUNT(CASE WHEN s.used_at >= $5 THEN s.works END)
		FROM (
			SELECT CASE WHEN l.days <= $3 AND l.ends_at > $4 THEN l.user_id END AS works, l.used_at
			FROM (
				SELECT g.user_id, n.last_used_at AS used_at,
					CASE t.expires_at WHEN 0 THEN 9223372036854775807 ELSE t.expires_at END AS ends_at,
					CASE t.expires_at WHEN 0 THEN 9223372036854775807
						ELSE (t.expires_at - t.issued_at + 86399) / 86400 END AS days
				FROM grants g JOIN tokens t ON t.id = g.token_id JOIN token_usage n ON n.token_id = g.token_id
				WHERE g.owner_id = $1 AND g.revoked_at = 0) AS l
			WHERE l.days > $2
			LIMIT $6) AS s`,
		q.OwnerID, q.Over, upto, unix(q.Now), unix(q.Since), q.Limit)
	return t, err
}
