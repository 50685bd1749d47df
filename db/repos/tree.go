package repos

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"patrol"
)

// How much of a tree is told at once.
//
// GitHub: "Get a tree", Notes.
const (
	mostEntries  = 100_000
	mostTreeText = 24 << 20
)

// Tree implements patrol.Repositories.
func (d *Disk) Tree(ctx context.Context, r *patrol.Repository, id string, deep bool) (*patrol.Tree, error) {
	dir, l, leave, err := d.consult(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	o, err := l.named(id, patrol.TreeObject)
	if err != nil {
		return nil, err
	}
	if o.id == "" {
		return nil, errNothing
	}
	return d.tree(ctx, dir, o.id, deep)
}

// tree is the one with an ID.
func (d *Disk) tree(ctx context.Context, dir, id string, deep bool) (*patrol.Tree, error) {
	args := []string{"ls-tree", "-z", "-l", "--full-tree"}
	if deep {
		args = append(args, "-r", "-t")
	}
	out, whole, err := d.beginning(ctx, command{dir: dir, args: append(args, id)}, mostTreeText)
	if err != nil {
		return nil, err
	}
	if !whole {
		out = out[:bytes.LastIndexByte(out, 0)+1]
	}
	all, err := parseList(out, "")
	t := &patrol.Tree{SHA: id, Entries: all, Truncated: !whole || len(all) > mostEntries}
	t.Entries = all[:min(len(all), mostEntries)]
	return t, err
}

// KeepTree implements patrol.Repositories.
func (d *Disk) KeepTree(ctx context.Context, r *patrol.Repository, base string, changes []patrol.TreeChange) (
	*patrol.Tree, error) {
	dir, l, leave, err := d.consult(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	if base != "" {
		o, err := l.named(base, patrol.TreeObject)
		if err != nil {
			return nil, err
		}
		if base = o.id; base == "" {
			return nil, &patrol.Error{Kind: patrol.Invalid, Message: "base_tree is not a valid tree"}
		}
	}
	if changes, err = d.settle(ctx, dir, l, changes); err != nil {
		return nil, err
	}
	cleared, err := d.clear(ctx, dir, base, changes)
	if err != nil {
		return nil, err
	}
	if changes, err = d.unfold(ctx, dir, changes); err != nil {
		return nil, err
	}
	id, err := d.plant(ctx, dir, base, append(cleared, changes...))
	if err != nil {
		return nil, err
	}
	return d.tree(ctx, dir, id, false)
}

// settle is changes with an ID each: what comes as text is kept.
func (d *Disk) settle(ctx context.Context, dir string, l *lookup, changes []patrol.TreeChange) (
	[]patrol.TreeChange, error) {
	var files [][]byte
	for _, c := range changes {
		if !c.Gone && c.SHA == "" {
			files = append(files, c.Data)
		}
	}
	ids, err := d.keepAll(ctx, dir, files)
	if err != nil {
		return nil, err
	}
	settled := slices.Clone(changes)
	for i, c := range settled {
		switch {
		case c.Gone:
		case c.SHA == "":
			settled[i].SHA, ids = ids[0], ids[1:]
		case !isID(c.SHA):
			return nil, noObject(c)
		case kinds[c.Mode] != patrol.Submodule: // whose commits lie elsewhere
			o, err := l.find(c.SHA)
			if err != nil {
				return nil, err
			}
			if o.kind != objectAt(c) {
				return nil, noObject(c)
			}
		}
	}
	return settled, nil
}

// noObject is said of a change to what is not there.
func noObject(c patrol.TreeChange) error {
	return &patrol.Error{Kind: patrol.Invalid, Message: "tree.sha " + c.SHA + " is not a valid " + objectAt(c)}
}

// objectAt is what git keeps of what lies at c's path then.
func objectAt(c patrol.TreeChange) string {
	switch kinds[c.Mode] {
	case patrol.Folder:
		return string(patrol.TreeObject)
	case patrol.Submodule:
		return string(patrol.CommitObject)
	}
	return string(patrol.BlobObject)
}

// clear takes all away from base that lies where changes take something away,
// or put a folder.
func (d *Disk) clear(ctx context.Context, dir, base string, changes []patrol.TreeChange) (
	cleared []patrol.TreeChange, err error) {
	cleans := func(c patrol.TreeChange) bool { return c.Gone || kinds[c.Mode] == patrol.Folder }
	if base == "" || !slices.ContainsFunc(changes, cleans) {
		return nil, nil
	}
	out, whole, err := d.beginning(ctx, command{dir: dir, args: []string{"ls-tree", "-z", "-r", "--name-only",
		"--full-tree", base}}, mostTreeText)
	if err != nil {
		return nil, err
	}
	if !whole {
		return nil, &patrol.Error{Kind: patrol.Invalid, Message: "base_tree has too much in it"}
	}
	at := map[string]bool{}
	for _, c := range changes {
		at[c.Path] = at[c.Path] || cleans(c)
	}
	for file := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		for folder := file; folder != "."; folder = path.Dir(folder) {
			if at[folder] {
				cleared = append(cleared, patrol.TreeChange{Path: file, Gone: true})
				break
			}
		}
	}
	return cleared, nil
}

// mostFolders is how many changes may put whole folders.
const mostFolders = 100

// unfold is changes with the files of folders instead of these.
func (d *Disk) unfold(ctx context.Context, dir string, changes []patrol.TreeChange) (
	unfolded []patrol.TreeChange, err error) {
	folders := 0
	for _, c := range changes {
		if c.Gone || kinds[c.Mode] != patrol.Folder {
			unfolded = append(unfolded, c)
			continue
		}
		if folders++; folders > mostFolders {
			return nil, &patrol.Error{Kind: patrol.Invalid, Message: "There are too many folders in one tree."}
		}
		list := command{dir: dir, args: []string{"ls-tree", "-z", "-l", "-r", "--full-tree", c.SHA}}
		out, whole, err := d.beginning(ctx, list, mostTreeText)
		if err == nil && !whole {
			err = &patrol.Error{Kind: patrol.Invalid, Message: "tree.sha " + c.SHA + " has too much in it"}
		}
		if err != nil {
			return nil, err
		}
		files, err := parseList(out, c.Path)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			unfolded = append(unfolded, patrol.TreeChange{Path: f.Path, Mode: f.Mode, SHA: f.SHA})
		}
	}
	return unfolded, nil
}
