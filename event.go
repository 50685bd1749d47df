package patrol

import (
	"strings"
	"time"
)

// An Event is a line of the audit log: who did what, to which token. It is
// written in the transaction that it tells of.
type Event struct {
	ID        int64
	At        time.Time
	Action    string // such as "personal_access_token.request_created"
	ActorID   int64  // 0 for the system
	UserID    int64  // whom it concerns: a token's user
	OwnerID   int64  // the organization, enterprise or user in whose log it is
	TokenID   int64
	TokenName string // as it was then
	GrantID   int64
	RequestID int64
	Detail    string // what else there is to know, in words
	Facts     Facts  // and what there is to compute with
	From      Origin
	// For people to read: logins, and the owner's enterprise.
	Actor, User, Owner string
	OwnerKind          AccountKind
	Business           string
	BusinessID         int64
}

// Facts are what events of some actions tell besides, under GitHub's names.
// They are part of what is sealed: a field may be added, never renamed.
//
// GitHub: "Audit log events for your organization", fields.
type Facts struct {
	RepositorySelection  Selection   `json:"repository_selection,omitempty"`
	RepositoryIDs        []int64     `json:"repository_ids,omitempty"`
	Permissions          Permissions `json:"permissions,omitempty"`
	PermissionsAdded     Permissions `json:"permissions_added,omitempty"`
	PermissionsUpgraded  Permissions `json:"permissions_upgraded,omitempty"`
	PermissionsUnchanged Permissions `json:"permissions_unchanged,omitempty"`
	HashedToken          string      `json:"hashed_token,omitempty"`
	TokenScopes          string      `json:"token_scopes,omitempty"`
	Explanation          string      `json:"explanation,omitempty"`
	// Of a policy: lifetimes in days, "none" for no limit, and what holds now.
	TokenExpiration      string `json:"token_expiration,omitempty"`
	OldTokenExpiration   string `json:"old_token_expiration,omitempty"`
	ExemptAdministrators *bool  `json:"exempt_administrators,omitempty"`
	ApprovalRequired     *bool  `json:"approval_required,omitempty"`
	// In words what the policy says, on which tokens, and from when on if not at once.
	Policy      string    `json:"policy,omitempty"`
	PolicyOn    TokenKind `json:"policy_on,omitempty"`
	EffectiveAt string    `json:"effective_at,omitempty"`
	// By which token it was done; nothing for people.
	AccessType string `json:"programmatic_access_type,omitempty"`
	ByTokenID  int64  `json:"by_token_id,omitempty"`
}

// An Origin is where a request came from.
type Origin struct{ Address, Agent string }

// longestAgent is how much of a client's name for itself is kept, in bytes.
const longestAgent = 255

// NewOrigin is the origin of a request from an address, whose client calls
// itself agent. Clients may say anything; what is no text is not kept.
func NewOrigin(address, agent string) Origin {
	return Origin{Address: address, Agent: strings.ToValidUTF8(agent[:min(len(agent), longestAgent)], "")}
}

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

	// Of classic tokens, each of which is an access and an authorization.
	ClassicCreated      = "oauth_access.create"
	ClassicUpdated      = "oauth_access.update"
	ClassicRegenerated  = "oauth_access.regenerate"
	ClassicDestroyed    = "oauth_access.destroy"
	AuthorizedClassic   = "oauth_authorization.create"
	ReauthorizedClassic = "oauth_authorization.update"
	UnauthorizedClassic = "oauth_authorization.destroy"
	CredentialRevoked   = "org_credential_authorization.revoke"
	CredentialGranted   = "org_credential_authorization.grant" // to one that was shut out
	// Ours: somebody reported the secret as leaked.
	TokenLeaked   = "personal_access_token.credential_revoked"
	ClassicLeaked = "oauth_access.revoke"
	// Ours: an owner asked for a fine-grained token in place of a classic one.
	ReplacementAsked = "org_credential_authorization.replacement_requested"

	RestrictionEnabled  = "personal_access_token.access_restriction_enabled"
	RestrictionDisabled = "personal_access_token.access_restriction_disabled"
	// Enabled means that tokens need no approval, as the names say.
	AutoApproveEnabled   = "personal_access_token.auto_approve_grant_requests_enabled"
	AutoApproveDisabled  = "personal_access_token.auto_approve_grant_requests_disabled"
	ExpirationLimitSet   = "personal_access_token.expiration_limit_set"
	ExpirationLimitUnset = "personal_access_token.expiration_limit_unset"

	// Ours: of changes of an enterprise's policy.
	PolicyScheduled  = "personal_access_token.policy_change_scheduled"
	PolicyWithdrawn  = "personal_access_token.policy_change_withdrawn"
	PolicyRolledBack = "personal_access_token.policy_change_rolled_back"

	UserSignedIn      = "user.login"
	UserSignInFailed  = "user.failed_login"
	UserSuspended     = "user.suspend"
	UserUnsuspended   = "user.unsuspend"
	UserCreated       = "user.create"
	PasswordChanged   = "user.change_password"
	SessionRevoked    = "user.session_revoked"
	EnterpriseCreated = "business.create"
	AdminAdded        = "business.add_admin"
	AdminRemoved      = "business.remove_admin"
	Imported          = "import.apply"

	HookCreated   = "hook.create"
	HookChanged   = "hook.config_changed"
	HookDestroyed = "hook.destroy"

	RepositoryCreated       = "repo.create"
	RepositoryRemoved       = "repo.destroy"
	RepositoryMoved         = "repo.transfer"
	RepositoryRenamed       = "repo.rename"
	RepositoryShown         = "repo.access" // its visibility changed
	RepositoryArchived      = "repo.archived"
	RepositoryUnarchived    = "repo.unarchived"
	DefaultBranchChanged    = "repo.update_default_branch"
	RepositoryDescribed     = "repo.update" // ours: its description changed
	CollaboratorAdded       = "repo.add_member"
	CollaboratorRoleChanged = "repo.update_member"
	CollaboratorRemoved     = "repo.remove_member"
	ProfileChanged          = "user.update" // ours
)

// facts are what events tell of r.
func (r Reach) facts() Facts {
	return Facts{RepositorySelection: r.Selection, RepositoryIDs: r.Repositories, Permissions: r.Permissions}
}

// factsBeside are what events tell of r beside what was granted before; nil
// for nothing.
func (r Reach) factsBeside(granted *Grant) Facts {
	f, c := r.facts(), r.Beside(granted)
	f.PermissionsAdded, f.PermissionsUpgraded, f.PermissionsUnchanged = given(c.Added), given(c.Raised), given(c.Same)
	return f
}

// given are the levels that steps lead to.
func given(steps []Step) Permissions {
	p := Permissions{}
	for _, s := range steps {
		p[s.Permission.Key] = s.To
	}
	return p
}

// IsAction reports whether a is the name of an action, and not of many.
func IsAction(a string) bool { return strings.Contains(strings.Trim(a, "."), ".") }

// A Use is one time a token was presented and let through.
type Use struct {
	TokenID   int64
	At        time.Time
	Operation string // such as "GET /repos/{owner}/{repo}" or "git-upload-pack acme/site"
	From      Origin
	Reached   *Reached // of a classic token; nil of others
}
