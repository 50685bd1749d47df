package patrol

// A trackerTx keeps issues, their comments and labels.
type trackerTx interface {
	// Issue returns one of a repository's, with its labels.
	Issue(repositoryID, number int64) (*Issue, error)
	// Issues returns those that q asks for, with their labels.
	Issues(q IssueQuery) ([]*Issue, error)
	InsertIssue(*Issue) error // sets ID and Number
	// UpdateIssue writes title, body, state and times.
	UpdateIssue(*Issue) error
	// SetLabels writes which labels an issue has.
	SetLabels(issueID int64, labels []*Label) error

	// Comment returns a comment in a repository.
	Comment(repositoryID, id int64) (*Comment, error)
	// Comments are a page of those of an issue, oldest first.
	Comments(issueID int64, offset, limit int) ([]*Comment, error)
	InsertComment(*Comment) error // sets ID, and counts it
	UpdateComment(*Comment) error // writes body and time
	DeleteComment(*Comment) error

	Label(repositoryID int64, name string) (*Label, error)
	// Labels are a page of a repository's, by name.
	Labels(repositoryID int64, offset, limit int) ([]*Label, error)
	// InsertLabel sets ID. A name that is there is a problem with "name".
	InsertLabel(*Label) error
	DeleteLabel(id int64) error
}
