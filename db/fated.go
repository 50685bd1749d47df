package db

import (
	"strings"

	"patrol"
)

// fated is the sieve of the tokens that share a fate. Those that live as long
// as any of them, where there are any, are found by the index of lives.
func (l list) fated(q patrol.ListQuery) sieve {
	lives := func(w *conditions) string {
		owners, first, last := hull(q.Fated.Shares)
		return `SELECT i.id FROM ` + l.table + ` i WHERE i.owner_id IN (` + w.list(owners) + `) AND ` + l.inForce +
			` AND i.days >= ` + w.arg(first) + ` AND i.days <= ` + w.arg(last)
	}
	condition := func(w *conditions) string { return befalls(q.Fated, w) }
	return sieve{
		condition: condition,
		many:      lives,
		ids: func(w *conditions) string {
			return `SELECT i.id FROM (` + lives(w) + `) AS y CROSS JOIN ` + l.table + ` i
				WHERE i.id = y.id AND ` + condition(w)
		},
	}
}

// hull is the owners of shares, and the range of the lives in any.
func hull(shares []patrol.Share) (owners []int64, first, last int64) {
	first = never
	for _, s := range shares {
		owners = append(owners, s.OwnerIDs...)
		for _, lives := range [][]patrol.Days{s.Days, s.Exempt} {
			for _, d := range lives {
				first, last = min(first, lasting(d.From)), max(last, lasting(d.To))
			}
		}
	}
	return owners, first, last
}

// befalls is true of the rows i that f is about, whenever they end.
func befalls(f *patrol.Fated, w *conditions) string {
	shared := `FALSE`
	if len(f.Shares) > 0 {
		var b strings.Builder
		for _, s := range f.Shares {
			b.WriteString(` WHEN i.owner_id IN (` + w.list(s.OwnerIDs) + `) THEN ` + sharing(f, s, w))
		}
		shared = `CASE` + b.String() + ` ELSE FALSE END`
	}
	condition := shared + ` AND EXISTS (SELECT 1 FROM accounts s WHERE s.id = i.user_id AND s.suspended_at = 0)`
	if f.Classic {
		condition += ` AND i.uses > 0`
	}
	if f.Askers {
		condition += ` AND NOT EXISTS (SELECT 1 FROM memberships m
			WHERE m.account_id = i.owner_id AND m.user_id = i.user_id AND m.role = 'owner')`
	}
	return condition
}

// sharing is true of those of s, at their owners.
func sharing(f *patrol.Fated, s patrol.Share, w *conditions) string {
	if len(f.Exempt) == 0 {
		return lasts(s.Days, w)
	}
	exempt := `i.user_id IN (` + w.list(f.Exempt) + `)`
	return `CASE WHEN ` + exempt + ` THEN ` + lasts(s.Exempt, w) + ` ELSE ` + lasts(s.Days, w) + ` END`
}

// lasts is true of rows i that live so long.
func lasts(lives []patrol.Days, w *conditions) string {
	if len(lives) == 0 {
		return `FALSE`
	}
	var any []string
	for _, d := range lives {
		any = append(any, `i.days >= `+w.arg(lasting(d.From))+` AND i.days <= `+w.arg(lasting(d.To)))
	}
	return `(` + strings.Join(any, ` OR `) + `)`
}
