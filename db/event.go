package db

import "patrol"

const selectEvent = `
	SELECT e.id, e.at, e.action, e.actor_id, e.user_id, e.owner_id, e.token_id, e.token_name, e.grant_id,
		e.request_id, e.detail, e.address, e.agent, COALESCE(a.login, '')
	FROM events e LEFT JOIN accounts a ON a.id = e.actor_id `

func scanEvent(row scanner, e *patrol.Event) error {
	return row.Scan(&e.ID, (*unix)(&e.At), &e.Action, &e.ActorID, &e.UserID, &e.OwnerID, &e.TokenID,
		&e.TokenName, &e.GrantID, &e.RequestID, &e.Detail, &e.From.Address, &e.From.Agent, &e.Actor)
}

func (tx *tx) Record(e *patrol.Event) error {
	return tx.insert(&e.ID, `
		INSERT INTO events (at, action, actor_id, user_id, owner_id, token_id, token_name, grant_id, request_id,
			detail, address, agent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		RETURNING id`,
		unix(e.At), e.Action, e.ActorID, e.UserID, e.OwnerID, e.TokenID, e.TokenName, e.GrantID, e.RequestID,
		e.Detail, e.From.Address, e.From.Agent)
}

func (tx *tx) Events(q patrol.EventQuery) ([]*patrol.Event, error) {
	w := new(conditions)
	if q.TokenID != 0 {
		w.add(`e.token_id = ` + w.arg(q.TokenID))
	}
	if q.UserID != 0 {
		w.add(`e.user_id = ` + w.arg(q.UserID))
	}
	if q.OwnerID != 0 {
		w.add(`e.owner_id = ` + w.arg(q.OwnerID))
	}
	w.add(`e.id < ` + w.arg(orNewest(q.Before)))
	return all(tx, scanEvent, selectEvent+w.String()+` ORDER BY e.id DESC LIMIT `+w.arg(q.Limit), w.args...)
}
