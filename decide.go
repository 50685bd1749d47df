package patrol

import (
	"fmt"
	"slices"
	"time"
)

// A Question is everything a decision depends on, and nothing else.
type Question struct {
	Anonymous bool    // no token was presented
	Bearer    *Bearer // nil if there is no such token
	Access    Access
	Now       time.Time
}

// A Bearer is a token in use: whose it is, how long it lives, and who let it in.
type Bearer struct {
	TokenID int64
	Kind    TokenKind
	OwnerID int64 // the resource owner it was made for
	User    *Account
	Life
	Admissions []Admission // of a fine-grained token
	Scopes     Scopes      // of a classic one
	ShutOut    []int64     // organizations that a classic one reaches no more
}

// An Admission is what of a Grant in force a decision needs.
type Admission struct {
	OwnerID int64
	Owner   string // login
	Reach   Reach
	// Announced is whether the owner's enterprise has announced a change.
	Announced bool
}

// admission is how owner let b in; nil if it did not.
func (b *Bearer) admission(ownerID int64) *Admission {
	for i := range b.Admissions {
		if b.Admissions[i].OwnerID == ownerID {
			return &b.Admissions[i]
		}
	}
	return nil
}

// An Access is one thing to do, and what the bearer's user is to it.
type Access struct {
	OwnerID      int64         // whose resource it is; 0 if there is none
	RepositoryID int64         // 0 if it is about the owner alone
	Public       bool          // anybody may know of it
	Reads        bool          // it changes nothing
	Open         bool          // it shows no more than everybody may see of what is public
	Closed       bool          // no fine-grained token can do it
	Workflows    bool          // it changes what runs with a repository's own power
	Needs        []Permissions // any one suffices; none if it takes no permission
	Scopes       []Scope       // the same for classic tokens
	Takes        Level         // the role that its user must have there
	Role         Level         // the role that its user has there
	Governance   Governance    // the policies on such tokens that hold there
	Exempt       bool          // its user administers the enterprise there
	Archived     bool          // nobody may change it
}

// A Verdict is what a caller is told. The zero Verdict gives nothing away.
type Verdict int

const (
	Hidden            Verdict = iota // as if it were not there
	NeedsCredentials                 // say who you are
	BadCredentials                   // no such token, or no longer
	ClassicRefused                   // the owner wants no classic tokens
	LifetimeRefused                  // the owner wants tokens that live shorter
	MissingPermission                // seen, but not within the token's power
	MissingScope                     // the same of a classic one
	BeyondUser                       // seen, but not within the user's power
	ReadOnly                         // seen, but archived
	Allowed
)

// The law, in order: the first rule that applies decides. Only two rules allow.
// Some rules are about tokens of one kind; what is none of the others' concern.
// Rules are named in the audit log; do not rename them.
var law = []struct {
	rule string
	of   TokenKind
	when func(Question) bool
	then Verdict
}{
	{"no credentials", anyKind, Question.noCredentials, NeedsCredentials},
	{"unknown token", anyKind, Question.unknownToken, BadCredentials},
	{"expired token", anyKind, Question.expiredToken, BadCredentials},
	{"suspended user", anyKind, Question.suspendedUser, BadCredentials},
	{"public to read", anyKind, Question.publicToRead, Allowed},
	{"other owner", FineGrained, Question.otherOwner, Hidden},
	{"tokens restricted", FineGrained, Question.tokensRestricted, Hidden},
	{"no grant", FineGrained, Question.noGrant, Hidden},
	{"user may not see", anyKind, Question.userMayNotSee, Hidden},
	{"classic tokens restricted", Classic, Question.tokensRestricted, ClassicRefused},
	{"shut out", Classic, Question.shutOut, ClassicRefused},
	{"lifetime", anyKind, Question.livesTooLong, LifetimeRefused},
	{"repository not selected", FineGrained, Question.repositoryNotSelected, Hidden},
	{"classic tokens only", FineGrained, Question.closed, MissingPermission},
	{"permission", FineGrained, Question.missesPermission, MissingPermission},
	{"scope to see", Classic, Question.missesScopeToSee, Hidden},
	{"scope", Classic, Question.missesScope, MissingScope},
	{"user may not do", anyKind, Question.userMayNotDo, BeyondUser},
	{"archived", anyKind, Question.changesArchived, ReadOnly},
	{"in order", anyKind, Question.inOrder, Allowed},
}

const anyKind TokenKind = ""

// kind is that of q's bearer. Nobody's is as good as a fine-grained token.
func (q Question) kind() TokenKind {
	if q.Bearer != nil && q.Bearer.Kind == Classic {
		return Classic
	}
	return FineGrained
}

func (q Question) noCredentials() bool { return q.Anonymous && !q.publicToRead() }
func (q Question) unknownToken() bool  { return !q.Anonymous && q.Bearer == nil }
func (q Question) expiredToken() bool  { return !q.Anonymous && q.Bearer.Expired(q.Now) }
func (q Question) suspendedUser() bool { return !q.Anonymous && q.Bearer.User.Suspended() }
func (q Question) publicToRead() bool  { return q.Access.Public && q.Access.Open }
func (q Question) otherOwner() bool    { return q.Bearer.OwnerID != q.Access.OwnerID && q.noGrant() }
func (q Question) noGrant() bool       { return q.admission() == nil }
func (q Question) userMayNotSee() bool { return q.Access.Role < Read && !q.Access.Public }
func (q Question) closed() bool        { return q.Access.Closed }
func (q Question) userMayNotDo() bool  { return q.Access.Role < q.Access.Takes }
func (q Question) inOrder() bool       { return true }

func (q Question) shutOut() bool { return slices.Contains(q.Bearer.ShutOut, q.Access.OwnerID) }

func (q Question) tokensRestricted() bool {
	allowed, _ := q.Access.Governance.Access()
	return !allowed
}

func (q Question) livesTooLong() bool { return !q.limit().Allows(q.Bearer.Days()) }

func (q Question) repositoryNotSelected() bool {
	return q.Access.RepositoryID != 0 && !q.admission().Reach.Has(q.Access.RepositoryID)
}

func (q Question) missesPermission() bool {
	has := q.admission().Reach.Permissions
	for _, need := range q.Access.Needs {
		if has.Include(need) {
			return false
		}
	}
	return len(q.Access.Needs) > 0
}

// missesScope: to write in public repositories alone is good for nothing in
// others, and workflows take a scope beside the one to write.
func (q Question) missesScope() bool {
	if q.Access.Workflows && !q.Bearer.Scopes.Include(workflowScope) {
		return true
	}
	for _, scope := range q.Access.Scopes {
		if (scope != PublicRepoScope || q.Access.Public) && q.Bearer.Scopes.Include(scope) {
			return false
		}
	}
	return len(q.Access.Scopes) > 0
}

// missesScopeToSee: a repository that is not public is there for those who may
// read it, or do in it what they ask for.
func (q Question) missesScopeToSee() bool {
	return q.Access.RepositoryID != 0 && !q.Access.Public && !q.Bearer.Scopes.Include(RepoScope) &&
		(q.missesScope() || len(q.Access.Scopes) == 0)
}

func (q Question) changesArchived() bool { return q.Access.Archived && !q.Access.Reads }

func (q Question) admission() *Admission { return q.Bearer.admission(q.Access.OwnerID) }
func (q Question) limit() Limit          { return q.Access.Governance.Limit(q.Access.Exempt) }

// A Decision is a verdict and the rule that led to it.
type Decision struct {
	Verdict Verdict
	Rule    string
}

// Decide answers q. It reads no clock and no database, so that any decision
// can be made again from what it was made of.
func Decide(q Question) Decision {
	for _, l := range law {
		if (l.of == anyKind || l.of == q.kind()) && l.when(q) {
			return Decision{l.then, l.rule}
		}
	}
	return Decision{}
}

// Err is the error that the decision about q is to its caller, nil if it
// allows. What is hidden of something public is refused instead: that it
// exists is no secret. Links begin with base.
func (d Decision) Err(q Question, base string) error {
	switch d.Verdict {
	case Allowed:
		return nil
	case NeedsCredentials:
		return errorf(Unauthenticated, "Requires authentication")
	case BadCredentials:
		return errorf(Unauthenticated, "Bad credentials")
	case ClassicRefused:
		return errorf(Forbidden, "%s", q.classicMessage())
	case LifetimeRefused:
		return errorf(Forbidden, "%s", q.lifetimeMessage(base))
	case MissingScope:
		return errorf(Forbidden, "%s", q.scopeMessage())
	case BeyondUser:
		return mustHave(q.Access.Takes)
	case ReadOnly:
		return errorf(Forbidden, "Repository was archived so is read-only.")
	case MissingPermission:
		return errorf(Forbidden, "Resource not accessible by personal access token")
	}
	if q.Access.Public {
		return errorf(Forbidden, "Resource not accessible by personal access token")
	}
	return errorf(NotFound, "Not Found")
}

// lifetimeMessage is GitHub's, grammar and all, for clients match on it.
func (q Question) lifetimeMessage(base string) string {
	l := q.limit()
	kind := "organization"
	if l.By == Enterprise {
		kind = "enterprise"
	}
	tokens, page := "a fine-grained personal access tokens", "personal-access-tokens"
	if q.kind() == Classic {
		tokens, page = "a personal access tokens (classic)", "tokens"
	}
	return fmt.Sprintf("The '%s' %s forbids access via %s if the token's"+
		" lifetime is greater than %d days. Please adjust your token's lifetime at the following URL:"+
		" %s/settings/%s/%d", l.Name, kind, tokens, l.Days, base, page, q.Bearer.TokenID)
}

// classicMessage is GitHub's. It names who forbids.
func (q Question) classicMessage() string {
	name := q.Access.Governance.OrgName
	if allowed, by := q.Access.Governance.Access(); !allowed && by == Enterprise {
		name = q.Access.Governance.EnterpriseName
	}
	return fmt.Sprintf("`%s` forbids access via a personal access token (classic). Please use a GitHub App,"+
		" OAuth App, or a personal access token with fine-grained permissions.", name)
}

// scopeMessage is GitHub's of its GraphQL API.
func (q Question) scopeMessage() string {
	return fmt.Sprintf("Your token has not been granted the required scopes to do this. It requires one of the"+
		" following scopes: ['%s'], but your token has only been granted the: ['%s'] scopes.",
		joined(q.Access.Scopes, "', '"), joined(q.Bearer.Scopes, "', '"))
}
