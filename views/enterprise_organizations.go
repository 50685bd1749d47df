package views

import (
	"net/url"
	"time"

	"patrol"
)

// EnterpriseOrganizations is a page of an enterprise's organizations, and what
// holds in each about tokens of one kind.
type EnterpriseOrganizations struct {
	Frame
	*patrol.OrganizationList
	Kind patrol.TokenKind
	Now  time.Time
}

// Orders and parts of the list of organizations.
var (
	organizationSorts = []Option{
		{string(patrol.ByLogin), "Name"}, {string(patrol.ByActive), "Most active tokens"},
		{string(patrol.ByPending), "Most pending requests"},
		{string(patrol.ByNonCompliant), "Most non-compliant tokens"},
	}
	organizationTraits = []Option{
		{"", "All organizations"}, {string(patrol.Overridden), "Overridden by the enterprise"},
		{string(patrol.WithPending), "With pending requests"},
		{string(patrol.NonCompliant), "With non-compliant tokens"},
	}
)

// path is the page itself.
func (p EnterpriseOrganizations) path() string {
	return enterprisePath(p.Enterprise.Login, "organizations")
}

// of is the same list about tokens of another kind.
func (p EnterpriseOrganizations) of(k patrol.TokenKind) string { return p.at(k, "") }

// previous and next are the pages around p.
func (p EnterpriseOrganizations) previous() string { return p.beside(p.Previous) }
func (p EnterpriseOrganizations) next() string     { return p.beside(p.Next) }

func (p EnterpriseOrganizations) beside(cursor string) string {
	if cursor == "" {
		return ""
	}
	return p.at(p.Kind, cursor)
}

func (p EnterpriseOrganizations) at(k patrol.TokenKind, after string) string {
	v := url.Values{}
	for name, value := range map[string]string{"q": p.Query.Text, "sort": string(p.Query.Sort),
		"only": string(p.Query.Only), "after": after} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if k == patrol.Classic {
		v.Set("kind", string(k))
	}
	if len(v) == 0 {
		return p.path()
	}
	return p.path() + "?" + v.Encode()
}

// counted says how many organizations there are.
func (p EnterpriseOrganizations) counted() string {
	all := plural(p.Total, "organization")
	if p.Query.Text == "" && p.Query.Only == "" {
		return all
	}
	return number(p.Found) + " of " + all
}

// tokensOf is the list of the enterprise's tokens at one organization.
func tokensOf(enterprise *patrol.Account, o *patrol.OrganizationStanding) string {
	return likeThese(enterprise, patrol.FineGrained, patrol.Filter{Organization: o.Org.Login})
}

// nonCompliantOf is the list of those of them that policies keep from working.
func nonCompliantOf(enterprise *patrol.Account, o *patrol.OrganizationStanding) string {
	return likeThese(enterprise, patrol.FineGrained, patrol.Filter{Organization: o.Org.Login, NonCompliant: true})
}

// about says what the table tells.
func (p EnterpriseOrganizations) about() string {
	about := "What holds in each organization of " + p.Enterprise.DisplayName() + ", and who decided it."
	if p.Kind == patrol.Classic {
		about += " The counts are of fine-grained tokens, for classic ones are of no organization."
	}
	return about
}

// A Holding is what holds at an organization about one thing.
type Holding struct {
	Words string
	By    string // who decided
	Own   string // what the organization itself had decided, where that does not hold
}

// holdings are what holds at o about tokens of p's kind, block by block.
func (p EnterpriseOrganizations) holdings(o *patrol.OrganizationStanding) (all []Holding) {
	g := o.Governance(p.Kind)
	for _, b := range g.Kind.Blocks() {
		all = append(all, holding(g, b))
	}
	return all
}

// holding is what g says about b, and who decided it.
func holding(g patrol.Governance, b patrol.Block) Holding {
	words, by := decision(g, b)
	h := Holding{Words: words, By: "enterprise"}
	switch {
	case g.Overrides(b):
		alone := patrol.Governance{Kind: g.Kind, Org: g.Org, OrgName: g.OrgName}
		h.Own, _ = decision(alone, b)
	case by != patrol.Enterprise && g.Org.About(b) == patrol.Policy{}:
		h.By = "default"
	case by != patrol.Enterprise:
		h.By = "organization"
	}
	return h
}

// decision is what g says about b in few words, and who decided it.
func decision(g patrol.Governance, b patrol.Block) (string, patrol.AccountKind) {
	switch b {
	case patrol.AccessBlock:
		allowed, by := g.Access()
		return either(allowed, "Allowed", "Restricted"), by
	case patrol.ApprovalBlock:
		needed, by := g.NeedsApproval()
		return either(needed, "Required", "Not required"), by
	}
	limit := g.Limit(false)
	return lifetime(limit.Days), limit.By
}

// holdingTones colour what holds.
var holdingTones = map[string]tone{"Restricted": bad, "Allowed": good, "Required": good, "Not required": warn}

// columns are what is said of each organization, beside its tokens.
func (p EnterpriseOrganizations) columns() (all []string) {
	for _, b := range p.Kind.Blocks() {
		all = append(all, blockNames[b])
	}
	return all
}

// allOf is "All 9 organizations", or the one there is.
func allOf(n int, thing string) string {
	if n < 2 {
		return plural(n, thing)
	}
	return "All " + plural(n, thing)
}
