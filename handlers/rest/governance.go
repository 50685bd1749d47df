package rest

import (
	"context"
	"net/http"
	"strconv"

	"patrol"
)

// governanceEndpoints are those about tokens and what is decided on them.
func (h *API) governanceEndpoints() map[string]endpoint {
	const own, policy = "/user/personal-access-tokens", "/personal-access-token-policy"
	const requests, tokens = "/orgs/{org}/personal-access-token-requests", "/orgs/{org}/personal-access-tokens"
	return map[string]endpoint{
		"GET " + own:                                         withQuery(h.listOwnTokens).shows("[]token"),
		"POST " + own:                                        withBody(h.createOwnToken).makes("new-token"),
		"GET " + own + "/{token_id}":                         plain(h.getOwnToken).shows("token"),
		"POST " + own + "/{token_id}/regenerate":             withBody(h.regenerateOwnToken).shows("new-token"),
		"DELETE " + own + "/{token_id}":                      plain(h.deleteOwnToken).does(),
		"GET /orgs/{org}" + policy:                           plain(h.getTokenPolicy).shows("organization-policy"),
		"PATCH /orgs/{org}" + policy:                         withBody(h.changeTokenPolicy).shows("organization-policy"),
		"GET /enterprises/{enterprise}" + policy:             plain(h.getTokenPolicy).shows("enterprise-policy"),
		"PATCH /enterprises/{enterprise}" + policy:           withBody(h.changeTokenPolicy).shows("enterprise-policy"),
		"POST /credentials/revoke":                           withBody(h.revokeLeaked).gives(http.StatusAccepted, "object").toStrangers(),
		"GET " + requests:                                    withQuery(h.listTokenRequests).shows("[]token-request"),
		"POST " + requests:                                   withBody(h.reviewTokenRequests).gives(http.StatusAccepted, "object"),
		"POST " + requests + "/{pat_request_id}":             withBody(h.reviewTokenRequest).does(),
		"GET " + requests + "/{pat_request_id}/repositories": withQuery(h.listRequestRepositories).shows("[]repository"),
		"GET " + tokens:                                      withQuery(h.listTokenGrants).shows("[]token-grant"),
		"POST " + tokens:                                     withBody(h.revokeTokenGrants).gives(http.StatusAccepted, "object"),
		"POST " + tokens + "/{pat_id}":                       withBody(h.revokeTokenGrant).does(),
		"GET " + tokens + "/{pat_id}/repositories":           withQuery(h.listGrantRepositories).shows("[]repository"),
	}
}

// id is a parameter of the path that is an id, written in the one way there is;
// nothing has id 0.
func (c *call) id(name string) int64 {
	text := c.param(name)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(id, 10) != text {
		return 0
	}
	return id
}

// listTokenRequests lists what waits for the owners of an organization.
//
// GitHub: "List requests to access organization resources with fine-grained
// personal access tokens".
func (h *API) listTokenRequests(c *call, asked listingQuery) error {
	q, err := asked.query()
	if err != nil {
		return err
	}
	l, err := h.Authority.OpenRequests(c.ctx(), c.Viewer(), c.Place.Owner.Login, q)
	if err != nil {
		return err
	}
	return sendListing(h, c, asked.Page, l, h.tokenRequest)
}

// listTokenGrants lists the tokens that an organization has let in.
//
// GitHub: "List fine-grained personal access tokens with access to organization
// resources".
func (h *API) listTokenGrants(c *call, asked listingQuery) error {
	q, err := asked.query()
	if err != nil {
		return err
	}
	l, err := h.Authority.ActiveTokens(c.ctx(), c.Viewer(), patrol.Organization, c.Place.Owner.Login, q)
	if err != nil {
		return err
	}
	return sendListing(h, c, asked.Page, l, h.tokenGrant)
}

// sendListing answers with a page of one of an organization's lists. Whoever
// names users or repositories that there are not finds nothing.
func sendListing[T any](h *API, c *call, asked page, l *patrol.Listing[T], shape func(int64, *T) object) error {
	h.link(c, asked, neighbours{more: l.Next != "", last: lastOf(l, asked),
		previous: l.Previous, next: l.Next, searched: l.Searched})
	return send(c, http.StatusOK, listed(l.Rows, func(row *T) []byte { return shape(c.Place.Owner.ID, row).end() }))
}

// lastOf is the number of the last page of l, 0 if that is not known.
func lastOf[T any](l *patrol.Listing[T], asked page) int {
	if l.Found.More || l.Found.N > patrol.MostSkipped {
		return 0
	}
	return asked.of(l.Found.N)
}

// tokenRequest is a request as owners see it.
func (h *API) tokenRequest(orgID int64, r *patrol.Request) object {
	o := make(object, 0, 2048)
	o.number("id", r.ID)
	o.textOrNull("reason", r.Reason)
	h.holder(&o, r.UserID, r.User)
	h.reaches(&o, r.Reach, orgID, "personal-access-token-requests", r.ID)
	o.text("created_at", date(r.CreatedAt))
	h.asking(&o, r.TokenID, r.TokenName, patrol.Life{ExpiresAt: r.ExpiresAt})
	o.textOrNull("token_last_used_at", dateOrNothing(r.LastUsedAt))
	return o
}

// tokenGrant is a token that was let in as owners see it.
func (h *API) tokenGrant(orgID int64, t *patrol.ActiveToken) object {
	o := make(object, 0, 2048)
	o.number("id", t.Grant.ID)
	h.holder(&o, t.Grant.UserID, t.User)
	h.reaches(&o, t.Grant.Reach, orgID, "personal-access-tokens", t.Grant.ID)
	o.text("access_granted_at", date(t.Grant.GrantedAt))
	h.asking(&o, t.Token.ID, t.Token.Name, t.Token.Life)
	o.textOrNull("token_last_used_at", dateOrNothing(t.Token.LastUsedAt))
	return o
}

// holder adds whose token something is about.
func (h *API) holder(o *object, id int64, login string) {
	o.raw("owner", h.user(&patrol.Account{ID: id, Login: login, Kind: patrol.User}).end())
}

// reaches adds what a token is to reach, by a request or a grant. The list of its
// repositories is where GitHub has it: by the organization's id.
func (h *API) reaches(o *object, reach patrol.Reach, orgID int64, kind string, id int64) {
	o.text("repository_selection", string(reach.Selection))
	o.link("repositories_url", h.url(Prefix), "/organizations/", strconv.FormatInt(orgID, 10), "/", kind, "/",
		strconv.FormatInt(id, 10), "/repositories")
	o.raw("permissions", grouped(reach.Permissions))
}

// asking adds which token something is about.
func (h *API) asking(o *object, id int64, name string, life patrol.Life) {
	o.number("token_id", id)
	o.text("token_name", name)
	o.flag("token_expired", life.Expired(h.Authority.Now()))
	o.textOrNull("token_expires_at", dateOrNothing(life.ExpiresAt))
}

// reader is a way to a page of the repositories that something reaches.
type reader func(ctx context.Context, v *patrol.Viewer, org string, id int64, q patrol.RepositoryQuery) (
	[]*patrol.Place, int, error)

// listRequestRepositories lists what a request asks for.
func (h *API) listRequestRepositories(c *call, asked paging) error {
	return h.listReached(c, asked.Page, "pat_request_id", h.Authority.RequestRepositories)
}

// listGrantRepositories lists what a token that was let in reaches.
func (h *API) listGrantRepositories(c *call, asked paging) error {
	return h.listReached(c, asked.Page, "pat_id", h.Authority.GrantRepositories)
}

// listReached lists what something reaches that a parameter names.
func (h *API) listReached(c *call, asked page, name string, reached reader) error {
	places, total, err := reached(c.ctx(), c.Viewer(), c.Place.Owner.Login, c.id(name),
		patrol.RepositoryQuery{Offset: asked.offset(), Limit: asked.size})
	if err != nil {
		return err
	}
	return h.sendRepositories(c, asked, places, total)
}
