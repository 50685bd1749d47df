package repos

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"patrol"
)

// judge says which of updates change workflows and why each is refused.
//
// GitHub: "Scopes for OAuth apps", workflow: a file that is on another branch
// already, with the same path and content, may be pushed all the same.
func (q *quarantine) judge(ctx context.Context, updates []update) (map[string]string, error) {
	l, err := q.disk.lookUp(ctx, q.command())
	if err != nil {
		return nil, err
	}
	defer l.close()
	j := &judge{disk: q.disk, git: q.command(), lookup: l}
	refused := map[string]string{}
	for _, u := range updates {
		path, err := j.offence(ctx, u)
		if err != nil {
			return nil, err
		}
		if path != "" {
			refused[u.ref] = patrol.WorkflowRefusal(printable(path))
		}
	}
	return refused, nil
}

// A judge looks for changed workflows.
type judge struct {
	disk *Disk
	git  command // sees all that is there
	*lookup
	folders map[string]bool // the trees of all branches' workflow folders, once known
}

// workflows is the workflow folder of a commit, tag or tree; zero if it has none.
func (j *judge) workflows(id string) (object, error) {
	return j.find(id + ":" + patrol.WorkflowFolder)
}

// output is what git prints.
func (j *judge) output(ctx context.Context, args ...string) ([]byte, error) {
	c := j.git
	c.args = args
	return j.disk.output(ctx, c)
}

// offence is the first file that u may not change, or "".
func (j *judge) offence(ctx context.Context, u update) (string, error) {
	if u.deletes() {
		return "", nil
	}
	now, err := j.workflows(u.new)
	if err != nil {
		return "", err
	}
	// That u.old is what the reference holds is for git to check, as it does.
	before, err := j.workflows(u.old)
	if err != nil || now == before {
		return "", err
	}
	changes, err := j.changes(ctx, u)
	if err != nil {
		return "", err
	}
	for _, c := range changes {
		known, err := j.known(ctx, c)
		if err != nil {
			return "", err
		}
		if !known {
			return c.path, nil
		}
	}
	return "", nil
}

// A change is a file as it will be; its id is zero if it will be no more.
type change struct{ path, id string }

// changes are the changes that u makes to workflows.
func (j *judge) changes(ctx context.Context, u update) ([]change, error) {
	old, err := j.find(u.old + "^{tree}")
	if err != nil {
		return nil, err
	}
	if old.id == "" {
		old.id = emptyTree[len(u.new)]
	}
	out, err := j.output(ctx, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev",
		old.id, u.new+"^{tree}", "--", patrol.WorkflowFolder)
	if err != nil {
		return nil, err
	}
	var changes []change
	parts := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	for ; len(parts) >= 2; parts = parts[2:] {
		fields := strings.Fields(parts[0]) // :MODE MODE ID ID STATUS
		if len(fields) != 5 {
			return nil, fmt.Errorf("git diff-tree said %q", parts[0])
		}
		changes = append(changes, change{parts[1], fields[3]})
	}
	return changes, nil
}

// emptyTree is the tree with nothing in it, by the length of its name.
var emptyTree = map[int]string{
	40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
	64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}

// known reports whether a branch has the file of c as it will be. It is another
// than the one that c is of, which has it otherwise.
func (j *judge) known(ctx context.Context, c change) (bool, error) {
	if isZero(c.id) {
		return false, nil
	}
	if err := j.findFolders(ctx); err != nil {
		return false, err
	}
	for tree := range j.folders {
		o, err := j.find(tree + strings.Replace(c.path, patrol.WorkflowFolder+"/", ":", 1))
		if err != nil || o.id == c.id {
			return err == nil, err
		}
	}
	return false, nil
}

// findFolders finds the workflow folders of all branches.
func (j *judge) findFolders(ctx context.Context) error {
	if j.folders != nil {
		return nil
	}
	out, err := j.output(ctx, "for-each-ref", "--format=%(refname)", "refs/heads/")
	if err != nil {
		return err
	}
	j.folders = map[string]bool{}
	for line := range bytes.Lines(out) {
		folder, err := j.workflows(strings.TrimSuffix(string(line), "\n"))
		if err != nil {
			return err
		}
		if folder.kind == "tree" {
			j.folders[folder.id] = true
		}
	}
	return nil
}

// printable is path in one line that is not too long.
func printable(path string) string {
	path = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, path)
	return path[:min(len(path), 1000)]
}
