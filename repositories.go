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

	// Create makes an empty repository for r and sets r's Path. If readme is not
	// empty, its first commit has that as README.md, by whom by says.
	Create(ctx context.Context, r *Repository, readme string, by Signature) error
	// Remove removes what Create made, and nothing else.
	Remove(r *Repository) error
	// SetDefaultBranch has clones begin with a branch, or says NotFound.
	SetDefaultBranch(ctx context.Context, r *Repository, branch string) error

	codeReader
	codeWriter
}

// A codeReader tells what is in repositories. Wherever one of these takes a
// ref, it is a branch, a tag, a commit by its ID, long or short, or "HEAD";
// "heads/" or "tags/" may say which of them.
type codeReader interface {
	// PushedAt is when r's branches were last changed, or zero if that is not known.
	PushedAt(r *Repository) time.Time
	// Branches are all branches, by name.
	Branches(ctx context.Context, r *Repository) ([]Branch, error)
	// Commits are those that q asks for, newest first.
	Commits(ctx context.Context, r *Repository, q CommitQuery) ([]*Commit, error)
	// Content is what lies at a path as of a branch, a tag or a commit; the
	// empty path is the root. Of files larger than limit it leaves out Data.
	Content(ctx context.Context, r *Repository, ref, path string, limit int64) (*Content, error)
	// CommitAt is the one that a ref leads to.
	CommitAt(ctx context.Context, r *Repository, ref string) (*Commit, error)
	// Difference is how a commit's files differ from those of another, or, if
	// from is empty, from none.
	Difference(ctx context.Context, r *Repository, from, to string) (*Difference, error)
	// Patch is the same as git prints it, from one commit to another, or, with
	// all, of each commit between them by itself, ready to be mailed.
	Patch(ctx context.Context, r *Repository, from, to string, all bool) ([]byte, error)
	// Compare is what is in the history of head and not in that of base. Of the
	// commits it has so many from one on, oldest first.
	Compare(ctx context.Context, r *Repository, base, head string, offset, limit int) (*Divergence, error)
	// References are those whose whole names begin with prefix, by name.
	References(ctx context.Context, r *Repository, prefix string) ([]*Reference, error)
	// Blob is a file by its ID. Of one larger than limit it leaves out Data.
	Blob(ctx context.Context, r *Repository, id string, limit int64) (*Content, error)
	// Tree is a folder by its ID or by a ref; if deep, with all that is in its
	// folders.
	Tree(ctx context.Context, r *Repository, id string, deep bool) (*Tree, error)
	// Tag is an annotated tag by its ID.
	Tag(ctx context.Context, r *Repository, id string) (*Tag, error)
	// Archive writes all files of a commit, in a folder of that name.
	Archive(ctx context.Context, r *Repository, commit string, f ArchiveFormat, folder string, out io.Writer) error
}

// A codeWriter changes repositories. What refers to an object that is not
// there is Invalid.
type codeWriter interface {
	// KeepBlob keeps a file and returns its ID.
	KeepBlob(ctx context.Context, r *Repository, data []byte) (string, error)
	// KeepTree keeps what base, if there is one, becomes with some changes.
	KeepTree(ctx context.Context, r *Repository, base string, changes []TreeChange) (*Tree, error)
	// KeepCommit keeps a commit, without its SHA, and returns it as it is kept.
	KeepCommit(ctx context.Context, r *Repository, c *Commit) (*Commit, error)
	// KeepTag keeps an annotated tag, without its SHA, and returns its ID.
	KeepTag(ctx context.Context, r *Repository, t *Tag) (string, error)
	// MoveReference makes, moves or takes away a reference, and returns what it is then.
	MoveReference(ctx context.Context, r *Repository, m ReferenceMove) (*Reference, error)
	// Edit commits a change to one file, and returns the file as it is then,
	// nil if it is gone.
	Edit(ctx context.Context, r *Repository, e Edit) (*Commit, *Content, error)
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

// A Content is what lies at a path of a repository.
type Content struct {
	Kind    ContentKind
	Mode    string // as git writes it: "100644"
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

// A Tree is a folder by itself, with what is in it by path.
type Tree struct {
	SHA       string
	Entries   []*Content
	Truncated bool // there is more
}

// An ArchiveFormat is what files are packed into.
type ArchiveFormat string

const (
	Tarball ArchiveFormat = "tar.gz"
	Zipball ArchiveFormat = "zip"
)
