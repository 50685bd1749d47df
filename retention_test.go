package patrol_test

import (
	"testing"
	"time"

	"patrol"
)

const day = 24 * time.Hour

// tell writes n notifications to dana, as of some days ago and read so many
// days ago (never if negative), and as many mails.
func (w *town) tell(n, days, read int) {
	w.t.Helper()
	news := patrol.News{Kind: patrol.AccessDenied, UserID: w.dana.ID, At: w.now.AddDate(0, 0, -days)}
	w.update(func(tx patrol.Tx) error {
		for range n {
			if err := tx.InsertNotifications(news); err != nil {
				return err
			}
			if err := tx.InsertMails(news); err != nil {
				return err
			}
		}
		if read < 0 {
			return nil
		}
		return tx.ReadNotifications(w.dana.ID, 1, 1<<40, w.now.AddDate(0, 0, -read))
	})
}

// left counts dana's notifications and the mails.
func (w *town) left() (notifications, mails int) {
	w.t.Helper()
	w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) error {
		told, err := tx.Notifications(w.dana.ID, 0, 10_000)
		if err != nil {
			return err
		}
		sent, err := tx.Mails(0, 10_000)
		notifications, mails = len(told), len(sent)
		return err
	}))
	return notifications, mails
}

// forget removes all that is older than r says, and returns in how many rounds.
func (w *town) forget(r patrol.Retention) (rounds int) {
	w.t.Helper()
	for more := true; more; rounds++ {
		var err error
		more, err = w.Forget(w.t.Context(), r)
		w.must(err)
	}
	return rounds
}

// What has served its purpose is removed when it is old enough, in small
// batches, and nothing else.
func TestOldNewsIsForgotten(t *testing.T) {
	w := newTown(t)
	w.tell(2, 400, 100)
	w.tell(1200, 120, 91)
	w.tell(3, 100, 89)
	w.tell(4, 366, -1) // never read, and older than it may be
	w.tell(5, 360, -1)
	if n, mails := w.left(); n != 1214 || mails != 1214 {
		t.Fatalf("%d notifications, %d mails", n, mails)
	}
	w.forget(patrol.Retention{})
	if n, mails := w.left(); n != 1214 || mails != 1214 {
		t.Errorf("kept for ever: %d notifications, %d mails", n, mails)
	}
	r := patrol.Retention{Mails: 200 * day, Notifications: 90 * day, Unread: 365 * day, Reports: 90 * day}
	if rounds := w.forget(r); rounds != 3 {
		t.Errorf("%d rounds", rounds)
	}
	if n, _ := w.left(); n != 8 {
		t.Errorf("%d notifications are left", n)
	}
}

// Mails go in the order in which they were written, whether they were sent or
// nobody ever took them.
func TestOldMailIsForgotten(t *testing.T) {
	w := newTown(t)
	w.tell(3, 100, -1)
	w.tell(2, 90, -1)
	w.update(func(tx patrol.Tx) error {
		due, err := tx.DueMails(w.now, 1)
		if err != nil {
			return err
		}
		due[0].State, due[0].DoneAt = patrol.Sent, w.now
		return tx.UpdateMail(due[0], 0)
	})
	w.forget(patrol.Retention{Mails: 90 * day})
	if n, mails := w.left(); n != 5 || mails != 2 {
		t.Errorf("%d notifications, %d mails", n, mails)
	}
}

// Reports of bulk actions go with what they say of each row, once they are
// finished for long enough; what they did stays in the audit log.
func TestOldReportsAreForgotten(t *testing.T) {
	w := newTown(t)
	deny := func(ids ...int64) *patrol.Bulk {
		b, err := w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Denying, IDs: ids})
		w.must(err)
		return b
	}
	ids := w.ask(702)
	old := deny(ids[:700]...)
	w.now = w.now.AddDate(0, 0, 60)
	young := deny(ids[700:]...)
	w.now = w.now.AddDate(0, 0, 31)
	w.forget(patrol.Retention{Reports: 90 * day})
	_, err := w.BulkReport(t.Context(), w.olivia, "acme", old.ID, 0)
	w.wantKind(patrol.NotFound, err)
	if got := w.report(young); got[patrol.Decided] != 2 {
		t.Errorf("the young one: %v", got)
	}
	w.must(w.Store.View(t.Context(), func(tx patrol.Tx) error {
		page, err := tx.Log(patrol.LogQuery{OwnerID: w.acme.ID, Limit: 1000,
			LogFilter: patrol.LogFilter{Action: patrol.RequestDenied}})
		if len(page.Events) != 702 {
			t.Errorf("%d events are left", len(page.Events))
		}
		return err
	}))
}

// What webhooks were sent can be looked at for thirty days.
func TestOldDeliveriesAreForgotten(t *testing.T) {
	w := newTown(t)
	hook, err := w.CreateHook(t.Context(), w.olivia, "acme", patrol.HookSpec{URL: "https://hook.test/", Unsigned: true})
	w.must(err)
	w.update(func(tx patrol.Tx) error {
		old := patrol.Delivery{HookID: hook.ID, State: patrol.Delivered, CreatedAt: w.now.Add(-patrol.DeliveriesKept)}
		young := old
		young.CreatedAt = w.now
		return tx.InsertDeliveries(&old, &young)
	})
	for _, left := range []int{2, 1} {
		w.forget(patrol.Retention{})
		d, err := w.HookDossier(t.Context(), w.olivia, "acme", hook.ID, 0)
		w.must(err)
		if len(d.Deliveries) != left {
			t.Errorf("%d deliveries are left, want %d", len(d.Deliveries), left)
		}
		w.now = w.now.Add(time.Second)
	}
}
