package db

import (
	"strings"

	"patrol"
)

func (tx *tx) MemberAccounts(q patrol.MemberQuery) ([]*patrol.Account, error) {
	w := new(conditions)
	w.add(`m.account_id = ` + w.arg(q.OrgID))
	if q.Role != "" {
		w.add(`m.role = ` + w.arg(string(q.Role)))
	}
	return all(tx, scanAccount, `SELECT`+accountColumns+`FROM memberships m JOIN accounts a ON a.id = m.user_id`+
		withPolicy+w.String()+` ORDER BY m.user_id LIMIT `+w.arg(q.Limit)+` OFFSET `+w.arg(q.Offset), w.args...)
}

// collaborators are users with a level on the repository $1 of the owner $2, by
// how they come to it: their own role, the organization's base permission or
// their ownership of the organization, and that it is theirs.
const (
	invited = `SELECT c.user_id, c.level FROM collaborations c WHERE c.repository_id = $1`
	belong  = `SELECT m.user_id, CASE WHEN m.role = 'owner' THEN 3 ELSE o.base END AS level
		FROM memberships m JOIN accounts o ON o.id = m.account_id WHERE m.account_id = $2`
	owns = `SELECT o.id, 3 AS level FROM accounts o WHERE o.id = $2 AND o.kind = 'User'`
)

func (tx *tx) Collaborators(q patrol.CollaboratorQuery) (found []patrol.Collaborator, err error) {
	w := &conditions{args: []any{q.Repository.ID, q.Repository.OwnerID}}
	ways := []string{invited, belong, owns}
	if q.Direct || q.Outside {
		ways = ways[:1]
	}
	w.add(`CAST($2 AS BIGINT) <> 0`) // a query names all its arguments
	if q.Outside {
		w.add(`NOT EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = $2 AND m.user_id = c.user_id)`)
	}
	query := `SELECT c.user_id, max(c.level) FROM (` + strings.Join(ways, ` UNION ALL `) + `) c` + w.String() +
		` GROUP BY c.user_id HAVING max(c.level) >= ` + w.arg(int64(max(q.AtLeast, patrol.Read))) +
		` ORDER BY c.user_id LIMIT ` + w.arg(q.Limit) + ` OFFSET ` + w.arg(q.Offset)
	var ids []int64
	err = tx.each(func(row scanner) error {
		var c patrol.Collaborator
		var id int64
		err := row.Scan(&id, &c.Level)
		ids, found = append(ids, id), append(found, c)
		return err
	}, query, w.args...)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	users, err := tx.Accounts(ids)
	for i, id := range ids {
		found[i].User = users[id]
	}
	return found, err
}
