package repos

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path"
	"strings"

	"patrol"
)

// mostTries is how often an Edit begins again because its branch moved on.
const mostTries = 8

// Edit implements patrol.Repositories.
func (d *Disk) Edit(ctx context.Context, r *patrol.Repository, e patrol.Edit) (
	commit *patrol.Commit, file *patrol.Content, err error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	for range mostTries {
		commit, file, err = d.edit(ctx, dir, r, e)
		if err != errRefused {
			return commit, file, err
		}
	}
	return nil, nil, err
}

// edit does e, or is errRefused if its branch moves on while it does.
func (d *Disk) edit(ctx context.Context, dir string, r *patrol.Repository, e patrol.Edit) (
	*patrol.Commit, *patrol.Content, error) {
	tip, err := d.tip(ctx, dir, r, e.Branch)
	if err != nil {
		return nil, nil, err
	}
	change, err := d.treeChange(ctx, dir, tip, &e)
	if err != nil {
		return nil, nil, err
	}
	c := &patrol.Commit{Author: e.Author, Committer: e.Committer, Message: e.Message}
	if tip != "" {
		c.Parents = []string{tip}
	}
	if c.Tree, err = d.plant(ctx, dir, tip, []patrol.TreeChange{change}); err != nil {
		return nil, nil, err
	}
	if c, err = d.commit(ctx, dir, c); err != nil {
		return nil, nil, err
	}
	nothing := strings.Repeat("0", len(c.SHA))
	err = d.point(ctx, dir, update{ref: patrol.BranchRef(e.Branch), old: cmp.Or(tip, nothing), new: c.SHA})
	if err != nil || e.Removes {
		return c, nil, err
	}
	file, err := d.at(ctx, dir, c.SHA, e.Path)
	return c, file, err
}

// treeChange is what e does to what a commit, if there is one, has at its path.
func (d *Disk) treeChange(ctx context.Context, dir, commit string, e *patrol.Edit) (c patrol.TreeChange, err error) {
	var found *patrol.Content
	if commit != "" {
		if found, err = d.at(ctx, dir, commit, e.Path); err != nil {
			return c, err
		}
		if err := d.checkFolders(ctx, dir, commit, e.Path); err != nil {
			return c, err
		}
	}
	if err := e.Check(found); err != nil {
		return c, err
	}
	c = patrol.TreeChange{Path: e.Path, Mode: "100644", Gone: e.Removes}
	if found != nil {
		c.Mode = found.Mode
	}
	if !e.Removes {
		c.SHA, err = d.keep(ctx, dir, patrol.BlobObject, bytes.NewReader(e.Data))
	}
	return c, err
}

// tip is the commit that a branch is at; empty if it is the default branch of
// a repository without any history.
func (d *Disk) tip(ctx context.Context, dir string, r *patrol.Repository, branch string) (string, error) {
	ref, err := d.reference(ctx, dir, patrol.BranchRef(branch))
	if err != nil {
		return "", err
	}
	if ref != nil {
		return ref.SHA, nil
	}
	others, err := d.references(ctx, dir, "refs/heads/")
	if err == nil && (len(others) > 0 || branch != r.DefaultBranch) {
		err = &patrol.Error{Kind: patrol.NotFound, Message: fmt.Sprintf("Branch %s not found", branch)}
	}
	return "", err
}

// at is what lies at a path of a commit, nil for nothing.
func (d *Disk) at(ctx context.Context, dir, commit, where string) (*patrol.Content, error) {
	found, err := d.list(ctx, dir, commit, "", where)
	if err != nil || len(found) != 1 || found[0].Path != where {
		return nil, err
	}
	return found[0], nil
}

// checkFolders says that what a path leads through is no folder in a commit.
func (d *Disk) checkFolders(ctx context.Context, dir, commit, at string) error {
	l, err := d.lookUp(ctx, command{dir: dir})
	if err != nil {
		return err
	}
	defer l.close()
	highest := "" // what leads there and is no object of ours
	for folder := path.Dir(at); folder != "."; folder = path.Dir(folder) {
		o, err := l.find(commit + ":" + folder)
		switch {
		case err != nil:
			return err
		case o.kind == string(patrol.TreeObject):
			return d.checkNothing(ctx, dir, commit, highest)
		case o.id != "":
			return errPath
		default:
			highest = folder
		}
	}
	return d.checkNothing(ctx, dir, commit, highest)
}

// checkNothing says that something lies at a path of a commit, if there is one.
func (d *Disk) checkNothing(ctx context.Context, dir, commit, at string) error {
	if at == "" {
		return nil
	}
	submodule, err := d.at(ctx, dir, commit, at)
	if err == nil && submodule != nil {
		err = errPath
	}
	return err
}
