//go:build browser

package web_test

import (
	"cmp"
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
	byViewer := map[string][]sight{}
	var seen []string
	for _, s := range w.sights() {
		byViewer[s.viewer] = append(byViewer[s.viewer], s)
		path, _, _ := strings.Cut(s.path, "?")
		seen = append(seen, path)
	}
	w.allSeen(seen)
	t.Run("by", func(t *testing.T) { // w is there until all have seen it
		for viewer, sights := range byViewer {
			t.Run(cmp.Or(viewer, "a stranger"), func(t *testing.T) {
				t.Parallel()
				b := newTab(t, w.URL)
				if viewer != "" {
					b.signIn(viewer)
				}
				b.look(sights)
			})
		}
	})
}

// look inspects all sights.
func (b *tab) look(sights []sight) {
	b.t.Helper()
	for _, s := range sights {
		b.Open(s.path)
		if b.Path() != s.path {
			b.t.Errorf("%s: leads to %s", s.name, b.Path())
		}
		b.Inspect()
		b.Picture(strings.ReplaceAll(s.name, " ", "-"))
	}
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
