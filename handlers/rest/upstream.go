package rest

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"
)

// An Upstream is a GitHub-compatible server that does what Patrol does not
// serve itself, for those whom the law lets through.
type Upstream struct {
	URL     *url.URL      // of its API, such as https://github.example.com/api/v3
	Token   string        // that Patrol presents there
	Silence time.Duration // for which nothing may come or go; 0 for half a minute
	Log     *log.Logger   // of answers that break off
}

// A passage is one request on its way upstream.
type passage struct {
	*call
	path   string // below the API's root there, escaped
	token  string // empty to go as nobody
	heard  func() // tells that there is no silence
	failed error  // why there is no answer
}

// A bridge leads upstream.
type bridge struct {
	Upstream
	home  string // where we are
	proxy *httputil.ReverseProxy
}

// newBridge returns the way to u from home.
func newBridge(u Upstream, home string) *bridge {
	if u.Silence == 0 {
		u.Silence = 30 * time.Second
	}
	b := &bridge{Upstream: u, home: home}
	b.proxy = &httputil.ReverseProxy{
		Rewrite:        b.rewrite,
		ModifyResponse: b.modify,
		ErrorHandler:   fail,
		ErrorLog:       u.Log,
		FlushInterval:  -1, // what comes goes on at once
		Transport: network{&http.Transport{
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // bodies go through as they are
			MaxIdleConnsPerHost:    32,
			IdleConnTimeout:        time.Minute,
			MaxResponseHeaderBytes: 256 << 10,
		}},
	}
	return b
}

// forward passes c on and the answer back, as they come, until either side is
// silent for too long or goes away.
func (b *bridge) forward(c *call) error {
	token, err := b.tokenFor(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(c.ctx())
	defer cancel(nil)
	silence := time.AfterFunc(b.Silence, func() { cancel(context.DeadlineExceeded) })
	defer silence.Stop()
	p := &passage{call: c, path: c.match.ByName(c.Place), token: token,
		heard: func() { silence.Reset(b.Silence) }}
	r := c.Request().WithContext(context.WithValue(ctx, passageKey{}, p))
	http.NewResponseController(c.Response()).EnableFullDuplex() // where there is a network that can
	if r.ContentLength != 0 {
		r.Body = listened{r.Body, p.heard}
	}
	b.proxy.ServeHTTP(c.Response(), r)
	return p.failed
}

// passageOf is the passage that a request makes.
func passageOf(r *http.Request) *passage { return r.Context().Value(passageKey{}).(*passage) }

type passageKey struct{}

// listened is a body whose every part is heard of.
type listened struct {
	io.ReadCloser
	heard func()
}

func (l listened) Read(p []byte) (int, error) {
	l.heard()
	return l.ReadCloser.Read(p)
}

// fail keeps why there is no answer, for the caller of the proxy to say. To
// those who went away nothing need be said.
func fail(_ http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusBadGateway
	if errors.Is(context.Cause(r.Context()), context.DeadlineExceeded) {
		status = http.StatusGatewayTimeout
	}
	passageOf(r).failed = echo.NewHTTPError(status).SetInternal(err)
}

// A network carries requests and answers, and nothing that is not either:
// answers before the answer and headers after it would get past our own.
type network struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := n.RoundTripper.RoundTrip(r.WithContext(untraced{r.Context()}))
	if err != nil {
		return nil, err
	}
	answer := *resp // trailers are put into the other one
	answer.Request, answer.Trailer = r, nil
	return &answer, nil
}

// untraced is a context that ends with another, and tells nobody of anything.
type untraced struct{ context.Context }

// Value implements context.Context.
func (untraced) Value(any) any { return nil }
