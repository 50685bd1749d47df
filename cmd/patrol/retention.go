package main

import (
	"context"
	"fmt"
	"time"

	"patrol"
	"patrol/web/worker"
)

const day = 24 * time.Hour

// A retention is the flags that say for how many days is kept what has served
// its purpose.
type retention struct {
	KeepMails         int `default:"90" help:"Days that a mail stays in the outbox; 0 for ever."`
	KeepNotifications int `default:"90" help:"Days that a notification stays after it was read; 0 for ever."`
	KeepUnread        int `default:"365" help:"Days that a notification stays that nobody reads; 0 for ever."`
	KeepReports       int `default:"90" help:"Days that the report of a bulk action stays; 0 for ever."`
}

// Validate says what is wrong with r. Kong calls it.
func (r retention) Validate() error {
	const least = int(patrol.ShortestRetention / day)
	for _, flag := range []struct {
		name string
		days int
	}{
		{"keep-mails", r.KeepMails},
		{"keep-notifications", r.KeepNotifications},
		{"keep-unread", r.KeepUnread},
		{"keep-reports", r.KeepReports},
	} {
		if flag.days != 0 && (flag.days < least || flag.days > 36500) {
			return fmt.Errorf("--%s must be 0, for ever, or from %d to 36500 days", flag.name, least)
		}
	}
	return nil
}

// cleaner removes what a has kept for long enough.
func (r retention) cleaner(a *patrol.Authority) worker.Job {
	kept := patrol.Retention{
		Mails:         time.Duration(r.KeepMails) * day,
		Notifications: time.Duration(r.KeepNotifications) * day,
		Unread:        time.Duration(r.KeepUnread) * day,
		Reports:       time.Duration(r.KeepReports) * day,
	}
	return worker.Job{Name: "retention", Every: cleanEvery, Do: func(ctx context.Context) (bool, error) {
		return a.Forget(ctx, kept)
	}}
}
