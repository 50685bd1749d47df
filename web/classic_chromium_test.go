//go:build browser

package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"patrol"
)

// A parent ticks its children, and a child's tick taken away takes its parent's.
func TestScopesAreTickedTogether(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	b := w.tab("dana")
	b.Open(classicPage + "/new")
	ticked := func(want string) {
		t.Helper()
		got := eval[string](b, `[...document.querySelectorAll("[name=scope]:checked")].map(e => e.value).join(" ")`)
		if got != want {
			t.Errorf("ticked %q, want %q", got, want)
		}
	}
	b.TabTo("[value='admin:org']")
	b.press(" ")
	ticked("admin:org write:org read:org manage_runners:org")
	b.Click("[value='read:org']")
	ticked("manage_runners:org")
	b.Click("[value='write:org']")
	ticked("write:org read:org manage_runners:org")
	b.TabTo("[value='gist']")
	b.press(" ")
	b.Type("#note", "my laptop")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#secret")`)
	b.Says("main", "Includes read:org")
}

// From a classic token with recorded uses to its smaller replacement in use.
func TestMoveIntoUse(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	laptop := w.classicToken("dana", "my laptop", patrol.Forever, "repo")
	w.uses(laptop, 3, "GET /repos/{owner}/{repo}", "dana", "dotfiles")
	w.flush()
	page := fmt.Sprint(classicPage, "/", laptop.Token.ID)
	b := w.tab("dana")
	b.Open(page)
	b.Go(`[href$="/move"]`)
	b.Picture("move")
	b.View(1280, 900)
	b.Go("#for-dana .primary")
	b.Type("#name", "dotfiles only")
	b.Go("button[value=review]")
	if status := b.Go("#confirm-form .primary"); status != http.StatusCreated {
		t.Fatalf("created: %d", status)
	}
	w.works(b.Text("#secret"))
	w.flush()
	b.Open(page)
	if words := b.Text("main"); !strings.Contains(words, "my laptop has been silent since dotfiles only was made") {
		t.Errorf("the page of the old token: %s", words)
	}
	b.Inspect()
	b.Picture("taken over")
}
