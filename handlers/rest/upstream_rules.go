package rest

import (
	"maps"
	"mime"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
)

// tokenFor is what to present upstream for c: our token where it is the token's
// own power that lets c through, and nothing where everybody may see what is
// asked for, so that nobody is shown what Patrol alone may see. What our token
// cannot do in the caller's place is not served.
func (b *bridge) tokenFor(c *call) (string, error) {
	switch {
	case mayBeForm(c.Request()):
		return "", &patrol.Error{Kind: patrol.Malformed, Message: "Problems parsing JSON"}
	case c.match.Own(), elsewhere[c.match.ID], strings.HasSuffix(c.match.ID, "-for-authenticated-user"):
		return "", refuse(c, "it is about the account of whoever asks, and there that would be Patrol's")
	case c.Beside != nil && c.match.Value("repository_id") != "":
		return "", refuse(c, "ids of repositories are others there")
	case c.match.Workflows && c.match.Value("path") == "" && !c.MayChangeWorkflows():
		return "", &patrol.Error{Kind: patrol.Forbidden, Message: "refusing to allow a Personal Access Token " +
			"to change what may have workflows in it without `workflow` scope"}
	case c.Place != nil && c.Place.Role < drafts[c.match.ID] && !c.Open():
		return "", refuse(c, "our token would be shown drafts, which the token's user may not see")
	case c.Entitled(c.match.Spans()):
		return b.Token, nil
	case c.Open():
		return "", nil
	}
	return "", refuse(c, "it may tell of what the token or its user may not see")
}

// mayBeForm reports whether some server could take r's body for a form of a
// browser, in which some look for another method than the one that we judged.
func mayBeForm(r *http.Request) bool {
	types := r.Header["Content-Type"]
	if len(types) == 0 {
		return false // rewrite says what it is
	}
	kind, _, err := mime.ParseMediaType(types[0])
	return len(types) > 1 || err != nil || kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data"
}

// refuse says why c is not forwarded.
func refuse(c *call, why string) error {
	return &patrol.Error{Kind: patrol.NotServed,
		Message: "Patrol does not serve this operation (" + c.match.ID + ") and cannot forward it: " + why + "."}
}

// elsewhere are operations that act on an account that only their body names,
// or on that of whoever asks.
var elsewhere = map[string]bool{
	"repos/create-fork": true, "repos/create-using-template": true,
	"activity/get-repo-subscription": true, "activity/set-repo-subscription": true,
	"activity/delete-repo-subscription": true, "activity/list-repo-notifications-for-authenticated-user": true,
	"activity/mark-repo-notifications-as-read": true,
}

// drafts are operations that show more to those who have a role: what is not
// published yet.
var drafts = map[string]patrol.Level{
	"repos/list-releases": patrol.Write, "repos/get-release": patrol.Write,
	"security-advisories/list-repository-advisories": patrol.Admin, "security-advisories/get-repository-advisory": patrol.Admin,
}

// What goes on of a request, and of an answer. Everything else stays here:
// credentials, cookies, and headers that would have a server see another
// method or another caller.
var (
	headersOut = []string{"Accept", "Accept-Encoding", "Accept-Language", "Content-Encoding", "Content-Language",
		"Content-Type", "If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Range",
		"User-Agent", "X-Github-Api-Version"}
	headersBack = []string{"Accept-Ranges", "Content-Disposition", "Content-Encoding", "Content-Language",
		"Content-Length", "Content-Range", "Content-Type", "Deprecation", "Etag", "Last-Modified", "Link", "Location",
		"Retry-After", "Sunset", "Vary", "X-Github-Api-Version-Selected", "X-Github-Media-Type", "X-Poll-Interval",
		"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Ratelimit-Resource", "X-Ratelimit-Used"}
)

// queryKept are parameters of the query that stay here, whatever their case.
var queryKept = map[string]bool{"access_token": true, "client_secret": true, "_method": true}

// pick is what is in h under some names.
func pick(h http.Header, names []string) http.Header {
	picked := http.Header{}
	for _, name := range names {
		if values := h[name]; len(values) > 0 {
			picked[name] = values
		}
	}
	return picked
}

// rewrite makes the request that goes on.
func (b *bridge) rewrite(r *httputil.ProxyRequest) {
	p := passageOf(r.In)
	to := *b.URL
	to.RawPath = strings.TrimSuffix(b.URL.EscapedPath(), "/") + p.path
	to.Path, _ = url.PathUnescape(to.RawPath) // a path that matched cannot fail
	query := r.Out.URL.Query()
	maps.DeleteFunc(query, func(name string, _ []string) bool { return queryKept[strings.ToLower(name)] })
	to.RawQuery = query.Encode()
	r.Out.URL, r.Out.Host = &to, to.Host
	r.Out.Header = pick(r.Out.Header, headersOut)
	r.Out.Trailer = nil
	if r.In.ContentLength != 0 && r.Out.Header["Content-Type"] == nil {
		r.Out.Header.Set("Content-Type", "application/json") // some servers would guess a form
	}
	if p.token != "" {
		r.Out.Header.Set("Authorization", "Bearer "+p.token)
	}
}

// modify makes the answer that goes back. It leads to ourselves, is nothing
// that a browser would run, and has none of our own headers twice.
func (b *bridge) modify(resp *http.Response) error {
	p := passageOf(resp.Request)
	if resp.StatusCode == http.StatusUnauthorized {
		return echo.NewHTTPError(http.StatusBadGateway, "upstream refuses our token")
	}
	header := pick(resp.Header, headersBack)
	for name, values := range header {
		if b.Token != "" && strings.Contains(strings.Join(values, "\n"), b.Token) {
			delete(header, name)
		}
	}
	b.leadHome(header, p)
	for name := range header {
		delete(p.Response().Header(), name)
	}
	header["Cache-Control"] = revalidate
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	resp.Header = header
	resp.Body = listened{resp.Body, p.heard}
	return nil
}

// target is an address in a header Link.
var target = regexp.MustCompile(`<[^<>?]*(\?[^<>]*)?>`)

// leadHome has links to other pages, and redirects within the server that
// answered, lead through us. Other pages of a list are where this one is: the
// server may call that by an id of its own.
func (b *bridge) leadHome(header http.Header, p *passage) {
	if link := header.Get("Link"); link != "" {
		at := strings.ReplaceAll(b.home+p.Request().URL.EscapedPath(), "$", "$$")
		header.Set("Link", target.ReplaceAllString(link, "<"+at+"$1>"))
	}
	if path, within := strings.CutPrefix(header.Get("Location"), strings.TrimSuffix(b.URL.String(), "/")+"/"); within {
		header.Set("Location", b.home+Prefix+"/"+path)
	}
}
