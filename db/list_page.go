package db

import (
	"cmp"
	"slices"
	"strconv"

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
	stretch        = 500
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
		w.past(r, at.place(), down, ``)
	}
	if last != nil {
		w.past(r, *last, !down, `=`)
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

// place is where c is in a list. A cursor of another order is somewhere.
func (c *cursor) place() entry {
	key, _ := strconv.ParseInt(c.key, 10, 64)
	return entry{c.id, key}
}

// past narrows to rows of r above a place, or, if down, below it. With "=" as
// well, one that is there is among them.
func (w *conditions) past(r *reading, e entry, down bool, as string) {
	sign := ` >`
	if down {
		sign = ` <`
	}
	sign += as + ` `
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

// A leaf is what a page has: the ids of its rows, and what is known of the list.
type leaf struct {
	ids            []int64
	previous, next string
	found          patrol.Tally
	searched       int
	beyond         bool
}

// page reads the page of a list that q asks for.
func (tx *tx) page(l list, q patrol.ListQuery) (*leaf, error) {
	r, err := tx.read(l, q)
	if err != nil {
		return nil, err
	}
	if r.narrow != broad {
		return tx.among(r)
	}
	return tx.along(r)
}

// among finds a page among few rows.
func (tx *tx) among(r *reading) (*leaf, error) {
	fit, err := tx.entries(r, nil, nil, few)
	if err != nil {
		return nil, err
	}
	from := min(r.q.Skip, len(fit))
	to := min(from+r.q.Limit, len(fit))
	if at := parseCursor(r.q.After); at != nil {
		here, there := slices.BinarySearchFunc(fit, at.place(), r.order.compare)
		switch {
		case at.back:
			from, to = max(0, here-r.q.Limit), here
		case there:
			from, to = here+1, min(here+1+r.q.Limit, len(fit))
		default:
			from, to = here, min(here+r.q.Limit, len(fit))
		}
	}
	p := &leaf{ids: idsOf(fit[from:to]), found: patrol.Tally{N: len(fit)}}
	if from > 0 && from < to {
		p.previous = fit[from].cursor(true).String()
	}
	if to > 0 && to < len(fit) {
		p.next = fit[to-1].cursor(false).String()
	}
	return p, nil
}

// compare compares e with a place in the order o.
func (o order) compare(e *entry, place entry) int {
	order := cmp.Or(cmp.Compare(e.key, place.key), cmp.Compare(e.id, place.id))
	if o.down {
		return -order
	}
	return order
}

// along finds a page by walking along the order of the list, so far as the
// page may look.
func (tx *tx) along(r *reading) (*leaf, error) {
	at := parseCursor(r.q.After)
	last, err := tx.horizon(r, at)
	if err != nil {
		return nil, err
	}
	rows, err := tx.entries(r, at, last, r.q.Limit+1)
	if err != nil {
		return nil, err
	}
	skipped := r.skip(at)
	p := &leaf{beyond: skipped > 0 && len(rows) == 0 && last != nil}
	back := at != nil && at.back
	var onward, backward string
	switch {
	case len(rows) > r.q.Limit:
		rows = rows[:r.q.Limit]
		onward = rows[r.q.Limit-1].cursor(back).String()
	case last != nil:
		onward = last.cursor(back).String()
		if !back {
			p.searched = r.q.Searched + r.stretch(at)
		}
	}
	switch {
	case at != nil && len(rows) == 0:
		backward = r.order.turned(*at).String()
	case at != nil:
		backward = rows[0].cursor(!back).String()
	}
	p.found = r.estimate(rows, at == nil && skipped == 0 && onward == "")
	p.previous, p.next = backward, onward
	if back {
		slices.Reverse(rows)
		p.previous, p.next = onward, backward
	}
	p.ids = idsOf(rows)
	return p, nil
}

// estimate is how many rows r is about, of which some are known, or all.
func (r *reading) estimate(rows []*entry, all bool) patrol.Tally {
	switch {
	case all:
		return patrol.Tally{N: len(rows)}
	case len(r.sieves) == 1:
		return patrol.Tally{N: few, More: true}
	}
	return patrol.Tally{More: true}
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
		w.past(r, at.place(), down, ``)
	}
	found, err := all(tx, scanEntry, `SELECT i.id, `+r.order.key+` FROM `+r.table+` i`+w.String()+r.order.by(down)+
		` LIMIT 1 OFFSET `+w.arg(r.stretch(at)-1), w.args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// firstOf returns the ids of the newest rows that q asks for, as far as it may
// look, and below which id to go on: 0 if there is nothing left.
func (tx *tx) firstOf(l list, q patrol.ListQuery) (ids []int64, below int64, err error) {
	q.Sort, q.Searched = patrol.ByNewest, longestStretch
	r, err := tx.read(l, q)
	if err != nil {
		return nil, 0, err
	}
	var last *entry
	if r.narrow == broad {
		last, err = tx.horizon(r, cursorBelow(q.Below))
	}
	if err != nil {
		return nil, 0, err
	}
	found, err := tx.entries(r, nil, last, q.Limit)
	switch {
	case len(found) == q.Limit:
		below = found[len(found)-1].id
	case last != nil:
		below = last.id
	}
	return idsOf(found), below, err
}

// cursorBelow is the cursor of the newest row below an id; nil for 0.
func cursorBelow(id int64) *cursor {
	if id == 0 {
		return nil
	}
	return &cursor{id: id}
}

// idsOf are the ids of rows.
func idsOf(rows []*entry) []int64 {
	var ids []int64
	for _, e := range rows {
		ids = append(ids, e.id)
	}
	return ids
}
