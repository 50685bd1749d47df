package patrol

import "time"

// A Grant lets a token into the resources of one owner, with the reach that
// was seen when granting it. The REST API calls its ID pat_id. A revoked one
// stays, closed; its ID is never used again.
type Grant struct {
	ID        int64
	TokenID   int64
	OwnerID   int64
	UserID    int64 // the token's
	Reach     Reach
	GrantedBy int64 // who approved it; the token's user where nobody had to
	GrantedAt time.Time
	RevokedBy int64
	RevokedAt time.Time // zero while it is in force
	// Logins, for people to read.
	Owner, GrantedByLogin, RevokedByLogin string
}

// A Request asks the owners of an organization for a Grant, or to widen one.
// The REST API calls its ID pat_request_id.
type Request struct {
	ID        int64
	TokenID   int64
	OwnerID   int64
	UserID    int64 // the token's
	Reach     Reach
	Reason    string // why, in the asker's words
	State     RequestState
	CreatedAt time.Time
	// The review.
	ReviewedBy   int64
	ReviewedAt   time.Time
	ReviewReason string
	// For people to read.
	User, Owner, TokenName, ReviewedByLogin string
	TokenState                              TokenState
	ExpiresAt                               time.Time // the token's
	LastUsedAt                              time.Time // of the token; zero for never
}

// token is the one that r is for, as far as r knows it.
func (r *Request) token() *Token {
	return &Token{ID: r.TokenID, UserID: r.UserID, OwnerID: r.OwnerID, Name: r.TokenName, State: r.TokenState}
}

// A Review is how a request came to its end.
type Review struct {
	State  RequestState
	By     int64 // who reviewed it, or took it back
	At     time.Time
	Reason string
}

// review closes r.
func (r *Request) review(as Review) {
	r.State, r.ReviewedBy, r.ReviewedAt, r.ReviewReason = as.State, as.By, as.At, as.Reason
}

// A RequestState is where a request stands. Only an open one can change.
type RequestState string

const (
	Open      RequestState = "open"
	Approved  RequestState = "approved"
	Denied    RequestState = "denied"
	Cancelled RequestState = "cancelled"
)
