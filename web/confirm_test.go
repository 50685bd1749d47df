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
		t.Errorf("what was made is another: %s", olivia.Text("list"))
	}
}

func TestNothingIsLostAfterTheSession(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.review(b)
	typed := b.Values("confirm-form")
	w.browser("dana").Press("Sign out everywhere")
	b.Submit("confirm-form", "", nil)
	if b.Status != 422 || !b.Says("Sign in to go on") || b.Says("Signed in as") {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	b.Submit("confirm", "Sign in and go on", url.Values{"confirm_login": {"Dana"}, "confirm_password": {"wrong"}})
	if b.Status != 422 || b.Problem("confirm_password") != "Incorrect username or password." || strings.Contains(b.Body, "wrong") {
		t.Fatalf("%d %q", b.Status, b.Problem("confirm_password"))
	}
	carried := b.Values("confirm")
	if carried.Get("confirm_login") != "Dana" {
		t.Errorf("the name typed is %q", carried.Get("confirm_login"))
	}
	carried.Del("confirm_login")
	carried.Del("confirm_password")
	if !reflect.DeepEqual(carried, typed) {
		t.Errorf("carried %v, typed %v", carried, typed)
	}
	b.Submit("confirm", "Sign in and go on", url.Values{"confirm_password": {password}})
	if b.Status != http.StatusCreated {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	b.Open("/settings/sessions")
	if b.URL.Path != "/settings/sessions" || strings.Count(b.Body, "Chrome on Linux") != 1 {
		t.Errorf("dana is at %s", b.URL)
	}
}

func TestWhoeverSignsInGoesOn(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open("/settings/appearance")
	w.browser("dana").Press("Sign out everywhere")
	b.Submit("appearance", "Save", url.Values{"mode": {"dark"}})
	b.Submit("confirm", "", url.Values{"confirm_login": {"olivia"}, "confirm_password": {password}})
	if b.URL.Path != "/settings/appearance" || b.Values("appearance").Get("mode") != "dark" || !b.Says("Signed in as olivia") {
		t.Errorf("%d %s", b.Status, b.URL)
	}
	dana := w.browser("dana")
	dana.Open("/settings/appearance")
	if mode := dana.Values("appearance").Get("mode"); mode != "auto" {
		t.Errorf("dana's mode is %s", mode)
	}
}

// A password that a session no longer waits for is no guess at an account.
func TestTheSessionMayEndWhileConfirming(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.review(b)
	w.pass(patrol.ConfirmedFor)
	b.Submit("confirm-form", "", nil)
	w.browser("dana").Press("Sign out everywhere")
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if !b.Says("Sign in to go on") || b.Has("problems") || strings.Contains(b.Body, password) {
		t.Fatalf("%d %s", b.Status, b.Body)
	}
	b.Submit("confirm", "", url.Values{"confirm_login": {"dana"}, "confirm_password": {password}})
	if b.Status != http.StatusCreated {
		t.Errorf("%d %s", b.Status, b.Body)
	}
}

func TestGoingOnIsSlowedDownToo(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.visitor()
	b.visit(b.request("POST", "/settings/appearance", url.Values{"mode": {"dark"}}, "same-origin"))
	for range 6 {
		b.Submit("confirm", "", url.Values{"confirm_login": {"dana"}, "confirm_password": {"wrong"}})
	}
	if b.Status != http.StatusTooManyRequests || b.Header.Get("Retry-After") != "1" || b.Values("confirm").Get("mode") != "dark" {
		t.Errorf("%d, Retry-After %q", b.Status, b.Header.Get("Retry-After"))
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
