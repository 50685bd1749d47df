package patrol

import (
	"fmt"
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
	OwnerID int64 // the resource owner it was made for
	User    *Account
	Life
	Admissions []Admission
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
	Needs        []Permissions // any one suffices; none if it takes no permission
	Takes        Level         // the role that its user must have there
	Role         Level         // the role that its user has there
	Governance   Governance    // the policies that hold there
	Exempt       bool          // its user administers the enterprise there
	Archived     bool          // nobody may change it
}

// A Verdict is what a caller is told. The zero Verdict gives nothing away.
type Verdict int

const (
	Hidden            Verdict = iota // as if it were not there
	NeedsCredentials                 // say who you are
	BadCredentials                   // no such token, or no longer
	LifetimeRefused                  // the owner wants tokens that live shorter
	MissingPermission                // seen, but not within the token's power
	BeyondUser                       // seen, but not within the user's power
	ReadOnly                         // seen, but archived
	Allowed
)

// The law, in order: the first rule that applies decides. Only two rules allow.
// Rules are named in the audit log; do not rename them.
var law = []struct {
	rule string
	when func(Question) bool
	then Verdict
}{
	{"no credentials", Question.noCredentials, NeedsCredentials},
	{"unknown token", Question.unknownToken, BadCredentials},
	{"expired token", Question.expiredToken, BadCredentials},
	{"suspended user", Question.suspendedUser, BadCredentials},
	{"public to read", Question.publicToRead, Allowed},
	{"other owner", Question.otherOwner, Hidden},
	{"tokens restricted", Question.tokensRestricted, Hidden},
	{"no grant", Question.noGrant, Hidden},
	{"user may not see", Question.userMayNotSee, Hidden},
	{"lifetime", Question.livesTooLong, LifetimeRefused},
	{"repository not selected", Question.repositoryNotSelected, Hidden},
	{"classic tokens only", Question.closed, MissingPermission},
	{"permission", Question.missesPermission, MissingPermission},
	{"user may not do", Question.userMayNotDo, BeyondUser},
	{"archived", Question.changesArchived, ReadOnly},
	{"in order", Question.inOrder, Allowed},
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
		if l.when(q) {
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
	case LifetimeRefused:
		return errorf(Forbidden, "%s", q.lifetimeMessage(base))
	case BeyondUser:
		return errorf(Forbidden, "Must have %s rights to this resource.", q.Access.Takes)
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
	return fmt.Sprintf("The '%s' %s forbids access via a fine-grained personal access tokens if the token's"+
		" lifetime is greater than %d days. Please adjust your token's lifetime at the following URL:"+
		" %s/settings/personal-access-tokens/%d", l.Name, kind, l.Days, base, q.Bearer.TokenID)
}
