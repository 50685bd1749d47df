package db

import "patrol"

const selectHook = `
	SELECT h.id, h.owner_id, h.url, h.secret, h.active, h.created_at, h.updated_at,
		COALESCE((SELECT d.state FROM deliveries d WHERE d.hook_id = h.id ORDER BY d.id DESC LIMIT 1), '')
	FROM hooks h `

func scanHook(row scanner, h *patrol.Hook) error {
	return row.Scan(&h.ID, &h.OwnerID, &h.URL, &h.Secret, &h.Active, (*unix)(&h.CreatedAt), (*unix)(&h.UpdatedAt),
		&h.Newest)
}

func (tx *tx) Hooks(ownerID int64) ([]*patrol.Hook, error) {
	return all(tx, scanHook, selectHook+`WHERE h.owner_id = $1 ORDER BY h.id`, ownerID)
}

func (tx *tx) ActiveHooks(ownerID int64) ([]*patrol.Hook, error) {
	return all(tx, scanHook, selectHook+`WHERE h.owner_id = $1 AND h.active = TRUE ORDER BY h.id`, ownerID)
}

func (tx *tx) Hook(ownerID, id int64) (*patrol.Hook, error) {
	return one(tx, scanHook, selectHook+`WHERE h.owner_id = $1 AND h.id = $2`, ownerID, id)
}

func (tx *tx) HookByID(id int64) (*patrol.Hook, error) {
	return one(tx, scanHook, selectHook+`WHERE h.id = $1`, id)
}

func (tx *tx) InsertHook(h *patrol.Hook) error {
	return tx.insert(&h.ID, `
		INSERT INTO hooks (owner_id, url, secret, active, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id`,
		h.OwnerID, h.URL, h.Secret.Reveal(), h.Active, unix(h.CreatedAt), unix(h.UpdatedAt))
}

func (tx *tx) UpdateHook(h *patrol.Hook) error {
	return tx.change(`UPDATE hooks SET url = $2, secret = $3, active = $4, updated_at = $5 WHERE id = $1`,
		h.ID, h.URL, h.Secret.Reveal(), h.Active, unix(h.UpdatedAt))
}

func (tx *tx) DeleteHook(id int64) error {
	return tx.change(`DELETE FROM hooks WHERE id = $1`, id)
}
