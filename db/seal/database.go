package seal

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"patrol"
)

// Sources are what a log is checked against.
type Sources struct {
	Verifier string // the key, as patrol audit key prints it; empty for the one in the database
	File     string // text with checkpoints that were kept elsewhere; may be empty
	Name     string // of that file
}

// Database checks the log in a store.
func Database(ctx context.Context, store patrol.Store, from Sources) (report *Report, err error) {
	err = store.View(ctx, func(tx patrol.Tx) error {
		report, err = from.database(tx)
		return err
	})
	return report, err
}

// database checks all that the database has of the log.
func (s Sources) database(tx patrol.Tx) (*Report, error) {
	key, err := tx.SealKey()
	switch {
	case patrol.NotFound.Is(err): // nothing was ever sealed
	case err != nil:
		return nil, err
	case s.Verifier == "":
		s.Verifier = key.Verifier
	}
	marks, err := s.marks()
	if err != nil {
		return nil, err
	}
	kept, bad, err := s.kept(tx)
	if err != nil {
		return nil, err
	}
	c := newCheck(append(marks, kept...))
	c.Wrong = bad
	if err := c.lines(tx); err != nil {
		return nil, err
	}
	c.end()
	if !c.torn && c.Vouched < c.Lines {
		c.wrong("%s left without a checkpoint: it was removed", were(c.Vouched+1, c.Lines))
	}
	return &c.Report, c.unsealed(tx)
}

// marks are those in the file.
func (s Sources) marks() (marks []mark, err error) {
	notes := split(s.File)
	if s.Name != "" && len(notes) == 0 {
		return nil, fmt.Errorf("%s has no checkpoint", s.Name)
	}
	for _, n := range notes {
		m, err := s.read(n, s.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		marks = append(marks, m)
	}
	return marks, nil
}

// read reads a checkpoint.
func (s Sources) read(signed, from string) (mark, error) {
	verifier, err := note.NewVerifier(s.Verifier)
	if err != nil {
		return mark{}, fmt.Errorf("the key: %w", err)
	}
	return readMark(signed, from, verifier)
}

// atOnce is how many rows are read in one go.
const atOnce = 1000

// kept are the marks in the database, and what is wrong with others there.
func (s Sources) kept(tx patrol.Tx) (marks []mark, bad []string, err error) {
	for size, more := int64(0), true; more; {
		found, err := tx.Checkpoints(size, atOnce)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range found {
			size = c.Size
			m, err := s.read(c.Note, "the database")
			if err == nil && m.size != size {
				err = fmt.Errorf("it is one of %d", m.size)
			}
			if err != nil {
				bad = append(bad, fmt.Sprintf("the checkpoint of %d in the database was changed: %v", size, err))
				continue
			}
			marks = append(marks, m)
		}
		more = len(found) == atOnce
	}
	return marks, bad, nil
}

// lines checks the lines in the database.
func (c *check) lines(tx patrol.Tx) error {
	for more := true; more; {
		seals, err := tx.Seals(c.Lines+1, atOnce)
		if err != nil {
			return err
		}
		for _, s := range seals {
			if err := c.line(s); err != nil {
				return err
			}
		}
		more = len(seals) == atOnce
	}
	return nil
}

// unsealed checks what is not sealed.
func (c *check) unsealed(tx patrol.Tx) error {
	waiting, err := tx.Unsealed(atOnce)
	if err != nil {
		return err
	}
	c.Unsealed = len(waiting)
	for _, e := range waiting {
		c.time("an event that is not sealed yet", e)
	}
	lost, err := tx.Lost(mostWrong)
	if err != nil {
		return err
	}
	for _, id := range lost {
		c.wrong("event %d was removed before it was sealed", id)
	}
	strays, err := tx.Strays(mostWrong)
	for _, id := range strays {
		c.wrong("event %d was inserted: nothing says that it is to be sealed", id)
	}
	return err
}
