package patrol

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A Group is what a permission is about.
type Group string

const (
	RepositoryGroup   Group = "repository"
	OrganizationGroup Group = "organization"
	AccountGroup      Group = "account"
)

// Groups are all there are, in the order in which pages show them.
var Groups = []Group{RepositoryGroup, OrganizationGroup, AccountGroup}

// fits reports whether a token with such a resource owner and such
// repositories can have power over what is in g. The empty group is anywhere.
func (g Group) fits(ownerIsUser, publicOnly bool) bool {
	switch g {
	case RepositoryGroup:
		return !publicOnly
	case OrganizationGroup:
		return !ownerIsUser
	case AccountGroup:
		return ownerIsUser
	}
	return true
}

// A Permission is one line of the catalogue: something that a fine-grained
// token can be given.
type Permission struct {
	Key      string // "contents"
	Group    Group
	Name     string  // "Contents", as pages show it; unique in its group
	Levels   []Level // that can be given, lowest first
	Opens    string  // what it opens, in one sentence
	Noun     string  // what it opens, in prose: "Read access to code"
	RiskFrom Level   // the level from which giving it is risky; None for never
	Risk     string  // why, in one sentence
	Own      bool    // it is Patrol's own, and GitHub has none like it
}

// Allows reports whether p can be given at just this level.
func (p Permission) Allows(level Level) bool { return slices.Contains(p.Levels, level) }

// Title is p's name where permissions of all groups stand together: several
// are called alike for repositories and for organizations.
func (p Permission) Title() string {
	if p.Group != OrganizationGroup || strings.HasPrefix(p.Name, "Organization") {
		return p.Name
	}
	return p.Name + " (organization)"
}

// RiskAt is the warning due when p is given at this level, or "".
func (p Permission) RiskAt(level Level) string {
	if p.RiskFrom == None || level < p.RiskFrom {
		return ""
	}
	return p.Risk
}

// Catalog is all permissions, in the order in which pages show them.
func Catalog() []Permission { return slices.Clone(catalog) }

// PermissionsOf is the permissions of a group, in the order in which pages
// show them.
func PermissionsOf(g Group) []Permission {
	return catalogued(func(p Permission) bool { return p.Group == g })
}

// PermissionByKey finds a permission by its key.
func PermissionByKey(key string) (Permission, bool) {
	n, known := numbers[key]
	if !known {
		return Permission{}, false
	}
	return catalog[n], true
}

// catalogued is the permissions that are as wanted, in display order.
func catalogued(wanted func(Permission) bool) []Permission {
	var found []Permission
	for _, p := range catalog {
		if wanted(p) {
			found = append(found, p)
		}
	}
	return found
}

//go:embed permissions.tsv
var permissionsTSV string

//go:embed permissions_own.tsv
var ownPermissionsTSV string

// The catalogue, and the place of each key in it. Neither ever changes.
var (
	catalog = byGroup(readCatalog(permissionsTSV), ours(readCatalog(ownPermissionsTSV)))
	numbers = numbered(catalog)
)

// readCatalog reads permissions.tsv, and panics where it is wrong.
func readCatalog(table string) []Permission {
	var all []Permission
	for row := range rows(table, 8) {
		p := Permission{Key: row[0], Group: Group(row[1]), Name: row[2], Opens: row[4], Noun: row[5]}
		for level := range strings.SplitSeq(row[3], ",") {
			p.Levels = append(p.Levels, mustLevel(level))
		}
		if row[6] != "-" {
			p.RiskFrom, p.Risk = mustLevel(row[6]), row[7]
		}
		all = append(all, p)
	}
	return all
}

// byGroup is catalogues as one, in which ours come last in their groups.
func byGroup(catalogs ...[]Permission) []Permission {
	return slices.SortedStableFunc(slices.Values(slices.Concat(catalogs...)), func(a, b Permission) int {
		return slices.Index(Groups, a.Group) - slices.Index(Groups, b.Group)
	})
}

// ours are permissions, marked as our own.
func ours(all []Permission) []Permission {
	for i := range all {
		all[i].Own = true
	}
	return all
}

// numbered is the place of each permission's key in the catalogue.
func numbered(catalog []Permission) map[string]int {
	places := make(map[string]int, len(catalog))
	for i, p := range catalog {
		places[p.Key] = i
	}
	return places
}

func mustLevel(s string) Level {
	l, err := ParseLevel(s)
	if err != nil {
		panic(err)
	}
	return l
}

// rows is the lines of an embedded table, without its comments, cut into so
// many columns.
func rows(table string, columns int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(table) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(row) != columns {
				panic(fmt.Sprintf("want %d columns: %q", columns, line))
			}
			if !yield(row) {
				return
			}
		}
	}
}
