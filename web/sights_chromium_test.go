//go:build browser

package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"patrol"
)

// Everybody can use every page, in each theme and at each width.
func TestEveryPageIsInspected(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	sights := w.sights()
	var seen []string
	tabs := map[string]*tab{"": newTab(t, w.URL)}
	for _, s := range sights {
		if tabs[s.viewer] == nil {
			tabs[s.viewer] = w.tab(s.viewer)
		}
		b := tabs[s.viewer]
		b.Open(s.path)
		if b.Path() != s.path {
			t.Errorf("%s: leads to %s", s.name, b.Path())
		}
		b.Inspect()
		b.Picture(strings.ReplaceAll(s.name, " ", "-"))
		path, _, _ := strings.Cut(s.path, "?")
		seen = append(seen, path)
	}
	w.allSeen(seen)
}

// Everybody can use what forms are answered with.
func TestEveryAnswerIsInspected(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	inspect := func(name string, status, want int) {
		t.Helper()
		if status != want {
			t.Errorf("%s: %d, want %d", name, status, want)
		}
		b.Inspect()
		b.Picture(name)
		b.View(1280, 900)
	}
	b.Open(tokensPage + "/new?target_name=acme&contents=write&administration=write")
	b.Click("#repositories-subset")
	b.Type("#find", "s")
	b.Until(`document.querySelector("#found button")`)
	inspect("problems", b.Go("button[value=review]"), http.StatusUnprocessableEntity)
	b.Type("#name", "CI")
	b.Click("#found button")
	b.Until(`document.querySelector(".chip")`)
	inspect("review", b.Go("button[value=review]"), http.StatusOK)
	w.pass(patrol.ConfirmedFor)
	inspect("held-up", b.Go("#confirm-form .primary"), http.StatusUnprocessableEntity)
	b.Type("[name=confirm_password]", "wrong")
	inspect("wrong-password", b.Go("#confirm .primary"), http.StatusUnprocessableEntity)
	b.Type("[name=confirm_password]", password)
	inspect("secret", b.Go("#confirm .primary"), http.StatusCreated)
	b.Go(".actions a.primary")
	b.Open(b.Path() + "/regenerate")
	other := b.Another()
	other.Open(b.Path())
	inspect("regenerated", b.Go("#regenerate-form .primary"), http.StatusCreated)
	other.Go("#regenerate-form .primary")
	b = other
	inspect("too-late", http.StatusConflict, http.StatusConflict)
}

// Everybody can use what is said to people who may not, or not yet.
func TestEveryRefusalIsInspected(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := newTab(t, w.URL)
	b.Open("/login")
	for want := http.StatusUnauthorized; ; {
		b.Type("#login", "dana")
		b.Type("#password", "wrong")
		status := b.Go("#sign-in button")
		if status == want {
			b.Inspect()
			want = http.StatusTooManyRequests
		}
		if status == http.StatusTooManyRequests {
			break
		}
	}
	foreign := `data:text/html,<form method=post action="` + w.URL + `/login"><button>Win</button></form>`
	b.do(chromedp.Navigate(strings.ReplaceAll(foreign, " ", url.PathEscape(" "))))
	if status := b.Go("button"); status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", status)
	}
	b.Inspect()
}
