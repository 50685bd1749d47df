package repos

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"patrol"
)

// errNothing is said of what is not in a repository.
var errNothing = &patrol.Error{Kind: patrol.NotFound, Message: "Not Found"}

// Content implements patrol.Repositories.
func (d *Disk) Content(ctx context.Context, r *patrol.Repository, ref, at string, limit int64) (
	*patrol.Content, error) {
	dir, l, leave, err := d.consult(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	commit, err := l.commit(ref)
	if err != nil {
		return nil, err
	}
	at = strings.Trim(path.Clean("/"+at), "/")
	if at == "" {
		root, err := l.find(commit + "^{tree}")
		if err != nil {
			return nil, err
		}
		return d.folder(ctx, dir, &patrol.Content{Kind: patrol.Folder, SHA: root.id})
	}
	found, err := d.list(ctx, dir, commit, "", at)
	switch {
	case err != nil:
		return nil, err
	case len(found) != 1 || found[0].Path != at:
		return nil, errNothing
	case found[0].Kind == patrol.Folder:
		return d.folder(ctx, dir, found[0])
	case found[0].Kind != patrol.Submodule && found[0].Size <= limit:
		return d.file(ctx, dir, found[0])
	}
	return found[0], nil
}

// folder fills in what is in c.
func (d *Disk) folder(ctx context.Context, dir string, c *patrol.Content) (_ *patrol.Content, err error) {
	c.Entries, err = d.list(ctx, dir, c.SHA, c.Path, "")
	return c, err
}

// file fills in what c says.
func (d *Disk) file(ctx context.Context, dir string, c *patrol.Content) (*patrol.Content, error) {
	out, err := d.output(ctx, command{dir: dir, args: []string{"cat-file", "blob", c.SHA}})
	c.Data = out
	return c, err
}

// kinds are what git calls things in a tree, by mode.
var kinds = map[string]patrol.ContentKind{
	"040000": patrol.Folder,
	"120000": patrol.Symlink,
	"160000": patrol.Submodule,
}

// list is what is in the tree of treeish, which lies at folder: at one path, or all.
func (d *Disk) list(ctx context.Context, dir, treeish, folder, at string) ([]*patrol.Content, error) {
	args := []string{"ls-tree", "-z", "-l", "--full-tree", treeish}
	if at != "" {
		args = append(args, "--", at)
	}
	out, err := d.output(ctx, command{dir: dir, args: args})
	if err != nil {
		return nil, err
	}
	return parseList(out, folder)
}

// parseList reads what git ls-tree -z -l prints of a tree that lies at folder.
func parseList(out []byte, folder string) ([]*patrol.Content, error) {
	var all []*patrol.Content
	for entry := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		about, name, found := strings.Cut(string(entry), "\t")
		if !found {
			continue // nothing in it
		}
		var kind, size string
		c := &patrol.Content{Kind: patrol.File, Path: path.Join(folder, name)}
		if _, err := fmt.Sscan(about, &c.Mode, &kind, &c.SHA, &size); err != nil {
			return nil, fmt.Errorf("git ls-tree said %q", entry)
		}
		if other, found := kinds[c.Mode]; found {
			c.Kind = other
		}
		fmt.Sscan(size, &c.Size) // "-" of what has none
		all = append(all, c)
	}
	return all, nil
}
