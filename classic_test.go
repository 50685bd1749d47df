package patrol_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

// classic makes a classic token of v's.
func (w *town) classic(v *patrol.Viewer, note string, days int, scopes ...patrol.Scope) *patrol.Issued {
	w.t.Helper()
	issued, err := w.CreateClassicToken(w.t.Context(), v, patrol.ClassicSpec{Note: note, Days: days, Scopes: scopes})
	w.must(err)
	return issued
}

// classicPolicy has an organization or enterprise decide p about classic tokens.
func (w *town) classicPolicy(a *patrol.Account, p patrol.Policy) {
	w.t.Helper()
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(a.ID, patrol.Classic, p) })
}

// tries is how a token's push or fetch is decided, by rule.
func (w *town) tries(s patrol.Secret, e patrol.Errand) string {
	w.t.Helper()
	p, err := w.Authorize(w.t.Context(), patrol.Credential{Secret: s, Given: true}, e)
	w.must(err)
	return p.Rule
}

// fetches and pushes are errands at a repository.
func fetches(owner, repository string) patrol.Errand {
	return patrol.Errand{Target: patrol.Target{Owner: owner, Repository: repository}, Reads: true, Open: true, Takes: patrol.Read, Scopes: []patrol.Scope{"repo"},
		Operation: "git-upload-pack " + owner + "/" + repository}
}

func pushes(owner, repository string) patrol.Errand {
	return patrol.Errand{Target: patrol.Target{Owner: owner, Repository: repository}, Takes: patrol.Write, Scopes: []patrol.Scope{"public_repo", "repo"},
		Operation: "git-receive-pack " + owner + "/" + repository}
}

// A classic token reaches what its user does, wherever that is, and is blocked
// and allowed again from one request to the next.
func TestClassicTokenLife(t *testing.T) {
	w := newTown(t)
	dana, sam := w.classic(w.dana, "laptop", patrol.Forever, "repo"), w.classic(w.sam, "laptop", 8, "repo")
	wants := func(s *patrol.Issued, e patrol.Errand, rule string) {
		t.Helper()
		if got := w.tries(s.Secret, e); got != rule {
			t.Errorf("%s: %q, want %q", e.Operation, got, rule)
		}
	}
	wants(dana, pushes("acme", "site"), "in order")
	wants(dana, pushes("dana", "dotfiles"), "in order")
	wants(dana, fetches("initech", "tps"), "user may not see")
	wants(sam, fetches("acme", "site"), "in order")
	wants(sam, pushes("acme", "site"), "user may not do")
	wants(sam, fetches("acme", "vault"), "user may not see")

	w.classicPolicy(w.acme, patrol.Policy{Access: patrol.No})
	wants(dana, fetches("acme", "site"), "classic tokens restricted")
	wants(dana, fetches("acme", "docs"), "public to read")
	wants(dana, pushes("acme", "docs"), "classic tokens restricted")
	wants(dana, fetches("dana", "dotfiles"), "in order")
	w.classicPolicy(w.globex, patrol.Policy{Access: patrol.Yes})
	wants(dana, fetches("acme", "site"), "in order")
	w.classicPolicy(w.globex, patrol.Policy{Access: patrol.No})
	w.classicPolicy(w.acme, patrol.Policy{})
	wants(dana, fetches("acme", "site"), "classic tokens restricted")
	w.classicPolicy(w.globex, patrol.Policy{MaxDays: 8})
	wants(dana, fetches("acme", "site"), "lifetime")
	wants(sam, fetches("acme", "site"), "in order")
	w.classicPolicy(w.globex, patrol.Policy{})
	wants(dana, fetches("acme", "site"), "in order")

	w.now = w.now.AddDate(0, 0, 8)
	wants(sam, fetches("acme", "docs"), "expired token")
	w.must(w.DeleteClassicToken(t.Context(), w.signIn("dana"), dana.Token.ID))
	wants(dana, fetches("acme", "docs"), "unknown token")
}

func TestClassicSpecIsChecked(t *testing.T) {
	w := newTown(t)
	for _, tt := range []struct {
		spec  patrol.ClassicSpec
		field string
	}{
		{patrol.ClassicSpec{Note: " ", Days: 7}, "note"},
		{patrol.ClassicSpec{Note: strings.Repeat("é", 256), Days: 7}, "note"},
		{patrol.ClassicSpec{Note: "a\x00", Days: 7}, "note"},
		{patrol.ClassicSpec{Note: "a"}, "expires_in"},
		{patrol.ClassicSpec{Note: "a", Days: 36_501}, "expires_in"},
		{patrol.ClassicSpec{Note: "a", Days: 7, Scopes: patrol.Scopes{"root"}}, "scopes"},
	} {
		_, err := w.CreateClassicToken(t.Context(), w.dana, tt.spec)
		w.wantProblem(err, tt.field)
	}
}

// What is one kind's is nothing of the other's, and notes may be the same.
func TestKindsAreApart(t *testing.T) {
	w := newTown(t)
	w.Limits.Tokens = 2
	fine, classic := w.create(w.dana, w.ci()), w.classic(w.dana, "CI", 400, "user:email", "user", "repo")
	again := w.classic(w.dana, "CI", 7)
	if got := classic.Token.Scopes.String(); got != "repo, user" {
		t.Errorf("scopes %q", got)
	}
	_, err := w.CreateClassicToken(t.Context(), w.dana, patrol.ClassicSpec{Note: "third", Days: 7})
	w.wantProblem(err, "note")
	_, err = w.Dossier(t.Context(), w.dana, classic.Token.ID, 0)
	w.wantKind(patrol.NotFound, err)
	w.wantKind(patrol.NotFound, w.DeleteToken(t.Context(), w.dana, classic.Token.ID))
	w.wantKind(patrol.NotFound, w.DeleteClassicToken(t.Context(), w.dana, fine.Token.ID))
	w.wantKind(patrol.NotFound, w.DeleteClassicToken(t.Context(), w.sam, classic.Token.ID))
	for sort, want := range map[patrol.TokenSort][]int64{
		patrol.ByNewest: {again.Token.ID, classic.Token.ID}, patrol.ByOldest: {classic.Token.ID, again.Token.ID},
		patrol.ByName: {classic.Token.ID, again.Token.ID}, patrol.ByExpiry: {again.Token.ID, classic.Token.ID},
	} {
		var got []int64
		q := patrol.TokenQuery{Sort: sort, Text: "c", Limit: 1}
		for range 2 {
			page, total, err := w.ClassicTokens(t.Context(), w.dana, q)
			w.must(err)
			if total != 2 {
				t.Errorf("%d in all", total)
			}
			got, q.After = append(got, page.Tokens[0].ID), page.Next
		}
		if !slices.Equal(got, want) || q.After != "" {
			t.Errorf("by %s: %v, want %v, then %q", sort, got, want, q.After)
		}
	}
	if _, total, _ := w.Tokens(t.Context(), w.dana, patrol.TokenQuery{Limit: 9}); total != 1 {
		t.Errorf("%d fine-grained tokens", total)
	}
}

// What is done to a classic token is in its user's security log under GitHub's
// names, and its user hears of it.
func TestClassicTokenIsLogged(t *testing.T) {
	w := newTown(t)
	issued := w.classic(w.dana, "laptop", 30, "repo")
	id := issued.Token.ID
	_, err := w.EditClassicToken(t.Context(), w.dana, id, patrol.ClassicSpec{Note: "desk", Scopes: patrol.Scopes{"gist"}})
	w.must(err)
	renewed, err := w.RegenerateClassicToken(t.Context(), w.dana, id, issued.Token.SecretID, patrol.Forever)
	w.must(err)
	_, err = w.RegenerateClassicToken(t.Context(), w.dana, id, issued.Token.SecretID, 7)
	w.wantKind(patrol.Conflict, err)
	if !strings.HasPrefix(renewed.Secret.Reveal(), "patrol_classic_") || renewed.Token.Name != "desk" {
		t.Errorf("renewed %+v", renewed.Token)
	}
	if got := w.tries(issued.Secret, fetches("acme", "docs")); got != "unknown token" {
		t.Errorf("the old secret: %s", got)
	}
	w.now = w.now.Add(3 * time.Hour)
	w.wantKind(patrol.Unconfirmed, w.DeleteClassicToken(t.Context(), w.dana, id))
	w.dana = w.signIn("dana")
	w.must(w.DeleteClassicToken(t.Context(), w.dana, id))
	var told []string
	var mails []*patrol.Mail
	w.update(func(tx patrol.Tx) error {
		events, err := tx.Events(patrol.EventQuery{TokenID: id, UserID: w.dana.ID, Limit: 20})
		for _, e := range slices.Backward(events) {
			told = append(told, fmt.Sprintf("%s (%s)", e.Action, e.Facts.TokenScopes))
			if e.OwnerID != w.dana.ID {
				t.Errorf("%s is in the log of %s", e.Action, e.Owner)
			}
		}
		mails, _ = tx.Mails(0, 9)
		return err
	})
	want := []string{"oauth_authorization.create (repo)", "oauth_access.create (repo)", "oauth_authorization.update (gist)",
		"oauth_access.update (gist)", "oauth_access.regenerate (gist)", "oauth_authorization.destroy (gist)",
		"oauth_access.destroy (gist)"}
	if !slices.Equal(told, want) {
		t.Errorf("logged %q", told)
	}
	if len(mails) != 1 || mails[0].Kind != patrol.TokenAdded || mails[0].TokenKind != patrol.Classic {
		t.Errorf("mails %+v", mails)
	}
}
