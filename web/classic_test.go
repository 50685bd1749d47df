package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

const classicPage = "/settings/tokens"

// classicToken makes a classic token of a user's.
func (w *town) classicToken(login, note string, days int, scopes ...patrol.Scope) *patrol.Issued {
	w.t.Helper()
	issued, err := w.CreateClassicToken(w.t.Context(), w.viewer(login),
		patrol.ClassicSpec{Note: note, Days: days, Scopes: scopes})
	w.must(err)
	return issued
}

// From an empty list to a token in use, changed, renewed and gone.
func TestClassicTokenLife(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open(classicPage)
	b.Follow("Generate your first token")
	b.Submit("classic-form", "Generate token", url.Values{"scope": {"admin:org", "read:org", "gist"}})
	if b.Status != http.StatusUnprocessableEntity || b.Problem("note") == "" ||
		!slices.Equal(b.Values("classic-form")["scope"], []string{"admin:org", "write:org", "read:org", "manage_runners:org", "gist"}) {
		t.Errorf("without a note: %d, %q", b.Status, b.Values("classic-form"))
	}
	b.Submit("classic-form", "Generate token", url.Values{"note": {"my laptop"}, "expires_in": {"none"}})
	if b.Status != http.StatusCreated || !strings.HasPrefix(b.Text("secret"), "patrol_classic_") ||
		!b.Says("Includes write:org, read:org and manage_runners:org") {
		t.Fatalf("%d", b.Status)
	}
	secret := b.Text("secret")
	b.Follow("Go to this token")
	page := b.URL.Path
	if b.Says(secret) || !b.Says("Never") || !b.Says("Token made by dana") || !b.Says("admin:org, gist") {
		t.Error("the page of the token")
	}
	b.Follow("Edit")
	b.Submit("classic-form", "Save changes", url.Values{"note": {"desk"}, "scope": {"repo:status"}})
	if b.URL.Path != page || !b.Says("Token changed by dana") || !b.Says("repo:status") || b.Says("Includes ") {
		t.Errorf("changed: %d %s", b.Status, b.URL)
	}
	b.Follow("Regenerate…")
	b.Submit("regenerate-form", "", url.Values{"expires_in": {"custom"}, "expires_on": {"2030-01-01"}})
	if b.Status != http.StatusCreated || b.Text("secret") == secret {
		t.Errorf("regenerated: %d", b.Status)
	}
	b.Follow("All your tokens")
	b.Follow("Delete… desk")
	b.Press("Delete this token")
	if b.URL.Path != classicPage || !b.Says("No tokens yet") {
		t.Errorf("deleted: %s", b.URL)
	}
	if b.Open(page); b.Status != http.StatusNotFound {
		t.Errorf("gone: %d", b.Status)
	}
}

// A link fills in the form; what it names that is no scope is said.
func TestClassicPrefill(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open(classicPage + "/new?scopes=repo,workflow&description=release+bot")
	if f := b.Values("classic-form"); f.Get("note") != "release bot" || len(f["scope"]) != 7 || b.Status != http.StatusOK {
		t.Errorf("%d %q", b.Status, f)
	}
	b.Open(classicPage + "/new?scopes=repo+everything")
	if b.Status != http.StatusUnprocessableEntity || !strings.Contains(b.Problem("scopes"), "everything") {
		t.Errorf("%d %q", b.Status, b.Problem("scopes"))
	}
}

func TestClassicTokenList(t *testing.T) {
	w := newTown(t, townAddress)
	w.classicToken("dana", "laptop", patrol.Forever, "repo")
	w.classicToken("dana", "CI", 30, "repo")
	w.classicToken("dana", "old", 7)
	w.ask("dana", "fine-grained")
	w.pass(8 * 24 * time.Hour)
	b := w.browser("dana")
	for query, want := range map[string]string{
		"":               "old CI laptop",
		"?sort=name":     "CI laptop old",
		"?state=expired": "old",
		"?state=active":  "CI laptop",
		"?q=APTO":        "laptop",
	} {
		b.Open(classicPage + query)
		if got := b.titles(); got != want || !b.Says("3 tokens") {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	if b.Open(classicPage); !b.Says("repo") {
		t.Error("the list shows no scopes")
	}
	b.Follow("Fine-grained tokens")
	if got := b.titles(); got != "fine-grained" {
		t.Errorf("fine-grained: %s", got)
	}
	for i := range 30 {
		w.classicToken("dana", fmt.Sprint("more-", i), 7)
	}
	b.Open(classicPage + "?sort=oldest")
	b.Follow("Next")
	if n := len(strings.Fields(b.titles())); n != 3 {
		t.Errorf("the second page has %d", n)
	}
}

// Pages of a classic token are its user's, and are not those of a fine-grained
// one; a form sent twice does its work once.
func TestClassicPagesAreOnesOwn(t *testing.T) {
	w := newTown(t, townAddress)
	issued := w.classicToken("dana", "laptop", 30, "repo")
	page := fmt.Sprint(classicPage, "/", issued.Token.ID)
	other := w.browser("olivia")
	for _, below := range []string{"", "/edit", "/regenerate", "/delete"} {
		if other.Open(page + below); other.Status != http.StatusNotFound {
			t.Errorf("olivia at %s: %d", below, other.Status)
		}
	}
	one, two := w.browser("dana"), w.browser("dana")
	if one.Open(tokenPage(issued.Token.ID, "")); one.Status != http.StatusNotFound {
		t.Errorf("as a fine-grained one: %d", one.Status)
	}
	one.Open(page + "/regenerate")
	two.Open(page + "/regenerate")
	one.Submit("regenerate-form", "", nil)
	two.Submit("regenerate-form", "", nil)
	if one.Status != http.StatusCreated || two.Status != http.StatusConflict || !two.Has("facts-title") {
		t.Errorf("twice: %d %d", one.Status, two.Status)
	}
	w.pass(patrol.ConfirmedFor + time.Minute)
	one.Open(page + "/edit")
	one.Submit("classic-form", "Save changes", url.Values{"note": {"desk"}})
	if one.Status != http.StatusUnprocessableEntity || !one.Has("confirm") {
		t.Errorf("not asked for the password: %d", one.Status)
	}
	one.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if one.URL.Path != page || !one.Says("desk") {
		t.Errorf("confirmed: %d %s", one.Status, one.URL)
	}
}

// From a classic token with recorded uses to its smaller replacement.
func TestMoveToFineGrained(t *testing.T) {
	w := newTown(t, townAddress)
	page := w.laptop()
	b := w.browser("dana")
	b.Open(page)
	b.Follow("Move to fine-grained…")
	for _, words := range []string{"Read access to metadata", "Read and Write access to code", "acme/site", "dana/dotfiles",
		"git push", "needs approval", "works at once"} {
		if !b.Says(words) {
			t.Errorf("the move does not say %q", words)
		}
	}
	b.Follow("Make this token… for acme")
	if f := b.Values("token-form"); f.Get("name") != "my laptop" || f.Get("owner") != "acme" || f.Get("repositories") != "subset" ||
		f.Get("permission.contents") != "write" || len(f["repository"]) != 1 || f.Get("replaces") == "0" {
		t.Errorf("filled in: %v", f)
	}
	b.Submit("token-form", "Review token", url.Values{"name": {"site only"}})
	b.Submit("confirm-form", "Generate token and request access", nil)
	b.Follow("Go to this token")
	if !b.Says("site only has not been used yet") {
		t.Error("the new token says nothing of the old one")
	}
	b.Follow("my laptop")
	if b.URL.Path != page || !strings.Contains(b.Text("main"), "16 times") || !b.Says("site only has not been used yet") {
		t.Errorf("the old token at %s says nothing of the new one", b.URL)
	}
	b.Follow("Move to fine-grained…")
	if b.Says("Make this token… for acme") || !b.Says("Made already: site only") || !b.Says("Make this token… for dana") {
		t.Errorf("what was made is to be made again: %s", b.Text("main"))
	}
	unused := w.classicToken("dana", "unused", 7, "repo")
	b.Open(fmt.Sprint(classicPage, "/", unused.Token.ID, "/move"))
	if !b.Says("Nothing is recorded") {
		t.Error("a token without a past")
	}
}

// laptop is the page of a classic token of dana's that was used for this and
// that.
func (w *town) laptop() string {
	w.t.Helper()
	laptop := w.classicToken("dana", "my laptop", patrol.Forever, "repo", "gist")
	w.uses(laptop, 3, "GET /repos/{owner}/{repo}/contents/{path}", "acme", "site")
	w.uses(laptop, 12, "git-receive-pack acme/site", "acme", "site")
	w.uses(laptop, 1, "GET /repos/{owner}/{repo}", "dana", "dotfiles")
	w.flush()
	return fmt.Sprint(classicPage, "/", laptop.Token.ID)
}

// uses has a classic token do something some times, which is let through.
func (w *town) uses(s *patrol.Issued, times int, operation, owner, repository string) {
	w.t.Helper()
	e := patrol.Errand{Target: patrol.Target{Owner: owner, Repository: repository}, Reads: true, Operation: operation,
		Scopes: []patrol.Scope{"repo"}, From: patrol.Origin{Address: "192.0.2.9", Agent: "git/2.54"}}
	for range times {
		p, err := w.Authorize(w.t.Context(), patrol.Credential{Secret: s.Secret, Given: true}, e)
		w.must(err)
		if p.Rule != "in order" {
			w.t.Fatalf("%s: %s", operation, p.Rule)
		}
	}
}

// flush writes the uses noted so far.
func (w *town) flush() {
	w.t.Helper()
	store, ok := w.Store.(interface{ Flush(context.Context) error })
	if !ok {
		w.t.Fatal("the store does not flush")
	}
	w.must(store.Flush(w.t.Context()))
}
