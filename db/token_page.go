package db

import (
	"time"

	"patrol"
)

// orders are those of tokens t with their usage n.
var orders = map[patrol.TokenSort]order{
	patrol.ByNewest:   {key: "t.id", id: "t.id", down: true},
	patrol.ByOldest:   {key: "t.id", id: "t.id"},
	patrol.ByName:     {key: "lower(t.name)", id: "t.id", text: true},
	patrol.ByExpiry:   {key: lastIfNever, id: "t.id"},
	patrol.ByLastUsed: {key: "n.last_used_at", id: "n.token_id", down: true},
}

// lastIfNever is when a token ends. One that never does ends after all others.
const lastIfNever = "CASE t.expires_at WHEN 0 THEN 9223372036854775807 ELSE t.expires_at END"

// A sorted is a token with the key that it is sorted by.
type sorted struct {
	patrol.Token
	key string
}

func scanSorted(row scanner, s *sorted) error {
	return row.Scan(append(tokenFields(&s.Token), &s.key)...)
}

// cursor is the place next to s.
func (s *sorted) cursor(back bool) cursor { return cursor{back, s.ID, s.key} }

// Tokens implements patrol.Tx.
func (tx *tx) Tokens(q patrol.TokenQuery) (patrol.TokenPage, error) {
	read := func(at *cursor, limit int) ([]*sorted, error) { return tx.sorted(q, at, limit) }
	found, previous, next, err := turn(q.After, q.Limit, read)
	page := patrol.TokenPage{Previous: previous, Next: next}
	for _, s := range found {
		page.Tokens = append(page.Tokens, &s.Token)
	}
	return page, err
}

// sorted returns the tokens that q asks for from a place on; nil for the first.
func (tx *tx) sorted(q patrol.TokenQuery, at *cursor, limit int) ([]*sorted, error) {
	o, known := orders[q.Sort]
	if !known {
		o = orders[patrol.ByNewest]
	}
	w := new(conditions)
	w.kind(q.Kind)
	user := w.arg(q.UserID)
	w.add(`t.user_id = ` + user + ` AND n.user_id = ` + user)
	if q.Text != "" {
		w.add(`lower(t.name) LIKE lower(` + w.arg(contains(q.Text)) + `) ESCAPE '\'`)
	}
	w.standing(q.State, q.Now)
	down := o.down
	if at != nil {
		down = down != at.back
		w.beyond(o, *at, down)
	}
	return all(tx, scanSorted, `SELECT`+tokenColumns+`, CAST(`+o.key+` AS TEXT)`+fromTokens+w.String()+
		o.by(down)+` LIMIT `+w.arg(limit), w.args...)
}

// kind narrows to tokens of one kind, in words that their indexes have.
func (w *conditions) kind(k patrol.TokenKind) {
	if k == patrol.Classic {
		w.add(`t.kind = 'classic'`)
	} else {
		w.add(`t.kind = 'fine-grained'`)
	}
}

// standing narrows to tokens in a state, as patrol.TokenQuery has them.
func (w *conditions) standing(state string, now time.Time) {
	if state == "" {
		return
	}
	at := w.arg(now.Unix())
	alive := `(t.expires_at = 0 OR t.expires_at > ` + at + `)`
	switch state {
	case "expired":
		w.add(`t.expires_at <> 0 AND t.expires_at <= ` + at)
	case "expiring":
		w.add(`t.state IN ('active', 'pending')`)
		w.add(`t.expires_at > ` + at + ` AND t.expires_at <= ` + w.arg(now.Add(soon).Unix()))
	default:
		w.add(`t.state = ` + w.arg(state) + ` AND ` + alive)
	}
}

// soon is when a token that ends expires soon: patrol.Life.ExpiresSoon.
const soon = 7 * 24 * time.Hour
