package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

func activePath(org string) string { return policyPath(org, patrol.FineGrained) + "/active" }

// letInPath is the list of the tokens that owner, an organization, has let in,
// or that any organization of owner, an enterprise, has.
func letInPath(owner *patrol.Account) string {
	if owner.Kind == patrol.Enterprise {
		return enterpriseTokensPath(owner.Login)
	}
	return activePath(owner.Login)
}

// grantPath is the page of one of these tokens, or one below it.
func grantPath(owner *patrol.Account, id int64, below string) string {
	return tokenRoot(owner) + strconv.FormatInt(id, 10) + below
}

// tokenRoot is what the paths of what is in owner's list of tokens begin with.
func tokenRoot(owner *patrol.Account) string {
	if owner.Kind == patrol.Enterprise {
		return enterpriseTokensPath(owner.Login) + "/"
	}
	return policyPath(owner.Login, patrol.FineGrained) + "/"
}

// requestPath is the page of a request.
func requestPath(org string, id int64) string {
	return requestsPath(org) + "/" + strconv.FormatInt(id, 10)
}

func bulkPath(owner *patrol.Account, id int64) string {
	return tokenRoot(owner) + "bulk/" + strconv.FormatInt(id, 10)
}

// An OwnersList is what pages of the lists of organizations' and enterprises'
// owners have in common.
type OwnersList[T any] struct {
	Frame
	*patrol.Listing[T]
	Search  Search
	Notice  string // what was done; may be empty
	TooLate string // why it was not; may be empty
	Now     time.Time
}

// wide reports whether p is of a whole enterprise.
func (p OwnersList[T]) wide() bool { return p.Org.Kind == patrol.Enterprise }

// whose is who let the tokens in, or whose resources they reached.
func (p OwnersList[T]) whose() string {
	if p.wide() {
		return "any organization of " + p.Org.DisplayName()
	}
	return p.Org.Login
}

// listSorts are the orders that owners' lists can have.
var listSorts = []Option{
	{string(patrol.ByNewest), "Newest first"}, {string(patrol.ByOldest), "Oldest first"},
	{string(patrol.ByExpiry), "Expires soonest"}, {string(patrol.ByLastUsed), "Last used"},
}

// A menu narrows a list by one qualifier.
type menu struct {
	title, qualifier string
	values           []Option // each with its words
	// rest is what the list has that is not narrowed by it, where values are all
	// that there are; otherwise they are those on the page.
	rest string
}

// menus are what rows can be narrowed by now: values that they have, and times.
func menus(users []string, reaches []patrol.Reach, repositories map[int64]*patrol.Repository, now time.Time) []menu {
	var names []string
	for _, r := range repositories {
		names = append(names, r.Name)
	}
	return []menu{
		{title: "Owner", qualifier: "owner", values: options(users)},
		{title: "Repository", qualifier: "repository", values: options(names)},
		{title: "Permission", qualifier: "permission", values: permissionOptions(reaches)},
		expiryMenu(now), useMenu,
	}
}

// permissionOptions are what reaches permit.
func permissionOptions(reaches []patrol.Reach) (all []Option) {
	type permit struct {
		key   string
		level patrol.Level
	}
	seen := map[permit]bool{}
	for _, r := range reaches {
		for key, level := range r.Permissions {
			if seen[permit{key, level}] {
				continue
			}
			seen[permit{key, level}] = true
			if p, known := patrol.PermissionByKey(key); known && level != patrol.None {
				all = append(all, Option{key + "_" + level.String(), p.Title() + ": " + level.String()})
			}
		}
	}
	slices.SortFunc(all, func(a, b Option) int { return compareNames(a.Text, b.Text) })
	return all
}

// expiryMenu narrows a list to tokens that end soon, as seen from now, or never.
func expiryMenu(now time.Time) menu {
	before := func(days int) string { return "<" + now.UTC().AddDate(0, 0, days+1).Format(time.DateOnly) }
	return menu{title: "Expires", qualifier: "expires", rest: "Any", values: []Option{
		{before(7), "Within 7 days"}, {before(30), "Within 30 days"}, {before(90), "Within 90 days"}, {"never", "Never"},
	}}
}

// useMenu narrows a list by when tokens were used last.
var useMenu = menu{title: "Used", qualifier: "used", rest: "Any", values: []Option{
	{"<30d", "Within 30 days"}, {"<90d", "Within 90 days"}, {">90d", "Not within 90 days"}, {"never", "Never"},
}}

// options are values, each once.
func options(values []string) (all []Option) {
	slices.SortFunc(values, compareNames)
	for _, v := range slices.Compact(values) {
		all = append(all, Option{v, v})
	}
	return all
}

// compareNames orders names as people do, whatever the case of their letters.
func compareNames(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// stepWords say how a permission changes.
func stepWords(s patrol.Step) string {
	if s.From == patrol.None || s.From == s.To {
		return s.Permission.Title() + ": " + s.To.String()
	}
	return s.Permission.Title() + ": " + s.From.String() + " → " + s.To.String()
}

// stepTone colours a permission by what it can do.
func stepTone(s patrol.Step) tone {
	if s.Permission.RiskAt(s.To) != "" {
		return bad
	}
	return levelTones[s.To]
}

// reachesTo is which repositories of an organization something reaches, in a
// list of its own or of its enterprise's.
func reachesTo(list *patrol.Account, org string, r patrol.Reach, found map[int64]*patrol.Repository) markup {
	switch r.Selection {
	case patrol.All:
		return markup(`<span class="danger-fg strong">All repositories of ` + templ.EscapeString(org) +
			`, present and future</span>`)
	case patrol.Selected:
		names, unseen := repositoryNames(r.Repositories, found)
		labels := markup("")
		for _, name := range names {
			labels += `<span class="label repo">` + icons["repo"] + markup(templ.EscapeString(name)) + `</span> `
		}
		if unseen > 0 {
			labels += `<span class="muted small">` + markup(templ.EscapeString(unseenWords(list, org, unseen))) + `</span>`
		}
		return labels
	}
	return `<span class="muted">Public repositories only</span>`
}

// unseenWords say of how many of org's repositories no name is known: an
// organization has them no more; an enterprise's owners need not see them.
func unseenWords(list *patrol.Account, org string, n int) string {
	if list.Kind == patrol.Enterprise {
		return plural(n, "repository") + " of " + org + " that you do not see"
	}
	return plural(n, "repository") + " that " + org + " does not have any more"
}

// repositoryNames are the names of repositories; those that are not found are
// counted.
func repositoryNames(ids []int64, found map[int64]*patrol.Repository) (names []string, unseen int) {
	for _, id := range ids {
		if r := found[id]; r != nil {
			names = append(names, r.Name)
		} else {
			unseen++
		}
	}
	slices.SortFunc(names, compareNames)
	return names, unseen
}
