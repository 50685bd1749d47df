package web_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"patrol"
)

// restrictLifetime has globex let tokens live so many days, from a time on.
func (w *town) restrictLifetime(days int, on time.Time) {
	w.t.Helper()
	w.must(w.ChangeEnterprisePolicy(w.t.Context(), w.viewer("erin"), "globex", patrol.PolicyChange{
		Kind: patrol.FineGrained, Block: patrol.LifetimeBlock, To: patrol.Policy{MaxDays: days}, On: on,
		Note: "Auditors ask for it"}))
}

// Programs and people hear of an announced change where they look, until it
// holds; then programs hear whose policy it is and where to mend it.
func TestAnAnnouncedChangeIsSaidEverywhere(t *testing.T) {
	w := newWorld(t)
	issued := w.approved("site", reads("contents=read", w.site))
	as := bearer(issued)
	w.globex.Name = "Globex Group"
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(w.globex) })
	on := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	w.restrictLifetime(7, on)
	const sunset = "Fri, 20 Nov 2026 00:00:00 GMT"
	said := "The 'globex' enterprise changes its policy on fine-grained personal access tokens at 2026-11-20T00:00:00Z" +
		" (lifetime: 7 days at most)."
	fetch := func(as, path string) answer {
		r := httptest.NewRequest(http.MethodGet, townAddress+path, nil)
		if as != "" {
			r.Header.Set("Authorization", as)
		}
		return w.do(r)
	}
	paths := []string{"/api/v3/user", "/api/v3/repos/acme/site", "/api/v3/repos/acme/docs", "/api/v3/repos/acme/vault",
		"/acme/site/info/refs?service=git-upload-pack", "/acme/site/info/refs?service=git-receive-pack"}
	for _, path := range paths {
		h := fetch(as, path).Header
		if h.Get("Sunset") != sunset || !strings.HasPrefix(h.Get("X-Patrol-Policy-Warning"), said) {
			t.Errorf("%s: %v", path, h)
		}
		if h := fetch("", path).Header; h.Get("Sunset") != "" {
			t.Errorf("%s tells nobody in particular: %v", path, h)
		}
	}
	dana, olivia := w.browser("dana"), w.browser("olivia")
	dana.Open("/settings/personal-access-tokens")
	if !dana.Says("stops on Nov 20, 2026") {
		t.Error("the list says nothing")
	}
	dana.Follow("site")
	if !dana.Says("From Nov 20, 2026, 00:00 UTC on this token will not work at acme.") || !dana.Says("Globex Group, the enterprise,") ||
		!dana.Says("Auditors ask for it") {
		t.Error("its page says nothing")
	}
	olivia.Open("/organizations/acme/settings/personal-access-tokens")
	if !olivia.Says("From Nov 20, 2026, 00:00 UTC on, Globex Group, the enterprise, lets fine-grained personal access tokens live 7 days at most.") {
		t.Error("the organization's page says nothing")
	}
	w.now = on
	refusal := "The 'globex' enterprise forbids access via a fine-grained personal access tokens if the token's lifetime is" +
		" greater than 7 days. Please adjust your token's lifetime at the following URL: "
	for _, path := range []string{paths[1], paths[4]} {
		got := fetch(as, path)
		if got.StatusCode != 403 || !strings.Contains(got.body, refusal) || got.Header.Get("Sunset") != "" {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
}

// Who follows the warning makes a token that goes on working.
func TestWhoIsWarnedRegeneratesInTime(t *testing.T) {
	w := newWorld(t)
	issued := w.approved("site", reads("contents=read", w.site))
	w.restrictLifetime(7, w.now.Add(24*time.Hour))
	dana := w.browser("dana")
	dana.Open("/settings/personal-access-tokens/" + strconv.FormatInt(issued.Token.ID, 10))
	dana.Follow("Regenerate it")
	if !dana.Says("lets fine-grained personal access tokens live 7 days at most") {
		t.Error("the form says nothing of it")
	}
	dana.Submit("regenerate-form", "Regenerate token", nil)
	d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.must(err)
	if d.Token.Days() != 7 || d.Warning != nil {
		t.Errorf("it lives %d days: %v", d.Token.Days(), d.Warning)
	}
}

// A restricted token is told nothing; its user is told by its page. What is
// public stays readable.
func TestARestrictedTokenIsToldNothing(t *testing.T) {
	w := newWorld(t)
	issued := w.approved("site", reads("contents=write", w.site, w.docs))
	w.must(w.ChangeEnterprisePolicy(t.Context(), w.viewer("erin"), "globex", patrol.PolicyChange{
		Kind: patrol.FineGrained, Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.No}}))
	for path, want := range map[string]struct {
		status int
		words  string
	}{
		"/api/v3/repos/acme/site":                       {404, `"Not Found"`},
		"/api/v3/repos/acme/docs":                       {200, `"acme/docs"`},
		"/acme/site/info/refs?service=git-upload-pack":  {404, "Repository not found."},
		"/acme/site/info/refs?service=git-receive-pack": {404, "Repository not found."},
		"/acme/docs/info/refs?service=git-upload-pack":  {200, "service=git-upload-pack"},
		"/acme/docs/info/refs?service=git-receive-pack": {403, "Write access to repository not granted."},
	} {
		r := httptest.NewRequest(http.MethodGet, townAddress+path, nil)
		r.Header.Set("Authorization", bearer(issued))
		if got := w.do(r); got.StatusCode != want.status || !strings.Contains(got.body, want.words) {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	dana := w.browser("dana")
	dana.Open("/settings/personal-access-tokens/" + strconv.FormatInt(issued.Token.ID, 10))
	if !dana.Says("The enterprise of acme, globex, restricts fine-grained tokens since Nov 2, 2026, so the token reads public resources only.") {
		t.Error("its page does not say why")
	}
}
