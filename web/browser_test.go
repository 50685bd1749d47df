package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A browser is a person at the console. It sends only what the page it is on
// has links, fields and buttons for, so it notices when page and handler
// disagree; and it fails the test for a page that no page may be like.
type browser struct {
	t      testing.TB
	client *http.Client
	page   *html.Node
	sent   *http.Request // the last one, after redirects
	seen   []string      // the paths of all pages so far

	URL    *url.URL
	Status int
	Header http.Header
	Body   string
}

// newBrowser returns a browser for the console that h serves at address, such
// as https://patrol.test. Cookies work as they do there; no network is used.
func newBrowser(t testing.TB, h http.Handler, address string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address + "/")
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, URL: u, client: &http.Client{Jar: jar, Transport: wire{h}}}
}

// A wire hands requests to a handler as a connection from loopback would.
type wire struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.Host, in.RequestURI, in.RemoteAddr = r.URL.Host, r.URL.RequestURI(), "127.0.0.1:50000"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, in)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// Open goes to a page, as by typing its address.
func (b *browser) Open(path string) {
	b.t.Helper()
	b.visit(b.request("GET", path, nil, "none"))
}

// Follow follows the link that is labelled so.
func (b *browser) Follow(words string) {
	b.t.Helper()
	var links []string
	for n := range elements(b.page) {
		if n.Data != "a" || !hasAttr(n, "href") {
			continue
		}
		if label(n) == words {
			b.visit(b.request("GET", attr(n, "href"), nil, "same-origin"))
			return
		}
		links = append(links, label(n))
	}
	b.t.Fatalf("%s has no link %q, but %q", b.URL.Path, words, links)
}

// Find returns the element with the id given.
func (b *browser) Find(id string) *html.Node {
	b.t.Helper()
	n := byID(b.page, id)
	if n == nil {
		b.t.Fatalf("%s (%d) has nothing with id %q", b.URL.Path, b.Status, id)
	}
	return n
}

// Has reports whether the page has an element with the id given.
func (b *browser) Has(id string) bool { return byID(b.page, id) != nil }

// Text returns the text of the element with the id given.
func (b *browser) Text(id string) string {
	b.t.Helper()
	return text(b.Find(id))
}

// Says reports whether the page has these words, whatever their elements.
func (b *browser) Says(words string) bool { return strings.Contains(text(b.page), words) }

// Problem returns what the page has to say about a field, or "".
func (b *browser) Problem(field string) string {
	if n := byID(b.page, field+"-problem"); n != nil {
		return text(n)
	}
	return ""
}

// request makes a request from the page b is on; a body is a form's.
func (b *browser) request(method, path string, form url.Values, site string) *http.Request {
	b.t.Helper()
	to, err := b.URL.Parse(path)
	if err != nil {
		b.t.Fatal(err)
	}
	to.Fragment = ""
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, to.String(), body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0")
	req.Header.Set("Sec-Fetch-Site", site)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req
}

// visit sends req, follows where it leads and looks at the page there.
func (b *browser) visit(req *http.Request) {
	b.t.Helper()
	b.send(req)
	b.URL = b.sent.URL
	page, err := html.Parse(strings.NewReader(b.Body))
	if err != nil {
		b.t.Fatal(err)
	}
	b.page = page
	if strings.HasPrefix(b.Header.Get("Content-Type"), "text/html") {
		b.seen = append(b.seen, b.URL.Path)
		b.check()
	}
}

// send sends req and keeps the answer.
func (b *browser) send(req *http.Request) {
	b.t.Helper()
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.sent, b.Status, b.Header, b.Body = resp.Request, resp.StatusCode, resp.Header, string(body)
}
