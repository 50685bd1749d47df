package patrol

import (
	"context"
	"strings"
)

// Comments are a page of those of an issue.
func (a *Authority) Comments(ctx context.Context, repositoryID, number int64, skip, limit int) (
	found []*Comment, err error) {
	if skip > MostSkipped {
		return nil, tooDeep
	}
	err = a.Store.View(ctx, func(tx Tx) error {
		i, err := tx.Issue(repositoryID, number)
		if err != nil {
			return err
		}
		found, err = tx.Comments(i.ID, skip, limit)
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

// AddComment has v, who may read the repository, say something of an issue. Of
// a locked one only those do who may write.
//
// GitHub: "Locking conversations".
func (a *Authority) AddComment(ctx context.Context, v *Viewer, repositoryID, number int64, body string) (*Comment, error) {
	var made *Comment
	err := a.Store.Update(ctx, func(tx Tx) error {
		i, place, err := issueFor(tx, v, repositoryID, number)
		if err != nil {
			return err
		}
		if i.Locked && place.Role < Write {
			return errorf(Forbidden, "Unable to create comment because issue is locked.")
		}
		c := &Comment{IssueID: i.ID, UserID: v.ID, Body: body, CreatedAt: a.Now(), UpdatedAt: a.Now()}
		if err := c.check(); err != nil {
			return err
		}
		if err := tx.InsertComment(c); err != nil {
			return err
		}
		if err := tx.Mention(i, mentioned(body)); err != nil {
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
func (a *Authority) ChangeComment(ctx context.Context, v *Viewer, repositoryID, id int64, body string) (
	c *Comment, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		if c, err = commentFor(tx, v, repositoryID, id); err != nil {
			return err
		}
		c.Body, c.UpdatedAt = body, a.Now()
		if err := c.check(); err != nil {
			return err
		}
		if err := tx.UpdateComment(c); err != nil {
			return err
		}
		return tx.Mention(&Issue{ID: c.IssueID, RepositoryID: repositoryID}, mentioned(body))
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
		err = mustHave(Write)
	}
	return c, err
}
