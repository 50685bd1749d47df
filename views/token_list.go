package views

import (
	"net/url"

	"patrol"
)

// tokenStates are what a list of tokens can be narrowed to.
var tokenStates = []Option{
	{"", "Any state"}, {"active", "Active"}, {"pending", "Pending"}, {"expiring", "Expires within 7 days"},
	{"expired", "Expired"}, {"denied", "Denied"}, {"revoked", "Revoked"}, {"cancelled", "Cancelled"},
}

// tokenSorts are the orders that a list of tokens can have.
var tokenSorts = []Option{
	{string(patrol.ByNewest), "Newest first"}, {string(patrol.ByOldest), "Oldest first"},
	{string(patrol.ByName), "Name"}, {string(patrol.ByExpiry), "Expires soonest"},
	{string(patrol.ByLastUsed), "Last used"},
}

// shown says how many tokens the list shows, and of how many.
func (p TokenList) shown() string {
	shown := plural(p.Total, "token")
	if n := len(p.Page.Tokens); n < p.Total {
		shown = number(n) + " of " + shown
	}
	if p.Query.State == "expiring" {
		shown += ": active or pending, and at their end within 7 days"
	}
	return shown
}

// link is the page of the same list from a cursor on.
func (p TokenList) link(cursor string) string {
	v := url.Values{"after": {cursor}}
	query := map[string]string{"q": p.Query.Text, "state": p.Query.State, "sort": string(p.Query.Sort)}
	for name, value := range query {
		if value != "" {
			v.Set(name, value)
		}
	}
	return tokensPath + "?" + v.Encode()
}
