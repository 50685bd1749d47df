package repos

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"patrol"
)

// How much of a difference is told.
//
// GitHub: "Get a commit", of at most 3000 files; "Compare two commits", of
// patches that are too large there are none.
const (
	mostChanges        = 3000
	mostDifferenceText = 8 << 20
	largestPatch       = 512 << 10
)

// looking are options by which nothing runs that a repository's configuration
// names, and files are found again that moved.
var looking = []string{"--no-ext-diff", "--no-textconv", "--no-color", "--full-index", "-r", "-M", "-l400"}

// Difference implements patrol.Repositories.
func (d *Disk) Difference(ctx context.Context, r *patrol.Repository, from, to string) (*patrol.Difference, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	if from == "" {
		from = emptyTree[len(to)]
	}
	args := append([]string{"diff-tree", "-z", "--raw", "--numstat", "--patch"}, looking...)
	out, whole, err := d.beginning(ctx, command{dir: dir, args: append(args, from, to, "--")}, mostDifferenceText)
	if err != nil {
		return nil, err
	}
	return parseDifference(string(out), whole)
}

// errLargePatch is said of differences that are more text than anybody reads.
var errLargePatch = &patrol.Error{Kind: patrol.Invalid, Message: "Sorry, this diff is too large to be shown."}

// Patch implements patrol.Repositories.
func (d *Disk) Patch(ctx context.Context, r *patrol.Repository, from, to string, all bool) ([]byte, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	args := []string{"diff-tree", "--patch", cmp.Or(from, emptyTree[len(to)]), to}
	switch {
	case all && from == "":
		args = []string{"format-patch", "--stdout", "--no-signature", "--root", to}
	case all:
		args = []string{"format-patch", "--stdout", "--no-signature", from + ".." + to}
	}
	args = slices.Concat(args[:1], looking, args[1:], []string{"--"})
	out, whole, err := d.beginning(ctx, command{dir: dir, args: args}, mostDifferenceText)
	if err == nil && !whole {
		err = errLargePatch
	}
	return out, err
}

// statuses are what became of a file, by git's letter.
var statuses = map[byte]patrol.FileStatus{
	'A': patrol.FileAdded, 'D': patrol.FileRemoved, 'M': patrol.FileModified,
	'R': patrol.FileRenamed, 'T': patrol.FileRetyped,
}

// parseDifference reads what git diff-tree prints by -z --raw --numstat
// --patch: all files, then the lines of each, then the patch of each. What is
// not whole may end anywhere.
func parseDifference(out string, whole bool) (*patrol.Difference, error) {
	d := &patrol.Difference{}
	counted := 0
	said, rest, found := strings.Cut(out, "\x00")
	for ; found && said != ""; said, rest, found = strings.Cut(rest, "\x00") {
		var err error
		if said[0] == ':' {
			var f *patrol.FileChange
			f, rest, err = parseFile(said, rest)
			d.Files = append(d.Files, f)
		} else if counted < len(d.Files) {
			rest, err = count(d.Files[counted], said, rest)
			counted++
		}
		if err != nil {
			return nil, err
		}
	}
	addPatches(d.Files, rest, whole)
	for _, f := range d.Files {
		d.Additions, d.Deletions = d.Additions+f.Additions, d.Deletions+f.Deletions
	}
	d.Files = d.Files[:min(len(d.Files), mostChanges)]
	return d, nil
}

// parseFile reads what became of a file: ":MODE MODE ID ID STATUS", and its path
// or, if it moved, both, which rest begins with.
func parseFile(said, rest string) (f *patrol.FileChange, after string, err error) {
	fields := strings.Fields(said)
	if len(fields) != 5 || statuses[fields[4][0]] == "" {
		return nil, "", fmt.Errorf("git diff-tree said %q", said)
	}
	f = &patrol.FileChange{SHA: fields[3], Status: statuses[fields[4][0]]}
	if f.Status == patrol.FileRemoved {
		f.SHA = fields[2]
	}
	if f.Status == patrol.FileRenamed {
		f.Was, rest, _ = strings.Cut(rest, "\x00")
	}
	f.Path, rest, _ = strings.Cut(rest, "\x00")
	return f, rest, nil
}

// count reads how many lines of f changed: "ADDED REMOVED PATH", with both paths
// in rest instead if it moved. Of what has no lines git says "-".
func count(f *patrol.FileChange, said, rest string) (after string, err error) {
	fields := strings.SplitN(said, "\t", 3)
	if len(fields) != 3 {
		return "", fmt.Errorf("git diff-tree said %q", said)
	}
	f.Additions, _ = strconv.Atoi(fields[0])
	f.Deletions, _ = strconv.Atoi(fields[1])
	if fields[2] == "" {
		_, rest, _ = strings.Cut(rest, "\x00")
		_, rest, _ = strings.Cut(rest, "\x00")
	}
	return rest, nil
}

// addPatches gives each file its part of a patch. The last is left out if that
// is not whole, and so is what is too large. What was retyped has two parts,
// which tell of two files.
func addPatches(files []*patrol.FileChange, patch string, whole bool) {
	parts := strings.Split("\n"+patch, "\ndiff --git ")[1:]
	if !whole && len(parts) > 0 {
		parts = parts[:len(parts)-1]
	}
	for _, f := range files {
		if len(parts) == 0 {
			return
		}
		part := parts[0]
		if parts = parts[1:]; f.Status == patrol.FileRetyped {
			parts = parts[min(len(parts), 1):]
			continue
		}
		if at := strings.Index(part, "\n@@ "); at >= 0 && len(part) <= largestPatch {
			f.Patch = strings.TrimSuffix(part[at+1:], "\n")
		}
	}
}
