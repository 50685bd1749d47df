package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestOwnersDecideOnMany(t *testing.T) {
	w := newTown(t, townAddress)
	for i := range 4 {
		w.ask("dana", fmt.Sprintf("bot %d", i))
	}
	olivia, oscar := w.browser("olivia"), w.browser("oscar")
	olivia.Open(requestsPage)
	olivia.Press("Approve selected…")
	if !olivia.Says("Nothing was ticked") || !olivia.Says("4 requests") {
		t.Errorf("%s", olivia.Body)
	}
	oscar.Open(requestsPage)
	oscar.Press("Approve bot 0")
	olivia.Submit("bulk", "Deny selected…", url.Values{"id": {"1", "2"}})
	if olivia.Status != http.StatusOK || !olivia.Says("Deny 2 requests") {
		t.Fatalf("%d %s", olivia.Status, olivia.Body)
	}
	long := strings.Repeat("x", 1025)
	olivia.Submit("bulk", "Deny 2 requests", url.Values{"reason": {long}})
	if olivia.Status != 422 || olivia.Problem("reason") == "" || olivia.Values("bulk").Get("reason") != long {
		t.Fatalf("%d %s", olivia.Status, olivia.Body)
	}
	olivia.Submit("bulk", "Deny 2 requests", url.Values{"reason": {"Use the shared one."}})
	for _, words := range []string{"Done: 1 denied.", "One was not", "bot 1", "denied", "bot 0", "somebody was faster"} {
		if !strings.Contains(olivia.Text("progress"), words) {
			t.Errorf("%d %s does not say %q: %s", olivia.Status, olivia.URL, words, olivia.Text("progress"))
		}
	}
	if !olivia.Says("Use the shared one.") {
		t.Error("the report does not say why")
	}
	olivia.Follow("Back to the list")
	if !olivia.Says("2 requests") {
		t.Errorf("%s", olivia.Text("list"))
	}
	olivia.Open(requestsPage + "?q=bot+3")
	olivia.Submit("bulk", "Approve selected…", url.Values{"all": {"1"}})
	if !olivia.Says("All that matched “bot 3”") {
		t.Errorf("%s", olivia.Body)
	}
	olivia.Press("Approve 1 request")
	if !olivia.Says("Done: 1 approved.") || !olivia.Says("about all that matched “bot 3” then") || !strings.HasPrefix(olivia.URL.Path, grantPage+"/bulk/") {
		t.Errorf("%s %s", olivia.URL, olivia.Body)
	}
	olivia.Open(activePage)
	olivia.Press("Revoke selected…")
	if !olivia.Says("Nothing was ticked") {
		t.Errorf("%s", olivia.Body)
	}
	olivia.Submit("bulk", "Revoke selected…", url.Values{"all": {"1"}})
	if !olivia.Says("They stop working there at once.") {
		t.Errorf("%s", olivia.Body)
	}
	olivia.Press("Revoke 2 tokens")
	if !olivia.Says("Done: 2 revoked.") {
		t.Errorf("%s", olivia.Body)
	}
}

// Nothing is done to all that match a search that makes no sense, and nothing
// to rows of no list.
func TestBulkFormsThatMakeNoSense(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	b := w.browser("olivia")
	b.Open(requestsPage)
	for _, form := range []url.Values{
		{"action": {"approve"}, "all": {"1"}, "q": {"permission:nonsense"}, "below": {"9"}, "confirmed": {"1"}},
		{"action": {"approve"}, "all": {"1"}, "confirmed": {"1"}},
		{"action": {"revoke"}, "id": {"1"}, "confirmed": {"1"}},
		{"action": {""}, "id": {"1"}, "confirmed": {"1"}},
	} {
		b.visit(b.request("POST", requestsPage, form, "same-origin"))
		if b.Status != http.StatusBadRequest {
			t.Errorf("%v: %d", form, b.Status)
		}
	}
	b.visit(b.request("POST", requestsPage, url.Values{"action": {"approve"}}, "same-origin"))
	if b.URL.Path != requestsPage || !b.Says("1 request") {
		t.Errorf("nothing ticked: %d %s", b.Status, b.URL)
	}
	dana := w.browser("dana")
	dana.visit(dana.request("POST", requestsPage, url.Values{"action": {"approve"}, "id": {"1"}, "confirmed": {"1"}}, "same-origin"))
	if dana.Status != http.StatusNotFound {
		t.Errorf("a member approves: %d", dana.Status)
	}
}

func TestSearch(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "Deploy bot")
	w.ask("dana", "CI")
	b := w.browser("olivia")
	b.Open(requestsPage)
	b.Submit("search", "Search", url.Values{"q": {"deploy permission:contents_read"}, "sort": {"expiry"}})
	if !b.Says("1 of 2 requests") || !b.Says("Deploy bot") || b.Has("review-2") {
		t.Errorf("%s", b.Text("list"))
	}
	b.Follow("dana")
	if got := b.URL.Query().Get("q"); got != "deploy permission:contents_read owner:dana" || !b.Says("1 of 2 requests") {
		t.Errorf("%q %s", got, b.Text("list"))
	}
	b.Submit("search", "Search", url.Values{"q": {"permission:content_read"}})
	if b.Status != 422 || !b.Says(`There is no permission "content"`) || b.Says("Approve selected") {
		t.Errorf("%d %s", b.Status, b.Text("list"))
	}
	b.Submit("search", "Search", url.Values{"q": {"owner:nobody"}})
	if b.Status != 422 || !b.Says(`There is no user "nobody"`) {
		t.Errorf("%d %s", b.Status, b.Text("list"))
	}
	b.Submit("search", "Search", url.Values{"q": {"nothing"}})
	if b.Status != 200 || !b.Says("0 of 2 requests") {
		t.Errorf("%d %s", b.Status, b.Text("list"))
	}
	b.Follow("Show all requests")
	b.Follow("CI")
	for _, words := range []string{"to build the site", "Contents", "read", "added", "Other tokens of dana", "What it would open"} {
		if !b.Says(words) {
			t.Errorf("the page of a request does not say %q", words)
		}
	}
	b.Submit("review", "Deny", url.Values{"reason": {strings.Repeat("x", 1025)}})
	if b.Status != 422 || b.Problem("reason") == "" {
		t.Errorf("%d", b.Status)
	}
	b.Submit("review", "Deny", url.Values{"reason": {"no"}})
	if !strings.HasPrefix(b.Text("notice"), "Denied.") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
}

// What is shown can be taken along, and no cell of it is a formula.
func TestExport(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "=1+2")
	w.ask("dana", "CI, the second")
	w.ask("dana", "＝1+2")
	b := w.browser("olivia")
	b.Open(requestsPage + "?sort=oldest")
	b.Follow("Export CSV")
	rows, err := csv.NewReader(strings.NewReader(b.Body)).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][1] != "'=1+2" || rows[2][1] != "CI, the second" || rows[2][2] != "dana" ||
		rows[3][1] != "'＝1+2" {
		t.Errorf("%q (%v)", rows, err)
	}
	if got := b.Header.Get("Content-Disposition"); got != `attachment; filename="acme-requests.csv"` {
		t.Errorf("%q", got)
	}
	b.Open(requestsPage)
	b.Press("Approve =1+2")
	b.Open(activePage + ".csv?q=owner:dana")
	if rows, err = csv.NewReader(strings.NewReader(b.Body)).ReadAll(); err != nil || len(rows) != 2 || rows[1][4] != "olivia" {
		t.Errorf("%q (%v)", rows, err)
	}
	b.Open(activePage + ".csv?q=owner:")
	if b.Status != 422 {
		t.Errorf("%d", b.Status)
	}
	dana := w.browser("dana")
	dana.Open(activePage + ".csv")
	if dana.Status != http.StatusNotFound {
		t.Errorf("%d", dana.Status)
	}
}
