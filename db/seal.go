package db

import (
	"encoding/base64"
	"fmt"
	"strings"

	"patrol"
)

// hash is that of a line or a tree as we store it: in Base64.
type hash [32]byte

func (h *hash) Scan(v any) error { return (*digest)(h).Scan(v) }

// trees are hashes as we store them: in Base64, with spaces between.
type trees [][32]byte

func (t trees) text() string {
	var words []string
	for _, h := range t {
		words = append(words, base64.StdEncoding.EncodeToString(h[:]))
	}
	return strings.Join(words, " ")
}

// Scan implements sql.Scanner.
func (t *trees) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read hashes from %T", v)
	}
	*t = nil
	for word := range strings.FieldsSeq(s) {
		var h hash
		if err := h.Scan(word); err != nil {
			return err
		}
		*t = append(*t, h)
	}
	return nil
}

// Unsealed implements patrol.Tx.
func (tx *tx) Unsealed(limit int) ([]*patrol.Event, error) {
	return all(tx, scanEvent, `SELECT`+eventColumns+` FROM unsealed n JOIN events e ON e.id = n.event_id`+joinEvent+
		`ORDER BY n.event_id LIMIT $1`, limit)
}

// Seals implements patrol.Tx.
func (tx *tx) Seals(from int64, limit int) ([]patrol.Seal, error) {
	var seals []patrol.Seal
	err := tx.each(func(row scanner) error {
		var s patrol.Seal
		err := row.Scan(&s.Line, &s.EventID, (*hash)(&s.Hash))
		seals = append(seals, s)
		return err
	}, `SELECT line, event_id, hash FROM seals WHERE line >= $1 ORDER BY line LIMIT $2`, from, limit)
	if err != nil || len(seals) == 0 {
		return nil, err
	}
	events := map[int64]*patrol.Event{}
	found, err := all(tx, scanEvent, `SELECT`+eventColumns+` FROM seals s JOIN events e ON e.id = s.event_id`+joinEvent+
		`WHERE s.line >= $1 AND s.line <= $2 ORDER BY s.line`, from, seals[len(seals)-1].Line)
	for _, e := range found {
		events[e.ID] = e
	}
	for i := range seals {
		seals[i].Event = events[seals[i].EventID]
	}
	return seals, err
}

// Seal implements patrol.Tx. A line has one seal, so of those who seal at once
// one wins.
func (tx *tx) Seal(seals []patrol.Seal, c *patrol.Checkpoint) error {
	var events []int64
	for _, s := range seals {
		events = append(events, s.EventID)
	}
	err := insertAll(tx, `seals (line, event_id, hash)`, seals,
		func(s patrol.Seal) []any { return []any{s.Line, s.EventID, digest(s.Hash)} })
	if err != nil {
		return err
	}
	if err := tx.changeAll(events, `DELETE FROM unsealed WHERE event_id`); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO checkpoints (size, note, trees) VALUES ($1, $2, $3)`,
		c.Size, c.Note, trees(c.Trees).text())
}

func scanCheckpoint(row scanner, c *patrol.Checkpoint) error {
	return row.Scan(&c.Size, &c.Note, (*trees)(&c.Trees))
}

// NewestCheckpoint implements patrol.Tx.
func (tx *tx) NewestCheckpoint() (*patrol.Checkpoint, error) {
	return one(tx, scanCheckpoint, `SELECT size, note, trees FROM checkpoints WHERE size > 0 ORDER BY size DESC LIMIT 1`)
}

// Checkpoints implements patrol.Tx.
func (tx *tx) Checkpoints(size int64, limit int) ([]*patrol.Checkpoint, error) {
	return all(tx, scanCheckpoint, `SELECT size, note, trees FROM checkpoints WHERE size > $1 ORDER BY size LIMIT $2`,
		size, limit)
}

// Strays implements patrol.Tx.
func (tx *tx) Strays(limit int) ([]int64, error) {
	return tx.selectIDs(`SELECT e.id FROM events e
		LEFT JOIN seals s ON s.event_id = e.id LEFT JOIN unsealed n ON n.event_id = e.id
		WHERE s.event_id IS NULL AND n.event_id IS NULL ORDER BY e.id LIMIT $1`, limit)
}

// Lost implements patrol.Tx.
func (tx *tx) Lost(limit int) ([]int64, error) {
	return tx.selectIDs(`SELECT n.event_id FROM unsealed n LEFT JOIN events e ON e.id = n.event_id
		WHERE e.id IS NULL ORDER BY n.event_id LIMIT $1`, limit)
}

// selectIDs returns the ids that query selects.
func (tx *tx) selectIDs(query string, args ...any) (ids []int64, err error) {
	err = tx.each(func(row scanner) error {
		var id int64
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, args...)
	return ids, err
}

// SealKey implements patrol.Tx.
func (tx *tx) SealKey() (*patrol.SealKey, error) {
	return one(tx, func(row scanner, k *patrol.SealKey) error { return row.Scan(&k.Signer, &k.Verifier) },
		`SELECT signer, verifier FROM seal_key WHERE id = 1`)
}

// InsertSealKey implements patrol.Tx.
func (tx *tx) InsertSealKey(k *patrol.SealKey) error {
	return tx.exec(`INSERT INTO seal_key (id, signer, verifier) VALUES (1, $1, $2)`, k.Signer, k.Verifier)
}
