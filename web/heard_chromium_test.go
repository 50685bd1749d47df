//go:build browser

package web_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A list that is searched says how much is left where a screen reader listens,
// leaves the focus where one types, and Back brings what was there before.
func TestSearchIsHeard(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	for _, name := range []string{"deploy", "nightly", "mirror"} {
		w.ask("dana", name)
	}
	b := w.tab("olivia")
	b.Open(requestsPage)
	b.Until(`document.querySelector("#said").textContent == "" && (document.querySelector("#said").kept = true)`)
	b.TabTo("#q")
	b.Press("deploy")
	b.Until(`document.querySelector("#said").textContent == "1 of 3 requests" && document.querySelector("#said").kept`)
	if b.Focus() != "q" || b.Path() != requestsPage+"?q=deploy&sort=newest" {
		t.Errorf("the focus is on %s at %s", b.Focus(), b.Path())
	}
	b.TabTo(".req-row button[value=approve]")
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id == "notice"`)
	b.Says("#said", "of 2 requests")
	b.Back()
	b.Until(`document.querySelectorAll(".req-row").length == 2 && document.querySelector("#q").value == ""`)
}

// One who marks a notification as read stays where it is.
func TestReadingStays(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	for i := range 33 {
		w.ask("dana", fmt.Sprint("token ", i))
	}
	b := w.tab("olivia")
	b.Open("/notifications")
	b.Go("a[rel=next]")
	page := b.Path()
	row := "#" + eval[string](b, `document.querySelectorAll("#main .req-row")[1].id`)
	b.TabTo(row + " button:not([name])")
	b.Press(kb.Enter)
	b.Until(fmt.Sprintf(`location.hash == %q && !document.querySelector("%s .label") &&
		document.readyState == "complete"`, row, row)) // then the focus is where the address says
	if got := b.Path(); got != page+row {
		t.Errorf("from %s to %s", page, got)
	}
	b.Press(kb.Tab)
	if !eval[bool](b, fmt.Sprintf(`document.querySelector("%s").contains(document.activeElement)`, row)) {
		t.Errorf("the focus goes on at %s", b.Focus())
	}
}
