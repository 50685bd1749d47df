package rest

import (
	"fmt"
	"net/http"

	"patrol"
)

// A depth is how much of a tree to show.
type depth struct {
	Recursive present `doc:"Whatever its value: all that is in its folders too"`
}

func (h *API) getTree(c *call, query depth) error {
	t, err := h.Repositories.Tree(c.ctx(), c.Place.Repository, c.param("tree_sha"), bool(query.Recursive))
	if patrol.NotFound.Is(err) {
		return h.orEmpty(c, c.Place.Repository, emptyRepository, notFound)
	}
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.gitTree(c.Place, t))
}

// A treeBody is a tree as it shall be.
type treeBody struct {
	Tree []treeEntry `is:"required" eg:"[{\"path\": \"hello.txt\", \"mode\": \"100644\", \"content\": \"Hello\"}]"`
	Base string      `json:"base_tree" doc:"SHA of the tree that it begins from"`
}

// A treeEntry is what a path in a tree shall lead to.
type treeEntry struct {
	Path    string        `is:"required"`
	Mode    string        `enum:"100644 100755 040000 160000 120000"`
	Type    string        `enum:"blob tree commit"`
	SHA     told[*string] `doc:"Of what is kept already; null takes the path away"`
	Content *string       `doc:"Of a new file"`
}

// createTree keeps a tree that no commit has yet.
func (h *API) createTree(c *call, b treeBody) error {
	changes, err := b.changes()
	if err != nil {
		return err
	}
	if err := h.begun(c); err != nil {
		return err
	}
	t, err := h.Repositories.KeepTree(c.ctx(), c.Place.Repository, b.Base, changes)
	if err != nil {
		return err
	}
	return h.created(c, patrol.TreeObject, t.SHA, h.gitTree(c.Place, t))
}

// treeModes are those that what is in a tree may have, and what git keeps then.
var treeModes = map[string]patrol.ObjectKind{
	"100644": patrol.BlobObject, "100755": patrol.BlobObject, "120000": patrol.BlobObject,
	"040000": patrol.TreeObject, "160000": patrol.CommitObject,
}

// changes are what b asks for.
func (b *treeBody) changes() ([]patrol.TreeChange, error) {
	var changes []patrol.TreeChange
	for i, entry := range b.Tree {
		c := patrol.TreeChange{Path: entry.Path, Mode: entry.Mode, Gone: entry.SHA.there && entry.SHA.value == nil}
		kind := treeModes[entry.Mode]
		at := fmt.Sprintf("tree[%d].", i)
		switch {
		case c.Path == "" || !wellFormed(c.Path):
			return nil, problem(at+"path", "contains a malformed path component")
		case c.Gone:
		case kind == "":
			return nil, problem(at+"mode", "must be 100644, 100755, 040000, 160000 or 120000")
		case entry.Type != "" && entry.Type != string(kind):
			return nil, problem(at+"type", "is not what has such a mode")
		case entry.SHA.there && entry.Content != nil:
			return nil, problem(at+"sha", "and content cannot both be given")
		case entry.SHA.there:
			c.SHA = *entry.SHA.value
			if c.SHA == "" {
				return nil, problem(at+"sha", "is not the name of an object")
			}
		case entry.Content == nil || kind != patrol.BlobObject:
			return nil, problem(at+"sha", "is missing, and so is content")
		default:
			c.Data = []byte(*entry.Content)
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func (h *API) gitTree(at *patrol.Place, t *patrol.Tree) []byte {
	var entries list
	for _, e := range t.Entries {
		kind := treeModes[e.Mode]
		if kind == "" {
			kind = patrol.BlobObject // of old, there are files of other modes
		}
		var o object
		o.text("path", e.Path)
		o.text("mode", e.Mode)
		o.text("type", string(kind))
		o.text("sha", e.SHA)
		if kind == patrol.BlobObject {
			o.number("size", e.Size)
		}
		if kind != patrol.CommitObject { // which lies in another repository
			o.text("url", h.objectURL(at, kind, e.SHA))
		}
		entries.add(o.end())
	}
	var o object
	o.text("sha", t.SHA)
	o.text("url", h.objectURL(at, patrol.TreeObject, t.SHA))
	o.raw("tree", entries.end())
	o.flag("truncated", t.Truncated)
	return o.end()
}
