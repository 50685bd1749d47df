package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"patrol"
)

const tokensPage = "/settings/personal-access-tokens"

// tokenPage is the page of a token, or one below it.
func tokenPage(id int64, below string) string { return fmt.Sprintf("%s/%d%s", tokensPage, id, below) }

// manyTokens are tokens of dana's in every state; one that acme granted, one
// that it denied and one whose grant it revoked have their ids returned.
func (w *town) manyTokens() (granted, denied, revoked int64) {
	w.t.Helper()
	for _, name := range []string{"granted", "denied", "revoked", "pending", "cancelled"} {
		w.ask("dana", name)
	}
	ctx := w.t.Context()
	owner, _, err := w.SignIn(ctx, "olivia", password, patrol.Origin{})
	w.must(err)
	dana, _, err := w.SignIn(ctx, "dana", password, patrol.Origin{Address: "192.0.2.7", Agent: "test"})
	w.must(err)
	ids := map[string]int64{}
	requests := map[string]int64{}
	w.must(w.Store.View(ctx, func(tx patrol.Tx) error {
		open, err := tx.OpenRequests(patrol.ListQuery{OwnerID: w.acme.ID, Limit: 10})
		for _, r := range open.Rows {
			ids[r.TokenName], requests[r.TokenName] = r.TokenID, r.ID
		}
		return err
	}))
	w.must(w.Approve(ctx, owner, "acme", requests["granted"], ""))
	w.must(w.Approve(ctx, owner, "acme", requests["revoked"], ""))
	w.must(w.Deny(ctx, owner, "acme", requests["denied"], "Use the shared one."))
	w.must(w.CancelRequest(ctx, dana, ids["cancelled"]))
	w.update(func(tx patrol.Tx) error {
		g, err := tx.Grant(ids["revoked"], w.acme.ID)
		if err != nil {
			return err
		}
		t, err := tx.Token(g.UserID, g.TokenID)
		if err != nil {
			return err
		}
		t.State = patrol.Revoked
		return errors.Join(tx.CloseGrants(w.acme.ID, owner.ID, w.now, g), tx.UpdateToken(t))
	})
	return ids["granted"], ids["denied"], ids["revoked"]
}

func TestTokenList(t *testing.T) {
	w := newTown(t, townAddress)
	w.manyTokens()
	b := w.browser("dana")
	for query, want := range map[string]string{
		"":                       "cancelled pending revoked denied granted",
		"?sort=name":             "cancelled denied granted pending revoked",
		"?state=active":          "granted",
		"?state=pending":         "pending",
		"?state=denied":          "denied",
		"?state=revoked":         "revoked",
		"?state=cancelled":       "cancelled",
		"?q=AN":                  "cancelled granted",
		"?q=nothing":             "",
		"?sort=odd&state=&after": "cancelled pending revoked denied granted",
	} {
		b.Open(tokensPage + query)
		if got := b.titles(); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
		if !b.Says("5 tokens") {
			t.Errorf("%s does not say how many there are", query)
		}
	}
	b.Open(tokensPage)
	b.Fill("token-search", url.Values{"q": {"grant"}})
	b.Trigger("token-search")
	if got := b.titles(); got != "granted" || b.Values("token-search").Get("q") != "grant" {
		t.Errorf("searched: %s", got)
	}
	w.pass(25 * 24 * time.Hour)
	b.Open(tokensPage + "?state=expiring")
	if got := b.titles(); got != "pending granted" || !strings.Contains(b.Text("tokens"), "expiring") || !b.Says("2 of 5 tokens: active or pending,") {
		t.Errorf("expiring: %s", got)
	}
	w.pass(10 * 24 * time.Hour)
	b = w.browser("dana")
	b.Open(tokensPage + "?state=expired")
	if got := b.titles(); !strings.Contains(got, "granted") || !strings.Contains(b.Text("tokens"), "expired") {
		t.Errorf("expired: %s", got)
	}
}

// titles are the names of the tokens listed.
func (b *browser) titles() string {
	var all []string
	for n := range elements(b.page) {
		if attr(n, "class") == "title" {
			all = append(all, text(n))
		}
	}
	return strings.Join(all, " ")
}

// The list is found where it was before.
func TestOldAddressOfTheTokenList(t *testing.T) {
	b := newTown(t, townAddress).browser("dana")
	b.Open("/settings/tokens?type=beta")
	if b.Status != 200 || b.URL.Path != tokensPage {
		t.Errorf("%d at %s", b.Status, b.URL)
	}
}

// Pages of a list lead forth and back by links that do not move.
func TestTokenListPages(t *testing.T) {
	w := newTown(t, townAddress)
	for i := range 33 {
		w.ask("dana", fmt.Sprintf("token-%d", i))
	}
	b := w.browser("dana")
	b.Open(tokensPage + "?sort=oldest")
	first := b.titles()
	b.Follow("Next")
	if n := len(strings.Fields(b.titles())); n != 3 || !b.Says("3 of 33 tokens") {
		t.Errorf("the second page has %d", n)
	}
	b.Follow("Previous")
	if got := b.titles(); got != first {
		t.Errorf("back at %s, want %s", got, first)
	}
}

func TestTokenDetail(t *testing.T) {
	w := newTown(t, townAddress)
	granted, denied, revoked := w.manyTokens()
	b := w.browser("dana")
	for id, words := range map[int64][]string{
		granted: {"active", "approved by olivia", "Read access to code and metadata", "acme/site", "It has not been used yet",
			"Token made by dana", "Access granted by olivia", "from 192.0.2.7", "to build the site"},
		denied: {"What this token asks for was denied by olivia. It reads public resources only. Edit it",
			"Use the shared one.", "Ask again"},
		revoked: {"The access of this token was revoked by olivia.", "Ask again"},
	} {
		b.Open(tokenPage(id, ""))
		for _, word := range words {
			if !b.Says(word) {
				t.Errorf("%s does not say %q", b.URL.Path, word)
			}
		}
	}
	for _, path := range []string{"/999", "/x", "/0/edit", "/999/delete", "/-1/regenerate"} {
		if b.Open(tokensPage + path); b.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, b.Status)
		}
	}
	other := w.browser("olivia")
	if other.Open(tokenPage(granted, "")); other.Status != http.StatusNotFound {
		t.Errorf("olivia sees a token of dana's: %d", other.Status)
	}
}

// A token that was denied more, and then lost what it had, says what happened last.
func TestTokenSaysWhatHappenedLast(t *testing.T) {
	w := newTown(t, townAddress)
	id, _, _ := w.manyTokens()
	b := w.browser("dana")
	b.Open(tokenPage(id, "/edit"))
	b.Submit("token-form", "Save changes", url.Values{"permission.issues": {"write"}, "reason": {"to triage"}})
	olivia := w.viewer("olivia")
	var request *patrol.Request
	var grant *patrol.Grant
	w.must(w.Store.View(t.Context(), func(tx patrol.Tx) (err error) {
		if request, err = tx.OpenRequest(id, w.acme.ID); err != nil {
			return err
		}
		grant, err = tx.Grant(id, w.acme.ID)
		return err
	}))
	w.must(w.Deny(t.Context(), olivia, "acme", request.ID, "Ask triage."))
	if b.Open(tokenPage(id, "")); !b.Says("denied by olivia. It keeps what it has been granted.") || !b.Says("Ask triage.") {
		t.Error("denied:", b.Text("ask-form"))
	}
	w.pass(time.Minute)
	w.must(w.Revoke(t.Context(), olivia, "acme", grant.ID))
	if b.Open(tokenPage(id, "")); !b.Says("The access of this token was revoked by olivia. It reads public resources only.") {
		t.Error("revoked:", b.Text("ask-form"))
	}
}

// Giving up power holds at once; asking for more waits.
func TestEditToken(t *testing.T) {
	w := newTown(t, townAddress)
	granted, _, _ := w.manyTokens()
	b := w.browser("dana")
	b.Open(tokenPage(granted, "/edit"))
	if !strings.Contains(b.Text("overview"), "takes effect at once") || !b.Says("so it stays the owner") {
		t.Error("the form of a token that acme let in")
	}
	b.Fill("token-form", url.Values{"permission.issues": {"write"}, "reason": {"to triage"}})
	b.Trigger("permissions")
	if got := b.Text("beyond"); !strings.Contains(got, "Issues") || strings.Contains(got, "Contents") {
		t.Errorf("beyond the grant: %s", got)
	}
	b.Submit("token-form", "Save changes", url.Values{"name": {"renamed"}})
	if b.URL.Path != tokenPage(granted, "") || !b.Says("keeps what it has") || !b.Says("to triage") || !b.Says("renamed") {
		t.Errorf("%d %s", b.Status, b.URL)
	}
	b.Follow("Edit")
	b.Submit("token-form", "Save changes", url.Values{"name": {""}, "permission.issues": {"none"}})
	if b.Status != 422 || b.Problem("name") == "" {
		t.Errorf("%d %q", b.Status, b.Problem("name"))
	}
	b.Submit("token-form", "Save changes", url.Values{"name": {"renamed"}})
	if b.Says("keeps what it has") {
		t.Error("a request waits for nothing")
	}
}

// A page sent twice makes one secret.
func TestRegenerateOnce(t *testing.T) {
	w := newTown(t, townAddress)
	granted, _, _ := w.manyTokens()
	one, two := w.browser("dana"), w.browser("dana")
	one.Open(tokenPage(granted, "/regenerate"))
	two.Open(tokenPage(granted, "/regenerate"))
	one.Submit("regenerate-form", "", url.Values{"expires_in": {"custom"}, "expires_on": {"2026-11-02"}})
	if one.Status != 422 || one.Problem("expires_in") == "" {
		t.Errorf("%d: a life that is over", one.Status)
	}
	one.Submit("regenerate-form", "", url.Values{"expires_in": {"7"}})
	if one.Status != http.StatusCreated || !one.Has("secret") || !one.Says("The old secret is void") {
		t.Errorf("%d", one.Status)
	}
	two.Submit("regenerate-form", "", nil)
	if two.Status != http.StatusConflict || two.Has("secret") ||
		!strings.Contains(two.Text("refused"), "already been regenerated: its secret ends in "+w.lastEight(granted)) ||
		!two.Has("facts-title") {
		t.Errorf("%d %q", two.Status, two.Text("refused"))
	}
}

// lastEight is how the secret of a token of dana's ends.
func (w *town) lastEight(id int64) string {
	w.t.Helper()
	d, err := w.Dossier(w.t.Context(), w.viewer("dana"), id, 0)
	w.must(err)
	return d.Token.LastEight
}

// A form that is sent twice does its work once, and the second answer shows
// how things stand, not an error page.
func TestFormsSentTwice(t *testing.T) {
	w := newTown(t, townAddress)
	granted, denied, _ := w.manyTokens()
	one, two := w.browser("dana"), w.browser("dana")
	for _, at := range []struct {
		page, form, button string
		status             int
		says               string
	}{
		{tokenPage(denied, ""), "ask-form", "Ask again", http.StatusConflict, "waiting already"},
		{tokenPage(denied, ""), "cancel-form", "Cancel request", http.StatusConflict, "no request that waits"},
		{tokenPage(granted, "/delete"), "delete-form", "Delete this token", http.StatusNotFound, "deleted already"},
	} {
		one.Open(at.page)
		two.Open(at.page)
		one.Submit(at.form, at.button, nil)
		if one.Status != http.StatusOK || one.Has("refused") {
			t.Errorf("%s: %d %s", at.button, one.Status, one.Text("refused"))
		}
		two.Submit(at.form, at.button, nil)
		if two.Status != at.status || !strings.Contains(two.Text("refused"), at.says) {
			t.Errorf("%s twice: %d %q", at.button, two.Status, two.Text("refused"))
		}
		if !two.Has("facts-title") && !two.Has("tokens") {
			t.Errorf("%s twice shows nothing", at.button)
		}
	}
	d, err := w.Dossier(t.Context(), w.viewer("dana"), denied, 0)
	w.must(err)
	if len(d.Requests) != 2 {
		t.Errorf("%d requests", len(d.Requests))
	}
}

// A request that is asked for once more after it was approved asks for nothing.
func TestAskedAfterApproval(t *testing.T) {
	w := newTown(t, townAddress)
	_, denied, _ := w.manyTokens()
	b := w.browser("dana")
	b.Open(tokenPage(denied, ""))
	r, err := w.AskAgain(t.Context(), w.viewer("dana"), denied, "")
	w.must(err)
	w.must(w.Approve(t.Context(), w.viewer("olivia"), "acme", r.ID, ""))
	b.Submit("ask-form", "Ask again", nil)
	if b.Status != http.StatusConflict || !strings.Contains(b.Text("refused"), "has all that it asks for") {
		t.Errorf("%d %q", b.Status, b.Text("refused"))
	}
}

func TestDeleteToken(t *testing.T) {
	w := newTown(t, townAddress)
	granted, _, _ := w.manyTokens()
	b := w.browser("dana")
	b.Open(tokensPage)
	b.Follow("Delete… granted")
	b.Press("Delete this token")
	if b.URL.Path != tokensPage || strings.Contains(b.titles(), "granted") || !b.Says("4 tokens") {
		t.Errorf("%s: %s", b.URL, b.titles())
	}
	if b.Open(tokenPage(granted, "")); b.Status != http.StatusNotFound {
		t.Errorf("%d", b.Status)
	}
}

func TestOperations(t *testing.T) {
	b := newTown(t, townAddress).browser("dana")
	b.Open(tokensPage + "/operations?target_name=acme&selection=all&contents=read")
	const contents = " /repos/{owner}/{repo}/contents/{path}"
	if !b.Says("of 1,220 REST operations") || !b.Says("GET"+contents) || b.Says("PUT"+contents) {
		t.Error("the operations of contents=read")
	}
	if b.Open(tokensPage + "/operations?target_name=nobody"); b.Status != http.StatusNotFound {
		t.Errorf("operations at nobody's: %d", b.Status)
	}
}
