package patrol

// A listTx reads the lists of organizations' owners.
type listTx interface {
	// OpenRequests returns a page of what waits at an owner.
	OpenRequests(ListQuery) (Page[Request], error)
	// OpenRequestIDs are those of the newest requests that a query asks for,
	// among as many as one transaction looks through, and below which ID to go
	// on; 0 if there is nothing left.
	OpenRequestIDs(ListQuery) (ids []int64, below int64, err error)
	// CountOpenRequests is how many wait at an owner.
	CountOpenRequests(ownerID int64) (int, error)

	// ActiveTokens returns a page of the tokens that an owner has let in: of
	// these, what lists tell of them.
	ActiveTokens(ListQuery) (Page[ActiveToken], error)
	// ActiveToken returns one of an owner's grants, or of an enterprise's
	// organizations', in force or not, by its ID, with its token.
	ActiveToken(ownerID, grantID int64) (*ActiveToken, error)
	// ActiveTokensAt returns some of them, by the grant's ID.
	ActiveTokensAt(ownerID int64, grantIDs []int64) (map[int64]*ActiveToken, error)
	// ActiveTokenIDs are those of the newest grants, as OpenRequestIDs.
	ActiveTokenIDs(ListQuery) (ids []int64, below int64, err error)
	// CountActiveTokens is how many tokens an owner, or an enterprise's
	// organizations, have let in.
	CountActiveTokens(ownerID int64) (int, error)

	// GrantsOf returns an owner's grants in force of some tokens, by token.
	GrantsOf(ownerID int64, tokenIDs []int64) (map[int64]*Grant, error)
}

// A bulkTx keeps what owners do to many rows at once.
type bulkTx interface {
	InsertBulk(*Bulk) error // sets ID
	Bulk(ownerID, id int64) (*Bulk, error)
	// Bulks returns a page of an owner's.
	Bulks(BulkQuery) (Page[Bulk], error)
	// RunningBulk returns the oldest of an owner's that is not finished, or
	// NotFound.
	RunningBulk(ownerID int64) (*Bulk, error)
	// UnfinishedBulk returns the oldest that is not finished, or NotFound.
	UnfinishedBulk() (*Bulk, error)
	// UpdateBulk writes how far a bulk has come.
	UpdateBulk(*Bulk) error
	InsertOutcomes(bulkID int64, outcomes []*Outcome) error
	// Outcomes returns a bulk's, newest first, from before an id (0 for the
	// newest of all).
	Outcomes(bulkID, before int64, limit int) ([]*Outcome, error)
}
