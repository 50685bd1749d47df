//go:build browser

package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"patrol"
)

// names are those of dana's tokens.
func (w *liveTown) names() []string {
	w.t.Helper()
	v, _, err := w.SignIn(w.t.Context(), "dana", password, patrol.Origin{})
	w.must(err)
	page, _, err := w.Tokens(w.t.Context(), v, patrol.TokenQuery{Limit: 10})
	w.must(err)
	var names []string
	for _, t := range page.Tokens {
		names = append(names, t.Name)
	}
	return names
}

// Wander goes so many steps through the history, and waits until something else
// is there: a page of ours, or the one on which Chromium asks whether to send a
// form again.
func (b *tab) Wander(steps int) {
	b.t.Helper()
	was := eval[float64](b, "performance.timeOrigin")
	eval[chromedp.Void](b, fmt.Sprintf("setTimeout(() => history.go(%d))", steps))
	b.Until(fmt.Sprintf("performance.timeOrigin != %f && document.readyState == 'complete'", was))
}

// make goes from the form to the secret, and returns it.
func (b *tab) make(fields string) string {
	b.t.Helper()
	b.Open(tokensPage + "/new?" + fields)
	b.Go("button[value=review]")
	if status := b.Go("#confirm-form .primary"); status != http.StatusCreated {
		b.t.Fatalf("status %d", status)
	}
	return b.Text("#secret")
}

// Whichever way one goes from a secret, and back, it is not shown again, and no
// other token is made.
func TestBackAndForward(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	b.Open(tokensPage)
	secret := b.make("name=once&description=typed&gists=write")
	for _, steps := range []int{-1, 1, -2, 2, -3, 3} {
		b.Wander(steps)
		b.lacks(secret)
	}
	b.Open(tokensPage)
	b.Wander(-1)
	b.lacks(secret)
	w.works(secret)
	if names := w.names(); len(names) != 1 {
		t.Errorf("tokens: %q", names)
	}
}

// A page that is loaded again sends its form again, if its reader says so.
func TestReload(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	secret := b.make("name=once")
	b.do(chromedp.Reload())
	b.Until(`document.activeElement.id == "problems"`)
	b.Says("#name-problem", "has already been taken")
	b.lacks(secret)
	w.works(secret)
	if names := w.names(); len(names) != 1 {
		t.Errorf("tokens: %q", names)
	}
}

// What was typed is there when one goes back from the review, by the browser's
// button or by the page's.
func TestBackToTheForm(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	for name, back := range map[string]func(*tab){
		"back":         func(b *tab) { b.Wander(-1) },
		"back to edit": func(b *tab) { b.Go("button[value=edit]") },
	} {
		b := w.tab("dana")
		b.Open(tokensPage + "/new")
		b.Type("#name", "typed before")
		b.Choose("#expires_in", "90")
		b.Says("#overview", "Jan 31, 2027")
		b.Choose("#owner", "acme")
		b.Says("#overview", "acme")
		b.Click("[name=repositories][value=subset]")
		b.Click("#find-button")
		b.Until(`document.querySelector("#found [name=add]")`)
		b.Click("#found [name=add]")
		b.Says("#overview", "1 of 2")
		want := b.Filled("token-form")
		b.Go("button[value=review]")
		back(b)
		b.Until(`document.querySelector("#token-form")`)
		got := b.Filled("token-form")
		for _, field := range []string{"name=typed+before", "expires_in=90", "owner=acme", "owner_was=acme", "repositories=subset", "repository="} {
			if !strings.Contains(want, field) || !strings.Contains(got, field) {
				t.Errorf("%s: %s\nwas %s", name, got, want)
			}
		}
		b.Says("#overview", "1 of 2")
	}
}

// Two forms at once make two tokens, unless both are to have one name.
func TestTwoForms(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	one := w.tab("dana")
	other := one.Another()
	one.Open(tokensPage + "/new?name=left")
	other.Open(tokensPage + "/new?name=right")
	one.Go("button[value=review]")
	other.Go("button[value=review]")
	one.Go("#confirm-form .primary")
	other.Go("#confirm-form .primary")
	w.works(one.Text("#secret"))
	w.works(other.Text("#secret"))
	one.Open(tokensPage + "/new?name=same")
	other.Open(tokensPage + "/new?name=same&description=kept")
	one.Go("button[value=review]")
	other.Go("button[value=review]")
	one.Go("#confirm-form .primary")
	if status := other.Go("#confirm-form .primary"); status != http.StatusUnprocessableEntity {
		t.Errorf("the second of one name: %d", status)
	}
	other.Says("#name-problem", "has already been taken")
	if !strings.Contains(other.Filled("token-form"), "description=kept") {
		t.Error("what was typed is lost")
	}
	w.works(one.Text("#secret"))
}

// Of two pages that regenerate one token the later is told so, and the secret
// of the first stays good.
func TestRegeneratedTwice(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	one := w.tab("dana")
	old := one.make("name=once")
	one.Go(".actions a.primary")
	one.Open(one.Path() + "/regenerate")
	other := one.Another()
	other.Open(one.Path())
	one.Go("#regenerate-form .primary")
	secret := one.Text("#secret")
	if status := other.Go("#regenerate-form .primary"); status != http.StatusConflict && status != http.StatusUnprocessableEntity {
		t.Errorf("regenerated twice: %d", status)
	}
	other.Says("main", "already been regenerated")
	w.works(secret)
	if status, _ := w.user(old); status != http.StatusUnauthorized {
		t.Errorf("the old secret: %d", status)
	}
	one.Wander(-1)
	one.lacks(secret)
	w.works(secret)
}

// After two hours the password is asked for, wherever one is, and nothing that
// was typed is lost; to confirm in one tab is enough for all.
func TestConfirmingHalfWay(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	other := b.Another()
	other.Open(tokensPage + "/new?name=other")
	b.Open(tokensPage + "/new")
	b.Type("#name", "patience")
	w.pass(patrol.ConfirmedFor + time.Minute)
	b.Type("#description", "took two hours")
	b.Choose("#owner", "acme")
	b.Until(`document.querySelector("textarea#reason")`)
	b.Type("#reason", "worth it")
	b.Click("#repositories-all")
	b.Choose(`[name="permission.contents"]`, "read")
	b.Says("#overview .plist", "Contents")
	b.Go("button[value=review]")
	if status := b.Go("#confirm-form .primary"); status != http.StatusUnprocessableEntity {
		t.Fatalf("without a password: %d", status)
	}
	b.Type("[name=confirm_password]", "wrong")
	b.Go("#confirm .primary")
	b.Until(`document.activeElement.id == "problems"`)
	b.Type("[name=confirm_password]", password)
	if status := b.Go("#confirm .primary"); status != http.StatusCreated {
		t.Fatalf("with the password: %d", status)
	}
	w.works(b.Text("#secret"))
	b.Go(".actions a.primary")
	for _, said := range []string{"patience", "took two hours", "worth it", "Read access to code"} {
		b.Says("main", said)
	}
	other.Go("button[value=review]")
	if status := other.Go("#confirm-form .primary"); status != http.StatusCreated {
		t.Errorf("in another tab: %d", status)
	}
}
