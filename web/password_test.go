package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"patrol"
)

func TestChangingOnesPassword(t *testing.T) {
	w := newTown(t, townAddress)
	here, there := w.browser("dana"), w.browser("dana")
	here.Follow("Password")
	here.Submit("change-password", "Change password", url.Values{"password": {"short"}, "again": {"other"}})
	if here.Status != 422 || here.Problem("password") == "" || here.Problem("again") == "" || here.Values("change-password").Get("password") != "" {
		t.Fatalf("%d %s", here.Status, here.Body)
	}
	fresh := url.Values{"password": {"another horse"}, "again": {"another horse"}}
	here.Submit("change-password", "Change password", fresh)
	if here.Status != http.StatusOK || !strings.Contains(here.Text("notice"), "Your password is changed") {
		t.Fatalf("%d %s", here.Status, here.URL)
	}
	there.Open("/settings/sessions")
	if there.URL.Path != "/login" {
		t.Errorf("the other browser is at %s", there.URL)
	}
	there.SignIn("dana", "another horse")
	if there.URL.Path != "/settings/sessions" {
		t.Errorf("the other browser is at %s", there.URL)
	}
}

func TestChangingOnesPasswordTakesTheOldOne(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.pass(patrol.ConfirmedFor)
	b.Open("/settings/password")
	if !b.Says("Confirm access") {
		t.Fatalf("%d %s", b.Status, b.URL)
	}
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if b.URL.Path != "/settings/password" {
		t.Fatalf("%d %s", b.Status, b.URL)
	}
	w.pass(patrol.ConfirmedFor)
	b.Submit("change-password", "", url.Values{"password": {"another horse"}, "again": {"another horse"}})
	b.Submit("confirm", "Confirm", url.Values{"confirm_password": {password}})
	if b.URL.Path != "/settings/password" || !b.Has("notice") {
		t.Errorf("%d %s", b.Status, b.URL)
	}
}
