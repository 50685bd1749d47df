package patrol

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Repositories are the git repositories on disk, where a Repository's Path
// says they lie. Package db/repos is the one implementation, through git
// itself. What is not there is an Error of Kind NotFound, and so is a
// repository without a Path; when too much goes on at once, TooMany.
type Repositories interface {
	// Serve answers one request of a git client, read from in, to out. It
	// reads in no longer once it returned; to get there it may close in, which
	// makes a Read that still waits return.
	Serve(ctx context.Context, r *Repository, x Exchange, in io.ReadCloser, out io.Writer) error

	// PushedAt is when r's branches were last changed, or zero if that is not known.
	PushedAt(r *Repository) time.Time
	// Branches are all branches, by name.
	Branches(ctx context.Context, r *Repository) ([]Branch, error)
	// Commits are those that q asks for, newest first.
	Commits(ctx context.Context, r *Repository, q CommitQuery) ([]*Commit, error)
	// Content is what lies at a path as of a branch, a tag or a commit; the
	// empty path is the root. Of files larger than limit it leaves out Data.
	Content(ctx context.Context, r *Repository, ref, path string, limit int64) (*Content, error)
}

// A GitService is what a git client wants to talk to.
type GitService string

const (
	UploadPack  GitService = "git-upload-pack"  // for those who fetch
	ReceivePack GitService = "git-receive-pack" // for those who push
)

// An Exchange is one request and answer of git's protocol over HTTP.
type Exchange struct {
	Service   GitService
	Advertise bool // the first request, which asks what there is
	Protocol  int  // the version that the client asks for: 0, 1 or 2
	// Workflows lets a push change what is in WorkflowFolder. Without it such
	// ref updates are refused, each with a WorkflowRefusal.
	Workflows bool
}

// WorkflowFolder is where files lie that run with a repository's own power,
// so that changing them takes a permission of its own.
const WorkflowFolder = ".github/workflows"

// WorkflowRefusal is why a change to the file at path is refused.
func WorkflowRefusal(path string) string {
	return fmt.Sprintf("refusing to allow a Personal Access Token to create or update workflow `%s`"+
		" without `workflow` scope", path)
}

// A Branch is a name for a commit that moves on.
type Branch struct{ Name, SHA string }

// A CommitQuery asks for a part of a history.
type CommitQuery struct {
	Ref          string // a branch, a tag or a commit
	Path         string // only commits that change it; empty for all
	Author       string // only those with this in their author's name or e-mail; empty for all
	Since, Until time.Time
	Offset       int
	Limit        int
}

// A Commit is a state of a repository, and who made it when out of which.
type Commit struct {
	SHA, Tree         string
	Parents           []string
	Author, Committer Signature
	Message           string
}

// A Signature is who did something to a repository, in their own words, and when.
type Signature struct {
	Name, Email string
	When        time.Time
}

// A Content is what lies at a path of a repository.
type Content struct {
	Kind    ContentKind
	Path    string // from the root, which is ""
	SHA     string
	Size    int64
	Data    []byte     // of a file, and where a symlink leads
	Entries []*Content // of a folder, by name, without Data or Entries
}

// A ContentKind tells files, folders and other things in a repository apart.
type ContentKind string

const (
	File      ContentKind = "file"
	Folder    ContentKind = "dir"
	Symlink   ContentKind = "symlink"
	Submodule ContentKind = "submodule"
)
