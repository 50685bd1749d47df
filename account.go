package patrol

import (
	"strings"
	"time"
)

// An Account is a user, an organization or an enterprise: whoever owns
// repositories, tokens or policies. Logins are one name space for all three.
type Account struct {
	ID         int64
	Login      string
	Name       string // as people say it; empty for the login
	Email      string // users only
	Kind       AccountKind
	Enterprise int64  // an organization's enterprise, or 0
	Policy     Policy // about fine-grained tokens
	// ClassicPolicy is about classic tokens. It approves nothing: nobody asks.
	ClassicPolicy Policy
	// Base is what every member of an organization may do with each of its
	// repositories.
	Base        Level
	Theme       Theme
	SuspendedAt time.Time // zero for in good standing
	CreatedAt   time.Time
	// PublicRepositories is how many everybody can see.
	PublicRepositories int64
}

// An AccountKind tells users, organizations and enterprises apart.
type AccountKind string

const (
	User         AccountKind = "User"
	Organization AccountKind = "Organization"
	Enterprise   AccountKind = "Enterprise"
)

// PolicyOn is what a decided about tokens of kind k.
func (a *Account) PolicyOn(k TokenKind) Policy {
	if k == Classic {
		return a.ClassicPolicy
	}
	return a.Policy
}

// DisplayName is what a calls itself.
func (a *Account) DisplayName() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Login
}

// Suspended reports whether a may do nothing at all.
func (a *Account) Suspended() bool { return !a.SuspendedAt.IsZero() }

// A MemberRole is what a user is to an organization or an enterprise.
type MemberRole string

const (
	Member MemberRole = "member"
	Owner  MemberRole = "owner"
)

// A Membership makes a user part of an organization, or owner of an enterprise.
type Membership struct {
	Account *Account // the organization or enterprise
	Role    MemberRole
}

// A Repository is what tokens are mostly about.
type Repository struct {
	ID            int64
	OwnerID       int64
	Owner         string // login
	Name          string
	Description   string
	Visibility    Visibility
	DefaultBranch string
	Archived      bool
	Path          string // of the bare git repository on disk; empty if there is none
	CreatedAt     time.Time
}

// FullName is r as people write it, such as "acme/site".
func (r *Repository) FullName() string { return r.Owner + "/" + r.Name }

// A Visibility says who may read a repository without a role on it. The zero
// Visibility is nobody's.
type Visibility string

const (
	Private  Visibility = "private"
	Internal Visibility = "internal" // the people of the owner's enterprise
	Public   Visibility = "public"   // everybody
)

// An Affiliation is how a user comes to have to do with a repository.
type Affiliation string

const (
	AsOwner        Affiliation = "owner"
	AsCollaborator Affiliation = "collaborator"
	AsMember       Affiliation = "organization_member"
)

// roleFacts is all that a user is to a repository.
type roleFacts struct {
	owns         bool       // it is theirs
	membership   MemberRole // in its organization; empty for none
	base         Level      // what its organization gives members
	collaborates Level      // what they were given on it alone
	visibility   Visibility
	insider      bool // a member of some organization of its owner's enterprise
}

// role is what a user may do with a repository, from who they are to it.
//
// GitHub: "Repository roles for an organization", "Setting base permissions".
func (f roleFacts) role() Level {
	if f.owns || f.membership == Owner {
		return Admin
	}
	role := f.collaborates
	if f.membership == Member {
		role = max(role, f.base)
	}
	if f.visibility == Public || f.visibility == Internal && (f.insider || f.membership != "") {
		role = max(role, Read)
	}
	return role
}

// reserved are first segments of paths, which no account may be called.
var reserved = map[string]bool{
	"": true, "api": true, "settings": true, "organizations": true, "enterprises": true, "login": true,
	"logout": true, "setup": true, "static": true, "decisions": true, "proxy": true, "healthz": true,
	"password": true, "confirm": true, "sessions": true, "orgs": true, "users": true, "user": true,
	"repos": true, "about": true, "docs": true, "new": true, "admin": true, "metrics": true, "hooks": true,
	"unsubscribe": true, "notifications": true, "graphql": true, "operations": true, "robots.txt": true,
}

// CheckLogin says what is wrong with login as the name of an account, or "".
//
// GitHub: letters, digits and single hyphens, neither first nor last, at most 39.
func CheckLogin(login string) string {
	switch {
	case login == "":
		return "Login can't be blank"
	case len(login) > 39:
		return "Login is too long (maximum is 39 characters)"
	case reserved[strings.ToLower(login)]:
		return "Login is reserved: Patrol has pages of that name"
	case login[0] == '-' || login[len(login)-1] == '-' || strings.Contains(login, "--"):
		return "Login may not begin or end with a hyphen, nor have two in a row"
	}
	for _, c := range login {
		if !isAlphanumeric(c) && c != '-' {
			return "Login may only contain letters, digits and hyphens"
		}
	}
	return ""
}

// CheckRepositoryName says what is wrong with name as that of a repository, or "".
func CheckRepositoryName(name string) string {
	switch {
	case name == "":
		return "Name can't be blank"
	case len(name) > 100:
		return "Name is too long (maximum is 100 characters)"
	case name == "." || name == ".." || strings.HasSuffix(strings.ToLower(name), ".git"):
		return "Name may not be a path or end in .git"
	}
	for _, c := range name {
		if !isAlphanumeric(c) && !strings.ContainsRune("-_.", c) {
			return "Name may only contain letters, digits, hyphens, underscores and dots"
		}
	}
	return ""
}

func isAlphanumeric(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
