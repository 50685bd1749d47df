package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// classic makes a classic token of dana's.
func (w *world) classic(scopes string, days int) *patrol.Issued {
	w.t.Helper()
	s, unknown := patrol.ParseScopes(scopes)
	if unknown != nil {
		w.t.Fatalf("no scopes: %q", unknown)
	}
	issued, err := w.CreateClassicToken(w.t.Context(), w.dana, patrol.ClassicSpec{Note: scopes + "…", Days: days, Scopes: s})
	w.must(err)
	return issued
}

// A classic token hears what its scopes are and what an endpoint takes; each
// kind of token hears nothing of what is the other's.
func TestClassicTokensAreToldOfScopes(t *testing.T) {
	w := newWorld(t)
	all, none := w.classic("user:email repo user read:org", 30), w.classic("", patrol.Forever)
	for _, tt := range []struct {
		token          *patrol.Issued
		path           string
		status         int
		scopes, accept string
	}{
		{all, "/user", 200, "read:org, repo, user", ""},
		{all, "/repos/acme/site", 200, "read:org, repo, user", "repo"},
		{all, "/user/orgs", 200, "read:org, repo, user", "read:org, user"},
		{none, "/user", 200, "", ""},
		{none, "/repos/acme/site", 404, "", "repo"},
		{none, "/repos/acme/docs/contents/README.md", 200, "", "repo"},
		{none, "/user/orgs", 403, "", "read:org, user"},
		{none, "/user/personal-access-tokens", 403, "", "user"},
		{all, "/user/personal-access-tokens", 200, "read:org, repo, user", "user"},
	} {
		got := w.get(bearer(tt.token), tt.path)
		held, accepts := got.Header["X-Oauth-Scopes"], got.Header["X-Accepted-Oauth-Scopes"]
		if got.StatusCode != tt.status || fmt.Sprint(held, accepts) != fmt.Sprintf("[%s] [%s]", tt.scopes, tt.accept) {
			t.Errorf("%s: %d, has %q, takes %q", tt.path, got.StatusCode, held, accepts)
		}
		if got.Header.Get("X-Accepted-GitHub-Permissions") != "" {
			t.Errorf("%s tells a classic token of permissions", tt.path)
		}
	}
	if got := w.get(bearer(all), "/user").Header.Get("github-authentication-token-expiration"); got == "" {
		t.Error("nothing is said of the end")
	}
	fine := w.get(bearer(w.token("mine", "dana", 30, reads("contents=read"))), "/user/orgs")
	if _, told := fine.Header["X-Oauth-Scopes"]; told || fine.body != "[]" {
		t.Errorf("a fine-grained token: %v %s", fine.Header, fine.body)
	}
	if got := w.get("", "/user/orgs"); got.StatusCode != 401 {
		t.Errorf("nobody: %d", got.StatusCode)
	}
}

// Where classic tokens are blocked, one reads what is public there and all that
// is elsewhere, and its lists show no more than that.
func TestClassicTokensAreBlocked(t *testing.T) {
	w := newWorld(t)
	token := bearer(w.classic("repo read:org", 30))
	const blocked = "`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a " +
		"personal access token with fine-grained permissions."
	set := func(p patrol.Policy) {
		w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.acme.ID, patrol.Classic, p) })
	}
	const open, closed = "acme/bare acme/docs acme/site acme/vault dana/dotfiles dana/www", "acme/docs dana/dotfiles dana/www"
	sees := func(repositories, orgs string) {
		t.Helper()
		if got := w.get(token, "/user/repos").fullNames(); got != repositories {
			t.Errorf("lists %s", got)
		}
		var all []struct{ Login string }
		w.get(token, "/user/orgs").decode(&all)
		if fmt.Sprint(all) != orgs {
			t.Errorf("organizations %v", all)
		}
	}
	sees(open, "[{acme}]")
	set(patrol.Policy{Access: patrol.No})
	got := w.get(token, "/repos/acme/site")
	if got.StatusCode != 403 || got.message() != blocked {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if got := w.get(token, "/repos/acme/docs/contents/README.md"); got.StatusCode != 200 {
		t.Errorf("public: %d %s", got.StatusCode, got.body)
	}
	sees(closed, "[]")
	set(patrol.Policy{MaxDays: 7})
	got = w.get(token, "/repos/acme/site")
	if want := "The 'acme' organization forbids access via a personal access tokens (classic) if the token's lifetime is " +
		"greater than 7 days. Please adjust your token's lifetime at the following URL: https://patrol.test/settings/tokens/1"; got.message() != want {
		t.Error(got.body)
	}
	sees(closed, "[]")
	set(patrol.Policy{})
	sees(open, "[{acme}]")
	if got := w.get(bearer(w.classic("public_repo", 30)), "/user/repos").fullNames(); got != "acme/docs dana/www" {
		t.Errorf("without repo: %s", got)
	}
}

// An organization's owners see which classic tokens reached its resources, and
// shut one out.
func TestCredentialAuthorizations(t *testing.T) {
	w := newWorld(t)
	used, bounded := w.classic("repo, gist", patrol.Forever), w.classic("repo", 30)
	for range 2 {
		w.get(bearer(used), "/repos/acme/site")
		w.get(bearer(bounded), "/repos/acme/site/branches")
		w.get(bearer(bounded), "/repos/acme/docs")
	}
	w.flush()
	const path = "/orgs/acme/credential-authorizations"
	olivias := func(scopes ...patrol.Scope) string {
		issued, err := w.CreateClassicToken(t.Context(), w.olivia, patrol.ClassicSpec{Note: "audit", Days: 7, Scopes: scopes})
		w.must(err)
		return bearer(issued)
	}
	reads, manages := olivias("read:org"), olivias("admin:org")
	var all []struct {
		Login        string
		ID           int64  `json:"credential_id"`
		Kind         string `json:"credential_type"`
		LastEight    string `json:"token_last_eight"`
		Scopes       []string
		Note         string  `json:"authorized_credential_note"`
		TokenID      int64   `json:"authorized_credential_id"`
		ExpiresAt    *string `json:"authorized_credential_expires_at"`
		AccessedAt   string  `json:"credential_accessed_at"`
		AuthorizedAt string  `json:"credential_authorized_at"`
	}
	w.get(reads, path).decode(&all)
	if len(all) != 2 || all[1].Login != "dana" || all[1].Kind != "personal access token" || fmt.Sprint(all[1].Scopes) != "[gist repo]" ||
		all[1].ExpiresAt != nil || all[0].ExpiresAt == nil || all[1].TokenID != used.Token.ID || all[1].LastEight != used.Token.LastEight {
		t.Errorf("listed %+v", all)
	}
	first := w.get(reads, path+"?per_page=1")
	if link := first.Header.Get("Link"); link != `<https://patrol.test/api/v3/orgs/acme/credential-authorizations?page=2&per_page=1>; rel="next"` {
		t.Errorf("link %s", link)
	}
	if got := w.get(reads, path+"?login=olivia"); got.body != "[]" {
		t.Errorf("of olivia %s", got.body)
	}
	for as, status := range map[string]int{bearer(w.classic("admin:org", 7)): 403, olivias("repo"): 403, "": 401, "Bearer x": 401} {
		if got := w.get(as, path); got.StatusCode != status {
			t.Errorf("%d, want %d: %s", got.StatusCode, status, got.body)
		}
	}
	remove := func(as string, id int64) int {
		r := httptest.NewRequest(http.MethodDelete, fmt.Sprintf("%s/api/v3%s/%d", townAddress, path, id), nil)
		r.Header.Set("Authorization", as)
		return w.do(r).StatusCode
	}
	got := []int{remove(reads, all[1].ID), remove(manages, all[1].ID+7), remove(manages, all[1].ID), remove(manages, all[1].ID)}
	if fmt.Sprint(got) != "[403 404 204 404]" {
		t.Errorf("removing: %v", got)
	}
	if got := w.get(bearer(used), "/repos/acme/site"); got.StatusCode != 403 || got.message() != "`acme` forbids access via a "+
		"personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions." {
		t.Errorf("shut out: %d %s", got.StatusCode, got.body)
	}
	if got := w.get(bearer(used), "/user/repos").fullNames(); got != "acme/docs dana/dotfiles dana/www" {
		t.Errorf("lists %s", got)
	}
}

// GitHub's client library finds with a classic token what it looks for.
func TestGitHubsClientWithAClassicToken(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	clientOf := func(v *patrol.Viewer, scopes ...patrol.Scope) *github.Client {
		issued, err := w.CreateClassicToken(ctx, v, patrol.ClassicSpec{Note: "client", Days: 30, Scopes: scopes})
		w.must(err)
		client, err := github.NewClient(github.WithHTTPClient(&http.Client{Transport: w}),
			github.WithAuthToken(issued.Secret.Reveal()), github.WithEnterpriseURLs(townAddress, townAddress))
		w.must(err)
		return client
	}
	danas, olivias := clientOf(w.dana, "repo", "read:org"), clientOf(w.olivia, "admin:org")
	_, response, err := danas.Users.Get(ctx, "")
	w.must(err)
	if scopes := response.Header.Get("X-OAuth-Scopes"); scopes != "read:org, repo" || response.TokenExpiration.IsZero() {
		t.Errorf("scopes %q until %v", scopes, response.TokenExpiration)
	}
	orgs, _, err := danas.Organizations.List(ctx, "", nil)
	w.must(err)
	if len(orgs) != 1 || orgs[0].GetLogin() != "acme" {
		t.Errorf("organizations %v", orgs)
	}
	if _, _, _, err := danas.Repositories.GetContents(ctx, "acme", "site", "README.md", nil); err != nil {
		t.Error(err)
	}
	w.flush()
	found, _, err := olivias.Organizations.ListCredentialAuthorizations(ctx, "acme", nil)
	w.must(err)
	if len(found) != 1 || found[0].GetLogin() != "dana" || len(found[0].Scopes) != 2 {
		t.Fatalf("credentials %v", found)
	}
	_, err = olivias.Organizations.RemoveCredentialAuthorization(ctx, "acme", found[0].GetCredentialID())
	w.must(err)
	_, _, err = danas.Repositories.Get(ctx, "acme", "site")
	if e, ok := errors.AsType[*github.ErrorResponse](err); !ok || e.Response.StatusCode != 403 {
		t.Error(err)
	}
}
