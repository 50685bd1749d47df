package views

import (
	"net/url"
	"time"

	"patrol"
)

// A BulkList is a page of what owners did to many rows at once.
type BulkList struct {
	Frame
	*patrol.BulkList
	Now time.Time
}

// whose is at whom it was done.
func (p BulkList) whose() string {
	if p.Org.Kind == patrol.Enterprise {
		return "the organizations of " + p.Org.DisplayName()
	}
	return p.Org.Login
}

// page is the list from a cursor on; no cursor is no page.
func (p BulkList) page(cursor string) string {
	if cursor == "" {
		return ""
	}
	return bulksPath(p.Org) + "?after=" + url.QueryEscape(cursor)
}

// bulksPath is where all that owner's people did to many rows at once is.
func bulksPath(owner *patrol.Account) string { return tokenRoot(owner) + "bulk" }

// bulkNoun is what b is done to.
func bulkNoun(b *patrol.Bulk) string {
	if b.Deed == patrol.Revoking {
		return "token"
	}
	return "request"
}

// bulkTitle says what was done, and to how many.
func bulkTitle(b *patrol.Bulk) string {
	if b.Running() && b.Meant > 0 {
		return howFar(b) + " " + bulkNoun(b) + "s " + b.Deed.Past()
	}
	return plural(b.Done, bulkNoun(b)) + " " + b.Deed.Past()
}

// howFar says how far b has come.
func howFar(b *patrol.Bulk) string {
	if b.Meant == 0 {
		return number(b.Done) + " so far"
	}
	return number(b.Done) + " of " + number(max(b.Done+b.Missed, b.Meant))
}

// bulkMissed says how many rows it was not done to.
func bulkMissed(b *patrol.Bulk) string {
	if b.Missed == 1 {
		return "one was not"
	}
	return number(b.Missed) + " were not"
}

// bulkLabel says whether b goes on.
func bulkLabel(b *patrol.Bulk) markup {
	switch {
	case b.Stopped != "":
		return label(bad, "stopped")
	case b.Running():
		return label(info, "running")
	}
	return label(good, "finished")
}
