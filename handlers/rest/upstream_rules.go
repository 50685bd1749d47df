package rest

import (
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
	case isForm(c.Request()):
		return "", &patrol.Error{Kind: patrol.Malformed, Message: "Problems parsing JSON"}
	case c.match.Own(), elsewhere[c.match.ID]:
		return "", refuse(c, "it is about the account of whoever asks, and there that would be Patrol's")
	case c.Beside != nil && c.match.Value("repository_id") != "":
		return "", refuse(c, "ids of repositories are others there")
	case c.match.Workflows && c.match.Value("path") == "" && !c.MayChangeWorkflows():
		return "", &patrol.Error{Kind: patrol.Forbidden, Message: "refusing to allow a Personal Access Token " +
			"to change what may have workflows in it without `workflow` scope"}
	case forWriters[c.match.ID] && !c.Open() && c.Place.Role < patrol.Write:
		return "", refuse(c, "our token would be shown drafts, which only those see who may write")
	case c.Entitled(c.match.Spans()):
		return b.Token, nil
	case c.Open():
		return "", nil
	}
	return "", refuse(c, "it is about all repositories, and the token or its user may not see them all")
}

// isForm reports whether r has a form of a browser, in which some servers look
// for another method than the one that we judged.
func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data")
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

// forWriters are operations that show more to those who may write.
var forWriters = map[string]bool{"repos/list-releases": true, "repos/get-release": true}

// What goes on of a request, and of an answer. Everything else stays here:
// credentials, cookies, and headers that would have a server see another
// method or another caller.
var (
	headersOut = []string{"Accept", "Accept-Encoding", "Accept-Language", "Content-Encoding", "Content-Language",
		"Content-Type", "If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Range",
		"User-Agent", "X-Github-Api-Version"}
	headersBack = []string{"Accept-Ranges", "Content-Disposition", "Content-Encoding",
		"Content-Language", "Content-Length", "Content-Range", "Content-Type", "Deprecation", "Etag", "Last-Modified", "Link", "Location", "Retry-After", "Sunset", "Vary",
		"X-Github-Api-Version-Selected", "X-Github-Media-Type", "X-Poll-Interval", "X-Ratelimit-Limit",
		"X-Ratelimit-Remaining", "X-Ratelimit-Reset", "X-Ratelimit-Resource", "X-Ratelimit-Used"}
)

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
	for _, name := range []string{"access_token", "client_secret", "_method"} {
		query.Del(name)
	}
	to.RawQuery = query.Encode()
	r.Out.URL, r.Out.Host = &to, to.Host
	r.Out.Header = pick(r.Out.Header, headersOut)
	r.Out.Trailer = nil
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
