package patrol

import (
	"fmt"
	"strings"
	"time"
)

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
	Signed            string // a cryptographic signature that nobody checked; empty for none
	Payload           string // what was signed
}

// A Signature is who did something to a repository, in their own words, and when.
type Signature struct {
	Name, Email string
	When        time.Time
}

// A Difference is how files differ.
type Difference struct {
	Files                []*FileChange // the first so many
	Additions, Deletions int           // lines in all of them
}

// A FileChange is how one file differs from what it was.
type FileChange struct {
	Path, Was            string // where it lies, and lay before if that was elsewhere
	SHA                  string // what it is, or, if it is gone, was
	Status               FileStatus
	Additions, Deletions int
	Patch                string // hunks; empty where lines do not tell or are too many
}

// A FileStatus says in a word what became of a file.
type FileStatus string

const (
	FileAdded    FileStatus = "added"
	FileRemoved  FileStatus = "removed"
	FileModified FileStatus = "modified"
	FileRenamed  FileStatus = "renamed"
	FileRetyped  FileStatus = "changed" // a symlink became a file, or the other way round
)

// A Divergence is how two histories differ that began as one.
type Divergence struct {
	Base, MergeBase, Head *Commit
	Ahead, Behind         int       // commits that head has and base has not, and the other way round
	Commits               []*Commit // some of those that head has, oldest first
}

// Status is what head is to base, in a word.
func (d *Divergence) Status() string {
	switch {
	case d.Ahead > 0 && d.Behind > 0:
		return "diverged"
	case d.Ahead > 0:
		return "ahead"
	case d.Behind > 0:
		return "behind"
	}
	return "identical"
}

// SignatureOf is what a user's commits are signed with that are made here now.
// Their e-mail address is not given away.
//
// GitHub: "Setting your commit email address", the noreply address.
func (a *Authority) SignatureOf(user *Account) Signature {
	_, host, _ := strings.Cut(a.URL, "://")
	host, _, _ = strings.Cut(host, ":")
	return Signature{
		Name:  user.DisplayName(),
		Email: fmt.Sprintf("%d+%s@users.noreply.%s", user.ID, user.Login, host),
		When:  a.Now(),
	}
}
