package db

import (
	"math"

	"patrol"
)

const selectRequest = `
	SELECT r.id, r.token_id, r.owner_id, r.user_id, r.selection, r.repositories, r.permissions,
		r.reason, r.state, r.created_at, r.reviewed_by, r.reviewed_at, r.review_reason,
		u.login, o.login, t.name, t.state, COALESCE(a.login, ''), t.expires_at, n.last_used_at
	FROM requests r JOIN tokens t ON t.id = r.token_id
		JOIN token_usage n ON n.token_id = r.token_id
		JOIN accounts u ON u.id = r.user_id
		JOIN accounts o ON o.id = r.owner_id
		LEFT JOIN accounts a ON a.id = r.reviewed_by `

func scanRequest(row scanner, r *patrol.Request) error {
	selection, repositories, permits := reach(&r.Reach)
	return row.Scan(&r.ID, &r.TokenID, &r.OwnerID, &r.UserID, selection, repositories, permits,
		&r.Reason, &r.State, (*unix)(&r.CreatedAt), (*ref)(&r.ReviewedBy), (*unix)(&r.ReviewedAt), &r.ReviewReason,
		&r.User, &r.Owner, &r.TokenName, &r.TokenState, &r.ReviewedByLogin, (*unix)(&r.ExpiresAt),
		(*unix)(&r.LastUsedAt))
}

// selectAsked is selectRequest of what is needed to decide, which takes half as long.
const selectAsked = `
	SELECT r.id, r.token_id, r.owner_id, r.user_id, r.selection, r.repositories, r.permissions,
		r.state, r.created_at, u.login, t.name, t.state
	FROM requests r JOIN tokens t ON t.id = r.token_id JOIN accounts u ON u.id = r.user_id `

func scanAsked(row scanner, r *patrol.Request) error {
	selection, repositories, permits := reach(&r.Reach)
	return row.Scan(&r.ID, &r.TokenID, &r.OwnerID, &r.UserID, selection, repositories, permits,
		&r.State, (*unix)(&r.CreatedAt), &r.User, &r.TokenName, &r.TokenState)
}

func (tx *tx) Request(ownerID, id int64) (*patrol.Request, error) {
	return one(tx, scanRequest, selectRequest+`WHERE r.owner_id = $1 AND r.id = $2`, ownerID, id)
}

func (tx *tx) RequestsAt(ownerID int64, ids []int64) (map[int64]*patrol.Request, error) {
	return among(tx, scanAsked, func(r *patrol.Request) int64 { return r.ID }, ids,
		selectAsked+`WHERE +r.owner_id = $1 AND r.id`, ownerID)
}

func (tx *tx) WaitingOf(ownerID int64, tokenIDs []int64) (map[int64]bool, error) {
	found, err := among(tx, scanID, func(id *int64) int64 { return *id }, tokenIDs,
		`SELECT r.token_id FROM requests r WHERE +r.owner_id = $1 AND r.state = 'open' AND r.token_id`, ownerID)
	waits := map[int64]bool{}
	for id := range found {
		waits[id] = true
	}
	return waits, err
}

func (tx *tx) OpenRequest(tokenID, ownerID int64) (*patrol.Request, error) {
	return one(tx, scanRequest, selectRequest+`
		WHERE r.token_id = $1 AND r.owner_id = $2 AND r.state = 'open'`, tokenID, ownerID)
}

func (tx *tx) Requests(tokenID int64) ([]*patrol.Request, error) {
	return all(tx, scanRequest, selectRequest+`WHERE r.token_id = $1 ORDER BY r.id DESC`, tokenID)
}

func (tx *tx) OpenRequests(q patrol.ListQuery) (patrol.Page[patrol.Request], error) {
	return rowsOf(tx, requestList, q, scanRequest, selectRequest, func(r *patrol.Request) int64 { return r.ID })
}

func (tx *tx) OpenRequestIDs(q patrol.ListQuery) (ids []int64, below int64, err error) {
	return tx.firstOf(requestList, q)
}

// orNewest is an id to read back from: past all ids if it is 0.
func orNewest(before int64) int64 {
	if before == 0 {
		return math.MaxInt64
	}
	return before
}

func (tx *tx) CountOpenRequests(ownerID int64) (int, error) {
	return tx.counted(ownerID, openRequestsAt)
}

func (tx *tx) InsertRequest(r *patrol.Request) error {
	err := tx.insert(&r.ID, `
		INSERT INTO requests (token_id, owner_id, user_id, selection, repositories, permissions, reason, state,
			created_at, reviewed_by, reviewed_at, review_reason, ends_at, days, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, `+ofToken+`)
		RETURNING id`,
		r.TokenID, r.OwnerID, r.UserID, string(r.Reach.Selection), ids(r.Reach.Repositories),
		permissions(r.Reach.Permissions), r.Reason, string(r.State), unix(r.CreatedAt),
		ref(r.ReviewedBy), unix(r.ReviewedAt), r.ReviewReason)
	if err != nil || r.State != patrol.Open {
		return err
	}
	if err := tx.file(requestList, filed{r.ID, r.OwnerID, r.Reach}); err != nil {
		return err
	}
	return tx.count(r.OwnerID, openRequestsAt, 1)
}

func (tx *tx) CloseRequests(ownerID int64, as patrol.Review, requests ...*patrol.Request) error {
	rows := make([]*filed, len(requests))
	for i, r := range requests {
		rows[i] = &filed{r.ID, ownerID, r.Reach}
	}
	err := tx.close(requestList, rows, `
		UPDATE requests AS i SET state = $2, reviewed_by = $3, reviewed_at = $4, review_reason = $5 WHERE +owner_id = $1`,
		ownerID, string(as.State), ref(as.By), unix(as.At), as.Reason)
	if err != nil {
		return err
	}
	return tx.count(ownerID, openRequestsAt, -len(rows))
}
