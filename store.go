package patrol

import (
	"context"
	"time"
)

// A Store keeps what the authority knows. Package db is the one there is; the
// interface is here so that the law does not depend on the filing cabinet.
type Store interface {
	// View runs fn on a consistent state that does not change meanwhile.
	View(ctx context.Context, fn func(Tx) error) error

	// Update runs fn and keeps all it did, or, if fn fails, nothing. It is as
	// if updates ran one after the other; fn may run more than once.
	Update(ctx context.Context, fn func(Tx) error) error

	// Bearer returns who presents the secret with this digest, or NotFound. It
	// may remember, but never what an Update that has returned made untrue.
	Bearer(ctx context.Context, d Digest) (*Bearer, error)

	// Place returns what a user (0 for nobody) is to a repository, or to an
	// owner alone if repository is empty, or NotFound. It remembers as Bearer
	// does. Callers do not change what they get.
	Place(ctx context.Context, userID int64, owner, repository string) (*Place, error)

	// Session returns a session and its user, or NotFound.
	Session(ctx context.Context, d Digest) (*Session, error)

	// Used notes that a token was used, to be written later.
	Used(Use)
}

// A Place is a resource and what a user is to it.
type Place struct {
	Owner      *Account
	Repository *Repository // nil if it is the owner alone
	Role       Level       // of the user
	Governance Governance  // of fine-grained tokens at the owner, as it is kept
	Classic    Governance  // of classic ones
	Exempt     bool        // the user administers the owner's enterprise
}

// A Tx is a transaction. It is good for one call of View or Update, whose
// context it carries. What is not there is an Error of Kind NotFound; what was
// to change and had changed already, a Conflict.
type Tx interface {
	accountTx
	policyTx
	repositoryTx
	trackerTx
	tokenTx
	footholdTx
	grantTx
	listTx
	bulkTx
	sessionTx
	hookTx
	eventTx
	sealTx
	newsTx
	sweepTx
	retentionTx
}

type accountTx interface {
	Account(id int64) (*Account, error)
	// Accounts returns some, by ID.
	Accounts(ids []int64) (map[int64]*Account, error)
	AccountByLogin(login string) (*Account, error)
	// UserByName finds a user by login or e-mail address.
	UserByName(name string) (*Account, error)
	InsertAccount(*Account) error // sets ID
	// UpdateAccount writes name, e-mail, enterprise, base permission and theme.
	UpdateAccount(*Account) error
	SetSuspended(userID int64, at time.Time) error // zero for in good standing
	AnyAccount() (bool, error)
	// OrganizationsOf are those of an enterprise, oldest first.
	OrganizationsOf(enterpriseID int64) ([]*Account, error)
	// OrganizationCounts are what some have, by ID.
	OrganizationCounts(ids []int64) (map[int64]*OrganizationCount, error)
	SuspendedUsers() (ids []int64, err error)

	// MemberRole is what user is to an organization or enterprise; empty for nothing.
	MemberRole(accountID, userID int64) (MemberRole, error)
	// SetMember makes user a member; an empty role makes them none.
	SetMember(accountID, userID int64, role MemberRole) error
	// OwnerAccounts are the owners of an organization or enterprise after a
	// login, by login.
	OwnerAccounts(accountID int64, after string, limit int) ([]*Account, error)
	// MemberAccounts are a page of the members of an organization, by ID.
	MemberAccounts(MemberQuery) ([]*Account, error)
	// Memberships are a user's, by login.
	Memberships(userID int64) ([]Membership, error)
	// OwnersAround are the user, and whoever owns repositories that are not
	// public and that the user may be able to read.
	OwnersAround(userID int64) ([]Admission, error)
}

type tokenTx interface {
	// TakeTokenPlace counts one more token of a user, or is a Conflict at max.
	TakeTokenPlace(k TokenKind, userID int64, max int) error
	// InsertToken sets ID. A name that the user has used already is a problem
	// with "name", unless the token is a classic one.
	InsertToken(*Token) error
	// Token returns a fine-grained token, ClassicToken a classic one.
	Token(userID, id int64) (*Token, error)
	ClassicToken(userID, id int64) (*Token, error)
	// TokenNamed finds a fine-grained token of a user by its name, which minds no case.
	TokenNamed(userID int64, name string) (*Token, error)
	// TokensAt returns some of the tokens made for a resource owner, by ID.
	TokensAt(ownerID int64, ids []int64) (map[int64]*Token, error)
	// Tokens returns a page of a user's tokens.
	Tokens(TokenQuery) (TokenPage, error)
	// CountTokens is how many tokens of a kind a user has.
	CountTokens(k TokenKind, userID int64) (int, error)
	// UpdateToken writes name, description, resource owner, what it wants,
	// scopes, state and life.
	UpdateToken(*Token) error
	// SetTokenState writes the state of some tokens alone.
	SetTokenState(s TokenState, ids ...int64) error
	// TokensSelecting returns tokens that want a repository by name.
	TokensSelecting(repositoryID int64, limit int) ([]*Token, error)
	// DeleteToken removes a token with its secrets and grants; events stay.
	DeleteToken(userID, id int64) error
	InsertImprint(*Imprint) error // sets ID
	// ReplaceImprint retires the imprint with oldID at once and keeps a new
	// one, or is a Conflict if oldID is not the token's present one.
	ReplaceImprint(oldID int64, i *Imprint) error
	// Uses returns a token's last uses, newest first, 100 at most.
	Uses(tokenID int64) ([]Use, error)
}

// A TokenQuery asks for a page of a user's tokens.
type TokenQuery struct {
	Kind   TokenKind // fine-grained, unless it says classic
	UserID int64
	Text   string // part of the name, whatever the case
	// State is a TokenState, "expired" or "expiring"; empty for any. A token
	// past its time is only "expired"; one that is active or pending and ends
	// within seven days is "expiring" besides.
	State string
	Sort  TokenSort
	After string // Next or Previous of a TokenPage; empty for the first page
	Limit int
	Now   time.Time
}

// A TokenPage is some tokens, and the cursors of the pages around it: empty
// where there is none.
type TokenPage struct {
	Tokens         []*Token
	Previous, Next string
	// Warnings are of what will stop some of them, by ID; the law fills them in.
	Warnings map[int64]*Warning
	// Stopped is where some of them do not work now, by ID; the law fills it in.
	Stopped map[int64]Stoppage
}

// A TokenSort is an order of tokens.
type TokenSort string

const (
	ByNewest   TokenSort = "newest"
	ByOldest   TokenSort = "oldest"
	ByName     TokenSort = "name"
	ByExpiry   TokenSort = "expiry"    // soonest first, those without end last
	ByLastUsed TokenSort = "last-used" // latest first
)

type grantTx interface {
	// Grant returns the grant in force of a token at an owner.
	Grant(tokenID, ownerID int64) (*Grant, error)
	// Grants returns all grants of a token, closed ones too, newest first.
	Grants(tokenID int64) ([]*Grant, error)
	// Holders returns the users who have tokens that a query asks for.
	Holders(HolderQuery) ([]Holder, error)
	// BusiestTokens returns tokens of Holders that were used, most uses first.
	BusiestTokens(q HolderQuery, limit int) ([]*ActiveToken, error)
	InsertGrants(...*Grant) error // sets their IDs
	// SetGrantReach changes what a grant in force reaches.
	SetGrantReach(id int64, r Reach) error
	// GrantsSelecting returns grants in force that have a repository by name.
	GrantsSelecting(repositoryID int64, limit int) ([]*Grant, error)
	// CloseGrants revokes an owner's grants, or is a Conflict if one of them is
	// not in force.
	CloseGrants(ownerID, by int64, at time.Time, grants ...*Grant) error

	// Request returns one of an owner's requests, whatever its state.
	Request(ownerID, id int64) (*Request, error)
	// RequestsAt returns some of an owner's requests, by ID, with what is needed
	// to decide on them.
	RequestsAt(ownerID int64, ids []int64) (map[int64]*Request, error)
	// OpenRequest returns the request of a token that waits at an owner.
	OpenRequest(tokenID, ownerID int64) (*Request, error)
	// WaitingOf reports of some tokens whose requests wait at an owner.
	WaitingOf(ownerID int64, tokenIDs []int64) (map[int64]bool, error)
	// Requests returns all requests of a token, newest first.
	Requests(tokenID int64) ([]*Request, error)
	InsertRequest(*Request) error // sets ID
	// SetRequestReach changes what an open request asks for, or is a Conflict.
	SetRequestReach(id int64, r Reach) error
	// RequestsSelecting returns open requests that name a repository.
	RequestsSelecting(repositoryID int64, limit int) ([]*Request, error)
	// CloseRequests writes the review of an owner's requests, or is a Conflict
	// if one of them is not open.
	CloseRequests(ownerID int64, as Review, requests ...*Request) error
}

type sessionTx interface {
	InsertSession(*Session) error // sets ID
	Sessions(userID int64) ([]*Session, error)
	// TouchSession writes when and from where a session was last seen.
	TouchSession(id int64, at time.Time, from Origin) error
	// RenewSession gives a session a new key and the time of a confirmation.
	RenewSession(id int64, d Digest, confirmedAt time.Time) error
	// ConfirmSession writes the time of a confirmation.
	ConfirmSession(id int64, at time.Time) error
	DeleteSession(userID, id int64) error
	DeleteSessions(userID int64) error
	DeleteSessionsBefore(expired time.Time) error

	// PasswordHash is a user's, or NotFound if they have none.
	PasswordHash(userID int64) (string, error)
	SetPasswordHash(userID int64, hash string) error

	InsertLink(*Link) error
	// Link returns a link that was not used.
	Link(d Digest) (*Link, error)
	// UseLink makes a link void, or is a Conflict if it is.
	UseLink(d Digest) error
}

type eventTx interface {
	// Record appends to the audit log, in this order, and sets the events' IDs.
	Record(...*Event) error
	// Events returns events of a token, newest first.
	Events(EventQuery) ([]*Event, error)
	// Log returns a page of the audit log.
	Log(LogQuery) (LogPage, error)
}

// An EventQuery asks for events of a token.
type EventQuery struct {
	TokenID int64
	UserID  int64 // whose token it is
	Before  int64 // an event's ID; 0 for the newest
	Limit   int
}

type sealTx interface {
	// Unsealed returns the first events that have yet to be sealed, by ID.
	Unsealed(limit int) ([]*Event, error)
	// Seals returns lines of the sealed log from one on.
	Seals(from int64, limit int) ([]Seal, error)
	// Seal adds lines and what vouches for them, or is a Conflict if someone
	// else sealed meanwhile.
	Seal([]Seal, *Checkpoint) error
	// NewestCheckpoint returns the one of the largest size.
	NewestCheckpoint() (*Checkpoint, error)
	// Checkpoints returns those of a larger size, smallest first.
	Checkpoints(size int64, limit int) ([]*Checkpoint, error)
	// Strays returns the IDs of events that are neither sealed nor about to be.
	Strays(limit int) ([]int64, error)
	// Lost returns the IDs of events that were to be sealed and are gone.
	Lost(limit int) ([]int64, error)
	SealKey() (*SealKey, error)
	InsertSealKey(*SealKey) error
}

type sweepTx interface {
	Sweep(name string) (*Sweep, error)
	// InsertSweep keeps a new one, or is a Conflict.
	InsertSweep(Sweep) error
	// MoveSweep moves a sweep on from where it was, or is a Conflict.
	MoveSweep(was, now Sweep) error
	// TokensEnding returns tokens of all users by when they end and by id: from
	// after one, as far as a time.
	TokensEnding(after time.Time, id int64, until time.Time, limit int) ([]*Token, error)
}

// A retentionTx removes what is older than a time, so many rows at most, and
// returns how many it removed.
type retentionTx interface {
	DeleteMails(before time.Time, limit int) (int64, error)
	DeleteNotifications(before time.Time, limit int) (int64, error)
	// DeleteNotificationsRead goes by when they were read.
	DeleteNotificationsRead(before time.Time, limit int) (int64, error)
	DeleteDeliveries(before time.Time, limit int) (int64, error)
	// DeleteOutcomes and DeleteBulks go by when a Bulk was finished. One that
	// has outcomes stays.
	DeleteOutcomes(before time.Time, limit int) (int64, error)
	DeleteBulks(before time.Time, limit int) (int64, error)
}

// Passwords hashes passwords, slowly, and checks them.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	// Check reports whether password is the one that hash was made of. With an
	// empty hash it takes as long and reports false.
	Check(ctx context.Context, hash, password string) (bool, error)
}
