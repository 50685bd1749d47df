package patrol_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"patrol"
)

// A token is no use until an owner approves it, then as long as policy and
// clock let it.
func TestTokenLife(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	if issued.Request == nil || issued.Token.State != patrol.Pending {
		t.Fatalf("issued %+v", issued.Token)
	}
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	w.wantRule(issued.Secret, w.docs, patrol.Read, "public to read")

	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
	w.wantRule(issued.Secret, w.site, patrol.Write, "permission")
	w.wantRule(issued.Secret, w.vault, patrol.Read, "repository not selected")
	w.wantRule(issued.Secret, w.dotfiles, patrol.Read, "other owner")

	w.policy(patrol.Policy{MaxDays: 7})
	w.wantRule(issued.Secret, w.site, patrol.Read, "lifetime")
	w.policy(patrol.Policy{Access: patrol.No})
	w.wantRule(issued.Secret, w.site, patrol.Read, "tokens restricted")
	w.policy(patrol.Policy{})
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")

	w.now = w.now.AddDate(0, 0, 30)
	w.wantRule(issued.Secret, w.site, patrol.Read, "expired token")
	w.wantRule(issued.Secret, w.docs, patrol.Read, "expired token")
}

// A token never has more than its user, from one request to the next.
func TestTokenIsNoMoreThanItsUser(t *testing.T) {
	w := newTown(t)
	spec := w.ci()
	spec.Reach.Permissions = patrol.Permissions{"contents": patrol.Write}
	issued := w.create(w.dana, spec)
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Write, "in order")

	w.update(func(tx patrol.Tx) error {
		w.acme.Base = patrol.Read
		return tx.UpdateAccount(w.acme)
	})
	w.wantRule(issued.Secret, w.site, patrol.Write, "user may not do")
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.dana.ID, "") })
	w.wantRule(issued.Secret, w.site, patrol.Read, "user may not see")

	w.must(w.Suspend(t.Context(), "dana", true))
	w.wantRule(issued.Secret, w.docs, patrol.Read, "suspended user")
	w.must(w.Suspend(t.Context(), "dana", false))
	w.wantRule(issued.Secret, w.docs, patrol.Read, "public to read")
}

func TestOwnersAndOneselfNeedNoApproval(t *testing.T) {
	w := newTown(t)
	if issued := w.create(w.olivia, w.ci()); issued.Request != nil || w.rule(issued.Secret, w.site, patrol.Read) != "in order" {
		t.Error("an owner's own token waits")
	}
	own := w.ci()
	own.Owner, own.Days, own.Reach.Repositories = "dana", patrol.Forever, []int64{w.dotfiles.ID}
	if issued := w.create(w.dana, own); issued.Request != nil || w.rule(issued.Secret, w.dotfiles, patrol.Read) != "in order" {
		t.Error("a token for one's own resources waits")
	}
	w.policy(patrol.Policy{Approval: patrol.No})
	if issued := w.create(w.dana, w.ci2("unwatched")); issued.Request != nil || w.rule(issued.Secret, w.site, patrol.Read) != "in order" {
		t.Error("a token waits where none has to")
	}
}

// ci2 is ci under another name.
func (w *town) ci2(name string) patrol.TokenSpec {
	spec := w.ci()
	spec.Name = name
	return spec
}

// All that is wrong is said at once; what could not be read asks for nothing.
func TestProblemsOfASpec(t *testing.T) {
	w := newTown(t)
	try := func(change func(*patrol.TokenSpec), fields ...string) {
		t.Helper()
		spec := w.ci()
		change(&spec)
		_, err := w.CreateToken(t.Context(), w.dana, spec)
		w.wantProblem(err, fields...)
	}
	try(func(s *patrol.TokenSpec) { *s = patrol.TokenSpec{} }, "name", "owner", "expires_in", "repositories")
	try(func(s *patrol.TokenSpec) { s.Name = " \t " }, "name")
	try(func(s *patrol.TokenSpec) { s.Name = strings.Repeat("ü", 41) }, "name")
	try(func(s *patrol.TokenSpec) { s.Name = "a\nb" }, "name")
	try(func(s *patrol.TokenSpec) { s.Name = "good\u202egro.live" }, "name")
	try(func(s *patrol.TokenSpec) { s.Description = strings.Repeat("x", 1025) }, "description")
	try(func(s *patrol.TokenSpec) { s.Reason = strings.Repeat("x", 1025) }, "reason")
	try(func(s *patrol.TokenSpec) { s.Owner = "initech" }, "owner")
	try(func(s *patrol.TokenSpec) { s.Owner = "olivia" }, "owner")
	try(func(s *patrol.TokenSpec) { s.Owner = "globex" }, "owner")
	try(func(s *patrol.TokenSpec) { s.Days = 367 }, "expires_in")
	try(func(s *patrol.TokenSpec) { s.Days = 0 }, "expires_in")
	try(func(s *patrol.TokenSpec) { s.Days = -2 }, "expires_in")
	try(func(s *patrol.TokenSpec) { s.Days = patrol.Forever }, "expires_in") // 366 days is the default limit
	try(func(s *patrol.TokenSpec) { s.Reach.Selection = "some" }, "repositories")
	try(func(s *patrol.TokenSpec) { s.Reach.Repositories = nil }, "repositories")
	try(func(s *patrol.TokenSpec) { s.Reach.Repositories = []int64{w.other.ID} }, "repositories")
	try(func(s *patrol.TokenSpec) { s.Reach.Repositories = []int64{w.site.ID, 1 << 40} }, "repositories")
	try(func(s *patrol.TokenSpec) { s.Reach.Repositories = make51() }, "repositories")
	try(func(s *patrol.TokenSpec) { s.Reach.Permissions = patrol.Permissions{"gists": patrol.Write} }, "permission.gists")
	try(func(s *patrol.TokenSpec) { s.Reach.Permissions = patrol.Permissions{"workflows": patrol.Read} }, "permission.workflows")
	try(func(s *patrol.TokenSpec) { s.Reach.Selection = patrol.PublicOnly }, "permission.contents", "permission.metadata")
	w.policy(patrol.Policy{MaxDays: 7})
	try(func(s *patrol.TokenSpec) { s.Days = 8 }, "expires_in")
	w.policy(patrol.Policy{Access: patrol.No})
	try(func(s *patrol.TokenSpec) {}, "owner")
}

func make51() (ids []int64) {
	for id := range int64(51) {
		ids = append(ids, id+1)
	}
	return ids
}

// A line break counts once, as in a browser, though forms send it as two characters.
func TestLineBreaksCountOnce(t *testing.T) {
	w := newTown(t)
	spec := w.ci()
	spec.Description = strings.Repeat("a\r\n", 511) + "ab"
	if got, want := w.create(w.olivia, spec).Token.Description, strings.Repeat("a\n", 511)+"ab"; got != want {
		t.Errorf("kept %q", got)
	}
	spec = w.ci2("more")
	spec.Description = strings.Repeat("a\r\n", 511) + "abc"
	_, err := w.CreateToken(t.Context(), w.olivia, spec)
	w.wantProblem(err, "description")
}

func TestNamesAreOnesOwn(t *testing.T) {
	w := newTown(t)
	w.create(w.dana, w.ci2("CI"))
	_, err := w.CreateToken(t.Context(), w.dana, w.ci2("ci"))
	w.wantProblem(err, "name")
	w.create(w.olivia, w.ci2("ci"))
}

func TestSoManyTokensAndNoMore(t *testing.T) {
	w := newTown(t)
	w.Limits.Tokens = 3
	var last *patrol.Issued
	for i := range 3 {
		last = w.create(w.dana, w.ci2(fmt.Sprint(i)))
	}
	_, err := w.CreateToken(t.Context(), w.dana, w.ci2("one more"))
	w.wantProblem(err, "name")
	w.must(w.DeleteToken(t.Context(), w.dana, last.Token.ID))
	w.create(w.dana, w.ci2("one more"))
}

// Metadata is part of whatever reaches repositories.
func TestMetadataIsAdded(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.olivia, w.ci())
	d, err := w.Dossier(t.Context(), w.olivia, issued.Token.ID, 0)
	w.must(err)
	if got := d.Granted().Reach.Permissions.String(); got != "contents=read metadata=read" {
		t.Errorf("granted %s", got)
	}
}

// A secret is replaced once: who posts the same form again hears so, and the
// new secret stays good.
func TestRegenerateOnce(t *testing.T) {
	w := newTown(t)
	first := w.create(w.olivia, w.ci())
	w.now = w.now.Add(time.Hour)
	second, err := w.RegenerateToken(t.Context(), w.olivia, first.Token.ID, first.Token.SecretID, 7)
	w.must(err)
	_, err = w.RegenerateToken(t.Context(), w.olivia, first.Token.ID, first.Token.SecretID, 7)
	w.wantKind(patrol.Conflict, err)
	w.wantRule(first.Secret, w.site, patrol.Read, "unknown token")
	w.wantRule(second.Secret, w.site, patrol.Read, "in order")
	if second.Token.ID != first.Token.ID || second.Token.Days() != 7 || !second.Token.IssuedAt.Equal(w.now) {
		t.Errorf("regenerated %+v", second.Token)
	}
	_, err = w.RegenerateToken(t.Context(), w.olivia, first.Token.ID, second.Token.SecretID, 367)
	w.wantProblem(err, "expires_in")
	_, err = w.RegenerateToken(t.Context(), w.dana, first.Token.ID, second.Token.SecretID, 7)
	w.wantKind(patrol.NotFound, err)
}

func TestRegenerateTogether(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.olivia, w.ci())
	won := w.race(8, func() error {
		_, err := w.RegenerateToken(t.Context(), w.olivia, issued.Token.ID, issued.Token.SecretID, 7)
		return err
	})
	if won != 1 {
		t.Errorf("%d won, want 1", won)
	}
}

// race runs fn n times at once; all but those that win meet a Conflict.
func (w *town) race(n int, fn func() error) (won int) {
	w.t.Helper()
	var wg sync.WaitGroup
	errs := make(chan error, n)
	for range n {
		wg.Go(func() { errs <- fn() })
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err == nil {
			won++
		} else if !patrol.Conflict.Is(err) {
			w.t.Error(err)
		}
	}
	return won
}

func TestDeletedIsGone(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.wantKind(patrol.NotFound, w.DeleteToken(t.Context(), w.olivia, issued.Token.ID))
	w.must(w.DeleteToken(t.Context(), w.dana, issued.Token.ID))
	w.wantRule(issued.Secret, w.docs, patrol.Read, "unknown token")
	page, err := w.OpenRequests(t.Context(), w.olivia, "acme", patrol.ListQuery{Limit: 10})
	w.must(err)
	if len(page.Rows) != 0 || page.Total != 0 {
		t.Errorf("the request of a deleted token waits: %+v", page)
	}
	_, err = w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.wantKind(patrol.NotFound, err)
	again := w.create(w.dana, w.ci())
	if again.Token.ID == issued.Token.ID {
		t.Error("a token's number is used again")
	}
}

// What is sensitive takes a password not older than two hours, and each such
// deed makes it last as long again.
func TestConfirmation(t *testing.T) {
	w := newTown(t)
	viewer, key, err := w.SignIn(t.Context(), "dana@EXAMPLE.test", password, patrol.Origin{})
	w.must(err)
	again := func() *patrol.Viewer {
		t.Helper()
		v, err := w.Viewer(t.Context(), key, patrol.Origin{})
		w.must(err)
		return v
	}
	w.now = w.now.Add(2*time.Hour - time.Second)
	issued := w.create(again(), w.ci())
	w.now = w.now.Add(2*time.Hour - time.Second)
	w.create(again(), w.ci2("again"))
	w.now = w.now.Add(2 * time.Hour)
	v := again()
	_, err = w.CreateToken(t.Context(), v, w.ci2("too late"))
	w.wantKind(patrol.Unconfirmed, err)
	w.wantKind(patrol.Unconfirmed, w.DeleteToken(t.Context(), v, issued.Token.ID))
	_, _, err = w.EditToken(t.Context(), v, issued.Token.ID, w.ci2("renamed"))
	w.wantKind(patrol.Unconfirmed, err)
	_, err = w.RegenerateToken(t.Context(), v, issued.Token.ID, issued.Token.SecretID, 7)
	w.wantKind(patrol.Unconfirmed, err)

	_, err = w.Confirm(t.Context(), v, "wrong")
	w.wantKind(patrol.Unauthenticated, err)
	key, err = w.Confirm(t.Context(), v, password)
	w.must(err)
	w.create(again(), w.ci2("in time"))
	if viewer.SessionID != again().SessionID {
		t.Error("confirming began another session")
	}
}
