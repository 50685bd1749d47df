package patrol

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// An Operation is one thing that GitHub's REST API can do, and what a token
// needs for it. What it says of permissions is never all: resource owner,
// grant, selection and the user's role decide too.
type Operation struct {
	Method   string
	Path     string        // "/repos/{owner}/{repo}/contents/{path}"
	ID       string        // "repos/get-content"
	Needs    []Permissions // any one of them suffices; none where no permission is needed
	Scopes   []Scope       // any one of which a classic token needs; none where it needs none
	Callable bool          // with a fine-grained token, whatever it holds
	Stated   bool          // GitHub documents what it needs; otherwise that is inferred
	// Workflows says that what it needs depends on whether it changes workflows.
	Workflows bool

	needs [][]need // Needs again, quick to look up
	home  Group    // whose power it takes to change anything; empty for nobody's in particular
	route string   // Route again
	takes Level    // the role that the user must have where it is done
	open  bool     // it shows no more than everybody may see of what is public
}

// A need is a permission, by its place in the catalogue, and a level of it.
type need struct {
	number int
	level  Level
}

// Operations is the whole API, by path.
func Operations() []Operation { return slices.Clone(operations) }

// OwnOperations are those that Patrol has besides, such as some of GitHub
// Enterprise Cloud, or has for others than GitHub. They are not counted among
// the whole API, and come before an operation of it that is asked for alike.
func OwnOperations() []Operation { return slices.Clone(own) }

// CountOperations is how many operations the whole API has.
func CountOperations() int { return len(operations) }

// OperationByRoute finds an operation by its method and path, as in
// "GET /repos/{owner}/{repo}".
func OperationByRoute(route string) (Operation, bool) {
	i, found := routes[route]
	if !found {
		return Operation{}, false
	}
	return served[i], true
}

// Route is how o is asked for: "GET /repos/{owner}/{repo}".
func (o Operation) Route() string { return o.route }

// Tag is what o belongs to in GitHub's documentation, such as "repos".
func (o Operation) Tag() string {
	tag, _, _ := strings.Cut(o.ID, "/")
	return tag
}

// Parameters are the names of what stands for something else in o's path.
func (o Operation) Parameters() (names []string) {
	for segment := range strings.SplitSeq(o.Path, "/") {
		if name, is := strings.CutPrefix(segment, "{"); is {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

// Public reports whether strangers may ask for o, and see what is public.
func (o Operation) Public() bool { return o.open && subjectOf(o.Path, o.Parameters(), &o) != ofCaller }

// Writes reports whether o may change anything.
func (o Operation) Writes() bool { return o.Method != "GET" && o.Method != "HEAD" }

// Accepted is the header X-Accepted-GitHub-Permissions of o: what it accepts,
// never what the caller holds.
func (o Operation) Accepted() string {
	var sets []string
	for _, set := range o.Needs {
		sets = append(sets, strings.ReplaceAll(set.String(), " ", ","))
	}
	return strings.Join(sets, "; ")
}

// An OperationGroup is the operations of one tag.
type OperationGroup struct {
	Tag        string
	Operations []Operation
}

// ByTag groups operations by their tags, in alphabetical order.
func ByTag(all []Operation) []OperationGroup {
	sorted := slices.SortedStableFunc(slices.Values(all), func(a, b Operation) int {
		return strings.Compare(a.Tag(), b.Tag())
	})
	var groups []OperationGroup
	for i, o := range sorted {
		if i == 0 || sorted[i-1].Tag() != o.Tag() {
			groups = append(groups, OperationGroup{Tag: o.Tag()})
		}
		last := &groups[len(groups)-1]
		last.Operations = append(last.Operations, o)
	}
	return groups
}

// The operations of GitHub and of our own, in one form.
var (
	//go:embed endpoints.tsv
	endpointsTSV string
	//go:embed own.tsv
	ownTSV string
)

// All operations, and the place of each route among them. They never change.
var (
	operations = readOperations(endpointsTSV)
	own        = readOperations(ownTSV)
	served     = slices.Concat(own, operations)
	routes     = routed(served)
)

// readOperations reads a table of operations, and panics where it is wrong.
func readOperations(table string) []Operation {
	var all []Operation
	for row := range rows(table, 5) {
		o := Operation{Method: row[0], Path: row[1], ID: row[4], Callable: row[2] != "!",
			Stated: row[3] == "stated", Scopes: scopesOf(row[0], row[1]),
			home: homeOf(row[1]), route: row[0] + " " + row[1]}
		if row[2] != "!" && row[2] != "-" {
			for set := range strings.SplitSeq(row[2], "|") {
				o.needsAny(set)
			}
		}
		o.Workflows = len(o.Needs) > 1 && o.needsOneOf("workflows")
		o.takes = roleFor(&o)
		o.open = isOpen(&o) // which goes by the role
		all = append(all, o)
	}
	return all
}

// routed is the place of each route among the operations: the first, where
// several are asked for alike.
func routed(operations []Operation) map[string]int {
	places := make(map[string]int, len(operations))
	for i, o := range slices.Backward(operations) {
		places[o.Route()] = i
	}
	return places
}

// needsAny adds what suffices for o, as in "contents:write+workflows:write".
func (o *Operation) needsAny(set string) {
	p, err := ParsePermissions(strings.ReplaceAll(strings.ReplaceAll(set, ":", "="), "+", " "))
	if err != nil {
		panic(err)
	}
	var compiled []need
	for key, level := range p {
		number, known := numbers[key]
		if !known {
			panic(fmt.Sprintf("%s needs %q, which is no permission", o.Route(), key))
		}
		compiled = append(compiled, need{number, level})
	}
	o.Needs = append(o.Needs, p)
	o.needs = append(o.needs, compiled)
}

// needsOneOf reports whether some set that suffices for o has a permission.
func (o *Operation) needsOneOf(key string) bool {
	return slices.ContainsFunc(o.Needs, func(set Permissions) bool { return set[key] != None })
}

// homeOf is whose power it takes to change anything under path.
func homeOf(path string) Group {
	for prefix, group := range map[string]Group{
		"/repos/": RepositoryGroup, "/orgs/": OrganizationGroup,
		"/organizations/": OrganizationGroup, "/teams/": OrganizationGroup,
	} {
		if strings.HasPrefix(path, prefix) {
			return group
		}
	}
	return ""
}
