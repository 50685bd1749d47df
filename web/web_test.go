package web_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// openToAll are the pages for people who have not signed in, or cannot.
var openToAll = []string{
	"GET /", "GET /login", "POST /login", "GET /login/check", "POST /logout",
	"GET /setup/:key", "POST /setup/:key", "GET /password/:key", "POST /password/:key", "GET /static/*",
	"GET /unsubscribe/:key", oneClick,
}

// oneClick is what mail programs send for their users, from where they are.
const oneClick = "POST /unsubscribe/:key"

// forPrograms are the names of handlers that have locks of their own kind.
var forPrograms = regexp.MustCompile(`\.\(\*API\)\.answer-fm|\.\(\*Git\)\.serve-fm`)

// Whoever has not signed in has to before they go on, but at the pages named
// above; a form of another site gets nowhere. Programs and git have locks of
// their own kind.
func TestEveryRouteHasALock(t *testing.T) {
	w := newTown(t, townAddress)
	pages := 0
	for _, r := range w.server.(inspected).Routes() {
		if forPrograms.MatchString(r.Name) || r.Path == "/static/*" {
			continue
		}
		pages++
		path := strings.NewReplacer(":org", "acme", ":id", "1", ":key", "x").Replace(r.Path)
		req := httptest.NewRequest(r.Method, path, nil)
		req.Host = "patrol.test"
		if resp := w.do(req); !slices.Contains(openToAll, r.Method+" "+r.Path) && !asksToSignIn(resp) {
			t.Errorf("%s %s lets anybody in: %d", r.Method, r.Path, resp.StatusCode)
		}
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		if resp := w.do(req); r.Method == "POST" && resp.StatusCode != http.StatusForbidden &&
			r.Method+" "+r.Path != oneClick {
			t.Errorf("%s takes a form of another site: %d", r.Path, resp.StatusCode)
		}
	}
	if pages < 20 {
		t.Errorf("saw only %d pages", pages)
	}
}

// asksToSignIn reports whether resp leads to where one signs in, or, in answer
// to a form, is the page to do so.
func asksToSignIn(resp *http.Response) bool {
	if resp.StatusCode == http.StatusSeeOther {
		return strings.HasPrefix(resp.Header.Get("Location"), "/login")
	}
	body, err := io.ReadAll(resp.Body)
	return err == nil && resp.StatusCode == http.StatusUnprocessableEntity && strings.Contains(string(body), "Sign in to go on")
}

// do is the answer to req.
func (w *town) do(req *http.Request) *http.Response {
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, req)
	return rec.Result()
}

// get is the answer to a GET of path at host, by nobody in particular.
func (w *town) get(host, path string, header http.Header) *http.Response {
	req := httptest.NewRequest("GET", path, nil)
	req.Host = host
	if header != nil {
		req.Header = header
	}
	return w.do(req)
}

// No page can be had under a name that others control.
func TestOtherHostsAreRefused(t *testing.T) {
	w := newTown(t, townAddress)
	for host, want := range map[string]int{"patrol.test": 200, "Patrol.TEST": 200, "evil.test": 421, "patrol.test:8080": 421, "": 421, "patrol.test.evil.test": 421} {
		r := w.get(host, "/login", nil)
		if r.StatusCode != want || r.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%q: %d, want %d, with %v", host, r.StatusCode, want, r.Header)
		}
	}
	local := newTown(t, "http://127.0.0.1:8080")
	for host, want := range map[string]int{"127.0.0.1:8080": 200, "localhost:8080": 200, "[::1]:8080": 200, "localhost:81": 421, "evil.test:8080": 421} {
		if got := local.get(host, "/login", nil).StatusCode; got != want {
			t.Errorf("loopback as %q: %d, want %d", host, got, want)
		}
	}
}

func TestHeadersTrustNobody(t *testing.T) {
	w := newTown(t, townAddress)
	for _, path := range []string{"/login", "/nowhere", "/api/v3/", "/api/v3/nowhere", "/acme/site.git/info/refs?service=git-upload-pack"} {
		h := w.get("patrol.test", path, nil).Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Strict-Transport-Security") == "" || h.Get("X-Request-Id")+h.Get("X-GitHub-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
		policy := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(path, "/api") && (!strings.Contains(policy, "default-src 'none'") ||
			strings.Contains(policy, "unsafe") || h.Get("Referrer-Policy") == "") {
			t.Errorf("%s: %v", path, h)
		}
	}
	if h := newTown(t, "http://127.0.0.1:8080").get("127.0.0.1:8080", "/login", nil).Header; h.Get("Strict-Transport-Security") != "" {
		t.Error("plain http asks to be TLS only")
	}
}

// Each door says in its own language that something is not there.
func TestErrorsSpeakTheDoorsLanguage(t *testing.T) {
	w := newTown(t, townAddress)
	for path, want := range map[string]string{
		"/nowhere":         "text/html; charset=utf-8",
		"/api/v3/nowhere":  "application/json; charset=utf-8",
		"/api/v3/user/":    "application/json; charset=utf-8",
		"/a/b.git/nowhere": "text/html; charset=utf-8",
		"/a/b.git/info/refs?service=git-upload-pack": "text/plain; charset=utf-8",
	} {
		resp := w.get("patrol.test", path, nil)
		if got := resp.Header.Get("Content-Type"); !strings.EqualFold(got, want) || resp.StatusCode < 400 {
			t.Errorf("%s: %d %s, want %s", path, resp.StatusCode, got, want)
		}
	}
}

// An answer that fails on its way, as a long table may, is broken off: nobody
// takes what there is of it for all.
func TestWhatIsCutOffDoesNotLookWhole(t *testing.T) {
	w := newTown(t, townAddress)
	w.server.(inspected).GET("/half", func(c echo.Context) error {
		return errors.Join(c.String(http.StatusOK, "half of it"), errors.New("the database is gone"))
	})
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("it ends with %v", got)
		}
	}()
	w.get("patrol.test", "/half", nil)
}
