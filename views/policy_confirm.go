package views

import (
	"fmt"

	"patrol"
)

// A PolicyConfirm restates a change that takes something away, before it is made.
type PolicyConfirm struct {
	Frame
	*patrol.PolicyOutlook
}

// deed is what the change does.
func (p PolicyConfirm) deed() string {
	kind := kindWords[p.Change.Kind]
	switch p.Change.Block {
	case patrol.AccessBlock:
		return "Restrict access via " + kind
	case patrol.ApprovalBlock:
		return "Require approval of " + kind
	}
	return fmt.Sprintf("Let %s live %s at most", kind, plural(p.Change.To.MaxDays, "day"))
}

// button is the deed in few words.
func (p PolicyConfirm) button() string {
	switch p.Change.Block {
	case patrol.AccessBlock:
		return "Restrict access"
	case patrol.ApprovalBlock:
		return "Require approval"
	}
	return "Allow " + plural(p.Change.To.MaxDays, "day") + " at most"
}

// stops says how many tokens stop working, and of how many people.
func (p PolicyConfirm) stops() string {
	people, verb := number(p.Stopped.People)+" people", "stop"
	if p.Stopped.People == 1 {
		people = "1 person"
	}
	if p.Stopped.Tokens == 1 {
		verb = "stops"
	}
	return fmt.Sprintf("%s of %s %s working at %s.",
		plural(p.Stopped.Tokens, "active token"), people, verb, p.Before.OrgName)
}

// nobody says why no token stops working.
func (p PolicyConfirm) nobody() string {
	which := "has access to " + p.Before.OrgName
	if p.Change.Kind == patrol.Classic {
		which = "has been used at " + p.Before.OrgName
	}
	if p.Change.Block == patrol.LifetimeBlock {
		which += " and lives longer than " + plural(p.Change.To.MaxDays, "day")
	}
	return "No token that works today " + which + "."
}
