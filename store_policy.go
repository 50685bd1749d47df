package patrol

import "time"

// A policyTx keeps what organizations and enterprises decide about tokens.
type policyTx interface {
	SetPolicy(accountID int64, k TokenKind, p Policy) error

	// InsertPolicyEntry sets ID. A change of a block for which another is
	// scheduled already cannot be scheduled: a Conflict.
	InsertPolicyEntry(*PolicyEntry) error
	PolicyEntry(accountID, id int64) (*PolicyEntry, error)
	// PolicyEntries returns an account's, newest first.
	PolicyEntries(PolicyQuery) ([]*PolicyEntry, error)
	// ComingPolicies returns an account's scheduled changes, soonest first.
	ComingPolicies(accountID int64, k TokenKind) ([]*PolicyEntry, error)
	// DuePolicies returns scheduled changes whose time has come, soonest first.
	DuePolicies(now time.Time) ([]*PolicyEntry, error)
	// WithdrawnPolicies returns changes withdrawn that would have come after a
	// time, soonest first.
	WithdrawnPolicies(since time.Time) ([]*PolicyEntry, error)
	// ClosePolicyEntry says what became of a scheduled change, or is a Conflict.
	ClosePolicyEntry(id int64, as ChangeState, at time.Time) error
	// AnyScheduled reports whether any change of any policy is scheduled.
	AnyScheduled() (bool, error)
	// HoldingsIn returns what the next so many users after one hold at an
	// enterprise's organizations, by user.
	HoldingsIn(enterpriseID int64, k TokenKind, after int64, users int) ([]*Holding, error)
	// Holdings returns what a user holds at organizations of enterprises.
	Holdings(userID int64, k TokenKind) ([]*Holding, error)

	// Spread counts the fine-grained tokens at an enterprise's organizations that
	// have not expired; they count as used from a time on.
	Spread(enterpriseID int64, now, since time.Time) (Spread, error)
	// CountOrganizations is how many an enterprise has.
	CountOrganizations(enterpriseID int64) (int, error)
}

// A PolicyQuery asks for changes of an account's policy.
type PolicyQuery struct {
	AccountID int64
	Kind      TokenKind // empty for any
	Block     Block
	State     ChangeState
	Before    int64 // an entry's ID; 0 for the newest
	Limit     int
}

// A Holding is a token that somebody has and an organization has let in or, of
// a classic one, has seen.
type Holding struct {
	UserID, OwnerID, TokenID int64
	TokenName                string
	Life                     Life
}
