package patrol_test

import (
	"testing"

	"patrol"
)

// Whoever changes their password stays signed in where they do, and nowhere else.
func TestChangePassword(t *testing.T) {
	w := newTown(t)
	const fresh = "a new password"
	_, there, err := w.SignIn(t.Context(), "dana", password, patrol.Origin{Address: "198.51.100.9"})
	w.must(err)
	here, old, err := w.SignIn(t.Context(), "dana", password, home)
	w.must(err)
	_, err = w.ChangePassword(t.Context(), here, "short", "other")
	w.wantProblem(err, "password", "again")
	key, err := w.ChangePassword(t.Context(), here, fresh, fresh)
	w.must(err)
	log, err := w.SecurityLog(t.Context(), here, patrol.LogSearch{Limit: 1})
	w.must(err)
	last := log.Events
	if len(last) != 1 || last[0].Action != patrol.PasswordChanged || last[0].Actor != "dana" || last[0].From != home {
		t.Errorf("the log says %+v", last)
	}
	for _, ended := range []patrol.Key{old, there} {
		_, err = w.Viewer(t.Context(), ended, home)
		w.wantKind(patrol.NotFound, err)
	}
	v, err := w.Viewer(t.Context(), key, home)
	w.must(err)
	if v.SessionID != here.SessionID {
		t.Errorf("session %d, not %d", v.SessionID, here.SessionID)
	}
	if sessions, err := w.Sessions(t.Context(), v); err != nil || len(sessions) != 1 {
		t.Errorf("%d sessions, %v; want this one", len(sessions), err)
	}
	if sessions, err := w.Sessions(t.Context(), w.olivia); err != nil || len(sessions) != 1 {
		t.Errorf("olivia has %d sessions, %v", len(sessions), err)
	}
	_, _, err = w.SignIn(t.Context(), "dana", password, patrol.Origin{})
	w.wantKind(patrol.Unauthenticated, err)
	_, _, err = w.SignIn(t.Context(), "dana", fresh, patrol.Origin{Address: "198.51.100.9"})
	w.must(err)
}

func TestChangePasswordTakesAConfirmation(t *testing.T) {
	w := newTown(t)
	w.now = w.now.Add(patrol.ConfirmedFor)
	_, err := w.ChangePassword(t.Context(), w.dana, "a new password", "a new password")
	w.wantKind(patrol.Unconfirmed, err)
	_, _, err = w.SignIn(t.Context(), "dana", password, home)
	w.must(err)
}
