package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"patrol"
)

const requestsPage = "/organizations/acme/settings/personal-access-token-requests"

func TestOwnersReview(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open(requestsPage)
	if !b.Says("Nothing waits for you") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	w.ask("dana", "CI")
	w.ask("dana", "Bot")
	b.Open(requestsPage)
	for _, words := range []string{
		"2 requests", "dana asked just now", "expires in 30 days", "to build the site", "site",
		"Added Contents: readMetadata: read",
	} {
		if !strings.Contains(b.Text("list"), words) {
			t.Errorf("the page does not say %q: %s", words, b.Text("list"))
		}
	}
	b.Press("Approve CI")
	if b.Status != http.StatusOK || !strings.HasPrefix(b.Text("notice"), "Approved.") || !b.Says("1 request") {
		t.Errorf("%d %s", b.Status, b.Text("list"))
	}
	b.Follow("Deny… Bot")
	b.Submit("review", "Deny", nil)
	if !strings.HasPrefix(b.Text("notice"), "Denied.") || !b.Says("Nothing waits for you") {
		t.Errorf("%d %s", b.Status, b.Text("list"))
	}
}

// A request for more says which repositories are new, and which are not.
func TestARequestForMoreSaysWhatIsNew(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	b := w.browser("olivia")
	b.Open(requestsPage)
	b.Press("Approve CI")
	dana := w.viewer("dana")
	mine, _, err := w.Tokens(t.Context(), dana, patrol.TokenQuery{Limit: 9})
	w.must(err)
	_, _, err = w.EditToken(t.Context(), dana, mine.Tokens[0].ID, patrol.TokenSpec{Name: "CI", Owner: "acme",
		Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{w.site.ID, w.docs.ID},
			Permissions: patrol.Permissions{"contents": patrol.Read}}})
	w.must(err)
	b.Open(requestsPage)
	const words = "More repositoriesdocs Reaches alreadysite Has already Contents: readMetadata: read"
	if !strings.Contains(b.Text("list"), words) {
		t.Errorf("the list does not say %q: %s", words, b.Text("list"))
	}
	b.Follow("CI")
	if !b.Says("More repositoriesdocs Reaches alreadysite") {
		t.Errorf("%s", b.Text("main"))
	}
}

func TestAReasonThatIsTooLongIsKept(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	b := w.browser("olivia")
	b.Open(requestsPage + "?q=owner:dana&sort=oldest")
	b.Follow("Deny… CI")
	long := strings.Repeat("x", 1025)
	b.Submit("review", "Deny", url.Values{"reason": {long}})
	if b.Status != 422 || b.Problem("reason") == "" || b.Values("review").Get("reason") != long {
		t.Errorf("%d %q", b.Status, b.Problem("reason"))
	}
	b.Submit("review", "Deny", url.Values{"reason": {"Use the shared one."}})
	if b.Status != http.StatusOK || !b.Has("notice") {
		t.Errorf("%d", b.Status)
	}
	if q := b.URL.Query(); q.Get("q") != "owner:dana" || q.Get("sort") != "oldest" {
		t.Errorf("it does not lead back to where it was: %s", b.URL)
	}
}

func TestTwoOwnersReviewAtOnce(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	olivia, oscar := w.browser("olivia"), w.browser("oscar")
	olivia.Open(requestsPage)
	oscar.Open(requestsPage)
	oscar.Follow("Deny… CI")
	olivia.Press("Approve CI")
	oscar.Submit("review", "Deny", nil)
	if oscar.Status != http.StatusConflict || !strings.Contains(oscar.Text("refused"), "another owner was faster") ||
		!oscar.Says("Nothing waits for you") {
		t.Errorf("%d %s", oscar.Status, oscar.Body)
	}
}

func TestReviewingIsForOwners(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	for _, login := range []string{"dana", "erin"} {
		b := w.browser(login)
		b.Open(requestsPage)
		if b.Status != http.StatusNotFound {
			t.Errorf("%s sees the page: %d", login, b.Status)
		}
		b.visit(b.request("POST", requestsPage+"/1", url.Values{"action": {"approve"}}, "same-origin"))
		if b.Status != http.StatusNotFound {
			t.Errorf("%s approves: %d", login, b.Status)
		}
	}
	b := w.browser("olivia")
	b.visit(b.request("POST", requestsPage+"/1", url.Values{"action": {"ponder"}}, "same-origin"))
	if b.Status != http.StatusBadRequest {
		t.Errorf("an unknown action: %d", b.Status)
	}
	b.Open("/organizations/globex/settings/personal-access-token-requests")
	if b.Status != http.StatusNotFound {
		t.Errorf("an enterprise's requests: %d", b.Status)
	}
}

func TestRequestsArePaged(t *testing.T) {
	w := newTown(t, townAddress)
	for i := range 33 {
		w.ask("dana", fmt.Sprintf("token %d", i))
	}
	b := w.browser("olivia")
	b.Open(requestsPage)
	b.Follow("Next")
	if !b.Says("token 2") || b.Says("token 3 ") || !b.Says("33 requests") {
		t.Errorf("%s", b.Text("list"))
	}
	b.Press("Approve token 2")
	if !b.Says("token 1") || b.URL.Query().Get("before") == "0" {
		t.Errorf("after reviewing: %s", b.URL)
	}
	b.Press("Approve token 1")
	b.Press("Approve token 0")
	if !b.Says("token 32") || !b.Says("30 requests") {
		t.Errorf("after the last of a page: %s %s", b.URL, b.Text("list"))
	}
}

func TestHtmxGetsTheListAlone(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	b := w.browser("olivia")
	b.Open(requestsPage)
	r := b.request("POST", requestsPage+"/1", url.Values{"action": {"approve"}}, "same-origin")
	for name, value := range map[string]string{"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#list"} {
		r.Header.Set(name, value)
	}
	b.send(r)
	if b.Status != http.StatusOK || !strings.HasPrefix(b.Body, `<div id="list"`) {
		t.Errorf("%d %.100s", b.Status, b.Body)
	}
}
