package db

import "patrol"

const selectBulk = `
	SELECT b.id, b.owner_id, b.actor_id, b.deed, b.reason, b.filter, b.below, b.done, b.missed, b.stopped,
		b.address, b.agent, b.started_at, b.finished_at, a.login, b.ids, b.by_token_id, b.by_kind
	FROM bulks b JOIN accounts a ON a.id = b.actor_id `

func scanBulk(row scanner, b *patrol.Bulk) error {
	return row.Scan(&b.ID, &b.OwnerID, &b.ActorID, &b.Deed, &b.Reason, &b.Filter, &b.Below, &b.Done, &b.Missed,
		&b.Stopped, &b.From.Address, &b.From.Agent, (*unix)(&b.StartedAt), (*unix)(&b.FinishedAt), &b.Actor,
		(*ids)(&b.IDs), &b.ByTokenID, &b.ByKind)
}

func (tx *tx) InsertBulk(b *patrol.Bulk) error {
	return tx.insert(&b.ID, `
		INSERT INTO bulks (owner_id, actor_id, deed, reason, filter, below, done, missed, stopped, address, agent,
			started_at, finished_at, ids, by_token_id, by_kind)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		RETURNING id`,
		b.OwnerID, b.ActorID, string(b.Deed), b.Reason, b.Filter, b.Below, b.Done, b.Missed, b.Stopped,
		b.From.Address, b.From.Agent, unix(b.StartedAt), unix(b.FinishedAt), ids(b.IDs), b.ByTokenID,
		string(b.ByKind))
}

func (tx *tx) Bulk(ownerID, id int64) (*patrol.Bulk, error) {
	return one(tx, scanBulk, selectBulk+`WHERE b.owner_id = $1 AND b.id = $2`, ownerID, id)
}

func (tx *tx) UnfinishedBulk() (*patrol.Bulk, error) {
	return one(tx, scanBulk, selectBulk+`WHERE b.finished_at = 0 ORDER BY b.id LIMIT 1`)
}

func (tx *tx) UpdateBulk(b *patrol.Bulk) error {
	return tx.change(`
		UPDATE bulks SET below = $2, done = $3, missed = $4, stopped = $5, finished_at = $6, ids = $7
		WHERE id = $1`, b.ID, b.Below, b.Done, b.Missed, b.Stopped, unix(b.FinishedAt), ids(b.IDs))
}

func (tx *tx) InsertOutcomes(bulkID int64, outcomes []*patrol.Outcome) error {
	return insertAll(tx, `INSERT INTO outcomes (bulk_id, item_id, result, token_name, login) VALUES `,
		`($1, $2, $3, $4, $5)`, outcomes, func(o *patrol.Outcome) []any {
			return []any{bulkID, o.ItemID, string(o.Result), o.TokenName, o.User}
		})
}

func (tx *tx) Outcomes(bulkID, before int64, limit int) ([]*patrol.Outcome, error) {
	return all(tx, func(row scanner, o *patrol.Outcome) error {
		return row.Scan(&o.ID, &o.ItemID, &o.Result, &o.TokenName, &o.User)
	}, `SELECT c.id, c.item_id, c.result, c.token_name, c.login FROM outcomes c
		WHERE c.bulk_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3`, bulkID, orNewest(before), limit)
}
