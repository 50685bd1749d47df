// Package rest is the door for programs: the REST API, as GitHub speaks it.
package rest

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
)

// Prefix is where the API lies, as on GitHub Enterprise Server.
const Prefix = "/api/v3"

// API serves the REST API of an authority.
type API struct {
	Authority    *patrol.Authority
	Repositories patrol.Repositories

	viewers viewers
}

// Routes is the map of the API. What an endpoint takes, the catalogue says.
func (h *API) Routes(e *echo.Echo) {
	g := e.Group(Prefix)
	g.RouteNotFound("", h.nowhere)
	g.RouteNotFound("/*", h.nowhere)
	h.takes(g, "GET /", h.getRoot)
	h.takes(g, "GET /meta", h.getMeta)
	h.takes(g, "GET /rate_limit", h.getRateLimit)
	h.takes(g, "GET /user", h.getViewer)
	h.takes(g, "GET /user/repos", h.listViewerRepositories)
	h.takes(g, "GET /users/{username}", h.getUser)
	h.takes(g, "GET /orgs/{org}", h.getOrg)
	h.takes(g, "GET /orgs/{org}/repos", h.listOrgRepositories)
	h.takes(g, "GET /repos/{owner}/{repo}", h.getRepository)
	h.takes(g, "GET /repos/{owner}/{repo}/contents/{path}", h.getContents)
	h.takes(g, "GET /repos/{owner}/{repo}/branches", h.listBranches)
	h.takes(g, "GET /repos/{owner}/{repo}/commits", h.listCommits)
}

// An endpoint is a handler for whoever may do what it does. It is no
// echo.HandlerFunc, so that none is reached but through takes.
type endpoint func(c echo.Context, p *patrol.Pass) error

// takes mounts an endpoint where the catalogue says, for those who hold what
// the catalogue says that it takes, and tells them so from the same value.
func (h *API) takes(g *echo.Group, route string, serve endpoint) {
	operation, known := patrol.OperationByRoute(route)
	if !known {
		panic("no such operation: " + route)
	}
	l := lock{Operation: operation, route: route, accepted: []string{operation.Accepted()}}
	handler := func(c echo.Context) error {
		err := h.unlock(c, l, serve)
		if err != nil {
			c.Set(documentation, h.url(Prefix))
		}
		return err
	}
	for _, path := range paths(operation) {
		g.GET(path, handler)
		g.HEAD(path, handler)
		g.RouteNotFound(path, h.nowhere) // GitHub has no 405
	}
}

// paths is where o lies, in echo's words. A path in a repository may be empty
// and is then left out, with its slash or without; and so may the root's.
func paths(o patrol.Operation) []string {
	path := strings.NewReplacer("{path}", "*", "{", ":", "}", "").Replace(o.Path)
	if shorter := strings.TrimRight(path, "/*"); shorter != path {
		return []string{path, shorter}
	}
	return []string{path}
}

// A lock is what an endpoint takes.
type lock struct {
	patrol.Operation
	route    string
	accepted []string // the value of X-Accepted-GitHub-Permissions
}

// unlock serves who may pass l, and tells the others that they may not.
func (h *API) unlock(c echo.Context, l lock, serve endpoint) error {
	if version, ok := supported(c.Request()); !ok {
		c.Set(documentation, h.url(Prefix))
		return WriteError(c, http.StatusBadRequest, &patrol.Error{Message: unsupported(version)})
	}
	errand := l.errand(c)
	p, err := h.Authority.Authorize(c.Request().Context(), credential(c.Request()), errand)
	if err != nil {
		return err
	}
	if p.Bearer != nil && p.Verdict != patrol.BadCredentials {
		describe(c.Response().Header(), l, p.Bearer)
	}
	if p.Verdict == patrol.NeedsCredentials && errand.Owner != "" {
		return notFound // whether it is private or is not there, strangers do not learn
	}
	if err := p.Err(); err != nil {
		return err
	}
	return serve(c, p)
}

// errand is what a request for l's operation is to the law.
func (l lock) errand(c echo.Context) patrol.Errand {
	e := patrol.Errand{
		Reads: !l.Writes(), Needs: l.Needs, Operation: l.route,
		From: patrol.Origin{Address: c.RealIP(), Agent: c.Request().UserAgent()},
	}
	for _, name := range c.ParamNames() {
		switch name {
		case "owner", "org", "username":
			e.Owner = login(c, name)
		case "repo":
			e.Repository, e.Takes = repositoryName(c, name), patrol.Read
		}
	}
	e.Self = e.Owner == "" && strings.HasPrefix(l.Path, "/user")
	return e
}

// describe tells a token what the endpoint accepts and when the token ends.
// Keys are in canonical form, so that the hot path need not make them so.
func describe(header http.Header, l lock, b *patrol.Bearer) {
	if l.accepted[0] != "" {
		header["X-Accepted-Github-Permissions"] = l.accepted
	}
	if !b.ExpiresAt.IsZero() {
		ends := b.ExpiresAt.UTC().Format("2006-01-02 15:04:05 MST")
		header["Github-Authentication-Token-Expiration"] = []string{ends}
	}
}

// url is the absolute address of one of our paths.
func (h *API) url(path string) string { return h.Authority.URL + path }

// date is t as GitHub writes times.
func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// send answers with JSON.
func send(c echo.Context, status int, body []byte) error {
	header := c.Response().Header()
	header["Content-Type"] = jsonType
	header["Cache-Control"] = noStore
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(body)
	return err
}

// Values of headers that never change.
var (
	jsonType = []string{"application/json; charset=utf-8"}
	noStore  = []string{"private, no-store"}
)
