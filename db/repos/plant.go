package repos

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"patrol"
)

// keepAll keeps files, by one git, and returns their IDs.
func (d *Disk) keepAll(ctx context.Context, dir string, files [][]byte) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	var in []io.Reader
	for i, data := range files {
		in = append(in, strings.NewReader(fmt.Sprintf("blob\nmark :%d\ndata %d\n", i+1, len(data))),
			bytes.NewReader(data), strings.NewReader(fmt.Sprintf("\nget-mark :%d\n", i+1)))
	}
	in = append(in, strings.NewReader("done\n"))
	var out bytes.Buffer
	c := command{dir: dir, args: []string{"fast-import", "--quiet", "--done"}}
	if err := d.run(ctx, c, io.MultiReader(in...), &out); err != nil {
		return nil, err
	}
	ids := strings.Fields(out.String())
	if len(ids) != len(files) {
		return nil, fmt.Errorf("git fast-import said %q", out.String())
	}
	return ids, nil
}

// errPath is said of a path that can be in no repository, or not beside what
// is there.
var errPath = &patrol.Error{Kind: patrol.Invalid, Message: "tree.path contains a malformed path component"}

// plant keeps the tree that base, if there is one, becomes with changes, by
// way of an index of its own, and returns its ID. Git looks at the paths, and
// what is put in the place of something else replaces it.
func (d *Disk) plant(ctx context.Context, dir, base string, changes []patrol.TreeChange) (string, error) {
	desk, err := os.MkdirTemp("", "patrol-index-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(desk)
	git := func(args ...string) command {
		return command{dir: dir, args: args, env: []string{"GIT_INDEX_FILE=" + filepath.Join(desk, "index")}}
	}
	if base != "" {
		if _, err := d.output(ctx, git("read-tree", base)); err != nil {
			return "", err
		}
	}
	complaint, err := d.hear(ctx, git("update-index", "-z", "--index-info"), indexInfo(base, changes), io.Discard)
	if exited(err) || strings.Contains(complaint, "Ignoring path ") {
		return "", errPath
	}
	if err != nil {
		return "", err
	}
	id, err := d.output(ctx, git("write-tree"))
	return strings.TrimSpace(string(id)), err
}

// indexInfo is changes to base as git update-index reads them.
func indexInfo(base string, changes []patrol.TreeChange) io.Reader {
	var lines bytes.Buffer
	for _, c := range changes {
		switch {
		case !c.Gone:
			fmt.Fprintf(&lines, "%s %s\t%s\x00", c.Mode, c.SHA, c.Path)
		case base != "": // from nothing, nothing can be taken
			fmt.Fprintf(&lines, "0 %s\t%s\x00", base, c.Path) // any ID will do
		}
	}
	return &lines
}
