package repos

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"patrol"
)

// errHomeless is said where nothing tells in which folder to make repositories.
var errHomeless = &patrol.Error{Kind: patrol.NotServed, Message: "Patrol has no folder to make repositories in."}

// Create implements patrol.Repositories. A folder is named after nothing that
// may change, so that renaming a repository moves no files.
func (d *Disk) Create(ctx context.Context, r *patrol.Repository, readme string, by patrol.Signature) error {
	if d.Home == "" {
		return errHomeless
	}
	home, err := filepath.Abs(d.Home)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(home, "*.git")
	if err != nil {
		return err
	}
	if err := d.await(ctx); err != nil {
		return removed(dir, err)
	}
	defer func() { <-d.turns }()
	err = d.Init(ctx, dir, r.DefaultBranch)
	if err == nil && readme != "" {
		err = d.Commit(ctx, dir, Draft{Branch: r.DefaultBranch, Files: map[string]string{"README.md": readme},
			Author: by, Message: "Initial commit"})
	}
	if err != nil {
		return removed(dir, err)
	}
	r.Path = dir
	return nil
}

// removed removes dir, which err left unfinished.
func removed(dir string, err error) error {
	os.RemoveAll(dir)
	return err
}

// Remove implements patrol.Repositories.
func (d *Disk) Remove(r *patrol.Repository) error {
	home, err := filepath.Abs(d.Home)
	if err != nil || d.Home == "" || r.Path == "" || filepath.Dir(r.Path) != home {
		return err
	}
	return os.RemoveAll(r.Path)
}

// SetDefaultBranch implements patrol.Repositories.
func (d *Disk) SetDefaultBranch(ctx context.Context, r *patrol.Repository, branch string) error {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return err
	}
	defer leave()
	ref := "refs/heads/" + branch
	_, err = d.output(ctx, command{dir: dir, args: []string{"show-ref", "--verify", "--quiet", ref}})
	if exited(err) || strings.ContainsAny(branch, "\x00\n") {
		return errNothing
	}
	if err != nil {
		return err
	}
	return d.run(ctx, command{dir: dir, args: []string{"symbolic-ref", "HEAD", ref}}, nil, nil)
}
