package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"patrol"
)

// The operator's token sees more than the caller may: what would show that, or
// reach for it, does not go on by it.
func TestUpstreamShowsNoMoreThanTheCallerMaySee(t *testing.T) {
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"far":true}`) })
	b.update(func(tx patrol.Tx) error { return tx.SetCollaboration(b.site.ID, b.dana.ID, patrol.Write) })
	member := bearer(b.approved("member", reads("issues=write members=read organization_projects=write codespaces=write "+
		"repository_advisories=read metadata=read")))
	owner := bearer(b.tokenOf(b.olivia, "acme", "owner", reads("issues=write members=read organization_projects=write "+
		"repository_advisories=read")))
	some := bearer(b.tokenOf(b.olivia, "acme", "some", reads("issues=write members=read organization_projects=write", b.site)))
	const site, docs, own = "/repos/acme/site", "/repos/acme/docs", "Bearer " + operatorToken
	for _, tt := range []struct {
		as, method, path string
		status           int
		name             string // as whom it went on
	}{
		{member, "GET", site + "/topics", 200, own},
		{member, "GET", site + "/issues/1/timeline", 501, ""},
		{owner, "GET", site + "/issues/1/timeline", 501, ""},
		{owner, "GET", docs + "/issues/1/timeline", 200, ""},
		{member, "POST", site + "/issues/1/sub_issues", 501, ""},
		{owner, "POST", docs + "/issues/1/sub_issues", 501, ""},
		{member, "GET", site + "/forks", 501, ""},
		{member, "GET", site + "/codespaces", 501, ""},
		{member, "GET", site + "/security-advisories", 501, ""},
		{owner, "GET", site + "/security-advisories", 200, own},
		{member, "GET", "/orgs/acme/teams", 501, ""},
		{owner, "GET", "/orgs/acme/teams", 200, own},
		{owner, "GET", "/orgs/acme/teams/x/repos", 200, own},
		{some, "GET", "/orgs/acme/teams", 200, own},
		{some, "GET", "/orgs/acme/teams/x/repos", 501, ""},
		{member, "POST", "/orgs/acme/projectsV2/1/items", 501, ""},
		{owner, "POST", "/orgs/acme/projectsV2/1/items", 200, own},
		{some, "GET", "/orgs/acme/projectsV2/1/items", 501, ""},
		{bearer(b.classic("repo", 30)), "POST", "/repos/dana/dotfiles/forks", 501, ""},
	} {
		resp, body, err := b.over(b.request(t.Context(), tt.method, tt.as, tt.path, ""))
		b.must(err)
		name := ""
		if r := b.last(); r != nil {
			name = r.Header.Get("Authorization")
		}
		if resp.StatusCode != tt.status || name != tt.name {
			t.Errorf("%s %s: %d, went on as %q: %s", tt.method, tt.path, resp.StatusCode, name, body)
		}
	}
}

// No server can take a body for a form, which may ask for another method than
// the one that was judged.
func TestUpstreamSeesNoForms(t *testing.T) {
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	as := bearer(b.approved("site", reads("issues=write", b.site)))
	for _, tt := range []struct {
		types []string
		goes  string // as what it goes on, if it does
	}{
		{nil, "application/json"},
		{[]string{"application/json; charset=utf-8"}, "application/json; charset=utf-8"},
		{[]string{"application/x-www-form-urlencoded"}, ""},
		{[]string{"APPLICATION/x-www-form-urlencoded;x"}, ""},
		{[]string{"multipart/form-data"}, ""},
		{[]string{"application/json", "application/x-www-form-urlencoded"}, ""},
		{[]string{""}, ""},
	} {
		r := b.request(t.Context(), "POST", as, "/repos/acme/site/issues/1/reactions?_METHOD=DELETE&Access_Token=x", `{"content":"heart"}`)
		r.Header["Content-Type"] = tt.types
		resp, _, err := b.over(r)
		b.must(err)
		goes := ""
		if saw := b.last(); saw != nil {
			goes = strings.Join(saw.Header["Content-Type"], "|")
			if saw.URL.RawQuery != "" {
				t.Errorf("with the query %q", saw.URL.RawQuery)
			}
		}
		if goes != tt.goes || (goes == "") != (resp.StatusCode == 400) {
			t.Errorf("%q: %d, goes on as %q", tt.types, resp.StatusCode, goes)
		}
	}
}
