package rest

import (
	"net/http"

	"patrol"
)

// A fileBody is a file as it shall be.
type fileBody struct {
	change
	Content *string `is:"required" eg:"SGVsbG8K" doc:"In Base64"`
	SHA     string  `doc:"Of the file as it was, if there was one"`
}

// A removal is a file that shall be gone.
type removal struct {
	change
	SHA string `is:"required" eg:"ce013625030ba8dba906f756967f9e9ca394464a" doc:"Of the file as it was"`
}

// A change is how a file changes.
type change struct {
	Message   string  `is:"required" eg:"Say hello"`
	Branch    string  `doc:"The default branch if nothing is said"`
	Author    *person `doc:"The committer if nothing is said"`
	Committer *person `doc:"The author, or you, if nothing is said"`
}

// putContents writes a file. That it may touch a workflow, the law has seen by
// its path.
func (h *API) putContents(c *call, b fileBody) error {
	data, err := fromBase64(*b.Content, "content")
	if err != nil {
		return err
	}
	return h.edit(c, b.change, patrol.Edit{Data: data, Was: b.SHA})
}

func (h *API) deleteContents(c *call, b removal) error {
	return h.edit(c, b.change, patrol.Edit{Removes: true, Was: b.SHA})
}

// edit makes e, of which b says the rest, and tells of it.
func (h *API) edit(c *call, b change, e patrol.Edit) (err error) {
	e.Path, e.Message, e.Branch = c.param("path"), b.Message, b.Branch
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
	commit, file, err := h.Repositories.Edit(c.ctx(), c.Place.Repository, e)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if file != nil && e.Was == "" {
		status = http.StatusCreated
	}
	return send(c, status, tree{h, c.Place, e.Branch}.edited(commit, file))
}

// edited is a file as a commit left it, nil for gone.
func (t tree) edited(commit *patrol.Commit, file *patrol.Content) []byte {
	var o object
	if file == nil {
		o.null("content")
	} else {
		content := t.describe(file, string(patrol.File))
		o.raw("content", content.end())
	}
	o.raw("commit", t.gitCommit(t.at, commit))
	return o.end()
}
