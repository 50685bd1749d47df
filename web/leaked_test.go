package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// Whoever finds tokens has them revoked, without a word on which were any, and
// their users are told.
func TestLeakedTokensAreRevoked(t *testing.T) {
	w := newWorld(t)
	fine, old := w.approved("fine", reads("contents=read")), w.classic("repo", 30)
	other := w.approved("other", reads("contents=read"))
	const at = "/credentials/revoke"
	for body, status := range map[string]int{`{}`: 422, `{"credentials":[]}`: 422, `{"credentials":"x"}`: 422, `[`: 400,
		`{"credentials":["` + strings.Repeat(`x","`, 1000) + `"]}`: 422, `{"credentials":["nothing"]}`: 202} {
		if got := w.send("POST", "", at, body); got.StatusCode != status {
			t.Errorf("%.50s: %d %s", body, got.StatusCode, got.body)
		}
	}
	if got := w.send("POST", bearer(other), at, `{"credentials":["nothing"]}`); got.StatusCode != 403 {
		t.Errorf("with a token: %d", got.StatusCode)
	}
	anonymous, err := github.NewClient(github.WithHTTPClient(&http.Client{Transport: w}),
		github.WithEnterpriseURLs(townAddress, townAddress))
	w.must(err)
	found := []string{fine.Secret.Reveal(), old.Secret.Reveal(), patrol.NewSecret(7).Reveal(), "ghp_x", fine.Secret.Reveal()}
	if _, err := anonymous.Credentials.Revoke(t.Context(), found); err != nil && !strings.Contains(err.Error(), "scheduled") {
		t.Fatal(err)
	}
	for _, i := range []*patrol.Issued{fine, old} {
		if got := w.get(bearer(i), "/user"); got.StatusCode != 401 {
			t.Errorf("%s still works: %d", i.Token.Name, got.StatusCode)
		}
	}
	if got := w.get(bearer(other), "/user"); got.StatusCode != 200 {
		t.Errorf("another does not: %d", got.StatusCode)
	}
	dana := w.browser("dana")
	dana.Open("/notifications")
	for _, name := range []string{"fine", old.Token.Name} {
		if !dana.Says("“" + name + "” was reported as leaked") {
			t.Errorf("dana does not hear of %s: %s", name, dana.Text("main"))
		}
	}
	dana.Open("/settings/security-log")
	if !dana.Says("reported as leaked") {
		t.Error("nothing in the log")
	}
	for range 60 {
		w.send("POST", "", at, `{"credentials":["nothing"]}`)
	}
	got := w.send("POST", "", at, `{"credentials":["nothing"]}`)
	if got.StatusCode != 403 || !strings.Contains(got.message(), "rate limit") || got.Header.Get("Retry-After") != "3600" {
		t.Errorf("too many: %d %v %s", got.StatusCode, got.Header, got.body)
	}
}
