package patrol

type repositoryTx interface {
	Repository(owner, name string) (*Repository, error)
	RepositoryByID(id int64) (*Repository, error)
	// RepositoryFormerly is the one that had a name last, and has another now.
	// Once a repository takes a name, nothing else is found by it.
	RepositoryFormerly(owner, name string) (*Repository, error)
	InsertRepository(*Repository) error // sets ID
	// UpdateRepository writes name, description, visibility, default branch,
	// archived and path. A name that the owner has used already is a problem
	// with "name".
	UpdateRepository(*Repository) error
	// MoveRepository writes owner, name and visibility. A name that the owner has
	// used already is a problem with "name".
	MoveRepository(*Repository) error
	// DeleteRepository removes a repository and people's roles on it.
	DeleteRepository(id int64) error
	// Collaboration is what user was given on a repository alone.
	Collaboration(repositoryID, userID int64) (Level, error)
	// SetCollaboration gives it; None takes it away.
	SetCollaboration(repositoryID, userID int64, level Level) error
	// Collaborators are a page of those who may do something with a repository,
	// by ID, and what each may do.
	Collaborators(CollaboratorQuery) ([]Collaborator, error)
	// Repositories returns those that q asks for, in its order.
	Repositories(q RepositoryQuery) ([]*Repository, error)
	// CountRepositories counts all that q asks for, whatever its Limit.
	CountRepositories(q RepositoryQuery) (int, error)
}

// A RepositoryQuery asks for repositories that a user may read.
type RepositoryQuery struct {
	UserID int64   // who looks; 0 for nobody, who sees public ones
	IDs    []int64 // these alone; nil for any
	// OwnerID asks for those of one owner, 0 for those of any that the user
	// has a role on by ownership, membership or collaboration.
	OwnerID int64
	Every   bool   // the user may read all of that owner's, so nobody need look which
	Text    string // part of the name, whatever the case
	// Affiliations narrow what is asked for without an OwnerID; nil for any.
	Affiliations []Affiliation
	Visibilities []Visibility // these alone; nil for any
	// Through narrows to what a token sees: public ones, and of private ones
	// those that Admissions reach. Without it the user's own eyes are meant.
	Through    bool
	Admissions []Admission
	Sort       RepositorySort
	Backwards  bool
	Offset     int // pages of the REST API are numbered
	Limit      int
}

// A RepositorySort is an order of repositories.
type RepositorySort string

const (
	ByFullName RepositorySort = "" // the owner's, then its own
	ByCreation RepositorySort = "created"
)
