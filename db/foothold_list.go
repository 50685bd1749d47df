package db

import (
	"time"

	"patrol"
)

// selectFoothold reads footholds c with their owners d, their tokens t and
// those tokens' users u.
const selectFoothold = `SELECT c.id, c.owner_id, d.login, c.first_at, c.last_at, c.uses, c.asked_at, c.revoked_at, u.login,` +
	tokenColumns + `
	FROM footholds c JOIN accounts d ON d.id = c.owner_id
		JOIN tokens t ON t.id = c.token_id JOIN accounts o ON o.id = t.owner_id
		JOIN token_usage n ON n.token_id = c.token_id JOIN accounts u ON u.id = c.user_id `

func scanFoothold(row scanner, c *patrol.Foothold) error {
	c.Token = new(patrol.Token)
	return row.Scan(append([]any{&c.ID, &c.OwnerID, &c.Owner, (*unix)(&c.FirstAt), (*unix)(&c.LastAt), &c.Uses,
		(*unix)(&c.AskedAt), (*unix)(&c.RevokedAt), &c.User}, tokenFields(c.Token)...)...)
}

func footholdID(c *patrol.Foothold) int64 { return c.ID }

// Footholds implements patrol.Tx.
func (tx *tx) Footholds(q patrol.ListQuery) (patrol.Page[patrol.Foothold], error) {
	l := footholdList
	if q.Filter.ShutOut {
		l = shutOutList
	}
	return rowsOf(tx, l, q, scanFoothold, selectFoothold, footholdID)
}

// NumberedFootholds implements patrol.Tx.
func (tx *tx) NumberedFootholds(q patrol.FootholdQuery) ([]*patrol.Foothold, error) {
	w := new(conditions)
	w.add(`c.owner_id = ` + w.arg(q.OwnerID) + ` AND c.revoked_at = 0`)
	w.add(`+c.used_at >= ` + w.arg(unix(q.Since.Truncate(hour))))
	if q.UserID != 0 {
		w.add(`c.user_id = ` + w.arg(q.UserID))
	}
	return all(tx, scanFoothold, selectFoothold+w.String()+
		` ORDER BY c.id DESC LIMIT `+w.arg(q.Limit)+` OFFSET `+w.arg(q.Offset), w.args...)
}

// Foothold implements patrol.Tx.
func (tx *tx) Foothold(ownerID, id int64) (*patrol.Foothold, error) {
	return one(tx, scanFoothold, selectFoothold+`WHERE c.owner_id = $1 AND c.id = $2`, ownerID, id)
}

// FootholdsOf implements patrol.Tx.
func (tx *tx) FootholdsOf(tokenIDs []int64) ([]*patrol.Foothold, error) {
	w := new(conditions)
	w.add(`c.token_id IN (` + w.list(tokenIDs) + `)`)
	return all(tx, scanFoothold, selectFoothold+w.String()+` ORDER BY c.last_at DESC, c.id DESC`, w.args...)
}

// CloseFoothold implements patrol.Tx.
func (tx *tx) CloseFoothold(c *patrol.Foothold, by int64, at time.Time) error {
	if err := tx.forget(c.Token.ID); err != nil {
		return err
	}
	return tx.change(`UPDATE footholds SET revoked_by = $2, revoked_at = $3 WHERE id = $1 AND revoked_at = 0`,
		c.ID, ref(by), unix(at))
}

// ReopenFoothold implements patrol.Tx.
func (tx *tx) ReopenFoothold(c *patrol.Foothold) error {
	if err := tx.forget(c.Token.ID); err != nil {
		return err
	}
	return tx.change(`UPDATE footholds SET revoked_by = NULL, revoked_at = 0 WHERE id = $1 AND revoked_at > 0`, c.ID)
}

// AskedToReplace implements patrol.Tx.
func (tx *tx) AskedToReplace(c *patrol.Foothold, at time.Time) error {
	return tx.change(`UPDATE footholds SET asked_at = $3 WHERE id = $1 AND asked_at = $2`, c.ID, unix(c.AskedAt), unix(at))
}

// selectVisit reads uses v of footholds c at owners d, in repositories r.
const selectVisit = `SELECT v.foothold_id, c.owner_id, d.login, d.kind, v.repository_id, COALESCE(r.name, ''),
		COALESCE(r.visibility, ''), COALESCE(r.archived, FALSE), v.operation, v.open, v.first_at, v.last_at, v.uses
	FROM visits v JOIN footholds c ON c.id = v.foothold_id JOIN accounts d ON d.id = c.owner_id
		LEFT JOIN repositories r ON r.id = v.repository_id AND r.owner_id = c.owner_id `

// lastVisits are those of the foothold $1.
const lastVisits = selectVisit + `WHERE v.foothold_id = $1 ORDER BY v.last_at DESC, v.id DESC LIMIT $2`

func scanVisit(row scanner, v *patrol.Visit) error {
	return row.Scan(&v.FootholdID, &v.OwnerID, &v.Owner, &v.OwnerKind, &v.RepositoryID, &v.Repository, &v.Visibility,
		&v.Archived, &v.Operation, &v.Open, (*unix)(&v.FirstAt), (*unix)(&v.LastAt), &v.Uses)
}

// LastVisits implements patrol.Tx.
func (tx *tx) LastVisits(some []*patrol.Foothold, most int) (err error) {
	for _, c := range some {
		c.Visits, err = all(tx, scanVisit, lastVisits, c.ID, most)
		if err != nil {
			return err
		}
	}
	return nil
}

// Visits implements patrol.Tx.
func (tx *tx) Visits(tokenID int64) ([]*patrol.Visit, error) {
	return all(tx, scanVisit, selectVisit+`
		WHERE c.token_id = $1 ORDER BY lower(d.login), c.owner_id, lower(r.name), v.repository_id, v.operation, v.open`, tokenID)
}

// Successors implements patrol.Tx.
func (tx *tx) Successors(tokenID int64) ([]*patrol.Token, error) {
	return all(tx, scanToken, selectToken+`WHERE t.replaces = $1 ORDER BY t.id`, tokenID)
}
