package patrol

import (
	"context"
	"time"
)

// A LogQuery asks for a page of what happened at an owner, at an enterprise and
// its organizations, or of what concerns a user, newest first.
type LogQuery struct {
	OwnerID      int64 // one of these three
	EnterpriseID int64
	UserID       int64
	LogFilter
	After string // Previous or Next of a LogPage; empty for the newest
	Limit int
}

// SearchedAtOnce is how many events are looked at for a page of what no index
// finds, so that it takes no longer the longer the log is.
const SearchedAtOnce = 10_000

// A LogFilter narrows a log. The zero LogFilter does not.
type LogFilter struct {
	Org    string // login, in an enterprise's log
	Actor  string // login
	Action string // or only what is before its dot
	Token  string // name or ID
	Hashed string // of whose secret it tells: hashed_token
	Since  time.Time
	Before time.Time
	Words  []string // in whatever is said of an event
}

// Narrows reports whether f does.
func (f LogFilter) Narrows() bool {
	return f.Org != "" || f.Actor != "" || f.Action != "" || f.Token != "" || f.Hashed != "" || len(f.Words) > 0 ||
		!f.Since.IsZero() || !f.Before.IsZero()
}

// A LogPage is some events, and the cursors of the pages around it: empty
// where there is none.
type LogPage struct {
	Events         []*Event
	Previous, Next string
	// Searched is the time of the last event that was looked at, if the page is
	// not full because there was enough to look at; then the next page goes on.
	Searched time.Time
}

// A Log is a page of the audit log of an organization or enterprise, or of a
// user's security log, and what was searched for.
type Log struct {
	LogPage
	Org    *Account // whose it is; nil in a user's log
	Filter LogFilter
}

// A LogSearch asks for a page of a log: for what was typed, from a cursor on.
type LogSearch struct {
	Text  string // as ParseLogSearch reads it
	After string // Previous or Next of a LogPage; empty for the newest
	Limit int
}

// AuditLog returns a page of the log of an organization or an enterprise that v
// owns: of an enterprise what happened there, and at its organizations while
// they were in it.
func (a *Authority) AuditLog(ctx context.Context, v *Viewer, kind AccountKind, login string, s LogSearch) (*Log, error) {
	log := new(Log)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if log.Org, err = owned(tx, v.Account, login, kind); err != nil {
			return err
		}
		q := LogQuery{OwnerID: log.Org.ID}
		if kind == Enterprise {
			q = LogQuery{EnterpriseID: log.Org.ID}
		}
		return log.read(tx, q, s)
	})
	return log, err
}

// SecurityLog is AuditLog of what concerns v.
func (a *Authority) SecurityLog(ctx context.Context, v *Viewer, s LogSearch) (*Log, error) {
	log := new(Log)
	err := a.Store.View(ctx, func(tx Tx) error { return log.read(tx, LogQuery{UserID: v.ID}, s) })
	return log, err
}

// read reads the page that s asks for, of the log that q is about.
func (l *Log) read(tx Tx, q LogQuery, s LogSearch) (err error) {
	if l.Filter, err = ParseLogSearch(s.Text); err != nil {
		return err
	}
	q.LogFilter, q.After, q.Limit = l.Filter, s.After, s.Limit
	l.LogPage, err = tx.Log(q)
	return err
}
