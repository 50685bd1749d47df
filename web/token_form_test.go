package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"patrol"
)

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
	b.Submit("token-form", "Find", url.Values{
		"repositories": {"subset"}, "find": {"SIT"}, "reason": {"to build"},
	})
	b.Press("Add site")
	b.Submit("token-form", "Review token", url.Values{"permission.contents": {"read"}})
	for _, words := range []string{
		"New personal access token", "acme/site", "Read access to code and metadata", "to build", "in 30 days",
		"of 1,220 REST operations",
	} {
		if !b.Says(words) {
			t.Errorf("the review does not say %q", words)
		}
	}
	b.Press("Back to edit")
	f := b.Values("token-form")
	if f.Get("name") != "CI" || f.Get("repository") == "" || f.Get("permission.contents") != "read" {
		t.Errorf("back to edit lost something: %v", f)
	}
	b.Press("Review token")
	b.Press("Generate token and request access")
	if b.Status != http.StatusCreated || !strings.Contains(b.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("%d %s", b.Status, b.Header)
	}
	secret, ok := patrol.ParseSecret(b.Text("secret"))
	if !ok || b.Text("clone") != "git clone https://patrol.test/acme/site.git" ||
		strings.Contains(b.Text("curl"), "patrol_pat") {
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
		"name": {strings.Repeat("n", 41)}, "description": {strings.Repeat("d", 1025)},
		"reason": {strings.Repeat("r", 1025)}, "expires_in": {"custom"}, "expires_on": {"2024-02-30"},
		"repositories": {"subset"}, "permission.members": {"write"},
	}
	b.Submit("token-form", "Review token", typed)
	if b.Status != 422 || !strings.HasPrefix(b.Text("problems"), "5 problems to fix") ||
		!hasAttr(b.Find("problems"), "autofocus") {
		t.Errorf("%d %s", b.Status, b.Text("problems"))
	}
	for _, field := range []string{"name", "description", "reason", "expires_in", "repositories"} {
		if b.Problem(field) == "" {
			t.Errorf("nothing beside %s", field)
		}
	}
	if !hasAttr(b.Find("expires_on"), "aria-invalid") {
		t.Error("the date that is none looks well")
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
	if b.Status != 422 || !strings.Contains(b.Problem("name"), "already been") {
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
		{"target_name=nobody", "owner", "Cannot find the specified resource owner: nobody", 422,
			map[string]string{"owner": "dana"}},
		{"target_name=acme&expires_in=none", "expires_in", "acme allows 366 days at most", 422,
			map[string]string{"expires_in": "30"}},
		{"expires_in=367", "expires_in", "1 to 366", 422, map[string]string{"expires_in": "30"}},
		{"expires_in=-1", "expires_in", "1 to 366", 422, map[string]string{"expires_in": "30"}},
		{"members=read", "permissions", "when the resource owner is an organization", 422, nil},
		{"contents=much", "permission.contents", "no level", 422,
			map[string]string{"permission.contents": "none"}},
		{"contents=admin", "permission.contents", "only as read or write", 422,
			map[string]string{"permission.contents": "none"}},
		{"metadata=write", "permission.metadata", "only as read", 422, nil},
		{"name=" + strings.Repeat("n", 41), "name", "too long", 422,
			map[string]string{"name": strings.Repeat("n", 41)}},
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
	const query = "contents=write&description=of+%26+for&expires_in=90&members=read&name=a+b&repositories=subset&target_name=acme"
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
	b.Fill("token-form", url.Values{"name": {"typed"}, "repositories": {"all"},
		"permission.contents": {"write"}, "permission.gists": {"write"}})
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
