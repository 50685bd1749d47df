package db

import "slices"

// A placed is a row of a list that knows the place next to it.
type placed interface{ cursor(back bool) cursor }

// turn reads the page of a list that lies at a cursor in text form, the first
// one if that is empty, and finds the cursors of the pages around it. read
// returns rows from a place on, in the direction of reading.
func turn[T placed](after string, limit int, read func(at *cursor, limit int) ([]T, error)) (
	rows []T, previous, next string, err error) {
	at := parseCursor(after)
	rows, err = read(at, limit+1)
	if err != nil || len(rows) == 0 {
		return nil, "", "", err
	}
	ahead, behind := at != nil, len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	back := at != nil && at.back
	if back {
		slices.Reverse(rows)
		ahead, behind = behind, ahead
	}
	first, last := rows[0].cursor(true), rows[len(rows)-1].cursor(false)
	if ahead && !back {
		ahead, err = anyBeyond(first, read)
	} else if behind && back {
		behind, err = anyBeyond(last, read)
	}
	if ahead {
		previous = first.String()
	}
	if behind {
		next = last.String()
	}
	return rows, previous, next, err
}

// anyBeyond reports whether there are rows beyond c.
func anyBeyond[T any](c cursor, read func(at *cursor, limit int) ([]T, error)) (bool, error) {
	beyond, err := read(&c, 1)
	return len(beyond) > 0, err
}
