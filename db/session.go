package db

import (
	"context"
	"time"

	"patrol"
)

const selectSession = `
	SELECT s.id, s.user_id, s.digest, s.created_at, s.seen_at, s.confirmed_at, s.expires_at,
		s.address, s.agent,` +
	accountColumns + `FROM sessions s JOIN accounts a ON a.id = s.user_id` + withPolicy

func scanSession(row scanner, s *patrol.Session) error {
	s.User = new(patrol.Account)
	return row.Scan(append([]any{&s.ID, &s.UserID, (*digest)(&s.Digest), (*unix)(&s.CreatedAt),
		(*unix)(&s.SeenAt), (*unix)(&s.ConfirmedAt), (*unix)(&s.ExpiresAt), &s.From.Address, &s.From.Agent},
		accountFields(s.User)...)...)
}

func (tx *tx) InsertSession(s *patrol.Session) error {
	return tx.insert(&s.ID, `
		INSERT INTO sessions (user_id, digest, created_at, seen_at, confirmed_at, expires_at, address, agent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		RETURNING id`,
		s.UserID, digest(s.Digest), unix(s.CreatedAt), unix(s.SeenAt), unix(s.ConfirmedAt), unix(s.ExpiresAt),
		s.From.Address, s.From.Agent)
}

// Session implements patrol.Store.
func (db *DB) Session(ctx context.Context, d patrol.Digest) (s *patrol.Session, err error) {
	err = db.engine.glance(ctx, func(tx *tx) error {
		s, err = one(tx, scanSession, selectSession+`WHERE s.digest = $1`, digest(d))
		return err
	})
	return s, err
}

func (tx *tx) Sessions(userID int64) ([]*patrol.Session, error) {
	return all(tx, scanSession, selectSession+`WHERE s.user_id = $1 ORDER BY s.id DESC`, userID)
}

func (tx *tx) TouchSession(id int64, at time.Time, from patrol.Origin) error {
	return tx.change(`UPDATE sessions SET seen_at = $2, address = $3, agent = $4 WHERE id = $1`,
		id, unix(at), from.Address, from.Agent)
}

func (tx *tx) RenewSession(id int64, d patrol.Digest, confirmedAt time.Time) error {
	return tx.change(`UPDATE sessions SET digest = $2, confirmed_at = $3 WHERE id = $1`,
		id, digest(d), unix(confirmedAt))
}

func (tx *tx) ConfirmSession(id int64, at time.Time) error {
	return tx.change(`UPDATE sessions SET confirmed_at = $2 WHERE id = $1`, id, unix(at))
}

func (tx *tx) DeleteSession(userID, id int64) error {
	return tx.change(`DELETE FROM sessions WHERE user_id = $1 AND id = $2`, userID, id)
}

func (tx *tx) DeleteSessions(userID int64) error {
	return tx.exec(`DELETE FROM sessions WHERE user_id = $1`, userID)
}

func (tx *tx) DeleteSessionsBefore(expired time.Time) error {
	return tx.exec(`DELETE FROM sessions WHERE expires_at <= $1`, unix(expired))
}

func (tx *tx) PasswordHash(userID int64) (string, error) {
	hash, err := one(tx, scanText, `SELECT hash FROM passwords WHERE user_id = $1`, userID)
	if err != nil {
		return "", err
	}
	return *hash, nil
}

func scanText(row scanner, s *string) error { return row.Scan(s) }

func (tx *tx) SetPasswordHash(userID int64, hash string) error {
	return tx.exec(`
		INSERT INTO passwords (user_id, hash) VALUES ($1, $2)
		ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash`, userID, hash)
}

func (tx *tx) InsertLink(l *patrol.Link) error {
	return tx.exec(`INSERT INTO links (digest, purpose, user_id, expires_at) VALUES ($1, $2, $3, $4)`,
		digest(l.Digest), string(l.Purpose), ref(l.UserID), unix(l.ExpiresAt))
}

func (tx *tx) Link(d patrol.Digest) (*patrol.Link, error) {
	return one(tx, func(row scanner, l *patrol.Link) error {
		return row.Scan((*digest)(&l.Digest), &l.Purpose, (*ref)(&l.UserID), (*unix)(&l.ExpiresAt))
	}, `SELECT digest, purpose, user_id, expires_at FROM links WHERE digest = $1`, digest(d))
}

func (tx *tx) UseLink(d patrol.Digest) error {
	return tx.change(`DELETE FROM links WHERE digest = $1`, digest(d))
}
