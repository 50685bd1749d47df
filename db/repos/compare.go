package repos

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"patrol"
)

// CommitAt implements patrol.Repositories.
func (d *Disk) CommitAt(ctx context.Context, r *patrol.Repository, ref string) (*patrol.Commit, error) {
	commits, err := d.resolve(ctx, r, ref)
	if err != nil {
		return nil, err
	}
	return commits[0], nil
}

// resolve is the commits that refs lead to.
func (d *Disk) resolve(ctx context.Context, r *patrol.Repository, refs ...string) ([]*patrol.Commit, error) {
	dir, l, leave, err := d.consult(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	var ids bytes.Buffer
	for _, ref := range refs {
		id, err := l.commit(ref)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(&ids, id)
	}
	return d.readCommits(ctx, dir, ids.Bytes())
}

// Compare implements patrol.Repositories.
func (d *Disk) Compare(ctx context.Context, r *patrol.Repository, base, head string, offset, limit int) (
	*patrol.Divergence, error) {
	ends, err := d.resolve(ctx, r, base, head)
	if err != nil {
		return nil, err
	}
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	v := &patrol.Divergence{Base: ends[0], Head: ends[1]}
	out, err := d.output(ctx, command{dir: dir, args: []string{"rev-list", "--left-right", "--count",
		v.Base.SHA + "..." + v.Head.SHA, "--"}})
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Sscan(string(out), &v.Behind, &v.Ahead); err != nil {
		return nil, fmt.Errorf("git rev-list said %q", out)
	}
	fork, err := d.output(ctx, command{dir: dir, args: []string{"merge-base", v.Base.SHA, v.Head.SHA}})
	if exited(err) {
		return nil, &patrol.Error{Kind: patrol.NotFound,
			Message: fmt.Sprintf("No common ancestor between %s and %s.", base, head)}
	}
	if err != nil {
		return nil, err
	}
	forks, err := d.readCommits(ctx, dir, fork)
	if err != nil {
		return nil, err
	}
	v.MergeBase = forks[0]
	v.Commits, err = d.between(ctx, dir, v, offset, limit)
	return v, err
}

// between is so many of the commits that only the head of v has, from one on,
// oldest first. Git counts from the newest.
func (d *Disk) between(ctx context.Context, dir string, v *patrol.Divergence, offset, limit int) (
	[]*patrol.Commit, error) {
	newest := max(0, v.Ahead-offset-limit)
	count := max(0, v.Ahead-offset-newest)
	if count == 0 {
		return nil, nil
	}
	ids, err := d.output(ctx, command{dir: dir, args: []string{"rev-list", "--topo-order",
		fmt.Sprintf("--skip=%d", newest), fmt.Sprintf("--max-count=%d", count), v.Base.SHA + ".." + v.Head.SHA, "--"}})
	if err != nil {
		return nil, err
	}
	commits, err := d.readCommits(ctx, dir, ids)
	slices.Reverse(commits)
	return commits, err
}
