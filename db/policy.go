package db

import (
	"time"

	"patrol"
)

// SetPolicy implements patrol.Tx.
func (tx *tx) SetPolicy(accountID int64, k patrol.TokenKind, p patrol.Policy) error {
	tx.changes.everything = true
	return tx.exec(`
		INSERT INTO policies (account_id, kind, access, approval, max_days, exempt_admins)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (account_id, kind) DO UPDATE SET access = excluded.access, approval = excluded.approval,
			max_days = excluded.max_days, exempt_admins = excluded.exempt_admins`,
		accountID, string(k), string(p.Access), string(p.Approval), p.MaxDays, p.ExemptAdmins)
}

const selectPolicyEntry = `
	SELECT c.id, c.account_id, c.kind, c.block, c.was_access, c.was_approval, c.was_max_days, c.was_exempt,
		c.access, c.approval, c.max_days, c.exempt, c.note, c.at, c.actor_id, COALESCE(a.login, ''), c.on_at, c.state,
		c.closed_at, c.back
	FROM policy_entries c LEFT JOIN accounts a ON a.id = c.actor_id `

func scanPolicyEntry(row scanner, e *patrol.PolicyEntry) error {
	return row.Scan(&e.ID, &e.AccountID, &e.Kind, &e.Block,
		&e.From.Access, &e.From.Approval, &e.From.MaxDays, &e.From.ExemptAdmins,
		&e.To.Access, &e.To.Approval, &e.To.MaxDays, &e.To.ExemptAdmins, &e.Note, (*unix)(&e.At), (*ref)(&e.ByID), &e.By,
		(*unix)(&e.On), &e.State, (*unix)(&e.ClosedAt), &e.Back)
}

// InsertPolicyEntry implements patrol.Tx.
func (tx *tx) InsertPolicyEntry(e *patrol.PolicyEntry) error {
	tx.changes.everything = true
	return tx.insert(&e.ID, `
		INSERT INTO policy_entries (account_id, kind, block, was_access, was_approval, was_max_days, was_exempt,
			access, approval, max_days, exempt, note, at, actor_id, on_at, state, closed_at, back)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		RETURNING id`,
		e.AccountID, string(e.Kind), string(e.Block),
		string(e.From.Access), string(e.From.Approval), e.From.MaxDays, e.From.ExemptAdmins,
		string(e.To.Access), string(e.To.Approval), e.To.MaxDays, e.To.ExemptAdmins, e.Note, unix(e.At), ref(e.ByID),
		unix(e.On), string(e.State), unix(e.ClosedAt), e.Back)
}

// PolicyEntry implements patrol.Tx.
func (tx *tx) PolicyEntry(accountID, id int64) (*patrol.PolicyEntry, error) {
	return one(tx, scanPolicyEntry, selectPolicyEntry+`WHERE c.account_id = $1 AND c.id = $2`, accountID, id)
}

// PolicyEntries implements patrol.Tx.
func (tx *tx) PolicyEntries(q patrol.PolicyQuery) ([]*patrol.PolicyEntry, error) {
	w := new(conditions)
	w.add(`c.account_id = ` + w.arg(q.AccountID))
	if q.Kind != "" {
		w.add(`c.kind = ` + w.arg(string(q.Kind)))
	}
	if q.Block != "" {
		w.add(`c.block = ` + w.arg(string(q.Block)))
	}
	if q.State != "" {
		w.add(`c.state = ` + w.arg(string(q.State)))
	}
	w.add(`c.id < ` + w.arg(orNewest(q.Before)))
	return all(tx, scanPolicyEntry, selectPolicyEntry+w.String()+` ORDER BY c.id DESC LIMIT `+w.arg(q.Limit), w.args...)
}

// ComingPolicies implements patrol.Tx.
func (tx *tx) ComingPolicies(accountID int64, k patrol.TokenKind) ([]*patrol.PolicyEntry, error) {
	return all(tx, scanPolicyEntry, selectPolicyEntry+`
		WHERE c.account_id = $1 AND c.kind = $2 AND c.state = 'scheduled' ORDER BY c.on_at, c.id`, accountID, string(k))
}

// DuePolicies implements patrol.Tx.
func (tx *tx) DuePolicies(now time.Time) ([]*patrol.PolicyEntry, error) {
	return all(tx, scanPolicyEntry, selectPolicyEntry+`
		WHERE c.state = 'scheduled' AND c.on_at <= $1 ORDER BY c.on_at, c.id`, unix(now))
}

// WithdrawnPolicies implements patrol.Tx.
func (tx *tx) WithdrawnPolicies(since time.Time) ([]*patrol.PolicyEntry, error) {
	return all(tx, scanPolicyEntry, selectPolicyEntry+`
		WHERE c.state = 'withdrawn' AND c.on_at > $1 ORDER BY c.on_at, c.id`, unix(since))
}

// ClosePolicyEntry implements patrol.Tx.
func (tx *tx) ClosePolicyEntry(id int64, as patrol.ChangeState, at time.Time) error {
	tx.changes.everything = true
	return tx.change(`UPDATE policy_entries SET state = $2, closed_at = $3 WHERE id = $1 AND state = 'scheduled'`,
		id, string(as), unix(at))
}

// AnyScheduled implements patrol.Tx.
func (tx *tx) AnyScheduled() (bool, error) {
	return value[bool](tx, `SELECT EXISTS (SELECT 1 FROM policy_entries WHERE state = 'scheduled')`)
}

// holdings are where tokens of a kind are kept by who holds them and where.
var holdings = map[patrol.TokenKind]string{patrol.FineGrained: "grants", patrol.Classic: "footholds"}

// HoldingsIn walks what is held in the order of its holders. A plus keeps all
// that an enterprise has from being read for some of them.
func (tx *tx) HoldingsIn(enterpriseID int64, k patrol.TokenKind, after int64, users int) ([]*patrol.Holding, error) {
	const within = `h.revoked_at = 0 AND h.enterprise_id IS NOT NULL AND +h.enterprise_id = $1`
	return all(tx, scanHolding, selectHolding(k)+`
		WHERE h.user_id IN (
			SELECT DISTINCT h.user_id FROM `+holdings[k]+` h WHERE h.user_id > $2 AND `+within+` ORDER BY h.user_id LIMIT $3)
			AND `+within+`
		ORDER BY h.user_id`, enterpriseID, after, users)
}

// Holdings implements patrol.Tx.
func (tx *tx) Holdings(userID int64, k patrol.TokenKind) ([]*patrol.Holding, error) {
	return all(tx, scanHolding, selectHolding(k)+`
		WHERE h.user_id = $1 AND h.revoked_at = 0 AND h.enterprise_id IS NOT NULL`, userID)
}

func selectHolding(k patrol.TokenKind) string {
	return `SELECT h.user_id, h.owner_id, t.id, t.name, t.issued_at, t.expires_at
		FROM ` + holdings[k] + ` h JOIN tokens t ON t.id = h.token_id`
}

func scanHolding(row scanner, h *patrol.Holding) error {
	return row.Scan(&h.UserID, &h.OwnerID, &h.TokenID, &h.TokenName,
		(*unix)(&h.Life.IssuedAt), (*unix)(&h.Life.ExpiresAt))
}

// CountOrganizations implements patrol.Tx.
func (tx *tx) CountOrganizations(enterpriseID int64) (int, error) {
	return value[int](tx, `SELECT count(*) FROM accounts WHERE enterprise_id = $1`, enterpriseID)
}
