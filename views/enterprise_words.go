package views

import "patrol"

// blockNames are what blocks are called in a sentence.
var blockNames = map[patrol.Block]string{
	patrol.AccessBlock: "Access", patrol.LifetimeBlock: "Maximum lifetime", patrol.ApprovalBlock: "Approval",
}

// policyValue is what an enterprise's policy on tokens of kind k says about b.
func policyValue(p patrol.Policy, k patrol.TokenKind, b patrol.Block) string {
	switch b {
	case patrol.AccessBlock:
		return rulingWords(p.Access, "Allowed in every organization", "Restricted in every organization")
	case patrol.ApprovalBlock:
		return rulingWords(p.Approval, "Required in every organization", "Disabled in every organization")
	}
	words := lifetime(p.MaxDays)
	switch {
	case p.MaxDays == 0 && k == patrol.FineGrained:
		words = lifetime(patrol.DefaultMaxDays)
	case p.MaxDays == 0:
		words = lifetime(patrol.Forever)
	}
	if p.ExemptAdmins {
		words += ", enterprise administrators exempt"
	}
	return words
}

// rulingWords say what an enterprise ruled.
func rulingWords(r patrol.Ruling, yes, no string) string {
	if r == patrol.Unsaid {
		return "Organizations decide"
	}
	return either(r == patrol.Yes, yes, no)
}

// kindNames are kinds of tokens in few words.
var kindNames = map[patrol.TokenKind]string{
	patrol.FineGrained: "fine-grained tokens", patrol.Classic: "classic tokens",
}

// A deedWord is a verb, now and in the past.
type deedWord struct{ now, past string }

// accessDeeds and approvalDeeds are what an enterprise does by a ruling.
var (
	accessDeeds = map[patrol.Ruling]deedWord{
		patrol.Unsaid: {"let organizations decide on access via", "let organizations decide on access via"},
		patrol.Yes:    {"allow access via", "allowed access via"},
		patrol.No:     {"restrict access via", "restricted access via"},
	}
	approvalDeeds = map[patrol.Ruling]deedWord{
		patrol.Unsaid: {"let organizations decide on approval of", "let organizations decide on approval of"},
		patrol.Yes:    {"require approval of", "required approval of"},
		patrol.No:     {"disable approval of", "disabled approval of"},
	}
)

// with is both verbs with words after them.
func (d deedWord) with(words string) deedWord {
	return deedWord{d.now + " " + words, d.past + " " + words}
}

// changeDeed is what c does.
func changeDeed(c patrol.PolicyChange) deedWord {
	kind := kindNames[c.Kind]
	switch {
	case c.Block == patrol.AccessBlock:
		return accessDeeds[c.To.Access].with(kind)
	case c.Block == patrol.ApprovalBlock:
		return approvalDeeds[c.To.Approval].with(kind)
	case c.To.MaxDays == patrol.Forever:
		return deedWord{"lift the maximum lifetime of", "lifted the maximum lifetime of"}.with(kind)
	}
	exempt := either(c.To.ExemptAdmins, ", administrators exempt", "")
	return deedWord{"limit", "limited"}.with(kind + " to " + plural(c.To.MaxDays, "day") + exempt)
}
