//go:build browser

package web_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Without a mouse one hears of a request, opens it from the bell, and chooses
// how to hear of the next.
func TestNotificationsByKeys(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.ask("dana", "CI")
	w.ask("dana", "Bot")
	b := w.tab("olivia")
	b.Open("/settings/sessions")
	b.TabTo(".bell")
	b.Press(kb.Enter)
	b.Until(`location.pathname == "/notifications" && document.querySelectorAll("#main .req-row").length == 2`)
	b.Inspect()
	b.Picture("notifications")
	b.TabTo("button[value=open]")
	b.Press(kb.Enter)
	b.Until(`location.pathname.includes("/personal-access-token-requests/")`)
	b.Open("/notifications")
	if unread := b.Count("#main .req-row .label"); unread != 1 {
		t.Errorf("%d are unread, want 1", unread)
	}
	b.Open("/settings/notifications")
	b.TabTo("input[type=radio]")
	b.Press(kb.ArrowDown)
	b.TabTo("#mail-settings .primary")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#notice") && document.querySelector("#requests-at-once").checked`)
	b.Picture("mail")
	erin := w.tab("erin")
	erin.Open("/settings/outbox")
	erin.Inspect()
	erin.Picture("outbox")
}
