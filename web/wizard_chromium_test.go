//go:build browser

package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// user asks the API whose a secret is, and returns the status and the login.
func (w *liveTown) user(secret string) (status int, login string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), "GET", w.URL+"/api/v3/user", nil)
	w.must(err)
	req.Header.Set("Authorization", "Bearer "+secret)
	resp, err := http.DefaultClient.Do(req)
	w.must(err)
	defer resp.Body.Close()
	var user struct{ Login string }
	w.must(json.NewDecoder(resp.Body).Decode(&user))
	return resp.StatusCode, user.Login
}

// works fails the test unless a secret is dana's and good.
func (w *liveTown) works(secret string) {
	w.t.Helper()
	if status, login := w.user(secret); status != http.StatusOK || login != "dana" {
		w.t.Errorf("the API answers %d to the secret, for %q", status, login)
	}
}

// The way of a developer from the empty list to a secret that works.
func TestWizard(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	b.Go("main .empty .primary")
	b.Type("#name", "release bot")
	b.Type("#description", "cuts releases")
	b.chooseOwner()
	b.chooseRepositories()
	b.choosePermissions()
	if text := b.Text("#overview"); !strings.Contains(text, "acme") || !strings.Contains(text, "needs approval") ||
		!strings.Contains(text, "Dec 2, 2026") {
		t.Errorf("the overview says %q", text)
	}
	b.samePrefilled()
	if status := b.Go("button[value=review]"); status != http.StatusOK {
		t.Fatalf("review: %d", status)
	}
	restated := b.Text("#confirm-form")
	for _, said := range []string{"release bot", "cuts releases", "acme/site", "to cut releases", "Dec 2, 2026", "acme approves tokens first"} {
		if !strings.Contains(restated, said) {
			t.Errorf("the review does not say %q: %s", said, restated)
		}
	}
	if status := b.Go("#confirm-form .primary"); status != http.StatusCreated {
		t.Fatalf("created: %d", status)
	}
	secret := b.Text("#secret")
	w.works(secret)
	b.copies("secret", "clone", "curl")
	w.nowhere(b, secret)
}

// Whoever names a token and goes on at once to choose its owner gets what goes
// with that owner, however late the answers are.
func TestWizardOverASlowNetwork(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	b.Open(tokensPage + "/new")
	b.Delay(700)
	b.Type("#name", "release bot")
	b.Choose("#owner", "acme") // before the name has been asked about
	b.Until(`document.querySelector("textarea#reason")`)
	b.Says("#overview", "needs approval")
}

// Delay has each answer come so many milliseconds later.
func (b *tab) Delay(milliseconds float64) {
	b.t.Helper()
	slow := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{Latency: milliseconds, DownloadThroughput: -1, UploadThroughput: -1},
	}}
	if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, slow); err != nil {
		b.t.Fatal(err)
	}
}

// chooseOwner gives the token to acme, which has to approve it.
func (b *tab) chooseOwner() {
	b.t.Helper()
	if b.Count("textarea#reason") != 0 {
		b.t.Error("a reason is asked for where nobody reads it")
	}
	b.Says("#overview", "works at once")
	b.Choose("#owner", "acme")
	b.Until(`document.querySelector("textarea#reason")`)
	if got := b.Focus(); got != "owner" {
		b.t.Errorf("choosing the owner moves the focus to %s", got)
	}
	b.Type("#reason", "to cut releases")
}

// chooseRepositories selects two and drops one of them again.
func (b *tab) chooseRepositories() {
	b.t.Helper()
	if b.Sees("#find") {
		b.t.Error("repositories can be looked for while all public ones are chosen")
	}
	b.Click("#repositories-subset")
	b.Until(`document.querySelectorAll("#found button[name=add]").length == 2`)
	b.TabTo("#found [name=add]")
	was := b.Focus()
	b.press(kb.Enter)
	b.Until(`document.querySelectorAll("#found button").length == 2 && document.querySelector(".chip")`)
	if b.Focus() != was {
		b.t.Errorf("taking the first repository moves the focus from %s to %s", was, b.Focus())
	}
	b.Click("#repositories-all")
	b.Says("#overview", "all, ")
	b.Click("#repositories-subset")
	b.Says("#overview", "1 of 2")
	b.Click(".chip button")
	b.Until(`!document.querySelector(".chip")`)
	b.Type("#find", "s")
	b.Until(`document.querySelectorAll("#found button[name=add]").length == 2`)
	if got := b.Focus(); got != "find" {
		b.t.Errorf("looking for repositories moves the focus to %s", got)
	}
	b.Click("#found li:has([name=add]):first-child button")
	b.Until(`document.querySelectorAll(".chip").length == 1`)
	b.Click("#found [name=add]")
	b.Until(`document.querySelectorAll(".chip").length == 2`)
	b.Says("#overview", "2 of 2")
	b.Click(`.chip [aria-label="Remove docs"]`)
	b.Until(`document.querySelectorAll(".chip").length == 1`)
	b.Type("#find", "no such thing")
	b.Says("#found", "No repository")
}

// choosePermissions finds Contents by its name and takes the risky level of it.
func (b *tab) choosePermissions() {
	b.t.Helper()
	const shown = `[...document.querySelectorAll("[data-row]")].filter(row => row.checkVisibility()).length`
	all := eval[int](b, shown)
	b.Type("[data-filter=permission-groups]", "contents")
	b.Until(shown + " > 0 && " + shown + " < 5")
	const contents = `.perm:has([name="permission.contents"])`
	if b.Sees(contents + " .note") {
		b.t.Error("the risk is told before it is taken")
	}
	b.Choose(contents+" select", "write")
	b.Says("#overview .plist", "Contents")
	if !b.Sees(contents + " .note") {
		b.t.Error("nobody says what is risky about writing contents")
	}
	b.Says("#overview .plist", "Metadata") // comes by itself
	b.Type("[data-filter=permission-groups]", " ")
	if got := eval[int](b, shown); got < all {
		b.t.Errorf("without a filter %d permissions are left of %d", got, all)
	}
}

// samePrefilled opens the link to the form in another tab and compares the two.
func (b *tab) samePrefilled() {
	b.t.Helper()
	link := eval[string](b, `document.querySelector("#overview a[href*='/new?']").href`)
	other := b.Another()
	other.Open(strings.TrimPrefix(link, b.address))
	kept := func(fields string) url.Values {
		all, err := url.ParseQuery(fields)
		if err != nil {
			b.t.Fatal(err)
		}
		for name, values := range all { // what is found by looking for it, and for whom, is nobody else's
			if slices.Contains([]string{"find", "find_was", "found", "reason", "repositories", "repository"}, name) ||
				slices.Equal(values, []string{"none"}) {
				delete(all, name)
			}
		}
		return all
	}
	got, want := kept(other.Filled("token-form")), kept(b.Filled("token-form"))
	if got.Encode() != want.Encode() {
		b.t.Errorf("the link to the form fills in %v, not %v", got, want)
	}
}

// copies presses the buttons that copy the elements with those ids.
func (b *tab) copies(ids ...string) {
	b.t.Helper()
	for _, id := range ids {
		b.Click("[data-copy=" + id + "]")
		b.Says("[data-copy="+id+"]", "Copied")
		if got, want := b.Clipboard(), b.Text("#"+id); got != want {
			b.t.Errorf("copied %q, not %q", got, want)
		}
	}
}

// nowhere looks for a secret on all pages about its token, the first in the list.
func (w *liveTown) nowhere(b *tab, secret string) {
	w.t.Helper()
	b.Go(`.actions a.primary`)
	detail := b.Path()
	for _, path := range []string{"", "/edit", "/regenerate", "/delete"} {
		b.Open(detail + path)
		b.lacks(secret)
	}
	b.Open(tokensPage)
	b.lacks(secret)
	b.Says("#tokens", secret[len(secret)-8:])
}

// lacks fails the test if a page has the secret anywhere in it.
func (b *tab) lacks(secret string) {
	b.t.Helper()
	if !strings.HasPrefix(secret, "patrol_pat_") {
		b.t.Fatalf("%q is no secret", secret)
	}
	b.hides(secret[len("patrol_pat_"):])
}

// hides fails the test if the page has words anywhere in it.
func (b *tab) hides(words string) {
	b.t.Helper()
	if eval[bool](b, "document.documentElement.outerHTML.includes('"+words+"')") {
		b.t.Errorf("%s shows what is secret", b.Path())
	}
}

// The same without JavaScript: a button where a script would have asked.
func TestWizardWithoutScript(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := newTab(t, w.URL)
	b.NoScript()
	b.signIn("dana")
	b.Go("main .empty .primary")
	if b.Sees(".with-script") {
		t.Error("something is shown that needs a script")
	}
	b.Type("#name", "plain")
	b.Choose("#owner", "acme")
	b.Go("button[value=update]")
	b.Type("#reason", "to read")
	b.Click("#repositories-subset")
	b.Type("#find", "site")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#found [name=add]")`)
	b.Go("#found [name=add]")
	b.Choose(`[name="permission.contents"]`, "read")
	b.Type("#name", "")
	if status := b.Go("button[value=review]"); status != http.StatusUnprocessableEntity {
		t.Fatalf("without a name: %d", status)
	}
	b.Until(`document.activeElement.id == "problems"`)
	if b.Count(".chip") != 1 || !strings.Contains(b.Filled("token-form"), "reason=to+read") {
		t.Errorf("%d chips, %s", b.Count(".chip"), b.Filled("token-form"))
	}
	b.Type("#name", "plain")
	b.Go("button[value=review]")
	b.Go("#confirm-form .btn[value=edit]") // and back once more
	b.Go("button[value=review]")
	if status := b.Go("#confirm-form .primary"); status != http.StatusCreated {
		t.Fatalf("created: %d", status)
	}
	secret := b.Text("#secret")
	w.works(secret)
	w.nowhere(b, secret)
}
