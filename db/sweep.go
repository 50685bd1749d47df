package db

import (
	"time"

	"patrol"
)

func scanSweep(row scanner, s *patrol.Sweep) error {
	return row.Scan(&s.Name, (*unix)(&s.At), &s.ID)
}

// Sweep implements patrol.Tx.
func (tx *tx) Sweep(name string) (*patrol.Sweep, error) {
	return one(tx, scanSweep, `SELECT name, at, row_id FROM sweeps WHERE name = $1`, name)
}

// InsertSweep implements patrol.Tx.
func (tx *tx) InsertSweep(s patrol.Sweep) error {
	return tx.exec(`INSERT INTO sweeps (name, at, row_id) VALUES ($1, $2, $3)`, s.Name, unix(s.At), s.ID)
}

// MoveSweep implements patrol.Tx.
func (tx *tx) MoveSweep(was, now patrol.Sweep) error {
	return tx.change(`UPDATE sweeps SET at = $4, row_id = $5 WHERE name = $1 AND at = $2 AND row_id = $3`,
		was.Name, unix(was.At), was.ID, unix(now.At), now.ID)
}

// TokensEnding implements patrol.Tx.
func (tx *tx) TokensEnding(after time.Time, id int64, until time.Time, limit int) ([]*patrol.Token, error) {
	return all(tx, scanToken, selectToken+`
		WHERE t.expires_at > 0 AND (t.expires_at, t.id) > ($1, $2) AND t.expires_at <= $3
		ORDER BY t.expires_at, t.id LIMIT $4`, unix(after), id, unix(until), limit)
}
