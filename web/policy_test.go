package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"patrol"
)

const (
	policyPage        = "/organizations/acme/settings/personal-access-tokens"
	classicPolicyPage = policyPage + "?kind=classic"
)

// decree has globex, the enterprise, decide p about fine-grained tokens.
func (w *town) decree(p patrol.Policy) {
	w.t.Helper()
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.globex.ID, patrol.FineGrained, p) })
}

// let has a user make a token that olivia lets in.
func (w *town) let(login, name string) {
	w.t.Helper()
	w.ask(login, name)
	olivia := w.browser("olivia")
	olivia.Open(requestsPage)
	olivia.Press("Approve " + name)
}

// decided fails the test unless a block's form says so.
func (b *browser) decided(block, want string) {
	b.t.Helper()
	if got := b.Text("policy-" + block); !strings.Contains(got, "Now: "+want) {
		b.t.Errorf("%s is not %q: %s", block, want, got)
	}
}

func TestOwnersDecide(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	b := w.browser("olivia")
	b.Open(policyPage)
	b.decided("access", "Allowed, by default: acme has decided nothing else.")
	b.decided("approval", "Required, by default")
	b.decided("lifetime", "366 days at most, by default")

	b.Submit("policy-access", "", url.Values{"access": {"no"}})
	if b.Status != http.StatusOK || !b.Says("1 active token of 1 person stops working at acme.") ||
		!b.Says("Used in the last 30 days: none.") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	if attr(b.link("See these tokens"), "href") != policyPage+"/active?q=stops%3Aaccess%3Ano" {
		t.Errorf("the list is at %s", attr(b.link("See these tokens"), "href"))
	}
	b.Submit("policy-confirm", "Restrict access", nil)
	if !strings.HasPrefix(b.Text("notice"), "Saved.") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	b.decided("access", "Restricted, set by acme.")

	b.Submit("policy-access", "", url.Values{"access": {"yes"}}) // looser: at once
	b.decided("access", "Allowed, set by acme.")
	b.Submit("policy-approval", "", url.Values{"approval": {"no"}})
	b.decided("approval", "Not required, set by acme.")
	b.Submit("policy-approval", "", url.Values{"approval": {"yes"}})
	if !b.Says("No token stops working.") {
		t.Errorf("%s", b.Body)
	}
	b.Submit("policy-confirm", "", nil)
	b.decided("approval", "Required, set by acme.")
}

// link is the first link of b's page that is labelled so.
func (b *browser) link(words string) (found *html.Node) {
	b.t.Helper()
	for n := range elements(b.page) {
		if n.Data == "a" && label(n) == words {
			return n
		}
	}
	b.t.Fatalf("%s has no link %q", b.URL.Path, words)
	return nil
}

// What policies keep from working is shown to nobody as if it worked.
func TestListsSayWhatPoliciesKeepFromWorking(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	says := func(login, page, link, words string, want bool) {
		t.Helper()
		b := w.browser(login)
		b.Open(page)
		if link != "" {
			b.Follow(link)
		}
		if b.Says(words) != want {
			t.Errorf("%s at %s: %q is %v", login, b.URL, words, !want)
		}
	}
	look := func(want bool) {
		t.Helper()
		for login, page := range map[string]string{"olivia": policyPage + "/active", "erin": enterprisePage + "/tokens"} {
			says(login, page, "", "does not work now", want)
			says(login, page, "CI", "does not work now", want)
		}
	}
	look(false)
	w.decree(patrol.Policy{MaxDays: 7})
	look(true)
	w.decree(patrol.Policy{Access: patrol.No})
	look(true)
	b := w.browser("dana")
	b.Open("/settings/personal-access-tokens")
	b.Follow("CI")
	b.Follow("Regenerate…")
	if !b.Says("The new secret will not work at acme either.") {
		t.Errorf("%s", b.Text("main"))
	}
}

func TestOwnersLimitLifetimes(t *testing.T) {
	w := newTown(t, townAddress)
	w.decree(patrol.Policy{MaxDays: patrol.Forever})
	w.let("dana", "CI") // for 30 days
	b := w.browser("olivia")
	b.Open(policyPage)
	for _, days := range []string{"0", "-1", "367", "many", ""} {
		b.Submit("policy-lifetime", "", url.Values{"max_days": {days}})
		if b.Status != 422 || b.Problem("max_days") == "" || b.Values("policy-lifetime").Get("max_days") != days {
			t.Errorf("%q: %d %q", days, b.Status, b.Problem("max_days"))
		}
	}
	b.Submit("policy-lifetime", "", url.Values{"max_days": {"30"}})
	if !b.Says("No token stops working today.") ||
		!b.Says("No token that works today has access to acme and lives longer than 30 days.") {
		t.Errorf("%s", b.Body)
	}
	b.Follow("Leave it as it is")
	b.decided("lifetime", "366 days at most, by default")
	b.Submit("policy-lifetime", "", url.Values{"max_days": {" 29 "}})
	if !b.Says("Now: 366 days at most, by default") {
		t.Errorf("what holds now is not said: %s", b.Body)
	}
	if list := attr(b.link("See these tokens"), "href"); list != policyPage+"/active?q=stops%3Alifetime%3A29" {
		t.Errorf("the list is at %s", list)
	}
	b.Follow("See these tokens")
	if !strings.Contains(b.Text("list"), "1 token") || !b.Says("CI") {
		t.Errorf("%s: %s", b.URL, b.Text("list"))
	}
	b.Open(policyPage)
	b.Submit("policy-lifetime", "", url.Values{"max_days": {"29"}})
	b.Submit("policy-confirm", "", nil)
	b.decided("lifetime", "29 days at most, set by acme.")
	b.Submit("policy-lifetime", "", url.Values{"limited": nil})
	b.decided("lifetime", "No limit, set by acme.")
	if b.Values("policy-lifetime").Has("limited") {
		t.Error("what has no limit is limited")
	}
}

func TestAnEnterpriseDecidesForItsOrganizations(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open(policyPage)
	late := b.Values("policy-access")
	w.decree(patrol.Policy{Access: patrol.Yes, Approval: patrol.No, MaxDays: 90})
	b.Open(policyPage)
	b.decided("access", "Allowed, set by globex, the enterprise. It cannot be changed here")
	b.decided("approval", "Not required, set by globex, the enterprise. It cannot be changed here")
	b.decided("lifetime", "90 days at most, set by globex, the enterprise.")
	for _, block := range []string{"access", "approval"} {
		for _, c := range b.controls(b.Find("policy-" + block)) {
			if !fixed(c) || submits(c) {
				t.Errorf("%s can be changed: %s", block, tag(c))
			}
		}
	}
	late.Set("access", "no")
	b.visit(b.request("POST", policyPage, late, "same-origin"))
	if b.Status != http.StatusForbidden || !strings.Contains(b.Text("refused"), "globex, the enterprise, has decided") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	b.Submit("policy-lifetime", "", url.Values{"max_days": {"91"}})
	if b.Status != 422 || b.Problem("max_days") != "globex allows 90 days at most: choose as many or fewer" {
		t.Errorf("%d %q", b.Status, b.Problem("max_days"))
	}
	b.Submit("policy-lifetime", "", url.Values{"max_days": {"60"}})
	b.Submit("policy-confirm", "", nil)
	b.decided("lifetime", "60 days at most, set by acme.")
	w.decree(patrol.Policy{MaxDays: 30})
	b.Open(policyPage)
	b.decided("lifetime", "30 days at most, set by globex, the enterprise. acme itself has decided otherwise: 60 days at most.")
	b.Submit("policy-lifetime", "", nil)
	b.decided("lifetime", "30 days at most, set by globex, the enterprise. acme itself has decided otherwise: 60 days at most.")
}

func TestOwnersDecideAboutClassicTokens(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open(policyPage)
	b.Open(b.URL.Path + "?kind=classic")
	b.decided("access", "Allowed, by default")
	b.decided("lifetime", "No limit, by default")
	if b.Has("policy-approval") {
		t.Error("classic tokens are to be approved")
	}
	b.Submit("policy-access", "", url.Values{"access": {"no"}})
	b.Submit("policy-confirm", "", nil)
	b.decided("access", "Restricted, set by acme.")
	b.Submit("policy-lifetime", "", url.Values{"limited": {"yes"}, "max_days": {"8"}})
	b.Submit("policy-confirm", "", nil)
	if b.URL.Query().Get("kind") != "classic" {
		t.Errorf("leads to %s", b.URL)
	}
	b.decided("lifetime", "8 days at most, set by acme.")
	b.Open(policyPage)
	b.decided("access", "Allowed, by default")
}

func TestTwoOwnersDecideAtOnce(t *testing.T) {
	w := newTown(t, townAddress)
	olivia, oscar := w.browser("olivia"), w.browser("oscar")
	olivia.Open(policyPage)
	oscar.Open(policyPage)
	oscar.Submit("policy-lifetime", "", url.Values{"max_days": {"60"}}) // and has yet to confirm
	olivia.Submit("policy-approval", "", url.Values{"approval": {"no"}})
	olivia.Submit("policy-lifetime", "", url.Values{"max_days": {"30"}})
	olivia.Submit("policy-confirm", "", nil)
	oscar.Submit("policy-confirm", "", nil)
	said := oscar.Text("refused")
	for _, words := range []string{"changed meanwhile. Nothing was saved.", "olivia limited fine-grained tokens to 30 days just now",
		"Now: 30 days at most, set by acme.", "save it again"} {
		if oscar.Status != http.StatusConflict || !strings.Contains(said, words) {
			t.Errorf("%d %q is not in %q", oscar.Status, words, said)
		}
	}
	if days := oscar.Values("policy-lifetime").Get("max_days"); days != "60" {
		t.Errorf("typed was 60, shown is %q", days)
	}
	oscar.decided("lifetime", "30 days at most, set by acme.")
	oscar.decided("approval", "Not required, set by acme.")
}

func TestDecidingTakesAConfirmation(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open(policyPage)
	w.pass(patrol.ConfirmedFor)
	b.Submit("policy-lifetime", "", url.Values{"max_days": {"30"}})
	if !b.Has("policy-confirm") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	b.Submit("policy-confirm", "", nil)
	if b.Status != 422 || !b.Says("Confirm access") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	b.decided("lifetime", "30 days at most, set by acme.")
}

func TestDecidingIsForOwners(t *testing.T) {
	w := newTown(t, townAddress)
	change := url.Values{"kind": {"fine-grained"}, "block": {"approval"}, "approval": {"no"}}
	for _, login := range []string{"dana", "erin"} {
		b := w.browser(login)
		b.Open(policyPage)
		if b.Status != http.StatusNotFound {
			t.Errorf("%s sees the page: %d", login, b.Status)
		}
		b.visit(b.request("POST", policyPage, change, "same-origin"))
		if b.Status != http.StatusNotFound {
			t.Errorf("%s decides: %d", login, b.Status)
		}
	}
	b := w.browser("erin")
	b.Open("/organizations/globex/settings/personal-access-tokens")
	if b.Status != http.StatusNotFound {
		t.Errorf("an enterprise's page: %d", b.Status)
	}
	b = w.browser("olivia")
	for _, wrong := range []url.Values{
		{"kind": {"fine-grained"}, "block": {"base"}}, {"kind": {"classic"}, "block": {"approval"}}, {"kind": {""}},
	} {
		b.visit(b.request("POST", policyPage, wrong, "same-origin"))
		if b.Status != http.StatusBadRequest {
			t.Errorf("%v: %d", wrong, b.Status)
		}
	}
}
