package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"patrol"
)

// A branchQuery is which branches to list.
type branchQuery struct {
	Page      page
	Protected bool `doc:"Only protected ones, which there are none of"`
}

func (h *API) listBranches(c *call, query branchQuery) error {
	branches, err := h.branches(c, c.Place.Repository)
	if err != nil {
		return err
	}
	if query.Protected {
		branches = nil // nothing protects a branch here
	}
	return sendPart(h, c, query.Page, branches, func(b patrol.Branch) []byte { return h.shortBranch(c.Place, b) })
}

// shortBranch is a branch in lists.
func (h *API) shortBranch(at *patrol.Place, b patrol.Branch) []byte {
	var o object
	o.text("name", b.Name)
	o.raw("commit", h.pointer(at, b.SHA))
	o.flag("protected", false)
	return o.end()
}

// branches are a repository's, none if it has no history yet.
func (h *API) branches(c *call, r *patrol.Repository) ([]patrol.Branch, error) {
	branches, err := h.Repositories.Branches(c.ctx(), r)
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
	commit, err := h.Repositories.CommitAt(c.ctx(), c.Place.Repository, patrol.BranchRef(name))
	if patrol.NotFound.Is(err) {
		return noBranch
	}
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.branch(c.Place, name, commit))
}

// branch is a branch by itself. Nothing protects one here.
func (h *API) branch(at *patrol.Place, name string, commit *patrol.Commit) []byte {
	self := h.repositoryURL(at) + "/branches/" + escaped(name)
	var links, checks, protection, o object
	links.text("self", self)
	links.text("html", h.pageURL(at)+"/tree/"+escaped(name))
	checks.text("enforcement_level", "off")
	checks.none("[]", "contexts", "checks")
	protection.flag("enabled", false)
	protection.raw("required_status_checks", checks.end())
	o.text("name", name)
	o.raw("commit", h.commit(at, commit).end())
	o.raw("_links", links.end())
	o.flag("protected", false)
	o.raw("protection", protection.end())
	o.text("protection_url", self+"/protection")
	return o.end()
}

// tagPrefix is what the names of tags begin with.
const tagPrefix = "refs/tags/"

// listTags lists what tags lead to, if that is commits.
func (h *API) listTags(c *call, query paging) error {
	refs, err := h.references(c, tagPrefix)
	if err != nil {
		return err
	}
	refs = slices.DeleteFunc(refs, func(r *patrol.Reference) bool { return r.Commit == "" })
	return sendPart(h, c, query.Page, refs, func(ref *patrol.Reference) []byte { return h.tagged(c.Place, ref) })
}

// tagged is what a tag leads to.
func (h *API) tagged(at *patrol.Place, ref *patrol.Reference) []byte {
	var o object
	o.text("name", strings.TrimPrefix(ref.Name, tagPrefix))
	o.raw("commit", h.pointer(at, ref.Commit))
	o.text("zipball_url", h.repositoryURL(at)+"/zipball/"+escaped(ref.Name))
	o.text("tarball_url", h.repositoryURL(at)+"/tarball/"+escaped(ref.Name))
	o.text("node_id", nodeID("Ref", ref.Name))
	return o.end()
}

// references are a repository's, none if it has no history yet.
func (h *API) references(c *call, prefix string) ([]*patrol.Reference, error) {
	refs, err := h.Repositories.References(c.ctx(), c.Place.Repository, prefix)
	if patrol.NotFound.Is(err) {
		return nil, nil
	}
	return refs, err
}

// escaped is a name as it stands in the path of an address, slashes and all.
func escaped(name string) string { return (&url.URL{Path: name}).EscapedPath() }
