package patrol

import (
	"slices"
	"strconv"
	"strings"
)

// A subject is whose resources the operations at a path are about.
type subject int

const (
	ofNobody     subject = iota
	ofCaller             // the token's own user
	ofAccount            // one that the path names
	ofRepository         // one that the path names
	ofNothing            // something that Patrol has none of
)

// subjectOf is what o is about, at a path with such parameters.
func subjectOf(path string, names []string, o *Operation) subject {
	has := func(some ...string) bool {
		return slices.ContainsFunc(some, func(name string) bool { return slices.Contains(names, name) })
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "repos", "repositories", "networks", "agents":
		if has("owner", "template_owner", "repository_id") {
			return ofRepository
		}
	case "orgs", "organizations", "users", "enterprises":
		if has("org", "organization_id", "username", "user_id", "enterprise") {
			return ofAccount
		}
	case "teams":
		return ofNothing
	case "user":
		if has("org", "account_id", "user_id") {
			return ofAccount
		}
		return ofCaller
	case "issues":
		return ofCaller
	case "gists":
		if o.Writes() || rest == "starred" {
			return ofCaller
		}
	}
	if o.Writes() && len(o.Needs) > 0 {
		return ofCaller
	}
	return ofNobody
}

// byID are parameters that are ids of accounts and repositories.
var byID = map[string]bool{"account_id": true, "user_id": true, "organization_id": true, "repository_id": true}

// aliases are paths by id that lead where paths by name do.
//
// GitHub: "API responses may use numeric ids", which outlive a change of name.
var aliases = [][2]string{
	{"/repos/{owner}/{repo}", "/repositories/{repository_id}"},
	{"/orgs/{org}", "/organizations/{organization_id}"},
	{"/users/{username}", "/user/{account_id}"},
}

// The trie of all paths. It never changes.
var paths = planted(served)

// planted is the trie of all that lead to operations, by name and by id.
func planted(operations []Operation) *node {
	root := new(node)
	for i := range operations {
		if o := &operations[i]; !twins[o.ID] {
			root.add(o.Path, o)
		}
	}
	for i := range operations {
		for _, alias := range aliases {
			rest, found := strings.CutPrefix(operations[i].Path, alias[0])
			if found && (rest == "" || rest[0] == '/') {
				root.add(alias[1]+rest, &operations[i])
			}
		}
	}
	return root
}

// nobody is a name that no account or repository can have.
const nobody = "-.git"

// Errand is what a request that matched wants to do, as far as its path tells.
// To change a workflow takes a permission of its own, and the rest does not.
func (m *Match) Errand() Errand {
	e := Errand{Operation: m.route, Needs: m.Needs, Scopes: m.Scopes, Takes: m.takes,
		Reads: !m.Writes(), Open: m.open, Closed: !m.Callable, Shelved: shelved[m.ID]}
	owner, repository := m.targets()
	switch m.way.subject {
	case ofCaller:
		e.Self, e.Beside = true, repository
	case ofAccount:
		e.Target, e.Beside = owner, repository
	case ofRepository:
		e.Target = repository
	}
	if e.Target == (Target{}) && m.way.subject > ofCaller {
		e.Owner = nobody
	}
	if m.Workflows && slices.Contains(m.way.names, "path") {
		path := m.Value("path")
		e.Workflows = path == WorkflowFolder || strings.HasPrefix(path, WorkflowFolder+"/")
		e.Needs = slices.DeleteFunc(slices.Clone(m.Needs), func(set Permissions) bool {
			return (set["workflows"] != None) != e.Workflows
		})
	}
	return e
}

// Own reports whether m is about the account of whoever asks.
func (m *Match) Own() bool { return m.way.subject == ofCaller }

// mentions are operations that may tell of other repositories than one that
// their path names, or have to do with what is there: issues refer to each other.
var mentions = map[string]bool{
	"issues/list-events": true, "issues/list-events-for-repo": true, "issues/get-event": true,
	"issues/list-events-for-timeline": true,
	"issues/list-sub-issues":          true, "issues/add-sub-issue": true, "issues/remove-sub-issue": true,
	"issues/reprioritize-sub-issue": true, "issues/get-parent": true,
	"issues/list-dependencies-blocked-by": true, "issues/list-dependencies-blocking": true,
	"issues/add-blocked-by-dependency": true, "issues/remove-dependency-blocked-by": true,
	"repos/list-forks": true, "teams/list-repos-in-org": true,
}

// Spans reports whether m may tell of several repositories at once.
func (m *Match) Spans() bool {
	return mentions[m.ID] || m.Tag() == "projects" ||
		m.way.subject == ofAccount && (len(m.Needs) == 0 || slices.ContainsFunc(m.Needs, ofRepositories))
}

// ofRepositories reports whether a set has no permissions but those of repositories.
func ofRepositories(set Permissions) bool {
	for key := range set {
		if p, _ := PermissionByKey(key); p.Group != RepositoryGroup {
			return false
		}
	}
	return true
}

// ByName is m's path, escaped, with names where ids were that mean something
// here alone.
func (m *Match) ByName(at *Place) string {
	if at == nil || len(m.way.names) == 0 || !byID[m.way.names[0]] {
		return m.path
	}
	rest := m.path[m.spans[0].to:]
	switch {
	case at.Repository != nil:
		return "/repos/" + at.Repository.FullName() + rest
	case at.Owner.Kind == Organization:
		return "/orgs/" + at.Owner.Login + rest
	}
	return "/users/" + at.Owner.Login + rest
}

// ByID is m's path, escaped, with a repository's id where its names are; empty
// if there is no such path.
func (m *Match) ByID(repositoryID int64) string {
	if !strings.HasPrefix(m.Path, aliases[0][0]) {
		return ""
	}
	return "/repositories/" + strconv.FormatInt(repositoryID, 10) + m.path[m.spans[1].to:]
}

// targets are the account and the repository that m's path names.
func (m *Match) targets() (owner, repository Target) {
	for i, name := range m.way.names {
		switch name {
		case "org":
			owner = Target{Owner: named(m.raw(i), CheckLogin), Kind: Organization}
		case "enterprise":
			owner = Target{Owner: named(m.raw(i), CheckLogin), Kind: Enterprise}
		case "organization_id":
			owner = Target{OwnerID: m.id(i), Kind: Organization}
		case "username":
			if owner == (Target{}) { // not of a member of an organization, say
				owner.Owner = named(m.raw(i), CheckLogin)
			}
		case "account_id", "user_id":
			if owner == (Target{}) {
				owner.OwnerID = m.id(i)
			}
		case "owner", "template_owner":
			repository.Owner = named(m.raw(i), CheckLogin)
		case "repo", "template_repo":
			repository.Repository = named(m.raw(i), CheckRepositoryName)
		case "repository_id":
			repository.RepositoryID = m.id(i)
		}
	}
	return owner, repository
}

// named is a name in a path, or nobody's if none can be called that.
func named(name string, check func(string) string) string {
	if check(name) != "" {
		return nobody
	}
	return name
}

// id is the nth parameter, which is an id.
func (m *Match) id(n int) int64 {
	id, _ := strconv.ParseInt(m.raw(n), 10, 64)
	return id
}
