package rest

import (
	"fmt"
	"net/http"
	"strings"

	"patrol"
)

// filesPage is how many files of a difference come at once.
//
// GitHub: "Get a commit", "Compare two commits".
const filesPage = 300

// getCommit answers with a commit and what it changed, against the first of
// those that it was made of.
func (h *API) getCommit(c *call, query paging) error {
	ctx, r := c.ctx(), c.Place.Repository
	commit, err := h.Repositories.CommitAt(ctx, r, c.param("ref"))
	if patrol.NotFound.Is(err) {
		return h.orEmpty(c, r, emptyRepository, noCommit(c.param("ref")))
	}
	if err != nil {
		return err
	}
	from := ""
	if len(commit.Parents) > 0 {
		from = commit.Parents[0]
	}
	if asksFor(c, ".sha") {
		return c.Blob(http.StatusOK, asSHA+"; charset=utf-8", []byte(commit.SHA))
	}
	if form := patchForm(c); form != "" {
		return h.sendPatch(c, from, commit.SHA, form)
	}
	d, err := h.Repositories.Difference(ctx, r, from, commit.SHA)
	if err != nil {
		return err
	}
	asked := query.Page
	if !asked.sized {
		asked.size = filesPage
	}
	h.link(c, asked, asked.within(len(d.Files)))
	return send(c, http.StatusOK, h.commitWithFiles(c.Place, commit, d, cut(asked, d.Files)))
}

// commitWithFiles is a commit by itself: with what it changed, and some of the
// files.
func (h *API) commitWithFiles(at *patrol.Place, commit *patrol.Commit, d *patrol.Difference, some []*patrol.FileChange) []byte {
	var stats object
	stats.number("total", int64(d.Additions+d.Deletions))
	stats.number("additions", int64(d.Additions))
	stats.number("deletions", int64(d.Deletions))
	o := h.commit(at, commit)
	o.raw("stats", stats.end())
	o.raw("files", h.files(at, commit.SHA, some))
	return o.end()
}

func noCommit(ref string) error {
	return &patrol.Error{Kind: patrol.Invalid, Message: "No commit found for SHA: " + ref}
}

// patchForm is the form other than JSON that c asks for a difference in: "diff",
// "patch", or "".
//
// GitHub: "Media types", application/vnd.github.diff and .patch.
func patchForm(c *call) string {
	switch {
	case asksFor(c, ".diff"):
		return "diff"
	case asksFor(c, ".patch"):
		return "patch"
	}
	return ""
}

// sendPatch answers with what changed as git prints it.
func (h *API) sendPatch(c *call, from, to, form string) error {
	text, err := h.Repositories.Patch(c.ctx(), c.Place.Repository, from, to, form == "patch")
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, fmt.Sprintf("application/vnd.github.%s; charset=utf-8", form), text)
}

// files are what became of files by a commit.
func (h *API) files(at *patrol.Place, sha string, changes []*patrol.FileChange) []byte {
	var all list
	for _, f := range changes {
		where := escaped(f.Path)
		var o object
		o.text("sha", f.SHA)
		o.text("filename", f.Path)
		o.text("status", string(f.Status))
		o.number("additions", int64(f.Additions))
		o.number("deletions", int64(f.Deletions))
		o.number("changes", int64(f.Additions+f.Deletions))
		o.text("blob_url", h.pageURL(at), "/blob/", sha, "/", where)
		o.text("raw_url", h.pageURL(at), "/raw/", sha, "/", where)
		o.text("contents_url", h.repositoryURL(at), "/contents/", where, "?ref=", sha)
		if f.Patch != "" {
			o.text("patch", f.Patch)
		}
		if f.Was != "" {
			o.text("previous_filename", f.Was)
		}
		all.add(o.end())
	}
	return all.end()
}

// comparePage is how many commits a comparison has that is not asked for page
// by page.
//
// GitHub: "Compare two commits", Working with large comparisons.
const comparePage = 250

// compareCommits answers with what is in one history and not in another.
func (h *API) compareCommits(c *call, query paging) error {
	base, head, ok := strings.Cut(c.param("basehead"), "...")
	owner := strings.ToLower(c.Place.Owner.Login) + ":"
	for _, end := range []*string{&base, &head} {
		if strings.HasPrefix(strings.ToLower(*end), owner) { // GitHub: forks are named so; there are none
			*end = (*end)[len(owner):]
		}
	}
	if !ok {
		return notFound
	}
	asked := query.Page
	if !asked.asked {
		asked.size = comparePage
	}
	ctx, r := c.ctx(), c.Place.Repository
	v, err := h.Repositories.Compare(ctx, r, base, head, asked.offset(), asked.size)
	if err != nil {
		return err
	}
	if form := patchForm(c); form != "" {
		return h.sendPatch(c, v.MergeBase.SHA, v.Head.SHA, form)
	}
	var changes []*patrol.FileChange
	if asked.number == 1 {
		d, err := h.Repositories.Difference(ctx, r, v.MergeBase.SHA, v.Head.SHA)
		if err != nil {
			return err
		}
		changes = d.Files[:min(len(d.Files), filesPage)]
	}
	if asked.asked {
		h.link(c, asked, asked.within(v.Ahead))
	}
	return send(c, http.StatusOK, h.comparison(c.Place, v, escaped(base)+"..."+escaped(head), changes))
}

// comparison is what there is to say of v, which a request calls name, and of
// the files that changed.
func (h *API) comparison(at *patrol.Place, v *patrol.Divergence, name string, changes []*patrol.FileChange) []byte {
	commit := func(c *patrol.Commit) []byte { return h.commit(at, c).end() }
	page := h.pageURL(at) + "/compare/"
	var o object
	o.text("url", h.repositoryURL(at), "/compare/", name)
	o.text("html_url", page, name)
	o.text("permalink_url", page, v.Base.SHA, "...", v.Head.SHA)
	o.text("diff_url", page, name, ".diff")
	o.text("patch_url", page, name, ".patch")
	o.raw("base_commit", commit(v.Base))
	o.raw("merge_base_commit", commit(v.MergeBase))
	o.text("status", v.Status())
	o.number("ahead_by", int64(v.Ahead))
	o.number("behind_by", int64(v.Behind))
	o.number("total_commits", int64(v.Ahead))
	o.raw("commits", listed(v.Commits, commit))
	o.raw("files", h.files(at, v.Head.SHA, changes))
	return o.end()
}
