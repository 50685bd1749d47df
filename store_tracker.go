package patrol

// A trackerTx keeps issues, their comments and labels.
type trackerTx interface {
	// Issue returns one of a repository's, with its labels and assignees.
	Issue(repositoryID, number int64) (*Issue, error)
	// Issues are the page that q asks for, with their labels and assignees.
	Issues(q IssueQuery) (Page[Issue], error)
	InsertIssue(*Issue) error // sets ID and Number
	// UpdateIssue writes title, body, state, times, and whether it is locked.
	UpdateIssue(*Issue) error
	// SetLabels writes which labels an issue has.
	SetLabels(issueID int64, labels []*Label) error
	// SetAssignees writes whom an issue is given to.
	SetAssignees(i *Issue, users []*Account) error
	// Mention notes that those of some logins who are users were mentioned.
	Mention(i *Issue, logins []string) error

	// Comment returns a comment in a repository.
	Comment(repositoryID, id int64) (*Comment, error)
	// Comments are a page of those of an issue, oldest first.
	Comments(issueID int64, skip, limit int) ([]*Comment, error)
	InsertComment(*Comment) error // sets ID, and counts it
	UpdateComment(*Comment) error // writes body and time
	DeleteComment(*Comment) error

	Label(repositoryID int64, name string) (*Label, error)
	// Labels are a page of a repository's, by name.
	Labels(repositoryID int64, skip, limit int) ([]*Label, error)
	// InsertLabel sets ID. A name that is there is a problem with "name".
	InsertLabel(*Label) error
	UpdateLabel(*Label) error // writes name, color and description, as InsertLabel does
	DeleteLabel(id int64) error
}
