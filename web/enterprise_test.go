package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"patrol"
)

const (
	enterprisePage = "/enterprises/globex/settings"
	policiesPage   = enterprisePage + "/personal-access-tokens"
)

// policy fails the test unless a block's form of the enterprise says what value
// a field has.
func (b *browser) policy(block, field, want string) {
	b.t.Helper()
	if got := b.Values("policy-" + block).Get(field); got != want {
		b.t.Errorf("%s of %s is %q, want %q", field, block, got, want)
	}
}

// seeWhat asks what another answer to a block would do, without a script.
func (b *browser) seeWhat(block string, fill url.Values) {
	b.t.Helper()
	title := map[string]string{"access": "Restrict access via ", "approval": "Require approval of ",
		"lifetime": "Set maximum lifetimes for "}[block]
	b.Submit("policy-"+block, "See what this does: "+title+"fine-grained personal access tokens", fill)
}

func TestAnEnterpriseDecidesAfterAReview(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	b := w.browser("erin")
	b.Follow("Policies")
	b.policy("access", "access", "organizations")
	b.seeWhat("access", url.Values{"access": {"no"}})
	for _, words := range []string{"Restrict access via fine-grained tokens?", "Restricted in every organization",
		"1 token of 1 person stops working.", "None of them was used in the last 30 days. See them all", "acme: 1",
		"a job that runs once a quarter"} {
		if !b.Says(words) {
			t.Errorf("the review does not say %q: %s", words, b.Text("main"))
		}
	}
	b.Submit("policy-confirm", "Save this change", url.Values{"note": {"Somebody lost a laptop."}})
	if !strings.HasPrefix(b.Text("notice"), "Saved.") {
		t.Fatalf("%d %s", b.Status, b.Text("main"))
	}
	b.policy("access", "access", "no")
	olivia := w.browser("olivia")
	olivia.Open(policyPage)
	olivia.decided("access", "Restricted, set by globex, the enterprise. It cannot be changed here")

	b.Follow("The whole history")
	if !b.Says("erin restricted access via fine-grained tokens") || !b.Says("Somebody lost a laptop.") ||
		!b.Says("Organizations decide → Restricted in every organization") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Follow("Roll back… restricted access via fine-grained tokens")
	if !b.Says("1 token of 1 person works again.") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Submit("roll-back", "Roll back this change", url.Values{"note": {"It was under the seat."}})
	b.policy("access", "access", "organizations")
	b.Follow("The whole history")
	if !b.Says("erin rolled back, and let organizations decide on access via fine-grained tokens") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Follow("Audit log")
	if !b.Says("erin left access by tokens to its organizations") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Follow("policy change rolled back")
	if !b.Says("erin rolled back a change of policy") {
		t.Errorf("%s", b.Text("main"))
	}
}

func TestAnEnterpriseLooksAhead(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	b := w.browser("erin")
	b.Open(policiesPage)
	b.Fill("policy-lifetime", url.Values{"max_days": {"7"}})
	b.Trigger("policy-lifetime")
	if got := b.Text("effect-lifetime"); !strings.Contains(got, "1 token of 1 person stops working.") {
		t.Errorf("the preview says %q", got)
	}
	b.Fill("policy-lifetime", url.Values{"max_days": {"600"}})
	b.Trigger("policy-lifetime")
	if got := b.Text("effect-lifetime"); !strings.Contains(got, "from 1 to 366") {
		t.Errorf("the preview of what cannot be says %q", got)
	}
	b.Fill("policy-lifetime", url.Values{"max_days": {"366"}})
	b.Trigger("policy-lifetime")
	if got := b.Text("effect-lifetime"); got != "" {
		t.Errorf("the preview of what is already says %q", got)
	}
}

// How many tokens the policies are about does not keep their page waiting: the
// counts come by themselves, or by a link.
func TestAnEnterpriseCountsItsTokens(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	b := w.browser("erin")
	const want = "1 active fine-grained token"
	b.Open(policiesPage)
	if b.Says("1 active") {
		t.Error("the page has counted already")
	}
	b.Trigger("counts")
	if got := b.Text("counts"); !strings.HasPrefix(got, want) {
		t.Errorf("counted: %q", got)
	}
	b.Open(policiesPage)
	b.Follow("Count the tokens")
	if got := b.Text("counts"); !strings.HasPrefix(got, want) {
		t.Errorf("counted: %q", got)
	}
	b.Follow("Back to the policies")
	b.Open(policiesPage + "?kind=classic")
	if b.Has("counts") {
		t.Error("beside what is decided about classic tokens others are counted")
	}
}

func TestAnEnterpriseLimitsLifetimes(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("erin")
	b.Open(policiesPage)
	for _, days := range []string{"0", "367", "many", ""} {
		b.seeWhat("lifetime", url.Values{"max_days": {days}})
		if b.Status != http.StatusUnprocessableEntity || b.Problem("max_days") == "" ||
			b.Values("policy-lifetime").Get("max_days") != days {
			t.Errorf("%q: %d %q", days, b.Status, b.Problem("max_days"))
		}
	}
	b.seeWhat("lifetime", url.Values{"max_days": {"30"}, "exempt": {"yes"}})
	b.Submit("policy-confirm", "Save this change", nil)
	b.policy("lifetime", "max_days", "30")
	b.policy("lifetime", "exempt", "yes")
	b.seeWhat("lifetime", url.Values{"limited": nil, "exempt": nil})
	if !b.Says("No limit") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Submit("policy-confirm", "Save this change", nil)
	b.policy("lifetime", "limited", "")
	b.seeWhat("lifetime", nil)
	if !b.Says("there is nothing to save") || b.Has("policy-confirm") {
		t.Errorf("%s", b.Text("main"))
	}
}

func TestAnEnterpriseAnnouncesWhatWillBeStricter(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	b := w.browser("erin")
	announce := func(on string) {
		t.Helper()
		b.Open(policiesPage)
		b.seeWhat("lifetime", url.Values{"max_days": {"7"}})
		b.Submit("policy-confirm", "Save this change", url.Values{"when": {"later"}, "on": {on}, "note": {"Audit"}})
	}
	day := func(n int) string { return w.now.AddDate(0, 0, n).Format(time.DateOnly) }
	for _, on := range []string{"", "soon", day(0), day(91)} {
		announce(on)
		if b.Status != http.StatusUnprocessableEntity || b.Problem("on") == "" || b.Values("policy-confirm").Get("note") != "Audit" {
			t.Errorf("%q: %d %q", on, b.Status, b.Problem("on"))
		}
	}
	announce(day(0))
	if got := b.Problem("on"); got != "Choose a day that is still to come" {
		t.Errorf("of today it says %q", got)
	}
	announce(day(10))
	if !b.Says("1 token that works today will stop.") || !b.Says("Maximum lifetime changes on Nov 12, 2026") {
		t.Errorf("%s", b.Text("main"))
	}
	b.policy("lifetime", "max_days", "") // nor anything else that could be sent
	olivia := w.browser("olivia")
	olivia.Open(policyPage)
	if !olivia.Says("Nov 12, 2026") {
		t.Errorf("acme is told nothing: %s", olivia.Text("main"))
	}

	b.Follow("Withdraw…")
	b.Submit("withdraw", "Withdraw this change", nil)
	b.policy("lifetime", "max_days", "366")
	b.Open(policiesPage + "/history/1")
	if !b.Says("A change that was withdrawn") || !b.Says("withdrawn and never took effect. There is nothing to roll back.") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Open(policiesPage + "/history")
	if !b.Says("withdrawn just now") {
		t.Errorf("%s", b.Text("main"))
	}
	announce(day(10))
	w.pass(10 * 24 * time.Hour)
	b = w.browser("erin")
	b.Open(policiesPage)
	b.policy("lifetime", "max_days", "7")
}

func TestTwoOwnersOfAnEnterpriseDecideAtOnce(t *testing.T) {
	w := newTown(t, townAddress)
	first, second := w.browser("erin"), w.browser("erin")
	first.Open(policiesPage)
	second.Open(policiesPage)
	second.seeWhat("approval", url.Values{"approval": {"yes"}})
	first.seeWhat("approval", url.Values{"approval": {"no"}})
	first.Submit("policy-confirm", "Save this change", nil)
	second.Submit("policy-confirm", "Save this change", url.Values{"note": {"Audit"}})
	said := second.Text("refused")
	if second.Status != http.StatusConflict || !strings.Contains(said, "changed meanwhile") ||
		!strings.Contains(said, "erin disabled approval of fine-grained tokens just now") || !strings.Contains(said, "Audit") {
		t.Fatalf("%d %s", second.Status, second.Body)
	}
	second.policy("approval", "approval", "yes")
	second.seeWhat("approval", nil)
	if got := second.Values("policy-confirm").Get("note"); got != "Audit" {
		t.Errorf("the note is %q", got)
	}
	second.Submit("policy-confirm", "Save this change", nil)
	second.policy("approval", "approval", "yes")
}

// What is announced keeps a change from being made; nothing typed is lost by it.
func TestAnAnnouncementIsWhyAChangeIsNotMade(t *testing.T) {
	w := newTown(t, townAddress)
	first, second := w.browser("erin"), w.browser("erin")
	day := w.now.AddDate(0, 0, 10).Format(time.DateOnly)
	for b, days := range map[*browser]string{first: "7", second: "8"} {
		b.Open(policiesPage)
		b.seeWhat("lifetime", url.Values{"max_days": {days}})
	}
	first.Submit("policy-confirm", "Save this change", url.Values{"when": {"later"}, "on": {day}})
	second.Submit("policy-confirm", "Save this change",
		url.Values{"when": {"later"}, "on": {day}, "note": {"Audit"}})
	said := second.Text("refused")
	for _, words := range []string{"is announced for", "Audit", day} {
		if second.Status != http.StatusConflict || !strings.Contains(said, words) {
			t.Errorf("%d %q is not in %q", second.Status, words, said)
		}
	}
	if got := attr(second.Find("max_days"), "value"); got != "8" {
		t.Errorf("typed was 8, shown is %q", got)
	}
	second.Follow("Withdraw what is announced…")
	if !second.Has("withdraw") {
		t.Errorf("%s", second.Text("main"))
	}
}

// The addresses above an enterprise's pages lead to its policies.
func TestAnEnterpriseIsAtItsPolicies(t *testing.T) {
	b := newTown(t, townAddress).browser("erin")
	for _, path := range []string{"/enterprises/globex", enterprisePage} {
		if b.Open(path); b.URL.Path != policiesPage {
			t.Errorf("%s leads to %s", path, b.URL)
		}
	}
}

func TestAnEnterpriseDecidesAboutClassicTokens(t *testing.T) {
	w := newTown(t, townAddress)
	w.join("lab", "erin")
	w.decree(patrol.Policy{Access: patrol.No})
	b := w.browser("erin")
	b.Open(policiesPage)
	if !b.Says("labrestricted") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Open(b.URL.Path + "?kind=classic")
	if b.Has("policy-approval") {
		t.Error("classic tokens are approved")
	}
	if !b.Says("laballowed") {
		t.Errorf("beside what is decided about classic tokens is what holds for others: %s", b.Text("main"))
	}
	b.Submit("policy-access", "", url.Values{"access": {"no"}})
	b.Submit("policy-confirm", "Save this change", nil)
	if b.URL.Query().Get("kind") != "classic" {
		t.Errorf("leads to %s", b.URL)
	}
	b.policy("access", "access", "no")
	b.Follow("Fine-grained tokens")
}

func TestNonsenseIsNoPolicy(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("erin")
	for _, wrong := range []string{"", "kind=fine-grained&block=access", "kind=classic&block=approval&approval=yes",
		"kind=fine-grained&block=base&base=admin"} {
		b.Open(policiesPage + "/review?" + wrong)
		if b.Status != http.StatusBadRequest {
			t.Errorf("%s: %d", wrong, b.Status)
		}
	}
	b.Open(policiesPage + "/history/7")
	if b.Status != http.StatusNotFound {
		t.Errorf("a change that there is not: %d", b.Status)
	}
}
