package repos

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"patrol"
)

// Init makes an empty bare repository at dir whose HEAD is branch. It lets one
// be that is there already.
func (d *Disk) Init(ctx context.Context, dir, branch string) error {
	args := []string{"init", "--quiet", "--bare", "--template=", "--initial-branch=" + branch, dir}
	return d.run(ctx, command{args: args}, nil, io.Discard)
}

// A Draft is a commit to be made: it puts files on top of what a branch holds.
type Draft struct {
	Branch  string
	From    string            // the branch that a new one starts at; empty for none
	Files   map[string]string // text by path
	Author  patrol.Signature
	Message string
}

// Commit makes a commit of c in the repository at dir. The same drafts in the
// same order make the same commits everywhere.
func (d *Disk) Commit(ctx context.Context, dir string, c Draft) error {
	ref := "refs/heads/" + c.Branch
	var b bytes.Buffer
	fmt.Fprintf(&b, "commit %s\ncommitter %s <%s> %d %s\n", ref, c.Author.Name, c.Author.Email,
		c.Author.When.Unix(), c.Author.When.Format("-0700"))
	writeData(&b, c.Message)
	for _, parent := range []string{ref, "refs/heads/" + c.From} {
		_, err := d.output(ctx, command{dir: dir, args: []string{"rev-parse", "--verify", "--quiet", parent}})
		if err == nil {
			fmt.Fprintf(&b, "from %s^0\n", parent)
			break
		}
		if !exited(err) {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(c.Files)) {
		fmt.Fprintf(&b, "M 100644 inline %s\n", path)
		writeData(&b, c.Files[path])
	}
	b.WriteString("done\n")
	return d.run(ctx, command{dir: dir, args: []string{"fast-import", "--quiet", "--done"}}, &b, io.Discard)
}

// writeData writes text as git fast-import reads it.
func writeData(b *bytes.Buffer, text string) { fmt.Fprintf(b, "data %d\n%s\n", len(text), text) }
