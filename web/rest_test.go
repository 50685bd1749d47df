package web_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

func TestAPIAnswersInGitHubsWords(t *testing.T) {
	w := newWorld(t)
	site := bearer(w.approved("site", reads("contents=read", w.site)))
	issues := bearer(w.approved("issues", reads("issues=read", w.site)))
	waiting := bearer(w.token("waiting", "acme", 30, reads("contents=read")))
	mine := bearer(w.token("mine", "dana", 30, reads("contents=read")))
	made := "Bearer " + patrol.NewSecret(7).Reveal()
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:"+strings.TrimPrefix(site, "Bearer ")))

	for _, tt := range []struct {
		as, path string
		status   int
		message  string // of an error
	}{
		{"", "/user", 401, "Requires authentication"},
		{"", "/user/repos", 401, "Requires authentication"},
		{"Bearer nonsense", "/user", 401, "Bad credentials"},
		{"Bearer nonsense", "/repos/acme/docs", 401, "Bad credentials"},
		{"Negotiate x", "/", 401, "Bad credentials"},
		{"Basic %", "/", 401, "Bad credentials"},
		{made, "/user", 401, "Bad credentials"},
		{site, "/user", 200, ""},
		{"token " + strings.TrimPrefix(site, "Bearer "), "/user", 200, ""},
		{"bearer  " + strings.TrimPrefix(site, "Bearer "), "/user", 200, ""},
		{basic, "/user", 200, ""},

		{"", "/repos/acme/docs", 200, ""},
		{"", "/repos/ACME/Docs", 200, ""},
		{"", "/repos/acme/docs/contents/README.md", 200, ""},
		{"", "/repos/acme/site", 404, "Not Found"},
		{"", "/repos/acme/site/branches", 404, "Not Found"},
		{site, "/repos/acme/site", 200, ""},
		{site, "/repos/acme/site/contents/README.md", 200, ""},
		{site, "/repos/acme/docs/contents/README.md", 200, ""},
		{site, "/repos/acme/vault", 404, "Not Found"},
		{issues, "/repos/acme/site", 200, ""},
		{issues, "/repos/acme/site/contents/README.md", 403, "Resource not accessible by personal access token"},
		{issues, "/repos/acme/site/commits", 403, "Resource not accessible by personal access token"},
		{waiting, "/repos/acme/site", 404, "Not Found"},
		{waiting, "/repos/acme/docs", 200, ""},
		{mine, "/repos/acme/site", 404, "Not Found"},
		{mine, "/repos/dana/dotfiles", 200, ""},

		{"", "/users/dana", 200, ""},
		{"", "/users/acme", 200, ""},
		{"", "/users/globex", 404, "Not Found"},
		{site, "/users/nobody", 404, "Not Found"},
		{site, "/users/no%00body", 404, "Not Found"},
		{site, "/users/", 404, "Not Found"},
		{"", "/orgs/acme", 200, ""},
		{"", "/orgs/dana", 404, "Not Found"},
		{"", "/orgs/dana/repos", 404, "Not Found"},
		{"", "", 200, ""},
		{"", "/", 200, ""},
		{"", "/meta", 200, ""},
		{"", "/rate_limit", 404, "Rate limiting is not enabled."},
		{"", "/nowhere", 404, "Not Found"},
		{site, "/user/", 404, "Not Found"},
		{site, "/repos/acme/site/", 404, "Not Found"},
		{site, "/repos/acme", 404, "Not Found"},

		{site, "/repos/acme/site/contents/nothing", 404, "Not Found"},
		{site, "/repos/acme/site/contents/docs/", 404, "Not Found"},
		{site, "/repos/acme/site/contents/a//b", 404, "Not Found"},
		{site, "/repos/acme/site/contents/..%2fREADME.md", 404, "Not Found"},
		{site, "/repos/acme/site/contents/README.md?ref=%00", 422, "Validation Failed"},
		{site, "/repos/acme/site/contents/README.md?ref=gone", 404, "No commit found for the ref gone"},
		{site, "/repos/acme/site/contents/README.md?ref=feature/x", 200, ""},
		{site, "/repos/acme/site/contents/docs%2Fgr%C3%B6%C3%9Fe.txt", 200, ""},
		{site, "/repos/acme/site/commits?sha=gone", 404, "Not Found"},
		{site, "/repos/acme/site/commits?since=yesterday", 422, "Validation Failed"},
		{site, "/repos/acme/site/commits?path=%00", 422, "Validation Failed"},
		{site, "/repos/acme/site/commits?path=../etc", 422, "Validation Failed"},
		{site, "/repos/acme/site/commits?path=/docs/", 200, ""},
	} {
		got := w.get(tt.as, tt.path)
		if got.StatusCode != tt.status {
			t.Errorf("%.12s %s: %d, want %d: %.200s", tt.as, tt.path, got.StatusCode, tt.status, got.body)
			continue
		}
		rest := fmt.Sprintf(`"documentation_url":"https://patrol.test/api/v3","status":"%d"}`, tt.status)
		if tt.status >= 400 && (got.message() != tt.message || !strings.HasSuffix(got.body, rest)) {
			t.Errorf("%.12s %s: %s", tt.as, tt.path, got.body)
		}
		if kind := got.Header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
			t.Errorf("%s is %s", tt.path, kind)
		}
	}
}

func TestAPIKnowsMethods(t *testing.T) {
	w := newWorld(t)
	for method, status := range map[string]int{"HEAD": 200, "GET": 200, "POST": 404, "DELETE": 401, "BREW": 404, "OPTIONS": 204} {
		got := w.call(method, "", "/repos/acme/docs")
		allow := map[string]string{"OPTIONS": "GET, HEAD, PATCH, DELETE, OPTIONS"}[method]
		if got.StatusCode != status || got.Header.Get("Allow") != allow {
			t.Errorf("%s: %d %v", method, got.StatusCode, got.Header)
		}
	}
}

func TestAPIHeaders(t *testing.T) {
	w := newWorld(t)
	short := w.approved("short", reads("contents=read", w.site))
	forever := bearer(w.token("forever", "dana", patrol.Forever, reads("contents=read")))
	for _, tt := range []struct {
		as, path, accepted, expires string
	}{
		{bearer(short), "/repos/acme/site/branches", "contents=read", "2026-12-02 03:04:05 UTC"},
		{bearer(short), "/repos/acme/vault", "metadata=read", "2026-12-02 03:04:05 UTC"},
		{bearer(short), "/user", "", "2026-12-02 03:04:05 UTC"},
		{forever, "/user/repos", "metadata=read", ""},
		{"", "/repos/acme/docs", "", ""},
		{"Bearer nonsense", "/repos/acme/docs", "", ""},
	} {
		got := w.get(tt.as, tt.path)
		if a := got.Header.Get("X-Accepted-GitHub-Permissions"); a != tt.accepted {
			t.Errorf("%s accepts %q, want %q", tt.path, a, tt.accepted)
		}
		if e := got.Header.Get("github-authentication-token-expiration"); e != tt.expires {
			t.Errorf("%s: the token ends %q, want %q", tt.path, e, tt.expires)
		}
		if _, scopes := got.Header["X-Oauth-Scopes"]; scopes || got.Header.Get("X-GitHub-Request-Id") == "" {
			t.Errorf("%s: %v", tt.path, got.Header)
		}
	}
	for version, status := range map[string]int{"2022-11-28": 200, "2026-03-10": 200, "2020-01-01": 400, "": 400} {
		if got := w.get("", "/meta", "X-GitHub-Api-Version", version); got.StatusCode != status {
			t.Errorf("version %q: %d %s", version, got.StatusCode, got.body)
		}
	}
}

// What is private and what is not there are told apart by nothing.
func TestAPIHidesWhatIsPrivate(t *testing.T) {
	w := newWorld(t)
	for who, as := range map[string]string{
		"nobody":       "",
		"other":        bearer(w.token("mine", "dana", 30, reads("contents=read"))),
		"waiting":      bearer(w.token("waiting", "acme", 30, reads("contents=read"))),
		"not selected": bearer(w.approved("site", reads("contents=read", w.site))),
		"public only":  bearer(w.approved("public", patrol.Reach{Selection: patrol.PublicOnly})),
	} {
		for _, path := range []string{"", "/branches", "/commits", "/contents/README.md", "/contents/", "/nothing"} {
			private := w.get(as, "/repos/acme/vault"+path)
			absent := w.get(as, "/repos/acme/other"+path)
			for _, a := range []answer{private, absent} {
				a.Header.Del("X-GitHub-Request-Id")
			}
			if private.StatusCode != 404 || private.body != absent.body || private.StatusCode != absent.StatusCode ||
				!maps.EqualFunc(private.Header, absent.Header, slices.Equal) {
				t.Errorf("%s, %s: %d %v %s, but of nothing %d %v %s", who, path, private.StatusCode, private.Header,
					private.body, absent.StatusCode, absent.Header, absent.body)
			}
		}
	}
}

// Neither takes noticeably longer. The bound is wide, for machines are busy.
func TestAPIHidesInTheSameTime(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.approved("site", reads("contents=read", w.site)))
	typical := func(path string) time.Duration {
		var took []time.Duration
		for range 300 {
			began := time.Now()
			w.get(as, path)
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	private, absent := typical("/repos/acme/vault"), typical("/repos/acme/other")
	if private > 4*absent+time.Millisecond || absent > 4*private+time.Millisecond {
		t.Errorf("private takes %v, absent %v", private, absent)
	}
}

func TestAPIListsWhatTheTokenSees(t *testing.T) {
	w := newWorld(t)
	all := w.approved("all", reads("contents=read"))
	pending := bearer(w.token("pending", "acme", 30, reads("contents=read")))
	mine := w.token("mine", "dana", 30, reads("contents=read"))
	publicOnly := patrol.Reach{Selection: patrol.PublicOnly}
	for _, tt := range []struct{ who, as, path, want string }{
		{"nobody", "", "/orgs/acme/repos", "acme/docs"},
		{"pending", pending, "/orgs/acme/repos", "acme/docs"},
		{"pending", pending, "/user/repos", "acme/docs dana/www"},
		{"all", bearer(all), "/orgs/acme/repos", "acme/bare acme/docs acme/site acme/vault"},
		{"all", bearer(all), "/user/repos", "acme/bare acme/docs acme/site acme/vault dana/www"},
		{"one", bearer(w.approved("one", reads("contents=read", w.site))), "/orgs/acme/repos", "acme/docs acme/site"},
		{"public", bearer(w.approved("public", publicOnly)), "/user/repos", "acme/docs dana/www"},
		{"members", bearer(w.approved("members", reads("members=read"))), "/orgs/acme/repos", "acme/docs"},
		{"mine", bearer(mine), "/user/repos", "acme/docs dana/dotfiles dana/www"},
	} {
		got := w.get(tt.as, tt.path+"?per_page=100&sort=full_name")
		if got.StatusCode != 200 || got.fullNames() != tt.want || got.Header.Get("Link") != "" {
			t.Errorf("%s %s: %d %s, want %s", tt.who, tt.path, got.StatusCode, got.fullNames(), tt.want)
		}
		last := ""
		if n := len(strings.Fields(tt.want)); n > 1 {
			last = fmt.Sprintf(`page=%d&per_page=1>; rel="last"`, n)
		}
		links := w.get(tt.as, tt.path+"?per_page=1").Header.Get("Link")
		if !strings.HasSuffix(links, last) || last == "" && links != "" {
			t.Errorf("%s %s: the links tell of other than %s: %s", tt.who, tt.path, tt.want, links)
		}
	}
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(w.acme.ID, patrol.FineGrained, patrol.Policy{Access: patrol.No})
	})
	if got := w.get(bearer(all), "/user/repos").fullNames(); got != "acme/docs dana/www" {
		t.Errorf("where tokens are restricted: %s", got)
	}
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(w.acme.ID, patrol.FineGrained, patrol.Policy{MaxDays: 7})
	})
	if got := w.get(bearer(all), "/user/repos").fullNames(); got != "acme/docs dana/www" {
		t.Errorf("where tokens live shorter: %s", got)
	}
}

func TestAPIFiltersLists(t *testing.T) {
	w := newWorld(t)
	all := bearer(w.approved("all", reads("contents=read")))
	for path, want := range map[string]string{
		"/user/repos?visibility=public":               "acme/docs dana/www",
		"/user/repos?visibility=private":              "acme/bare acme/site acme/vault",
		"/user/repos?type=owner":                      "dana/www",
		"/user/repos?type=member&visibility=public":   "acme/docs",
		"/user/repos?affiliation=collaborator":        "",
		"/user/repos?affiliation=owner, collaborator": "dana/www",
		"/orgs/acme/repos?type=private":               "acme/bare acme/vault acme/site",
		"/orgs/acme/repos":                            "acme/bare acme/vault acme/docs acme/site",
		"/orgs/acme/repos?direction=asc":              "acme/site acme/docs acme/vault acme/bare",
		"/orgs/acme/repos?sort=full_name":             "acme/bare acme/docs acme/site acme/vault",
		"/user/repos?sort=full_name&direction=desc":   "dana/www acme/vault acme/site acme/docs acme/bare",
		"/user/repos?sort=pushed&type=member":         "acme/bare acme/vault acme/docs acme/site",
		"/orgs/acme/repos?type=internal":              "",
		"/orgs/acme/repos?type=forks":                 "",
	} {
		if got := w.get(all, strings.ReplaceAll(path, " ", "%20")); got.fullNames() != want {
			t.Errorf("%s: %s, want %s", path, got.fullNames(), want)
		}
	}
	for _, path := range []string{"/user/repos?type=x", "/user/repos?affiliation=,", "/user/repos?visibility=x",
		"/user/repos?sort=size", "/orgs/acme/repos?direction=up",
		"/orgs/acme/repos?type=x"} {
		if got := w.get(all, path); got.StatusCode != 422 || !strings.Contains(got.body, `"errors":[{"field":`) {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
}

func TestAPIPages(t *testing.T) {
	w := newWorld(t)
	all := bearer(w.approved("all", reads("contents=read")))
	const at = "<https://patrol.test/api/v3/orgs/acme/repos?page=%d&per_page=2>; rel=%q"
	link := func(number int, rel string) string { return fmt.Sprintf(at, number, rel) }
	for page, want := range map[string][]string{
		"":          {link(2, "next"), link(2, "last")},
		"&page=1":   {link(2, "next"), link(2, "last")},
		"&page=2":   {link(1, "prev"), link(1, "first")},
		"&page=9":   {link(2, "prev"), link(1, "first")},
		"&page=-1":  {link(2, "next"), link(2, "last")},
		"&page=1e9": {link(2, "next"), link(2, "last")},
	} {
		got := w.get(all, "/orgs/acme/repos?per_page=2"+page)
		if links := got.Header.Get("Link"); got.StatusCode != 200 || links != strings.Join(want, ", ") {
			t.Errorf("page %q: %s", page, links)
		}
	}
	commits := w.get(all, "/repos/acme/site/commits?per_page=1").Header.Get("Link")
	if !strings.HasSuffix(commits, `page=2&per_page=1>; rel="next"`) {
		t.Errorf("commits: %s", commits)
	}
	if got := w.get(all, "/repos/acme/site/branches?per_page=1&page=99999999999999999999"); got.StatusCode != 200 {
		t.Errorf("a page far away: %d", got.StatusCode)
	}
}

// What ends a token ends it at the next request.
func TestAPIFollowsAtOnce(t *testing.T) {
	w := newWorld(t)
	member := func(role patrol.MemberRole) {
		w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.dana.ID, role) })
	}
	for _, tt := range []struct {
		name   string
		end    func(*patrol.Issued)
		path   string
		status int
	}{
		{"deleted", func(i *patrol.Issued) { w.must(w.DeleteToken(t.Context(), w.dana, i.Token.ID)) }, "/user", 401},
		{"regenerated", func(i *patrol.Issued) {
			_, err := w.RegenerateToken(t.Context(), w.dana, i.Token.ID, i.Token.SecretID, 30)
			w.must(err)
		}, "/user", 401},
		{"no longer a member", func(*patrol.Issued) { member("") }, "/repos/acme/site", 404},
		{"expired", func(*patrol.Issued) { w.pass(30 * 24 * time.Hour) }, "/user", 401},
	} {
		member(patrol.Member)
		i := w.approved(tt.name, reads("contents=read"))
		if got := w.get(bearer(i), "/repos/acme/site"); got.StatusCode != 200 {
			t.Fatalf("%s: before, %d", tt.name, got.StatusCode)
		}
		tt.end(i)
		if got := w.get(bearer(i), tt.path); got.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d", tt.name, got.StatusCode, tt.status)
		}
	}
}

func TestAPIEndsWithItsUser(t *testing.T) {
	w := newWorld(t)
	i := bearer(w.token("mine", "dana", 30, reads("contents=read")))
	if got := w.get(i, "/user"); got.StatusCode != http.StatusOK {
		t.Fatal(got.body)
	}
	w.must(w.Suspend(t.Context(), "dana", true))
	if got := w.get(i, "/user"); got.StatusCode != http.StatusUnauthorized || got.message() != "Bad credentials" {
		t.Errorf("suspended: %d %s", got.StatusCode, got.body)
	}
}

// A user's tokens share one rate, and asking for it costs nothing.
func TestAPILimitsRates(t *testing.T) {
	w := newWorld(t)
	w.Limits.Requests, w.Limits.AnonymousRequests = 3, 1
	one, two := bearer(w.token("one", "dana", 30, reads("contents=read"))), bearer(w.token("two", "dana", 30, reads("")))
	for i, tt := range []struct {
		as, path        string
		status          int
		remaining, used string
	}{
		{one, "/user", 200, "2", "1"},
		{two, "/nothing", 404, "", ""},
		{two, "/repos/acme/vault", 404, "1", "2"},
		{two, "/rate_limit", 200, "", ""},
		{one, "/user", 200, "0", "3"},
		{two, "/user", 403, "0", "3"},
		{"", "/meta", 200, "0", "1"},
		{"Bearer nonsense", "/meta", 403, "0", "1"},
	} {
		got := w.get(tt.as, tt.path)
		if h := got.Header; got.StatusCode != tt.status || h.Get("X-RateLimit-Remaining") != tt.remaining ||
			h.Get("X-RateLimit-Used") != tt.used {
			t.Errorf("%d: %s: %d %v", i, tt.path, got.StatusCode, h)
		}
	}
	if got := w.get(one, "/user"); got.message() != fmt.Sprintf("API rate limit exceeded for user ID %d.", w.dana.Account.ID) {
		t.Error(got.body)
	}
	for version, members := range map[string]int{"2022-11-28": 2, "2026-03-10": 1} {
		var body map[string]any
		got := w.get(one, "/rate_limit", "X-GitHub-Api-Version", version)
		if got.decode(&body); len(body) != members || !strings.Contains(got.body, `"core":{"limit":3,"used":3,"remaining":0,"reset":`) {
			t.Errorf("%s: %s", version, got.body)
		}
	}
	w.pass(time.Hour)
	if got := w.get(one, "/user"); got.StatusCode != 200 {
		t.Errorf("an hour later: %d", got.StatusCode)
	}
}

// What has not changed is not sent again.
func TestAPIAnswersConditionalRequests(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.approved("all", reads("contents=read")))
	for _, path := range []string{"/user", "/repos/acme/site", "/user/repos", "/repos/acme/site/contents/README.md"} {
		first := w.get(as, path)
		tag := first.Header.Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || first.Header.Get("Cache-Control") != "private, no-cache" {
			t.Fatalf("%s: %v", path, first.Header)
		}
		for asked, status := range map[string]int{tag: 304, `"x", ` + tag[2:]: 304, "*": 304, `W/"x"`: 200, "": 200} {
			got := w.get(as, path, "If-None-Match", asked)
			if got.StatusCode != status || (got.body == "") != (status == 304) || got.Header.Get("ETag") != tag {
				t.Errorf("%s, if not %s: %d %v", path, asked, got.StatusCode, got.Header)
			}
		}
		if got := w.get("", path, "If-None-Match", tag); got.StatusCode == 304 {
			t.Errorf("%s: nobody is told that it is the same", path)
		}
	}
	if got := w.get("", "/nowhere", "If-None-Match", "*"); got.StatusCode != 404 || got.Header.Get("ETag") != "" {
		t.Errorf("an error has a tag: %v", got.Header)
	}
}
