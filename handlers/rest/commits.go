package rest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"patrol"
)

// emptyRepository is said of the history of a repository that has none.
var emptyRepository = &patrol.Error{Kind: patrol.Conflict, Message: "Git Repository is empty."}

// A commitQuery is which commits to list.
type commitQuery struct {
	Page   page
	SHA    string    `eg:"main" doc:"A branch, tag or commit to begin at: the default branch if nothing is said"`
	Path   string    `doc:"A file or folder that they changed"`
	Author string    `doc:"Part of the name or address of who wrote them"`
	Since  time.Time `doc:"When they were made, at the earliest"`
	Until  time.Time `doc:"When they were made, at the latest"`
}

// listCommits lists a part of a history. How long all of it is git could only
// tell by walking through it, so that the last page has no link.
func (h *API) listCommits(c *call, query commitQuery) error {
	asked := query.Page
	q := patrol.CommitQuery{Ref: cmp.Or(query.SHA, c.Place.Repository.DefaultBranch), Path: strings.Trim(query.Path, "/"),
		Author: query.Author, Since: query.Since, Until: query.Until,
		Offset: asked.offset(), Limit: asked.size + 1} // one more tells whether there is a next page
	if !wellFormed(q.Path) {
		return problem("path", "contains a malformed path component")
	}
	commits, err := h.Repositories.Commits(c.ctx(), c.Place.Repository, q)
	if patrol.NotFound.Is(err) {
		return h.orEmpty(c, c.Place.Repository, emptyRepository, notFound)
	}
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, commits, func(one *patrol.Commit) []byte { return h.commit(c.Place, one).end() })
}

// orEmpty is what to say of something that is not in a repository: that there
// is nothing in it at all, or else.
func (h *API) orEmpty(c *call, r *patrol.Repository, empty, otherwise error) error {
	branches, err := h.branches(c, r)
	if err != nil {
		return err
	}
	if len(branches) == 0 {
		return empty
	}
	return otherwise
}

// commit is a commit as lists have it. Who its author is here nobody says: an
// e-mail address in a commit proves nothing.
func (h *API) commit(at *patrol.Place, c *patrol.Commit) object {
	api, page := h.repositoryURL(at), h.pageURL(at)
	var tree, inner, o object
	tree.text("sha", c.Tree)
	tree.link("url", api, "/git/trees/", c.Tree)
	inner.raw("author", signature(c.Author))
	inner.raw("committer", signature(c.Committer))
	inner.text("message", c.Message)
	inner.raw("tree", tree.end())
	inner.link("url", api, "/git/commits/", c.SHA)
	inner.number("comment_count", 0)
	inner.raw("verification", verification(c.Signed, c.Payload))

	var parents list
	for _, sha := range c.Parents {
		var parent object
		parent.text("sha", sha)
		parent.link("url", api, "/commits/", sha)
		parent.link("html_url", page, "/commit/", sha)
		parents.add(parent.end())
	}
	o.text("sha", c.SHA)
	o.text("node_id", nodeID("Commit", c.SHA))
	o.raw("commit", inner.end())
	o.link("url", api, "/commits/", c.SHA)
	o.link("html_url", page, "/commit/", c.SHA)
	o.link("comments_url", api, "/commits/", c.SHA, "/comments")
	o.none("null", "author", "committer")
	o.raw("parents", parents.end())
	return o
}

// verification says that nobody here looks at signatures.
func verification(signature, signed string) []byte {
	reason := "unsigned"
	if signature != "" {
		reason = "unknown_key"
	}
	var o object
	o.flag("verified", false)
	o.text("reason", reason)
	o.textOrNull("signature", signature)
	o.textOrNull("payload", signed)
	o.null("verified_at")
	return o.end()
}

func signature(s patrol.Signature) []byte {
	var o object
	o.text("name", s.Name)
	o.text("email", s.Email)
	o.text("date", date(s.When))
	return o.end()
}

// nodeID is the id among all kinds of things of one that has a name.
func nodeID(kind, name string) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "0%d:%s%s", len(kind), kind, name))
}

// pageURL is where people look at a repository.
func (h *API) pageURL(at *patrol.Place) string { return h.url("/" + at.Repository.FullName()) }

// repositoryURL is where the API has a repository.
func (h *API) repositoryURL(at *patrol.Place) string {
	return h.url(Prefix + "/repos/" + at.Repository.FullName())
}
