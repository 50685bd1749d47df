package repos

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"patrol"
)

// References implements patrol.Repositories.
func (d *Disk) References(ctx context.Context, r *patrol.Repository, prefix string) ([]*patrol.Reference, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	return d.references(ctx, dir, prefix)
}

func (d *Disk) references(ctx context.Context, dir, prefix string) ([]*patrol.Reference, error) {
	if !isReference(prefix) {
		return nil, nil
	}
	const format = "%(objectname) %(objecttype) %(refname) %(*objectname) %(*objecttype)"
	out, err := d.output(ctx, command{dir: dir, args: []string{"for-each-ref", "--format=" + format,
		path.Dir(prefix + "x")}})
	if err != nil {
		return nil, err
	}
	var all []*patrol.Reference
	for line := range bytes.Lines(out) {
		said := append(strings.Fields(string(line)), "", "")
		if len(said) < 5 {
			return nil, fmt.Errorf("git for-each-ref said %q", line)
		}
		ref := &patrol.Reference{SHA: said[0], Kind: patrol.ObjectKind(said[1]), Name: said[2]}
		switch {
		case !strings.HasPrefix(ref.Name, prefix):
			continue
		case ref.Kind == patrol.CommitObject:
			ref.Commit = ref.SHA
		case said[4] == string(patrol.CommitObject):
			ref.Commit = said[3]
		}
		all = append(all, ref)
	}
	return all, nil
}

// reference is the one with a whole name, nil if there is none.
func (d *Disk) reference(ctx context.Context, dir, name string) (*patrol.Reference, error) {
	all, err := d.references(ctx, dir, name)
	for _, ref := range all {
		if ref.Name == name {
			return ref, err
		}
	}
	return nil, err
}

var (
	errNoFastForward = &patrol.Error{Kind: patrol.Invalid, Message: "Update is not a fast forward"}
	errRefused       = &patrol.Error{Kind: patrol.Conflict, Message: "Reference update failed: " +
		"it changed meanwhile, or there is one whose name is the beginning of the other's."}
)

// MoveReference implements patrol.Repositories.
func (d *Disk) MoveReference(ctx context.Context, r *patrol.Repository, m patrol.ReferenceMove) (
	*patrol.Reference, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	found, err := d.reference(ctx, dir, m.Name)
	if err != nil {
		return nil, err
	}
	if err := m.Check(found); err != nil {
		return nil, err
	}
	u := update{ref: m.Name, new: m.To}
	if found != nil {
		u.old = found.SHA
	}
	if m.To != "" {
		if err := d.mayMove(ctx, dir, &u, m); err != nil {
			return nil, err
		}
	}
	if err := d.point(ctx, dir, u); err != nil || m.To == "" {
		return nil, err
	}
	return d.reference(ctx, dir, m.Name)
}

// mayMove says why u, which is what m comes to, cannot be.
func (d *Disk) mayMove(ctx context.Context, dir string, u *update, m patrol.ReferenceMove) error {
	l, err := d.lookUp(ctx, command{dir: dir})
	if err != nil {
		return err
	}
	defer l.close()
	o, err := l.find(m.To)
	switch {
	case err != nil:
		return err
	case !isID(m.To) || o.id == "", strings.HasPrefix(m.Name, "refs/heads/") && o.kind != "commit":
		return errNoObject
	}
	if u.old == "" {
		u.old = strings.Repeat("0", len(o.id))
	} else if !m.Force {
		forward, err := d.leadsTo(ctx, dir, u.old, u.new)
		if err != nil {
			return err
		}
		if !forward {
			return errNoFastForward
		}
	}
	if m.Workflows {
		return nil
	}
	j := &judge{disk: d, git: command{dir: dir}, lookup: l}
	at, err := j.offence(ctx, *u)
	if err == nil && at != "" {
		err = &patrol.Error{Kind: patrol.Forbidden, Message: patrol.WorkflowRefusal(printable(at))}
	}
	return err
}

// leadsTo reports whether an object is in the history of another.
func (d *Disk) leadsTo(ctx context.Context, dir, old, new string) (bool, error) {
	_, err := d.output(ctx, command{dir: dir, args: []string{"merge-base", "--is-ancestor", old, new}})
	if exited(err) {
		return false, nil
	}
	return err == nil, err
}

// point does u, or is a Conflict if its reference is elsewhere meanwhile. An
// empty new takes the reference away; an old of zeros makes it.
func (d *Disk) point(ctx context.Context, dir string, u update) error {
	line := fmt.Sprintf("update %s\x00%s\x00%s\x00", u.ref, u.new, u.old)
	if u.new == "" {
		line = fmt.Sprintf("delete %s\x00%s\x00", u.ref, u.old)
	}
	c := command{dir: dir, args: []string{"update-ref", "--stdin", "-z"}}
	err := d.run(ctx, c, strings.NewReader(line), new(bytes.Buffer))
	if exited(err) {
		return errRefused
	}
	return err
}
