package views

import (
	"fmt"

	"patrol"
)

// comingWords say what an enterprise will decide.
func comingWords(e *patrol.PolicyEntry, enterprise string) string {
	return fmt.Sprintf("From %s on, %s, the enterprise, %s.", moment(e.On), enterprise, willDecide(e))
}

// willDecide is what e makes of a policy.
func willDecide(e *patrol.PolicyEntry) string {
	tokens := kindWords[e.Kind]
	ruling, yes, no, neither := e.To.Access, "allows "+tokens, "restricts "+tokens,
		"lets its organizations decide who may use "+tokens
	switch e.Block {
	case patrol.LifetimeBlock:
		limits := fmt.Sprintf("lets %s live %s at most", tokens, plural(e.To.MaxDays, "day"))
		if e.To.ExemptAdmins {
			limits += ", those of its administrators excepted"
		}
		return limits
	case patrol.ApprovalBlock:
		ruling, yes, no, neither = e.To.Approval, "requires approval of "+tokens, "requires no approval of "+tokens,
			"lets its organizations decide whether "+tokens+" need approval"
	}
	switch ruling {
	case patrol.Yes:
		return yes
	case patrol.No:
		return no
	}
	return neither
}
