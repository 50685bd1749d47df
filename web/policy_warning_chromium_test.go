//go:build browser

package web_test

import (
	"testing"

	"patrol"
)

// Everybody can read what is announced, where it is.
func TestAnnouncementsAreInspected(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.ask("dana", "CI")
	w.restrictLifetime(7, w.now.AddDate(0, 0, 20))
	for more := true; more; {
		var err error
		more, err = w.WarnOfPolicies(t.Context())
		w.must(err)
	}
	token := w.newest("dana")
	dana := w.tab("dana")
	dana.look([]sight{
		{"warned token", "dana", tokenPage(token, "")},
		{"tokens, one warned", "dana", tokensPage},
		{"regenerate in time", "dana", tokenPage(token, "/regenerate")},
		{"new token under an announcement", "dana", tokensPage + "/new?target_name=acme"},
	})
	w.tab("olivia").look([]sight{{"announced to an organization", "olivia", policyPage}})
}

// newest is the ID of a user's newest token.
func (w *town) newest(login string) int64 {
	w.t.Helper()
	page, _, err := w.Tokens(w.t.Context(), w.viewer(login), patrol.TokenQuery{Sort: patrol.ByNewest, Limit: 1})
	w.must(err)
	return page.Tokens[0].ID
}
