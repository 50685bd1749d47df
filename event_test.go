package patrol_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"patrol"
)

// A deed is something that is done, and what is said of it in the log of acme
// and in dana's, newest first.
type deed struct {
	name     string
	do       func(w *town)
	acme     []string
	dana     []string
	newest   patrol.Facts // of the newest in acme's log, or else in dana's
	byNobody bool         // the operator did it
}

var reading = patrol.Permissions{"contents": patrol.Read, "metadata": patrol.Read}

var deeds = []deed{
	{
		name: "asking",
		do:   func(w *town) { w.create(w.dana, w.ci()) },
		acme: []string{patrol.RequestCreated},
		dana: []string{patrol.RequestCreated, patrol.TokenCreated},
		newest: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1}, Permissions: reading,
			PermissionsAdded: reading},
	},
	{
		name: "approving",
		do:   func(w *town) { w.create(w.dana, w.ci()); w.approve() },
		acme: []string{patrol.AccessGranted, patrol.RequestCreated},
		dana: []string{patrol.AccessGranted, patrol.RequestCreated, patrol.TokenCreated},
		newest: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1}, Permissions: reading,
			PermissionsAdded: reading},
	},
	{
		name: "widening",
		do: func(w *town) {
			issued := w.create(w.dana, w.ci())
			w.approve()
			wider := w.ci()
			wider.Reach.Permissions = patrol.Permissions{"contents": patrol.Write, "issues": patrol.Read}
			_, _, err := w.EditToken(w.t.Context(), w.dana, issued.Token.ID, wider)
			w.must(err)
		},
		acme: []string{patrol.RequestCreated, patrol.AccessGranted, patrol.RequestCreated},
		dana: []string{patrol.TokenUpdated, patrol.RequestCreated, patrol.AccessGranted, patrol.RequestCreated, patrol.TokenCreated},
		newest: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1},
			Permissions:          patrol.Permissions{"contents": patrol.Write, "issues": patrol.Read, "metadata": patrol.Read},
			PermissionsAdded:     patrol.Permissions{"issues": patrol.Read},
			PermissionsUpgraded:  patrol.Permissions{"contents": patrol.Write},
			PermissionsUnchanged: patrol.Permissions{"metadata": patrol.Read}},
	},
	{
		name: "denying",
		do: func(w *town) {
			w.create(w.dana, w.ci())
			w.must(w.Deny(w.t.Context(), w.olivia, "acme", w.waiting().ID, "no"))
		},
		acme:   []string{patrol.RequestDenied, patrol.RequestCreated},
		dana:   []string{patrol.RequestDenied, patrol.RequestCreated, patrol.TokenCreated},
		newest: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1}, Permissions: reading},
	},
	{
		name: "cancelling",
		do: func(w *town) {
			issued := w.create(w.dana, w.ci())
			w.must(w.CancelRequest(w.t.Context(), w.dana, issued.Token.ID))
		},
		acme:   []string{patrol.RequestCancelled, patrol.RequestCreated},
		dana:   []string{patrol.RequestCancelled, patrol.RequestCreated, patrol.TokenCreated},
		newest: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1}, Permissions: reading},
	},
	{
		name: "leaving",
		do: func(w *town) {
			w.create(w.dana, w.ci())
			w.approve()
			w.update(func(tx patrol.Tx) error { return w.EndMembership(tx, w.acme, w.dana.Account) })
		},
		acme:     []string{patrol.AccessRevoked, patrol.AccessGranted, patrol.RequestCreated},
		dana:     []string{patrol.AccessRevoked, patrol.AccessGranted, patrol.RequestCreated, patrol.TokenCreated},
		newest:   patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1}, Permissions: reading},
		byNobody: true,
	},
	{
		name: "deleting",
		do: func(w *town) {
			own := w.create(w.dana, w.personal())
			w.must(w.DeleteToken(w.t.Context(), w.dana, own.Token.ID))
		},
		dana:   []string{patrol.TokenDestroyed, patrol.AccessGranted, patrol.TokenCreated},
		newest: patrol.Facts{Explanation: "deleted by its user"},
	},
	{
		name: "moving to another owner",
		do: func(w *town) {
			own := w.create(w.dana, w.personal())
			_, _, err := w.EditToken(w.t.Context(), w.dana, own.Token.ID, w.ci())
			w.must(err)
		},
		acme: []string{patrol.RequestCreated},
		dana: []string{patrol.TokenUpdated, patrol.RequestCreated, patrol.AccessRevoked, patrol.AccessGranted, patrol.TokenCreated},
		newest: patrol.Facts{RepositorySelection: patrol.Selected, RepositoryIDs: []int64{1}, Permissions: reading,
			PermissionsAdded: reading},
	},
	{
		name:     "suspending",
		do:       func(w *town) { w.must(w.Suspend(w.t.Context(), "dana", true)) },
		dana:     []string{patrol.UserSuspended},
		byNobody: true,
	},
	{
		name: "letting in again",
		do: func(w *town) {
			w.must(w.Suspend(w.t.Context(), "dana", true))
			w.must(w.Suspend(w.t.Context(), "dana", false))
		},
		dana:     []string{patrol.UserUnsuspended, patrol.UserSuspended},
		byNobody: true,
	},
	{
		name: "signing out",
		do:   func(w *town) { w.must(w.SignOut(w.t.Context(), w.dana, w.dana.SessionID)) },
		dana: []string{patrol.SessionRevoked},
	},
	{
		name: "failing to sign in",
		do: func(w *town) {
			_, _, err := w.SignIn(w.t.Context(), "dana", "wrong", home)
			w.wantKind(patrol.Unauthenticated, err)
		},
		dana:     []string{patrol.UserSignInFailed},
		byNobody: true,
	},
}

// personal is a token for dana's own repositories.
func (w *town) personal() patrol.TokenSpec {
	spec := w.ci()
	spec.Name, spec.Owner, spec.Reach.Repositories = "own", "dana", []int64{w.dotfiles.ID}
	return spec
}

// Whatever is done is written down where those look whom it concerns, with all
// that GitHub would say of it.
func TestDeedsAreWrittenDown(t *testing.T) {
	for _, d := range deeds {
		t.Run(d.name, func(t *testing.T) {
			w := newTown(t)
			d.do(w)
			acme, err := w.AuditLog(t.Context(), w.olivia, patrol.Organization, "acme", patrol.LogSearch{Limit: 20})
			w.must(err)
			dana, err := w.SecurityLog(t.Context(), w.dana, patrol.LogSearch{Limit: 20})
			w.must(err)
			if got := actions(acme.Events); !slices.Equal(got, d.acme) {
				t.Errorf("acme reads %q, want %q", got, d.acme)
			}
			if got := actions(dana.Events); !slices.Equal(got, append(slices.Clone(d.dana), patrol.UserSignedIn)) {
				t.Errorf("dana reads %q, want %q", got, d.dana)
			}
			newest := append(acme.Events, dana.Events...)[0]
			if !reflect.DeepEqual(newest.Facts, d.newest) {
				t.Errorf("facts\n%+v, want\n%+v", newest.Facts, d.newest)
			}
			if newest.User != "dana" || (newest.ActorID == 0) != d.byNobody || !newest.At.Equal(w.now) {
				t.Errorf("%+v", newest)
			}
			about := strings.HasPrefix(newest.Action, "personal_access_token.")
			if about && (newest.TokenID != 1 || newest.TokenName == "") {
				t.Errorf("about token %d, %q", newest.TokenID, newest.TokenName)
			}
		})
	}
}

func actions(events []*patrol.Event) (all []string) {
	for _, e := range events {
		all = append(all, e.Action)
	}
	return all
}

// Each secret is known by its hash, never by itself.
func TestSecretsAreWrittenDownHashed(t *testing.T) {
	w := newTown(t)
	first := w.create(w.dana, w.ci())
	second, err := w.RegenerateToken(t.Context(), w.dana, first.Token.ID, first.Token.SecretID, 7)
	w.must(err)
	log, err := w.SecurityLog(t.Context(), w.dana, patrol.LogSearch{Text: "action:" + patrol.TokenRegenerated, Limit: 9})
	w.must(err)
	made, err := w.SecurityLog(t.Context(), w.dana, patrol.LogSearch{Text: "action:" + patrol.TokenCreated, Limit: 9})
	w.must(err)
	if log.Events[0].Facts.HashedToken != second.Secret.Digest().String() ||
		made.Events[0].Facts.HashedToken != first.Secret.Digest().String() {
		t.Errorf("%+v %+v", log.Events[0], made.Events[0])
	}
}

// What the world outside reads of an event tells all that is sealed of it.
func TestEntriesTellWhatIsSealed(t *testing.T) {
	w := newTown(t)
	w.create(w.dana, w.ci())
	w.approve()
	for _, log := range []func() (*patrol.Log, error){
		func() (*patrol.Log, error) {
			return w.AuditLog(t.Context(), w.olivia, patrol.Organization, "acme", patrol.LogSearch{Limit: 9})
		},
		func() (*patrol.Log, error) { return w.SecurityLog(t.Context(), w.dana, patrol.LogSearch{Limit: 9}) },
	} {
		page, err := log()
		w.must(err)
		for _, e := range page.Events {
			again, err := e.Entry().Event()
			w.must(err)
			want, err := e.Canonical()
			w.must(err)
			got, err := again.Canonical()
			w.must(err)
			if string(got) != string(want) {
				t.Errorf("%s, want %s", got, want)
			}
		}
	}
}

// Of what a client calls itself, so much is kept as is text and not too long.
func TestOriginsAreText(t *testing.T) {
	for agent, want := range map[string]string{"": "", "curl/8.16.0": "curl/8.16.0", "a\xffb": "ab",
		strings.Repeat("ü", 200): strings.Repeat("ü", 127)} {
		if got := patrol.NewOrigin("192.0.2.1", agent).Agent; got != want {
			t.Errorf("%q: %q", agent, got)
		}
	}
}
