package views

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

// A TokenForm is the form of a token that is to be made or changed.
type TokenForm struct {
	Frame
	Fields   TokenFields
	Outlook  *patrol.Outlook     // what they come to; its Owner is there
	Problems []patrol.FieldError // what to fix
	Notices  []string            // what changed by itself
	Found    []*patrol.Repository
	Searched bool   // repositories were looked for
	Opens    bool   // what was found comes with the overview, for it is not there yet
	FoundAll bool   // there are no more than Found
	Dropped  bool   // a repository has just been taken out of those selected
	Most     int    // repositories that may be selected
	Link     string // to this form, filled in
	Now      time.Time
}

// action is where the form is sent to, to be drawn again as filled in.
func (p TokenForm) action() string {
	if t := p.Outlook.Token; t != nil {
		return tokenPath(t, "/edit")
	}
	return newTokenPath
}

// owners are those to choose from, and the one that is chosen.
func (p TokenForm) owners() []Option {
	var options []Option
	for _, o := range p.Outlook.Owners {
		options = append(options, Option{o.Login, o.Login})
	}
	chosen := Option{p.Outlook.Owner.Login, p.Outlook.Owner.Login}
	if !slices.Contains(options, chosen) {
		options = append(options, chosen)
	}
	return options
}

// groups are the groups of permissions that p's owner can give.
func (p TokenForm) groups() []patrol.Group {
	if p.Outlook.Owner.Kind == patrol.User {
		return []patrol.Group{patrol.RepositoryGroup, patrol.AccountGroup}
	}
	return []patrol.Group{patrol.RepositoryGroup, patrol.OrganizationGroup}
}

// permissions are those of a group, the chosen ones first.
func (p TokenForm) permissions(g patrol.Group) []patrol.Permission {
	all := patrol.PermissionsOf(g)
	slices.SortStableFunc(all, func(a, b patrol.Permission) int { return p.rank(a) - p.rank(b) })
	return all
}

func (p TokenForm) rank(c patrol.Permission) int {
	if p.chosen(c) != patrol.None || p.Outlook.Spec.Reach.Permissions[c.Key] != patrol.None {
		return 0
	}
	return 1
}

// chosen is the level that the form asks for.
func (p TokenForm) chosen(c patrol.Permission) patrol.Level {
	return p.Fields.Spec.Reach.Permissions[c.Key]
}

// count is how many permissions of a group are chosen, or come with those.
func (p TokenForm) count(g patrol.Group) int {
	chosen, n := p.Fields.Spec.Reach.Permissions.WithMetadata(), 0
	for _, c := range patrol.PermissionsOf(g) {
		if chosen[c.Key] != patrol.None {
			n++
		}
	}
	return n
}

// selected reports whether a repository is selected.
func (p TokenForm) selected(r *patrol.Repository) bool {
	return slices.Contains(p.Fields.Spec.Reach.Repositories, r.ID)
}

// hidden are the fields that make the form again, from a page that restates it.
func (p TokenForm) hidden() []Option {
	f, s := p.Fields, p.Outlook.Spec
	fields := []Option{
		{"name", s.Name}, {"description", s.Description}, {"owner", s.Owner}, {"owner_was", s.Owner},
		{"reason", f.Spec.Reason}, {"expires_in", f.ExpiresIn}, {"expires_on", f.ExpiresOn},
		{"repositories", string(s.Reach.Selection)}, {"replaces", strconv.FormatInt(f.Spec.Replaces, 10)},
	}
	for _, id := range f.Spec.Reach.Repositories {
		fields = append(fields, Option{"repository", strconv.FormatInt(id, 10)})
	}
	for _, c := range patrol.Catalog() {
		if l := s.Reach.Permissions[c.Key]; l != patrol.None {
			fields = append(fields, Option{"permission." + c.Key, l.String()})
		}
	}
	return fields
}

// opener is the fragment that brings what was found beside its own.
func (p TokenForm) opener() string {
	if p.Opens {
		return "overview"
	}
	return ""
}

// picks has a button, known by what it stands in, add or remove a repository
// without leaving the page.
func (p TokenForm) picks(in string, r *patrol.Repository) templ.Attributes {
	return templ.Attributes{
		"id":         in + "-" + strconv.FormatInt(r.ID, 10),
		"formaction": p.action() + "#repositories",
		"hx-post":    p.action(), "hx-target": "#picker", "hx-sync": "#picker:queue all",
	}
}

// visibilityIcons are pictures of who may read a repository.
var visibilityIcons = map[patrol.Visibility]string{
	patrol.Private: "lock", patrol.Internal: "organization", patrol.Public: "repo",
}

// nothingFound says that a search for repositories found none.
func (p TokenForm) nothingFound() string {
	if p.Fields.Find == "" {
		return p.Outlook.Owner.Login + " has no repository that you can read."
	}
	return "No repository of " + p.Outlook.Owner.Login + " that you can read has “" + p.Fields.Find + "” in its name."
}
