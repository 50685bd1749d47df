package db

import (
	"time"

	"patrol"
)

// grantColumns are those of grants g, as grantFields has them.
const grantColumns = ` g.id, g.token_id, g.owner_id, g.user_id, g.selection, g.repositories, g.permissions,
	g.granted_by, g.granted_at, g.revoked_by, g.revoked_at,
	o.login, COALESCE(a.login, ''), COALESCE(b.login, '')`

// fromGrants are grants g with their owners o, and who granted a and revoked b.
const fromGrants = `
	FROM grants g JOIN accounts o ON o.id = g.owner_id
		LEFT JOIN accounts a ON a.id = g.granted_by
		LEFT JOIN accounts b ON b.id = g.revoked_by `

const selectGrant = `SELECT` + grantColumns + fromGrants

// grantFields are where to scan grantColumns.
func grantFields(g *patrol.Grant) []any {
	selection, repositories, permits := reach(&g.Reach)
	return []any{&g.ID, &g.TokenID, &g.OwnerID, &g.UserID, selection, repositories, permits,
		(*ref)(&g.GrantedBy), (*unix)(&g.GrantedAt), (*ref)(&g.RevokedBy), (*unix)(&g.RevokedAt),
		&g.Owner, &g.GrantedByLogin, &g.RevokedByLogin}
}

func scanGrant(row scanner, g *patrol.Grant) error { return row.Scan(grantFields(g)...) }

func (tx *tx) Grant(tokenID, ownerID int64) (*patrol.Grant, error) {
	return one(tx, scanGrant, selectGrant+`
		WHERE g.token_id = $1 AND g.owner_id = $2 AND g.revoked_at = 0`, tokenID, ownerID)
}

func (tx *tx) Grants(tokenID int64) ([]*patrol.Grant, error) {
	return all(tx, scanGrant, selectGrant+`WHERE g.token_id = $1 ORDER BY g.id DESC`, tokenID)
}

func (tx *tx) InsertGrants(grants ...*patrol.Grant) error {
	var tokens []int64
	for _, g := range grants {
		tokens = append(tokens, g.TokenID)
	}
	if err := tx.forget(tokens...); err != nil {
		return err
	}
	listed, err := tx.listedOf(tokens)
	if err != nil {
		return err
	}
	enterprises, err := enterprisesOf(tx, grants, func(g *patrol.Grant) int64 { return g.OwnerID })
	if err != nil {
		return err
	}
	err = insertEach(tx, `grants (token_id, owner_id, user_id, selection, repositories, permissions,
			granted_by, granted_at, revoked_by, revoked_at, ends_at, days, used_at, uses, enterprise_id)`,
		grants, func(g *patrol.Grant) []any {
			return []any{g.TokenID, g.OwnerID, g.UserID, string(g.Reach.Selection), ids(g.Reach.Repositories),
				permissions(g.Reach.Permissions), ref(g.GrantedBy), unix(g.GrantedAt), ref(g.RevokedBy),
				unix(g.RevokedAt), listed[g.TokenID].endsAt, listed[g.TokenID].days, listed[g.TokenID].usedAt,
				listed[g.TokenID].uses, ref(enterprises[g.OwnerID])}
		}, func(g *patrol.Grant) *int64 { return &g.ID })
	if err != nil {
		return err
	}
	return tx.letIn(grants)
}

// letIn has lists find those of new grants that are in force, and counts these.
func (tx *tx) letIn(grants []*patrol.Grant) error {
	var inForce []filed
	more := map[int64]int{}
	for _, g := range grants {
		if g.RevokedAt.IsZero() {
			inForce = append(inForce, filed{g.ID, g.OwnerID, g.Reach})
			more[g.OwnerID]++
		}
	}
	if err := tx.file(grantList, inForce...); err != nil {
		return err
	}
	for owner, n := range more {
		if err := tx.count(owner, activeTokensAt, n); err != nil {
			return err
		}
	}
	return nil
}

func (tx *tx) SetGrantReach(id int64, r patrol.Reach) error {
	if err := tx.forgetThose(`s.token_id = (SELECT g.token_id FROM grants g WHERE g.id = $1)`, id); err != nil {
		return err
	}
	return tx.setReach(grantList, id, r)
}

func (tx *tx) CloseGrants(ownerID, by int64, at time.Time, grants ...*patrol.Grant) error {
	rows, tokens := make([]*filed, len(grants)), make([]int64, len(grants))
	for i, g := range grants {
		rows[i], tokens[i] = &filed{g.ID, ownerID, g.Reach}, g.TokenID
	}
	if err := tx.forget(tokens...); err != nil {
		return err
	}
	err := tx.close(grantList, rows, `UPDATE grants AS i SET revoked_by = $2, revoked_at = $3 WHERE +owner_id = $1`,
		ownerID, ref(by), unix(at))
	if err != nil {
		return err
	}
	return tx.count(ownerID, activeTokensAt, -len(rows))
}
