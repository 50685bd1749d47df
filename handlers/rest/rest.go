// Package rest is the door for programs: the REST API, as GitHub speaks it.
package rest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
)

// Prefix is where the API lies, as on GitHub Enterprise Server.
const Prefix = "/api/v3"

// RequestID is the header that says which request an answer is to, in canonical form.
const RequestID = "X-Github-Request-Id"

// API serves the REST API of an authority.
type API struct {
	Authority    *patrol.Authority
	Repositories patrol.Repositories
	Upstream     *Upstream     // nil for none
	Time         time.Duration // that git may take for an answer; 0 for any
	ArchiveTime  time.Duration // that it may take for an archive

	bridge    *bridge          // to Upstream
	locks     map[string]*lock // of all operations, by route
	viewers   readies[*patrol.Account]
	seen      readies[sight]
	described ready[string] // what is served
}

// endpoints are the operations that Patrol serves itself. What one takes, the
// catalogue says, and only there.
func (h *API) endpoints() map[string]endpoint {
	const credentials = "/orgs/{org}/credential-authorizations"
	all := map[string]endpoint{
		"GET /":                  plain(h.getRoot).shows("root"),
		"GET /meta":              plain(h.getMeta).shows("meta"),
		"GET /openapi.json":      plain(h.describe).shows("object"),
		"GET /rate_limit":        plain(h.getRateLimit).shows("rate-limits"),
		"GET /user":              plain(h.getViewer).shows("public-user"),
		"GET /user/orgs":         withQuery(h.listViewerOrganizations).shows("[]organization"),
		"GET /user/repos":        withQuery(h.listViewerRepositories).shows("[]repository"),
		"GET /users/{username}":  plain(h.getUser).shows("public-user"),
		"GET /user/{account_id}": plain(h.getUser).shows("public-user"),
		"GET /orgs/{org}":        plain(h.getOrg).shows("whole-organization"),
		"GET /orgs/{org}/repos":  withQuery(h.listOrgRepositories).shows("[]repository"),
		"GET " + credentials:     withQuery(h.listCredentials).shows("[]credential"),
		"DELETE " + credentials + "/{credential_id}": plain(h.revokeCredential).does(),
		"GET /repos/{owner}/{repo}":                  plain(h.getRepository).shows("whole-repository"),
		"POST /user/repos":                           withBody(h.createViewerRepository).makes("whole-repository"),
		"POST /orgs/{org}/repos":                     withBody(h.createOrgRepository).makes("whole-repository"),
		"PATCH /repos/{owner}/{repo}":                withBody(h.updateRepository).shows("whole-repository"),
		"DELETE /repos/{owner}/{repo}":               plain(h.deleteRepository).does(),
		"POST /repos/{owner}/{repo}/transfer":        withBody(h.transferRepository).gives(http.StatusAccepted, "repository"),
	}
	maps.Copy(all, h.codeEndpoints())
	maps.Copy(all, h.governanceEndpoints())
	maps.Copy(all, h.peopleEndpoints())
	maps.Copy(all, h.issueEndpoints())
	return all
}

// A lock is what is between a request and an operation.
type lock struct {
	accepted []string            // the value of X-Accepted-GitHub-Permissions
	scopes   []string            // the value of X-Accepted-OAuth-Scopes
	serve    func(c *call) error // nil for what Patrol does not serve
}

// Served are the operations that Patrol serves itself, by route.
func Served() []string {
	var routes []string
	for route := range new(API).endpoints() {
		routes = append(routes, route)
	}
	slices.Sort(routes)
	return routes
}

// Routes leads all that is under Prefix, whatever the method, to the router of
// the law.
func (h *API) Routes(e *echo.Echo) {
	h.locks, h.described = locks(h.endpoints()), h.description()
	if h.Upstream != nil {
		h.bridge = newBridge(*h.Upstream, h.Authority.URL)
	}
	for _, path := range []string{Prefix, Prefix + "/*"} {
		e.Any(path, h.answer)
		e.RouteNotFound(path, h.answer)
	}
}

// locks are those of all operations, some of which have endpoints.
func locks(endpoints map[string]endpoint) map[string]*lock {
	all := map[string]*lock{}
	for _, o := range slices.Concat(patrol.Operations(), patrol.OwnOperations()) {
		all[o.Route()] = &lock{accepted: []string{o.Accepted()}, scopes: []string{patrol.Scopes(o.Scopes).String()}}
	}
	for route, e := range endpoints {
		l, known := all[route]
		if !known {
			panic("no such operation: " + route)
		}
		l.serve = e.serve
	}
	return all
}

// answer finds out what a request asks for, and answers it.
func (h *API) answer(c echo.Context) error {
	r := c.Request()
	path := strings.TrimPrefix(r.URL.EscapedPath(), Prefix)
	m, found := patrol.Route(r.Method, path)
	var err error
	switch {
	case found:
		err = h.unlock(&call{Context: c, match: m})
	case r.Method == http.MethodOptions:
		err = offer(c, path)
	default:
		err = notFound // GitHub has no 405
	}
	if err != nil {
		c.Set(documentation, h.url(Prefix))
	}
	return err
}

// offer says which methods there are at a path.
func offer(c echo.Context, path string) error {
	methods := patrol.Methods(path)
	if len(methods) == 0 {
		return notFound
	}
	c.Response().Header().Set("Allow", strings.Join(append(methods, http.MethodOptions), ", "))
	return c.NoContent(http.StatusNoContent)
}

// unlock serves who may do what they ask for, and tells the others that they
// may not.
func (h *API) unlock(c *call) (err error) {
	r, l := c.Request(), h.locks[c.match.Route()]
	if version, ok := supported(r); !ok {
		return unsupported(version)
	}
	errand := c.match.Errand()
	errand.From = patrol.NewOrigin(c.RealIP(), r.UserAgent())
	given, err := h.given(r)
	if err != nil {
		return err
	}
	if c.Pass, err = h.Authority.Authorize(r.Context(), given, errand); err != nil {
		return err
	}
	if c.Bearer != nil && c.Verdict != patrol.BadCredentials {
		describe(c.Response().Header(), l, c.Pass)
	}
	if err := h.spend(c, errand.From.Address); err != nil {
		return err
	}
	if c.Verdict == patrol.NeedsCredentials && !c.Public() && !errand.Self {
		return notFound // whether it is private or is not there, strangers do not learn
	}
	if err := c.Err(); err != nil {
		return err
	}
	switch {
	case c.Moved:
		return h.moved(c)
	case l.serve != nil:
		return l.serve(c)
	case h.bridge != nil:
		return h.bridge.forward(c)
	}
	return notServed(c)
}

// notServed answers for what the law allows and Patrol does not do.
func notServed(c *call) error {
	who := "the token"
	if c.Bearer == nil {
		who = "anybody"
	}
	return &patrol.Error{Kind: patrol.NotServed, Message: "Patrol does not serve this operation (" + c.match.ID +
		"), but would have let " + who + " through."}
}

// describe tells a token what the endpoint accepts, when the token ends, and
// what will stop it before. Keys are in canonical form, so that the hot path
// need not make them so.
func describe(header http.Header, l *lock, p *patrol.Pass) {
	switch {
	case p.Bearer.Kind == patrol.Classic:
		header["X-Oauth-Scopes"] = []string{p.Bearer.Scopes.String()}
		header["X-Accepted-Oauth-Scopes"] = l.scopes
	case l.accepted[0] != "":
		header["X-Accepted-Github-Permissions"] = l.accepted
	}
	if b := p.Bearer; !b.ExpiresAt.IsZero() {
		ends := b.ExpiresAt.UTC().Format("2006-01-02 15:04:05 MST")
		header["Github-Authentication-Token-Expiration"] = []string{ends}
	}
	if w := p.Warning; w != nil {
		header.Set("Sunset", w.On.UTC().Format(http.TimeFormat)) // RFC 8594
		header.Set("X-Patrol-Policy-Warning", w.String())
	}
}

// url is the absolute address of one of our paths.
func (h *API) url(path string) string { return h.Authority.URL + path }

// date is t as GitHub writes times.
func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }
