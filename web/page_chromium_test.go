//go:build browser

package web_test

import (
	"net/http"
	"testing"
)

// Everybody can use the small pages, in each theme and at each width.
func TestSmallPagesInChromium(t *testing.T) {
	var w *town
	address := serve(t, func(address string) http.Handler {
		w = newTown(t, address)
		return w.server
	})
	w.ask("dana", "release-notes bot")
	link, err := w.PasswordLink(t.Context(), "dana")
	w.must(err)
	b := newTab(t, address)
	look := func(name, path string) {
		t.Helper()
		b.Open(path)
		b.Inspect()
		b.Picture(name)
	}
	look("sign-in", "/login")
	look("password", link[len(address):])
	b.Open("/login?to=/settings/sessions")
	b.Type("#login", "olivia")
	b.Type("#password", password)
	b.Go("#sign-in button")
	look("sessions", "/settings/sessions")
	look("appearance", "/settings/appearance")
	look("requests", requestsPage)
	look("confirm", "/confirm?to=/settings/sessions")
	b.Open(requestsPage)
	b.Click(".acts button[value=approve]")
	b.Until(`document.activeElement.id == "notice"`)
	b.Until(`document.querySelector(".nav [aria-current] .counter").textContent == ""`)
	look("no-requests", requestsPage)
}

func TestSettingUpInChromium(t *testing.T) {
	var w *town
	address := serve(t, func(address string) http.Handler {
		w = emptyTown(t, address)
		return w.server
	})
	link, err := w.SetUpLink(t.Context())
	w.must(err)
	b := newTab(t, address)
	b.Open(link[len(address):])
	b.Inspect()
	b.Picture("set-up")
}

// Picture keeps pictures of the page, at a desk by day and on a phone by night.
func (b *tab) Picture(name string) {
	b.t.Helper()
	b.View(1280, 900)
	b.wear("light", "light")
	b.Screenshot(name + "-1280-light")
	b.View(390, 900)
	b.wear("dark", "dark")
	b.Screenshot(name + "-390-dark")
}
