package patrol

// An Edit is a commit on a branch that changes one file.
type Edit struct {
	Branch  string
	Path    string
	Data    []byte
	Removes bool
	// Was is the ID of the file that it replaces; empty if there is none.
	Was               string
	Message           string
	Author, Committer Signature
}

// Check says why e cannot be, where found, nil for nothing, is what lies at its
// path. Nobody overwrites what they have not seen.
//
// GitHub: "Create or update file contents", sha.
func (e *Edit) Check(found *Content) error {
	switch {
	case found == nil && e.Removes:
		return errorf(NotFound, "Not Found")
	case found == nil && e.Was == "":
		return nil
	case found == nil:
		return errorf(Conflict, "%s does not match %s", e.Path, e.Was)
	case found.Kind == Folder || found.Kind == Submodule:
		return errorf(Invalid, "%s is not a file", e.Path)
	case e.Was == "":
		return errorf(Invalid, "Invalid request.\n\n\"sha\" wasn't supplied.")
	case e.Was != found.SHA:
		return errorf(Conflict, "%s does not match %s", e.Path, e.Was)
	}
	return nil
}

// A TreeChange is what becomes of one path.
type TreeChange struct {
	Path string
	Mode string // as git writes it: "100644"
	SHA  string // of what lies there then; empty if Data is it, or if it is gone
	Data []byte
	Gone bool
}
