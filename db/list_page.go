package db

import (
	"slices"

	"patrol"
)

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
	case len(r.sieves) == 1 && r.sieves[0].many == nil: // which was counted, not more than it
		return patrol.Tally{N: few, More: true}
	}
	return patrol.Tally{More: true}
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

// idsOf are the ids of rows.
func idsOf(rows []*entry) []int64 {
	var ids []int64
	for _, e := range rows {
		ids = append(ids, e.id)
	}
	return ids
}
