package rest

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strings"

	"patrol"
)

// How large a file may be to be sent inside of JSON, and to be sent at all.
//
// GitHub: "Get repository content", Notes.
const (
	largestInline = 1 << 20
	largestFile   = 100 << 20
)

var (
	emptyFolder = &patrol.Error{Kind: patrol.NotFound, Message: "This repository is empty."}
	badPath     = &patrol.Error{Kind: patrol.Invalid, Message: "path contains a malformed path component"}
	tooLarge    = &patrol.Error{Kind: patrol.Forbidden, Message: "This API returns blobs up to 100 MB in size. " +
		"The requested blob is too large to fetch via the API, but you can always clone the repository via Git."}
)

// A tree is a repository's files as a request asks for them.
type tree struct {
	*API
	at  *patrol.Place
	ref string // as asked for, or the default branch
}

// A treeQuery is which of the trees of a repository to look at.
type treeQuery struct {
	Ref string `eg:"main" doc:"A branch, tag or commit: the default branch if nothing is said"`
}

// getContents answers what lies at a path, as JSON or, if the client prefers,
// as it is.
func (h *API) getContents(c *call, query treeQuery) error {
	t := h.treeOf(c, query)
	content, err := t.content(c, c.param("path"), limitFor(c))
	if err != nil {
		return err
	}
	return t.send(c, content)
}

// treeOf is the tree that c asks for.
func (h *API) treeOf(c *call, query treeQuery) tree {
	return tree{h, c.Place, cmp.Or(query.Ref, c.Place.Repository.DefaultBranch)}
}

// limitFor is how large a file may be to be sent in the form that c asks for.
func limitFor(c *call) int64 {
	if asksFor(c, ".raw") {
		return largestFile
	}
	return largestInline
}

// asksFor reports whether c prefers a form to JSON.
func asksFor(c *call, form string) bool {
	return strings.Contains(c.Request().Header.Get("Accept"), form)
}

// send answers with content in the form that c asks for.
func (t tree) send(c *call, content *patrol.Content) error {
	switch {
	case content.Size > largestFile:
		return tooLarge
	case content.Kind == patrol.Folder && asksFor(c, ".object"):
		return send(c, http.StatusOK, t.folder(content))
	case content.Kind == patrol.Folder:
		return send(c, http.StatusOK, t.entries(content))
	case asksFor(c, ".raw") && content.Kind == patrol.File:
		return sendRaw(c, content.Data)
	}
	from, err := t.submodule(c, content)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, t.whole(content, from))
}

// sendRaw answers with a file as it is.
func sendRaw(c *call, data []byte) error {
	c.Response().Header()["Cache-Control"] = noStore
	return c.Blob(http.StatusOK, asRaw+"; charset=utf-8", data)
}

// content is what lies at a path; for a symlink to a file, that file.
func (t tree) content(c *call, at string, limit int64) (*patrol.Content, error) {
	content, err := t.Repositories.Content(c.ctx(), t.at.Repository, t.ref, at, limit)
	if patrol.NotFound.Is(err) {
		return nil, t.orEmpty(c, t.at.Repository, emptyFolder, err)
	}
	if err != nil || content.Kind != patrol.Symlink {
		return content, err
	}
	target := path.Join(path.Dir(content.Path), string(content.Data))
	if strings.HasPrefix(string(content.Data), "/") || !wellFormed(target) {
		return content, nil // it leads out of the repository
	}
	aim, err := t.Repositories.Content(c.ctx(), t.at.Repository, t.ref, target, limit)
	if patrol.NotFound.Is(err) || err == nil && aim.Kind != patrol.File {
		return content, nil
	}
	return aim, err
}

// whole is a file, a symlink or a submodule, which comes from somewhere, with
// what there is to say of it.
func (t tree) whole(content *patrol.Content, from string) []byte {
	o := t.describe(content, string(content.Kind))
	switch content.Kind {
	case patrol.File:
		if content.Size > largestInline {
			o.text("encoding", "none")
			o.text("content", "")
			break
		}
		o.text("encoding", "base64")
		o.text("content", lines(base64.StdEncoding.EncodeToString(content.Data)))
	case patrol.Symlink:
		o.text("target", string(content.Data))
	case patrol.Submodule:
		o.textOrNull("submodule_git_url", from)
	}
	return o.end()
}

// entries are what is in a folder.
//
// GitHub: "When listing the contents of a directory, submodules have their
// "type" specified as "file"."
func (t tree) entries(folder *patrol.Content) []byte {
	return listed(folder.Entries, func(entry *patrol.Content) []byte {
		kind := entry.Kind
		if kind == patrol.Submodule {
			kind = patrol.File
		}
		return t.describe(entry, string(kind)).end()
	})
}

// folder is a folder as an object, for those who ask for one.
func (t tree) folder(content *patrol.Content) []byte {
	o := t.describe(content, string(patrol.Folder))
	o.raw("entries", t.entries(content))
	return o.end()
}

// describe is what all kinds of content have in common. There are no pages of
// files here, and no plain downloads.
func (t tree) describe(content *patrol.Content, kind string) object {
	at := &url.URL{Path: content.Path}
	self := t.repositoryURL(t.at) + "/contents/" + at.EscapedPath() + "?" + url.Values{"ref": {t.ref}}.Encode()
	name := path.Base(content.Path)
	if content.Path == "" {
		name = ""
	}
	var o, links object
	o.text("type", kind)
	o.number("size", content.Size)
	o.text("name", name)
	o.text("path", content.Path)
	o.text("sha", content.SHA)
	o.text("url", self)
	o.textOrNull("git_url", t.gitURL(content))
	o.none("null", "html_url", "download_url")
	links.text("self", self)
	links.textOrNull("git", t.gitURL(content))
	links.none("null", "html")
	o.raw("_links", links.end())
	return o
}

// gitURL is where content is as an object of git; a submodule's is elsewhere.
func (t tree) gitURL(content *patrol.Content) string {
	switch content.Kind {
	case patrol.Folder:
		return t.repositoryURL(t.at) + "/git/trees/" + content.SHA
	case patrol.Submodule:
		return ""
	}
	return t.repositoryURL(t.at) + "/git/blobs/" + content.SHA
}

// submodule is where the repository comes from that content stands for, as
// .gitmodules says, or "".
func (t tree) submodule(c *call, content *patrol.Content) (string, error) {
	if content.Kind != patrol.Submodule {
		return "", nil
	}
	ctx := c.ctx()
	modules, err := t.Repositories.Content(ctx, t.at.Repository, t.ref, ".gitmodules", largestInline)
	if patrol.NotFound.Is(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var mounted, from string
	for line := range strings.Lines(string(modules.Data)) {
		key, value, _ := strings.Cut(line, "=")
		switch key = strings.TrimSpace(key); {
		case strings.HasPrefix(key, "["):
			mounted, from = "", ""
		case key == "path":
			mounted = strings.TrimSpace(value)
		case key == "url":
			from = strings.TrimSpace(value)
		}
		if mounted == content.Path && from != "" {
			return from, nil
		}
	}
	return "", nil
}

// lines breaks Base64 as GitHub does, after every sixty characters.
func lines(s string) string {
	const width = 60
	var b strings.Builder
	for len(s) > width {
		b.WriteString(s[:width] + "\n")
		s = s[width:]
	}
	if s != "" {
		b.WriteString(s + "\n")
	}
	return b.String()
}
