package patrol

import "cmp"

// A TokenKind tells fine-grained tokens from classic ones.
type TokenKind string

const (
	FineGrained TokenKind = "fine-grained"
	Classic     TokenKind = "classic"
)

// A Policy is what an organization or an enterprise decided about tokens of
// one kind that reach its resources. The zero Policy decides nothing.
type Policy struct {
	Access   Ruling // may such tokens be used at all? Default: yes
	Approval Ruling // must an owner approve each fine-grained token? Default: yes
	MaxDays  int    // that a token may live: 1 to 366, Forever for no limit; 0 is unsaid
	// ExemptAdmins frees an enterprise's own administrators from its MaxDays.
	ExemptAdmins bool
}

// A Ruling is a yes, a no, or nothing said.
type Ruling string

const (
	Unsaid Ruling = ""
	Yes    Ruling = "yes"
	No     Ruling = "no"
)

// said reports whether r is a yes or a no.
func (r Ruling) said() bool { return r == Yes || r == No }

// DefaultMaxDays is the limit of fine-grained tokens where nobody said another.
// Classic ones have none then.
//
// GitHub: "The default maximum lifetime … is 366 days".
const DefaultMaxDays = 366

// DefaultDays is how long a token lives if its user says nothing.
//
// GitHub: "Creating a fine-grained personal access token", Expiration.
const DefaultDays = 30

// Governance is the policies on tokens of one kind that hold at one resource
// owner: an organization's own, and its enterprise's above it. The zero
// Governance is an organization's that decided nothing about fine-grained ones.
type Governance struct {
	Kind           TokenKind
	Personal       bool // a user's own resources, which no policy governs
	Org            Policy
	OrgName        string // login
	Enterprise     Policy
	EnterpriseName string // login; empty outside any enterprise
}

// A Limit is a maximum lifetime and who set it.
type Limit struct {
	Days int // or Forever for none
	By   AccountKind
	Name string // of the organization or enterprise
}

// Allows reports whether a token may live for so many days, or Forever.
func (l Limit) Allows(days int) bool {
	return l.Days == Forever || days != Forever && days <= l.Days
}

// Default is how long a token lives within l if its user says nothing.
func (l Limit) Default() int {
	if l.Allows(DefaultDays) {
		return DefaultDays
	}
	return l.Days
}

// Access reports whether tokens may be used, and who decided.
// What an enterprise ruled, an organization cannot change.
func (g Governance) Access() (allowed bool, by AccountKind) {
	switch {
	case g.Personal:
		return true, User
	case g.Enterprise.Access != Unsaid:
		return g.Enterprise.Access == Yes, Enterprise
	}
	return g.Org.Access != No, Organization
}

// NeedsApproval reports whether an owner must approve each token, and who
// decided. Classic tokens are nobody's to approve.
func (g Governance) NeedsApproval() (needed bool, by AccountKind) {
	switch {
	case g.Personal, g.Kind == Classic:
		return false, User
	case g.Enterprise.Approval != Unsaid:
		return g.Enterprise.Approval == Yes, Enterprise
	}
	return g.Org.Approval != No, Organization
}

// Limit is the strictest limit to a token's lifetime. An enterprise may exempt
// its administrators from its own limit, never from an organization's.
func (g Governance) Limit(enterpriseAdmin bool) Limit {
	if g.Personal {
		return Limit{Forever, User, ""}
	}
	org := Limit{g.days(g.Org), Organization, g.OrgName}
	if g.EnterpriseName == "" || enterpriseAdmin && g.Enterprise.ExemptAdmins {
		return org
	}
	enterprise := g.Ceiling()
	if !enterprise.Allows(org.Days) {
		return enterprise
	}
	return org
}

// Ceiling is the enterprise's own limit, which none of its organizations exceeds.
func (g Governance) Ceiling() Limit {
	if g.EnterpriseName == "" {
		return Limit{Forever, Enterprise, ""}
	}
	return Limit{g.days(g.Enterprise), Enterprise, g.EnterpriseName}
}

// days is the limit that p sets to tokens of g's kind, with its default.
func (g Governance) days(p Policy) int {
	switch {
	case p.MaxDays != 0:
		return p.MaxDays
	case g.Kind == Classic:
		return Forever
	}
	return DefaultMaxDays
}

// Settled is what the organization of g decided, defaults filled in.
func (g Governance) Settled() Policy {
	p := g.Org
	p.Access, p.Approval, p.MaxDays = cmp.Or(p.Access, Yes), cmp.Or(p.Approval, Yes), g.days(p)
	return p
}

// Fixed reports whether the enterprise of g decided about b, so that its
// organizations cannot.
func (g Governance) Fixed(b Block) bool {
	return g.Enterprise.About(b) != Policy{} && b != LifetimeBlock
}

// Stricter reports whether something that other lets tokens do takes more
// under g, or is not to be had at all.
func (g Governance) Stricter(other Governance) bool {
	allows, _ := g.Access()
	allowed, _ := other.Access()
	asks, _ := g.NeedsApproval()
	asked, _ := other.NeedsApproval()
	return allowed && !allows || asks && !asked ||
		!g.Limit(false).Allows(other.Limit(false).Days) || !g.Limit(true).Allows(other.Limit(true).Days)
}
