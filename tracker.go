package patrol

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// An Issue is something that people of a repository talk about.
type Issue struct {
	ID, RepositoryID, Number int64
	UserID                   int64 // its author
	User                     *Account
	Title, Body              string
	State                    IssueState
	CreatedAt, UpdatedAt     time.Time
	ClosedAt                 time.Time // zero while it is open
	ClosedBy                 int64
	Comments                 int64 // how many there are
	Labels                   []*Label
	Assignees                []*Account // by ID
	Locked                   bool       // for those who may not write
	LockReason               string     // one of those that there are, or none
}

// An IssueState says whether there is anything left to do.
type IssueState string

const (
	OpenIssue   IssueState = "open"
	ClosedIssue IssueState = "closed"
)

// A Label is a word that issues of a repository are sorted by.
type Label struct {
	ID, RepositoryID         int64
	Name, Color, Description string
}

// A Comment is what somebody said of an issue.
type Comment struct {
	ID, IssueID, Number  int64 // Number is the issue's
	UserID               int64
	User                 *Account
	Body                 string
	CreatedAt, UpdatedAt time.Time
}

// An IssueQuery asks for a page of a repository's issues.
type IssueQuery struct {
	RepositoryID int64
	State        IssueState // empty for any
	Creator      string     // login; empty for anybody
	Assignee     string     // login, Anybody or Nobody; empty for either
	Mentioned    string     // login; empty for anybody
	Labels       []string   // all of these
	Since        time.Time  // changed since then
	Sort         IssueSort
	Backwards    bool   // newest first, or whatever has most
	After        string // Next or Previous of a Page
	Skip         int    // issues before the page, where there is no After; MostSkipped at most
	Limit        int
}

// Whom an issue is given to, if it is no one person.
const (
	Anybody = "*"
	Nobody  = "none"
)

// An IssueSort is an order of issues.
type IssueSort string

const (
	ByNumber   IssueSort = ""
	ByChange   IssueSort = "updated"
	ByComments IssueSort = "comments" // how many there are
)

// An IssueChange is what to change of an issue; what is nil stays.
type IssueChange struct {
	Title, Body *string
	State       *IssueState
	Labels      *[]string // names
	Assignees   *[]string // logins
}

// Longest texts of an issue, in characters.
const (
	longestTitle = 256
	longestBody  = 65536
)

// Issues are those that q asks for.
func (a *Authority) Issues(ctx context.Context, q IssueQuery) (p Page[Issue], err error) {
	if q.Skip > MostSkipped {
		return p, tooDeep
	}
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		p, err = tx.Issues(q)
		return err
	})
	return p, err
}

// Issue is one of a repository's.
func (a *Authority) Issue(ctx context.Context, repositoryID, number int64) (i *Issue, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		i, err = tx.Issue(repositoryID, number)
		return err
	})
	return i, err
}

// OpenIssueAt makes an issue in the repository with an id, which v may read.
// Labels and assignees are left out unless v may write there.
//
// GitHub: "Create an issue", labels: silently dropped.
func (a *Authority) OpenIssueAt(ctx context.Context, v *Viewer, repositoryID int64, c IssueChange) (*Issue, error) {
	var made *Issue
	err := a.Store.Update(ctx, func(tx Tx) error {
		place, err := placeOf(tx, v, repositoryID, Read)
		if err != nil {
			return err
		}
		if place.Role < Write {
			c.Labels, c.Assignees = nil, nil
		}
		i := &Issue{RepositoryID: repositoryID, UserID: v.ID, State: OpenIssue, CreatedAt: a.Now()}
		c.State = nil
		if err := i.change(c, v, a.Now()); err != nil {
			return err
		}
		if err := tx.InsertIssue(i); err != nil {
			return err
		}
		made, err = c.complete(tx, i, place.Repository)
		return err
	})
	return made, err
}

// ChangeIssue changes an issue that v wrote, or any where v may write. Labels
// and assignees take the latter.
func (a *Authority) ChangeIssue(ctx context.Context, v *Viewer, repositoryID, number int64, c IssueChange) (*Issue, error) {
	var changed *Issue
	err := a.Store.Update(ctx, func(tx Tx) error {
		i, place, err := issueFor(tx, v, repositoryID, number)
		if err != nil {
			return err
		}
		own := i.UserID == v.ID && c.Labels == nil && c.Assignees == nil
		if !own && place.Role < Write {
			return mustHave(Write)
		}
		if err := i.change(c, v, a.Now()); err != nil {
			return err
		}
		if err := tx.UpdateIssue(i); err != nil {
			return err
		}
		changed, err = c.complete(tx, i, place.Repository)
		return err
	})
	return changed, err
}

// mustHave is said to those who may see something and whose role is too low.
func mustHave(role Level) error {
	return errorf(Forbidden, "Must have %s rights to this resource.", role)
}

// complete gives i, which is at a repository, the labels and the assignees that
// c says, notes whom it mentions, and returns it as it is then.
func (c IssueChange) complete(tx Tx, i *Issue, at *Repository) (*Issue, error) {
	if err := label(tx, i, c.Labels); err != nil {
		return nil, err
	}
	if err := assign(tx, i, at, c.Assignees); err != nil {
		return nil, err
	}
	if c.Body != nil {
		if err := tx.Mention(i, mentioned(*c.Body)); err != nil {
			return nil, err
		}
	}
	return tx.Issue(i.RepositoryID, i.Number)
}

// issueFor is an issue, and what v is to the place where it is.
func issueFor(tx Tx, v *Viewer, repositoryID, number int64) (*Issue, *Place, error) {
	place, err := placeOf(tx, v, repositoryID, Read)
	if err != nil {
		return nil, nil, err
	}
	i, err := tx.Issue(repositoryID, number)
	return i, place, err
}

// change writes into i what c says, if it may be.
func (i *Issue) change(c IssueChange, v *Viewer, now time.Time) error {
	set(&i.Title, c.Title)
	set(&i.Body, c.Body)
	var p problems
	p.require(strings.TrimSpace(i.Title) != "", "title", MissingField, "title can't be blank")
	p.require(len([]rune(i.Title)) <= longestTitle && !strings.ContainsFunc(i.Title, unicode.IsControl), "title", InvalidField,
		fmt.Sprintf("title is one line of at most %d characters", longestTitle))
	p.text("body", i.Body)
	if c.State != nil {
		p.require(*c.State == OpenIssue || *c.State == ClosedIssue, "state", InvalidField, "state is neither open nor closed")
		switch {
		case *c.State == ClosedIssue && i.State == OpenIssue:
			i.ClosedAt, i.ClosedBy = now, v.ID
		case *c.State == OpenIssue:
			i.ClosedAt, i.ClosedBy = time.Time{}, 0
		}
		i.State = *c.State
	}
	i.UpdatedAt = now
	return p.err()
}

// text checks what people write at length.
func (p *problems) text(field, text string) {
	p.require(len([]rune(text)) <= longestBody && !strings.ContainsRune(text, 0), field, InvalidField,
		fmt.Sprintf("%s is too long (maximum is %d characters)", field, longestBody))
}
