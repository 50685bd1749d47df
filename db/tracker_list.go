package db

import "patrol"

// issueOrders are the orders of a repository's issues i. Each has its index.
var issueOrders = map[patrol.IssueSort]order{
	patrol.ByNumber:   {key: "i.number", id: "i.number"},
	patrol.ByChange:   {key: "i.updated_at", id: "i.number"},
	patrol.ByComments: {key: "i.comments", id: "i.number"},
}

// A spot is the place of an issue in a list.
type spot struct {
	entry
	issue int64
}

func scanSpot(row scanner, s *spot) error { return row.Scan(&s.issue, &s.id, &s.key) }

// Issues finds the places of a page first, in an index or among few issues, and
// reads its issues then: a page that lies deep takes no more rows than the first.
func (tx *tx) Issues(q patrol.IssueQuery) (page patrol.Page[patrol.Issue], err error) {
	r := issueReading{q: q, sieves: issueSieves(q)}
	if r.narrow, err = tx.narrowest(r.sieves); err != nil {
		return page, err
	}
	var spots []*spot
	spots, page.Previous, page.Next, err = turn(q.After, q.Limit, func(at *cursor, limit int) ([]*spot, error) {
		return tx.spots(r, at, limit)
	})
	if err != nil || len(spots) == 0 {
		return page, err
	}
	var ids []int64
	for _, s := range spots {
		ids = append(ids, s.issue)
	}
	found, err := among(tx, scanIssue, func(i *patrol.Issue) int64 { return i.ID }, ids, selectIssue+` WHERE i.id`)
	if err != nil {
		return page, err
	}
	for _, id := range ids {
		page.Rows = append(page.Rows, found[id])
	}
	return page, tx.completeIssues(page.Rows)
}

// An issueReading is issues as q asks for them.
type issueReading struct {
	q      patrol.IssueQuery
	sieves []sieve
	narrow int // the narrowest of them
}

// spots returns the places of r's issues from one on; nil for the first.
func (tx *tx) spots(r issueReading, at *cursor, limit int) ([]*spot, error) {
	q, o, from := r.q, issueOrders[r.q.Sort], `issues i`
	w := new(conditions)
	if r.narrow != broad {
		from = `(` + r.sieves[r.narrow].ids(w) + `) AS z CROSS JOIN issues i`
		w.add(`i.id = z.id`)
	}
	w.add(`i.repository_id = ` + w.arg(q.RepositoryID))
	if q.State != "" {
		w.add(`i.state = ` + w.arg(string(q.State)))
	}
	for n, s := range r.sieves {
		if n != r.narrow {
			w.add(s.condition(w))
		}
	}
	if q.Assignee == patrol.Nobody { // which is no sieve: most issues are given to nobody
		w.add(`NOT EXISTS (SELECT 1 FROM issue_assignees n WHERE n.issue_id = i.id)`)
	}
	down := q.Backwards
	if at != nil {
		down = down != at.back
		w.beyond(o, *at, down)
		q.Skip = 0
	}
	return all(tx, scanSpot, `SELECT i.id, `+o.id+`, `+o.key+` FROM `+from+w.String()+o.by(down)+
		` LIMIT `+w.arg(limit)+` OFFSET `+w.arg(q.Skip), w.args...)
}

// issueSieves are what q asks for.
func issueSieves(q patrol.IssueQuery) (sieves []sieve) {
	for _, name := range q.Labels {
		sieves = append(sieves, noted("issue_labels", func(w *conditions) string {
			return `n.label_id = (SELECT l.id FROM labels l
				WHERE l.repository_id = ` + w.arg(q.RepositoryID) + ` AND lower(l.name) = lower(` + w.arg(name) + `))`
		}))
	}
	switch q.Assignee {
	case "", patrol.Nobody:
	case patrol.Anybody:
		sieves = append(sieves, noted("issue_assignees", func(w *conditions) string {
			return `n.repository_id = ` + w.arg(q.RepositoryID)
		}))
	default:
		sieves = append(sieves, concerned("issue_assignees", q.RepositoryID, q.Assignee))
	}
	if q.Mentioned != "" {
		sieves = append(sieves, concerned("issue_mentions", q.RepositoryID, q.Mentioned))
	}
	if q.Creator != "" {
		sieves = append(sieves, issueColumn(q, "user_id", func(w *conditions) string { return ` = ` + w.login(q.Creator) }))
	}
	if !q.Since.IsZero() {
		sieves = append(sieves, issueColumn(q, "updated_at", func(w *conditions) string { return ` >= ` + w.arg(unix(q.Since)) }))
	}
	return sieves
}

// noted is the sieve of issues with a row n in a narrow table.
func noted(table string, is func(*conditions) string) sieve {
	ids := func(w *conditions) string {
		return `SELECT DISTINCT n.issue_id AS id FROM ` + table + ` n WHERE ` + is(w)
	}
	return sieve{ids: ids, condition: func(w *conditions) string { return `EXISTS (` + ids(w) + ` AND n.issue_id = i.id)` }}
}

// concerned is the sieve of a repository's issues with a user in a narrow table.
func concerned(table string, repositoryID int64, login string) sieve {
	return noted(table, func(w *conditions) string {
		return `n.repository_id = ` + w.arg(repositoryID) + ` AND n.user_id = ` + w.login(login)
	})
}

// issueColumn is a sieve by what is in a column of the issues themselves. A plus
// keeps the index of that column from being used in place of the order's.
func issueColumn(q patrol.IssueQuery, column string, is func(*conditions) string) sieve {
	own := `+i.` + column
	if issueOrders[q.Sort].key == own[1:] {
		own = own[1:]
	}
	return sieve{
		condition: func(w *conditions) string { return own + is(w) },
		ids: func(w *conditions) string {
			return `SELECT c.id FROM issues c WHERE c.repository_id = ` + w.arg(q.RepositoryID) + ` AND c.` + column + is(w)
		},
	}
}

// login is the id of the account with a login.
func (w *conditions) login(login string) string {
	return `(SELECT a.id FROM accounts a WHERE lower(a.login) = lower(` + w.arg(login) + `))`
}
