package db

import (
	"slices"

	"patrol"
)

// few is how many rows are read and sorted where one sieve leaves no more, or
// where each of some leaves no more than its share. Otherwise a page is found
// by walking along the order of the list.
const few = 1000

// Such a page looks through a stretch of its list, and says so if that was not
// enough. Who goes on has as much looked through at once as was before, so that
// many steps are not needed.
const (
	stretch        = 300
	longestStretch = 32_000
)

// A reading is a list as q asks for it.
type reading struct {
	list
	q      patrol.ListQuery
	order  order
	sieves []sieve
	narrow int // the narrowest of them
}

// broad is narrow where no sieve leaves few rows.
const broad = -1

// read finds out how to read a list best.
func (tx *tx) read(l list, q patrol.ListQuery) (*reading, error) {
	sieves := l.sieves(q)
	narrow, err := tx.narrowest(sieves)
	return &reading{list: l, q: q, order: orderOf(q), sieves: sieves, narrow: narrow}, err
}

// narrowest is the place of the sieve that leaves the fewest rows, if they are
// few; otherwise broad.
func (tx *tx) narrowest(sieves []sieve) (narrow int, err error) {
	narrow = broad
	least := few/max(1, len(sieves)) + 1
	for i, s := range sieves {
		w := new(conditions)
		rows := s.ids
		if s.many != nil {
			rows = s.many
		}
		query := rows(w)
		n, err := value[int](tx, `SELECT count(*) FROM (`+query+` LIMIT `+w.arg(least)+`) AS x`, w.args...)
		if err != nil {
			return broad, err
		}
		if n < least {
			narrow, least = i, n
		}
	}
	return narrow, nil
}

// from is the tables and conditions of r, up to its order.
func (r *reading) from(w *conditions) string {
	tables := ` FROM ` + r.table + ` i`
	if r.narrow != broad {
		tables = ` FROM (` + r.sieves[r.narrow].ids(w) + `) AS z CROSS JOIN ` + r.table + ` i`
		w.add(`i.id = z.id`)
	}
	w.add(r.mine(r.q, w))
	for i, s := range r.sieves {
		if i != r.narrow {
			w.add(s.condition(w))
		}
	}
	if r.q.Below != 0 {
		w.add(`i.id < ` + w.arg(r.q.Below))
	}
	return tables
}

// entries returns the places of r's rows after one of them and up to another,
// that one too; nil is where the list begins or ends.
func (tx *tx) entries(r *reading, at *cursor, last *entry, limit int) ([]*entry, error) {
	w := new(conditions)
	tables := r.from(w)
	down := r.down(at)
	if at != nil {
		r.bound(w, at.place(), down, ``)
	}
	if last != nil {
		r.bound(w, *last, !down, `=`)
	}
	order := r.order.by(down) + ` LIMIT ` + w.arg(limit)
	if skip := r.skip(at); skip > 0 && r.narrow == broad {
		order += ` OFFSET ` + w.arg(skip)
	}
	return all(tx, scanEntry, `SELECT i.id, `+r.order.key+tables+w.String()+order, w.args...)
}

// skip is how many rows lie before the page of r at a cursor, which knows it
// better than a number.
func (r *reading) skip(at *cursor) int {
	if at != nil {
		return 0
	}
	return r.q.Skip
}

// down reports whether a page at a cursor is read downwards.
func (r *reading) down(at *cursor) bool { return r.order.down != (at != nil && at.back) }

// bound narrows w to rows of r above a place, or, if down, below it. With "=" as
// orAt, one that is there is among them.
func (r *reading) bound(w *conditions, e entry, down bool, orAt string) {
	sign := ` >`
	if down {
		sign = ` <`
	}
	sign += orAt + ` `
	if r.order.key == r.order.id || r.pinned() {
		w.add(r.order.id + sign + w.arg(e.id))
		return
	}
	w.add(`(` + r.order.key + `, ` + r.order.id + `)` + sign + `(` + w.arg(e.key) + `, ` + w.arg(e.id) + `)`)
}

// pinned reports whether all rows of r have the same key.
func (r *reading) pinned() bool {
	return slices.ContainsFunc(r.sieves, func(s sieve) bool { return s.pins })
}

// stretch is how many rows a page of r at a cursor looks through. Back it is
// known that there is something.
func (r *reading) stretch(at *cursor) int {
	if at != nil && at.back || r.skip(at) > 0 {
		return longestStretch
	}
	return min(max(r.q.Searched, stretch), longestStretch)
}

// horizon is the last row that a page at a cursor looks at; nil if it may look
// at all. Where all that is asked for lies together, that is no search.
func (tx *tx) horizon(r *reading, at *cursor) (*entry, error) {
	if !slices.ContainsFunc(r.sieves, func(s sieve) bool { return !s.along }) {
		return nil, nil
	}
	w := new(conditions)
	w.add(r.mine(r.q, w))
	for _, s := range r.sieves {
		if s.along {
			w.add(s.condition(w))
		}
	}
	down := r.down(at)
	if at != nil {
		r.bound(w, at.place(), down, ``)
	}
	found, err := all(tx, scanEntry, `SELECT i.id, `+r.order.key+` FROM `+r.table+` i`+w.String()+r.order.by(down)+
		` LIMIT 1 OFFSET `+w.arg(r.stretch(at)-1), w.args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
