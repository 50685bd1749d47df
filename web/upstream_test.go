package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"patrol"
	"patrol/web"
)

// What the law lets through goes on, by the operator's power only where the
// token has power of its own; the rest never leaves.
func TestUpstreamSeesWhatIsLetThrough(t *testing.T) {
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"far":true}`) })
	b.update(func(tx patrol.Tx) error { return tx.SetMember(b.acme.ID, b.dana.ID, patrol.Owner) })
	admin := bearer(b.token("admin", "acme", 30, reads("administration=write issues=write vulnerability_alerts=read members=read "+
		"contents=write organization_secrets=write organization_administration=read")))
	some := bearer(b.token("some", "acme", 30, reads("issues=write contents=write vulnerability_alerts=read "+
		"organization_secrets=write", b.site)))
	flows := bearer(b.token("flows", "acme", 30, reads("contents=write workflows=write", b.site)))
	mine := bearer(b.token("mine", "dana", 30, reads("administration=write keys=write")))
	old, narrow := bearer(b.classic("repo", 30)), bearer(b.classic("", 30))
	site, acme := fmt.Sprint("/repositories/", b.site.ID), fmt.Sprint("/organizations/", b.acme.ID)
	const own, nobody = "Bearer " + operatorToken, ""
	for _, tt := range []struct {
		as, method, path string
		status           int
		went, name       string // where to and as whom, if it went on
	}{
		{admin, "GET", "/repos/acme/site/topics", 200, "/api/v3/repos/acme/site/topics", own},
		{admin, "GET", "/repos/ACME/site/topics?page=2", 200, "/api/v3/repos/ACME/site/topics?page=2", own},
		{admin, "PUT", "/repos/acme/site/branches/a%2Fb/protection", 200, "/api/v3/repos/acme/site/branches/a%2Fb/protection", own},
		{admin, "GET", "/repos/acme/docs/topics", 200, "/api/v3/repos/acme/docs/topics", own},
		{admin, "HEAD", "/repos/acme/docs/topics", 200, "/api/v3/repos/acme/docs/topics", own},
		{admin, "GET", site + "/topics", 200, "/api/v3/repos/acme/site/topics", own},
		{admin, "GET", acme + "/teams", 200, "/api/v3/orgs/acme/teams", own},
		{"", "GET", "/repos/acme/docs/topics", 200, "/api/v3/repos/acme/docs/topics", nobody},
		{some, "GET", "/repos/acme/docs/topics", 200, "/api/v3/repos/acme/docs/topics", nobody},
		{mine, "GET", "/repos/acme/docs/topics", 200, "/api/v3/repos/acme/docs/topics", nobody},
		{mine, "GET", "/search/code?q=x", 200, "/api/v3/search/code?q=x", nobody},
		{admin, "GET", "/search/code", 200, "/api/v3/search/code", nobody},
		{"", "GET", "/emojis", 200, "/api/v3/emojis", nobody},

		{admin, "GET", "/orgs/acme/dependabot/alerts", 200, "/api/v3/orgs/acme/dependabot/alerts", own},
		{some, "GET", "/orgs/acme/dependabot/alerts", 501, "", ""},
		{some, "GET", "/orgs/acme/events", 200, "/api/v3/orgs/acme/events", nobody},
		{some, "PUT", "/orgs/acme/actions/secrets/KEY/repositories/" + fmt.Sprint(b.site.ID), 501, "", ""},

		{old, "GET", "/repos/acme/site/topics", 200, "/api/v3/repos/acme/site/topics", own},
		{old, "GET", "/search/code", 200, "/api/v3/search/code", nobody},
		{old, "POST", "/repos/acme/site/releases", 403, "", ""},
		{narrow, "GET", "/repos/acme/docs/topics", 200, "/api/v3/repos/acme/docs/topics", nobody},
		{narrow, "GET", "/repos/acme/site/topics", 404, "", ""},

		{some, "GET", "/repos/acme/vault/topics", 404, "", ""},
		{some, "GET", "/repos/acme/site/hooks", 403, "", ""},
		{some, "DELETE", "/repos/acme/docs/issues/1/lock", 403, "", ""},
		{mine, "GET", "/repos/acme/site/topics", 404, "", ""},
		{"", "GET", "/repos/acme/site/topics", 404, "", ""},
		{"Bearer nonsense", "GET", "/repos/acme/docs/topics", 401, "", ""},
		{admin, "GET", "/repos/acme/site/nothing", 404, "", ""},
		{admin, "GET", "/repos/acme/site/../vault/topics", 404, "", ""},
		{admin, "GET", "/repos/acme/%73ite/topics", 404, "", ""},

		{mine, "POST", "/user/keys", 501, "", ""},
		{mine, "GET", "/user/starred/acme/docs", 403, "", ""},
		{mine, "GET", "/user/issues", 501, "", ""},
		{admin, "POST", "/repos/acme/site/forks", 501, "", ""},
		{admin, "GET", "/notifications", 403, "", ""},

		{some, "POST", "/repos/acme/site/releases", 403, "", ""},
		{flows, "POST", "/repos/acme/site/releases", 200, "/api/v3/repos/acme/site/releases", own},
	} {
		resp, body, err := b.over(b.request(t.Context(), tt.method, tt.as, tt.path, ""))
		b.must(err)
		went, name := "", ""
		if r := b.last(); r != nil {
			went, name = r.URL.RequestURI(), r.Header.Get("Authorization")
		}
		if resp.StatusCode != tt.status || went != tt.went || name != tt.name {
			t.Errorf("%s %s: %d, and %q went on as %q: %s", tt.method, tt.path, resp.StatusCode, went, name, body)
		}
	}
}

// No credential crosses the border, either way, nor does what would have a
// server do something else than what was judged.
func TestUpstreamKeepsCredentialsApart(t *testing.T) {
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Set-Cookie", "session=far")
		h.Set("X-Echo", r.Header.Get("Authorization"))
		h.Set("Content-Disposition", "inline; name="+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		h.Set("X-OAuth-Scopes", "repo, admin:org")
		h.Set("X-RateLimit-Remaining", "17")
		h.Set("GitHub-Authentication-Token-Expiration", "2030-01-01 00:00:00 UTC")
		h.Set("Content-Type", "text/html")
		h.Set("Link", `<http://`+r.Host+`/api/v3/repositories/9/topics?page=3&x=%241>; rel="next", <http://elsewhere.test>; rel="last"`)
		h.Set("Connection", "X-Hop")
		h.Set("X-Hop", "1")
		h.Set("Trailer", "X-Late")
		w.WriteHeader(http.StatusOK)
		h.Set("X-Late", operatorToken)
	})
	secret := b.approved("site", reads("contents=read", b.site)).Secret.Reveal()
	r := b.request(t.Context(), "GET", "Bearer "+secret, "/repos/acme/site/topics?access_token="+secret+"&per_page=2", "",
		"Cookie", "patrol="+secret, "Proxy-Authorization", "Basic "+secret, "X-Forwarded-For", "192.0.2.99",
		"X-HTTP-Method-Override", "DELETE", "X-Original-URL", "/api/v3/repos/acme/vault", "Connection", "Accept",
		"X-GitHub-OTP", "123456", "Upgrade", "websocket", "User-Agent", "octo/1")
	resp, _, err := b.over(r)
	b.must(err)
	saw := b.last()
	dump := fmt.Sprint(saw.Method, saw.URL, saw.Header)
	if strings.Contains(dump, secret) || saw.Header.Get("Authorization") != "Bearer "+operatorToken ||
		saw.URL.RawQuery != "per_page=2" || saw.Header.Get("User-Agent") != "octo/1" {
		t.Errorf("the far server saw %s", dump)
	}
	for name := range saw.Header {
		if !slices.Contains([]string{"Accept-Encoding", "Authorization", "User-Agent", "Content-Length"}, name) {
			t.Errorf("%s went on", name)
		}
	}
	if all := fmt.Sprint(resp.Header, resp.Trailer); strings.Contains(all, operatorToken) || strings.Contains(all, "session=far") ||
		strings.Contains(all, "admin:org") || resp.Header.Get("X-Hop") != "" {
		t.Errorf("the caller saw %s", all)
	}
	for name, want := range map[string]string{
		"X-Ratelimit-Remaining":                  "17",
		"X-Accepted-Github-Permissions":          "metadata=read",
		"Github-Authentication-Token-Expiration": "2026-12-02 03:04:05 UTC",
		"Content-Security-Policy":                "default-src 'none'; sandbox",
		"X-Content-Type-Options":                 "nosniff",
		"Cache-Control":                          "private, no-cache",
		"Link": `<https://patrol.test/api/v3/repos/acme/site/topics?page=3&x=%241>; rel="next", ` +
			`<https://patrol.test/api/v3/repos/acme/site/topics>; rel="last"`,
	} {
		if got := resp.Header[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	r = b.request(t.Context(), "PUT", "Bearer "+secret, "/repos/acme/site/topics", "_method=DELETE",
		"Content-Type", "application/x-www-form-urlencoded")
	if resp, _, err := b.over(r); err != nil || resp.StatusCode != 403 || b.last() != nil {
		t.Errorf("a form: %v %v", resp, err)
	}
	b.far.Close()
	if resp, body, err := b.over(b.request(t.Context(), "GET", "Bearer "+secret, "/repos/acme/site/topics?access_token="+secret, "")); err != nil ||
		resp.StatusCode != 502 || strings.Contains(body, operatorToken) {
		t.Errorf("with nobody there: %v %s %v", resp, body, err)
	}
	b.discreet(secret)
}

// What is answered upstream comes as it is, and so does what is sent there,
// whatever it is: Patrol makes nothing of bodies.
func TestUpstreamBodiesStayAsTheyAre(t *testing.T) {
	const odd = "{ \"names\" : [\"a\",\t\"\\u00e9\"],\r\n\"x\":1.0e+2 }\xff\x00\n"
	var sent, got string
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = string(body)
		w.Header().Set("Content-Encoding", r.Header.Get("Content-Language"))
		w.Header().Set("Content-Type", "application/json; charset=utf-8; of=far")
		w.Header().Set("ETag", `"far"`)
		status, _ := strconv.Atoi(r.Header.Get("Accept-Language"))
		w.WriteHeader(status)
		io.WriteString(w, sent)
	})
	b.update(func(tx patrol.Tx) error { return tx.SetMember(b.acme.ID, b.dana.ID, patrol.Owner) })
	as := bearer(b.token("site", "acme", 30, reads("administration=write", b.site)))
	for _, tt := range []struct {
		method, coding, body string
		status               int
	}{
		{"GET", "", odd, 200}, {"GET", "gzip", "\x1f\x8b no gzip", 200}, {"GET", "", `{"message":"Validation Failed"}`, 422},
		{"PUT", "", odd, 200}, {"GET", "", "", 404}, {"GET", "", "", 304}, {"PUT", "", "", 204}, {"GET", "", odd, 500}, {"GET", "", "down", 503},
	} {
		sent = tt.body
		body := ""
		if tt.method == "PUT" {
			body = odd
		}
		resp, answer, err := b.over(b.request(t.Context(), tt.method, as, "/repos/acme/site/topics", body,
			"Accept-Language", strconv.Itoa(tt.status), "Content-Language", tt.coding))
		b.must(err)
		if answer != tt.body || got != body || resp.StatusCode != tt.status || resp.Header.Get("Content-Encoding") != tt.coding ||
			resp.Header.Get("ETag") != `"far"` {
			t.Errorf("%+v: %d %q %v; there %q", tt, resp.StatusCode, answer, resp.Header, got)
		}
	}
}

// A second Patrol judges again, by the operator's token: what either refuses is
// refused.
func TestUpstreamMayBePatrol(t *testing.T) {
	b := newBorder(t, nil)
	second := newWorld(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	b.must(err)
	second.Authority.URL = "http://" + listener.Addr().String()
	second.server, err = web.New(second.Authority, nil, web.Options{Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	b.must(err)
	far := &httptest.Server{Listener: listener, Config: &http.Server{Handler: second.server}}
	far.Start()
	t.Cleanup(far.Close)
	operator := second.approved("operator", reads("metadata=read issues=write"))
	b.lead(second.Authority.URL+"/api/v3", operator.Secret.Reveal())

	as := bearer(b.approved("ours", reads("metadata=read issues=write deployments=read")))
	for _, tt := range []struct {
		as, path, says string
		status         int
	}{
		{as, "/repos/acme/site/topics", "would have let the token through", 501},
		{"", "/repos/acme/docs/topics", "would have let anybody through", 501},
		{as, "/repos/acme/site/deployments", "Resource not accessible by personal access token", 403},
		{bearer(operator), "/repos/acme/site/topics", "Bad credentials", 401},
		{as, "/repos/acme/site/pages", "Resource not accessible by personal access token", 403},
	} {
		resp, body, err := b.over(b.request(t.Context(), "GET", tt.as, tt.path, ""))
		if err != nil || resp.StatusCode != tt.status || !strings.Contains(body, tt.says) {
			t.Errorf("%s: %v %s %v", tt.path, resp, body, err)
		}
	}
}
