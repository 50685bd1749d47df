package db

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// An order is how rows are sorted: by a key and then by id, both in the same
// direction. Each has its index.
type order struct {
	key, id string // SQL
	down    bool
	text    bool // the key is text; otherwise a number
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

// beyond narrows to rows beyond c in the order o, or, if down, before it.
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

// compare compares e with a place in the order o.
func (o order) compare(e *entry, place entry) int {
	order := cmp.Or(cmp.Compare(e.key, place.key), cmp.Compare(e.id, place.id))
	if o.down {
		return -order
	}
	return order
}

// A cursor is a place between rows, next to one of them, and which way to read
// from there.
type cursor struct {
	back bool
	id   int64
	key  string
}

// String is c as pages hand it out.
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

// place is where c is in a list. A cursor of another order is somewhere.
func (c *cursor) place() entry {
	key, _ := strconv.ParseInt(c.key, 10, 64)
	return entry{c.id, key}
}

// turned is c for reading the other way, with the row next to it.
func (o order) turned(c cursor) cursor {
	if o.down != c.back {
		c.id--
	} else {
		c.id++
	}
	c.back = !c.back
	return c
}

// cursorBelow is the cursor of the newest row below an id; nil for 0.
func cursorBelow(id int64) *cursor {
	if id == 0 {
		return nil
	}
	return &cursor{id: id}
}
