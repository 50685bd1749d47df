package repos

import (
	"os"
	"path/filepath"
	"time"

	"patrol"
)

// PushedAt implements patrol.Repositories. Git changes the folder of branches,
// or the file that has them packed, whenever a branch moves.
func (d *Disk) PushedAt(r *patrol.Repository) time.Time {
	var latest time.Time
	if r.Path == "" {
		return latest
	}
	for _, name := range []string{"refs/heads", "packed-refs"} {
		if info, err := os.Stat(filepath.Join(r.Path, name)); err == nil && info.ModTime().After(latest) {
			latest = info.ModTime()
		}
	}
	return latest
}

// pushed notes a push to dir, for branches may lie in folders of their own.
func pushed(dir string) {
	now := time.Now()
	os.Chtimes(filepath.Join(dir, "refs/heads"), now, now)
}
