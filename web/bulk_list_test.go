package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"patrol"
)

// Owners who closed the tab of a report find it again from either list, and see
// there what goes on.
func TestOwnersFindBulkActionsAgain(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "one")
	w.ask("dana", "two")
	b := w.browser("olivia")
	b.Open(activePage)
	b.Follow("Bulk actions")
	if !b.Says("Nothing has been done to many at once") {
		t.Errorf("%s", b.Body)
	}
	b.Open(requestsPage)
	b.Submit("bulk", "Deny selected…", url.Values{"id": {"1"}})
	b.Submit("bulk", "Deny 1 request", url.Values{"reason": {"Use the shared one."}})
	report := b.URL.Path
	w.goesOn(&patrol.Bulk{OwnerID: w.acme.ID, Deed: patrol.Approving, Done: 1200, Meant: 5000, Below: 1})
	for _, page := range []string{activePage, requestsPage} {
		b.Open(page)
		if !b.Says("Many requests are being approved by olivia: 1,200 of 5,000") {
			t.Errorf("%s: %s", page, b.Text("list"))
		}
	}
	b.Follow("1,200 of 5,000")
	if !b.Says("1,200 of 5,000 requests approved so far.") {
		t.Errorf("%s", b.Text("progress"))
	}
	b.Follow("Bulk actions")
	for _, words := range []string{"1,200 of 5,000 requests approved", "running", "1 request denied", "finished",
		"olivia began", "Use the shared one."} {
		if !b.Says(words) {
			t.Errorf("the list does not say %q", words)
		}
	}
	b.Follow("1 request denied")
	if b.URL.Path != report || !strings.Contains(b.Text("progress"), "Done: 1 denied.") {
		t.Errorf("%s %s", b.URL, b.Body)
	}
	dana := w.browser("dana")
	dana.Open(grantPage + "/bulk")
	if dana.Status != http.StatusNotFound {
		t.Errorf("a member reads it: %d", dana.Status)
	}
}

// goesOn has olivia do something to many rows that nobody works on.
func (w *town) goesOn(b *patrol.Bulk) {
	w.t.Helper()
	b.ActorID, b.StartedAt = w.viewer("olivia").ID, w.now
	w.update(func(tx patrol.Tx) error { return tx.InsertBulk(b) })
}
