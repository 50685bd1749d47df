package rest

import (
	"encoding/base64"
	"net/http"

	"patrol"
)

func (h *API) getBlob(c *call) error {
	id := c.param("file_sha")
	blob, err := h.Repositories.Blob(c.ctx(), c.Place.Repository, id, largestFile)
	switch {
	case patrol.NotFound.Is(err):
		return h.orEmpty(c, c.Place.Repository, emptyRepository, notFound)
	case err != nil:
		return err
	case blob.Size > largestFile:
		return tooLarge
	case asksFor(c, ".raw"):
		return sendRaw(c, blob.Data)
	}
	return send(c, http.StatusOK, h.wholeBlob(c.Place, blob))
}

// wholeBlob is a blob with what is in it.
func (h *API) wholeBlob(at *patrol.Place, blob *patrol.Content) []byte {
	o := h.blob(at, blob.SHA)
	o.text("node_id", nodeID("Blob", blob.SHA))
	o.number("size", blob.Size)
	o.text("content", lines(base64.StdEncoding.EncodeToString(blob.Data)))
	o.text("encoding", "base64")
	return o.end()
}

// A blobBody is a file as git shall keep it.
type blobBody struct {
	Content  *string `is:"required" eg:"Hello"`
	Encoding string  `enum:"utf-8 base64" default:"utf-8"`
}

// createBlob keeps a file that no tree has yet.
func (h *API) createBlob(c *call, b blobBody) error {
	data := []byte(*b.Content)
	if b.Encoding == "base64" {
		var err error
		if data, err = fromBase64(*b.Content, "content"); err != nil {
			return err
		}
	}
	if err := h.begun(c); err != nil {
		return err
	}
	id, err := h.Repositories.KeepBlob(c.ctx(), c.Place.Repository, data)
	if err != nil {
		return err
	}
	o := h.blob(c.Place, id)
	return h.created(c, patrol.BlobObject, id, o.end())
}

func (h *API) blob(at *patrol.Place, sha string) object {
	var o object
	o.text("sha", sha)
	o.text("url", h.objectURL(at, patrol.BlobObject, sha))
	return o
}

// created answers that there is an object now.
func (h *API) created(c *call, kind patrol.ObjectKind, sha string, body []byte) error {
	c.Response().Header().Set("Location", h.objectURL(c.Place, kind, sha))
	return send(c, http.StatusCreated, body)
}

// getGitCommit answers with a commit as git keeps it.
func (h *API) getGitCommit(c *call) error {
	id := c.param("commit_sha")
	commit, err := h.Repositories.CommitAt(c.ctx(), c.Place.Repository, id)
	if patrol.NotFound.Is(err) || err == nil && commit.SHA != id {
		return h.orEmpty(c, c.Place.Repository, emptyRepository, notFound)
	}
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.gitCommit(c.Place, commit))
}

// A commitBody is a commit as git shall keep it.
type commitBody struct {
	Message   string   `is:"required" eg:"Say hello"`
	Tree      string   `is:"required" eg:"4b825dc642cb6eb9a060e54bf8d69288fbee4904" doc:"SHA of a tree"`
	Parents   []string `doc:"SHAs of the commits that it comes after"`
	Author    *person  `doc:"The committer if nothing is said"`
	Committer *person  `doc:"The author, or you, if nothing is said"`
	Signature string   `doc:"An armored signature of the commit"`
}

// createCommit keeps a commit that no reference leads to yet.
func (h *API) createCommit(c *call, b commitBody) error {
	if err := checkMessage(b.Message + b.Signature); err != nil {
		return err
	}
	commit := &patrol.Commit{Tree: b.Tree, Parents: b.Parents, Message: b.Message, Signed: b.Signature}
	var err error
	if commit.Author, commit.Committer, err = h.signatures(c, b.Author, b.Committer); err != nil {
		return err
	}
	if err := h.begun(c); err != nil {
		return err
	}
	if commit, err = h.Repositories.KeepCommit(c.ctx(), c.Place.Repository, commit); err != nil {
		return err
	}
	return h.created(c, patrol.CommitObject, commit.SHA, h.gitCommit(c.Place, commit))
}

// gitCommit is a commit as git keeps it.
func (h *API) gitCommit(at *patrol.Place, c *patrol.Commit) []byte {
	page := h.pageURL(at) + "/commit/"
	var tree, o object
	tree.text("sha", c.Tree)
	tree.text("url", h.objectURL(at, patrol.TreeObject, c.Tree))
	var parents list
	for _, sha := range c.Parents {
		var parent object
		parent.text("sha", sha)
		parent.text("url", h.objectURL(at, patrol.CommitObject, sha))
		parent.text("html_url", page, sha)
		parents.add(parent.end())
	}
	o.text("sha", c.SHA)
	o.text("node_id", nodeID("Commit", c.SHA))
	o.text("url", h.objectURL(at, patrol.CommitObject, c.SHA))
	o.text("html_url", page, c.SHA)
	o.raw("author", signature(c.Author))
	o.raw("committer", signature(c.Committer))
	o.raw("tree", tree.end())
	o.text("message", c.Message)
	o.raw("parents", parents.end())
	o.raw("verification", verification(c.Signed, c.Payload))
	return o.end()
}

func (h *API) getTag(c *call) error {
	tag, err := h.Repositories.Tag(c.ctx(), c.Place.Repository, c.param("tag_sha"))
	if patrol.NotFound.Is(err) {
		return h.orEmpty(c, c.Place.Repository, emptyRepository, notFound)
	}
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.tag(c.Place, tag))
}

// A tagBody is an annotated tag as git shall keep it.
type tagBody struct {
	Tag     string  `is:"required" eg:"v1.0" doc:"Its name"`
	Message string  `is:"required" eg:"One"`
	Object  string  `is:"required" eg:"6dcb09b5b57875f334f61aebed695e2e4193db5e" doc:"SHA of what it is about"`
	Type    string  `is:"required" enum:"commit tree blob" eg:"commit"`
	Tagger  *person `doc:"You if nothing is said"`
}

// createTag keeps an annotated tag that no reference leads to yet.
func (h *API) createTag(c *call, b tagBody) error {
	if wrong := patrol.CheckReference("refs/tags/" + b.Tag); wrong != "" {
		return problem("tag", "cannot be the name of a tag")
	}
	if err := checkMessage(b.Message); err != nil {
		return err
	}
	tag := &patrol.Tag{Name: b.Tag, Object: b.Object, Kind: patrol.ObjectKind(b.Type), Message: b.Message}
	var err error
	if tag.Tagger, err = b.Tagger.signature("tagger", h.Authority.SignatureOf(c.Bearer.User)); err != nil {
		return err
	}
	if err := h.begun(c); err != nil {
		return err
	}
	if tag.SHA, err = h.Repositories.KeepTag(c.ctx(), c.Place.Repository, tag); err != nil {
		return err
	}
	return h.created(c, patrol.TagObject, tag.SHA, h.tag(c.Place, tag))
}

func (h *API) tag(at *patrol.Place, t *patrol.Tag) []byte {
	var o object
	o.text("node_id", nodeID("Tag", t.SHA))
	o.text("sha", t.SHA)
	o.text("url", h.objectURL(at, patrol.TagObject, t.SHA))
	o.text("tag", t.Name)
	o.text("message", t.Message)
	o.raw("tagger", signature(t.Tagger))
	o.raw("object", h.aim(at, t.Kind, t.Object))
	o.raw("verification", verification(t.Signed, t.Payload))
	return o.end()
}
