package web_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
	"patrol/handlers/rest"
	"patrol/web"
)

// A border is a world whose API goes on upstream, and the servers on both
// sides of it.
type border struct {
	*world
	front *httptest.Server // Patrol
	far   *httptest.Server // upstream

	mu   sync.Mutex
	seen []*http.Request // by the far server
	said strings.Builder // in the log
}

// Write implements io.Writer for what is logged.
func (b *border) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said.Write(p)
	return b.t.Output().Write(p)
}

// discreet fails the test if the log tells a secret.
func (b *border) discreet(secrets ...string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, secret := range append(secrets, operatorToken) {
		if strings.Contains(b.said.String(), secret) {
			b.t.Errorf("the log tells %s", secret)
		}
	}
}

const operatorToken = "the-operators-own-token"

// newBorder returns a border behind which far answers.
func newBorder(t *testing.T, far http.HandlerFunc) *border {
	t.Helper()
	b := &border{world: newWorld(t)}
	b.far = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.seen = append(b.seen, r)
		b.mu.Unlock()
		far(w, r)
	}))
	t.Cleanup(b.far.Close)
	b.lead(b.far.URL+"/api/v3", operatorToken)
	return b
}

// lead makes the world one whose API leads to an address, with a token.
func (b *border) lead(to, token string) {
	b.t.Helper()
	at, err := url.Parse(to)
	b.must(err)
	disk, err := repos.Open(b.t.Context(), repos.Limits{Processes: 4, Wait: time.Minute})
	b.must(err)
	b.server, err = web.New(b.Authority, disk, web.Options{
		Log: slog.New(slog.NewTextHandler(b, nil)),
		Upstream: &rest.Upstream{URL: at, Token: token, Silence: 300 * time.Millisecond,
			Log: log.New(b, "", 0)}})
	b.must(err)
	b.front = httptest.NewServer(b.server)
	b.t.Cleanup(b.front.Close)
}

// request is one to Patrol over the network.
func (b *border) request(ctx context.Context, method, as, path, body string, headers ...string) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, b.front.URL+"/api/v3"+path, strings.NewReader(body))
	b.must(err)
	r.Host = "patrol.test"
	if as != "" {
		r.Header.Set("Authorization", as)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// over is the answer to a request over the network.
func (b *border) over(r *http.Request) (*http.Response, string, error) {
	b.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

// last is the last request that the far server saw since the last time.
func (b *border) last() *http.Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.seen) == 0 {
		return nil
	}
	r := b.seen[len(b.seen)-1]
	b.seen = nil
	return r
}

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

// A far server that does not behave hurts nobody but who asked, and leaves
// nothing behind.
func TestUpstreamMayMisbehave(t *testing.T) {
	const size = 64 << 20
	gone := make(chan struct{}, 1)
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("how") {
		case "redirect":
			w.Header().Set("Location", "http://"+r.Host+"/api/v3/elsewhere?x=1")
			w.WriteHeader(http.StatusFound)
		case "away":
			w.Header().Set("Location", "https://elsewhere.test/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "silent":
			<-r.Context().Done()
		case "stalls":
			io.WriteString(w, "some")
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
			gone <- struct{}{}
		case "trickles":
			for range 8 {
				io.WriteString(w, "drop ")
				http.NewResponseController(w).Flush()
				time.Sleep(60 * time.Millisecond)
			}
		case "short":
			raw(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
		case "cut":
			raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n9999\r\n")
		case "long":
			raw(w, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nthis and much more")
		case "nonsense":
			raw(w, "BREW 418\r\n\r\n")
		case "hints":
			raw(w, "HTTP/1.1 103 Early Hints\r\nSet-Cookie: a=b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		case "switches":
			raw(w, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		case "headers":
			raw(w, "HTTP/1.1 200 OK\r\nX-Long: "+strings.Repeat("x", 1<<20)+"\r\n\r\n")
		case "refuses":
			w.WriteHeader(http.StatusUnauthorized)
		case "huge":
			io.CopyN(w, zeros{}, size)
		case "echo":
			http.NewResponseController(w).EnableFullDuplex()
			io.Copy(w, r.Body)
		}
	})
	as := bearer(b.approved("site", reads("contents=read issues=write", b.site)))
	before := runtime.NumGoroutine()
	for _, tt := range []struct {
		how, body string
		status    int
		location  string
		breaks    bool
	}{
		{"redirect", "", 302, "https://patrol.test/api/v3/elsewhere?x=1", false},
		{"away", "", 307, "https://elsewhere.test/", false},
		{"silent", `"Gateway Timeout"`, 504, "", false},
		{"stalls", "some", 200, "", true},
		{"trickles", strings.Repeat("drop ", 8), 200, "", false},
		{"short", "only this", 200, "", true},
		{"cut", "first", 200, "", true},
		{"long", "this", 200, "", false},
		{"nonsense", `"Bad Gateway"`, 502, "", false},
		{"hints", "ok", 200, "", false},
		{"switches", `"Bad Gateway"`, 502, "", false},
		{"headers", `"Bad Gateway"`, 502, "", false},
		{"refuses", `"Bad Gateway"`, 502, "", false},
	} {
		resp, body, err := b.over(b.request(t.Context(), "GET", as, "/repos/acme/site/topics?how="+tt.how, ""))
		if resp == nil {
			t.Errorf("%s: %v", tt.how, err)
			continue
		}
		if resp.StatusCode != tt.status || !strings.Contains(body, tt.body) || (err != nil) != tt.breaks ||
			resp.Header.Get("Location") != tt.location || resp.Header.Get("Set-Cookie") != "" ||
			resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %.100q %v %v", tt.how, resp.StatusCode, body, err, resp.Header)
		}
	}
	<-gone
	b.streams(as, size)

	ctx, leave := context.WithCancel(t.Context())
	r := b.request(ctx, "GET", as, "/repos/acme/site/topics?how=stalls", "")
	resp, err := http.DefaultTransport.RoundTrip(r)
	b.must(err)
	leave()
	resp.Body.Close()
	select {
	case <-gone:
	case <-time.After(250 * time.Millisecond):
		t.Error("the far server is not told that the client went away")
	}

	b.far.Close()
	resp, body, err := b.over(b.request(t.Context(), "GET", as, "/repos/acme/site/topics", ""))
	if err != nil || resp.StatusCode != 502 || strings.Contains(body, b.far.Listener.Addr().String()) {
		t.Errorf("with nobody there: %v %s %v", resp, body, err)
	}
	b.discreet(strings.TrimPrefix(as, "Bearer "))
	b.front.CloseClientConnections()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines, and there were %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

// streams checks that what is large goes through without being kept.
func (b *border) streams(as string, size int64) {
	b.t.Helper()
	var start, end runtime.MemStats
	runtime.ReadMemStats(&start)
	resp, err := http.DefaultTransport.RoundTrip(b.request(b.t.Context(), "GET", as, "/repos/acme/site/topics?how=huge", ""))
	b.must(err)
	n, err := io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	runtime.ReadMemStats(&end)
	if kept := end.TotalAlloc - start.TotalAlloc; err != nil || n != size || kept > uint64(size)/4 {
		b.t.Errorf("%d of %d bytes came, and %d were allocated: %v", n, size, kept, err)
	}
	in, out := io.Pipe()
	r := b.request(b.t.Context(), "POST", as, "/repos/acme/site/issues/1/reactions?how=echo", "")
	r.Body, r.ContentLength = in, -1
	go func() {
		io.CopyN(out, zeros{}, 8<<20)
		out.Close()
	}()
	resp, err = http.DefaultTransport.RoundTrip(r)
	b.must(err)
	n, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if err != nil || n != 8<<20 {
		b.t.Errorf("%d bytes came back: %v", n, err)
	}
}

// zeros are as many as anybody wants.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// raw answers with just these bytes.
func raw(w http.ResponseWriter, bytes string) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	buffered.WriteString(bytes)
	buffered.Flush()
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
