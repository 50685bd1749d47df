package db

import (
	"math"
	"time"

	"patrol"
)

// A list is what owners page through: rows i of a table that are in force,
// with the narrow tables that they are filtered by.
type list struct {
	table, inForce                  string
	permissions, repositories, item string // the register, and its column that names a row
	counter                         string
}

var (
	grantList   = list{"grants", "i.revoked_at = 0", "grant_permissions", "grant_repositories", "grant_id", activeTokensAt}
	requestList = list{"requests", "i.state = 'open'", "request_permissions", "request_repositories", "request_id", openRequestsAt}
)

// listOrders are the orders that lists offer. Each has its index.
var listOrders = map[patrol.TokenSort]order{
	patrol.ByNewest:   {key: "i.id", id: "i.id", down: true},
	patrol.ByOldest:   {key: "i.id", id: "i.id"},
	patrol.ByExpiry:   {key: "i.ends_at", id: "i.id"},
	patrol.ByLastUsed: {key: "i.used_at", id: "i.id", down: true},
}

// orderOf is the order that q asks for; what is not offered is the first one.
func orderOf(q patrol.ListQuery) order {
	if o, known := listOrders[q.Sort]; known {
		return o
	}
	return listOrders[patrol.ByNewest]
}

// never is when what never ends does.
const never = math.MaxInt64

// hour is how exactly lists know when a token was used.
const hour = time.Hour

// An entry is the place of a row in a list.
type entry struct {
	id  int64
	key string
}

func scanEntry(row scanner, e *entry) error { return row.Scan(&e.id, &e.key) }

func (e *entry) cursor(back bool) cursor { return cursor{back, e.id, e.key} }

// A sieve is one thing that a filter asks for: a condition on rows i, and the
// query of the ids of all rows of an owner that meet it, by an index.
type sieve struct {
	condition, ids func(w *conditions) string
}

// few is how many rows are read and sorted where one sieve leaves no more. Of
// more than that, a page is found by walking along the order of the list.
const few = 2000

// sieves are what q asks for.
func (l list) sieves(q patrol.ListQuery) []sieve {
	var all []sieve
	if q.UserID != 0 {
		all = append(all, l.column(q, span{"i.user_id", q.UserID, q.UserID}))
	}
	if q.RepositoryID != 0 {
		all = append(all, l.repository(q))
	}
	if q.Filter.Permission != "" {
		all = append(all, l.permission(q))
	}
	for _, word := range q.Filter.Words {
		all = append(all, l.word(q, word))
	}
	for _, r := range ranges(q) {
		all = append(all, l.column(q, r))
	}
	return all
}

// mine is true of the rows i of q's owner that are in force.
func (l list) mine(q patrol.ListQuery, w *conditions) string {
	return `i.owner_id = ` + w.arg(q.OwnerID) + ` AND ` + l.inForce
}

// column is a sieve by what is in a column of the list itself. A plus keeps
// the index of that column from being used in place of the order's.
func (l list) column(q patrol.ListQuery, r span) sieve {
	within := func(w *conditions, column string) string {
		if r.from == r.to {
			return column + ` = ` + w.arg(r.from)
		}
		return column + ` >= ` + w.arg(r.from) + ` AND ` + column + ` <= ` + w.arg(r.to)
	}
	return sieve{
		func(w *conditions) string {
			if orderOf(q).key == r.column {
				return within(w, r.column)
			}
			return within(w, "+"+r.column)
		},
		func(w *conditions) string {
			return `SELECT i.id FROM ` + l.table + ` i WHERE ` + l.mine(q, w) + ` AND ` + within(w, r.column)
		},
	}
}

// repository is the sieve of what reaches q's repository.
func (l list) repository(q patrol.ListQuery) sieve {
	named := func(w *conditions) string {
		return `SELECT x.` + l.item + ` AS id FROM ` + l.repositories + ` x WHERE x.repository_id = ` + w.arg(q.RepositoryID)
	}
	return sieve{
		func(w *conditions) string {
			return `(i.selection = 'all' OR EXISTS (` + named(w) + ` AND x.` + l.item + ` = i.id))`
		},
		func(w *conditions) string {
			return named(w) + ` UNION ALL SELECT i.id FROM ` + l.table + ` i WHERE ` + l.mine(q, w) +
				` AND i.selection = 'all'`
		},
	}
}

// permission is the sieve of what has q's permission, at its level or above.
// One row's is looked up by the row: the owner's index would be read to its end.
func (l list) permission(q patrol.ListQuery) sieve {
	has := func(w *conditions) string {
		return `SELECT x.` + l.item + ` AS id FROM ` + l.permissions + ` x WHERE x.permission = ` + w.arg(q.Filter.Permission) +
			` AND x.level >= ` + w.arg(int64(q.Filter.Level))
	}
	return sieve{
		func(w *conditions) string { return `EXISTS (` + has(w) + ` AND x.` + l.item + ` = i.id)` },
		func(w *conditions) string { return has(w) + ` AND x.owner_id = ` + w.arg(q.OwnerID) },
	}
}

// word is the sieve of tokens with a word in their names that begins so.
func (l list) word(q patrol.ListQuery, word string) sieve {
	begins := func(w *conditions) string {
		return `x.word >= ` + w.arg(word) + ` AND x.word < ` + w.arg(word+"\U0010FFFF")
	}
	return sieve{
		func(w *conditions) string {
			return `EXISTS (SELECT 1 FROM token_words x WHERE x.token_id = i.token_id AND ` + begins(w) + `)`
		},
		func(w *conditions) string {
			return `SELECT DISTINCT i.id FROM token_words x CROSS JOIN ` + l.table + ` i WHERE x.owner_id = ` +
				w.arg(q.OwnerID) + ` AND ` + begins(w) + ` AND i.token_id = x.token_id AND ` + l.mine(q, w)
		},
	}
}

// A span is a range of what is in a column, both ends in it.
type span struct {
	column   string
	from, to int64
}

// ranges are what q asks for by numbers and times.
func ranges(q patrol.ListQuery) []span {
	var all []span
	since := func(days int) int64 { return q.Now.AddDate(0, 0, -days).Truncate(hour).Unix() }
	switch e := q.Filter.Ends; {
	case e.Never:
		all = append(all, span{"i.ends_at", never, never})
	case !e.Before.IsZero():
		all = append(all, span{"i.ends_at", 0, e.Before.Unix() - 1})
	case !e.After.IsZero():
		all = append(all, span{"i.ends_at", e.After.AddDate(0, 0, 1).Unix(), never - 1})
	}
	switch u := q.Filter.Used; {
	case u.Never:
		all = append(all, span{"i.used_at", 0, 0})
	case u.Within != 0:
		all = append(all, span{"i.used_at", since(u.Within), never})
	case u.Without != 0:
		all = append(all, span{"i.used_at", 0, since(u.Without) - 1})
	}
	switch l := q.Filter.Lives; {
	case l.Over != 0:
		all = append(all, span{"i.days", int64(l.Over) + 1, never})
	case l.Under != 0:
		all = append(all, span{"i.days", 0, int64(l.Under) - 1})
	}
	return all
}

// A reading is a list as q asks for it.
type reading struct {
	list
	q        patrol.ListQuery
	sieves   []sieve
	narrow   int // the place of the sieve that leaves the fewest rows
	narrowed int // how many those are; more than few if they were not all counted
}

// read finds out how to read a list best.
func (tx *tx) read(l list, q patrol.ListQuery) (*reading, error) {
	r := &reading{list: l, q: q, sieves: l.sieves(q), narrowed: few + 1}
	for i, s := range r.sieves {
		w := new(conditions)
		ids := s.ids(w)
		n, err := value[int](tx, `SELECT count(*) FROM (`+ids+` LIMIT `+w.arg(r.narrowed)+`) AS x`, w.args...)
		if err != nil {
			return nil, err
		}
		if n < r.narrowed {
			r.narrow, r.narrowed = i, n
		}
	}
	return r, nil
}

// from is the tables and conditions of r, up to its order.
func (r *reading) from(w *conditions) string {
	tables := ` FROM ` + r.table + ` i`
	if r.narrowed <= few {
		tables = ` FROM (` + r.sieves[r.narrow].ids(w) + `) AS z CROSS JOIN ` + r.table + ` i`
		w.add(`i.id = z.id`)
	}
	w.add(r.mine(r.q, w))
	for i, s := range r.sieves {
		if r.narrowed > few || i != r.narrow {
			w.add(s.condition(w))
		}
	}
	if r.q.Below != 0 {
		w.add(`i.id < ` + w.arg(r.q.Below))
	}
	return tables
}

// entries returns the places of r's rows from one on; nil for the first.
func (tx *tx) entries(r *reading, at *cursor, limit int) ([]*entry, error) {
	o := orderOf(r.q)
	w := new(conditions)
	tables := r.from(w)
	down := o.down
	if at != nil {
		down = down != at.back
		w.beyond(o, *at, down)
	}
	return all(tx, scanEntry, `SELECT i.id, CAST(`+o.key+` AS TEXT)`+tables+w.String()+o.by(down)+` LIMIT `+w.arg(limit),
		w.args...)
}

// page returns the ids of the rows of a page, and the cursors around it.
func (tx *tx) page(l list, q patrol.ListQuery) (ids []int64, previous, next string, err error) {
	r, err := tx.read(l, q)
	if err != nil {
		return nil, "", "", err
	}
	found, previous, next, err := turn(q.After, q.Limit, func(at *cursor, limit int) ([]*entry, error) {
		return tx.entries(r, at, limit)
	})
	for _, e := range found {
		ids = append(ids, e.id)
	}
	return ids, previous, next, err
}

// firstOf returns the ids of the first rows that q asks for.
func (tx *tx) firstOf(l list, q patrol.ListQuery) ([]int64, error) {
	r, err := tx.read(l, q)
	if err != nil {
		return nil, err
	}
	found, err := tx.entries(r, nil, q.Limit)
	var ids []int64
	for _, e := range found {
		ids = append(ids, e.id)
	}
	return ids, err
}

// tally counts what q asks for. Where each sieve by itself leaves many rows,
// it counts them only if there is no other.
func (tx *tx) tally(l list, q patrol.ListQuery) (patrol.Tally, error) {
	r, err := tx.read(l, q)
	switch {
	case err != nil:
		return patrol.Tally{}, err
	case len(r.sieves) == 0:
		n, err := tx.counted(q.OwnerID, l.counter)
		return patrol.Tally{N: n}, err
	case r.narrowed > few && len(r.sieves) == 1:
		return patrol.Tally{N: few, More: true}, nil
	case r.narrowed > few:
		return patrol.Tally{More: true}, nil
	}
	w := new(conditions)
	tables := r.from(w)
	n, err := value[int](tx, `SELECT count(*)`+tables+w.String(), w.args...)
	return patrol.Tally{N: n}, err
}
