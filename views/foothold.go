package views

import (
	"fmt"
	"strconv"
	"time"

	"patrol"
)

// A FootholdList is a page of the classic tokens that reached the resources of
// an organization, or of any of an enterprise's.
type FootholdList struct{ OwnersList[patrol.Foothold] }

// footholdsPath is that list of owner's.
func footholdsPath(owner *patrol.Account) string {
	if owner.Kind == patrol.Enterprise {
		return enterprisePath(owner.Login, "classic-tokens")
	}
	return policyPath(owner.Login, patrol.FineGrained) + "/classic"
}

// asks reports whether one can ask to replace what p lists.
func (p FootholdList) asks() bool { return !p.wide() && !p.Query.Filter.ShutOut }

// footholdPath is a page about f, of an organization.
func footholdPath(f *patrol.Foothold, page string) string {
	org := &patrol.Account{Kind: patrol.Organization, Login: f.Owner}
	return footholdsPath(org) + "/" + strconv.FormatInt(f.ID, 10) + page
}

// menus are what p can be narrowed by.
func (p FootholdList) menus() []menu {
	var users, orgs, scopes []string
	for _, f := range p.Rows {
		users, orgs = append(users, f.User), append(orgs, f.Owner)
		for _, s := range f.Token.Scopes {
			scopes = append(scopes, string(s))
		}
	}
	all := []menu{
		{title: "State", qualifier: "state", values: []Option{{"revoked", "Revoked"}}, rest: "Let in"},
		{title: "Owner", qualifier: "owner", values: options(users)},
		{title: "Scope", qualifier: "scope", values: options(scopes)},
	}
	if p.wide() {
		all = append(all, menu{title: "Organization", qualifier: "organization", values: options(orgs)})
	}
	return append(all, expiryMenu(p.Now), useMenu)
}

// nothing reports whether there is nothing to search in.
func (p FootholdList) nothing() bool {
	return len(p.Rows) == 0 && p.Search.Text == "" && p.Search.Before+p.Search.Searched == 0
}

// lead says which tokens there are.
func (p FootholdList) lead() string {
	if p.Query.Filter.ShutOut {
		return "Personal access tokens (classic) that an owner keeps from reaching what " + p.whose() +
			" owns. They read public resources only there."
	}
	return "Personal access tokens (classic) that reached what " + p.whose() +
		" owns in the last 90 days. They need no approval, and reach all that their users do."
}

// AskedWords say how many of those chosen were asked to replace a token.
func AskedWords(asked, chosen int) string {
	switch {
	case chosen == 0:
		return "Nobody was asked: tick some tokens first."
	case asked == 0:
		return "Nobody was asked: that has been done within the last week."
	}
	words := fmt.Sprintf("Asked to replace %s: a mail and a notification lead to the fine-grained one.", plural(asked, "token"))
	if left := chosen - asked; left > 0 {
		words += fmt.Sprintf(" %s left out: asked within the last week.", plural(left, "token"))
	}
	return words
}

// VisitWords say what was done, where and how often.
func VisitWords(v *patrol.Visit) string {
	return operationWords(v.Operation) + " " + visitPlace(v)
}

// visitPlace says where something was done and how often.
func visitPlace(v *patrol.Visit) string {
	words := plural(int(v.Uses), "time")
	if v.Repository != "" {
		words = v.Repository + ", " + words
	}
	return words
}

// A FootholdDetail asks whether a classic token is to reach an organization no
// more, or again.
type FootholdDetail struct {
	Frame
	Foothold *patrol.Foothold
	Now      time.Time
}

// list is where it came from.
func (p FootholdDetail) list() string {
	return footholdsPath(&patrol.Account{Kind: patrol.Organization, Login: p.Foothold.Owner})
}
