//go:build browser

package web_test

import (
	"net/http"
	"testing"
	"time"
)

// tokenTown is a town in Chromium, and a tab in which dana has signed in.
func tokenTown(t *testing.T) (*town, *tab) {
	t.Helper()
	var w *town
	address := serve(t, func(address string) http.Handler {
		w = newTown(t, address)
		return w.server
	})
	w.now = time.Now() // as the browser's clock
	b := newTab(t, address)
	b.signIn("dana")
	return w, b
}

func (b *tab) signIn(login string) {
	b.t.Helper()
	b.Open("/login")
	b.Type("#login", login)
	b.Type("#password", password)
	b.Go("#sign-in button")
}
