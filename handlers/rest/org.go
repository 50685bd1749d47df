package rest

import (
	"net/http"

	"patrol"
)

// orgLinks are the members of an organization that lead elsewhere in the API.
var orgLinks = [...][2]string{
	{"url", ""},
	{"repos_url", "/repos"},
	{"events_url", "/events"},
	{"hooks_url", "/hooks"},
	{"issues_url", "/issues"},
	{"members_url", "/members{/member}"},
	{"public_members_url", "/public_members{/member}"},
}

// organization is org as others mention it: GitHub's "simple organization".
func organization(url string, org *patrol.Account) object {
	var o object
	o.text("login", org.Login)
	o.number("id", org.ID)
	o.nodeID(string(org.Kind), org.ID)
	for _, link := range orgLinks {
		o.link(link[0], url, Prefix+"/orgs/", org.Login, link[1])
	}
	o.text("avatar_url", "")
	o.null("description")
	return o
}

// getOrg answers what anybody may know of an organization.
func (h *API) getOrg(c *call) error {
	org := c.Place.Owner
	return send(c, http.StatusOK, h.wholeOrganization(org))
}

// wholeOrganization is an organization by itself.
func (h *API) wholeOrganization(org *patrol.Account) []byte {
	o := organization(h.Authority.URL, org)
	o.link("html_url", h.Authority.URL, "/", org.Login)
	if org.Name != "" { // GitHub leaves out what an organization has not said, as company and e-mail
		o.text("name", org.Name)
	}
	o.none("null", "twitter_username", "archived_at")
	o.text("blog", "")
	o.none("false", "is_verified", "has_organization_projects", "has_repository_projects")
	o.number("public_repos", org.PublicRepositories)
	o.none("0", "public_gists", "followers", "following")
	o.text("type", string(org.Kind))
	o.text("created_at", date(org.CreatedAt))
	o.text("updated_at", date(org.CreatedAt))
	return o.end()
}

// listViewerOrganizations lists the organizations of the token's user that the
// token reaches.
//
// GitHub: no fine-grained token is told of any.
func (h *API) listViewerOrganizations(c *call, query paging) error {
	orgs, err := h.Authority.OrganizationsOf(c.ctx(), c.Pass)
	if err != nil {
		return err
	}
	return sendPart(h, c, query.Page, orgs, func(org *patrol.Account) []byte { return organization(h.Authority.URL, org).end() })
}
