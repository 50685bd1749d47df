package views

import (
	"fmt"
	"net/url"

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
	least, people, verb := "", number(p.Toll.People)+" people", "stop"
	if p.Toll.Listed >= patrol.MostCounted {
		least = "At least "
	}
	if p.Toll.People == 1 {
		people = "1 person"
	}
	if p.Toll.Tokens == 1 {
		verb = "stops"
	}
	return fmt.Sprintf("%s%s of %s %s working at %s.",
		least, plural(p.Toll.Tokens, "active token"), people, verb, p.Before.OrgName)
}

// used says how many of these tokens are in use, and what else is in their list.
func (p PolicyConfirm) used() string {
	words := "Used in the last 30 days: " + number(p.Toll.Used) + "."
	if idle := p.Toll.Listed - p.Toll.Tokens; idle > 0 {
		words += fmt.Sprintf(" Their list has %s more, expired or beyond what is allowed today.", number(idle))
	}
	return words
}

// nobody says why no token stops working.
func (p PolicyConfirm) nobody() string {
	which := "has access to " + p.Before.OrgName
	if p.Change.Block == patrol.LifetimeBlock {
		which += " and lives longer than " + plural(p.Change.To.MaxDays, "day")
	}
	if p.Toll.Listed > 0 {
		return "Whatever " + which + " has expired already, or is beyond what is allowed today."
	}
	return "No token " + which + "."
}

// list is where the tokens are that stop working.
func (p PolicyConfirm) list() string {
	path := activePath(p.Before.OrgName)
	if p.Change.Block != patrol.LifetimeBlock {
		return path
	}
	longer := patrol.Filter{Lives: patrol.Lives{Over: p.Change.To.MaxDays}}
	return path + "?q=" + url.QueryEscape(longer.String())
}
