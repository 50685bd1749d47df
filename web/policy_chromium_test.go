//go:build browser

package web_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"patrol"
)

// Everybody can decide, in each theme and at each width, and is told what it does.
func TestDecidingInChromium(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.let("dana", "CI")
	b := w.tab("olivia")
	inspect := func(name string, status, want int) {
		t.Helper()
		if status != want {
			t.Errorf("%s: %d, want %d", name, status, want)
		}
		b.Inspect()
		b.Picture(name)
		b.View(1280, 900)
	}
	b.Open(policyPage)
	inspect("policy", http.StatusOK, http.StatusOK)
	b.Type("#max_days", "400")
	inspect("policy-problem", b.Go("#policy-lifetime button"), http.StatusUnprocessableEntity)
	b.Type("#max_days", "7")
	inspect("policy-stops-tokens", b.Go("#policy-lifetime button"), http.StatusOK)
	b.Says("#policy-confirm", "1 active token of 1 person stops working at acme.")
	inspect("policy-saved", b.Go("#policy-confirm .danger"), http.StatusOK)
	if got := b.Focus(); got != "notice" {
		t.Errorf("the focus is on %s", got)
	}
	b.Click("#access-no")
	inspect("policy-restrict", b.Go("#policy-access button"), http.StatusOK)
	b.Open(classicPolicyPage)
	inspect("policy-classic", http.StatusOK, http.StatusOK)
	w.decree(patrol.Policy{Access: patrol.No, Approval: patrol.Yes, MaxDays: 30})
	b.Open(policyPage)
	inspect("policy-of-the-enterprise", http.StatusOK, http.StatusOK)
}

// A stricter setting is decided by keys alone.
func TestDecidingByKeys(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("olivia")
	b.Open(policyPage)
	b.TabTo("#access-yes")
	b.Press(kb.ArrowDown)
	b.TabTo("#policy-access button")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#policy-confirm")`)
	b.TabTo("#policy-confirm .danger")
	b.Press(kb.Enter)
	b.Says("#policy-access", "Restricted, set by acme.")
}
