package db

import "patrol"

const selectIssue = `
	SELECT i.id, i.repository_id, i.number, i.user_id, i.title, i.body, i.state, i.created_at, i.updated_at, i.closed_at,
		i.closed_by, i.comments, i.locked, i.lock_reason
	FROM issues i`

func scanIssue(row scanner, i *patrol.Issue) error {
	return row.Scan(&i.ID, &i.RepositoryID, &i.Number, &i.UserID, &i.Title, &i.Body, &i.State, (*unix)(&i.CreatedAt),
		(*unix)(&i.UpdatedAt), (*unix)(&i.ClosedAt), &i.ClosedBy, &i.Comments, &i.Locked, &i.LockReason)
}

func (tx *tx) Issue(repositoryID, number int64) (*patrol.Issue, error) {
	i, err := one(tx, scanIssue, selectIssue+` WHERE i.repository_id = $1 AND i.number = $2`, repositoryID, number)
	if err != nil {
		return nil, err
	}
	return i, tx.completeIssues([]*patrol.Issue{i})
}

// completeIssues reads who wrote issues, their labels and whom they are given to.
func (tx *tx) completeIssues(issues []*patrol.Issue) error {
	byID := map[int64]*patrol.Issue{}
	var ids, people []int64
	for _, i := range issues {
		byID[i.ID] = i
		ids, people = append(ids, i.ID), append(people, i.UserID)
	}
	if err := tx.labelIssues(byID, ids); err != nil {
		return err
	}
	var given []assignment
	err := within(ids, nil, func(_ int, in string, args []any) error {
		return tx.each(func(row scanner) error {
			var a assignment
			err := row.Scan(&a.issue, &a.user)
			given, people = append(given, a), append(people, a.user)
			return err
		}, `SELECT n.issue_id, n.user_id FROM issue_assignees n WHERE n.issue_id`+in+` ORDER BY n.issue_id, n.user_id`, args...)
	})
	if err != nil {
		return err
	}
	users, err := tx.Accounts(people)
	for _, i := range issues {
		i.User = users[i.UserID]
	}
	for _, a := range given {
		byID[a.issue].Assignees = append(byID[a.issue].Assignees, users[a.user])
	}
	return err
}

// An assignment is that an issue is given to a user.
type assignment struct{ issue, user int64 }

// labelIssues reads the labels of issues.
func (tx *tx) labelIssues(byID map[int64]*patrol.Issue, ids []int64) error {
	return within(ids, nil, func(_ int, in string, args []any) error {
		return tx.each(func(row scanner) error {
			var issue int64
			l := new(patrol.Label)
			err := row.Scan(&issue, &l.ID, &l.RepositoryID, &l.Name, &l.Color, &l.Description)
			byID[issue].Labels = append(byID[issue].Labels, l)
			return err
		}, `SELECT n.issue_id, l.id, l.repository_id, l.name, l.color, l.description
			FROM labels l JOIN issue_labels n ON n.label_id = l.id WHERE n.issue_id`+in+` ORDER BY lower(l.name)`, args...)
	})
}

func (tx *tx) InsertIssue(i *patrol.Issue) error {
	last, err := value[int64](tx, `SELECT COALESCE(max(number), 0) FROM issues WHERE repository_id = $1`, i.RepositoryID)
	if err != nil {
		return err
	}
	i.Number = last + 1
	return tx.insert(&i.ID, `
		INSERT INTO issues
			(repository_id, number, user_id, title, body, state, created_at, updated_at, closed_at, closed_by, comments)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0)
		RETURNING id`,
		i.RepositoryID, i.Number, i.UserID, i.Title, i.Body, string(i.State), unix(i.CreatedAt), unix(i.UpdatedAt))
}

func (tx *tx) UpdateIssue(i *patrol.Issue) error {
	return tx.change(`
		UPDATE issues SET title = $2, body = $3, state = $4, updated_at = $5, closed_at = $6, closed_by = $7, locked = $8,
			lock_reason = $9
		WHERE id = $1`,
		i.ID, i.Title, i.Body, string(i.State), unix(i.UpdatedAt), unix(i.ClosedAt), i.ClosedBy, i.Locked, i.LockReason)
}

const selectComment = `
	SELECT c.id, c.issue_id, i.number, c.user_id, c.body, c.created_at, c.updated_at
	FROM issue_comments c JOIN issues i ON i.id = c.issue_id `

func scanComment(row scanner, c *patrol.Comment) error {
	return row.Scan(&c.ID, &c.IssueID, &c.Number, &c.UserID, &c.Body, (*unix)(&c.CreatedAt), (*unix)(&c.UpdatedAt))
}

func (tx *tx) Comment(repositoryID, id int64) (*patrol.Comment, error) {
	c, err := one(tx, scanComment, selectComment+`WHERE c.id = $1 AND i.repository_id = $2`, id, repositoryID)
	if err != nil {
		return nil, err
	}
	c.User, err = tx.Account(c.UserID)
	return c, err
}

func (tx *tx) Comments(issueID int64, skip, limit int) ([]*patrol.Comment, error) {
	found, err := all(tx, scanComment, selectComment+`WHERE c.issue_id = $1 ORDER BY c.id LIMIT $2 OFFSET $3`,
		issueID, limit, skip)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var authors []int64
	for _, c := range found {
		authors = append(authors, c.UserID)
	}
	users, err := tx.Accounts(authors)
	for _, c := range found {
		c.User = users[c.UserID]
	}
	return found, err
}

func (tx *tx) InsertComment(c *patrol.Comment) error {
	err := tx.insert(&c.ID, `
		INSERT INTO issue_comments (issue_id, user_id, body, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, c.IssueID, c.UserID, c.Body, unix(c.CreatedAt), unix(c.UpdatedAt))
	if err != nil {
		return err
	}
	return tx.change(`UPDATE issues SET comments = comments + 1, updated_at = $2 WHERE id = $1`, c.IssueID, unix(c.UpdatedAt))
}

func (tx *tx) UpdateComment(c *patrol.Comment) error {
	return tx.change(`UPDATE issue_comments SET body = $2, updated_at = $3 WHERE id = $1`, c.ID, c.Body, unix(c.UpdatedAt))
}

func (tx *tx) DeleteComment(c *patrol.Comment) error {
	if err := tx.change(`DELETE FROM issue_comments WHERE id = $1`, c.ID); err != nil {
		return err
	}
	return tx.change(`UPDATE issues SET comments = comments - 1 WHERE id = $1`, c.IssueID)
}
