package db_test

import (
	"testing"
	"time"

	"patrol"
)

func TestSessions(t *testing.T) {
	w := newTown(t)
	s := &patrol.Session{UserID: w.dana.ID, User: w.dana, Digest: patrol.Digest{1}, CreatedAt: now, SeenAt: now,
		ConfirmedAt: now, ExpiresAt: now.Add(time.Hour),
		From: patrol.Origin{Address: "192.0.2.1", Agent: "Firefox"}}
	other := &patrol.Session{UserID: w.dana.ID, User: w.dana, Digest: patrol.Digest{2},
		ExpiresAt: now.Add(-time.Hour)}
	w.update(func(tx patrol.Tx) error {
		if err := tx.InsertSession(s); err != nil {
			return err
		}
		return tx.InsertSession(other)
	})
	got, err := w.Session(t.Context(), s.Digest)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, s)
	w.update(func(tx patrol.Tx) error {
		list, _ := tx.Sessions(w.dana.ID)
		same(t, list, []*patrol.Session{other, s})
		s.SeenAt, s.ConfirmedAt = now.Add(1e9), now.Add(3e9)
		s.From, s.Digest = patrol.Origin{Agent: "lynx"}, patrol.Digest{3}
		for _, err := range []error{tx.TouchSession(s.ID, s.SeenAt, s.From),
			tx.RenewSession(s.ID, s.Digest, now.Add(2e9)), tx.ConfirmSession(s.ID, s.ConfirmedAt),
			tx.DeleteSessionsBefore(now)} {
			if err != nil {
				return err
			}
		}
		list, _ = tx.Sessions(w.dana.ID)
		same(t, list, []*patrol.Session{s})
		return nil
	})
	w.conflict(func(tx patrol.Tx) error { return tx.DeleteSession(w.sam.ID, s.ID) })
	w.update(func(tx patrol.Tx) error { return tx.DeleteSession(w.dana.ID, s.ID) })
	_, missing := w.Session(t.Context(), s.Digest)
	kind(t, missing, patrol.NotFound)
	w.update(func(tx patrol.Tx) error { return tx.DeleteSessions(w.dana.ID) })
}

func TestPasswordsAndLinks(t *testing.T) {
	w := newTown(t)
	link := &patrol.Link{Digest: patrol.Digest{1}, Purpose: patrol.SetPassword, UserID: w.dana.ID,
		ExpiresAt: now}
	setUp := &patrol.Link{Digest: patrol.Digest{2}, Purpose: patrol.SetUp, ExpiresAt: now}
	w.update(func(tx patrol.Tx) error {
		_, missing := tx.PasswordHash(w.dana.ID)
		kind(t, missing, patrol.NotFound)
		for _, hash := range []string{"first", "second"} {
			if err := tx.SetPasswordHash(w.dana.ID, hash); err != nil {
				return err
			}
		}
		hash, _ := tx.PasswordHash(w.dana.ID)
		same(t, hash, "second")
		for _, l := range []*patrol.Link{link, setUp} {
			if err := tx.InsertLink(l); err != nil {
				return err
			}
			got, err := tx.Link(l.Digest)
			if err != nil {
				return err
			}
			same(t, got, l)
		}
		return tx.UseLink(link.Digest)
	})
	w.conflict(func(tx patrol.Tx) error { return tx.UseLink(link.Digest) })
	w.view(func(tx patrol.Tx) error {
		_, missing := tx.Link(link.Digest)
		kind(t, missing, patrol.NotFound)
		return nil
	})
}
