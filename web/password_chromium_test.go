//go:build browser

package web_test

import "testing"

// Everybody can use the pages on which one's password is asked for and changed.
func TestPasswordPagesInChromium(t *testing.T) {
	t.Parallel()
	w, b := tokenTown(t)
	b.Open("/settings/password")
	b.Inspect()
	b.Picture("password-change")
	w.browser("dana").Press("Sign out everywhere")
	b.Type("#password", "another horse")
	b.Type("#again", "another horse")
	b.Go("#change-password .primary")
	b.Inspect()
	b.Picture("sign-in-to-go-on")
	b.Type("#confirm_login", "dana")
	b.Type("#confirm_password", password)
	b.Go("#confirm button")
	b.Until(`document.activeElement.id == "notice"`)
	b.Inspect()
}
