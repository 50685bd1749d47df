package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"patrol"
)

// Nothing is sent to where only this server may go, whatever its name is; the
// page says why, and whoever runs the server may allow it.
func TestWebhooksDoNotLeadInside(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(r.URL, "http://"), ":")
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"} {
		addHook(b, "http://"+host+":"+port+"/", "")
		w.deliver(nil)
		b.Open(b.URL.Path)
		if !b.Says("failed") || !b.Says("whoever runs this server does not allow webhooks to go there") {
			t.Errorf("%s: %s", host, b.Text("main"))
		}
	}
	if got, _ := r.taken(); len(got) != 0 {
		t.Errorf("%d got through", len(got))
	}
	b.Open(hooksPage + "/2")
	b.Press("Send a ping")
	w.deliver(loopback)
	if got, _ := r.taken(); len(got) != 1 || got[0].Header.Get("X-Hub-Signature-256") != "" {
		t.Errorf("what is allowed is not sent, or signed without a secret: %d", len(got))
	}
}

// Nobody is followed to elsewhere.
func TestWebhooksFollowNoRedirect(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	r.answers(http.StatusFound)
	addHook(b, r.URL+"/hook", "")
	w.deliver(loopback)
	if got, _ := r.taken(); len(got) != 1 || got[0].URL.Path != "/hook" {
		t.Errorf("%d were sent", len(got))
	}
	b.Open(b.URL.Path)
	if !b.Says("The answer was 302 Found") || !b.Says("1 attempt of 6, the next in 1 minute") {
		t.Errorf("%s", b.Text("main"))
	}
}

// What is not taken is sent again and again, ever later, and then given up; an
// owner may have it sent once more, as it was.
func TestWebhooksAreTriedAgain(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	addHook(b, r.URL, "s3cret")
	page := b.URL.Path
	w.deliver(loopback)
	r.answers(http.StatusInternalServerError)
	w.ask("dana", "CI")
	w.deliver(loopback)
	for _, pause := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour} {
		r.taken()
		w.pass(pause - time.Second)
		w.deliver(loopback)
		early, _ := r.taken()
		w.pass(time.Second)
		w.deliver(loopback)
		if got, _ := r.taken(); len(early) != 0 || len(got) != 1 {
			t.Errorf("%d were sent before %s, %d then", len(early), pause, len(got))
		}
	}
	w.pass(24 * time.Hour)
	w.deliver(loopback)
	b = w.browser("olivia")
	b.Open(page)
	if !b.Says("6 attempts") || !b.Says("failed") {
		t.Errorf("%s", b.Text("main"))
	}
	r.taken()
	r.answers(http.StatusNoContent)
	b.visit(b.request("GET", page+"/deliveries/2", nil, "same-origin"))
	sent := b.Text("main")
	b.Press("Redeliver")
	w.deliver(loopback)
	got, bodies := r.taken()
	if len(got) != 1 || !strings.Contains(sent, got[0].Header.Get("X-GitHub-Delivery")) ||
		wantDelivery(t, got[0], bodies[0]) != "created" {
		t.Errorf("%d were sent again", len(got))
	}
	b.Open(b.URL.Path)
	if !b.Says("redelivery") || !b.Says("204 in") {
		t.Errorf("%s", b.Text("main"))
	}
}

// What a sender took and never came back with is sent by another, and the first
// has no more say.
func TestWebhooksSurviveTheirSender(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	addHook(b, r.URL, "")
	lost, _, err := w.NextDelivery(t.Context(), nil)
	w.must(err)
	if other, _, err := w.NextDelivery(t.Context(), nil); other != nil || err != nil {
		t.Fatalf("two have it: %v", err)
	}
	w.pass(2 * time.Minute)
	w.deliver(loopback)
	if got, _ := r.taken(); len(got) != 1 {
		t.Errorf("%d were sent", len(got))
	}
	if err := w.Attempted(t.Context(), lost, patrol.Attempt{Problem: "late"}); !patrol.Conflict.Is(err) {
		t.Errorf("who came late has a say: %v", err)
	}
	b.Open(b.URL.Path)
	if !b.Says("delivered") || !b.Says("2 attempts") {
		t.Errorf("%s", b.Text("main"))
	}
}

// Of many senders on one database, one sends each delivery.
func TestWebhooksAreSentOnce(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	for range 3 {
		addHook(b, r.URL, "")
	}
	for i := range 5 {
		w.ask("dana", fmt.Sprint("token ", i))
	}
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() { w.deliver(loopback) })
	}
	senders.Wait()
	got, _ := r.taken()
	seen := map[string]bool{}
	for _, req := range got {
		seen[req.Header.Get("X-GitHub-Delivery")] = true
	}
	if want := 3 * (1 + 5); len(got) != want || len(seen) != want {
		t.Errorf("%d were sent, of %d deliveries; want %d", len(got), len(seen), want)
	}
}

// Where nobody has to be asked, and no repositories are selected, webhooks hear
// of it all the same.
func TestWebhooksHearOfWhatNeedsNoApproval(t *testing.T) {
	w, b := hookTown(t)
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(w.acme.ID, patrol.FineGrained, patrol.Policy{Approval: patrol.No})
	})
	r := newReceiver(t)
	addHook(b, r.URL, "")
	w.deliver(loopback)
	r.taken()
	v, _, err := w.SignIn(t.Context(), "dana", password, patrol.Origin{})
	w.must(err)
	_, err = w.CreateToken(t.Context(), v, patrol.TokenSpec{Name: "CI", Owner: "acme", Days: 30, Reach: patrol.Reach{
		Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Write, "members": patrol.Read}}})
	w.must(err)
	w.own("dana", "nobody else's business")
	w.deliver(loopback)
	got, bodies := r.taken()
	if len(got) != 1 {
		t.Fatalf("%d were sent", len(got))
	}
	for _, want := range []string{`"action":"approved"`, `"repository_count":null`, `"repositories":null`, `"id":0,`,
		`"permissions_added":{"repository":{"contents":"write","metadata":"read"},"organization":{"members":"read"}}`,
		`"permissions_upgraded":{}`, `"repository_selection":"all"`, `"token_last_used_at":null`} {
		if !strings.Contains(bodies[0], want) {
			t.Errorf("it does not say %s: %s", want, bodies[0])
		}
	}
}

// One that is turned off gets nothing, not even what was on its way.
func TestWebhooksCanBeTurnedOffAndDeleted(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	addHook(b, r.URL, "s3cret")
	b.Submit("hook-form", "Save", url.Values{"active": nil, "secret": {"t0psecret"}})
	if !b.Says("Saved.") || !b.Says("The webhook was turned off") || strings.Contains(b.Body, "t0psecret") {
		t.Errorf("%d %s", b.Status, b.Text("main"))
	}
	w.ask("dana", "CI")
	w.deliver(loopback)
	if got, _ := r.taken(); len(got) != 0 {
		t.Errorf("%d were sent", len(got))
	}
	b.Submit("hook-form", "Save", url.Values{"url": {"ftp://example.com"}, "active": {"1"}})
	if b.Status != http.StatusUnprocessableEntity || b.Problem("url") == "" {
		t.Errorf("%d %q", b.Status, b.Problem("url"))
	}
	b.Follow("Delete…")
	b.Press("Delete webhook")
	if b.URL.Path != hooksPage || !b.Says("No webhooks yet") {
		t.Errorf("%d %s", b.Status, b.URL)
	}
	for _, path := range []string{"/1", "/1/ping", "/1/delete", "/1/deliveries/1"} {
		b.visit(b.request("POST", hooksPage+path, url.Values{"url": {"https://example.com"}}, "same-origin"))
		if b.Status != http.StatusNotFound || !strings.Contains(b.Text("refused"), "deleted already") || !b.Says("No webhooks yet") {
			t.Errorf("%s once more: %d %q", path, b.Status, b.Text("refused"))
		}
	}
}

// Webhooks are for owners, and changing them takes their password.
func TestWebhooksAreForOwners(t *testing.T) {
	w, b := hookTown(t)
	addHook(b, "https://example.com/hook", "")
	for _, login := range []string{"dana", "erin"} {
		other := w.browser(login)
		for _, path := range []string{"", "/new", "/1", "/1/delete", "/1/deliveries/1"} {
			other.Open(hooksPage + path)
			if other.Status != http.StatusNotFound {
				t.Errorf("%s sees %q: %d", login, path, other.Status)
			}
		}
		for _, path := range []string{"", "/1", "/1/ping", "/1/delete", "/1/deliveries/1"} {
			other.visit(other.request("POST", hooksPage+path, url.Values{"url": {"https://example.com"}}, "same-origin"))
			if other.Status != http.StatusNotFound {
				t.Errorf("%s posts to %q: %d", login, path, other.Status)
			}
		}
	}
	b.Open(hooksPage + "/1/delete")
	w.pass(patrol.ConfirmedFor)
	b.Press("Delete webhook")
	if b.Status != http.StatusUnprocessableEntity || !b.Says("Confirm access") {
		t.Errorf("%d", b.Status)
	}
	b.Open(hooksPage + "/new")
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if b.URL.Path != hooksPage+"/new" || !b.Has("hook-form") {
		t.Errorf("%d %s", b.Status, b.URL)
	}
}
