package db

import (
	"strings"
	"time"

	"patrol"
)

// accountColumns are those of accounts a with their policies p and c, as accountFields
// has them.
const accountColumns = ` a.id, a.login, a.name, a.email, a.kind, a.enterprise_id, a.base,
	a.mode, a.light, a.dark, a.suspended_at, a.created_at, a.public_repositories,
	COALESCE(p.access, ''), COALESCE(p.approval, ''), COALESCE(p.max_days, 0), COALESCE(p.exempt_admins, FALSE),
	COALESCE(c.access, ''), COALESCE(c.approval, ''), COALESCE(c.max_days, 0), COALESCE(c.exempt_admins, FALSE) `

// withPolicy joins the policies p on fine-grained tokens and c on classic ones
// to accounts a.
const withPolicy = ` LEFT JOIN policies p ON p.account_id = a.id AND p.kind = 'fine-grained'
	LEFT JOIN policies c ON c.account_id = a.id AND c.kind = 'classic' `

const selectAccount = `SELECT` + accountColumns + `FROM accounts a` + withPolicy

// accountFields are where to scan accountColumns.
func accountFields(a *patrol.Account) []any {
	p, c := &a.Policy, &a.ClassicPolicy
	return []any{&a.ID, &a.Login, &a.Name, &a.Email, &a.Kind, (*ref)(&a.Enterprise), &a.Base,
		&a.Theme.Mode, &a.Theme.Light, &a.Theme.Dark, (*unix)(&a.SuspendedAt), (*unix)(&a.CreatedAt),
		&a.PublicRepositories, &p.Access, &p.Approval, &p.MaxDays, &p.ExemptAdmins,
		&c.Access, &c.Approval, &c.MaxDays, &c.ExemptAdmins}
}

func scanAccount(row scanner, a *patrol.Account) error { return row.Scan(accountFields(a)...) }

func (tx *tx) Account(id int64) (*patrol.Account, error) {
	return one(tx, scanAccount, selectAccount+`WHERE a.id = $1`, id)
}

func (tx *tx) Accounts(ids []int64) (map[int64]*patrol.Account, error) {
	return among(tx, scanAccount, func(a *patrol.Account) int64 { return a.ID }, ids, selectAccount+`WHERE a.id`)
}

func (tx *tx) AccountByLogin(login string) (*patrol.Account, error) {
	return one(tx, scanAccount, selectAccount+`WHERE lower(a.login) = lower($1)`, login)
}

// UserByName takes what has an @ for an e-mail address: no login has one.
func (tx *tx) UserByName(name string) (*patrol.Account, error) {
	if strings.Contains(name, "@") {
		return one(tx, scanAccount, selectAccount+`
			WHERE lower(a.email) = lower($1) AND a.email <> '' AND a.kind = 'User'`, name)
	}
	return one(tx, scanAccount, selectAccount+`WHERE lower(a.login) = lower($1) AND a.kind = 'User'`, name)
}

func (tx *tx) InsertAccount(a *patrol.Account) error {
	err := tx.insert(&a.ID, `
		INSERT INTO accounts
			(login, name, email, kind, enterprise_id, base, mode, light, dark, suspended_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		RETURNING id`,
		a.Login, a.Name, a.Email, string(a.Kind), ref(a.Enterprise), int64(a.Base),
		a.Theme.Mode, a.Theme.Light, a.Theme.Dark, unix(a.SuspendedAt), unix(a.CreatedAt))
	for _, kind := range []patrol.TokenKind{patrol.FineGrained, patrol.Classic} {
		if p := a.PolicyOn(kind); err == nil && p != (patrol.Policy{}) {
			err = tx.SetPolicy(a.ID, kind, p)
		}
	}
	return err
}

func (tx *tx) UpdateAccount(a *patrol.Account) error {
	tx.changes.everything = true
	was, err := value[int64](tx, `SELECT COALESCE(enterprise_id, 0) FROM accounts WHERE id = $1`, a.ID)
	if err == nil && was != a.Enterprise {
		err = tx.exec(`UPDATE grants SET enterprise_id = $2 WHERE owner_id = $1 AND revoked_at = 0`, a.ID, ref(a.Enterprise))
	}
	if err == nil && was != a.Enterprise {
		err = tx.exec(`UPDATE footholds SET enterprise_id = $2 WHERE owner_id = $1`, a.ID, ref(a.Enterprise))
	}
	if err != nil {
		return err
	}
	return tx.change(`
		UPDATE accounts SET name = $2, email = $3, enterprise_id = $4, base = $5, mode = $6, light = $7, dark = $8
		WHERE id = $1`,
		a.ID, a.Name, a.Email, ref(a.Enterprise), int64(a.Base), a.Theme.Mode, a.Theme.Light, a.Theme.Dark)
}

func (tx *tx) SetSuspended(userID int64, at time.Time) error {
	tx.changes.everything = true
	return tx.change(`UPDATE accounts SET suspended_at = $2 WHERE id = $1 AND kind = 'User'`, userID, unix(at))
}

func (tx *tx) AnyAccount() (bool, error) {
	return value[bool](tx, `SELECT EXISTS (SELECT 1 FROM accounts)`)
}

func (tx *tx) MemberRole(accountID, userID int64) (patrol.MemberRole, error) {
	return value[patrol.MemberRole](tx, `
		SELECT role FROM memberships WHERE account_id = $1 AND user_id = $2`, accountID, userID)
}

func (tx *tx) SetMember(accountID, userID int64, role patrol.MemberRole) error {
	tx.changes.everything = true
	if role == "" {
		return tx.exec(`DELETE FROM memberships WHERE account_id = $1 AND user_id = $2`, accountID, userID)
	}
	return tx.exec(`
		INSERT INTO memberships (account_id, user_id, role) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, user_id) DO UPDATE SET role = excluded.role`,
		accountID, userID, string(role))
}

func (tx *tx) OwnerAccounts(accountID int64, after string, limit int) ([]*patrol.Account, error) {
	return all(tx, scanAccount, selectAccount+`
		WHERE a.id IN (SELECT user_id FROM memberships WHERE account_id = $1 AND role = 'owner')
			AND lower(a.login) > lower($2)
		ORDER BY lower(a.login) LIMIT $3`, accountID, after, limit)
}

func (tx *tx) Memberships(userID int64) ([]patrol.Membership, error) {
	var ms []patrol.Membership
	err := tx.each(func(row scanner) error {
		m := patrol.Membership{Account: new(patrol.Account)}
		err := row.Scan(append(accountFields(m.Account), &m.Role)...)
		ms = append(ms, m)
		return err
	}, `SELECT`+accountColumns+`, m.role FROM memberships m JOIN accounts a ON a.id = m.account_id`+withPolicy+`
		WHERE m.user_id = $1 ORDER BY lower(a.login)`, userID)
	return ms, err
}

func (tx *tx) OwnersAround(userID int64) (owners []patrol.Admission, err error) {
	err = tx.each(func(row scanner) error {
		var a patrol.Admission
		err := row.Scan(&a.OwnerID, &a.Owner)
		owners = append(owners, a)
		return err
	}, `SELECT a.id, a.login FROM accounts a WHERE a.id IN (
			SELECT m.account_id FROM memberships m WHERE m.user_id = $1
			UNION SELECT r.owner_id FROM collaborations c JOIN repositories r ON r.id = c.repository_id
				WHERE c.user_id = $1 AND c.level > 0
			UNION SELECT o.id FROM memberships m JOIN accounts x ON x.id = m.account_id
				JOIN accounts o ON o.enterprise_id = x.enterprise_id WHERE m.user_id = $1)
		OR a.id = $1 ORDER BY a.id`, userID)
	return owners, err
}

// count adds n to one of an account's counters.
func (tx *tx) count(accountID int64, name string, n int) error {
	return tx.exec(`
		INSERT INTO counters (account_id, name, n) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, name) DO UPDATE SET n = counters.n + excluded.n`, accountID, name, n)
}

// counted is what one of an account's counters says, with those of an
// enterprise's organizations.
func (tx *tx) counted(accountID int64, name string) (int, error) {
	return value[int](tx, `SELECT COALESCE((SELECT n FROM counters WHERE account_id = $1 AND name = $2), 0) +
		CAST(COALESCE((SELECT sum(c.n) FROM accounts o JOIN counters c ON c.account_id = o.id AND c.name = $2
			WHERE o.enterprise_id = $1), 0) AS BIGINT)`, accountID, name)
}

// tokensOf counts a user's tokens, by their kind.
var tokensOf = map[patrol.TokenKind]string{patrol.FineGrained: "tokens", patrol.Classic: "classic tokens"}

// The other counters.
const (
	openRequestsAt = "open requests" // at an owner
	activeTokensAt = "active tokens" // at an owner, that it has let in
)

// enterprisesOf are the enterprises that the owners of rows are in, or are, by
// the owners' ids. Who is in none is not there.
func enterprisesOf[T any](tx *tx, rows []T, owner func(T) int64) (map[int64]int64, error) {
	found := map[int64]int64{}
	for _, row := range rows {
		id := owner(row)
		if _, known := found[id]; known {
			continue
		}
		enterprise, err := value[int64](tx, `SELECT COALESCE(CASE kind WHEN 'Enterprise' THEN id ELSE enterprise_id END, 0)
			FROM accounts WHERE id = $1`, id)
		if err != nil {
			return nil, err
		}
		found[id] = enterprise
	}
	return found, nil
}
