package db

import "patrol"

// A repository that goes is found, by an index each, in what is granted, what
// is asked for and what tokens want.

func (tx *tx) GrantsSelecting(repositoryID int64, limit int) ([]*patrol.Grant, error) {
	return all(tx, scanGrant, selectGrant+`
		WHERE g.id IN (SELECT s.grant_id FROM grant_repositories s WHERE s.repository_id = $1
			ORDER BY s.grant_id LIMIT $2)`, repositoryID, limit)
}

func (tx *tx) RequestsSelecting(repositoryID int64, limit int) ([]*patrol.Request, error) {
	return all(tx, scanRequest, selectRequest+`
		WHERE r.id IN (SELECT s.request_id FROM request_repositories s WHERE s.repository_id = $1
			ORDER BY s.request_id LIMIT $2)`, repositoryID, limit)
}

func (tx *tx) TokensSelecting(repositoryID int64, limit int) ([]*patrol.Token, error) {
	return all(tx, scanToken, selectToken+`
		WHERE t.id IN (SELECT s.token_id FROM token_repositories s WHERE s.repository_id = $1
			ORDER BY s.token_id LIMIT $2)`, repositoryID, limit)
}

func (tx *tx) SetRequestReach(id int64, r patrol.Reach) error { return tx.setReach(requestList, id, r) }

// keepSelection writes down which repositories a token wants by name.
func (tx *tx) keepSelection(t *patrol.Token) error {
	for _, id := range t.Wants.Repositories {
		err := tx.exec(`INSERT INTO token_repositories (token_id, repository_id) VALUES ($1, $2)`, t.ID, id)
		if err != nil {
			return err
		}
	}
	return nil
}
