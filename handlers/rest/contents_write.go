package rest

import (
	"net/http"

	"patrol"
)

// A fileBody is how a file shall change.
type fileBody struct {
	Message   string
	Content   *string
	SHA       string `json:"sha"`
	Branch    string
	Author    *person
	Committer *person
}

// putContents writes a file. That it may touch a workflow, the law has seen by
// its path.
func (h *API) putContents(c *call) error {
	var b fileBody
	if err := c.read(&b); err != nil {
		return err
	}
	lacks := missing("message", b.Message)
	if b.Content == nil {
		lacks = append(lacks, "content")
	}
	if len(lacks) > 0 {
		return notSupplied(lacks...)
	}
	data, err := fromBase64(*b.Content, "content")
	if err != nil {
		return err
	}
	return h.edit(c, b, patrol.Edit{Data: data})
}

func (h *API) deleteContents(c *call) error {
	var b fileBody
	if err := c.read(&b); err != nil {
		return err
	}
	if lacks := missing("message", b.Message, "sha", b.SHA); len(lacks) > 0 {
		return notSupplied(lacks...)
	}
	return h.edit(c, b, patrol.Edit{Removes: true})
}

// edit makes e, of which b says the rest, and tells of it.
func (h *API) edit(c *call, b fileBody, e patrol.Edit) (err error) {
	e.Path, e.Was, e.Message, e.Branch = c.param("path"), b.SHA, b.Message, b.Branch
	if e.Branch == "" {
		e.Branch = c.Place.Repository.DefaultBranch
	}
	if e.Path == "" || patrol.CheckReference(patrol.BranchRef(e.Branch)) != "" {
		return badPath
	}
	if err := checkMessage(e.Message); err != nil {
		return err
	}
	if e.Author, e.Committer, err = h.signatures(c, b.Author, b.Committer); err != nil {
		return err
	}
	commit, file, err := h.Repositories.Edit(c.Request().Context(), c.Place.Repository, e)
	if err != nil {
		return err
	}
	var o object
	if file == nil {
		o.null("content")
	} else {
		t := tree{h, c.Place, e.Branch}
		content := t.describe(file, string(patrol.File))
		o.raw("content", content.end())
	}
	o.raw("commit", h.gitCommit(c.Place, commit))
	status := http.StatusOK
	if file != nil && e.Was == "" {
		status = http.StatusCreated
	}
	return send(c, status, o.end())
}
