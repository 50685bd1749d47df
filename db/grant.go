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

func (tx *tx) InsertGrant(g *patrol.Grant) error {
	if err := tx.forget(g.TokenID); err != nil {
		return err
	}
	err := tx.insert(&g.ID, `
		INSERT INTO grants (token_id, owner_id, user_id, selection, repositories, permissions,
			granted_by, granted_at, revoked_by, revoked_at, ends_at, days, used_at, uses)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, `+ofToken+`,
			(SELECT n.uses FROM token_usage n WHERE n.token_id = $1))
		RETURNING id`,
		g.TokenID, g.OwnerID, g.UserID, string(g.Reach.Selection), ids(g.Reach.Repositories),
		permissions(g.Reach.Permissions), ref(g.GrantedBy), unix(g.GrantedAt), ref(g.RevokedBy), unix(g.RevokedAt))
	if err != nil || !g.RevokedAt.IsZero() {
		return err
	}
	if err := tx.file(ofGrants, g.ID, g.Reach); err != nil {
		return err
	}
	return tx.count(g.OwnerID, activeTokensAt, 1)
}

func (tx *tx) SetGrantReach(id int64, r patrol.Reach) error {
	if err := tx.forgetGrant(id); err != nil {
		return err
	}
	err := tx.change(`
		UPDATE grants SET selection = $2, repositories = $3, permissions = $4 WHERE id = $1 AND revoked_at = 0`,
		id, string(r.Selection), ids(r.Repositories), permissions(r.Permissions))
	if err != nil {
		return err
	}
	return tx.refile(ofGrants, id, r)
}

func (tx *tx) CloseGrant(ownerID, id, by int64, at time.Time) error {
	if err := tx.forgetGrant(id); err != nil {
		return err
	}
	err := tx.change(`
		UPDATE grants SET revoked_by = $3, revoked_at = $4 WHERE owner_id = $1 AND id = $2 AND revoked_at = 0`,
		ownerID, id, ref(by), unix(at))
	if err != nil {
		return err
	}
	if err := tx.unfile(ofGrants, id); err != nil {
		return err
	}
	return tx.count(ownerID, activeTokensAt, -1)
}

// forgetGrant makes the memory forget who presents the secrets of a grant's token.
func (tx *tx) forgetGrant(id int64) error {
	token, err := value[int64](tx, `SELECT token_id FROM grants WHERE id = $1`, id)
	if err != nil {
		return err
	}
	return tx.forget(token)
}

// A register is the narrow tables by which an owner's grants or requests are
// found by what they reach. Those no longer in force are not in it.
type register struct{ deletePermissions, deleteRepositories, addPermission, addRepository string }

var ofGrants = register{
	`DELETE FROM grant_permissions WHERE grant_id = $1`,
	`DELETE FROM grant_repositories WHERE grant_id = $1`,
	`INSERT INTO grant_permissions (grant_id, owner_id, permission, level)
		SELECT id, owner_id, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM grants WHERE id = $1`,
	`INSERT INTO grant_repositories (grant_id, repository_id) VALUES ($1, $2)`,
}

var ofRequests = register{
	`DELETE FROM request_permissions WHERE request_id = $1`,
	`DELETE FROM request_repositories WHERE request_id = $1`,
	`INSERT INTO request_permissions (request_id, owner_id, permission, level)
		SELECT id, owner_id, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM requests WHERE id = $1`,
	`INSERT INTO request_repositories (request_id, repository_id) VALUES ($1, $2)`,
}

// file enters what a grant or request reaches into a register.
func (tx *tx) file(in register, id int64, r patrol.Reach) error {
	for permission, level := range r.Permissions {
		if err := tx.exec(in.addPermission, id, permission, int64(level)); err != nil {
			return err
		}
	}
	for _, repository := range r.Repositories {
		if err := tx.exec(in.addRepository, id, repository); err != nil {
			return err
		}
	}
	return nil
}

// unfile takes a grant or request out of a register.
func (tx *tx) unfile(from register, id int64) error {
	if err := tx.exec(from.deletePermissions, id); err != nil {
		return err
	}
	return tx.exec(from.deleteRepositories, id)
}

// refile enters a new reach in place of the old.
func (tx *tx) refile(in register, id int64, r patrol.Reach) error {
	if err := tx.unfile(in, id); err != nil {
		return err
	}
	return tx.file(in, id, r)
}
