package repos

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"patrol"
)

// Archive implements patrol.Repositories. Git sees the objects alone and an
// empty repository around them, so that no filter runs that their own
// repository's configuration names.
func (d *Disk) Archive(ctx context.Context, r *patrol.Repository, commit string, f patrol.ArchiveFormat, folder string,
	out io.Writer) error {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return err
	}
	defer leave()
	if !isID(commit) {
		return errNothing
	}
	objects, err := filepath.Abs(filepath.Join(dir, "objects"))
	if err != nil {
		return err
	}
	shell, err := os.MkdirTemp("", "patrol-archive-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(shell)
	format := map[int]string{40: "sha1", 64: "sha256"}[len(commit)]
	if err := d.run(ctx, command{args: []string{"init", "--quiet", "--bare", "--template=", "--object-format=" + format,
		shell}}, nil, io.Discard); err != nil {
		return err
	}
	c := command{dir: shell, env: []string{"GIT_OBJECT_DIRECTORY=" + objects}}
	if f == patrol.Zipball {
		c.args = []string{"archive", "--format=zip", "--prefix=" + folder + "/", commit}
		return d.run(ctx, c, nil, out)
	}
	c.args = []string{"archive", "--format=tar", "--prefix=" + folder + "/", commit}
	z := gzip.NewWriter(out)
	if err := d.run(ctx, c, nil, z); err != nil {
		return fmt.Errorf("an archive: %w", err)
	}
	return z.Close()
}
