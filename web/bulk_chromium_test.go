//go:build browser

package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// An owner finds requests, decides on many and sees what became of each, by
// mouse, in each theme and at each width.
func TestBulkReviewInChromium(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	for i := range 5 {
		w.ask("dana", fmt.Sprintf("deploy bot %d", i))
	}
	w.ask("dana", "CI")
	b := w.tab("olivia")
	look := func(name string) {
		t.Helper()
		b.Inspect()
		b.Picture(name)
		b.View(1280, 900)
	}
	b.Open(requestsPage)
	look("many-requests")
	b.Type("#q", "deploy")
	b.Until(`document.querySelector("#said").textContent == "5 of 6 requests"`)
	b.Until(`location.search.includes("q=deploy") && document.activeElement.id == "q"`)
	b.Click(".menu summary")
	look("request-menu")
	b.Click("input[name=all]")
	b.Says("#ticked", "all selected")
	b.Click(`.req-row input[value="3"]`)
	b.Says("#ticked", "4 selected")
	b.Click("input[name=all]")
	b.Click("input[name=all]")
	b.Click(`.req-row input[value="1"]`)
	b.Click(`.req-row input[value="2"]`)
	b.Says("#ticked", "2 selected")
	if status := b.Go(`button[form=bulk][value=deny]`); status != http.StatusOK {
		t.Fatalf("%d", status)
	}
	b.Type("#reason", "Use the shared one.")
	look("bulk-confirm")
	b.Go("#bulk button")
	b.Says("#progress", "Done: 2 denied.")
	look("bulk-done")
	b.Open(requestsPage + "/3")
	look("request")
	b.Go("#review button[value=approve]")
	b.Open(activePage)
	look("active-tokens")
	b.Open(grantPage + "/1")
	look("active-token")
	b.Go("a.danger")
	look("revoke")
	b.Go("#revoke button")
	b.Says("#notice", "Revoked.")
}

// The same by keys alone.
func TestBulkReviewByKeys(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.ask("dana", "one")
	w.ask("dana", "two")
	b := w.tab("olivia")
	b.Open(requestsPage)
	b.TabTo("input[name=all]")
	b.Press(" ")
	b.TabTo("button[form=bulk][value=approve]")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#bulk textarea")`)
	b.TabTo("#bulk button")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#progress")?.textContent.includes("Done: 2 approved.")`)
}
