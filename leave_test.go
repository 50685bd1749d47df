package patrol_test

import (
	"testing"

	"patrol"
)

// Who leaves an organization leaves nothing behind there, and finds nothing on
// coming back.
func TestLeavingEndsWhatTokensHad(t *testing.T) {
	w := newTown(t)
	granted := w.create(w.dana, w.ci())
	w.approve()
	wider := w.ci()
	wider.Reach.Permissions = patrol.Permissions{"contents": patrol.Write}
	if _, _, err := w.EditToken(t.Context(), w.dana, granted.Token.ID, wider); err != nil {
		t.Fatal(err)
	}
	waiting := w.create(w.dana, w.ci2("waiting"))
	own := w.ci2("own")
	own.Owner, own.Reach.Repositories = "dana", []int64{w.dotfiles.ID}
	kept := w.create(w.dana, own)

	w.update(func(tx patrol.Tx) error { return w.EndMembership(tx, w.acme, w.dana.Account) })
	w.wantState(granted.Token, patrol.Revoked)
	w.wantState(waiting.Token, patrol.Withdrawn)
	w.wantState(kept.Token, patrol.Active)
	w.wantRule(kept.Secret, w.dotfiles, patrol.Read, "in order")
	if page, err := w.OpenRequests(t.Context(), w.olivia, "acme", patrol.ListQuery{Limit: 10}); err != nil || page.Total != 0 {
		t.Errorf("%d requests still wait (%v)", page.Total, err)
	}
	d, err := w.Dossier(t.Context(), w.dana, granted.Token.ID, 0)
	w.must(err)
	if last := d.Events[0]; last.Action != patrol.AccessRevoked || last.ActorID != 0 {
		t.Errorf("the last event is %+v", last)
	}

	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.dana.ID, patrol.Member) })
	w.wantRule(granted.Secret, w.site, patrol.Read, "no grant")
}

// wantState fails the test unless a token of dana's is in that state.
func (w *town) wantState(t *patrol.Token, want patrol.TokenState) {
	w.t.Helper()
	d, err := w.Dossier(w.t.Context(), w.dana, t.ID, 0)
	w.must(err)
	if d.Token.State != want {
		w.t.Errorf("%s is %s, want %s", t.Name, d.Token.State, want)
	}
}
