package db

import "patrol"

const selectEvent = `
	SELECT` + eventColumns + `
	FROM events e` + joinEvent

// Of events e, and who they are about: the actor a, the user u, the owner o,
// and the enterprise b that this was in then.
const (
	eventColumns = ` e.id, e.at, e.action, e.actor_id, e.user_id, e.owner_id, e.token_id, e.token_name,
		e.grant_id, e.request_id, e.detail, e.facts, e.address, e.agent,
		COALESCE(a.login, ''), COALESCE(u.login, ''), COALESCE(o.login, ''), COALESCE(o.kind, ''),
		COALESCE(b.login, ''), COALESCE(b.id, 0)`
	joinEvent = `
		LEFT JOIN accounts a ON a.id = e.actor_id
		LEFT JOIN accounts u ON u.id = e.user_id
		LEFT JOIN accounts o ON o.id = e.owner_id
		LEFT JOIN accounts b ON b.id = e.enterprise_id `
)

func scanEvent(row scanner, e *patrol.Event) error { return row.Scan(eventFields(e)...) }

// eventFields are where to scan eventColumns.
func eventFields(e *patrol.Event) []any {
	return []any{&e.ID, (*unix)(&e.At), &e.Action, &e.ActorID, &e.UserID, &e.OwnerID, &e.TokenID, &e.TokenName,
		&e.GrantID, &e.RequestID, &e.Detail, (*jsonFacts)(&e.Facts), &e.From.Address, &e.From.Agent,
		&e.Actor, &e.User, &e.Owner, &e.OwnerKind, &e.Business, &e.BusinessID}
}

// Record implements patrol.Tx.
func (tx *tx) Record(events ...*patrol.Event) error {
	enterprises, err := enterprisesOf(tx, events, func(e *patrol.Event) int64 { return e.OwnerID })
	if err != nil {
		return err
	}
	err = insertEach(tx, `events (at, action, actor_id, user_id, owner_id, token_id, token_name, grant_id, request_id,
			detail, facts, address, agent, enterprise_id)`,
		events, func(e *patrol.Event) []any {
			return []any{unix(e.At), e.Action, e.ActorID, e.UserID, e.OwnerID, e.TokenID, e.TokenName, e.GrantID,
				e.RequestID, e.Detail, (*jsonFacts)(&e.Facts), e.From.Address, e.From.Agent, enterprises[e.OwnerID]}
		}, func(e *patrol.Event) *int64 { return &e.ID })
	if err != nil {
		return err
	}
	return insertAll(tx, `unsealed (event_id)`, events,
		func(e *patrol.Event) []any { return []any{e.ID} })
}

// Events implements patrol.Tx.
func (tx *tx) Events(q patrol.EventQuery) ([]*patrol.Event, error) {
	return all(tx, scanEvent, selectEvent+`WHERE e.token_id = $1 AND e.user_id + 0 = $2
			AND (e.at, e.id) < (COALESCE((SELECT b.at FROM events b WHERE b.id = $3), 9223372036854775807), $3)
		ORDER BY e.at DESC, e.id DESC LIMIT $4`, q.TokenID, q.UserID, orNewest(q.Before), q.Limit)
}
