package db

import "patrol"

// issueOrders are the orders of a repository's issues i. Each has its index.
var issueOrders = map[patrol.IssueSort]order{
	patrol.ByNumber:   {key: "i.number", id: "i.number"},
	patrol.ByChange:   {key: "i.updated_at", id: "i.number"},
	patrol.ByComments: {key: "i.comments", id: "i.number"},
}

// bySieve is the order of numbers, as the narrow tables have it: issues of a
// repository get ids in the order of their numbers.
var bySieve = order{key: "n.issue_id", id: "n.issue_id"}

// A spot is the place of an issue in a list.
type spot struct {
	entry
	issue int64
}

func scanSpot(row scanner, s *spot) error { return row.Scan(&s.issue, &s.id, &s.key) }

// Issues finds the places of a page in an index first, and reads its issues
// then: a page that lies deep takes no more rows than the first.
func (tx *tx) Issues(q patrol.IssueQuery) (page patrol.Page[patrol.Issue], err error) {
	var spots []*spot
	spots, page.Previous, page.Next, err = turn(q.After, q.Limit, func(at *cursor, limit int) ([]*spot, error) {
		return tx.spots(q, at, limit)
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

// An issueSieve is a narrow table in which issues are found by what somebody or
// something is to them, and what its rows n must be.
type issueSieve struct{ table, where string }

// issueSieves are those that q asks for, with their arguments in w, of which
// the first is the repository.
func issueSieves(q patrol.IssueQuery, w *conditions) (sieves []issueSieve) {
	for _, name := range q.Labels {
		sieves = append(sieves, issueSieve{"issue_labels", `n.label_id =
			(SELECT l.id FROM labels l WHERE l.repository_id = $1 AND lower(l.name) = lower(` + w.arg(name) + `))`})
	}
	if q.Assignee != "" && q.Assignee != patrol.Anybody && q.Assignee != patrol.Nobody {
		sieves = append(sieves, issueSieve{"issue_assignees", `n.repository_id = $1 AND n.user_id = ` + w.login(q.Assignee)})
	}
	if q.Mentioned != "" {
		sieves = append(sieves, issueSieve{"issue_mentions", `n.repository_id = $1 AND n.user_id = ` + w.login(q.Mentioned)})
	}
	return sieves
}

// login is the id of the account with a login.
func (w *conditions) login(login string) string {
	return `(SELECT a.id FROM accounts a WHERE lower(a.login) = lower(` + w.arg(login) + `))`
}

// spots returns the places that q asks for from one on; nil for the first.
func (tx *tx) spots(q patrol.IssueQuery, at *cursor, limit int) ([]*spot, error) {
	o, from := issueOrders[q.Sort], `issues i`
	w := new(conditions)
	w.add(`i.repository_id = ` + w.arg(q.RepositoryID))
	for n, s := range issueSieves(q, w) {
		if n > 0 {
			w.add(`EXISTS (SELECT 1 FROM ` + s.table + ` n WHERE n.issue_id = i.id AND ` + s.where + `)`)
			continue
		}
		from = s.table + ` n JOIN issues i ON i.id = n.issue_id`
		w.add(s.where)
		if q.Sort == patrol.ByNumber {
			o = bySieve
		}
	}
	w.ofIssue(q)
	down := q.Backwards
	if at != nil {
		down = down != at.back
		w.beyond(o, *at, down)
		q.Skip = 0
	}
	return all(tx, scanSpot, `SELECT i.id, `+o.id+`, `+o.key+` FROM `+from+w.String()+o.by(down)+
		` LIMIT `+w.arg(limit)+` OFFSET `+w.arg(q.Skip), w.args...)
}

// ofIssue narrows to issues i of which it holds what q asks for.
func (w *conditions) ofIssue(q patrol.IssueQuery) {
	if q.State != "" {
		w.add(`i.state = ` + w.arg(string(q.State)))
	}
	if q.Creator != "" {
		w.add(`i.user_id = ` + w.login(q.Creator))
	}
	if !q.Since.IsZero() {
		w.add(`i.updated_at >= ` + w.arg(unix(q.Since)))
	}
	const given = `EXISTS (SELECT 1 FROM issue_assignees g WHERE g.issue_id = i.id)`
	switch q.Assignee {
	case patrol.Anybody:
		w.add(given)
	case patrol.Nobody:
		w.add(`NOT ` + given)
	}
}
