package patrol

import (
	"slices"
	"strings"
)

// A Scope is a power that a classic token can be given, such as "read:org".
type Scope string

// A ScopeLine is one line of the tree of scopes, as the form shows it.
type ScopeLine struct {
	Scope
	Under Scope  // what it is part of, and implied by; empty at the root
	Also  Scope  // what implies it besides
	Opens string // in one sentence
}

// scopeTree is all scopes, in the order in which the form shows them.
//
// GitHub: "Scopes for OAuth apps", and the form of classic tokens.
var scopeTree = []ScopeLine{
	{"repo", "", "", "Everything in all repositories that you can get at, private ones too."},
	{"repo:status", "repo", "", "Read and set the status of commits, without the code."},
	{"repo_deployment", "repo", "", "Read and set the status of deployments, without the code."},
	{"public_repo", "repo", "", "Write to public repositories, and star them."},
	{"repo:invite", "repo", "", "Accept and decline invitations to repositories."},
	{"security_events", "repo", "", "Read and change alerts of code and secret scanning."},
	{"workflow", "", "", "Add and change the workflow files of GitHub Actions."},
	{"write:packages", "", "", "Upload packages."},
	{"read:packages", "write:packages", "", "Download packages."},
	{"delete:packages", "", "", "Delete packages."},
	{"admin:org", "", "", "Manage organizations, their teams and their members."},
	{"write:org", "admin:org", "", "Change who belongs to an organization and its projects."},
	{"read:org", "admin:org", "write:org", "See who belongs to which organization and team."},
	{"manage_runners:org", "admin:org", "", "Manage the runners and runner groups of organizations."},
	{"admin:public_key", "", "", "Manage your public SSH keys."},
	{"write:public_key", "admin:public_key", "", "Add public SSH keys to your account."},
	{"read:public_key", "admin:public_key", "write:public_key", "See your public SSH keys."},
	{"admin:repo_hook", "", "", "Manage the webhooks of repositories."},
	{"write:repo_hook", "admin:repo_hook", "", "Add and change webhooks of repositories."},
	{"read:repo_hook", "admin:repo_hook", "write:repo_hook", "See the webhooks of repositories."},
	{"admin:org_hook", "", "", "Manage the webhooks of organizations."},
	{"gist", "", "", "Write gists."},
	{"notifications", "", "", "Read notifications and mark them as read, watch and unwatch repositories."},
	{"user", "", "", "Read and change all of your profile."},
	{"read:user", "user", "", "Read all of your profile."},
	{"user:email", "user", "", "Read your e-mail addresses."},
	{"user:follow", "user", "", "Follow and unfollow people."},
	{"delete_repo", "", "", "Delete repositories that you administer."},
	{"write:discussion", "", "", "Read and write discussions of teams."},
	{"read:discussion", "write:discussion", "", "Read discussions of teams."},
	{"admin:enterprise", "", "", "Manage enterprises."},
	{"manage_runners:enterprise", "admin:enterprise", "", "Manage the runners and runner groups of enterprises."},
	{"manage_billing:enterprise", "admin:enterprise", "", "Read and change the billing of enterprises."},
	{"read:enterprise", "admin:enterprise", "", "Read the profile of enterprises."},
	{"scim:enterprise", "admin:enterprise", "", "Provision the users and groups of enterprises."},
	{"audit_log", "", "", "Everything about the audit log."},
	{"read:audit_log", "audit_log", "", "Read the audit log."},
	{"codespace", "", "", "Manage your codespaces."},
	{"codespace:secrets", "codespace", "", "Manage the secrets of your codespaces."},
	{"copilot", "", "", "Everything about Copilot."},
	{"manage_billing:copilot", "copilot", "", "Read and change the seats of Copilot Business."},
	{"write:network_configurations", "", "", "Change the network configurations of hosted runners."},
	{"read:network_configurations", "write:network_configurations", "", "See the network configurations of hosted runners."},
	{"project", "", "", "Read and change projects."},
	{"read:project", "project", "", "Read projects."},
	{"admin:gpg_key", "", "", "Manage your GPG keys."},
	{"write:gpg_key", "admin:gpg_key", "", "Add GPG keys to your account."},
	{"read:gpg_key", "admin:gpg_key", "write:gpg_key", "See your GPG keys."},
	{"admin:ssh_signing_key", "", "", "Manage your SSH signing keys."},
	{"write:ssh_signing_key", "admin:ssh_signing_key", "", "Add SSH signing keys to your account."},
	{"read:ssh_signing_key", "admin:ssh_signing_key", "write:ssh_signing_key", "See your SSH signing keys."},
}

// The scopes that rules name.
const (
	RepoScope       Scope = "repo"
	PublicRepoScope Scope = "public_repo"
	workflowScope   Scope = "workflow"
)

// ScopeTree is all scopes, in the order in which the form shows them.
func ScopeTree() []ScopeLine { return slices.Clone(scopeTree) }

// line is what the tree says of s, nil if it knows none such.
func (s Scope) line() *ScopeLine {
	i := slices.IndexFunc(scopeTree, func(l ScopeLine) bool { return l.Scope == s })
	if i < 0 {
		return nil
	}
	return &scopeTree[i]
}

// Scopes are what a classic token was given: sorted, and none that another
// implies. Their text form is that of the header X-OAuth-Scopes, "gist, user".
type Scopes []Scope

// Include reports whether s gives what scope does.
func (s Scopes) Include(scope Scope) bool {
	if scope == "" {
		return false
	}
	l := scope.line()
	return slices.Contains(s, scope) || l != nil && (s.Include(l.Under) || s.Include(l.Also))
}

// includeAny reports whether s gives what any of others does.
func (s Scopes) includeAny(others []Scope) bool { return slices.ContainsFunc(others, s.Include) }

// Bringers are the scopes any of which gives what s does.
func (s Scope) Bringers() (all Scopes) {
	for _, l := range scopeTree {
		if (Scopes{l.Scope}).Include(s) {
			all = append(all, l.Scope)
		}
	}
	return all
}

// normalized is s without what another of s implies.
//
// GitHub: "Scopes for OAuth apps", Normalized scopes.
func (s Scopes) normalized() Scopes {
	sorted := Scopes(slices.Compact(slices.Sorted(slices.Values(s))))
	return slices.DeleteFunc(slices.Clone(sorted), func(scope Scope) bool {
		l := scope.line()
		return l != nil && (sorted.Include(l.Under) || sorted.Include(l.Also))
	})
}

func (s Scopes) String() string { return joined(s, ", ") }

// joined is scopes as text.
func joined(scopes []Scope, between string) string {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = string(s)
	}
	return strings.Join(words, between)
}

// ParseScopes reads scopes with commas or spaces between, normalizes them, and
// says which of the words are none.
func ParseScopes(text string) (scopes Scopes, unknown []string) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		if Scope(word).line() == nil {
			unknown = append(unknown, word)
			continue
		}
		scopes = append(scopes, Scope(word))
	}
	return scopes.normalized(), unknown
}
