package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
)

func (h *API) listBranches(c *call) error {
	branches, err := h.branches(c, c.Place.Repository)
	if err != nil {
		return err
	}
	if c.QueryParam("protected") == "true" {
		branches = nil // nothing protects a branch here
	}
	asked := pageOf(c.QueryParams())
	var all list
	for _, b := range cut(asked, branches) {
		var o object
		o.text("name", b.Name)
		o.raw("commit", h.pointer(c.Place, b.SHA))
		o.flag("protected", false)
		all.add(o.end())
	}
	last := asked.of(len(branches))
	h.link(c.Response().Header(), c.Request().URL, asked, last, asked.number < last)
	return send(c, http.StatusOK, all.end())
}

// branches are a repository's, none if it has no history yet.
func (h *API) branches(c echo.Context, r *patrol.Repository) ([]patrol.Branch, error) {
	branches, err := h.Repositories.Branches(c.Request().Context(), r)
	if patrol.NotFound.Is(err) {
		return nil, nil
	}
	return branches, err
}

// pointer is a commit by its ID alone.
func (h *API) pointer(at *patrol.Place, sha string) []byte {
	var o object
	o.text("sha", sha)
	o.link("url", h.repositoryURL(at), "/commits/", sha)
	return o.end()
}

var noBranch = &patrol.Error{Kind: patrol.NotFound, Message: "Branch not found"}

func (h *API) getBranch(c *call) error {
	name := c.param("branch")
	commit, err := h.Repositories.CommitAt(c.Request().Context(), c.Place.Repository, patrol.BranchRef(name))
	if patrol.NotFound.Is(err) {
		return noBranch
	}
	if err != nil {
		return err
	}
	at := h.repositoryURL(c.Place) + "/branches/" + escaped(name)
	var links, checks, protection, o object
	links.text("self", at)
	links.text("html", h.pageURL(c.Place)+"/tree/"+escaped(name))
	checks.text("enforcement_level", "off")
	checks.none("[]", "contexts", "checks")
	protection.flag("enabled", false)
	protection.raw("required_status_checks", checks.end())
	inner := h.commit(c.Place, commit)
	o.text("name", name)
	o.raw("commit", inner.end())
	o.raw("_links", links.end())
	o.flag("protected", false) // nothing protects a branch here
	o.raw("protection", protection.end())
	o.text("protection_url", at+"/protection")
	return send(c, http.StatusOK, o.end())
}

// listTags lists what tags lead to, if that is commits.
func (h *API) listTags(c *call) error {
	const prefix = "refs/tags/"
	refs, err := h.references(c, prefix)
	if err != nil {
		return err
	}
	refs = slices.DeleteFunc(refs, func(r *patrol.Reference) bool { return r.Commit == "" })
	asked := pageOf(c.QueryParams())
	var all list
	for _, ref := range cut(asked, refs) {
		var o object
		o.text("name", strings.TrimPrefix(ref.Name, prefix))
		o.raw("commit", h.pointer(c.Place, ref.Commit))
		o.text("zipball_url", h.repositoryURL(c.Place)+"/zipball/"+escaped(ref.Name))
		o.text("tarball_url", h.repositoryURL(c.Place)+"/tarball/"+escaped(ref.Name))
		o.text("node_id", nodeID("Ref", ref.Name))
		all.add(o.end())
	}
	last := asked.of(len(refs))
	h.link(c.Response().Header(), c.Request().URL, asked, last, asked.number < last)
	return send(c, http.StatusOK, all.end())
}

// references are a repository's, none if it has no history yet.
func (h *API) references(c *call, prefix string) ([]*patrol.Reference, error) {
	refs, err := h.Repositories.References(c.Request().Context(), c.Place.Repository, prefix)
	if patrol.NotFound.Is(err) {
		return nil, nil
	}
	return refs, err
}

// escaped is a name as it stands in the path of an address, slashes and all.
func escaped(name string) string { return (&url.URL{Path: name}).EscapedPath() }
