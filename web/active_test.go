package web_test

import (
	"net/http"
	"strings"
	"testing"
)

const (
	grantPage  = "/organizations/acme/settings/personal-access-tokens"
	activePage = grantPage + "/active"
)

func TestOwnersRevoke(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open(activePage)
	if !b.Says("No token has been let in") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	w.ask("dana", "CI")
	b.Open(requestsPage)
	b.Press("Approve CI")
	b.Open(activePage)
	for _, words := range []string{
		"1 token", "CI", "dana", "approved by olivia", "expires in 30 days", "never used", "site", "Contents: read",
	} {
		if !strings.Contains(b.Text("list"), words) {
			t.Errorf("the page does not say %q: %s", words, b.Text("list"))
		}
	}
	other := w.browser("oscar")
	other.Open(activePage)
	other.Follow("CI")
	other.Follow("Revoke…")
	b.Follow("CI")
	if !b.Says("Access granted by olivia") || !b.Says("GET /repos/{owner}/{repo}/contents/{path}") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	b.Follow("Revoke…")
	b.Press("Revoke CI")
	if b.Status != http.StatusOK || !strings.HasPrefix(b.Text("notice"), "Revoked.") || b.URL.Path != activePage {
		t.Errorf("%d %s %s", b.Status, b.URL, b.Body)
	}
	other.Press("Revoke CI")
	if other.Status != http.StatusConflict || !strings.Contains(other.Text("refused"), "another owner was faster") ||
		!other.Says("Access revoked by olivia") {
		t.Errorf("%d %s", other.Status, other.Body)
	}
}
