package patrol

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A TokenSpec is a token as someone asks for it.
type TokenSpec struct {
	Name        string
	Description string
	Owner       string // login of the resource owner
	Reason      string // for the organization's owners, where they must approve
	Days        int    // to live: 1 to 366, or Forever
	Reach       Reach
	Replaces    int64 // a classic token of the same user's that it takes over from; 0 for none
}

// Limits of a TokenSpec's fields, in characters and days.
//
// GitHub: "Creating a fine-grained personal access token".
const (
	maxTokenName   = 40
	maxDescription = 1024
	MaxReason      = 1024
	MaxDays        = 366
)

// normalized is s as it is kept: trimmed, sorted, with what is implied added
// and what does not apply dropped.
func (s TokenSpec) normalized() TokenSpec {
	s.Name = strings.TrimSpace(s.Name)
	s.Description = written(s.Description)
	s.Reason = written(s.Reason)
	s.Reach.Permissions = s.Reach.Permissions.WithMetadata()
	if s.Reach.Selection != Selected {
		s.Reach.Repositories = nil
	}
	s.Reach.Repositories = slices.Compact(slices.Sorted(slices.Values(s.Reach.Repositories)))
	return s
}

// written is text as whoever wrote it counts it: browsers send a line break as
// two characters, and let it pass for one.
func written(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// isControl reports whether c is to change how a line is set, and not to be read
// in it: among others, what turns the direction of writing, by which one name can
// be made to look like another.
func isControl(c rune) bool {
	return unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

// check says all that is wrong with s for a candidate owner, nil if there is
// none, given how many of its repositories the user may read.
func (s TokenSpec) check(owner *ResourceOwner, readable, most int) error {
	var bad problems
	bad.check(s.Name != "", "name", "Name can't be blank")
	bad.check(utf8.RuneCountInString(s.Name) <= maxTokenName, "name", "Name is too long (maximum is 40 characters)")
	bad.check(!strings.ContainsFunc(s.Name, isControl), "name", "Name may not contain control characters")
	bad.check(utf8.RuneCountInString(s.Description) <= maxDescription, "description",
		"Description is too long (maximum is 1,024 characters)")
	s.checkOwner(&bad, owner)
	bad.check(utf8.RuneCountInString(s.Reason) <= MaxReason, "reason", "Reason is too long (maximum is 1,024 characters)")
	s.checkDays(&bad, owner)
	s.checkSelection(&bad, readable, most)
	personal := owner != nil && owner.Kind == User
	bad = append(bad, s.Reach.Permissions.fit(personal, s.Reach.Selection == PublicOnly)...)
	return bad.err()
}

func (s TokenSpec) checkOwner(bad *problems, owner *ResourceOwner) {
	// GitHub: "Cannot find the specified resource owner"
	bad.check(owner != nil, "owner", "Cannot find the specified resource owner: "+s.Owner)
	if owner != nil {
		bad.check(owner.Allowed, "owner", owner.Login+" does not allow fine-grained personal access tokens")
	}
}

func (s TokenSpec) checkDays(bad *problems, owner *ResourceOwner) {
	valid := s.Days == Forever || 1 <= s.Days && s.Days <= MaxDays
	bad.check(valid, "expires_in", "Choose when the token expires: in 1 to 366 days, or never")
	if valid && owner != nil {
		bad.check(owner.Limit.Allows(s.Days), "expires_in", owner.Limit.String())
	}
}

func (s TokenSpec) checkSelection(bad *problems, readable, most int) {
	n := len(s.Reach.Repositories)
	switch s.Reach.Selection {
	case PublicOnly, All:
	case Selected:
		bad.check(n > 0, "repositories", "Choose at least one repository, or another kind of access")
		bad.check(n <= most, "repositories", fmt.Sprintf("Choose at most %d repositories", most))
		bad.check(readable == n, "repositories",
			"Some of these repositories are not there any more, or you may not read them: choose again")
	default:
		bad.check(false, "repositories", "Choose which repositories the token reaches")
	}
}

// String is l as people read it.
func (l Limit) String() string {
	if l.Days == Forever {
		return "No limit"
	}
	return fmt.Sprintf("%s allows %d days at most", l.Name, l.Days)
}

// A ResourceOwner is an account that a user may make tokens for.
type ResourceOwner struct {
	*Account
	Owns         bool // the user is the account, or one of its owners
	Open         bool // the user may read all of its repositories
	Allowed      bool // to fine-grained tokens at all
	AllowedBy    AccountKind
	NeedsRequest bool // its owners have to approve first
	Limit        Limit
	Governance   Governance // the policies that all this follows from
	Exempt       bool       // the user administers its enterprise
}

// Lasting is the strictest limit that holds at o, now or once what its
// enterprise has announced is in force.
func (o *ResourceOwner) Lasting() Limit {
	l := o.Limit
	for _, c := range o.Governance.Coming {
		if then := o.Governance.At(c.On).Limit(o.Exempt); !then.Allows(l.Days) {
			l = then
		}
	}
	return l
}

// resourceOwner returns the account named as user may choose it, nil if they
// may not: GitHub offers oneself and the organizations one is a member of.
func (a *Authority) resourceOwner(tx Tx, user *Account, login string) (*ResourceOwner, error) {
	owner, err := optional(tx.AccountByLogin(login))
	if err != nil || owner == nil {
		return nil, err
	}
	role, err := tx.MemberRole(owner.ID, user.ID)
	if err != nil {
		return nil, err
	}
	if owner.ID != user.ID && (owner.Kind != Organization || role == "") {
		return nil, nil
	}
	return a.candidate(tx, user, owner, role)
}

// candidate is owner as a choice for user, who has that role in it.
func (a *Authority) candidate(tx Tx, user, owner *Account, role MemberRole) (*ResourceOwner, error) {
	g, err := governanceAt(tx, owner, FineGrained)
	if err != nil {
		return nil, err
	}
	g = g.At(a.Now())
	exempt, err := administers(tx, user.ID, owner.Enterprise)
	if err != nil {
		return nil, err
	}
	c := &ResourceOwner{Account: owner, Owns: owner.ID == user.ID || role == Owner, Limit: g.Limit(exempt),
		Governance: g, Exempt: exempt}
	c.Open = c.Owns || role == Member && owner.Base >= Read
	c.Allowed, c.AllowedBy = g.Access()
	needed, _ := g.NeedsApproval()
	c.NeedsRequest = needed && !c.Owns
	return c, nil
}

// checkSpec says all that is wrong with spec, a normalized one, and returns
// the resource owner that it names.
func (a *Authority) checkSpec(tx Tx, user *Account, spec TokenSpec) (*ResourceOwner, error) {
	owner, err := a.resourceOwner(tx, user, spec.Owner)
	if err != nil {
		return nil, err
	}
	asked, most := spec.Reach.Repositories, a.Limits.SelectedRepositories()
	readable := len(asked) // unless it can be counted: what keeps it from that is said instead
	if owner != nil && 0 < len(asked) && len(asked) <= most {
		q := RepositoryQuery{UserID: user.ID, OwnerID: owner.ID, IDs: asked}
		if readable, err = tx.CountRepositories(q); err != nil {
			return nil, err
		}
	}
	return owner, spec.check(owner, readable, most)
}
