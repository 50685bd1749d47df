package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"patrol"
)

// review has dana, who is on b, fill in a token up to the page that restates it.
func (w *town) review(b *browser) {
	w.t.Helper()
	b.Open("/settings/personal-access-tokens/new?name=CI&target_name=acme&expires_in=30&contents=read&issues=write")
	b.Fill("token-form", url.Values{"repositories": {"all"}})
	b.Submit("token-form", "Review token", url.Values{"description": {"one\ntwo & <three>"}, "reason": {"to build"}})
	if !b.Has("confirm-form") {
		w.t.Fatalf("%d %s", b.Status, b.Body)
	}
}

func TestNothingIsLostWhileConfirming(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.review(b)
	w.pass(patrol.ConfirmedFor)
	typed := b.Values("confirm-form")
	before := b.client.Jar.Cookies(b.URL)[0].Value
	b.Submit("confirm-form", "", nil)
	if b.Status != 422 || !b.Says("Confirm access") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {"wrong"}})
	if b.Status != 422 || b.Problem("confirm_password") != "Incorrect password." || strings.Contains(b.Body, "wrong") {
		t.Fatalf("%d %q", b.Status, b.Problem("confirm_password"))
	}
	carried := b.Values("confirm")
	carried.Del("confirm_password")
	if !reflect.DeepEqual(carried, typed) {
		t.Errorf("carried %v, typed %v", carried, typed)
	}
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if b.Status != http.StatusCreated {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	if b.client.Jar.Cookies(b.URL)[0].Value == before {
		t.Error("the session has no new key")
	}
	olivia := w.browser("olivia")
	olivia.Open(requestsPage)
	if !olivia.Says("to build") || !olivia.Says("All repositories of acme") {
		t.Errorf("what was made is another: %s", olivia.Text("pending"))
	}
}

func TestSensitiveActionsRestartTheClock(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	for i := range 3 { // five hours in all
		b.Open(fmt.Sprintf("/settings/personal-access-tokens/new?name=token%d&expires_in=7", i))
		b.Submit("token-form", "Review token", nil)
		b.Submit("confirm-form", "Generate token", nil)
		if b.Status != http.StatusCreated {
			t.Fatalf("after %d: %d %s", i, b.Status, b.Body)
		}
		w.pass(patrol.ConfirmedFor - time.Minute)
	}
}

func TestConfirmingIsSlowedDownToo(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.review(b)
	w.pass(patrol.ConfirmedFor)
	b.Submit("confirm-form", "", nil)
	for range 6 {
		b.Submit("confirm", "Confirm", url.Values{"confirm_password": {"wrong"}})
	}
	if b.Status != http.StatusTooManyRequests || b.Header.Get("Retry-After") != "1" || !b.Has("confirm") {
		t.Errorf("%d, Retry-After %q", b.Status, b.Header.Get("Retry-After"))
	}
}

func TestConfirmingBeforeAPageLeadsBackToIt(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open("/confirm?to=/settings/appearance")
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {"wrong"}})
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if b.URL.Path != "/settings/appearance" || b.Status != http.StatusOK {
		t.Errorf("%d %s", b.Status, b.URL)
	}
	b.Open("/confirm?to=//evil.test")
	if to := b.Values("confirm").Get("to"); to != "/" {
		t.Errorf("leads to %s", to)
	}
}
