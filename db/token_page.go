package db

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// An order is how tokens t, with their usage n, are sorted: by a key and then
// by id, both in the same direction. Each has its index.
type order struct {
	key, id string // SQL
	down    bool
	text    bool // the key is text; otherwise a number
}

var orders = map[patrol.TokenSort]order{
	patrol.ByNewest:   {key: "t.id", id: "t.id", down: true},
	patrol.ByOldest:   {key: "t.id", id: "t.id"},
	patrol.ByName:     {key: "lower(t.name)", id: "t.id", text: true},
	patrol.ByExpiry:   {key: lastIfNever, id: "t.id"},
	patrol.ByLastUsed: {key: "n.last_used_at", id: "n.token_id", down: true},
}

// lastIfNever is when a token ends. One that never does ends after all others.
const lastIfNever = "CASE t.expires_at WHEN 0 THEN 9223372036854775807 ELSE t.expires_at END"

// A cursor is a place between tokens, next to one of them, and which way to
// read from there.
type cursor struct {
	back bool
	id   int64
	key  string
}

func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%t %d %s", c.back, c.id, c.key))
}

// parseCursor is the inverse of cursor.String. What is no cursor is none.
func parseCursor(s string) *cursor {
	text, err := base64.RawURLEncoding.DecodeString(s)
	words := strings.SplitN(string(text), " ", 3)
	if err != nil || len(words) != 3 {
		return nil
	}
	c := &cursor{back: words[0] == "true", key: words[2]}
	if c.id, err = strconv.ParseInt(words[1], 10, 64); err != nil {
		return nil
	}
	return c
}

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

// by is the ORDER BY of o, or of its reverse.
func (o order) by(down bool) string {
	direction := ` ASC`
	if down {
		direction = ` DESC`
	}
	if o.key == o.id {
		return ` ORDER BY ` + o.key + direction
	}
	return ` ORDER BY ` + o.key + direction + `, ` + o.id + direction
}

// beyond narrows to tokens beyond c in the order o, or, if down, before it.
func (w *conditions) beyond(o order, c cursor, down bool) {
	var key any = c.key
	if !o.text {
		n, _ := strconv.ParseInt(c.key, 10, 64) // from another order: begin somewhere
		key = n
	}
	sign := `>`
	if down {
		sign = `<`
	}
	k := w.arg(key)
	w.add(o.key + ` ` + sign + `= ` + k)
	w.add(`(` + o.key + ` ` + sign + ` ` + k + ` OR ` + o.id + ` ` + sign + ` ` + w.arg(c.id) + `)`)
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
