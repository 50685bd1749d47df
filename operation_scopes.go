package patrol

import "strings"

// A scopeRule says which scopes the operations at a path take, and at all
// paths below it: to read, to change and to delete. Any one scope suffices;
// "-" takes none, and nothing is as to change.
type scopeRule struct{ path, read, change, remove string }

// scopeRules are of paths; the longest that fits an operation holds. That of
// the operations which Patrol serves is what their documentation says. The
// others go by their path, more coarsely.
//
// GitHub: "Scopes for OAuth apps", and what each endpoint's page says.
var scopeRules = []scopeRule{
	{"/", "-", "-", ""}, // what is nobody's: licences, emojis, search, what is public

	{"/repos/{owner}/{repo}", "repo", "public_repo, repo", "delete_repo"},
	{"/repos/{owner}/{repo}/", "repo", "public_repo, repo", ""},
	{"/repos/{template_owner}/{template_repo}/generate", "", "public_repo, repo", ""},
	{"/repos/{owner}/{repo}/hooks", "public_repo, read:repo_hook, repo", "public_repo, repo, write:repo_hook",
		"admin:repo_hook, public_repo, repo"},
	{"/repos/{owner}/{repo}/statuses", "repo, repo:status", "public_repo, repo, repo:status", ""},
	{"/repos/{owner}/{repo}/commits/{ref}/status", "repo, repo:status", "", ""},
	{"/repos/{owner}/{repo}/commits/{ref}/statuses", "repo, repo:status", "", ""},
	{"/repos/{owner}/{repo}/deployments", "repo, repo_deployment", "public_repo, repo, repo_deployment", ""},
	{"/repos/{owner}/{repo}/invitations", "repo, repo:invite", "public_repo, repo, repo:invite", ""},
	{"/repos/{owner}/{repo}/code-scanning", "repo, security_events", "public_repo, repo, security_events", ""},
	{"/repos/{owner}/{repo}/secret-scanning", "repo, security_events", "public_repo, repo, security_events", ""},
	{"/repos/{owner}/{repo}/dependabot/alerts", "repo, security_events", "public_repo, repo, security_events", ""},
	{"/repos/{owner}/{repo}/notifications", "notifications, repo", "notifications, repo", ""},
	{"/repos/{owner}/{repo}/subscription", "notifications, repo", "notifications, repo", ""},
	{"/repos/{owner}/{repo}/codespaces", "codespace", "codespace", ""},

	{"/orgs/{org}", "-", "admin:org, repo", "admin:org"},
	{"/orgs/{org}/", "read:org", "admin:org", ""},
	{"/orgs/{org}/repos", "-", "public_repo, repo", ""},
	{"/orgs/{org}/events", "-", "", ""},
	{"/orgs/{org}/public_members", "-", "write:org", ""},
	{"/orgs/{org}/members", "read:org", "admin:org", ""},
	{"/orgs/{org}/memberships", "read:org", "admin:org", ""},
	{"/orgs/{org}/teams", "read:org", "write:org", ""},
	{"/orgs/{org}/credential-authorizations", "read:org", "admin:org", ""},
	{"/orgs/{org}/issues", "repo", "", ""},
	{"/orgs/{org}/hooks", "admin:org_hook", "admin:org_hook", ""},
	{"/orgs/{org}/personal-access-token-requests", "admin:org", "admin:org", ""},
	{"/orgs/{org}/personal-access-tokens", "admin:org", "admin:org", ""},
	{"/orgs/{org}/personal-access-token-policy", "admin:org", "admin:org", ""},
	{"/orgs/{org}/actions/runners", "admin:org, manage_runners:org", "admin:org, manage_runners:org", ""},
	{"/orgs/{org}/actions/runner-groups", "admin:org, manage_runners:org", "admin:org, manage_runners:org", ""},
	{"/orgs/{org}/actions/hosted-runners", "admin:org, manage_runners:org", "admin:org, manage_runners:org", ""},
	{"/orgs/{org}/code-scanning", "repo, security_events", "", ""},
	{"/orgs/{org}/secret-scanning", "repo, security_events", "repo, security_events", ""},
	{"/orgs/{org}/dependabot/alerts", "repo, security_events", "", ""},
	{"/orgs/{org}/security-advisories", "repo, security_events", "", ""},
	{"/orgs/{org}/copilot", "admin:org, manage_billing:copilot", "admin:org, manage_billing:copilot", ""},
	{"/orgs/{org}/packages", "read:packages", "write:packages", "delete:packages"},
	{"/orgs/{org}/docker", "read:packages", "", ""},
	{"/orgs/{org}/projectsV2", "read:project", "project", ""},
	{"/orgs/{org}/settings/network-configurations", "read:network_configurations", "write:network_configurations", ""},
	{"/orgs/{org}/settings/network-settings", "read:network_configurations", "", ""},
	{"/organizations/{org}", "admin:org", "admin:org", ""},
	{"/teams", "read:org", "write:org", ""},

	{"/enterprises/{enterprise}", "read:enterprise", "admin:enterprise", ""},
	{"/enterprises/{enterprise}/copilot", "manage_billing:copilot, read:enterprise", "manage_billing:copilot", ""},
	{"/enterprises/{enterprise}/dependabot/alerts", "repo, security_events", "", ""},

	{"/agents", "repo", "repo", ""},
	{"/issues", "repo", "", ""},
	{"/gists", "-", "gist", ""},
	{"/notifications", "notifications, repo", "notifications, repo", ""},
	{"/user", "-", "user", ""},
	{"/user/repos", "-", "public_repo, repo", ""},
	{"/user/personal-access-tokens", "user", "user", ""},
	{"/user/emails", "user:email", "user", ""},
	{"/user/email", "user", "user", ""},
	{"/user/public_emails", "user:email", "", ""},
	{"/user/following", "-", "user:follow", ""},
	{"/user/keys", "read:public_key", "write:public_key", "admin:public_key"},
	{"/user/gpg_keys", "read:gpg_key", "write:gpg_key", "admin:gpg_key"},
	{"/user/ssh_signing_keys", "read:ssh_signing_key", "write:ssh_signing_key", "admin:ssh_signing_key"},
	{"/user/orgs", "read:org, user", "", ""},
	{"/user/teams", "read:org, repo, user", "", ""},
	{"/user/memberships/orgs", "read:org", "write:org", ""},
	{"/user/issues", "repo", "", ""},
	{"/user/migrations", "repo", "repo", ""},
	{"/user/starred", "-", "public_repo, repo", ""},
	{"/user/subscriptions", "-", "", ""},
	{"/user/repository_invitations", "repo, repo:invite", "repo, repo:invite", ""},
	{"/user/blocks", "user", "user", ""},
	{"/user/interaction-limits", "repo", "repo", ""},
	{"/user/packages", "read:packages", "write:packages", "delete:packages"},
	{"/user/docker", "read:packages", "", ""},
	{"/user/codespaces", "codespace", "codespace", ""},
	{"/user/codespaces/secrets", "codespace, codespace:secrets", "codespace, codespace:secrets", ""},
	{"/user/{user_id}/projectsV2", "", "project", ""},
	{"/users/{username}/packages", "read:packages", "write:packages", "delete:packages"},
	{"/users/{username}/docker", "read:packages", "", ""},
	{"/users/{username}/projectsV2", "read:project", "project", ""},
	{"/users/{user_id}/projectsV2", "", "project", ""},
	{"/users/{username}/settings/billing", "user", "", ""},
	{"/users/{username}/attestations", "-", "repo", ""},
	{"/users/{username}/copilot-spaces", "-", "repo", ""},
}

// fits reports whether r is about what lies at path.
func (r scopeRule) fits(path string) bool {
	rest, found := strings.CutPrefix(path, r.path)
	return found && (rest == "" || rest[0] == '/' || strings.HasSuffix(r.path, "/"))
}

// scopesOf is the scopes that suffice for an operation, any one of them.
func scopesOf(method, path string) []Scope {
	var rule scopeRule
	for _, r := range scopeRules {
		if len(r.path) > len(rule.path) && r.fits(path) {
			rule = r
		}
	}
	text := rule.read
	switch {
	case method == "DELETE" && rule.remove != "":
		text = rule.remove
	case method != "GET" && method != "HEAD":
		text = rule.change
	}
	var scopes []Scope
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if word != "-" {
			scopes = append(scopes, Scope(word))
		}
	}
	return scopes
}
