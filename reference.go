package patrol

import "strings"

// An ObjectKind tells what git keeps apart.
type ObjectKind string

const (
	BlobObject   ObjectKind = "blob"
	TreeObject   ObjectKind = "tree"
	CommitObject ObjectKind = "commit"
	TagObject    ObjectKind = "tag"
)

// A Reference is a name for an object: a branch, a tag or something else.
type Reference struct {
	Name   string // whole: "refs/heads/main"
	SHA    string
	Kind   ObjectKind
	Commit string // that it leads to, which an annotated tag is not itself; empty for none
}

// A Tag is an annotated one: an object that tells of another.
type Tag struct {
	SHA     string
	Name    string
	Object  string // the ID of what it is about
	Kind    ObjectKind
	Tagger  Signature
	Message string
	Signed  string // a cryptographic signature that nobody checked; empty for none
	Payload string // what was signed
}

// BranchRef is the whole name of a branch.
func BranchRef(branch string) string { return "refs/heads/" + branch }

// CheckReference says what is wrong with the whole name of a reference, or "".
//
// git: git-check-ref-format(1).
func CheckReference(name string) string {
	const wrong = " is not a valid ref name."
	if strings.Count(name, "/") < 2 || !strings.HasPrefix(name, "refs/") {
		return "Reference name must start with 'refs/' and have at least two slashes."
	}
	if len(name) > longestReference || strings.ContainsFunc(name, isNoneOfAReference) ||
		strings.Contains(name, "..") || strings.Contains(name, "@{") || strings.HasSuffix(name, ".") {
		return name + wrong
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || part[0] == '-' || strings.HasSuffix(part, ".lock") {
			return name + wrong
		}
	}
	return ""
}

// longestReference is what fits into the names of files, which git makes of
// references, and room for a suffix.
const longestReference = 240

func isNoneOfAReference(r rune) bool {
	return r <= ' ' || r == 0x7f || r == '\uFFFD' || strings.ContainsRune(`~^:?*[\`, r)
}

// A ReferenceMove makes a reference, moves it or takes it away.
type ReferenceMove struct {
	Name    string // whole
	To      string // the ID of an object; empty to take it away
	Creates bool
	Force   bool // it may lose commits
	// Workflows lets it change what is in WorkflowFolder. Without it such a
	// move is refused with a WorkflowRefusal.
	Workflows bool
}

// Check says why m cannot be, where found, nil for none, is what there is of
// that name.
func (m ReferenceMove) Check(found *Reference) error {
	switch {
	case m.Creates && found != nil:
		return errorf(Invalid, "Reference already exists")
	case !m.Creates && found == nil:
		return errorf(Invalid, "Reference does not exist")
	}
	if wrong := CheckReference(m.Name); m.Creates && wrong != "" {
		return errorf(Invalid, "%s", wrong)
	}
	return nil
}
