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

// The counts come after their page and leave everything where it is. Where they
// do not come, their box says so.
func TestTheCountsComeAfterTheirPage(t *testing.T) {
	t.Parallel()
	turn := make(chan int)
	defer close(turn)
	w := newLiveTown(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.Header.Get("HX-Target"), "#counts") && <-turn == http.StatusServiceUnavailable {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	w.let("dana", "CI")
	b := w.tab("erin")
	height := func() float64 { return eval[float64](b, `document.querySelector(".counts").offsetHeight`) }
	b.Open(policiesPage)
	b.Says("#counts", "Counting the tokens…")
	b.Inspect()
	b.Picture("counts-awaited")
	before := height()
	turn <- http.StatusOK
	b.Says("#counts", "1 active fine-grained token")
	if after := height(); before != after {
		t.Errorf("the box is %v high, then %v", before, after)
	}
	b.Inspect()
	b.Picture("counts")

	b.Open(policiesPage)
	turn <- http.StatusServiceUnavailable
	b.Until(`document.querySelector("#counts .if-failed").checkVisibility()`)
	if b.Sees("#counts .if-waiting") {
		t.Error("it still says that tokens are counted")
	}
	b.Inspect()
	b.Picture("counts-failed")
	b.Go("#counts .if-failed a")
	b.Says("#counts", "1 active fine-grained token")

	b.NoScript()
	b.Open(policiesPage)
	b.Picture("counts-without-script")
	b.Go("#counts .without-script a")
	b.Says("#counts", "1 active fine-grained token")
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
