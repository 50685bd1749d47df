//go:build browser

package web_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A liveTown is a town that Chromium can go to, with time that passes while it
// is served.
type liveTown struct {
	*town
	passed atomic.Int64 // in nanoseconds
}

// newLiveTown serves a town; each layer, from the outermost, stands before it.
func newLiveTown(t *testing.T, layers ...func(http.Handler) http.Handler) *liveTown {
	t.Helper()
	w := new(liveTown)
	serve(t, func(address string) http.Handler {
		w.town = newTown(t, address)
		w.Now = func() time.Time { return w.now.Add(time.Duration(w.passed.Load())) }
		h := w.server
		for _, layer := range layers {
			h = layer(h)
		}
		return h
	})
	return w
}

// pass lets time pass, also while somebody asks for it.
func (w *liveTown) pass(d time.Duration) { w.passed.Add(int64(d)) }

// tab returns a tab in which somebody has signed in, by the form for it.
func (w *liveTown) tab(login string) *tab {
	w.t.Helper()
	b := newTab(w.t, w.URL)
	b.signIn(login)
	return b
}

// tokenTown is a town in Chromium, and a tab in which dana has signed in.
func tokenTown(t *testing.T) (*town, *tab) {
	t.Helper()
	w := newLiveTown(t)
	return w.town, w.tab("dana")
}

func (b *tab) signIn(login string) {
	b.t.Helper()
	b.Open("/login")
	b.Type("#login", login)
	b.Type("#password", password)
	b.Go("#sign-in button")
}

// Another opens another tab of the same browser, which has the same cookies.
func (b *tab) Another() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	other := &tab{t: b.t, ctx: ctx, address: b.address}
	other.do()
	other.watch()
	return other
}

// TabBackTo presses the tab key with shift until an element has the focus.
func (b *tab) TabBackTo(selector string) {
	b.t.Helper()
	for range 400 {
		b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
		if eval[bool](b, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
	}
	b.t.Fatalf("the tab key with shift does not lead to %s", selector)
}

// Focus returns what has the focus: its id, or else its tag.
func (b *tab) Focus() string {
	b.t.Helper()
	return eval[string](b, `document.activeElement.id || document.activeElement.localName`)
}

// Sees reports whether an element is there for eyes to see.
func (b *tab) Sees(selector string) bool {
	b.t.Helper()
	return eval[bool](b, fmt.Sprintf(`document.querySelector(%q)?.checkVisibility({
		opacityProperty: true, visibilityProperty: true}) ?? false`, selector))
}

// Says waits until an element has some words in it.
func (b *tab) Says(selector, words string) {
	b.t.Helper()
	b.Until(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, words))
}

// Filled is what a form would send but for its buttons, as a query.
func (b *tab) Filled(form string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf("new URLSearchParams(new FormData(document.getElementById(%q))).toString()", form))
}

// Clipboard returns the text that was copied last.
func (b *tab) Clipboard() string {
	b.t.Helper()
	return get(b, chromedp.Evaluate[string]("navigator.clipboard.readText()", chromedp.EvalAwaitPromise))
}
