package repos

import (
	"os"
	"path/filepath"
	"strings"

	"patrol"
)

// A Found is a bare repository that lies at OWNER/NAME.git under some directory.
type Found struct{ Owner, Name, Path string }

// Find returns the repositories under dir, by owner and name. What lies there
// under a name that no account or repository can have is in odd.
func Find(dir string) (found []Found, odd []string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, nil, err
	}
	owners, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, owner := range owners {
		inside, err := os.ReadDir(filepath.Join(dir, owner.Name()))
		if err != nil {
			continue // a file, or a folder that is not ours to read
		}
		for _, entry := range inside {
			name, bare := strings.CutSuffix(entry.Name(), ".git")
			f := Found{owner.Name(), name, filepath.Join(dir, owner.Name(), entry.Name())}
			switch {
			case !bare || !IsRepository(f.Path):
			case patrol.CheckLogin(f.Owner) != "" || patrol.CheckRepositoryName(f.Name) != "":
				odd = append(odd, f.Path)
			default:
				found = append(found, f)
			}
		}
	}
	return found, odd, nil
}

// DefaultBranch is the branch that HEAD of the repository at dir names, or
// "main" if it names none.
func DefaultBranch(dir string) string {
	head, err := os.ReadFile(filepath.Join(dir, "HEAD"))
	branch, found := strings.CutPrefix(strings.TrimSpace(string(head)), "ref: refs/heads/")
	if err != nil || !found || branch == "" || branch == ".invalid" {
		return "main"
	}
	return branch
}
