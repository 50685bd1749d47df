package repos

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A quarantine holds the objects of a push apart from its repository, which
// they can refer to.
type quarantine struct {
	disk       *Disk
	repository string // the directory
	dir        string // of the objects
	pack       string // the file with all of them
}

// quarantine puts the pack that comes from in into a new quarantine.
func (d *Disk) quarantine(ctx context.Context, repository string, in body) (*quarantine, error) {
	objects, err := filepath.Abs(filepath.Join(repository, "objects"))
	if err != nil {
		return nil, err
	}
	// By this name, git clears it away if nobody else does.
	dir, err := os.MkdirTemp(objects, "tmp_objdir-incoming-")
	if err != nil {
		return nil, err
	}
	q := &quarantine{disk: d, repository: repository, dir: dir}
	if err := q.fill(ctx, objects, in); err != nil {
		q.release()
		return nil, err
	}
	return q, nil
}

// fill reads the pack.
func (q *quarantine) fill(ctx context.Context, objects string, in body) error {
	if err := os.MkdirAll(filepath.Join(q.dir, "info"), 0o700); err != nil {
		return err
	}
	alternates := filepath.Join(q.dir, "info", "alternates")
	if err := os.WriteFile(alternates, []byte(objects+"\n"), 0o600); err != nil {
		return err
	}
	const forgiving = "--strict=badTimezone=ignore,missingSpaceBeforeDate=ignore,zeroPaddedFilemode=ignore"
	var out bytes.Buffer
	c := q.command("index-pack", "--stdin", "--fix-thin", forgiving)
	if err := q.disk.stream(ctx, c, in, &out); err != nil {
		return err
	}
	_, name, found := strings.Cut(strings.TrimSpace(out.String()), "\t")
	if !found {
		return fmt.Errorf("git index-pack said %q", out.String())
	}
	q.pack = filepath.Join(q.dir, "pack", "pack-"+name+".pack")
	return nil
}

// release removes what is in quarantine.
func (q *quarantine) release() { os.RemoveAll(q.dir) }

// command is one that sees the repository and what is in quarantine.
func (q *quarantine) command(args ...string) command {
	return command{dir: q.repository, args: args, env: []string{"GIT_OBJECT_DIRECTORY=" + q.dir}}
}
