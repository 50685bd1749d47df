package views

import (
	"net/url"

	"patrol"
)

// tokenStates are what a list of tokens of a kind can be narrowed to.
var tokenStates = map[patrol.TokenKind][]Option{
	patrol.FineGrained: {
		{"", "Any state"}, {"active", "Active"}, {"pending", "Pending"}, {"expiring", "Expires within 7 days"},
		{"expired", "Expired"}, {"denied", "Denied"}, {"revoked", "Revoked"}, {"cancelled", "Cancelled"},
	},
	patrol.Classic: {
		{"", "Any state"}, {"active", "Active"}, {"expiring", "Expires within 7 days"}, {"expired", "Expired"},
	},
}

// tokenSorts are the orders that such a list can have.
var tokenSorts = map[patrol.TokenKind][]Option{
	patrol.FineGrained: tokenSortsBy("Name"), patrol.Classic: tokenSortsBy("Note"),
}

// tokenSortsBy are these orders, with what tokens are called by.
func tokenSortsBy(name string) []Option {
	return []Option{
		{string(patrol.ByNewest), "Newest first"}, {string(patrol.ByOldest), "Oldest first"},
		{string(patrol.ByName), name}, {string(patrol.ByExpiry), "Expires soonest"},
		{string(patrol.ByLastUsed), "Last used"},
	}
}

// path is the list itself.
func (p TokenList) path() string { return ownTokensPath(p.Kind) }

// lead says what the tokens are.
func (p TokenList) lead() string {
	if p.Kind == patrol.Classic {
		return "Each reaches whatever you reach, within its scopes. A fine-grained token reaches only what you choose."
	}
	return "Each acts for you, with only the access and for only as long as you choose."
}

// invitation says what a first token would be for.
func (p TokenList) invitation() string {
	if p.Kind == patrol.Classic {
		return "For tools that take no fine-grained token yet. A classic one reaches all that you reach in every organization, " +
			"within its scopes, so take it only where nothing else does."
	}
	return "A token lets a script, a build or a tool use the API and Git in your name. You choose which repositories it " +
		"reaches, what it may do there, and when it ends."
}

// finder says what one finds tokens by.
func (p TokenList) finder() string {
	if p.Kind == patrol.Classic {
		return "Search tokens by note"
	}
	return "Search tokens by name"
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

// oneOrMany is the organization, or how many there are.
func oneOrMany(orgs []string) string {
	if len(orgs) == 1 {
		return orgs[0]
	}
	return plural(len(orgs), "organization")
}

// link is the page of the same list from a cursor on; no cursor is no page.
func (p TokenList) link(cursor string) string {
	if cursor == "" {
		return ""
	}
	v := url.Values{"after": {cursor}}
	query := map[string]string{"q": p.Query.Text, "state": p.Query.State, "sort": string(p.Query.Sort)}
	for name, value := range query {
		if value != "" {
			v.Set(name, value)
		}
	}
	return p.path() + "?" + v.Encode()
}
