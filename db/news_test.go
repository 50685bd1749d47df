package db_test

import (
	"testing"
	"time"

	"patrol"
)

func TestNotifications(t *testing.T) {
	w := newTown(t)
	n := patrol.News{Kind: patrol.AccessDenied, UserID: w.dana.ID, At: now, TokenID: 7, TokenKind: patrol.FineGrained, TokenName: "CI",
		OwnerID: w.acme.ID, Owner: w.acme.Login, RequestID: 9, ActorID: w.dana.ID, Actor: w.dana.Login,
		Detail: "no", ExpiresAt: now.Add(time.Hour)}
	waits := n
	waits.Kind, waits.ExpiresAt = patrol.RequestWaits, time.Time{}
	w.update(func(tx patrol.Tx) error {
		for _, told := range []patrol.News{n, waits, n} {
			if err := tx.InsertNotifications(told); err != nil {
				return err
			}
		}
		return tx.SettleNotifications([]int64{9}, now)
	})
	w.update(func(tx patrol.Tx) error {
		page, err := tx.Notifications(w.dana.ID, 0, 2)
		same(t, page, []*patrol.Notification{{News: n, ID: 3}, {News: waits, ID: 2, ReadAt: now}})
		page, _ = tx.Notifications(w.dana.ID, 2, 2)
		same(t, page, []*patrol.Notification{{News: n, ID: 1}})
		_, other := tx.Notification(w.acme.ID, 1)
		kind(t, other, patrol.NotFound)
		unread, _ := tx.CountUnread(w.dana.ID, 9)
		same(t, unread, 2)
		unread, _ = tx.CountUnread(w.dana.ID, 1)
		same(t, unread, 1)
		if err := tx.ReadNotifications(w.dana.ID, 1, 2, now); err != nil {
			return err
		}
		unread, _ = tx.CountUnread(w.dana.ID, 9)
		same(t, unread, 1)
		return err
	})
}

func TestMails(t *testing.T) {
	w := newTown(t)
	n := patrol.News{Kind: patrol.TokenAdded, UserID: w.dana.ID, At: now, TokenKind: patrol.FineGrained, TokenName: "CI"}
	w.update(func(tx patrol.Tx) error { return tx.InsertMails(n) })
	mail := &patrol.Mail{News: n, ID: 1, State: patrol.Waiting, DueAt: now, Login: w.dana.Login, Email: w.dana.Email}
	w.update(func(tx patrol.Tx) error {
		early, _ := tx.DueMails(now.Add(-time.Second), 9)
		same(t, early, nil)
		due, err := tx.DueMails(now, 9)
		same(t, due, []*patrol.Mail{mail})
		mail.Tries, mail.DueAt, mail.Problem = 1, now.Add(time.Hour), "nobody answered"
		if err := tx.UpdateMail(mail, 0); err != nil {
			return err
		}
		due, _ = tx.DueMails(now, 9)
		same(t, due, nil)
		return err
	})
	w.conflict(func(tx patrol.Tx) error { return tx.UpdateMail(mail, 0) })
	mail.State, mail.DoneAt = patrol.Sent, now
	w.update(func(tx patrol.Tx) error { return tx.UpdateMail(mail, 1) })
	w.conflict(func(tx patrol.Tx) error { return tx.UpdateMail(mail, 1) })
	w.view(func(tx patrol.Tx) error {
		all, err := tx.Mails(0, 9)
		same(t, all, []*patrol.Mail{mail})
		return err
	})
}

// The key that links are sealed with is kept once.
func TestLinkKey(t *testing.T) {
	w := newTown(t)
	w.view(func(tx patrol.Tx) error {
		_, err := tx.LinkKey()
		kind(t, err, patrol.NotFound)
		return nil
	})
	first := patrol.NewKey()
	w.update(func(tx patrol.Tx) error { return tx.KeepLinkKey(first) })
	w.update(func(tx patrol.Tx) error { return tx.KeepLinkKey(patrol.NewKey()) })
	w.view(func(tx patrol.Tx) error {
		key, err := tx.LinkKey()
		same(t, key.Reveal(), first.Reveal())
		return err
	})
}
