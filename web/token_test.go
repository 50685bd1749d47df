package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

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
		open, err := tx.OpenRequests(w.acme.ID, 0, 10)
		for _, r := range open {
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
		return errors.Join(tx.CloseGrant(w.acme.ID, g.ID, owner.ID, w.now), tx.UpdateToken(t))
	})
	return ids["granted"], ids["denied"], ids["revoked"]
}

// From an empty form to a secret that works, as somebody without a script does it.
func TestFromFormToSecret(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open("/")
	if !b.Says("No tokens yet") {
		t.Error("an empty list does not help")
	}
	b.Follow("Generate your first token")
	b.Submit("token-form", "Update the overview", url.Values{"name": {"CI"}, "owner": {"acme"}})
	if !b.Says("acme approves tokens first") || !strings.Contains(b.Text("overview"), "needs approval") {
		t.Error("approval is not announced")
	}
	b.Submit("token-form", "Find", url.Values{"repositories": {"subset"}, "find": {"SIT"}, "reason": {"to build"}})
	b.Press("Add site")
	b.Submit("token-form", "Review token", url.Values{"permission.contents": {"read"}})
	for _, words := range []string{"New personal access token", "acme/site", "Read access to code and metadata", "to build", "in 30 days", "of 1,220 REST operations"} {
		if !b.Says(words) {
			t.Errorf("the review does not say %q", words)
		}
	}
	b.Press("Back to edit")
	if f := b.Values("token-form"); f.Get("name") != "CI" || f.Get("repository") == "" || f.Get("permission.contents") != "read" {
		t.Errorf("back to edit lost something: %v", f)
	}
	b.Press("Review token")
	b.Press("Generate token and request access")
	if b.Status != http.StatusCreated || !strings.Contains(b.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("%d %s", b.Status, b.Header)
	}
	secret, ok := patrol.ParseSecret(b.Text("secret"))
	if !ok || b.Text("clone") != "git clone https://patrol.test/acme/site.git" || strings.Contains(b.Text("curl"), "patrol_pat") {
		t.Errorf("%q %q %q", b.Text("secret"), b.Text("clone"), b.Text("curl"))
	}
	if strings.Count(b.Body, secret.Reveal()) != 1 {
		t.Error("the secret is shown more than once")
	}
	b.Follow("Go to this token")
	if !b.Says("acme has yet to decide") || strings.Contains(b.Body, secret.Reveal()) {
		t.Error("the page of a pending token")
	}
	b.Submit("cancel-form", "Cancel request", nil)
	if !b.Says("Ask again") {
		t.Error("nobody can ask again")
	}
	b.Submit("ask-form", "Ask again", url.Values{"reason": {strings.Repeat("x", 1025)}})
	if b.Status != 422 || b.Problem("reason") == "" {
		t.Errorf("%d %q", b.Status, b.Problem("reason"))
	}
	b.Submit("ask-form", "Ask again", url.Values{"reason": {"please"}})
	if !b.Says("acme has yet to decide") || !b.Says("please") {
		t.Error("asked again in vain")
	}
}

// All that is wrong with a form is said at once, and nothing typed is lost.
func TestAllProblemsOfAToken(t *testing.T) {
	b := newTown(t, townAddress).browser("dana")
	b.Open(tokensPage + "/new?target_name=acme")
	typed := url.Values{
		"name": {strings.Repeat("n", 41)}, "description": {strings.Repeat("d", 1025)}, "reason": {strings.Repeat("r", 1025)},
		"expires_in": {"custom"}, "expires_on": {"2024-02-30"}, "repositories": {"subset"}, "permission.members": {"write"},
	}
	b.Submit("token-form", "Review token", typed)
	if b.Status != 422 || !strings.HasPrefix(b.Text("problems"), "5 problems to fix") || !hasAttr(b.Find("problems"), "autofocus") {
		t.Errorf("%d %s", b.Status, b.Text("problems"))
	}
	for _, field := range []string{"name", "description", "reason", "expires_in", "repositories"} {
		if b.Problem(field) == "" {
			t.Errorf("nothing beside %s", field)
		}
	}
	for name, want := range typed {
		if got := b.Values("token-form").Get(name); got != want[0] {
			t.Errorf("%s was lost: %q", name, got)
		}
	}
	b.Submit("token-form", "Review token", url.Values{"name": {"ok"}, "description": {""}, "reason": {""},
		"expires_in": {"7"}, "repositories": {"all"}})
	b.Press("Generate token and request access")
	b.Open(tokensPage + "/new?name=OK")
	b.Press("Review token")
	b.Press("Generate token")
	if b.Status != 422 || !strings.Contains(b.Problem("name"), "already been") || b.Has("secret") {
		t.Errorf("%d %q", b.Status, b.Problem("name"))
	}
}

// A link fills in the form, and what it asks for in vain is said.
//
// GitHub: "Pre-filling fine-grained personal access token details using URL parameters".
func TestPrefilledForm(t *testing.T) {
	b := newTown(t, townAddress).browser("dana")
	for _, c := range []struct {
		query, field, problem string
		status                int
		values                map[string]string
	}{
		{"", "", "", 200, map[string]string{"owner": "dana", "expires_in": "30", "repositories": "none"}},
		{"name=a&description=b&target_name=acme&expires_in=60&contents=read&members=write", "", "", 200, map[string]string{
			"name": "a", "description": "b", "owner": "acme", "expires_in": "60", "repositories": "subset",
			"permission.contents": "read", "permission.members": "write"}},
		{"expires_in=45", "", "", 200, map[string]string{"expires_in": "custom", "expires_on": "2026-12-17"}},
		{"expires_in=none", "", "", 200, map[string]string{"expires_in": "none"}},
		{"target_name=nobody", "owner", "Cannot find the specified resource owner: nobody", 422, map[string]string{"owner": "dana"}},
		{"target_name=acme&expires_in=none", "expires_in", "acme allows 366 days at most", 422, map[string]string{"expires_in": "30"}},
		{"expires_in=367", "expires_in", "1 to 366", 422, map[string]string{"expires_in": "30"}},
		{"expires_in=-1", "expires_in", "1 to 366", 422, map[string]string{"expires_in": "30"}},
		{"members=read", "permissions", "when the resource owner is an organization", 422, nil},
		{"contents=much", "permission.contents", "no level", 422, map[string]string{"permission.contents": "none"}},
		{"metadata=write", "permission.metadata", "", 422, nil},
		{"name=" + strings.Repeat("n", 41), "name", "too long", 422, map[string]string{"name": strings.Repeat("n", 41)}},
		{"utm_source=mail", "", "", 200, nil},
	} {
		b.Open(tokensPage + "/new?" + c.query)
		if b.Status != c.status || c.field != "" && !strings.Contains(b.Problem(c.field), c.problem) {
			t.Errorf("%s: %d %q", c.query, b.Status, b.Problem(c.field))
		}
		for name, want := range c.values {
			if got := b.Values("token-form").Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.query, name, got, want)
			}
		}
	}
}

// The link to a form, filled in, leads to the same form.
func TestLinkToTheFormFilledIn(t *testing.T) {
	b := newTown(t, townAddress).browser("dana")
	const query = "contents=write&description=of+%26+for&expires_in=90&members=read&name=a+b&target_name=acme"
	b.Open(tokensPage + "/new?" + query)
	before := b.Values("token-form")
	b.Follow("Link to this form, filled in")
	if b.URL.RawQuery != query+"&metadata=read" && b.URL.RawQuery != query {
		t.Errorf("leads to %s", b.URL)
	}
	if got := b.Values("token-form").Encode(); got != before.Encode() {
		t.Errorf("%s\nbecame\n%s", before.Encode(), got)
	}
}

// Each change asks once for what depends on it; what is typed elsewhere stays.
func TestFormFollowsChanges(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open(tokensPage + "/new")
	b.Fill("token-form", url.Values{"name": {"typed"}, "permission.contents": {"write"}, "permission.gists": {"write"}, "repositories": {"all"}})
	b.Trigger("permissions")
	if got := b.Text("overview"); !strings.Contains(got, "Contents") || !strings.Contains(got, "all, 1 now") {
		t.Errorf("overview: %s", got)
	}
	b.Fill("token-form", url.Values{"owner": {"acme"}})
	b.Trigger("owning")
	if !strings.Contains(b.Text("rest"), "cannot give these permissions, so they are chosen no more: Gists.") ||
		!strings.Contains(b.Text("overview"), "needs approval") || b.Has("permission.gists") {
		t.Errorf("rest: %s", b.Text("rest"))
	}
	b.Fill("token-form", url.Values{"repositories": {"subset"}, "find": {"docs"}})
	b.Trigger("find")
	b.Trigger(attr(b.button("Add docs"), "id"))
	if got := b.Text("overview"); !strings.Contains(got, "1 of 2") {
		t.Errorf("overview: %s", got)
	}
	b.Trigger(attr(b.button("Remove docs"), "id"))
	if got := b.Text("overview"); !strings.Contains(got, "0 of 2") {
		t.Errorf("overview: %s", got)
	}
	if got := b.Values("token-form"); got.Get("name") != "typed" || got.Get("permission.contents") != "write" {
		t.Errorf("lost: %v", got)
	}
	b.Fill("token-form", url.Values{"owner": {"dana"}}) // an answer that never came
	b.Trigger("permissions")
	if b.Values("token-form").Get("owner_was") != "dana" {
		t.Error("the form has another owner than its choices")
	}
}

// button is the first button of the page that is labelled so.
func (b *browser) button(words string) *html.Node {
	b.t.Helper()
	for n := range elements(b.page) {
		if submits(n) && label(n) == words {
			return n
		}
	}
	b.t.Fatalf("%s has no button %q", b.URL.Path, words)
	return nil
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
	if got := b.titles(); !strings.Contains(got, "granted") || !strings.Contains(b.Text("tokens"), "expiring") {
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
		denied:  {"denied by olivia", "Use the shared one.", "Ask again"},
		revoked: {"revoked by olivia", "Ask again"},
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

// Giving up power holds at once; asking for more waits.
func TestEditToken(t *testing.T) {
	w := newTown(t, townAddress)
	granted, _, _ := w.manyTokens()
	b := w.browser("dana")
	b.Open(tokenPage(granted, "/edit"))
	if !strings.Contains(b.Text("overview"), "holds at once") || !b.Says("so it stays the owner") {
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
	if two.Status != http.StatusConflict || two.Has("secret") || !two.Says("already been regenerated") {
		t.Errorf("%d", two.Status)
	}
}

func TestDeleteToken(t *testing.T) {
	w := newTown(t, townAddress)
	granted, _, _ := w.manyTokens()
	b := w.browser("dana")
	b.Open(tokensPage)
	b.Follow("Delete granted")
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
	if !b.Says("of 1,220 REST operations") || !b.Says("GET /repos/{owner}/{repo}/contents/{path}") || b.Says("PUT /repos/{owner}/{repo}/contents/{path}") {
		t.Error("the operations of contents=read")
	}
	if b.Open(tokensPage + "/operations?target_name=nobody"); b.Status != http.StatusNotFound {
		t.Errorf("operations at nobody's: %d", b.Status)
	}
}
