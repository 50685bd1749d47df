package web_test

import (
	"context"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

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
