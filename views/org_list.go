package views

import (
	"net/url"
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

// A Search is what an owner asked a list for, and how the answer counts.
type Search struct {
	Path     string // of the list
	Text     string // as typed
	Sort     patrol.TokenSort
	After    string
	Noun     string // what the list is of, such as "request"
	Total    int
	Found    patrol.Tally
	Shown    int
	Before   int // rows that pages before looked through for this one
	Searched int // and how many with this one, if there are more to look through
	Below    int64
	Wide     bool // across an enterprise's organizations
	Policed  bool // of tokens that policies are about
	Classic  bool // of classic ones
	Problems []patrol.FieldError
}

// example is what one may search for.
func (s Search) example() string {
	switch {
	case s.Classic:
		return "Note, owner:LOGIN, scope:repo, expires:never …"
	case s.Wide:
		return "Name, organization:LOGIN, owner:LOGIN, lifetime:>90 …"
	}
	return "Name, owner:LOGIN, permission:contents_write, expires:never …"
}

// SearchOf is what l was asked for at path.
func SearchOf[T any](l *patrol.Listing[T], path, noun, text string) Search {
	return Search{Path: path, Text: text, Sort: l.Query.Sort, After: l.Query.After, Noun: noun, Total: l.Total,
		Found: l.Found, Shown: len(l.Rows), Before: l.Query.Searched, Searched: l.Searched, Below: l.Below,
		Wide: l.Org.Kind == patrol.Enterprise, Policed: l.Query.Kind != "", Classic: l.Query.Kind == patrol.Classic,
		Problems: l.Problems}
}

// url is the list as s asks for it, from a cursor on.
func (s Search) url(after string) string { return s.at(s.Path, s.Text, after) }

// further is where s goes on that has not found a page full yet.
func (s Search) further(after string) string {
	return s.url(after) + "&searched=" + strconv.Itoa(s.Searched)
}

// looked says how far s has come.
func (s Search) looked() string {
	if s.Searched == 0 {
		return "Looked through all " + s.Noun + "s."
	}
	return "Looked through " + plural(s.Searched, s.Noun) + " for this page, and there are more."
}

// page is the list from a cursor on; no cursor is no page.
func (s Search) page(cursor string) string {
	if cursor == "" {
		return ""
	}
	return s.url(cursor)
}

// csv is all that s lets through, as a table.
func (s Search) csv() string { return s.at(s.Path+".csv", s.Text, "") }

func (s Search) at(path, text, after string) string {
	sign := "?" // by hand: a page has one for each of its rows
	for _, part := range [...]struct{ name, value string }{{"after", after}, {"q", text}, {"sort", string(s.Sort)}} {
		if part.value != "" {
			path += sign + part.name + "=" + url.QueryEscape(part.value)
			sign = "&"
		}
	}
	return path
}

// narrowed is the list narrowed to one value of a qualifier, or, if that is
// empty, no more narrowed by it.
func (s Search) narrowed(qualifier, value string) string {
	words := slices.DeleteFunc(strings.Fields(s.Text), func(word string) bool {
		return strings.HasPrefix(strings.ToLower(word), qualifier+":")
	})
	if value != "" {
		words = append(words, qualifier+":"+value)
	}
	return s.at(s.Path, strings.Join(words, " "), "")
}

// counted says how many rows there are.
func (s Search) counted() string {
	all := plural(s.Total, s.Noun)
	switch {
	case s.Classic: // of which nobody keeps count
		return s.uncounted()
	case s.Text == "":
		return all
	case s.Searched+s.Before > 0:
		return all + " in all"
	case s.Found.More && s.Found.N == 0:
		return "many of " + all
	}
	return s.matching() + " of " + all
}

// uncounted says how many rows there are as far as that is known.
func (s Search) uncounted() string {
	switch {
	case s.Found.More && s.Found.N == 0:
		return "Many " + s.Noun + "s"
	case s.Found.More:
		return "More than " + plural(s.Found.N, s.Noun)
	}
	return plural(s.Found.N, s.Noun)
}

// matching says how many rows the search lets through.
func (s Search) matching() string {
	switch {
	case s.Found.More && s.Found.N == 0:
		return "all"
	case s.Found.More:
		return "more than " + number(s.Found.N)
	}
	return number(s.Found.N)
}

// listSorts are the orders that owners' lists can have.
var listSorts = []Option{
	{string(patrol.ByNewest), "Newest first"}, {string(patrol.ByOldest), "Oldest first"},
	{string(patrol.ByExpiry), "Expires soonest"}, {string(patrol.ByLastUsed), "Last used"},
}

// ticks reports whether there are rows that can be ticked all at once.
func (s Search) ticks() bool { return !s.Classic && s.Shown+s.Searched > 0 }

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
