//go:build browser

package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The way of a stricter limit: an owner of the enterprise sees what it would
// do, announces it, a developer is warned and regenerates their token, and the
// owner sees that nothing is left to stop.
func TestAStricterLimitInChromium(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.let("dana", "CI")
	erin, dana := w.tab("erin"), w.tab("dana")
	look := func(name string) {
		t.Helper()
		erin.Inspect()
		erin.Picture(name)
		erin.View(1280, 900)
	}
	erin.Open(policiesPage)
	erin.Type("#max_days", "7")
	erin.Says("#effect-lifetime", "1 token of 1 person stops working.")
	look("policies-preview")
	if status := erin.Go("#policy-lifetime .with-script"); status != http.StatusOK {
		t.Fatalf("review: %d", status)
	}
	erin.Click("#when-later")
	on := w.now.AddDate(0, 0, 10).Format(time.DateOnly)
	eval[chromedp.Void](erin, `document.querySelector("#on").value = "`+on+`"`)
	erin.Type("#note", "The auditors ask for it.")
	look("policies-review")
	erin.Go("#policy-confirm .btn")
	erin.Says("main", "1 token that works today will stop.")
	look("policies-announced")

	dana.Open(tokensPage)
	dana.Go("main .title")
	dana.Says("main", "Nov 12, 2026")
	dana.Open(dana.Path() + "/regenerate")
	dana.Choose("#expires_in", "7")
	if status := dana.Go("#regenerate-form .primary"); status != http.StatusCreated {
		t.Fatalf("regenerate: %d", status)
	}
	erin.Open(policiesPage)
	erin.Says("main", "No token is left that it will stop.")
	erin.Open(policiesPage + "/history")
	look("policies-history")
}

// An enterprise's policy is set by keys alone.
func TestAnEnterpriseDecidesByKeys(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.let("dana", "CI")
	b := w.tab("erin")
	b.Open(policiesPage)
	b.TabTo("#access-organizations")
	b.Press(kb.ArrowDown)
	b.Says("#effect-access", "1 token of 1 person stops working.")
	b.TabTo("#policy-access .with-script")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#policy-confirm")`)
	b.TabTo("#policy-confirm .btn")
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id == "notice"`)
	if !eval[bool](b, `document.querySelector("#access-no").checked`) {
		t.Error("access is not restricted")
	}
	b.Open(policiesPage + "/history/1")
	b.TabTo("#roll-back .btn")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#access-organizations")?.checked`)
}

// What one looks at without deciding leaves no trace.
func TestAPreviewFollowsTheChoice(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.let("dana", "CI")
	b := w.tab("erin")
	b.Open(policiesPage)
	b.Click("#access-no")
	b.Says("#effect-access", "stops working")
	b.Click("#access-organizations")
	b.Until(`document.querySelector("#effect-access").textContent.trim() == ""`)
	b.Type("#max_days", "500")
	b.Says("#effect-lifetime", "from 1 to 366")
	b.Inspect()
	if path := b.Path(); path != policiesPage {
		t.Errorf("the address is %s", path)
	}
	if text := b.Text("#main"); strings.Contains(text, "Nobody has changed anything yet.") == false {
		t.Error("looking has changed something")
	}
}
