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

// AuditLog returns a page of the log of an organization that v owns: at most so
// many events that fit what is searched for, from a cursor on.
func (a *Authority) AuditLog(ctx context.Context, v *Viewer, org, search, after string, most int) (*Log, error) {
	log := new(Log)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if log.Org, err = ownOrg(tx, v.Account, org); err != nil {
			return err
		}
		return log.read(tx, LogQuery{OwnerID: log.Org.ID, After: after, Limit: most}, search)
	})
	return log, err
}

// EnterpriseLog is AuditLog of an enterprise that v owns: what happened there,
// and at its organizations while they were in it.
func (a *Authority) EnterpriseLog(ctx context.Context, v *Viewer, enterprise, search, after string, most int) (
	*Log, error) {
	log := new(Log)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if log.Org, err = ownEnterprise(tx, v.Account, enterprise); err != nil {
			return err
		}
		return log.read(tx, LogQuery{EnterpriseID: log.Org.ID, After: after, Limit: most}, search)
	})
	return log, err
}

// SecurityLog is AuditLog of what concerns v.
func (a *Authority) SecurityLog(ctx context.Context, v *Viewer, search, after string, most int) (*Log, error) {
	log := new(Log)
	err := a.Store.View(ctx, func(tx Tx) error {
		return log.read(tx, LogQuery{UserID: v.ID, After: after, Limit: most}, search)
	})
	return log, err
}

// read reads the page that q asks for, narrowed to what is searched for.
func (l *Log) read(tx Tx, q LogQuery, search string) (err error) {
	if l.Filter, err = ParseLogSearch(search); err != nil {
		return err
	}
	q.LogFilter = l.Filter
	l.LogPage, err = tx.Log(q)
	return err
}
