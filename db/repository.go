package db

import (
	"strconv"
	"strings"

	"patrol"
)

const selectRepository = `
	SELECT r.id, r.owner_id, o.login, r.name, r.description, r.visibility, r.default_branch, r.archived, r.path,
		r.created_at
	FROM repositories r JOIN accounts o ON o.id = r.owner_id `

func scanRepository(row scanner, r *patrol.Repository) error {
	return row.Scan(&r.ID, &r.OwnerID, &r.Owner, &r.Name, &r.Description, &r.Visibility, &r.DefaultBranch,
		&r.Archived, &r.Path, (*unix)(&r.CreatedAt))
}

func (tx *tx) Repository(owner, name string) (*patrol.Repository, error) {
	return one(tx, scanRepository, selectRepository+`
		WHERE lower(o.login) = lower($1) AND lower(r.name) = lower($2)`, owner, name)
}

func (tx *tx) RepositoryByID(id int64) (*patrol.Repository, error) {
	return one(tx, scanRepository, selectRepository+`WHERE r.id = $1`, id)
}

func (tx *tx) RepositoryFormerly(owner, name string) (*patrol.Repository, error) {
	return one(tx, scanRepository, selectRepository+`
		JOIN former_names n ON n.repository_id = r.id
		WHERE n.owner_id = (SELECT a.id FROM accounts a WHERE lower(a.login) = lower($1)) AND lower(n.name) = lower($2)`,
		owner, name)
}

// rename keeps the name that a repository has before it becomes r, if that will
// be another, and takes r's.
func (tx *tx) rename(r *patrol.Repository) error {
	err := tx.exec(`
		INSERT INTO former_names (owner_id, name, repository_id)
		SELECT w.owner_id, w.name, w.id FROM repositories w
		WHERE w.id = $1 AND (w.owner_id <> $2 OR lower(w.name) <> lower($3))
		ON CONFLICT (owner_id, lower(name)) DO UPDATE SET repository_id = excluded.repository_id`, r.ID, r.OwnerID, r.Name)
	if err != nil {
		return err
	}
	return tx.takeName(r)
}

// takeName has r's name lead to r alone.
func (tx *tx) takeName(r *patrol.Repository) error {
	return tx.exec(`DELETE FROM former_names WHERE owner_id = $1 AND lower(name) = lower($2)`, r.OwnerID, r.Name)
}

func (tx *tx) InsertRepository(r *patrol.Repository) error {
	if err := tx.countPublic(r); err != nil {
		return err
	}
	if err := tx.takeName(r); err != nil {
		return err
	}
	return tx.insert(&r.ID, `
		INSERT INTO repositories
			(owner_id, name, description, visibility, default_branch, archived, path, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		RETURNING id`,
		r.OwnerID, r.Name, r.Description, string(r.Visibility), r.DefaultBranch, r.Archived, r.Path,
		unix(r.CreatedAt))
}

func (tx *tx) UpdateRepository(r *patrol.Repository) error {
	if err := tx.countPublic(r); err != nil {
		return err
	}
	if err := tx.rename(r); err != nil {
		return err
	}
	return tx.change(`
		UPDATE repositories SET description = $2, visibility = $3, default_branch = $4, archived = $5, path = $6,
			name = $7
		WHERE id = $1`,
		r.ID, r.Description, string(r.Visibility), r.DefaultBranch, r.Archived, r.Path, r.Name)
}

func (tx *tx) MoveRepository(r *patrol.Repository) error {
	if err := tx.uncountPublic(r.ID); err != nil {
		return err
	}
	if err := tx.rename(r); err != nil {
		return err
	}
	err := tx.change(`UPDATE repositories SET owner_id = $2, name = $3, visibility = $4 WHERE id = $1`,
		r.ID, r.OwnerID, r.Name, string(r.Visibility))
	if err != nil || r.Visibility != patrol.Public {
		return err
	}
	return tx.exec(`UPDATE accounts SET public_repositories = public_repositories + 1 WHERE id = $1`, r.OwnerID)
}

func (tx *tx) DeleteRepository(id int64) error {
	if err := tx.uncountPublic(id); err != nil {
		return err
	}
	return tx.change(`DELETE FROM repositories WHERE id = $1`, id)
}

// uncountPublic keeps count of an owner's public repositories, before one is
// the owner's no more.
func (tx *tx) uncountPublic(id int64) error {
	tx.changes.everything = true // the repository, and its owner's account
	return tx.exec(`
		UPDATE accounts SET public_repositories = public_repositories - 1
		WHERE id = (SELECT r.owner_id FROM repositories r WHERE r.id = $1 AND r.visibility = 'public')`, id)
}

// countPublic keeps count of an owner's public repositories, before r becomes
// what it is going to be.
func (tx *tx) countPublic(r *patrol.Repository) error {
	var more int64
	if r.Visibility == patrol.Public {
		more = 1
	}
	tx.changes.everything = true // the repository, and its owner's account
	return tx.exec(`
		UPDATE accounts SET public_repositories = public_repositories + $3 - (
			SELECT count(*) FROM repositories r WHERE r.id = $2 AND r.visibility = 'public')
		WHERE id = $1`, r.OwnerID, r.ID, more)
}

func (tx *tx) Collaboration(repositoryID, userID int64) (patrol.Level, error) {
	return value[patrol.Level](tx, `
		SELECT level FROM collaborations WHERE repository_id = $1 AND user_id = $2`, repositoryID, userID)
}

func (tx *tx) SetCollaboration(repositoryID, userID int64, level patrol.Level) error {
	tx.changes.everything = true
	if level == patrol.None {
		return tx.exec(`DELETE FROM collaborations WHERE repository_id = $1 AND user_id = $2`, repositoryID, userID)
	}
	return tx.exec(`
		INSERT INTO collaborations (repository_id, user_id, level) VALUES ($1, $2, $3)
		ON CONFLICT (repository_id, user_id) DO UPDATE SET level = excluded.level`,
		repositoryID, userID, int64(level))
}

func (tx *tx) Repositories(q patrol.RepositoryQuery) ([]*patrol.Repository, error) {
	w := asked(q)
	limit := ` ORDER BY ` + repositoryOrder(q) + ` LIMIT ` + w.arg(q.Limit) + ` OFFSET ` + w.arg(q.Offset)
	return all(tx, scanRepository, selectRepository+w.String()+limit, w.args...)
}

// repositoryOrder is the order that q asks for. Ids are given in order of creation,
// and tell apart what imports made in the same second.
func repositoryOrder(q patrol.RepositoryQuery) string {
	way := ""
	if q.Backwards {
		way = ` DESC`
	}
	switch {
	case q.Sort == patrol.ByCreation:
		return `r.created_at` + way + `, r.id` + way
	case q.OwnerID != 0:
		return `lower(r.name)` + way
	}
	return `lower(o.login)` + way + `, lower(r.name)` + way
}

func (tx *tx) CountRepositories(q patrol.RepositoryQuery) (int, error) {
	w := asked(q)
	return value[int](tx, `
		SELECT count(*) FROM repositories r JOIN accounts o ON o.id = r.owner_id `+w.String(), w.args...)
}

// membersOf are the organizations of the user $1.
const membersOf = `SELECT m.account_id FROM memberships m WHERE m.user_id = $1`

// readable is true of repositories r, of owners o, that the user $1 may read.
const readable = `(r.visibility = 'public'
	OR r.owner_id = $1
	OR r.owner_id IN (
		SELECT m.account_id FROM memberships m JOIN accounts a ON a.id = m.account_id
		WHERE m.user_id = $1 AND (m.role = 'owner' OR a.base > 0))
	OR r.visibility = 'internal' AND (
		r.owner_id IN (` + membersOf + `)
		OR o.enterprise_id IN (
			SELECT a.enterprise_id FROM memberships m JOIN accounts a ON a.id = m.account_id
			WHERE m.user_id = $1 AND a.enterprise_id IS NOT NULL))
	OR EXISTS (
		SELECT 1 FROM collaborations c
		WHERE c.repository_id = r.id AND c.user_id = $1 AND c.level > 0))`

// affiliated is true of repositories r that the user $1 has to do with in one way.
var affiliated = map[patrol.Affiliation]string{
	patrol.AsOwner:        `r.owner_id = $1`,
	patrol.AsMember:       `r.owner_id IN (` + membersOf + `)`,
	patrol.AsCollaborator: `r.id IN (SELECT c.repository_id FROM collaborations c WHERE c.user_id = $1)`,
}

// related is true of repositories r that the user $1 has to do with in any of
// some ways; in any at all if none is named.
func related(ways []patrol.Affiliation) string {
	if ways == nil {
		ways = []patrol.Affiliation{patrol.AsOwner, patrol.AsMember, patrol.AsCollaborator}
	}
	some := []string{`FALSE`}
	for _, way := range ways {
		some = append(some, affiliated[way])
	}
	return `(` + strings.Join(some, ` OR `) + `)`
}

// asked is the condition on repositories r, of owners o, that q makes.
func asked(q patrol.RepositoryQuery) *conditions {
	w := new(conditions)
	w.arg(q.UserID) // is $1
	if q.OwnerID != 0 {
		w.add(`r.owner_id = ` + w.arg(q.OwnerID))
	} else if q.IDs == nil {
		w.add(related(q.Affiliations))
	}
	if q.IDs != nil {
		w.add(`r.id IN (` + w.list(q.IDs) + `)`)
	}
	if q.Text != "" {
		w.add(`lower(r.name) LIKE lower(` + w.arg(contains(q.Text)) + `) ESCAPE '\'`)
	}
	if q.Visibilities != nil {
		seen := []string{`FALSE`}
		for _, v := range q.Visibilities {
			seen = append(seen, `r.visibility = `+w.arg(string(v)))
		}
		w.add(`(` + strings.Join(seen, ` OR `) + `)`)
	}
	if q.Every {
		w.add(`CAST($1 AS BIGINT) <> 0`) // somebody; and a query names all its arguments
	} else {
		w.add(readable)
	}
	if q.Through {
		w.add(`(r.visibility = 'public' OR ` + admitted(w, q.Admissions) + `)`)
	}
	return w
}

// admitted is true of repositories r that admissions reach.
func admitted(w *conditions, admissions []patrol.Admission) string {
	reached := []string{`FALSE`}
	for _, a := range admissions {
		switch a.Reach.Selection {
		case patrol.All:
			reached = append(reached, `r.owner_id = `+w.arg(a.OwnerID))
		case patrol.Selected:
			owner := w.arg(a.OwnerID)
			reached = append(reached, `r.owner_id = `+owner+` AND r.id IN (`+w.list(a.Reach.Repositories)+`)`)
		}
	}
	return strings.Join(reached, ` OR `)
}

// conditions are the conditions of a WHERE clause, and its arguments.
type conditions struct {
	all  []string
	args []any
}

// add adds one more condition that must hold.
func (w *conditions) add(condition string) { w.all = append(w.all, condition) }

// arg adds an argument and returns its placeholder.
func (w *conditions) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// list adds ids as arguments and returns their placeholders, between commas.
// No row has the id 0 that stands for no ids at all.
func (w *conditions) list(ids []int64) string {
	if len(ids) == 0 {
		return "0"
	}
	var places []string
	for _, id := range ids {
		places = append(places, w.arg(id))
	}
	return strings.Join(places, ", ")
}

func (w *conditions) String() string { return " WHERE " + strings.Join(w.all, " AND ") }
