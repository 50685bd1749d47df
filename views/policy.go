package views

import (
	"fmt"
	"slices"
	"strconv"

	"patrol"
)

// A Policy is the page where an organization's owners decide what tokens of one
// kind may do there.
type Policy struct {
	Frame
	patrol.Governance
	Notice string  // what was done; may be empty
	Tried  Attempt // what was asked for and could not be
}

func policyPath(org string, k patrol.TokenKind) string {
	path := "/organizations/" + org + "/settings/personal-access-tokens"
	if k == patrol.Classic {
		return path + "?kind=classic"
	}
	return path
}

// kindWords are what kinds of tokens are called.
var kindWords = map[patrol.TokenKind]string{
	patrol.FineGrained: "fine-grained personal access tokens",
	patrol.Classic:     "personal access tokens (classic)",
}

// blockTitles are the headings of what a policy decides.
var blockTitles = map[patrol.Block]string{
	patrol.AccessBlock:   "Restrict access via ",
	patrol.LifetimeBlock: "Set maximum lifetimes for ",
	patrol.ApprovalBlock: "Require approval of ",
}

// title is the heading of a block.
func (p Policy) title(b patrol.Block) string { return blockTitles[b] + kindWords[p.Kind] }

// decided says what holds now about b, and who decided it.
func (p Policy) decided(b patrol.Block) string {
	h := holding(p.Governance, b)
	switch h.By {
	case "default":
		return "Now: " + h.Words + ", by default: " + p.OrgName + " has decided nothing else."
	case "enterprise":
		return "Now: " + h.Words + ", set by " + p.EnterpriseTitle + ", the enterprise."
	}
	return "Now: " + h.Words + ", set by " + p.OrgName + "."
}

// fixed says why a block cannot be changed here, or "".
func (p Policy) fixed(b patrol.Block) string {
	if !p.Fixed(b) {
		return ""
	}
	return fmt.Sprintf("It cannot be changed here: what %s decides holds for all its organizations. "+
		"Its owners can leave the choice to %s.", p.EnterpriseTitle, p.OrgName)
}

// kept says what p's organization itself has decided about b, where its
// enterprise overrides that, or "".
func (p Policy) kept(b patrol.Block) string {
	own := holding(p.Governance, b).Own
	if own == "" {
		return ""
	}
	return fmt.Sprintf("%s itself has decided otherwise: %s. That is kept, and holds again once %s lets it.",
		p.OrgName, own, p.EnterpriseTitle)
}

// decidesAbove reports whether the viewer owns the enterprise, too.
func (p Policy) decidesAbove() bool {
	return slices.ContainsFunc(p.Enterprises, func(e *patrol.Account) bool { return e.Login == p.EnterpriseName })
}

// was is what p's organization decided about b as a form sends it back.
func was(p patrol.Policy, b patrol.Block) string {
	switch b {
	case patrol.AccessBlock:
		return string(p.Access)
	case patrol.ApprovalBlock:
		return string(p.Approval)
	}
	return strconv.Itoa(p.MaxDays) + either(p.ExemptAdmins, Exempt, "")
}

// Exempt follows a maximum lifetime in forms that administrators are exempt from.
const Exempt = ",exempt"

// options are the answers to a block that is a choice.
func (p Policy) options(b patrol.Block) []policyOption {
	if b == patrol.ApprovalBlock {
		return []policyOption{
			{patrol.Yes, "Require administrator approval",
				"Until an owner approves, a member's token reads public resources only. Owners' own tokens need no approval."},
			{patrol.No, "Do not require administrator approval",
				"Members' tokens work at once. What waits already goes on waiting for an owner."},
		}
	}
	return []policyOption{
		{patrol.Yes, "Allow access via " + kindWords[p.Kind],
			"Members may use them to reach the resources of " + p.OrgName + "."},
		{patrol.No, "Restrict access via " + kindWords[p.Kind],
			"They read public resources only. Nothing is deleted, and SSH keys go on working."},
	}
}

// A policyOption is an answer that an organization may give.
type policyOption struct {
	value      patrol.Ruling
	text, hint string
}

// ruling is what is chosen about a block that is a choice: what holds, or what
// was last tried.
func (p Policy) ruling(b patrol.Block) string {
	if p.Tried.of(b) && !p.Fixed(b) {
		return answer(p.Tried.To, b)
	}
	holds, _ := p.Access()
	if b == patrol.ApprovalBlock {
		holds, _ = p.NeedsApproval()
	}
	return string(either(holds, patrol.Yes, patrol.No))
}

// limited reports whether the form has a limit. Where the enterprise has one, it
// has.
func (p Policy) limited() bool {
	return p.capped() || p.Tried.shown(patrol.LifetimeBlock, p.Settled()).MaxDays != patrol.Forever
}

// capped reports whether the enterprise has a limit.
func (p Policy) capped() bool { return p.Ceiling().Days != patrol.Forever }

// overruled reports whether the organization's own limit is looser than the
// enterprise's, which the form then shows in its place.
func (p Policy) overruled() bool { return !p.Ceiling().Allows(p.Settled().MaxDays) }

// most is the longest lifetime that may be allowed, short of no limit.
func (p Policy) most() int {
	if p.capped() {
		return p.Ceiling().Days
	}
	return patrol.MaxDays
}

// days is what stands in the field for the maximum lifetime.
func (p Policy) days() string {
	settled := p.Settled().MaxDays
	if p.overruled() {
		settled = p.Ceiling().Days
	}
	return p.Tried.days(settled)
}

// daysHint says what may stand there.
func (p Policy) daysHint() string {
	hint := fmt.Sprintf("Between 1 and %d days, from the day a token is made or regenerated.", p.most())
	if p.capped() {
		hint += fmt.Sprintf(" %s, the enterprise, allows no more.", p.EnterpriseTitle)
	}
	return hint
}

// lifetime is a maximum lifetime in words.
func lifetime(days int) string {
	if days == patrol.Forever {
		return "No limit"
	}
	return plural(days, "day") + " at most"
}

// either is one of two, the first if yes.
func either[T any](yes bool, one, other T) T {
	if yes {
		return one
	}
	return other
}

// daysField is the field for the maximum lifetime.
func (p Policy) daysField() Field {
	return Field{Name: "max_days", Label: "Maximum lifetime in days", Hint: p.daysHint(), Problems: p.Tried.Problems}
}
