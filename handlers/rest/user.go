package rest

import (
	"net/http"

	"patrol"
)

// getViewer answers who the token's user is, as anybody may know them: a
// fine-grained token sees no private profile without a permission for it. All
// present tokens of a user share one Account.
func (h *API) getViewer(c *call) error {
	user := c.Bearer.User
	r := h.viewers.get(user.ID, user, func() []byte { return h.profile(user) })
	return sendTagged(c, r.body, r.tag)
}

func (h *API) getUser(c *call) error {
	return send(c, http.StatusOK, h.profile(c.Place.Owner))
}

// userLinks are the members of a user that lead elsewhere in the API.
var userLinks = [...][2]string{
	{"followers_url", "/followers"},
	{"following_url", "/following{/other_user}"},
	{"gists_url", "/gists{/gist_id}"},
	{"starred_url", "/starred{/owner}{/repo}"},
	{"subscriptions_url", "/subscriptions"},
	{"organizations_url", "/orgs"},
	{"repos_url", "/repos"},
	{"events_url", "/events{/privacy}"},
	{"received_events_url", "/received_events"},
}

func (h *API) user(a *patrol.Account) object { return user(h.Authority.URL, a) }

// user is an account as others mention it: GitHub's "simple user", with links
// that begin with url.
func user(url string, a *patrol.Account) object {
	o := make(object, 0, 2048)
	o.text("login", a.Login)
	o.number("id", a.ID)
	o.nodeID(string(a.Kind), a.ID)
	o.none(`""`, "avatar_url", "gravatar_id")
	o.link("url", url, Prefix+"/users/", a.Login)
	o.link("html_url", url, "/", a.Login)
	for _, link := range userLinks {
		o.link(link[0], url, Prefix+"/users/", a.Login, link[1])
	}
	o.text("type", string(a.Kind))
	o.text("user_view_type", "public")
	o.flag("site_admin", false)
	return o
}

// profile is an account by itself: GitHub's "public user".
func (h *API) profile(a *patrol.Account) []byte {
	return h.publicUser(a).end()
}

// ownProfile is an account as its user sees it: GitHub's "private user". What
// of its own is private nobody counts.
func (h *API) ownProfile(a *patrol.Account) []byte {
	o := h.publicUser(a)
	o.none("0", "collaborators", "disk_usage", "owned_private_repos", "private_gists", "total_private_repos")
	o.flag("two_factor_authentication", false)
	return o.end()
}

func (h *API) publicUser(a *patrol.Account) object {
	o := h.user(a)
	o.textOrNull("name", a.Name)
	o.none("null", "company", "location", "email", "hireable", "bio", "twitter_username")
	o.text("blog", "")
	o.number("public_repos", a.PublicRepositories)
	o.none("0", "public_gists", "followers", "following")
	o.text("created_at", date(a.CreatedAt))
	o.text("updated_at", date(a.CreatedAt))
	return o
}
