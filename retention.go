package patrol

import (
	"context"
	"time"
)

// A Retention is how long is kept what has served its purpose; zero is for
// ever. The audit log is no part of it: nothing is ever removed from that.
type Retention struct {
	Mails         time.Duration // in the outbox, from when they were written
	Notifications time.Duration // from when they were read
	Unread        time.Duration // notifications, read or not, from when they were written
	Reports       time.Duration // of bulk actions, from when they were finished
}

// ShortestRetention is the least that a Retention may say but zero: longer
// than a mail is tried.
const ShortestRetention = 7 * day

// forgottenAtOnce is how many rows of a kind one transaction removes: few, so
// that nobody waits for it.
const forgottenAtOnce = 500

// Forget removes some of what is older than r says, and of the deliveries of
// webhooks that are older than DeliveriesKept. It reports whether there may be more.
func (a *Authority) Forget(ctx context.Context, r Retention) (more bool, err error) {
	for _, old := range []struct {
		kept   time.Duration
		remove func(Tx, time.Time, int) (int64, error)
	}{
		{r.Mails, Tx.DeleteMails},
		{r.Notifications, Tx.DeleteNotificationsRead},
		{r.Unread, Tx.DeleteNotifications},
		{DeliveriesKept, Tx.DeleteDeliveries},
		{r.Reports, Tx.DeleteOutcomes},
		{r.Reports, Tx.DeleteBulks},
	} {
		if old.kept == 0 {
			continue
		}
		var n int64
		err := a.Store.Update(ctx, func(tx Tx) (err error) {
			n, err = old.remove(tx, a.Now().Add(-old.kept), forgottenAtOnce)
			return err
		})
		if err != nil {
			return false, err
		}
		more = more || n == forgottenAtOnce
	}
	return more, nil
}
