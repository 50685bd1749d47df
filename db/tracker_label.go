package db

import "patrol"

const selectLabel = `SELECT l.id, l.repository_id, l.name, l.color, l.description FROM labels l `

func scanLabel(row scanner, l *patrol.Label) error {
	return row.Scan(&l.ID, &l.RepositoryID, &l.Name, &l.Color, &l.Description)
}

func (tx *tx) Label(repositoryID int64, name string) (*patrol.Label, error) {
	return one(tx, scanLabel, selectLabel+`WHERE l.repository_id = $1 AND lower(l.name) = lower($2)`, repositoryID, name)
}

func (tx *tx) Labels(repositoryID int64, skip, limit int) ([]*patrol.Label, error) {
	return all(tx, scanLabel, selectLabel+`WHERE l.repository_id = $1 ORDER BY lower(l.name) LIMIT $2 OFFSET $3`,
		repositoryID, limit, skip)
}

func (tx *tx) InsertLabel(l *patrol.Label) error {
	return tx.insert(&l.ID, `
		INSERT INTO labels (repository_id, name, color, description) VALUES ($1, $2, $3, $4) RETURNING id`,
		l.RepositoryID, l.Name, l.Color, l.Description)
}

func (tx *tx) UpdateLabel(l *patrol.Label) error {
	return tx.change(`UPDATE labels SET name = $2, color = $3, description = $4 WHERE id = $1`,
		l.ID, l.Name, l.Color, l.Description)
}

func (tx *tx) DeleteLabel(id int64) error { return tx.change(`DELETE FROM labels WHERE id = $1`, id) }

func (tx *tx) SetLabels(issueID int64, labels []*patrol.Label) error {
	if err := tx.exec(`DELETE FROM issue_labels WHERE issue_id = $1`, issueID); err != nil {
		return err
	}
	for _, l := range labels {
		err := tx.exec(`INSERT INTO issue_labels (issue_id, label_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, issueID, l.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func (tx *tx) SetAssignees(i *patrol.Issue, users []*patrol.Account) error {
	if err := tx.exec(`DELETE FROM issue_assignees WHERE issue_id = $1`, i.ID); err != nil {
		return err
	}
	for _, user := range users {
		err := tx.exec(`
			INSERT INTO issue_assignees (issue_id, user_id, repository_id) VALUES ($1, $2, $3)
			ON CONFLICT DO NOTHING`, i.ID, user.ID, i.RepositoryID)
		if err != nil {
			return err
		}
	}
	return nil
}

func (tx *tx) Mention(i *patrol.Issue, logins []string) error {
	for _, login := range logins {
		err := tx.exec(`
			INSERT INTO issue_mentions (issue_id, user_id, repository_id)
			SELECT CAST($1 AS BIGINT), a.id, CAST($2 AS BIGINT) FROM accounts a
			WHERE lower(a.login) = lower($3) AND a.kind = 'User'
			ON CONFLICT DO NOTHING`, i.ID, i.RepositoryID, login)
		if err != nil {
			return err
		}
	}
	return nil
}
