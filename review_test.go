package patrol_test

import (
	"strings"
	"testing"

	"patrol"
)

// Of owners who review at once, one wins and the rest hear of a conflict.
func TestReviewOnce(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	if won := w.race(8, func() error {
		return w.Approve(t.Context(), w.olivia, "acme", issued.Request.ID, "")
	}); won != 1 {
		t.Errorf("%d approvals won, want 1", won)
	}
	w.wantKind(patrol.Conflict, w.Deny(t.Context(), w.olivia, "acme", issued.Request.ID, ""))
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
}

// An owner of one organization has no say in another, and nobody else any.
func TestReviewStaysAtHome(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.initech.ID, w.dana.ID, patrol.Owner) })
	for _, v := range []*patrol.Viewer{w.dana, w.sam, w.erin} {
		for _, org := range []string{"acme", "initech", "globex", "dana", "nowhere"} {
			w.wantKind(patrol.NotFound, w.Approve(t.Context(), v, org, issued.Request.ID, ""))
		}
	}
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	_, err := w.OpenRequests(t.Context(), w.dana, "acme", patrol.ListQuery{Limit: 10})
	w.wantKind(patrol.NotFound, err)
}

// Who is denied reads public data, hears why, and may ask again.
func TestDenyAndAskAgain(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	err := w.Deny(t.Context(), w.olivia, "acme", issued.Request.ID, strings.Repeat("x", 1025))
	w.wantProblem(err, "reason")
	w.must(w.Deny(t.Context(), w.olivia, "acme", issued.Request.ID, "not now"))
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	w.wantRule(issued.Secret, w.docs, patrol.Read, "public to read")
	d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.must(err)
	if d.Token.State != patrol.Refused || d.Requests[0].ReviewReason != "not now" || !d.CanAskAgain() {
		t.Errorf("denied: %+v", d.Token)
	}
	_, err = w.AskAgain(t.Context(), w.dana, issued.Token.ID, "please")
	w.must(err)
	if r := w.waiting(); r.Reason != "please" || r.ID == issued.Request.ID || !r.Reach.Equal(d.Token.Wants) {
		t.Errorf("asked again: %+v", r)
	}
	_, err = w.AskAgain(t.Context(), w.dana, issued.Token.ID, "please!")
	w.wantKind(patrol.Conflict, err)
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
}

func TestCancel(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.wantKind(patrol.NotFound, w.CancelRequest(t.Context(), w.olivia, issued.Token.ID))
	w.must(w.CancelRequest(t.Context(), w.dana, issued.Token.ID))
	w.wantKind(patrol.Conflict, w.Approve(t.Context(), w.olivia, "acme", issued.Request.ID, ""))
	d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.must(err)
	if d.Token.State != patrol.Withdrawn || d.Waiting() != nil {
		t.Errorf("cancelled: %+v", d.Token)
	}
}

// Asking for more waits while what was granted stays; giving up holds at once.
func TestEditWidensByRequest(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.approve()

	more := w.ci2("renamed")
	more.Reach.Permissions = patrol.Permissions{"contents": patrol.Write}
	_, r, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, more)
	w.must(err)
	if r == nil {
		t.Fatal("more is had without asking")
	}
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
	w.wantRule(issued.Secret, w.site, patrol.Write, "permission")
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Write, "in order")

	_, r, err = w.EditToken(t.Context(), w.dana, issued.Token.ID, w.ci2("less"))
	w.must(err)
	if r != nil {
		t.Error("less has to be asked for")
	}
	w.wantRule(issued.Secret, w.site, patrol.Write, "permission")
	_, r, err = w.EditToken(t.Context(), w.dana, issued.Token.ID, w.ci2("only a name"))
	w.must(err)
	if d, _ := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0); r != nil || d.Token.Name != "only a name" || d.Waiting() != nil {
		t.Error("a name has to be asked for")
	}
}

// A change that gives up something and asks for something does both.
func TestEditTradesByRequest(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.approve()
	other := w.ci()
	other.Reach.Repositories = []int64{w.vault.ID}
	_, _, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, other)
	w.must(err)
	w.wantRule(issued.Secret, w.site, patrol.Read, "repository not selected")
	w.wantRule(issued.Secret, w.vault, patrol.Read, "repository not selected")
	w.must(w.Deny(t.Context(), w.olivia, "acme", w.waiting().ID, ""))
	d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.must(err)
	if d.Token.State != patrol.Active || !d.CanAskAgain() {
		t.Errorf("a denied change made the token %s", d.Token.State)
	}
	_, err = w.AskAgain(t.Context(), w.dana, issued.Token.ID, "")
	w.must(err)
	w.approve()
	w.wantRule(issued.Secret, w.vault, patrol.Read, "in order")
}

// A token that an organization let in stays with it; others may move.
func TestEditMovesOwner(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	own := w.ci()
	own.Owner, own.Reach.Repositories = "dana", []int64{w.dotfiles.ID}
	_, _, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, own)
	w.must(err)
	w.wantRule(issued.Secret, w.dotfiles, patrol.Read, "in order")
	w.wantKind(patrol.Conflict, w.Approve(t.Context(), w.olivia, "acme", issued.Request.ID, ""))

	_, r, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, w.ci())
	w.must(err)
	if r == nil {
		t.Fatal("moved into an organization without asking")
	}
	w.wantRule(issued.Secret, w.dotfiles, patrol.Read, "other owner")
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	w.approve()
	_, _, err = w.EditToken(t.Context(), w.dana, issued.Token.ID, own)
	w.wantProblem(err, "owner")
}

// Owners approve what they have seen: a request that was changed meanwhile is
// another one.
func TestApproveWhatWasSeen(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	more := w.ci()
	more.Reason = ""
	more.Reach.Permissions = patrol.Permissions{"contents": patrol.Write}
	_, r, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, more)
	w.must(err)
	w.wantKind(patrol.Conflict, w.Approve(t.Context(), w.olivia, "acme", issued.Request.ID, ""))
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	if waiting := w.waiting(); waiting.ID != r.ID || waiting.Reason != "to build" {
		t.Errorf("waits: %+v", waiting)
	}
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Write, "in order")
}
