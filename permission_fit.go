package patrol

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// fit says which of p cannot be given to a token with such a resource owner
// and such repositories, in the order in which pages show them.
func (p Permissions) fit(ownerIsUser, publicOnly bool) []FieldError {
	var bad problems
	for _, key := range slices.SortedFunc(maps.Keys(p), inDisplayOrder) {
		if p[key] != None {
			why := misfit(key, p[key], ownerIsUser, publicOnly)
			bad.check(why == "", "permission."+key, why)
		}
	}
	return bad
}

// misfit says why a permission cannot be given, or "".
//
// GitHub: account permissions are for one's own tokens, organization
// permissions for an organization's, and none is needed to read in public.
func misfit(key string, level Level, ownerIsUser, publicOnly bool) string {
	c, known := PermissionByKey(key)
	switch {
	case !known:
		return fmt.Sprintf("There is no permission %q", key)
	case !c.Allows(level):
		return fmt.Sprintf("%s can't be given as %s, only as %s", c.Name, level, either(c.Levels))
	case c.Group.fits(ownerIsUser, publicOnly):
		return ""
	}
	return c.Name + " can only be given " + map[Group]string{
		RepositoryGroup:   "to a token that reaches more than public repositories",
		OrganizationGroup: "when the resource owner is an organization",
		AccountGroup:      "when you are the resource owner yourself",
	}[c.Group]
}

// either is levels as people list them: "read or write".
func either(levels []Level) string {
	var words []string
	for _, l := range levels {
		words = append(words, l.String())
	}
	return strings.Join(words, " or ")
}

// inDisplayOrder compares keys by their place in the catalogue. Unknown ones
// come last, by name.
func inDisplayOrder(a, b string) int {
	place := func(key string) int {
		if n, known := numbers[key]; known {
			return n
		}
		return len(catalog)
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}
