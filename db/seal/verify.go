package seal

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"patrol"
)

// A Report is what came of checking a log.
type Report struct {
	Lines    int64    // that are sealed
	Vouched  int64    // of these, those that a checkpoint vouches for
	Unsealed int      // events that have yet to be sealed; 1,000 stand for any more
	Wrong    []string // what is wrong, each in one line; nothing if nobody changed the log
	More     int      // that is wrong besides
}

// mostWrong bounds what a report tells.
const mostWrong = 50

func (r *Report) wrong(format string, args ...any) {
	if len(r.Wrong) == mostWrong {
		r.More++
		return
	}
	r.Wrong = append(r.Wrong, fmt.Sprintf(format, args...))
}

// A check reads a sealed log line by line and compares it with checkpoints.
type check struct {
	Report
	marks  []mark           // not yet come to, by size
	good   map[string]int64 // the lines that the checkpoints kept at a place vouch for
	tree   tree
	torn   bool // what was read is not what was sealed, so roots tell nothing any more
	latest time.Time
}

// newCheck begins to compare a log with marks.
func newCheck(marks []mark) *check {
	slices.SortStableFunc(marks, func(m, other mark) int { return cmp.Compare(m.size, other.size) })
	return &check{marks: marks, good: map[string]int64{}}
}

// line checks the next line.
func (c *check) line(s patrol.Seal) error {
	if s.Line <= c.Lines {
		c.wrong("line %d is there twice", s.Line)
		return nil
	}
	if s.Line > c.Lines+1 {
		c.wrong("%s cut out", were(c.Lines+1, s.Line-1))
		c.torn = true
	}
	c.Lines = s.Line
	if s.Event == nil {
		c.wrong("line %d: its event %d was removed", s.Line, s.EventID)
	} else if err := c.event(fmt.Sprintf("line %d", s.Line), s.Event, s.Hash); err != nil {
		return err
	}
	c.tree.add(s.Hash)
	c.compare()
	return nil
}

// event checks the event of a line, which had a hash when it was sealed.
func (c *check) event(at string, e *patrol.Event, sealed tlog.Hash) error {
	h, err := leaf(e)
	if err != nil {
		return err
	}
	if h != sealed {
		c.wrong("%s was changed: %s", at, describe(e))
		return nil // nor can its time be believed
	}
	c.time(at, e)
	return nil
}

// time checks that an event did not happen long before those that were sealed earlier.
func (c *check) time(at string, e *patrol.Event) {
	if e.Backdated(c.latest) {
		c.wrong("%s was inserted: %s, after others of %s, unless the clock was set back", at, describe(e), moment(c.latest))
	}
	if e.At.After(c.latest) {
		c.latest = e.At
	}
}

// compare compares the lines so far with what checkpoints say of them.
func (c *check) compare() {
	for len(c.marks) > 0 && c.marks[0].size <= c.Lines {
		m := c.marks[0]
		c.marks = c.marks[1:]
		switch {
		case c.torn || m.size < c.Lines:
		case m.root == c.tree.root():
			c.good[m.from], c.Vouched = m.size, m.size
		default:
			c.wrong("%s changed, at least one of them: the checkpoint of %d in %s does not vouch for them",
				were(c.good[m.from]+1, m.size), m.size, m.from)
			c.torn = true
		}
	}
}

// end says what is missing after the last line.
func (c *check) end() {
	if n := len(c.marks); n > 0 {
		last := c.marks[n-1]
		c.wrong("%s cut off: %s has a checkpoint of %d", were(c.Lines+1, last.size), last.from, last.size)
		c.torn = true
	}
}

// were is lines, as the subject of a sentence.
func were(first, last int64) string {
	if first == last {
		return fmt.Sprintf("line %d was", first)
	}
	return fmt.Sprintf("lines %d to %d were", first, last)
}

// describe is e in a few words.
func describe(e *patrol.Event) string {
	return fmt.Sprintf("event %d, %s of %s", e.ID, e.Action, moment(e.At))
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }
