package rest

import (
	"net/http"
)

// rootLinks are the members of the root, in GitHub's order.
var rootLinks = [...][2]string{
	{"current_user_url", "/user"},
	{"authorizations_url", "/authorizations"},
	{"code_search_url", "/search/code?q={query}{&page,per_page,sort,order}"},
	{"commit_search_url", "/search/commits?q={query}{&page,per_page,sort,order}"},
	{"emails_url", "/user/emails"},
	{"emojis_url", "/emojis"},
	{"events_url", "/events"},
	{"feeds_url", "/feeds"},
	{"followers_url", "/user/followers"},
	{"following_url", "/user/following{/target}"},
	{"gists_url", "/gists{/gist_id}"},
	{"issue_search_url", "/search/issues?q={query}{&page,per_page,sort,order}"},
	{"issues_url", "/issues"},
	{"keys_url", "/user/keys"},
	{"label_search_url", "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}"},
	{"notifications_url", "/notifications"},
	{"organization_url", "/orgs/{org}"},
	{"organization_repositories_url", "/orgs/{org}/repos{?type,page,per_page,sort}"},
	{"organization_teams_url", "/orgs/{org}/teams"},
	{"public_gists_url", "/gists/public"},
	{"rate_limit_url", "/rate_limit"},
	{"repository_url", "/repos/{owner}/{repo}"},
	{"repository_search_url", "/search/repositories?q={query}{&page,per_page,sort,order}"},
	{"current_user_repositories_url", "/user/repos{?type,page,per_page,sort}"},
	{"starred_url", "/user/starred{/owner}{/repo}"},
	{"starred_gists_url", "/gists/starred"},
	{"user_url", "/users/{user}"},
	{"user_organizations_url", "/user/orgs"},
	{"user_repositories_url", "/users/{user}/repos{?type,page,per_page,sort}"},
	{"user_search_url", "/search/users?q={query}{&page,per_page,sort,order}"},
}

// getRoot answers where things are in GitHub's API, those that we do not serve
// among them, for clients expect every member.
func (h *API) getRoot(c *call) error { return send(c, http.StatusOK, h.root()) }

func (h *API) root() []byte {
	o := make(object, 0, 4096)
	o.link("current_user_authorizations_html_url", h.Authority.URL, "/settings/personal-access-tokens")
	for _, link := range rootLinks {
		o.link(link[0], h.Authority.URL, Prefix, link[1])
	}
	return o.end()
}

// getMeta answers that names and passwords are not taken here.
func (h *API) getMeta(c *call) error { return send(c, http.StatusOK, meta()) }

func meta() []byte {
	var o object
	o.flag("verifiable_password_authentication", false)
	return o.end()
}
