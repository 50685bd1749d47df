package patrol

import (
	"cmp"
	"time"
)

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
// It is about that organization or, where there is none, about the enterprise.
//
// GitHub: "Enforcing policies for personal access tokens in your enterprise".
type Governance struct {
	Kind           TokenKind
	Personal       bool // a user's own resources, which no policy governs
	Org            Policy
	OrgName        string // login
	Enterprise     Policy
	EnterpriseName string // login; empty outside any enterprise
	// EnterpriseTitle is what people know the enterprise by.
	EnterpriseTitle string
	// Coming are the changes that the enterprise has announced, soonest first.
	Coming []*PolicyEntry
}

// At is what holds at a time. A change that was announced is in force from its
// very second, whether or not anybody has written that down.
func (g Governance) At(now time.Time) Governance {
	for len(g.Coming) > 0 && !now.Before(g.Coming[0].On) {
		g.Enterprise = g.Enterprise.with(g.Coming[0].Block, g.Coming[0].To)
		g.Coming = g.Coming[1:]
	}
	return g
}

// Admits reports whether g lets a token work that lives for so many days, or
// Forever, and whose user may administer the enterprise.
func (g Governance) Admits(days int, enterpriseAdmin bool) bool {
	allowed, _ := g.Access()
	return allowed && g.Limit(enterpriseAdmin).Allows(days)
}

// Stop is the first of the changes announced that ends what a token may do
// now, as Admits has it; nil if none does while it lives.
func (g Governance) Stop(l Life, enterpriseAdmin bool) *PolicyEntry {
	if len(g.Coming) == 0 || !g.Admits(l.Days(), enterpriseAdmin) {
		return nil
	}
	for _, c := range g.Coming {
		if !l.Expired(c.On) && !g.At(c.On).Admits(l.Days(), enterpriseAdmin) {
			return c
		}
	}
	return nil
}

// ofEnterprise reports whether g is about an enterprise.
func (g Governance) ofEnterprise() bool { return g.OrgName == "" && g.EnterpriseName != "" }

// own is what the account that g is about decided itself.
func (g Governance) own() Policy {
	if g.ofEnterprise() {
		return g.Enterprise
	}
	return g.Org
}

// saying is g once the account that it is about has decided p.
func (g Governance) saying(p Policy) Governance {
	if g.ofEnterprise() {
		g.Enterprise = p
	} else {
		g.Org = p
	}
	return g
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
	if g.ofEnterprise() {
		org = Limit{Forever, Enterprise, g.EnterpriseName}
	}
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

// Settled is what the account that g is about decided, defaults filled in. Where an
// enterprise said nothing, its organizations decide.
func (g Governance) Settled() Policy { return g.settle(g.own()) }

// settle is p, decided by the account that g is about, with defaults filled in.
func (g Governance) settle(p Policy) Policy {
	p.MaxDays = g.days(p)
	if !g.ofEnterprise() {
		p.Access, p.Approval = cmp.Or(p.Access, Yes), cmp.Or(p.Approval, Yes)
	}
	return p
}

// Fixed reports whether the enterprise of g decided about b, so that its
// organizations cannot.
func (g Governance) Fixed(b Block) bool {
	return !g.ofEnterprise() && g.Enterprise.About(b) != Policy{} && b != LifetimeBlock
}

// extremes are the organizations to which an enterprise's word matters most:
// one that lets everything in, and one that lets in nothing.
var extremes = []Policy{
	{Access: Yes, Approval: No, MaxDays: Forever},
	{Access: No, Approval: Yes, MaxDays: Forever},
}

// Stricter reports whether something that other lets tokens do takes more
// under g, or is not to be had at all. Of an enterprise, that is so if it is so
// in any organization that there could be.
func (g Governance) Stricter(other Governance) bool {
	if !g.ofEnterprise() {
		return g.stricter(other)
	}
	for _, org := range extremes {
		g.Org, other.Org = org, org
		if g.stricter(other) {
			return true
		}
	}
	return false
}

// stricter is Stricter for the organization of g.
func (g Governance) stricter(other Governance) bool {
	allows, _ := g.Access()
	allowed, _ := other.Access()
	asks, _ := g.NeedsApproval()
	asked, _ := other.NeedsApproval()
	return allowed && !allows || asks && !asked ||
		!g.Limit(false).Allows(other.Limit(false).Days) || !g.Limit(true).Allows(other.Limit(true).Days)
}
