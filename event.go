package patrol

import "time"

// An Event is a line of the audit log: who did what, to which token. It is
// written in the transaction that it tells of.
type Event struct {
	ID        int64
	At        time.Time
	Action    string // such as "personal_access_token.request_created"
	ActorID   int64  // 0 for the system
	UserID    int64  // whom it concerns: a token's user
	OwnerID   int64  // the organization, enterprise or user where it happened
	TokenID   int64
	TokenName string // as it was then
	GrantID   int64
	RequestID int64
	Detail    string // what else there is to know, in words
	From      Origin
	Actor     string // login, for people to read
}

// An Origin is where a request came from.
type Origin struct{ Address, Agent string }

// Actions of the audit log. They are stored and sent; do not change them.
//
// GitHub: "Audit log events for your organization", "Security log events".
const (
	TokenCreated     = "personal_access_token.create"
	TokenUpdated     = "personal_access_token.update"
	TokenRegenerated = "personal_access_token.credential_regenerated"
	TokenDestroyed   = "personal_access_token.destroy"
	AccessGranted    = "personal_access_token.access_granted"
	AccessRevoked    = "personal_access_token.access_revoked"
	RequestCreated   = "personal_access_token.request_created"
	RequestDenied    = "personal_access_token.request_denied"
	RequestCancelled = "personal_access_token.request_cancelled"

	UserSignedIn      = "user.login"
	UserSignInFailed  = "user.failed_login"
	UserSuspended     = "user.suspend"
	UserUnsuspended   = "user.unsuspend"
	UserCreated       = "user.create"
	PasswordChanged   = "user.change_password"
	SessionRevoked    = "user.session_revoked"
	EnterpriseCreated = "business.create"
	Imported          = "import.apply"
)

// A Use is one time a token was presented and let through.
type Use struct {
	TokenID   int64
	At        time.Time
	Operation string // such as "GET /repos/{owner}/{repo}" or "git-upload-pack acme/site"
	From      Origin
}
