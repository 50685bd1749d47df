package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/net/html"
)

// A visitor is someone with a browser, who may have signed in.
type visitor struct {
	server *server
	cookie string
}

// signIn returns a visitor who has signed in.
func (b *bench) signIn(ctx context.Context, login string) (*visitor, error) {
	v := &visitor{server: b.patrol}
	answer, err := v.send(ctx, http.MethodPost, "/login", url.Values{"login": {login}, "password": {commonPassword}})
	if err != nil {
		return nil, err
	}
	for _, c := range answer.cookies {
		v.cookie = c.Name + "=" + c.Value
	}
	if v.cookie == "" {
		return nil, fmt.Errorf("%s cannot sign in: %d", login, answer.status)
	}
	return v, nil
}

// headers are what v's browser sends with each request.
func (v *visitor) headers() http.Header {
	h := http.Header{"Accept-Encoding": {"gzip, deflate, br, zstd"}, "User-Agent": {"Mozilla/5.0 (X11; Linux x86_64)"}}
	if v.cookie != "" {
		h.Set("Cookie", v.cookie)
	}
	return h
}

// asks is a load of v's getting a path again and again.
func (v *visitor) asks(path string) *load {
	request := ask{http.MethodGet, path, v.headers(), ""}.bytes(v.server.address)
	return &load{server: v.server, clients: clients, status: http.StatusOK,
		request: func(int64) []byte { return request }}
}

// An answer is one as it came over the wire.
type answer struct {
	status  int
	size    int    // of the body, as it was sent
	body    []byte // unpacked
	keeps   bool   // the browser need not ask for it again
	cookies []*http.Cookie
}

// send sends a request, with a form if there is one, and follows nothing.
func (v *visitor) send(ctx context.Context, method, path string, form url.Values) (*answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+v.server.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header = v.headers()
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	sent, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	body, err := unpack(sent, res.Header.Get("Content-Encoding"))
	return &answer{res.StatusCode, len(sent), body,
		strings.Contains(res.Header.Get("Cache-Control"), "immutable"), res.Cookies()}, err
}

func unpack(sent []byte, coding string) ([]byte, error) {
	switch coding {
	case "":
		return sent, nil
	case "br":
		return io.ReadAll(brotli.NewReader(bytes.NewReader(sent)))
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(sent))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	case "zstd":
		r, err := zstd.NewReader(bytes.NewReader(sent))
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return io.ReadAll(r)
	}
	return nil, errors.New("who asked for " + coding + "?")
}

// A visit is what it takes to show a page.
type visit struct{ requests, bytes int }

// open gets a page and all that it needs, as a browser that comes for the
// first time and as one that has been there.
func (v *visitor) open(ctx context.Context, at string) (first, second visit, err error) {
	page, err := v.send(ctx, http.MethodGet, at, nil)
	if err != nil {
		return first, second, err
	}
	if page.status != http.StatusOK {
		return first, second, fmt.Errorf("%s: %d", at, page.status)
	}
	first, second = visit{1, page.size}, visit{1, page.size}
	root, err := html.Parse(bytes.NewReader(page.body))
	if err != nil {
		return first, second, err
	}
	seen := map[string]bool{}
	for wanted := needs(root); len(wanted) > 0; wanted = wanted[1:] {
		if seen[wanted[0]] {
			continue
		}
		seen[wanted[0]] = true
		file, err := v.send(ctx, http.MethodGet, wanted[0], nil)
		if err != nil {
			return first, second, err
		}
		if file.status != http.StatusOK {
			return first, second, fmt.Errorf("%s needs %s: %d", at, wanted[0], file.status)
		}
		first = visit{first.requests + 1, first.bytes + file.size}
		if !file.keeps {
			second = visit{second.requests + 1, second.bytes + file.size}
		}
		if strings.HasSuffix(wanted[0], ".css") {
			wanted = append(wanted, inStyle(wanted[0], file.body)...)
		}
	}
	return first, second, nil
}

// needs are the paths that a browser gets to show a page.
func needs(page *html.Node) (paths []string) {
	for n := range page.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "link" && attr(n, "href") != "":
			paths = append(paths, attr(n, "href"))
		case (n.Data == "script" || n.Data == "img") && attr(n, "src") != "":
			paths = append(paths, attr(n, "src"))
		case n.Data == "use" && !strings.HasPrefix(attr(n, "href"), "#"):
			file, _, _ := strings.Cut(attr(n, "href"), "#")
			paths = append(paths, file)
		}
	}
	return paths
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

var styleURL = regexp.MustCompile(`url\(["']?([^"')]+)`)

// inStyle are the paths that the style sheet at a path refers to.
func inStyle(at string, css []byte) (paths []string) {
	for _, found := range styleURL.FindAllSubmatch(css, -1) {
		to := string(found[1])
		if strings.HasPrefix(to, "data:") {
			continue
		}
		if !strings.HasPrefix(to, "/") {
			to = path.Join(path.Dir(at), to)
		}
		paths = append(paths, to)
	}
	return paths
}
