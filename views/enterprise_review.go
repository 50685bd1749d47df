package views

import (
	"fmt"
	"time"

	"patrol"
)

// A PolicyReview restates a change of an enterprise's policy, with what it will
// do, before it is made.
type PolicyReview struct {
	Frame
	*patrol.PolicyOutlook
	Note     string // why, as typed
	On       string // the day it is to take effect, as typed; empty for at once
	Later    bool   // a day was asked for
	Problems []patrol.FieldError
	Now      time.Time
}

// path is the page that the change is made at, or one below it.
func (p PolicyReview) path(below string) string {
	return enterprisePolicyPath(p.Account.Login, below, p.Change.Kind)
}

// deed is what the change does, as a heading.
func (p PolicyReview) deed() string {
	return capital(changeDeed(p.Change).now) + "?"
}

// was and will are what the policy says about the block before and after.
func (p PolicyReview) was() string {
	return policyValue(p.Before.Enterprise, p.Change.Kind, p.Change.Block)
}

func (p PolicyReview) will() string {
	return policyValue(p.After.Enterprise, p.Change.Kind, p.Change.Block)
}

// changes reports whether the change changes anything.
func (p PolicyReview) changes() bool { return p.was() != p.will() }

// noteField is the field for why.
func noteField(problems []patrol.FieldError) Field {
	return Field{Name: "note", Label: "Why (optional)", Problems: problems,
		Hint: "It stays in the history and in the audit log. If the change is announced, people see it.",
		More: map[string]any{"maxlength": "1024"}}
}

// onField is the field for the day that the change takes effect.
func (p PolicyReview) onField() Field {
	day := func(n int) string { return p.Now.UTC().AddDate(0, 0, n).Format(time.DateOnly) }
	return Field{Name: "on", Label: "Day", Problems: p.Problems,
		Hint: fmt.Sprintf("It begins at 00:00 UTC, at the latest in %d days, on %s.", patrol.MostAhead, day(patrol.MostAhead)),
		More: map[string]any{"min": day(1), "max": day(patrol.MostAhead)}}
}

// effectWords say whom an effect concerns: "14 tokens of 9 people in 3 organizations".
func effectWords(e patrol.Effect) string {
	people := number(e.People) + " people"
	if e.People == 1 {
		people = "1 person"
	}
	words := plural(e.Tokens, "token") + " of " + people
	if e.Organizations > 1 {
		words += " in " + plural(e.Organizations, "organization")
	}
	return words
}

// usedWords say how many of the tokens that an effect concerns are in use.
func usedWords(e patrol.Effect) string {
	switch {
	case e.Used == 0:
		return "None of them was used in the last 30 days."
	case e.Used == e.Tokens && e.Tokens == 1:
		return "It was used in the last 30 days."
	case e.Used == e.Tokens:
		return "All of them were used in the last 30 days."
	case e.Used == 1:
		return "1 of them was used in the last 30 days."
	}
	return number(e.Used) + " of them were used in the last 30 days."
}

// verb is what one or many do.
func verb(n int, one, many string) string { return either(n == 1, one, many) }

// nothing says why no token is concerned.
func nothing(o *patrol.PolicyOutlook) string {
	switch {
	case o.Change.Kind == patrol.Classic && o.Stricter():
		return "It holds for classic tokens each time one is used."
	case o.Change.Block == patrol.ApprovalBlock:
		return "It holds for tokens that are made or changed from then on."
	}
	return "As far as we can count, everything that works today works then, and nothing else."
}

// mostOrganizations are how many organizations an effect names.
const mostOrganizations = 5

// unknown says what an outlook cannot tell.
func unknown(k patrol.TokenKind) string {
	words := "What cannot be known: whether a token that has been quiet for 30 days is needed, for a job that runs " +
		"once a quarter, and what tokens are made tomorrow."
	if k == patrol.Classic {
		words += " Classic tokens are for no organization; those are counted that were used at one, " +
			"each once for every such organization."
	}
	return words
}

// itself narrows a list to one token.
func itself(t *patrol.ActiveToken) patrol.Filter {
	return patrol.Filter{Organization: t.Grant.Owner, Owner: t.User, Words: patrol.NameWords(t.Token.Name)}
}

// leftWords say how many tokens a change to come has yet to stop.
func leftWords(c *patrol.ComingChange) string {
	if c.Left == 0 {
		return "No token is left that it will stop."
	}
	return plural(c.Left, "token") + " that " + verb(c.Left, "works", "work") + " today will stop."
}
