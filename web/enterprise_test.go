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
		"1 token of 1 person stops working.", "None of them was used in the last 30 days.", "acme: 1",
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
	olivia.decided("access", "Restricted. globex, the enterprise, decided so. It cannot be changed here")

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
	second.Submit("policy-confirm", "Save this change", nil)
	if second.Status != http.StatusConflict || !strings.Contains(second.Text("refused"), "another owner has changed") {
		t.Fatalf("%d %s", second.Status, second.Body)
	}
	second.policy("approval", "approval", "no")
}

func TestAnEnterpriseDecidesAboutClassicTokens(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("erin")
	b.Open(policiesPage)
	b.Follow("Tokens (classic)")
	if b.Has("policy-approval") {
		t.Error("classic tokens are approved")
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

func TestOwnersOfAnEnterpriseComeAndGo(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("erin")
	b.Follow("People")
	if !b.Says("The last owner cannot be removed") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Submit("add-owner", "Add owner", url.Values{"login": {"nobody"}})
	if b.Status != http.StatusUnprocessableEntity || b.Values("add-owner").Get("login") != "nobody" {
		t.Errorf("%d %s", b.Status, b.Text("main"))
	}
	b.Submit("add-owner", "Add owner", url.Values{"login": {" olivia "}})
	olivia := w.browser("olivia")
	olivia.Follow("Policies")
	b.Follow("Remove… erin")
	if !b.Says("That is you") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Submit("remove-owner", "Remove erin", nil)
	b.Open(enterprisePage + "/people")
	if b.Status != http.StatusNotFound {
		t.Errorf("whoever was removed sees the owners: %d", b.Status)
	}
	olivia.Open(enterprisePage + "/people/olivia/remove")
	olivia.Submit("remove-owner", "Remove olivia", nil)
	if olivia.Status != http.StatusConflict || !strings.Contains(olivia.Text("refused"), "needs an owner") {
		t.Errorf("%d %s", olivia.Status, olivia.Text("main"))
	}
	olivia.Open(enterprisePage + "/people/dana/remove")
	if olivia.Status != http.StatusNotFound {
		t.Errorf("dana is removed from where she is not: %d", olivia.Status)
	}
}

// join adds an organization to globex, with an owner.
func (w *town) join(login, owner string) *patrol.Account {
	w.t.Helper()
	org := &patrol.Account{Login: login, Kind: patrol.Organization, Enterprise: w.globex.ID, Base: patrol.Write}
	w.update(func(tx patrol.Tx) error {
		if err := tx.InsertAccount(org); err != nil {
			return err
		}
		user, err := tx.AccountByLogin(owner)
		if err != nil {
			return err
		}
		return tx.SetMember(org.ID, user.ID, patrol.Owner)
	})
	return org
}

func TestAnEnterpriseSeesItsOrganizations(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	lab := w.join("lab", "erin")
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(lab.ID, patrol.FineGrained, patrol.Policy{Access: patrol.Yes, Approval: patrol.No, MaxDays: 60})
	})
	w.decree(patrol.Policy{Access: patrol.No, MaxDays: 30})
	b := w.browser("erin")
	b.Follow("Organizations")
	if !b.Says("2 organizations") || !b.Says("instead of its own: Allowed") || !b.Says("instead of its own: 60 days at most") {
		t.Errorf("%s", b.Text("main"))
	}
	if attr(b.link("lab"), "href") != "/organizations/lab/settings/personal-access-tokens" {
		t.Error("the owner of an organization has no link to it")
	}
	b.Submit("search", "", url.Values{"q": {"ac"}})
	if text := b.Text("list"); !strings.Contains(text, "acme") || strings.Contains(text, "lab") {
		t.Errorf("%s", text)
	}
	b.Submit("search", "", url.Values{"q": {""}, "only": {"overridden"}})
	if text := b.Text("list"); strings.Contains(text, "acme") || !strings.Contains(text, "lab") {
		t.Errorf("%s", text)
	}
	b.Follow("Tokens (classic)")
	if b.Says("Approval") || !b.Says("default") {
		t.Errorf("%s", b.Text("main"))
	}
}

func TestAnEnterpriseSeesAllTokens(t *testing.T) {
	w := newTown(t, townAddress)
	w.let("dana", "CI")
	w.join("lab", "oscar")
	w.make("oscar", "lab", "rocket")
	b := w.browser("erin")
	b.Follow("Active tokens")
	if text := b.Text("list"); !strings.Contains(text, "2 tokens") || !strings.Contains(text, "rocket") || !strings.Contains(text, "CI") {
		t.Fatalf("%s", text)
	}
	b.Submit("search", "", url.Values{"q": {"organization:lab"}})
	if text := b.Text("list"); !strings.Contains(text, "1 of 2 tokens") || strings.Contains(text, "CI") {
		t.Errorf("%s", text)
	}
	b.Follow("rocket")
	if !b.Says("reaches what lab owns") {
		t.Errorf("%s", b.Text("main"))
	}
	b.Follow("Revoke…")
	b.Submit("revoke", "Revoke rocket", nil)
	if !strings.HasPrefix(b.Text("notice"), "Revoked.") || !strings.Contains(b.Text("list"), "1 token") {
		t.Errorf("%d %s", b.Status, b.Text("list"))
	}
	b.Submit("bulk", "Revoke selected…", url.Values{"all": {"1"}})
	b.Submit("bulk", "Revoke 1 token", nil)
	if !b.Says("Done: 1 revoked.") {
		t.Errorf("%d %s", b.Status, b.Text("main"))
	}
	b.Follow("Audit log")
	if !b.Says("revoked the access of") || !b.Says("in lab") {
		t.Errorf("%s", b.Text("main"))
	}
}

// make has a user make a token for all that an organization has.
func (w *town) make(login, org, name string) {
	w.t.Helper()
	_, err := w.CreateToken(w.t.Context(), w.viewer(login), patrol.TokenSpec{Name: name, Owner: org, Days: 30,
		Reach: patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Read}}})
	w.must(err)
}
