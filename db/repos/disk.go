// Package repos keeps bare git repositories on disk and serves them through
// git itself. Their own hooks never run, and nothing that their own
// configuration names does.
package repos

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"patrol"
)

// Limits bound what all requests together may ask of git.
type Limits struct {
	Processes int           // requests served by git at once
	Wait      time.Duration // how long a request waits for its turn
}

// A Disk is where repositories lie. It implements patrol.Repositories.
type Disk struct {
	Home string // where Create makes repositories; empty for nowhere

	git   string // the program
	wait  time.Duration
	turns chan struct{} // one is in it for every request being served
	mu    sync.Mutex
	kept  []byte // what git offers those who fetch, once known
}

// Open finds git and returns a Disk. It needs git 2.34 or newer.
func Open(ctx context.Context, l Limits) (*Disk, error) {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil, fmt.Errorf("git is needed to serve repositories: %w", err)
	}
	d := &Disk{git: git, wait: l.Wait, turns: make(chan struct{}, max(1, l.Processes))}
	out, err := d.output(ctx, command{args: []string{"version"}})
	if err != nil {
		return nil, err
	}
	var major, minor int
	if _, err := fmt.Sscanf(string(out), "git version %d.%d", &major, &minor); err != nil {
		return nil, fmt.Errorf("cannot tell which git this is: %q", out)
	}
	if major < 2 || major == 2 && minor < 34 {
		return nil, fmt.Errorf("git 2.34 or newer is needed, this is %d.%d", major, minor)
	}
	return d, nil
}

// errBusy is said to whoever waited in vain.
var errBusy = &patrol.Error{
	Kind:    patrol.TooMany,
	Message: "Too many git operations at once. Try again in a moment.",
}

// enter returns where r lies and takes a turn there, to be given back with leave.
func (d *Disk) enter(ctx context.Context, r *patrol.Repository) (dir string, leave func(), err error) {
	if !IsRepository(r.Path) {
		return "", nil, errNothing
	}
	if err := d.await(ctx); err != nil {
		return "", nil, err
	}
	return r.Path, func() { <-d.turns }, nil
}

// await takes a turn, or gives up.
func (d *Disk) await(ctx context.Context) error {
	select {
	case d.turns <- struct{}{}:
		return nil
	default: // all are taken
	}
	late := time.NewTimer(d.wait)
	defer late.Stop()
	select {
	case d.turns <- struct{}{}:
		return nil
	case <-late.C:
		return errBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

// IsRepository reports whether a bare git repository lies at dir, as git sees it.
func IsRepository(dir string) bool {
	if dir == "" {
		return false
	}
	for _, name := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.IsDir() {
			return false
		}
	}
	_, err := os.Lstat(filepath.Join(dir, "HEAD"))
	return err == nil
}
