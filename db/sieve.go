package db

import (
	"slices"
	"strings"

	"patrol"
)

// A sieve is one thing that a filter asks for: a condition on rows i, and the
// query of the ids of all rows of an owner that meet it, by an index.
type sieve struct {
	condition, ids func(w *conditions) string
	// many is a query of no fewer rows than ids has, which takes less; ids if nil.
	many func(w *conditions) string
	// along says that those rows lie together in the order of the list, and pins
	// that they all have the same place in it, but for their ids.
	along, pins bool
}

// sieves are what q asks for.
func (l list) sieves(q patrol.ListQuery) []sieve {
	var all []sieve
	if q.UserID != 0 {
		all = append(all, l.column(q, span{"i.user_id", q.UserID, q.UserID}))
	}
	if len(q.UserIDs) > 0 {
		all = append(all, l.anyOf(q, "i.user_id", q.UserIDs))
	}
	if len(q.TokenIDs) > 0 {
		all = append(all, l.anyOf(q, "i.token_id", q.TokenIDs))
	}
	if q.RepositoryID != 0 {
		all = append(all, l.repository(q))
	}
	if q.Filter.Permission != "" {
		all = append(all, l.permission(q))
	}
	terms := termsOf(q)
	for n := range terms {
		all = append(all, l.term(q, terms, n))
	}
	for _, r := range ranges(q) {
		all = append(all, l.column(q, r))
	}
	if q.Fated != nil {
		all = append(all, l.column(q, span{"i.ends_at", q.Fated.At.Unix() + 1, never}), l.fated(q))
	}
	return all
}

// mine is true of the rows i of q's owner that are in force.
func (l list) mine(q patrol.ListQuery, w *conditions) string {
	if q.EnterpriseID != 0 {
		return `i.enterprise_id = ` + w.arg(q.EnterpriseID) + ` AND ` + l.inForce
	}
	return `i.owner_id = ` + w.arg(q.OwnerID) + ` AND ` + l.inForce
}

// its is mine, by way of each organization of an enterprise unless the index of
// a column begins with the enterprise.
func (l list) its(q patrol.ListQuery, w *conditions, column string) string {
	if column == "i.user_id" {
		return l.mine(q, w)
	}
	return owned(q, w, "i.owner_id") + ` AND ` + l.inForce
}

// owned is true of rows with q's owner in a column. Of an enterprise, each
// organization is looked up by itself.
func owned(q patrol.ListQuery, w *conditions, column string) string {
	if q.EnterpriseID != 0 {
		return column + ` IN (SELECT e.id FROM accounts e WHERE e.enterprise_id = ` + w.arg(q.EnterpriseID) + `)`
	}
	return column + ` = ` + w.arg(q.OwnerID)
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
	along, column := orderOf(q).key == r.column, "+"+r.column
	if along {
		column = r.column
	}
	return sieve{
		along:     along,
		pins:      along && r.from == r.to,
		condition: func(w *conditions) string { return within(w, column) },
		ids: func(w *conditions) string {
			return `SELECT i.id FROM ` + l.table + ` i WHERE ` + l.its(q, w, r.column) + ` AND ` + within(w, r.column)
		},
	}
}

// anyOf is a sieve by what is in a column of the list itself, any of some ids.
// Owners have few of them each, so the rows are looked up by these.
func (l list) anyOf(q patrol.ListQuery, column string, ids []int64) sieve {
	return sieve{
		condition: func(w *conditions) string { return `+` + column + ` IN (` + w.list(ids) + `)` },
		ids: func(w *conditions) string {
			return `SELECT i.id FROM ` + l.table + ` i WHERE ` + l.its(q, w, column) + ` AND ` + column + ` IN (` + w.list(ids) + `)`
		},
	}
}

// repository is the sieve of what reaches q's repository.
func (l list) repository(q patrol.ListQuery) sieve {
	if l.permissions == "" {
		return l.visited(q)
	}
	named := func(w *conditions) string {
		return `SELECT x.` + l.item + ` AS id FROM ` + l.repositories + ` x WHERE x.repository_id = ` + w.arg(q.RepositoryID)
	}
	return sieve{
		condition: func(w *conditions) string {
			return `(i.selection = 'all' OR ` + looked(named(w)+` AND x.`+l.item+` = i.id`) + `)`
		},
		ids: func(w *conditions) string {
			return named(w) + ` UNION ALL SELECT i.id FROM ` + l.table + ` i WHERE ` + l.mine(q, w) +
				` AND i.selection = 'all'`
		},
	}
}

// visited is the sieve of what did something in q's repository.
func (l list) visited(q patrol.ListQuery) sieve {
	named := func(w *conditions) string {
		return `SELECT DISTINCT x.` + l.item + ` AS id FROM ` + l.repositories + ` x WHERE x.repository_id = ` + w.arg(q.RepositoryID)
	}
	return sieve{
		condition: func(w *conditions) string { return looked(named(w) + ` AND x.` + l.item + ` = i.id`) },
		ids:       named,
	}
}

// permission is the sieve of what has q's permission, at its level or above.
// One row's is looked up by the row: the owner's would be read to their end.
func (l list) permission(q patrol.ListQuery) sieve {
	has := func(w *conditions) string {
		var levels []int64
		for level := q.Filter.Level; level <= patrol.Admin; level++ {
			levels = append(levels, int64(level))
		}
		return `SELECT x.` + l.item + ` AS id FROM ` + l.permissions + ` x WHERE x.permission = ` +
			w.arg(q.Filter.Permission) + ` AND x.level IN (` + w.list(levels) + `) AND `
	}
	return sieve{
		condition: func(w *conditions) string {
			return looked(has(w) + `x.owner_id = i.owner_id AND x.` + l.item + ` = i.id`)
		},
		ids: func(w *conditions) string { return has(w) + owned(q, w, "x.owner_id") },
	}
}

// A term is true of a column of what tokens are found by: of a word of their
// name, or a scope.
type term func(w *conditions, column string) string

// termsOf are those that q asks for.
func termsOf(q patrol.ListQuery) (all []term) {
	for _, word := range q.Filter.Words {
		all = append(all, func(w *conditions, column string) string {
			return column + ` >= ` + w.arg(word) + ` AND ` + column + ` < ` + w.arg(word+"\U0010FFFF")
		})
	}
	if scope := q.Filter.Scope; scope != "" {
		all = append(all, func(w *conditions, column string) string {
			var places []string
			for _, s := range scope.Bringers() {
				places = append(places, w.arg(scopeWord(s)))
			}
			return column + ` IN (` + strings.Join(places, `, `) + `)`
		})
	}
	return all
}

// term is the sieve of tokens that are found by the nth of some terms. Whether
// the others find these too is known before their rows are read.
func (l list) term(q patrol.ListQuery, terms []term, n int) sieve {
	found := func(w *conditions) string {
		return `SELECT x.token_id FROM token_words x WHERE ` + owned(q, w, "x.owner_id") + ` AND ` + terms[n](w, "x.word")
	}
	return sieve{
		condition: func(w *conditions) string { return terms[n].finds(w, "i.token_id") },
		many:      found,
		ids: func(w *conditions) string {
			tokens := found(w)
			for _, other := range slices.Concat(terms[:n], terms[n+1:]) {
				tokens += ` AND ` + other.finds(w, "x.token_id")
			}
			return `SELECT DISTINCT i.id FROM (` + tokens + `) AS y CROSS JOIN ` + l.table +
				` i WHERE i.token_id = y.token_id AND ` + l.mine(q, w)
		},
	}
}

// finds is true of a token that t finds.
func (t term) finds(w *conditions, token string) string {
	return looked(`SELECT 1 FROM token_words o WHERE o.token_id = ` + token + ` AND ` + t(w, "o.word"))
}

// looked is true of a row for which a query finds something.
func looked(query string) string { return `EXISTS (` + query + lookedUp + `)` }

// lookedUp has that be looked up row by row. PostgreSQL would now and then read
// and sort all that any row could have.
const lookedUp = ` LIMIT 1 OFFSET 0`
