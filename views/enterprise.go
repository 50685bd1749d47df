package views

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"patrol"
)

// An EnterprisePolicy is the page where an enterprise's owners decide what
// tokens of one kind may do in all its organizations.
type EnterprisePolicy struct {
	Frame
	*patrol.EnterprisePolicy
	Some   *patrol.OrganizationList // organizations to show beside
	Live   bool                     // asked by a script that shows what an answer would do
	Tried  Attempt                  // what was asked for and could not be
	Notice string                   // what was done; may be empty
	Now    time.Time
}

// enterprisePath is the page of an enterprise's settings that is called so.
func enterprisePath(login, page string) string {
	return "/enterprises/" + login + "/settings/" + page
}

func enterpriseTokensPath(login string) string { return enterprisePath(login, "tokens") }

// enterprisePolicyPath is the page of an enterprise's policy on tokens of one
// kind, or one below it.
func enterprisePolicyPath(login, below string, k patrol.TokenKind) string {
	path := enterprisePath(login, "personal-access-tokens") + below
	if k == patrol.Classic {
		return path + "?kind=classic"
	}
	return path
}

// changePath is the page of a change in an enterprise's history, or one below it.
func changePath(enterprise string, id int64, below string) string {
	return enterprisePolicyPath(enterprise, "/history/"+strconv.FormatInt(id, 10)+below, patrol.FineGrained)
}

// lead says what is decided here.
func (p EnterprisePolicy) lead() string {
	return fmt.Sprintf("Set how personal access tokens may reach the %s of %s. What you decide here, "+
		"no organization can loosen.", plural(p.Organizations, "organization"), p.Enterprise.DisplayName())
}

// title is the heading of a block.
func (p EnterprisePolicy) title(b patrol.Block) string { return blockTitles[b] + kindWords[p.Kind] }

// blocks are what is decided, in the order of the page.
func (p EnterprisePolicy) blocks() []patrol.Block {
	if p.Kind == patrol.Classic {
		return []patrol.Block{patrol.AccessBlock, patrol.LifetimeBlock}
	}
	return []patrol.Block{patrol.AccessBlock, patrol.ApprovalBlock, patrol.LifetimeBlock}
}

// shown is the policy as the form has it: as it is, or as it was last tried.
func (p EnterprisePolicy) shown(b patrol.Block) patrol.Policy { return p.Tried.shown(b, p.Policy) }

// coming is the change of a block that is announced, or nil.
func (p EnterprisePolicy) coming(b patrol.Block) *patrol.ComingChange {
	i := slices.IndexFunc(p.Coming, func(c *patrol.ComingChange) bool { return c.Block == b })
	if i < 0 {
		return nil
	}
	return p.Coming[i]
}

// OrganizationsDecide is what forms call the answer that nothing is said.
const OrganizationsDecide = "organizations"

// options are the answers to a block that is a choice.
//
// GitHub: "Enforcing policies for personal access tokens in your enterprise".
func (p EnterprisePolicy) options(b patrol.Block) []policyOption {
	if b == patrol.ApprovalBlock {
		return []policyOption{
			{patrol.Unsaid, "Allow organizations to configure approval requirements",
				"Each organization may require approval or not. Those that choose nothing require it."},
			{patrol.Yes, "Require approval",
				"An owner of the organization that a member's token is for has to approve it first."},
			{patrol.No, "Disable approval", "Members' tokens work at once, in every organization."},
		}
	}
	return []policyOption{
		{patrol.Unsaid, "Allow organizations to configure access requirements",
			"Each organization may allow or restrict these tokens. Those that choose nothing allow them."},
		{patrol.No, "Restrict access via personal access tokens",
			"They read public resources only, in every organization. Nothing is deleted, and SSH keys go on working."},
		{patrol.Yes, "Allow access via personal access tokens", "Members can use them in every organization."},
	}
}

// answer is what p says about a block that is a choice, as forms have it.
func answer(p patrol.Policy, b patrol.Block) string {
	ruling := p.Access
	if b == patrol.ApprovalBlock {
		ruling = p.Approval
	}
	return rulingAnswer(ruling)
}

func rulingAnswer(r patrol.Ruling) string {
	if r == patrol.Unsaid {
		return OrganizationsDecide
	}
	return string(r)
}

// limited reports whether the form has a limit.
func (p EnterprisePolicy) limited() bool {
	return p.shown(patrol.LifetimeBlock).MaxDays != patrol.Forever
}

// daysField is the field for the maximum lifetime.
func (p EnterprisePolicy) daysField() Field {
	return Field{Name: "max_days", Label: "Maximum lifetime in days", Problems: p.Tried.Problems,
		Hint: "Between 1 and 366 days, from the day a token is made or regenerated. " +
			"Organizations may allow less, never more."}
}

// likeThese is the list of owner's tokens of kind k, narrowed to those that f
// lets through.
func likeThese(owner *patrol.Account, k patrol.TokenKind, f patrol.Filter) string {
	path := letInPath(owner)
	if k == patrol.Classic {
		path = footholdsPath(owner)
	}
	if f.IsZero() {
		return path
	}
	return path + "?q=" + url.QueryEscape(f.String())
}
