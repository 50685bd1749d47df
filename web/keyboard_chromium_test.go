//go:build browser

package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// focusHides is what is wrong with how the focus shows on the element that has
// it, or "".
const focusHides = `(() => {
	const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
	if (s.outlineStyle == "none" || parseFloat(s.outlineWidth) == 0) return "no outline";
	if (r.bottom < 0 || r.top > innerHeight) return "outside of the window";
	return e.checkVisibility({opacityProperty: true, visibilityProperty: true}) ? "" : "nothing to see";
})()`

// Walk goes once around the page with the tab key. It fails the test where one
// cannot see where one is, and returns how many stops there were.
func (b *tab) Walk() int {
	b.t.Helper()
	eval[bool](b, `document.activeElement.blur(), true`)
	for stops := range 400 {
		b.Press(kb.Tab)
		if b.Focus() == "body" {
			return stops
		}
		b.showsFocus()
	}
	b.t.Fatalf("%s: the tab key never leads out", b.Path())
	return 0
}

func (b *tab) showsFocus() {
	b.t.Helper()
	if wrong := eval[string](b, focusHides); wrong != "" {
		b.t.Errorf("%s: focus on %s: %s", b.Path(), eval[string](b, "document.activeElement.cloneNode().outerHTML"), wrong)
	}
}

// press presses a key where the focus is, which has to be to be seen.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.showsFocus()
	b.Press(keys)
}

// From the page to sign in to the secret, with the keyboard alone.
func TestWizardByKeyboard(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := newTab(t, w.URL)
	b.Open("/login?to=" + tokensPage + "/new")
	if b.Focus() != "login" {
		b.TabTo("#login")
	}
	b.press("dana" + kb.Tab)
	b.TabTo("#password")
	b.press(password + kb.Enter)
	b.Until(`document.querySelector("#token-form")`)
	b.fixes()
	b.TabTo("#owner")
	b.press("a") // acme
	b.Until(`document.querySelector("textarea#reason")`)
	if b.Focus() != "owner" {
		t.Errorf("choosing an owner moves the focus to %s", b.Focus())
	}
	b.TabTo("[name=repositories]")
	b.press(kb.ArrowDown + kb.ArrowDown)
	b.picks()
	b.TabTo(`[name="permission.contents"]`)
	b.press("r")
	b.Says("#overview .plist", "Contents")
	if b.Focus() != "permission.contents" {
		t.Errorf("choosing a permission moves the focus to %s", b.Focus())
	}
	b.TabTo("button[value=review]")
	b.press(kb.Enter)
	b.Until(`document.querySelector("#confirm-form")`)
	b.TabTo("#confirm-form .primary")
	b.press(" ")
	b.Until(`document.querySelector("#secret")`)
	b.TabTo("[data-copy=secret]")
	b.press(kb.Enter)
	b.Says("[data-copy=secret]", "Copied")
	w.works(b.Clipboard())
}

// fixes sends the form empty and goes from what is wrong with it to the field.
func (b *tab) fixes() {
	b.t.Helper()
	b.TabTo("button[value=review]")
	b.press(kb.Enter)
	b.Until(`document.activeElement.id == "problems"`)
	b.TabTo(`#problems a[href="#name"]`)
	b.press(kb.Enter)
	b.Until(`document.activeElement.id == "name"`)
	b.press("keys")
	b.TabBackTo(`#problems a[href="#name"]`)
	b.TabTo("#name")
}

// picks looks for repositories, takes two, gives one back and stays on the way.
func (b *tab) picks() {
	b.t.Helper()
	b.TabTo("#find")
	b.press("s")
	b.Until(`document.querySelectorAll("#found [name=add]").length == 2`)
	for chips := range 2 {
		b.TabTo("#found [name=add]")
		was := b.Focus()
		b.press(kb.Enter)
		b.Until(fmt.Sprintf(`document.querySelectorAll(".chip").length == %d`, chips+1))
		if b.Focus() != was {
			b.t.Errorf("taking a repository moves the focus from %s to %s", was, b.Focus())
		}
	}
	b.TabTo(".chip button")
	b.press(kb.Enter)
	b.Until(`document.querySelectorAll(".chip").length == 1`)
	if b.Focus() == "body" {
		b.t.Error("giving a repository back loses the focus")
	}
}

// On every page one sees where one is, and gets around.
func TestFocusShowsEverywhere(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.ask("dana", "release bot")
	laptop := w.laptop()
	b := w.tab("dana")
	for path, least := range map[string]int{
		classicPage: 10, classicPage + "/new": 50, laptop: 10, laptop + "/edit": 50, laptop + "/move": 10,
		tokensPage: 10, tokensPage + "/new": 20, tokensPage + "/1": 10, tokensPage + "/1/edit": 50,
		"/settings/appearance": 8, "/settings/sessions": 8, "/confirm?to=/": 2,
	} {
		b.Open(path)
		if stops := b.Walk(); stops < least {
			t.Errorf("%s: the tab key leads to %d elements only", path, stops)
		}
	}
}
