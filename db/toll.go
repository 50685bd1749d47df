package db

import "patrol"

// Toll reads no more rows than its limit.
func (tx *tx) Toll(q patrol.TollQuery) (t patrol.Toll, err error) {
	upto := int64(q.Upto)
	if q.Upto == patrol.Forever {
		upto = never
	}
	people := map[int64]bool{}
	err = tx.each(func(row scanner) error {
		var user int64
		var works, used bool
		err := row.Scan(&user, &works, &used)
		t.Listed++
		if works {
			t.Tokens++
			people[user] = true
		}
		if works && used {
			t.Used++
		}
		return err
	}, `SELECT i.user_id, i.days <= $3 AND i.ends_at > $4, i.used_at >= $5
		FROM grants i WHERE i.owner_id = $1 AND i.revoked_at = 0 AND i.days > $2 LIMIT $6`,
		q.OwnerID, q.Over, upto, unix(q.Now), unix(q.Since.Truncate(hour)), q.Limit)
	t.People = len(people)
	return t, err
}
