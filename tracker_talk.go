package patrol

import (
	"context"
	"slices"
	"strings"
)

// Comments are a page of those of an issue.
func (a *Authority) Comments(ctx context.Context, repositoryID, number int64, offset, limit int) (found []*Comment, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		i, err := tx.Issue(repositoryID, number)
		if err != nil {
			return err
		}
		found, err = tx.Comments(i.ID, offset, limit)
		return err
	})
	return found, err
}

// Comment is one of a repository's.
func (a *Authority) Comment(ctx context.Context, repositoryID, id int64) (c *Comment, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		c, err = tx.Comment(repositoryID, id)
		return err
	})
	return c, err
}

// AddComment has v, who may read the repository, say something of an issue.
func (a *Authority) AddComment(ctx context.Context, v *Viewer, repositoryID, number int64, body string) (*Comment, error) {
	var made *Comment
	err := a.Store.Update(ctx, func(tx Tx) error {
		i, _, err := issueFor(tx, v, repositoryID, number)
		if err != nil {
			return err
		}
		c := &Comment{IssueID: i.ID, UserID: v.ID, Body: body, CreatedAt: a.Now(), UpdatedAt: a.Now()}
		if err := c.check(); err != nil {
			return err
		}
		if err := tx.InsertComment(c); err != nil {
			return err
		}
		made, err = tx.Comment(repositoryID, c.ID)
		return err
	})
	return made, err
}

// check says what is wrong with c.
func (c *Comment) check() error {
	var p problems
	p.require(strings.TrimSpace(c.Body) != "", "body", MissingField, "body can't be blank")
	p.text("body", c.Body)
	return p.err()
}

// ChangeComment writes another text into a comment of v's own, or any where v
// may write.
func (a *Authority) ChangeComment(ctx context.Context, v *Viewer, repositoryID, id int64, body string) (c *Comment, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		if c, err = commentFor(tx, v, repositoryID, id); err != nil {
			return err
		}
		c.Body, c.UpdatedAt = body, a.Now()
		if err := c.check(); err != nil {
			return err
		}
		return tx.UpdateComment(c)
	})
	return c, err
}

// DeleteComment takes such a comment away.
func (a *Authority) DeleteComment(ctx context.Context, v *Viewer, repositoryID, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		c, err := commentFor(tx, v, repositoryID, id)
		if err != nil {
			return err
		}
		return tx.DeleteComment(c)
	})
}

// commentFor is a comment that v may change.
func commentFor(tx Tx, v *Viewer, repositoryID, id int64) (*Comment, error) {
	place, err := placeOf(tx, v, repositoryID, Read)
	if err != nil {
		return nil, err
	}
	c, err := tx.Comment(repositoryID, id)
	if err == nil && c.UserID != v.ID && place.Role < Write {
		err = errorf(Forbidden, "Must have %s rights to this resource.", Write)
	}
	return c, err
}

// Labels are a page of a repository's.
func (a *Authority) Labels(ctx context.Context, repositoryID int64, offset, limit int) (found []*Label, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.Labels(repositoryID, offset, limit)
		return err
	})
	return found, err
}

// Label is one of a repository's, by its name.
func (a *Authority) Label(ctx context.Context, repositoryID int64, name string) (l *Label, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		l, err = tx.Label(repositoryID, name)
		return err
	})
	return l, err
}

// CreateLabel makes a label where v may write.
func (a *Authority) CreateLabel(ctx context.Context, v *Viewer, l *Label) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		if _, err := placeOf(tx, v, l.RepositoryID, Write); err != nil {
			return err
		}
		there, err := optional(tx.Label(l.RepositoryID, strings.TrimSpace(l.Name)))
		if err != nil {
			return err
		}
		if there != nil {
			return problems{{Field: "name", Code: AlreadyExists, Message: "name has already been taken"}}.err()
		}
		return insertLabel(tx, l)
	})
}

// DeleteLabel takes a label away, from all issues too, where v may write.
func (a *Authority) DeleteLabel(ctx context.Context, v *Viewer, repositoryID int64, name string) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		if _, err := placeOf(tx, v, repositoryID, Write); err != nil {
			return err
		}
		l, err := tx.Label(repositoryID, name)
		if err != nil {
			return err
		}
		return tx.DeleteLabel(l.ID)
	})
}

// Relabel has an issue have labels besides its own, and others no more, where v
// may write. What it is to lose it must have.
func (a *Authority) Relabel(ctx context.Context, v *Viewer, repositoryID, number int64, add, remove []string) (labels []*Label, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		i, role, err := issueFor(tx, v, repositoryID, number)
		if err != nil {
			return err
		}
		if role < Write {
			return errorf(Forbidden, "Must have %s rights to this resource.", Write)
		}
		names := slices.Clone(add)
		for _, l := range i.Labels {
			names = append(names, l.Name)
		}
		for _, name := range remove {
			same := func(other string) bool { return strings.EqualFold(name, other) }
			if !slices.ContainsFunc(names, same) {
				return errorf(NotFound, "Label does not exist")
			}
			names = slices.DeleteFunc(names, same)
		}
		if err := label(tx, i, &names); err != nil {
			return err
		}
		if i, err = tx.Issue(repositoryID, number); err == nil {
			labels = i.Labels
		}
		return err
	})
	return labels, err
}
