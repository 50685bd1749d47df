package views

import (
	"time"

	"patrol"
)

// An ActiveList is a page of the tokens that an organization has let in, or that
// any of an enterprise's organizations has.
type ActiveList struct{ OwnersList[patrol.ActiveToken] }

// menus are what p can be narrowed by.
func (p ActiveList) menus() []menu {
	var users, orgs []string
	var reaches []patrol.Reach
	for _, t := range p.Rows {
		users, orgs, reaches = append(users, t.User), append(orgs, t.Grant.Owner), append(reaches, t.Grant.Reach)
	}
	all := menus(users, reaches, p.Repositories, p.Now)
	if p.wide() {
		// A repository's name is not one of its own there.
		all[1] = menu{title: "Organization", qualifier: "organization", values: options(orgs)}
	}
	return all
}

// lead says which tokens there are.
func (p ActiveList) lead() string {
	return "Fine-grained tokens that can reach what " + p.whose() +
		" owns, each in its user’s name and with no more power than its user has."
}

// A GrantDetail is all that owners see of a token that they let in.
type GrantDetail struct {
	Frame
	*patrol.GrantDossier
	Later   bool // the events are not the newest
	TooLate string
	Now     time.Time
}

// activeStanding is where a token stands with an organization, in a word that
// state knows.
func activeStanding(t *patrol.ActiveToken, now time.Time) string {
	switch {
	case !t.Grant.RevokedAt.IsZero():
		return "revoked"
	case t.Token.Expired(now):
		return "expired"
	case t.Token.ExpiresSoon(now):
		return "expiring"
	}
	return "active"
}

// RevokeToken asks whether a token is to lose what it was granted.
type RevokeToken struct {
	Frame
	List   *patrol.Account // in whose list it is
	Org    *patrol.Account // where it may do something
	Active *patrol.ActiveToken
	Now    time.Time
}
