package patrol

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Labels are a page of a repository's.
func (a *Authority) Labels(ctx context.Context, repositoryID int64, skip, limit int) (found []*Label, err error) {
	if skip > MostSkipped {
		return nil, tooDeep
	}
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		found, err = tx.Labels(repositoryID, skip, limit)
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
		return insertLabel(tx, l)
	})
}

// A LabelChange is what to change of a label; what is nil stays.
type LabelChange struct{ Name, Color, Description *string }

// ChangeLabel changes a label, on all issues that have it, where v may write.
func (a *Authority) ChangeLabel(ctx context.Context, v *Viewer, repositoryID int64, name string, c LabelChange) (
	l *Label, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		if _, err := placeOf(tx, v, repositoryID, Write); err != nil {
			return err
		}
		if l, err = tx.Label(repositoryID, name); err != nil {
			return err
		}
		set(&l.Name, c.Name)
		set(&l.Color, c.Color)
		set(&l.Description, c.Description)
		if err := l.check(); err != nil {
			return err
		}
		return tx.UpdateLabel(l)
	})
	return l, err
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
func (a *Authority) Relabel(ctx context.Context, v *Viewer, repositoryID, number int64, add, remove []string) (
	labels []*Label, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		i, place, err := issueFor(tx, v, repositoryID, number)
		if err != nil {
			return err
		}
		if place.Role < Write {
			return mustHave(Write)
		}
		names := slices.Clone(add)
		for _, l := range i.Labels {
			names = append(names, l.Name)
		}
		for _, name := range remove {
			rest := without(names, name)
			if len(rest) == len(names) {
				return errorf(NotFound, "Label does not exist")
			}
			names = rest
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

// without is names but for one, whatever the case.
func without(names []string, name string) []string {
	return slices.DeleteFunc(names, func(other string) bool { return strings.EqualFold(name, other) })
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
var color = regexp.MustCompile(`^[0-9a-f]{6}$`)

// insertLabel keeps a new label. Without a colour it is grey.
func insertLabel(tx Tx, l *Label) error {
	l.Color = cmp.Or(l.Color, "ededed")
	if err := l.check(); err != nil {
		return err
	}
	return tx.InsertLabel(l)
}

// check writes l in one way, and says what is wrong with it.
func (l *Label) check() error {
	l.Name, l.Color = strings.TrimSpace(l.Name), strings.ToLower(l.Color)
	var p problems
	p.require(l.Name != "", "name", MissingField, "name can't be blank")
	p.require(len([]rune(l.Name)) <= 50 && !strings.ContainsFunc(l.Name, unicode.IsControl), "name", InvalidField,
		"name is too long (maximum is 50 characters)")
	p.require(color.MatchString(l.Color), "color", InvalidField, "color is not six hexadecimal digits")
	p.require(len([]rune(l.Description)) <= 100, "description", InvalidField, "description is too long (maximum is 100 characters)")
	return p.err()
}
