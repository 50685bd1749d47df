package patrol

import (
	"context"
	"fmt"
	"regexp"
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

// An IssueQuery asks for issues of a repository.
type IssueQuery struct {
	RepositoryID  int64
	State         IssueState // empty for any
	Creator       string     // login; empty for anybody
	Labels        []string   // all of these
	Since         time.Time  // changed since then
	ByUpdate      bool       // in order of their last change, not of their making
	Backwards     bool       // newest first
	Offset, Limit int
}

// An IssueChange is what to change of an issue; what is nil stays.
type IssueChange struct {
	Title, Body *string
	State       *IssueState
	Labels      *[]string
}

// Longest texts of an issue, in characters.
const (
	longestTitle = 256
	longestBody  = 65536
)

// Issues are those that q asks for.
func (a *Authority) Issues(ctx context.Context, q IssueQuery) (found []*Issue, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.Issues(q)
		return err
	})
	return found, err
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
// Labels are left out unless v may write there.
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
			c.Labels = nil
		}
		i := &Issue{RepositoryID: repositoryID, UserID: v.ID, State: OpenIssue, CreatedAt: a.Now()}
		c.State = nil
		if err := i.change(c, v, a.Now()); err != nil {
			return err
		}
		if err := tx.InsertIssue(i); err != nil {
			return err
		}
		if err := label(tx, i, c.Labels); err != nil {
			return err
		}
		made, err = tx.Issue(repositoryID, i.Number)
		return err
	})
	return made, err
}

// ChangeIssue changes an issue that v wrote, or any where v may write. Labels
// take the latter.
func (a *Authority) ChangeIssue(ctx context.Context, v *Viewer, repositoryID, number int64, c IssueChange) (*Issue, error) {
	var changed *Issue
	err := a.Store.Update(ctx, func(tx Tx) error {
		i, role, err := issueFor(tx, v, repositoryID, number)
		if err != nil {
			return err
		}
		if i.UserID != v.ID && role < Write || c.Labels != nil && role < Write {
			return errorf(Forbidden, "Must have %s rights to this resource.", Write)
		}
		if err := i.change(c, v, a.Now()); err != nil {
			return err
		}
		if err := tx.UpdateIssue(i); err != nil {
			return err
		}
		if err := label(tx, i, c.Labels); err != nil {
			return err
		}
		changed, err = tx.Issue(repositoryID, number)
		return err
	})
	return changed, err
}

// issueFor is an issue, and the role of v where it is.
func issueFor(tx Tx, v *Viewer, repositoryID, number int64) (*Issue, Level, error) {
	place, err := placeOf(tx, v, repositoryID, Read)
	if err != nil {
		return nil, None, err
	}
	i, err := tx.Issue(repositoryID, number)
	return i, place.Role, err
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

// label gives i the labels with such names, and makes those that are not there;
// nil leaves what it has.
func label(tx Tx, i *Issue, names *[]string) error {
	if names == nil {
		return nil
	}
	var labels []*Label
	for _, name := range *names {
		l, err := optional(tx.Label(i.RepositoryID, name))
		if err == nil && l == nil {
			l = &Label{RepositoryID: i.RepositoryID, Name: name}
			err = insertLabel(tx, l)
		}
		if err != nil {
			return err
		}
		labels = append(labels, l)
	}
	return tx.SetLabels(i.ID, labels)
}

// color is what a label may look like.
var color = regexp.MustCompile(`^[0-9A-Fa-f]{6}$`)

// insertLabel keeps a new label. Without a colour it is grey.
func insertLabel(tx Tx, l *Label) error {
	if l.Color == "" {
		l.Color = "ededed"
	}
	var p problems
	name := strings.TrimSpace(l.Name)
	p.require(name != "", "name", MissingField, "name can't be blank")
	p.require(len([]rune(name)) <= 50 && !strings.ContainsFunc(name, unicode.IsControl), "name", InvalidField,
		"name is too long (maximum is 50 characters)")
	p.require(color.MatchString(l.Color), "color", InvalidField, "color is not six hexadecimal digits")
	p.require(len([]rune(l.Description)) <= 100, "description", InvalidField, "description is too long (maximum is 100 characters)")
	if err := p.err(); err != nil {
		return err
	}
	l.Name, l.Color = name, strings.ToLower(l.Color)
	return tx.InsertLabel(l)
}
