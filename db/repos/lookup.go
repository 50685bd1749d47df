package repos

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"patrol"
)

// A lookup is a running git that tells which objects there are.
type lookup struct {
	cmd  *exec.Cmd
	ask  io.WriteCloser
	hear *bufio.Reader
}

// An object is what git says of one.
type object struct {
	id   string
	kind string // "blob", "tree", "commit" or "tag"
	size int64
}

// lookUp starts a lookup, with git's arguments and environment as in c.
func (d *Disk) lookUp(ctx context.Context, c command) (*lookup, error) {
	c.args = []string{"cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"}
	cmd := d.prepare(ctx, c)
	ask, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	hear, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &lookup{cmd, ask, bufio.NewReader(hear)}, cmd.Start()
}

// consult enters r with a lookup there. Whoever does has to leave.
func (d *Disk) consult(ctx context.Context, r *patrol.Repository) (string, *lookup, func(), error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return "", nil, nil, err
	}
	l, err := d.lookUp(ctx, command{dir: dir})
	if err != nil {
		leave()
		return "", nil, nil, err
	}
	return dir, l, func() { l.close(); leave() }, nil
}

// find returns the object that git calls name; the zero object if there is none.
func (l *lookup) find(name string) (object, error) {
	if strings.ContainsAny(name, "\n\x00") { // cannot be asked for
		return object{}, nil
	}
	if _, err := io.WriteString(l.ask, name+"\n"); err != nil {
		return object{}, err
	}
	line, err := l.hear.ReadString('\n')
	if err != nil {
		return object{}, err
	}
	o, err := parseObject(line)
	if err != nil {
		return object{}, nil // "NAME missing"
	}
	return o, nil
}

// parseObject reads "ID KIND SIZE".
func parseObject(line string) (object, error) {
	said := strings.Fields(line)
	if len(said) != 3 || !isID(said[0]) {
		return object{}, fmt.Errorf("git says %q of an object", line)
	}
	size, err := strconv.ParseInt(said[2], 10, 64)
	return object{said[0], said[1], size}, err
}

// commit is the ID of the commit that people call ref.
func (l *lookup) commit(ref string) (string, error) {
	o, err := l.named(ref, patrol.CommitObject)
	if err == nil && o.id == "" {
		err = &patrol.Error{Kind: patrol.NotFound, Message: "No commit found for the ref " + ref}
	}
	return o.id, err
}

// named is the object of a kind that people call ref: a branch, a tag, its own
// name, long or short, or HEAD. Nothing else that git would understand is taken.
func (l *lookup) named(ref string, kind patrol.ObjectKind) (object, error) {
	for _, prefix := range []string{"refs/heads/", "refs/tags/", "refs/", ""} {
		name := prefix + ref
		switch {
		case !isReference("refs/" + ref),
			prefix == "refs/" && !qualified(ref),
			prefix == "" && !shortID.MatchString(ref) && ref != "HEAD" && !qualified(strings.TrimPrefix(ref, "refs/")):
			continue
		}
		o, err := l.find(name + "^{" + string(kind) + "}")
		if err != nil || o.kind == string(kind) {
			return o, err
		}
	}
	return object{}, nil
}

// qualified reports whether ref says that it is a branch or a tag.
func qualified(ref string) bool {
	return strings.HasPrefix(ref, "heads/") || strings.HasPrefix(ref, "tags/")
}

var shortID = regexp.MustCompile(`^[0-9a-f]{4,64}$`)

// close ends the lookup.
func (l *lookup) close() {
	l.ask.Close()
	io.Copy(io.Discard, l.hear)
	l.cmd.Wait()
}
