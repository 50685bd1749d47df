//go:build browser

package web_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
)

// An owner makes a webhook, sees its ping arrive, sends it once more, changes
// the secret, which no page shows, and takes the webhook away.
func TestWebhookInChromium(t *testing.T) {
	t.Parallel()
	w, r := newLiveTown(t), newReceiver(t)
	b := w.tab("olivia")
	b.Open(hooksPage)
	b.Picture("no-webhooks")
	b.Go(".pagehead a.primary")
	b.Picture("new-webhook")
	b.Type("#url", "ftp://example.com/hook")
	if status := b.Go("#hook-form .primary"); status != http.StatusUnprocessableEntity {
		t.Errorf("no address: %d", status)
	}
	b.Until(`document.activeElement.classList.contains("flash") && document.querySelector("#url").value == "ftp://example.com/hook"`)
	b.Type("#url", r.URL+"/hook")
	b.Type("#secret", "s3cret")
	b.Go("#hook-form .primary")
	b.Says("#notice", "A ping is on its way")
	hook := b.Path()
	b.hides("s3cret")

	w.deliver(loopback)
	r.signed(t, "ping", "s3cret")
	b.Open(hook)
	b.Says(".req-row", "delivered")
	b.Inspect()
	b.Picture("webhook")
	b.Go(".req-row .title")
	b.Says("main", "thank you")
	b.Inspect()
	b.Picture("delivery")
	b.Go("#redeliver .btn")
	b.Says("#notice", "on its way once more")
	w.deliver(loopback)
	r.signed(t, "ping", "s3cret")

	b.Open(hook)
	if n := b.Count(".req-row"); n != 2 {
		t.Errorf("%d deliveries", n)
	}
	b.Says(".req-row", "redelivery")
	b.Type("#secret", "t0psecret")
	b.Go("#hook-form .primary")
	b.Says("#notice", "Saved.")
	b.hides("t0psecret")
	b.Go("#ping .btn")
	w.deliver(loopback)
	r.signed(t, "ping", "t0psecret")

	b.Open(hook)
	b.Go(".pagehead a.danger")
	b.Picture("delete-webhook")
	b.Go("#delete-hook .danger")
	b.Says("#notice", "The webhook is gone.")
	b.Says("main", "No webhooks yet")
	b.Open(hook)
	b.Says("main", "Page not found")
}

// signed fails the test unless r got one delivery of an event since the last
// time, signed with a secret.
func (r *receiver) signed(t *testing.T, event, secret string) {
	t.Helper()
	got, bodies := r.taken()
	if len(got) != 1 {
		t.Fatalf("%d deliveries arrived", len(got))
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(bodies[0]))
	if got[0].Header.Get("X-GitHub-Event") != event ||
		got[0].Header.Get("X-Hub-Signature-256") != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("%v", got[0].Header)
	}
}
