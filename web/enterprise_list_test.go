package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"patrol"
)

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
	b.Open(b.URL.Path + "?kind=classic")
	if b.Says("Approval") || !b.Says("default") || !b.Says("The counts are of fine-grained tokens") {
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
