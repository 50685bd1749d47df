//go:build browser

package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tokenTown is a town in Chromium, and a tab in which dana has signed in.
func tokenTown(t *testing.T) (*town, *tab) {
	t.Helper()
	var w *town
	address := serve(t, func(address string) http.Handler {
		w = newTown(t, address)
		return w.server
	})
	w.now = time.Now() // as the browser's clock
	b := newTab(t, address)
	b.signIn("dana")
	return w, b
}

func (b *tab) signIn(login string) {
	b.t.Helper()
	b.Open("/login")
	b.Type("#login", login)
	b.Type("#password", password)
	b.Go("#sign-in button")
}

// Everybody can use the pages of tokens, in each theme and at each width.
func TestTokenPagesInChromium(t *testing.T) {
	w, b := tokenTown(t)
	look := func(name, path string) {
		t.Helper()
		b.Open(path)
		b.Inspect()
		b.Picture(name)
		b.View(1280, 900)
	}
	look("tokens-none", tokensPage)
	granted, denied, revoked := w.manyTokens()
	look("tokens", tokensPage)
	look("token-new", tokensPage+"/new")
	b.Type("#name", "release notes")
	b.Choose("#owner", "acme")
	b.Until(`document.querySelector("#reason[name]").type == "textarea"`)
	b.Click("#repositories-subset")
	b.Type("#find", "s")
	b.Until(`document.querySelector("#found button")`)
	b.Click("#found button")
	b.Until(`document.querySelector(".chip")`)
	b.Choose(`[name="permission.contents"]`, "write")
	b.Until(`document.querySelector("#overview").textContent.includes("Contents")`)
	b.Inspect()
	b.Picture("token-filled")
	b.View(1280, 900)
	b.Go("button[value=review]")
	b.Inspect()
	b.Picture("token-review")
	b.View(1280, 900)
	b.Go("#confirm-form .primary")
	b.Inspect()
	b.Picture("token-secret")
	b.View(1280, 900)
	look("token-problems", tokensPage+"/new?expires_in=400&target_name=nobody&contents=admin")
	look("token-granted", tokenPage(granted, ""))
	look("token-denied", tokenPage(denied, ""))
	look("token-revoked", tokenPage(revoked, ""))
	look("token-edit", tokenPage(granted, "/edit"))
	b.Choose(`[name="permission.issues"]`, "read")
	b.Until(`document.querySelector("#beyond")`)
	b.Inspect()
	look("token-regenerate", tokenPage(granted, "/regenerate"))
	look("token-delete", tokenPage(granted, "/delete"))
	look("token-operations", tokensPage+"/operations?target_name=acme&selection=all&contents=write")
}

// From the empty form to the secret with the keyboard alone.
func TestTokenByKeyboard(t *testing.T) {
	_, b := tokenTown(t)
	b.Open(tokensPage + "/new")
	b.TabTo("#name")
	b.Press("keys only")
	b.TabTo("#repositories-none")
	b.Press(kb.ArrowDown) // all repositories
	b.TabTo(`[name="permission.contents"]`)
	b.Press("r") // read-only
	b.Until(`document.querySelector("#overview").textContent.includes("Contents")`)
	b.TabTo("button[value=review]")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#confirm-form")`)
	b.TabTo("#confirm-form .primary")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#secret")?.textContent.startsWith("patrol_pat_")`)
}

// Without a script the same form leads to a secret.
func TestTokenWithoutScript(t *testing.T) {
	_, b := tokenTown(t)
	b.NoScript()
	b.Open(tokensPage + "/new")
	b.Type("#name", "plain")
	b.Choose("#owner", "acme")
	b.Go("button[value=update]")
	b.Click("#repositories-subset")
	b.Type("#find", "site")
	b.Go("button[value=find]")
	b.Go("button[name=add]")
	b.Choose(`[name="permission.contents"]`, "read")
	b.Go("button[value=review]")
	if status := b.Go("#confirm-form .primary"); status != http.StatusCreated {
		t.Errorf("status %d", status)
	}
	if b.Count("#secret") != 1 {
		t.Error("no secret")
	}
}

// A page that showed a secret does not show it again on Back; and of two tabs
// that make the same token, one does.
func TestSecretIsShownOnce(t *testing.T) {
	_, b := tokenTown(t)
	other := newTab(t, b.address)
	other.signIn("dana")
	for _, tab := range []*tab{b, other} {
		tab.Open(tokensPage + "/new?name=once&gists=write")
		tab.Go("button[value=review]")
	}
	if status := b.Go("#confirm-form .primary"); status != http.StatusCreated || b.Count("#secret") != 1 {
		t.Errorf("status %d", status)
	}
	if status := other.Go("#confirm-form .primary"); status != http.StatusUnprocessableEntity || other.Count("#secret") != 0 {
		t.Errorf("status %d in the other tab", status)
	}
	b.Open("/settings/sessions")
	eval[chromedp.Void](b, "history.back()") // to an error page, for the answer to a form is not kept
	b.Until(`location.pathname != "/settings/sessions"`)
	if b.Count("#secret") != 0 {
		t.Error("the secret is back")
	}
}
