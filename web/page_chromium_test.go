//go:build browser

package web_test

import (
	"net/http"
	"testing"
)

// Who approves a request is told so where they are, and sees that it waits no more.
func TestApprovingInChromium(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.ask("dana", "release-notes bot")
	b := w.tab("olivia")
	b.Open(requestsPage)
	b.Click(".acts button[value=approve]")
	b.Until(`document.activeElement.id == "notice"`)
	b.Until(`document.querySelector(".nav [aria-current] .counter").textContent == ""`)
	b.Inspect()
	b.Open(requestsPage)
	b.Inspect()
	b.Picture("no-requests")
}

func TestSettingUpInChromium(t *testing.T) {
	t.Parallel()
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
	if !picturesAreKept() {
		return
	}
	b.View(1280, 900)
	b.wear(themes[0])
	b.Screenshot(name + "-1280-light")
	b.View(390, 900)
	b.wear(themes[1])
	b.Screenshot(name + "-390-dark")
}
