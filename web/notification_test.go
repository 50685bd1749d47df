package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"patrol"
)

// bell is what the header says of notifications.
func (b *browser) bell() string {
	b.t.Helper()
	for n := range elements(b.page) {
		if attr(n, "class") == "bell" {
			return attr(n, "aria-label")
		}
	}
	b.t.Fatalf("%s has no bell", b.URL.Path)
	return ""
}

// unsubscribe is the path by which a user declines mails of a kind.
func (w *town) unsubscribe(login string, k patrol.NewsKind) string {
	w.t.Helper()
	var user *patrol.Account
	w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) (err error) {
		user, err = tx.AccountByLogin(login)
		return err
	}))
	link, err := w.UnsubscribeLink(w.t.Context(), &patrol.Mail{News: patrol.News{UserID: user.ID, Kind: k}})
	w.must(err)
	return strings.TrimPrefix(link, w.URL)
}

// What happens is told to whom it concerns, and counted until it is read.
func TestNotifications(t *testing.T) {
	w := newTown(t, townAddress)
	olivia, oscar, dana := w.browser("olivia"), w.browser("oscar"), w.browser("dana")
	w.ask("dana", "CI")
	w.ask("dana", "Bot")
	for _, b := range []*browser{olivia, oscar} {
		b.Open("/notifications")
		if b.bell() != "Notifications, 2 unread" || !b.Says("dana asks to let the token “CI” in at acme.") {
			t.Errorf("%s: %s", b.bell(), b.Body)
		}
	}
	olivia.Press("Open: dana asks to let the token “CI” in at acme.")
	if olivia.URL.Path != requestsPage+"/1" {
		t.Errorf("opened %s", olivia.URL)
	}
	olivia.Open(requestsPage)
	olivia.Follow("Deny… CI")
	olivia.Submit("review", "Deny", nil)
	oscar.Open("/notifications")
	if oscar.bell() != "Notifications, 1 unread" {
		t.Errorf("what waits no more is unread: %s", oscar.bell())
	}
	oscar.Press("Mark as read: dana asks to let the token “Bot” in at acme.")
	if oscar.bell() != "Notifications, none unread" {
		t.Error(oscar.bell())
	}
	dana.Open("/notifications")
	if dana.bell() != "Notifications, 1 unread" || !dana.Says("olivia denied what your token “CI” asked for at acme.") {
		t.Errorf("%s: %s", dana.bell(), dana.Body)
	}
	dana.Submit("read-all", "Mark all as read", nil)
	if dana.bell() != "Notifications, none unread" || dana.Has("read-all") {
		t.Error(dana.bell())
	}
	dana.Follow("olivia denied what your token “CI” asked for at acme.")
	if dana.URL.Path != tokenPage(1, "") {
		t.Errorf("followed to %s", dana.URL)
	}
}

// Nobody reads, or marks, what another was told.
func TestNotificationsAreOnesOwn(t *testing.T) {
	w := newTown(t, townAddress)
	olivia, dana := w.browser("olivia"), w.browser("dana")
	w.ask("dana", "CI")
	olivia.Open("/notifications")
	dana.Open("/notifications")
	dana.visit(dana.request("POST", "/notifications/1", url.Values{}, "same-origin"))
	if dana.Status != http.StatusNotFound {
		t.Errorf("dana reads what olivia was told: %d", dana.Status)
	}
	dana.visit(dana.request("POST", "/notifications", url.Values{"newest": {"100"}}, "same-origin"))
	olivia.Open("/notifications")
	if olivia.bell() != "Notifications, 1 unread" {
		t.Error(olivia.bell())
	}
}

// Notifications come by pages.
func TestManyNotifications(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open("/notifications")
	w.update(func(tx patrol.Tx) error {
		dana, err := tx.AccountByLogin("dana")
		for range 130 {
			if err == nil {
				err = tx.InsertNotifications(patrol.News{Kind: patrol.TokenExpired, UserID: dana.ID, At: w.now, TokenName: "CI"})
			}
		}
		return err
	})
	seen := 0
	for b.Open("/notifications"); ; b.Follow("Older") {
		if b.bell() != "Notifications, more than 99 unread" {
			t.Fatal(b.bell())
		}
		seen += strings.Count(b.Body, `id="notification-`)
		if !strings.Contains(b.Body, `rel="next"`) {
			break
		}
	}
	if seen != 130 {
		t.Errorf("saw %d", seen)
	}
}

// People choose which mails they want, and one click on a mail does as well.
func TestMailSettings(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open("/settings/notifications")
	b.Submit("mail-settings", "Save", url.Values{"requests": {"at-once"}})
	if b.Text("notice") != "Saved." || !strings.Contains(b.Body, `value="at-once" checked`) {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	b.visit(b.request("POST", "/settings/notifications", url.Values{"requests": {"hourly"}}, "same-origin"))
	if b.Status != http.StatusUnprocessableEntity || b.Problem("requests") == "" {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	path := w.unsubscribe("olivia", patrol.DailyDigest)
	stranger := w.visitor()
	stranger.Open(path)
	b.Open("/settings/notifications")
	if !strings.Contains(b.Body, `value="at-once" checked`) {
		t.Error("looking at the link unsubscribes")
	}
	stranger.Submit("unsubscribe", "Unsubscribe", nil)
	b.Open("/settings/notifications")
	if !stranger.Says("no more mail about requests") || !strings.Contains(b.Body, `value="none" checked`) {
		t.Errorf("%s %s", stranger.Body, b.Body)
	}
}

// A mail program needs no page and no cookie, wherever it is.
func TestOneClickUnsubscribe(t *testing.T) {
	w := newTown(t, townAddress)
	path := w.unsubscribe("dana", patrol.ExpiresInWeek)
	for p, want := range map[string]int{path: http.StatusOK, path + "x": http.StatusNotFound} {
		req := httptest.NewRequest("POST", p, strings.NewReader("List-Unsubscribe=One-Click"))
		req.Host = "patrol.test"
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		if resp := w.do(req); resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", p, resp.StatusCode, want)
		}
	}
	b := w.browser("dana")
	b.Open("/settings/notifications")
	kept := b.Values("mail-settings").Get("requests")
	if strings.Contains(b.Body, `value="yes" checked`) || kept != "daily" || b.Says("Requests that wait for you") {
		t.Errorf("%q: %s", kept, b.Body)
	}
}

// Administrators see that mail is not sent, and what waits; nobody else does.
func TestOutbox(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	b := w.browser("erin")
	b.Open(tokensPage)
	b.Follow("See what waits in the outbox")
	if b.URL.Path != "/settings/outbox" || !b.Says("A fine-grained personal access token has been added to your account") ||
		!b.Says("to dana") || !b.Says("waiting") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	for _, login := range []string{"olivia", "dana"} {
		b := w.browser(login)
		b.Open("/settings/outbox")
		if b.Status != http.StatusNotFound || b.Says("sends no mail") {
			t.Errorf("%s: %d %s", login, b.Status, b.Body)
		}
	}
}
