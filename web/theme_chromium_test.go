//go:build browser

package web_test

import (
	"testing"

	"patrol"
)

// Everybody can read labels, notes, problems and buttons of all tones in each theme.
func TestThemesInChromium(t *testing.T) {
	t.Parallel()
	w, b := tokenTown(t)
	granted, denied, revoked := w.manyTokens()
	for _, path := range []string{
		tokensPage, tokensPage + "/new?expires_in=400&target_name=nobody&contents=write&administration=admin",
		tokenPage(granted, ""), tokenPage(denied, ""), tokenPage(revoked, ""), tokenPage(granted, "/edit"),
		tokenPage(granted, "/delete"), "/settings/sessions", "/settings/password", "/settings/appearance",
	} {
		b.Open(path)
		b.Contrasts()
	}
	owner := newTab(t, b.address)
	owner.signIn("olivia")
	owner.Open(requestsPage)
	owner.Contrasts()
}

// Contrasts fails the test for faint words of the page the tab is on, in each theme.
func (b *tab) Contrasts() {
	b.t.Helper()
	for mode, names := range map[string][]string{"light": patrol.LightThemes, "dark": patrol.DarkThemes} {
		for _, name := range names {
			b.wear(theme{mode, name})
			for _, v := range b.faint() {
				b.t.Errorf("%s in %s: %s", b.Path(), name, v)
			}
		}
	}
}
