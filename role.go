package patrol

import "strings"

// A token never exceeds its user, so an operation takes a role of the user as
// well as permissions of the token. GitHub documents the role of each operation
// in prose; here it follows from the permissions, but for a few.

// ownersOnly are permissions of repositories whose every level takes an
// administrator, and staffOnly those that take someone who may write.
//
// GitHub: "Repository roles for an organization".
var (
	ownersOnly = map[string]bool{"administration": true, "repository_hooks": true, "secret_scanning_alerts": true}
	staffOnly  = map[string]bool{
		"secrets": true, "dependabot_secrets": true, "codespaces_secrets": true, "agent_secrets": true,
		"actions_variables": true, "agent_variables": true, "environments": true,
		"security_events": true, "vulnerability_alerts": true, "code_quality": true,
	}
)

// membersMay are permissions of organizations that not only owners use, as far
// as that goes.
var membersMay = map[string]Level{
	"members": Read, "organization_events": Read, "organization_projects": Admin, "issue_types": Read,
	"issue_fields": Read, "organization_custom_properties": Read, "organization_knowledge_bases": Read,
	"organization_copilot_spaces": Write,
}

// roles are those of operations that take another than their permissions say.
var roles = map[string]Level{
	"issues/create":                                 Read,
	"issues/create-comment":                         Read,
	"issues/update":                                 Read, // one's own
	"issues/update-comment":                         Read, // one's own
	"issues/delete-comment":                         Read, // one's own
	"reactions/create-for-issue":                    Read,
	"reactions/create-for-issue-comment":            Read,
	"pulls/create":                                  Read,
	"pulls/create-review":                           Read,
	"pulls/create-review-comment":                   Read,
	"repos/create-commit-comment":                   Read,
	"orgs/update-membership-for-authenticated-user": Read,
	"repos/list-collaborators":                      Write,
	"repos/check-collaborator":                      Write,
	"repos/get-collaborator-permission-level":       Write,
}

// shelved are operations that change repositories and can be done with archived
// ones: to take them off the shelf, and to delete them.
var shelved = map[string]bool{"repos/update": true, "repos/delete": true}

// roleFor is the role that o takes: the lowest of those that its sets of
// permissions do.
func roleFor(o *Operation) Level {
	if role, found := roles[o.ID]; found {
		return role
	}
	lowest := Admin
	for _, set := range o.Needs {
		role := Read
		for key, level := range set {
			role = max(role, roleOf(key, level))
		}
		lowest = min(lowest, role)
	}
	switch {
	case !o.Callable && o.Writes():
		return Admin // nothing tells what else would do
	case len(o.Needs) == 0:
		return Read
	}
	return lowest
}

// roleOf is the role that a permission takes.
func roleOf(key string, level Level) Level {
	p, _ := PermissionByKey(key)
	switch {
	case p.Group == OrganizationGroup && level > membersMay[key], ownersOnly[key]:
		return Admin
	case p.Group == OrganizationGroup, p.Group == AccountGroup:
		return Read
	case staffOnly[key]:
		return max(level, Write)
	}
	return level
}

// openToRead are permissions that reading takes of what is private alone.
//
// GitHub: "can be used without authentication or the aforementioned permissions
// if only public resources are requested".
var openToRead = map[string]bool{
	"metadata": true, "contents": true, "issues": true, "pull_requests": true, "actions": true,
	"statuses": true, "deployments": true, "attestations": true,
}

// isOpen reports whether o shows no more of what is public than everybody may
// see, or is for everybody because it is about nobody's resources.
func isOpen(o *Operation) bool {
	if !o.Callable || o.takes > Read {
		return false
	}
	if o.Writes() {
		return len(o.Needs) == 0 && !strings.Contains(o.Path, "{")
	}
	for _, set := range o.Needs {
		if isOpenSet(set) {
			return true
		}
	}
	return len(o.Needs) == 0
}

func isOpenSet(set Permissions) bool {
	for key, level := range set {
		if level > Read || !openToRead[key] {
			return false
		}
	}
	return true
}
