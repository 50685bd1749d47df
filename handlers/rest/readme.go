package rest

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"patrol"
)

// readmeFolders are where a repository's readme may lie, best first.
//
// GitHub: "About READMEs", Where a README file is displayed.
var readmeFolders = []string{".github", "", "docs"}

func (h *API) getReadme(c *call, query treeQuery) error {
	return h.sendReadme(c, query, readmeFolders)
}

func (h *API) getReadmeIn(c *call, query treeQuery) error {
	return h.sendReadme(c, query, []string{c.param("dir")})
}

// sendReadme answers with the first readme in some folders.
func (h *API) sendReadme(c *call, query treeQuery, folders []string) error {
	t := h.treeOf(c, query)
	for _, folder := range folders {
		inside, err := t.content(c, folder, 0)
		if err == nil {
			if readme := readmeIn(inside.Entries); readme != nil {
				content, err := t.content(c, readme.Path, limitFor(c))
				if err != nil {
					return err
				}
				return t.send(c, content)
			}
		} else if !patrol.NotFound.Is(err) {
			return err
		}
	}
	return h.orEmpty(c, c.Place.Repository, emptyFolder, notFound)
}

// readmeIn is the readme among what is in a folder, Markdown first; nil if
// there is none.
func readmeIn(entries []*patrol.Content) *patrol.Content {
	readmes := slices.DeleteFunc(slices.Clone(entries), func(e *patrol.Content) bool {
		name, _, _ := strings.Cut(e.Path[strings.LastIndexByte(e.Path, '/')+1:], ".")
		return !strings.EqualFold(name, "readme") || e.Kind != patrol.File && e.Kind != patrol.Symlink
	})
	if len(readmes) == 0 {
		return nil
	}
	return slices.MinFunc(readmes, func(a, b *patrol.Content) int { return cmp.Compare(rank(a), rank(b)) })
}

// rank is how late a readme comes among others.
func rank(e *patrol.Content) int {
	switch strings.ToLower(path.Ext(e.Path)) {
	case ".md", ".markdown":
		return 0
	case "":
		return 2
	}
	return 1
}
