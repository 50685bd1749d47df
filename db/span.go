package db

import "patrol"

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
	if !q.Since.IsZero() {
		all = append(all, span{"i.used_at", q.Since.Truncate(hour).Unix(), never})
	}
	if !q.UsedFrom.IsZero() || !q.UsedTill.IsZero() {
		r := span{"i.used_at", max(1, q.UsedFrom.Truncate(hour).Unix()), never}
		if !q.UsedTill.IsZero() {
			r.to = q.UsedTill.Unix() - 1
		}
		all = append(all, r)
	}
	switch l := q.Filter.Lives; {
	case l.Over != 0:
		all = append(all, span{"i.days", int64(l.Over) + 1, never})
	case l.Under != 0:
		all = append(all, span{"i.days", 0, int64(l.Under) - 1})
	}
	return all
}
